"""To whom a hidden identity is sealed."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from amparo.access.models import User


class HideForm(forms.Form):
    """Who, beside oneself, can open it."""

    to = forms.MultipleChoiceField(
        label="Who else can see who it is",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Colleagues who work on the case and have a key of their own. You can too. "
        "Choose as few as the work allows, and at least one: you may forget your passphrase.",
    )

    def __init__(self, data: object = None, *, people: Sequence[User]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.people = {str(one.pk): one for one in people}
        named = [(pk, one.name) for pk, one in self.people.items()]
        self.fields["to"].choices = named  # type: ignore[attr-defined]

    def chosen(self) -> list[User]:
        """Those who were chosen."""
        return [self.people[pk] for pk in self.cleaned_data["to"]]
