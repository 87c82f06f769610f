"""One's own key: a passphrase, typed twice; the one before it, where there is one."""

from __future__ import annotations

from typing import Any

from django import forms


def _passphrase(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, strip=False, max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type the passphrase"},
    )  # fmt: skip


class OwnKeyForm(forms.Form):
    """A new passphrase. With `has_key`, the old one, or the word that it is lost."""

    old_passphrase = _passphrase("The passphrase you have now", required=False)
    is_lost = forms.BooleanField(
        label="I do not know it any more: make a new key",
        help_text="What was sealed to you must be given to you again, by colleagues who hold it.",
        required=False,
    )
    new_passphrase = _passphrase(
        "New passphrase",
        "15 characters or more: four words that nobody would put together. Not your password. "
        "Nobody can look it up or set it back for you.",
    )
    passphrase_again = _passphrase("The same again")

    def __init__(self, data: object = None, *, has_key: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if not has_key:
            del self.fields["old_passphrase"], self.fields["is_lost"]

    def clean(self) -> dict[str, Any]:
        """Both the same; and one of the old passphrase and the word that it is lost."""
        given = super().clean() or {}
        if (
            given.get("new_passphrase")
            and given.get("passphrase_again")
            and given["new_passphrase"] != given["passphrase_again"]
        ):
            self.add_error("passphrase_again", "The two are not the same")
        if (
            "old_passphrase" in self.fields
            and not given.get("old_passphrase")
            and not given.get("is_lost")
        ):
            self.add_error(
                "old_passphrase", "Type the passphrase you have now, or say that it is lost"
            )
        return given
