"""How each of the four stories goes: a problem seen and shared, a repair designed and its plan
registered before it begins, a verdict two years later.

What is written down of a problem, a repair and its plan carries the moment of its day, so that the
baseline is that of the records as they were known then; what a repair is made of (courses, things
handed over) was entered this morning, as an office does that turns from paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.db.models import QuerySet

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases.models import (
    Breakdown,
    BreakdownReview,
    BreakdownState,
    Case,
    Milestone,
    TeamMember,
)
from amparo.casework.cases.services.breakdowns import note_breakdown, review_breakdown
from amparo.demo.histories import moment
from amparo.demo.morning import Morning
from amparo.errors import CannotEstimate, Refused
from amparo.reform.models import Intervention, ProblemStage, Registration
from amparo.reform.plans import Plan
from amparo.reform.services.problems import About, move_problem, open_problem, share_problem
from amparo.reform.services.repairs import Cost, begin_intervention, evaluate, register_plan

STORIES = UUID("4c2b0f52-7d1e-5b0a-9f0e-2a5f0a5d1976")  # so that an address is the same every time
STOOD_BEHIND = 12
NOTED_AFTER = timedelta(days=14)
SAID = BreakdownReview.Decision


@dataclass(frozen=True)
class Mending:
    """One problem and its repair, day by day. `shared` is the key of a unit, whose institution
    answers for the problem too."""

    key: str
    programme: str
    cause: str
    title: str
    seen_on: date
    shared: str
    post: str
    agreed_on: date
    name: str
    kind: Intervention.Kind
    what: str
    planned_on: date
    cost: Cost
    why: str
    plan: Plan | None = None
    registered_on: date | None = None
    judged_on: date | None = None

    @property
    def repair_id(self) -> UUID:
        """The id of its repair."""
        return uuid5(STORIES, f"repair {self.key}")


def analyst_of(morning: Morning) -> User:
    """Who designs the office's repairs."""
    users = User.objects.filter(office=morning.around.office).order_by("email")
    return next(user for user in users if Role.ANALYST in user.held_roles)


def set_out(morning: Morning, it: Mending) -> tuple[Intervention, Registration | None]:
    """See it, share it, design the repair and register its plan; nothing acts yet."""
    by, authority = analyst_of(morning), morning.around.units[it.shared].institution
    problem = open_problem(
        by=by, at=moment(it.seen_on, 330), on=it.seen_on, title=it.title,
        about=About(it.cause, programme=morning.programmes[it.programme]),
        token=uuid5(STORIES, f"problem {it.key}"),
    )  # fmt: skip
    share_problem(
        by=by, at=moment(it.agreed_on, 331), problem=problem, authority=authority, post=it.post,
        on=it.agreed_on,
    )  # fmt: skip
    designed_on = it.registered_on or it.agreed_on
    made = begin_intervention(
        by=by, at=moment(designed_on, 332), problem=problem, name=it.name, kind=it.kind,
        authority=authority, what=it.what, planned_on=it.planned_on, cost=it.cost,
        token=it.repair_id,
    )  # fmt: skip
    registered = None
    if it.plan is not None and it.registered_on is not None:
        try:
            registered = register_plan(
                by=by, at=moment(it.registered_on, 333), today=it.registered_on,
                intervention=made, plan=it.plan,
            )  # fmt: skip
        except CannotEstimate:  # an office of a handful of cases has no baseline yet
            registered = None
    move_problem(
        by=by, at=moment(it.planned_on, 334), problem=problem, on=it.planned_on, why=it.why,
        stage=ProblemStage.Stage.REPAIRING,
    )  # fmt: skip
    return made, registered


def judge(
    morning: Morning, it: Mending, made: Intervention, registered: Registration | None
) -> None:
    """Judge it by its plan, over the records as they stood on the day."""
    if registered is None or it.judged_on is None:
        return
    by = analyst_of(morning)
    try:
        evaluate(
            by=by, at=moment(it.judged_on, 335), intervention=made, registration=registered,
            on=it.judged_on,
        )  # fmt: skip
    except (CannotEstimate, Refused):  # an office of a handful of cases has nothing to judge
        return
    move_problem(
        by=by, at=moment(it.judged_on, 336), problem=made.problem, on=it.judged_on,
        stage=ProblemStage.Stage.CHECKED, why="Synthetic. Judged by its plan; told to both owners",
    )  # fmt: skip


def leads() -> dict[UUID, User]:
    """Case → who leads it."""
    rows = TeamMember.objects.filter(leads=True, to_on__isnull=True).select_related("user")
    return {row.case_id: row.user for row in rows}


def stand_behind(morning: Morning, it: Mending, n: int = STOOD_BEHIND) -> None:
    """Whoever leads the cases says of some more proposals that they are so."""
    whose = leads()
    for row in list(_waiting(morning, it)[:n]):
        review_breakdown(
            by=whose.get(row.case_id, morning.team.caseworker), at=next(morning.ticks),
            breakdown=row, decision=SAID.CONFIRMED,
        )  # fmt: skip


def stand_behind_one(morning: Morning, it: Mending, user: User) -> None:
    """Somebody says of one in a case that they lead that it is so, unless they have one already."""
    theirs = [case for case, lead in leads().items() if lead == user]
    if Breakdown.objects.counted().filter(cause=it.cause, case__in=theirs).exists():
        return
    row = _waiting(morning, it).filter(case__in=theirs).first()
    if row is not None:
        review_breakdown(by=user, at=next(morning.ticks), breakdown=row, decision=SAID.CONFIRMED)


def _waiting(morning: Morning, it: Mending) -> QuerySet[Breakdown]:
    rows = Breakdown.objects.current().in_state(BreakdownState.PROPOSED)
    return (
        rows.filter(cause=it.cause, case__programme=morning.programmes[it.programme])
        .select_related("case").order_by("on", "pk")
    )  # fmt: skip


def note_from_files(
    morning: Morning, it: Mending, rows: list[Milestone], *, followed: str, n: int = STOOD_BEHIND
) -> None:
    """What no detector can see, noted by whoever leads the case, one to a case."""
    whose, done = leads(), set[UUID]()
    for row in rows:
        if row.case_id in done or len(done) >= n:
            continue
        done.add(row.case_id)
        case: Case = row.case
        note_breakdown(
            by=whose.get(row.case_id, morning.team.caseworker), at=next(morning.ticks), case=case,
            cause=it.cause, on=row.happened_on, milestone=row, institution=row.institution,
            unit=row.unit, followed=followed, evidence="Synthetic file of the case",
        )  # fmt: skip


def note_when_it_was(
    morning: Morning, it: Mending, rows: list[Milestone], *, followed: str
) -> None:
    """What people noted of every such case when it happened, before a repair and since: what a
    file holds can be counted on both sides only if it was looked for on both."""
    whose, done = leads(), set[UUID]()
    for row in rows:
        noted_on = row.happened_on + NOTED_AFTER
        if row.case_id in done or noted_on >= morning.today:
            continue
        done.add(row.case_id)
        case: Case = row.case
        note_breakdown(
            by=whose.get(row.case_id, morning.team.caseworker), at=moment(noted_on, 329),
            case=case, cause=it.cause, on=row.happened_on, milestone=row,
            institution=row.institution, unit=row.unit, evidence="Synthetic file of the case",
            followed=followed if len(done) <= STOOD_BEHIND else "",
        )  # fmt: skip
