"""The address that letters are asked for at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator

from amparo.letters.reading import FIRST, said

EXAMPLE = "name@example.org"


class AskForm(forms.Form):
    """One address; what is wrong with it is said so that it can be put right."""

    address = forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, language: str = FIRST, **kwargs: Any) -> None:
        """A form that speaks this language."""
        super().__init__(*args, **kwargs)
        words, field = said(language)["ask"], self.fields["address"]
        field.label, field.help_text = words["label"], words["hint"]
        invalid = words["invalid"].format(example=EXAMPLE)
        field.error_messages |= {"required": words["required"], "invalid": invalid}
        field.validators = [EmailValidator(invalid), *field.validators[1:]]
