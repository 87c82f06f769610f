"""The plan of a repair, as it is typed before anything begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Protocol

from django import forms

from amparo.directory.packs import Pathway, milestone_types, pathways
from amparo.reform.models import Intervention
from amparo.reform.plans import Looks, Method, Plan
from amparo.reform.selectors.groups import GROUPS, PLACES

WHY_POINTS = "For example −20, where twenty in a hundred fewer cases should break so."


def _steps(pathway: Pathway) -> list[tuple[str, str]]:
    names = [stage.name for stage in pathway.stages]
    return [(f"{start}|{to}", f"{start} → {to}") for start, to in pairwise(names)]


class Fitting(Protocol):
    """Whether a design fits a roll-out, and why."""

    @property
    def design(self) -> str:
        """Which one."""

    @property
    def fits(self) -> bool:
        """Whether it does."""

    @property
    def why(self) -> str:
        """Why, or why not."""


def _fits(fit: Fitting | None) -> str:
    return "" if fit is None else f"{'Fits' if fit.fits else 'Does not fit'}: {fit.why}"


class PlanForm(forms.Form):
    """What will be looked at, before anything begins."""

    looks = forms.ChoiceField(
        label="What should change",
        choices=[
            (Looks.RECURRENCE, "Fewer cases break so again"),
            (Looks.STEP, "More cases go through one step in time"),
            (Looks.DONE, "One thing follows another in more cases, in time"),
        ],
        widget=forms.RadioSelect,
    )
    step = forms.ChoiceField(
        required=False, label="Which step, where it is a step",
    )  # fmt: skip
    after = forms.ChoiceField(
        required=False, label="After what, where one thing follows another",
        help_text="For example: Out of the violence.",
    )  # fmt: skip
    comes = forms.ChoiceField(
        required=False, label="What should follow",
        help_text="For example: Kept apart from suspects.",
    )  # fmt: skip
    within = forms.TypedChoiceField(
        label="Within", coerce=int, initial=180,
        choices=[(n, f"{n} days") for n in (2, 14, 30, 90, 180, 365, 730)],
    )  # fmt: skip
    by = forms.ChoiceField(
        label="Which units are compared", choices=[(k, GROUPS[k]) for k in PLACES]
    )
    period = forms.ChoiceField(
        label="Counted by", choices=[("month", "Months"), ("quarter", "Quarters")],
        initial="quarter",
    )  # fmt: skip
    timing = forms.ChoiceField(
        label="Who is repaired when", widget=forms.RadioSelect, initial="chosen",
        choices=[("chosen", "Somebody chose"), ("random", "It was drawn by lot")],
    )  # fmt: skip
    method = forms.ChoiceField(
        required=False, label="How it will be judged", widget=forms.RadioSelect,
    )  # fmt: skip
    expected = forms.IntegerField(
        label="Expected change, in percentage points", min_value=-100, max_value=100,
        help_text=WHY_POINTS,
        error_messages={"required": "Say what you expect: a number of points, up or down"},
    )  # fmt: skip
    why = forms.CharField(
        max_length=300, label="Why so much", error_messages={"required": "Say why so much"}
    )
    reason = forms.CharField(
        required=False, max_length=300, label="Why another plan, where there was one"
    )
    field_order = (
        "looks", "step", "after", "comes", "within", "by", "period", "timing", "method", "expected",
        "why", "reason",
    )  # fmt: skip

    def __init__(self, data: object = None, *, fits: Sequence[Fitting] = ()) -> None:
        initial = {
            "looks": Looks.RECURRENCE, "timing": "chosen", "period": "quarter",
            "method": next((str(fit.design) for fit in fits if fit.fits), ""),
        }  # fmt: skip
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        said = {Method(fit.design): fit for fit in fits}
        self.fields["method"].choices = [  # type: ignore[attr-defined]
            (one.value, f"{one.words}. {_fits(said.get(one))}".strip())
            for one in [*said, *(one for one in Method if one not in said)]
        ]
        self.fields["step"].choices = _steps(pathways()["justice"])  # type: ignore[attr-defined]
        things = [("", "Choose"), *((one.code, one.name) for one in milestone_types().values())]
        for name in ("after", "comes"):
            self.fields[name].choices = things  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A wedge is drawn by lot; where one thing follows another, both are said and differ."""
        given = super().clean() or {}
        if given.get("looks") == Looks.DONE:
            for name in ("after", "comes"):
                if not given.get(name):
                    self.add_error(name, "Choose one, since one thing should follow another")
            if given.get("after") and given.get("after") == given.get("comes"):
                self.add_error("comes", "Choose another than the one it should follow")
        if given.get("method") == Method.WEDGE and given.get("timing") != "random":
            self.add_error("method", "A stepped wedge needs an order that was drawn by lot")
        return given

    def plan(self, made: Intervention, units: Mapping[str, date]) -> Plan:
        """The plan as typed, for this repair and the places planned for it."""
        given = self.cleaned_data
        start, _, to = given["step"].partition("|")
        if given["looks"] == Looks.DONE:
            start, to = given["after"], given["comes"]
        problem = made.problem
        recurs = given["looks"] == Looks.RECURRENCE
        return Plan(
            looks=given["looks"], cause=problem.cause, step=problem.step,
            start="" if recurs else start, to="" if recurs else to,
            within=0 if recurs else given["within"], by=given["by"], period=given["period"],
            better="lower" if recurs else "higher", timing=given["timing"],
            units={unit: on.isoformat() for unit, on in units.items()},
            expected=float(given["expected"]), why=given["why"].strip(), method=given["method"],
        )  # fmt: skip
