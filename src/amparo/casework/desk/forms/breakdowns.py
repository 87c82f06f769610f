"""Noting a breakdown, correcting it, and saying whether it is so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from amparo.casework.cases.models import Breakdown, BreakdownReview
from amparo.casework.cases.selectors.breakdowns import (
    LACKS,
    STEP_NAMES,
    Late,
    causes_of_steps,
)
from amparo.casework.cases.selectors.case import Who
from amparo.casework.cases.selectors.recording import Places
from amparo.casework.frame.forms import CaseForm, where, whom
from amparo.directory.packs import Cause
from amparo.web.forms import PlainDateField


def named(cause: Cause) -> str:
    """A cause as a list offers it."""
    return f"{cause.name} ({LACKS[cause.lacks]})"


def cause_choices(on: date, likely: Sequence[str] = ()) -> list[tuple[str, object]]:
    """Every cause in use by its step, those that fit first."""
    steps = causes_of_steps(on)
    known = {cause.id: cause for causes in steps.values() for cause in causes}
    first = [(code, named(known[code])) for code in likely if code in known]
    return [
        ("", "Choose"),
        *([("These fit the step", first)] if first else []),
        *((STEP_NAMES[step], [(one.id, named(one)) for one in steps[step]]) for step in steps),
    ]


class BreakdownForm(CaseForm):
    """What went wrong, when, where, and what followed."""

    step = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    cause = forms.ChoiceField(
        label="What went wrong", error_messages={"required": "Choose what went wrong"}
    )
    on = PlainDateField(label="When")
    where = forms.ChoiceField(required=False, label="Where")
    person = forms.ChoiceField(required=False, label="Whom it failed")
    days_lost = forms.IntegerField(
        required=False, min_value=0, max_value=36_500, label="Days lost by it",
        help_text="Leave it empty where it cannot be counted in days.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": "Enter a whole number of days"},
    )  # fmt: skip
    followed = forms.CharField(
        required=False, max_length=2000, label="What followed",
        help_text="Kept sealed; only the team reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    evidence = forms.CharField(
        required=False, max_length=200, label="Where it is written",
        help_text="A letter, a page of the file, a diary. No names.",
    )  # fmt: skip

    def __init__(
        self,
        data: object = None,
        *,
        people: Sequence[Who],
        places: Places,
        today: date,
        late: Late | None = None,
        cause: str = "",
    ) -> None:
        likely = late.causes if late else ()
        filled = _filled(late) if late else {"cause": cause}
        super().__init__(data, initial={"on": today, **filled})
        self.offer(
            cause=cause_choices(today, likely),
            where=where(places, first="Not known"),
            person=whom(people, first="Nobody in particular"),
        )


def _filled(late: Late) -> dict[str, object]:
    return {
        "step": late.key, "cause": late.causes[0] if late.causes else "", "on": late.on,
        "where": late.place, "person": late.person_id, "days_lost": late.days_lost,
    }  # fmt: skip


class CorrectedBreakdownForm(BreakdownForm):
    """The breakdown as it should have been, and what was wrong."""

    reason = forms.CharField(
        max_length=300, label="What was wrong",
        help_text="The old entry is kept with this reason.",
        error_messages={"required": "Say what was wrong"},
    )  # fmt: skip

    def __init__(
        self,
        data: object = None,
        *,
        wrong: Breakdown,
        people: Sequence[Who],
        places: Places,
        today: date,
    ) -> None:
        super().__init__(data, people=people, places=places, today=today)
        place = f"u:{wrong.unit_id}" if wrong.unit_id else f"i:{wrong.institution_id}"
        shown: Mapping[str, object] = {
            "cause": wrong.cause, "on": wrong.on,
            "where": place if wrong.institution_id else "", "person": str(wrong.person_id or ""),
            "days_lost": wrong.days_lost, "followed": wrong.followed(), "evidence": wrong.evidence,
        }  # fmt: skip
        self.initial.update(shown)


class SayForm(forms.Form):
    """Whether it is so."""

    decision = forms.ChoiceField(
        label="Is it so?", choices=BreakdownReview.Decision.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is so"},
    )  # fmt: skip
    reason = forms.CharField(
        required=False, max_length=300, label="Why, where it is not so",
        help_text="It teaches whoever tends the detectors. No names.",
    )  # fmt: skip

    def __init__(self, data: object = None) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]

    def decided(self) -> BreakdownReview.Decision:
        """What was chosen."""
        return BreakdownReview.Decision(self.cleaned_data["decision"])
