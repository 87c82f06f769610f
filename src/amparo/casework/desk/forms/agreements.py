"""What was signed with an institution on sharing, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django import forms

from amparo.directory.models import Institution
from amparo.web.forms import PlainDateField


class AgreementForm(forms.Form):
    """With whom, from when until when, and what for."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    institution = forms.ChoiceField(
        label="With which institution", error_messages={"required": "Choose an institution"}
    )
    signed_on = PlainDateField(label="Signed on")
    until = PlainDateField(label="Holds until", future=True, help_text="Five years at most.")
    about = forms.CharField(
        max_length=300,
        label="What is shared, and what for",
        help_text="In a sentence. No name of a survivor.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is shared, and what for"},
    )
    kept_at = forms.CharField(
        max_length=150, required=False, label="Where the signed paper is kept"
    )

    def __init__(self, data: object = None, *, institutions: Sequence[Institution]) -> None:
        super().__init__(data, initial={"token": uuid4()}, use_required_attribute=False)  # type: ignore[arg-type]
        self.institutions = {str(one.pk): one for one in institutions}
        self.fields["institution"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((key, one.name) for key, one in self.institutions.items()),
        ]

    def chosen(self) -> Institution:
        """The institution chosen."""
        return self.institutions[self.cleaned_data["institution"]]


class EndAgreementForm(forms.Form):
    """From when it no longer holds, and why."""

    on = PlainDateField(label="Ends on")
    why = forms.CharField(
        max_length=300,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it ends"},
    )
