"""The synthetic office's repairs: detectors look, people say what is so, one repair is judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from uuid import UUID

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System
from amparo.casework.cases.models import (
    Breakdown,
    BreakdownReview,
    BreakdownState,
    Case,
    Milestone,
    TeamMember,
)
from amparo.casework.cases.services.breakdowns import note_breakdown, review_breakdown
from amparo.demo.equipment import give_motorcycle
from amparo.demo.morning import Morning
from amparo.errors import CannotEstimate
from amparo.flow.simulate.programmes import MOTORCYCLE_SINCE
from amparo.reform.models import Intervention, ProblemStage
from amparo.reform.plans import Plan
from amparo.reform.services.coding import code_again
from amparo.reform.services.detecting import detect, turn_detector
from amparo.reform.services.problems import About, move_problem, open_problem, share_problem
from amparo.reform.services.repairs import (
    Cost,
    begin_intervention,
    evaluate,
    register_plan,
)

SAID = BreakdownReview.Decision
EACH = 5  # one of so many proposals was looked at
WRONG = 6  # one of so many of those was not so
CODED = 18  # coded a second time; of them one in six as something else
NOT_SO = "Synthetic. It was done; the paper came later."
UNSEEN = ("proof_left", "operation_without_proof")


def repair(morning: Morning, showcase: Case) -> None:
    """Carry out the acts of repair."""
    office, today = morning.around.office, morning.today
    analyst = _analyst(office.pk)
    for name in UNSEEN:
        turn_detector(
            by=analyst, at=next(morning.ticks), detector=name, is_on=False,
            reason="Synthetic. Exhibits of older cases are on paper only.",
        )  # fmt: skip
    detect(by=System(), at=next(morning.ticks), office=office, today=today)
    _say(morning)
    _by_hand(morning, showcase)
    _code_again(morning)
    _motorcycle(morning, analyst)


def _analyst(office: UUID) -> User:
    able = [u for u in User.objects.filter(office=office).order_by("email")
            if Role.ANALYST in u.held_roles]  # fmt: skip
    return able[0]


def _say(morning: Morning) -> None:
    """Those who lead the cases say what is so of one proposal in five, across all detectors."""
    waiting = list(
        Breakdown.objects.current().in_state(BreakdownState.PROPOSED)
        .select_related("case").order_by("found_by", "on", "pk")
    )  # fmt: skip
    leads = {
        member.case_id: member.user
        for member in TeamMember.objects.filter(leads=True, to_on__isnull=True).select_related(
            "user"
        )
    }
    for number, row in enumerate(waiting[::EACH]):
        wrong = number % WRONG == WRONG - 1
        review_breakdown(
            by=leads.get(row.case_id, morning.team.caseworker), at=next(morning.ticks),
            breakdown=row, decision=SAID.REJECTED if wrong else SAID.CONFIRMED,
            reason=NOT_SO if wrong else "",
        )  # fmt: skip


def _by_hand(morning: Morning, showcase: Case) -> None:
    """One that a person saw: the survivor was driven with the man who sold her."""
    milestones = Milestone.objects.filter(case=showcase, type="rescue.victim_relieved").current()
    relieved = milestones.order_by("happened_on").first()
    if relieved is not None:
        note_breakdown(
            by=morning.team.caseworker, at=next(morning.ticks), case=showcase, cause="B28",
            on=relieved.happened_on, milestone=relieved, institution=relieved.institution,
            unit=relieved.unit, evidence="Synthetic diary of the operation",
            followed="Synthetic. No woman officer was there; the child would not speak that day.",
        )  # fmt: skip


def _code_again(morning: Morning) -> None:
    rows = Breakdown.objects.counted().filter(case__team__user=morning.team.lawyer)
    ordered = rows.exclude(found_by="person").order_by("pk").distinct()
    for number, row in enumerate(islice(ordered, CODED)):
        other = "B14" if row.cause != "B14" else "B13"
        code_again(
            by=morning.team.lawyer, at=next(morning.ticks), breakdown=row,
            cause=other if number % 6 == 5 else row.cause,
        )  # fmt: skip


def _motorcycle(morning: Morning, analyst: User) -> None:
    """Scenes out of reach of a rural station: shared with the police, mended by a motorcycle.

    The plan was written down when this office began to use Amparo, after the repair: it says so.
    """
    rural = morning.around.units["rural"]
    today = morning.today
    problem = open_problem(
        by=analyst, at=next(morning.ticks), on=date(2022, 3, 1), title="Scenes that nobody reaches",
        about=About("B15", programme=morning.programmes["bonded"]),
    )  # fmt: skip
    share_problem(
        by=analyst, at=next(morning.ticks), problem=problem, authority=rural.institution,
        post="Synthetic superintendent", on=date(2022, 6, 1),
    )  # fmt: skip
    made = begin_intervention(
        by=analyst, at=next(morning.ticks), problem=problem,
        name="A motorcycle for the rural station",
        kind=Intervention.Kind.RESOURCES, authority=rural.institution,
        what="Synthetic. One motorcycle, its fuel and its upkeep, handed over with a log of trips.",
        planned_on=MOTORCYCLE_SINCE, cost=Cost(Decimal(145_000), "INR"),
    )  # fmt: skip
    give_motorcycle(morning, analyst, made, rural)
    move_problem(
        by=analyst, at=next(morning.ticks), problem=problem, stage=ProblemStage.Stage.REPAIRING,
        on=MOTORCYCLE_SINCE, why="Synthetic letter of hand-over",
    )  # fmt: skip
    plan = Plan(
        looks="recurrence", cause="B15", step="investigate", start="", to="", within=0,
        by="station", period="quarter", better="lower", timing="chosen",
        units={rural.name: MOTORCYCLE_SINCE.isoformat()}, expected=-50.0,
        why="Homes lie within an hour by motorcycle.",
    )  # fmt: skip
    try:
        registered = register_plan(
            by=analyst, at=next(morning.ticks), today=today, intervention=made, plan=plan
        )
        evaluate(
            by=analyst, at=next(morning.ticks), intervention=made, registration=registered,
            on=today,
        )  # fmt: skip
    except CannotEstimate:  # an office of a handful of cases has nothing to judge
        return
