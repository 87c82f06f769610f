"""Facts, decisions on charges, a survivor's plan and its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from amparo.casework.frame.forms import CaseForm
from amparo.casework.represent.models import ChargeDecision, KnownFact, Preparation, Visit
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

ANSWERS = [("unknown", "Not known"), ("yes", "Yes"), ("no", "No")]


class FactsForm(forms.Form):
    """The facts of one element; each is known, denied by what was found, or open."""

    def __init__(self, data: object = None, *, element: str, answers: Mapping[str, str]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        for entry in code_list("facts").entries:
            if entry.maps["element"] == element:
                self.fields[entry.code] = forms.ChoiceField(
                    label=entry.name, choices=ANSWERS,
                    widget=forms.RadioSelect(attrs={"inline": True}),
                    initial=answers.get(entry.code, "unknown"),
                )  # fmt: skip

    def answers(self) -> dict[str, KnownFact.Answer]:
        """Fact → answer."""
        return {fact: KnownFact.Answer(said) for fact, said in self.cleaned_data.items()}


class DecisionForm(CaseForm):
    """What the lawyer decides about an offence, and why."""

    choice = forms.ChoiceField(
        label="What you decide",
        choices=ChargeDecision.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    reason = forms.CharField(
        max_length=1000,
        label="Why",
        help_text="Kept sealed.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )
    on = PlainDateField(label="On which day")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class PlanForm(forms.Form):
    """What the survivor wants."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    telling = forms.ChoiceField(
        label="How much they want to be told", choices=Preparation.Telling.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    how = forms.CharField(
        required=False, max_length=1000, label="How and by whom they want to be told",
        help_text="In their words. Kept sealed.", widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    mode = forms.ChoiceField(
        label="How they will testify", choices=Preparation.Mode.choices, widget=forms.RadioSelect
    )
    comfort = forms.CharField(
        required=False, max_length=1000, label="What helps them that day",
        help_text="A person, a thing, a pause, a word to stop. Kept sealed.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    transport = forms.CharField(
        required=False, max_length=1000, label="How they get there and back",
        help_text="Kept sealed.", widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: object = None, *, plan: Preparation) -> None:
        initial = {
            "version": plan.version, "telling": plan.telling, "mode": plan.mode,
            **{field: plan.words(field) for field in ("how", "comfort", "transport")},
        }  # fmt: skip
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]


class VisitForm(CaseForm):
    """One step of preparing."""

    kind = forms.ChoiceField(
        label="What was done",
        choices=Visit.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done"},
    )
    threatened = forms.ChoiceField(
        required=False,
        label="If threats were asked about: does anybody threaten them",
        choices=[("", "Not asked"), ("no", "No"), ("yes", "Yes: an alert is raised at once")],
    )
    on = PlainDateField(label="On which day")
    note = forms.CharField(
        required=False, max_length=2000, label="Note", help_text="Kept sealed.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})

    def is_threatened(self) -> bool | None:
        """Whether they are; None where it was not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data["threatened"])


class WhyForm(forms.Form):
    """Which reason the stuck cases are narrowed to."""

    why = forms.ChoiceField(required=False, label="Why it may be stuck")

    def __init__(self, data: object = None) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        reasons = [(one.code, one.name) for one in code_list("stuck_reasons").entries]
        self.fields["why"].choices = [("", "Any reason"), *reasons]  # type: ignore[attr-defined]

    def chosen(self) -> str:
        """The code of the reason; empty for all, and for one that nobody knows."""
        return str(self.cleaned_data["why"]) if self.is_valid() else ""


def elements_asked(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Elements that have facts to ask for, in the order given, with their names."""
    asked = {entry.maps["element"] for entry in code_list("facts").entries}
    names = code_list("elements")
    return [(code, names.name_of(code)) for code in codes if code in asked]
