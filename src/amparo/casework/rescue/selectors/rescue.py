"""What a case's rescue page shows: each survivor, complaints, and operations one may know of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, Milestone, Person
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.evidence.models import Interview
from amparo.casework.rescue.models import (
    Complaint,
    ComplaintStep,
    FirstStep,
    Relief,
    Screening,
    StatusDecision,
)
from amparo.casework.rescue.scoring import Result
from amparo.casework.rescue.selectors.facts import standing, taken_back
from amparo.casework.rescue.services.reliefs import is_also_suspected
from amparo.casework.rescue.services.screening import outcome_of
from amparo.directory.packs import code_list, milestone_types
from amparo.directory.packs.operating import FirstNeed, operating
from amparo.directory.packs.screening import screening_versions
from amparo.web.dates import spoken_date

FIRST_CLOCKS = ("rescue.", "represent.victim_statement", "restore.medical_exam")
SUITABLE = (Interview.Room.CHILD_FRIENDLY, Interview.Room.PRIVATE)


@dataclass(frozen=True)
class ScreeningLine:
    """One screening and what its answers call for."""

    row_id: str
    tool: str
    on: date
    by: str
    result: Result


@dataclass(frozen=True)
class StatusLine:
    """What somebody decided, and why."""

    row_id: str
    status: str
    decided_by: str
    on: date
    reason: str
    paper: str


@dataclass(frozen=True)
class ReliefLine:
    """How and when a person came out of the violence."""

    row_id: str
    how: str
    at: datetime
    operation_id: UUID | None


@dataclass(frozen=True)
class NeedLine:
    """One need of the first days: whether it was met, when, or why not."""

    need: FirstNeed
    state: str
    at: datetime | None = None
    said: str = ""
    row_id: str = ""


@dataclass(frozen=True)
class FirstClock:
    """A term that runs for this person: by when, and whether the law sets it."""

    name: str
    due_on: date
    days_over: int
    is_statutory: bool
    stopped_on: date | None


@dataclass(frozen=True)
class SurvivorLine:
    """One survivor of the case."""

    who: Who
    screenings: tuple[ScreeningLine, ...]
    statuses: tuple[StatusLine, ...]
    reliefs: tuple[ReliefLine, ...]
    needs: tuple[NeedLine, ...]
    clocks: tuple[FirstClock, ...]
    is_also_suspected: bool
    n_interviews: int
    unsuitable: str

    @property
    def is_out(self) -> bool:
        """Whether a relief is recorded."""
        return bool(self.reliefs)

    @property
    def n_open(self) -> int:
        """Needs nobody has answered yet."""
        return sum(need.state == "open" for need in self.needs)


@dataclass(frozen=True)
class StepLine:
    """What came of a complaint on a day."""

    row_id: str
    what: str
    name: str
    on: date
    reason: str
    reference: str


@dataclass(frozen=True)
class ComplaintLine:
    """A complaint and what came of it."""

    row_id: str
    number: int
    on: date
    place: str
    words: str
    steps: tuple[StepLine, ...]

    @property
    def is_registered(self) -> bool:
        """Whether the authority registered it."""
        return any(step.what == ComplaintStep.What.REGISTERED for step in self.steps)


def survivors_for(user: User, case: Case, *, today: date) -> tuple[SurvivorLine, ...]:
    """Every victim and survivor of a case, with what was found, decided and done."""
    back = taken_back(case)
    clocks = list(
        Clock.objects.visible_to(user).filter(case=case).select_related("started_by", "stopped_by")
    )
    talks = list(Interview.objects.visible_to(user).filter(case=case))
    done = set(
        Milestone.objects.visible_to(user).filter(case=case).current().values_list(
            "person", "type"
        )
    )  # fmt: skip
    people = {str(p.pk): p for p in Person.objects.visible_to(user).filter(roles__case=case)}
    known = _Known(
        case, today, clocks, talks, done,
        screenings=standing(Screening, user, case, back=back),
        statuses=standing(StatusDecision, user, case, back=back),
        reliefs=standing(Relief, user, case, back=back),
        steps=standing(FirstStep, user, case, back=back),
    )  # fmt: skip
    return tuple(
        _survivor(who, people[who.person_id], known)
        for who in people_in(case, user)
        if who.is_survivor
    )


@dataclass(frozen=True)
class _Known:
    """What is kept of a case, for all of its survivors."""

    case: Case
    today: date
    clocks: Sequence[Clock]
    talks: Sequence[Interview]
    done: Collection[tuple[UUID | None, str]]
    screenings: Sequence[Screening]
    statuses: Sequence[StatusDecision]
    reliefs: Sequence[Relief]
    steps: Sequence[FirstStep]


def _survivor(who: Who, person: Person, known: _Known) -> SurvivorLine:
    clocks = [c for c in known.clocks if c.person_id == person.pk and _is_first(c)]
    spoken = [talk for talk in known.talks if talk.person_id == person.pk]
    unsuitable = next((t.get_room_display() for t in spoken if t.room not in SUITABLE), "")
    return SurvivorLine(
        who=who,
        screenings=tuple(line_of(row) for row in known.screenings if row.person_id == person.pk),
        statuses=tuple(_status(row) for row in known.statuses if row.person_id == person.pk),
        reliefs=tuple(_relief(row) for row in known.reliefs if row.person_id == person.pk),
        needs=_needs(person, known),
        clocks=tuple(_clock(clock, known.today) for clock in clocks),
        is_also_suspected=is_also_suspected(known.case, person),
        n_interviews=len(spoken),
        unsuitable=unsuitable,
    )


def _relief(row: Relief) -> ReliefLine:
    how = code_list("relief_ways").name_of(row.how)
    return ReliefLine(str(row.pk), how, row.relieved_at, row.operation_id)


def _is_first(clock: Clock) -> bool:
    return clock.started_by.type == "rescue.victim_relieved"


def _clock(clock: Clock, today: date) -> FirstClock:
    last = clock.stopped_on or today
    return FirstClock(
        clock.name, clock.due_on, (last - clock.due_on).days, clock.is_statutory, clock.stopped_on
    )


def line_of(row: Screening) -> ScreeningLine:
    """A screening with its result, worked out by the version it was asked with."""
    tool = screening_versions()[row.tool, row.tool_version]
    return ScreeningLine(str(row.pk), tool.name, row.on, row.recorded_by.name, outcome_of(row))


def _status(row: StatusDecision) -> StatusLine:
    names, deciders = code_list("victim_status"), code_list("status_deciders")
    who = row.institution.name if row.institution else deciders.name_of(row.decided_by)
    return StatusLine(
        str(row.pk), names.name_of(row.status), who, row.on, row.words(), row.paper
    )  # fmt: skip


def _needs(person: Person, known: _Known) -> tuple[NeedLine, ...]:
    """Each need with its newest answer; a statement, a bed, a status are known from elsewhere."""
    newest = {step.need: step for step in known.steps if step.person_id == person.pk}
    return tuple(_need(need, newest.get(need.code), person, known) for need in operating().first)


def _need(need: FirstNeed, step: FirstStep | None, person: Person, known: _Known) -> NeedLine:
    if step is not None:
        state = "met" if step.was_met else "not_met"
        return NeedLine(need, state, step.done_at, step.words(), str(step.pk))
    talk = next((talk for talk in known.talks if talk.person_id == person.pk), None)
    if need.code == "statement" and talk is not None:
        said = f"{talk.get_room_display()}, {spoken_date(talk.on)}"
        return NeedLine(need, "met", said=said)
    decided = [r for r in known.statuses if r.person_id == person.pk and r.decided_by != "office"]
    if need.code == "status" and decided:
        return NeedLine(need, "met", said="Decided; see below")
    if need.milestone and (person.pk, need.milestone) in known.done:
        name = milestone_types()[need.milestone].name
        return NeedLine(need, "met", said=f"“{name}” is recorded")
    return NeedLine(need, "open")


def complaints_for(user: User, case: Case) -> tuple[ComplaintLine, ...]:
    """The complaints of a case and what came of each, the newest first."""
    back = taken_back(case)
    steps: dict[UUID, list[StepLine]] = {}
    for row in standing(ComplaintStep, user, case, back=back):
        steps.setdefault(row.complaint_id, []).append(_step(row))
    return tuple(
        ComplaintLine(
            str(row.pk), row.number, row.on,
            f"{row.unit.name}, {row.institution.name}" if row.unit else row.institution.name,
            row.words(), tuple(steps.get(row.pk, [])),
        )
        for row in standing(Complaint, user, case, back=back)
    )  # fmt: skip


def _step(row: ComplaintStep) -> StepLine:
    reason = code_list("complaint_refusals").name_of(row.reason) if row.reason else ""
    said = ". ".join(filter(None, [reason, row.words()]))
    return StepLine(
        str(row.pk), row.what, row.get_what_display(), row.on, said, row.reference()
    )  # fmt: skip
