"""The address that letters are asked for at."""

from __future__ import annotations

from django import forms

EXAMPLE = "name@example.org"


class AskForm(forms.Form):
    """One address; what is wrong with it is said so that it can be put right."""

    address = forms.EmailField(
        label="E-mail address", max_length=254,
        help_text="Used for the letters and nothing else.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address, so that the letters can reach you",
            "invalid": f"Please enter a valid e-mail address, such as {EXAMPLE}: a name, one @, "
            "and where it is kept",
        },
    )  # fmt: skip
