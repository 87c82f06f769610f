"""Consent, documents, and closing or reopening a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from amparo.casework.cases.models import Consent
from amparo.casework.cases.selectors.case import Who
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

ANSWERS = [("given", "Yes, they agreed"), ("refused", "No, they refused")]


class ConsentForm(forms.Form):
    """What one person agreed to or refused: one purpose, one recipient."""

    person = forms.ChoiceField(
        label="Who was asked",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who was asked"},
    )
    purpose = forms.ChoiceField(
        label="What for", error_messages={"required": "Choose what it is for"}
    )
    recipient = forms.ChoiceField(required=False, label="To whom")
    answer = forms.ChoiceField(
        label="Their answer",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        help_text="Help never depends on it, and it can be taken back at any time.",
        error_messages={"required": "Choose what they answered"},
    )
    covers = forms.MultipleChoiceField(
        required=False, label="What it covers", widget=forms.CheckboxSelectMultiple
    )
    explained_how = forms.CharField(
        max_length=200,
        label="How it was explained",
        help_text="For example, read aloud together, with time for questions.",
        error_messages={"required": "Say how it was explained"},
    )
    explained_in = forms.CharField(
        max_length=60,
        label="In which language",
        error_messages={"required": "Say in which language"},
    )
    told = forms.MultipleChoiceField(
        required=False,
        label="What they were told before they answered",
        choices=Consent.Told.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="A yes needs all five. Tell them first what is still missing.",
    )
    research = forms.ChoiceField(
        required=False,
        label="May it be used for research?",
        choices=Consent.Research.choices,
        widget=forms.RadioSelect,
        help_text="Ask it by itself. Their help is the same either way.",
    )
    on = PlainDateField(label="On which day")
    until = PlainDateField(label="Until", required=False, future=True)
    basis = forms.ChoiceField(
        label="Who decided",
        choices=Consent.Basis.choices,
        initial=Consent.Basis.OWN,
        widget=forms.RadioSelect,
    )
    guardian = forms.ChoiceField(required=False, label="Guardian, for a child's assent")
    reason = forms.CharField(
        required=False,
        max_length=300,
        label="Reason, where it was decided in the child's best interest",
    )

    def __init__(
        self,
        data: object = None,
        *,
        people: Sequence[Who],
        institutions: Sequence[Institution],
        today: date,
    ) -> None:
        asked = [who for who in people if who.is_survivor] or list(people)
        initial: dict[str, Any] = {"on": today, "basis": Consent.Basis.OWN}
        if len(asked) == 1:
            initial |= {"person": asked[0].person_id, "explained_in": asked[0].language}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self.institutions = {str(one.pk): one for one in institutions}
        offered: dict[str, Any] = {
            "person": [(who.person_id, who.label) for who in people if not who.is_suspect],
            "purpose": [("", "Choose"), *code_list("consent_purposes").choices(on=today)],
            "recipient": [("", "Nobody outside the office"), *self._named()],
            "covers": code_list("consent_covers").choices(on=today),
            "guardian": [("", "None"), *((who.person_id, who.label) for who in people)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A yes answers all seven questions; each that is open is said at its own place."""
        found = super().clean() or self.cleaned_data
        if found.get("answer") == "given":
            left = [one.label for one in Consent.Told if one.value not in found.get("told", ())]
            if left:
                self.add_error("told", f"Tell them before a yes counts: {'; '.join(left).lower()}")
            if not found.get("research"):
                self.add_error("research", "Ask them, and choose yes or no")
        return found

    def _named(self) -> list[tuple[str, str]]:
        return [(key, one.name) for key, one in self.institutions.items()]

    def chosen_basis(self) -> Consent.Basis:
        """Who decided."""
        return Consent.Basis(self.cleaned_data["basis"])

    def chosen_recipient(self) -> Institution | None:
        """The institution it is given to, if any."""
        return self.institutions.get(self.cleaned_data["recipient"])


class WithdrawConsentForm(forms.Form):
    """From which day it is taken back."""

    on = PlainDateField(label="From which day")


class DocumentForm(forms.Form):
    """A paper, scanned or photographed."""

    file = forms.FileField(
        label="File",
        help_text="A PDF, PNG or JPEG of up to 25 MB. It is kept sealed.",
        error_messages={
            "required": "Choose a file of up to 25 MB",
            "empty": "This file is empty. Choose another",
        },
    )
    kind = forms.ChoiceField(label="What it is", error_messages={"required": "Choose what it is"})
    title = forms.CharField(
        max_length=150,
        label="Title",
        help_text="Kept sealed; only the team reads it.",
        error_messages={"required": "Give it a title"},
    )
    dated_on = PlainDateField(label="The day written on it", required=False)

    def __init__(self, data: object = None, files: object = None, *, today: date) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]
        kinds = code_list("document_kinds").choices(on=today)
        self.fields["kind"].choices = [("", "Choose"), *kinds]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """When, and why."""

    on = PlainDateField(label="Closed on")
    reason = forms.ChoiceField(
        label="Why",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why the file is closed"},
    )

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["reason"].choices = code_list("closure_reasons").choices(on=today)  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """When, and why."""

    on = PlainDateField(label="Opened again on")
    reason = forms.CharField(
        max_length=200, label="Why", error_messages={"required": "Say why it is opened again"}
    )
