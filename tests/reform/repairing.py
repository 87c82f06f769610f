"""A problem and a repair of it, as an analyst opens them."""

from __future__ import annotations

from datetime import date

from amparo.reform.models import Evaluation, Intervention, Registration, SystemProblem
from amparo.reform.plans import Plan, digest_of
from amparo.reform.services.problems import About, open_problem
from amparo.reform.services.repairs import begin_intervention, expose
from tests.cast import NOW, OPENED_ON, Cast

PLAN = Plan(
    looks="recurrence", cause="B15", step="investigate", start="", to="", within=0, by="station",
    period="quarter", better="lower", timing="chosen", units={"Station 7": "2024-02-01"},
    expected=-20.0, why="One motorcycle reached all scenes elsewhere.",
)  # fmt: skip


def a_problem(cast: Cast, cause: str = "B15") -> SystemProblem:
    """Scenes that nobody reaches."""
    return open_problem(
        by=cast.nadia, at=NOW, about=About(cause), title="Scenes are not reached", on=OPENED_ON
    )


def a_repair(cast: Cast, *, acts_from: date = OPENED_ON) -> Intervention:
    """A motorcycle for Station 7."""
    made = begin_intervention(
        by=cast.nadia, at=NOW, problem=a_problem(cast), name="A motorcycle for the station",
        kind=Intervention.Kind.RESOURCES, what="One motorcycle and its fuel", planned_on=OPENED_ON,
    )  # fmt: skip
    expose(by=cast.nadia, at=NOW, intervention=made, unit=cast.station, from_on=acts_from)
    return made


def a_verdict(cast: Cast, made: Intervention, claim: str = "no claim") -> Evaluation:
    """A verdict as it was kept once, over too few cases to claim anything."""
    plan = Registration.objects.create(
        intervention=made, number=1, plan=PLAN.as_json(), digest=digest_of(PLAN.as_json(), {}),
        baseline={"rows": [], "digest": "", "until": NOW.date().isoformat()}, is_before=False,
        registered_by=cast.nadia, registered_at=NOW,
    )  # fmt: skip
    result = {
        "claim": claim, "sentence": "Nothing can be claimed.", "rests_on": "", "checks": [],
        "estimate": None, "low": None, "high": None,
    }  # fmt: skip
    return Evaluation.objects.create(
        intervention=made, registration=plan, as_known_on=NOW.date(), data_digest="0" * 64,
        result=result, made_by=cast.nadia, made_at=NOW,
    )  # fmt: skip
