"""Warrants, bail, protective orders, safety duties, and taking back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.cases.models import Through
from amparo.casework.cases.selectors.case import Who
from amparo.casework.restrain.forms.fields import (
    CourtField,
    DatedForm,
    longer,
    one_of,
    survivors,
)
from amparo.casework.restrain.models import BailDecision, ProtectiveStep, WarrantStep
from amparo.casework.restrain.services.bail import FREES, MILESTONES
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

YES_NO = [("yes", "Yes"), ("no", "No")]
ASKED = [*YES_NO, ("", "Not known")]


class WarrantForm(DatedForm):
    """A court's order to arrest."""

    court = CourtField(label="Which court")
    number = forms.CharField(
        label="Its number", required=False, max_length=100, help_text="Kept sealed."
    )

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data, today=today)
        self.fields["on"].label = "Issued on"
        self.fields["court"].offer(institutions)  # type: ignore[attr-defined]


class WarrantStepForm(DatedForm):
    """What became of a warrant."""

    what = one_of("What happened", WarrantStep.What.choices)
    reason = one_of(
        "If it was not carried out, why?", [*WarrantStep.Reason.choices, ("", "It was")],
        required=False,
    )  # fmt: skip
    words = longer("Anything more")
    field_order = ("token", "what", "on", "reason", "words")


class BailForm(DatedForm):
    """What was decided about bail, and on which conditions."""

    decision = one_of("What was decided", [])
    court = CourtField(label="By which court")
    conditions = forms.MultipleChoiceField(
        label="Which conditions were set?", required=False, widget=forms.CheckboxSelectMultiple
    )
    terms = longer("The conditions in the court’s words")
    risk_was_told = one_of("Had the court heard what is known of the risk?", ASKED, required=False)
    words = longer("Reasons the court gave")
    field_order = (
        "token", "decision", "on", "court", "conditions", "terms", "risk_was_told", "words",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data, today=today)
        offered = [
            (code, f"{name} (survivors are told)" if code in FREES else name)
            for code, name in code_list("bail_decisions").choices(on=today)
            if code in MILESTONES
        ]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]
        self.fields["conditions"].choices = code_list("bail_conditions").choices(on=today)  # type: ignore[attr-defined]
        self.fields["court"].offer(institutions)  # type: ignore[attr-defined]
        self.fields["on"].label = "Decided on"

    def given(self) -> dict[str, object]:
        """Each condition with the words of all; the answer as yes, no or not known."""
        cleaned = dict(self.cleaned_data)
        terms = cleaned.pop("terms")
        answers = {"yes": True, "no": False}
        return cleaned | {
            "conditions": dict.fromkeys(cleaned["conditions"], terms),
            "risk_was_told": answers.get(cleaned["risk_was_told"]),
        }


class BreachForm(DatedForm):
    """What was broken."""

    condition = one_of("Which condition", [], required=False)
    words = longer("What happened", required=True)
    reported_on = PlainDateField(
        label="When it was reported to the police or the court", required=False
    )
    field_order = ("token", "condition", "on", "words", "reported_on")

    def __init__(self, data: object = None, *, today: date, decision: BailDecision) -> None:
        super().__init__(data, today=today)
        names = dict(code_list("bail_conditions").choices(on=today))
        self.known = {str(row.pk): row for row in decision.conditions.all()}
        self.fields["condition"].choices = [  # type: ignore[attr-defined]
            *((key, names.get(row.kind, row.kind)) for key, row in self.known.items()),
            ("", "Did not come back, or another duty of bail"),
        ]

    def given(self) -> dict[str, object]:
        """The condition as its row."""
        cleaned = dict(self.cleaned_data)
        return cleaned | {"condition": self.known.get(cleaned["condition"])}


class OrderForm(DatedForm):
    """A protective order, asked for."""

    protects = one_of("Whom is it to protect?", [], required=False)
    court = CourtField(label="Which court is asked")
    words = longer("What is asked for")

    def __init__(
        self, data: object = None, *, today: date, who: Sequence[Who],
        institutions: Sequence[Institution],
    ) -> None:  # fmt: skip
        super().__init__(data, today=today)
        self.fields["on"].label = "Asked on"
        self.fields["protects"].choices = survivors(who)  # type: ignore[attr-defined]
        self.fields["court"].offer(institutions)  # type: ignore[attr-defined]


class OrderStepForm(DatedForm):
    """What became of a protective order."""

    what = one_of("What happened", ProtectiveStep.What.choices)
    until = PlainDateField(
        label="If granted or renewed, until when?", required=False, future=True,
        help_text="For example, 3 March 2024. Two weeks before, a task asks whether it goes on.",
    )  # fmt: skip
    words = longer("Anything more")
    field_order = ("token", "what", "on", "until", "words")


class CheckForm(forms.Form):
    """What a safety check found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_safe = one_of(
        "Is the survivor safe today?", [("yes", "Yes"), ("no", "No: a safety alert is raised")]
    )
    found = longer("What you found, and what was done", required=True)


class TellForm(forms.Form):
    """What the survivor was told."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    was_told = one_of(
        "Was the survivor told?", [("yes", "Yes"), ("no", "No, and it is written why")]
    )
    on = PlainDateField(label="When")
    through = one_of("If they were told: by which way?", Through.choices, required=False)
    otherwise = longer(
        "If that is not the safe way: why, and how you know it was safe",
        help_text="Needed for any other way than the one above, or where none is recorded.",
    )
    words = longer("What was told, or why not", required=True)


class ReasonForm(forms.Form):
    """Why something is taken back, or decided."""

    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )  # fmt: skip


class SameForm(ReasonForm):
    """Which record is the same person, and why."""

    other = one_of("Which record is the same person?", [])
    field_order = ("other", "reason")

    def __init__(self, data: object = None, *, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["other"].choices = offered  # type: ignore[attr-defined]
        self.fields["reason"].label = "Why they are one person"
