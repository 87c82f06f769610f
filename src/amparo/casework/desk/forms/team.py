"""Who works on a case, who is shut out, and which partner sees its code."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from amparo.access.models import User
from amparo.casework.cases.models import ConflictOfInterest
from amparo.directory.models import Institution


class ColleagueForm(forms.Form):
    """One colleague, whatever is done about them."""

    colleague = forms.ChoiceField(
        label="Colleague", error_messages={"required": "Choose a colleague"}
    )

    def __init__(self, data: object = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.colleagues = {str(one.pk): one for one in colleagues}
        self.fields["colleague"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((key, one.name) for key, one in self.colleagues.items()),
        ]

    def chosen(self) -> User:
        """The colleague chosen."""
        return self.colleagues[self.cleaned_data["colleague"]]


class JoinForm(ColleagueForm):
    """Who joins, and whether they lead from now on."""

    leads = forms.BooleanField(
        required=False, label="Leads the case from now on, in place of whoever leads it"
    )


class ConflictForm(ColleagueForm):
    """Who must not come near, and why."""

    kind = forms.ChoiceField(
        label="How they are tied to it",
        choices=ConflictOfInterest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they are tied to it"},
    )

    def chosen_kind(self) -> ConflictOfInterest.Kind:
        """How they are tied to it."""
        return ConflictOfInterest.Kind(self.cleaned_data["kind"])


class ShareForm(forms.Form):
    """With which institution, and what for."""

    institution = forms.ChoiceField(
        label="Institution", error_messages={"required": "Choose an institution"}
    )
    purpose = forms.CharField(
        max_length=200,
        label="What it needs this for",
        error_messages={"required": "Say what it needs this for"},
    )

    def __init__(self, data: object = None, *, institutions: Sequence[Institution]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.institutions = {str(one.pk): one for one in institutions}
        self.fields["institution"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((key, one.name) for key, one in self.institutions.items()),
        ]

    def chosen(self) -> Institution:
        """The institution chosen."""
        return self.institutions[self.cleaned_data["institution"]]
