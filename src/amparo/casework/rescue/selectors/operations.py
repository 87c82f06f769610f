"""Operations one may know of, and everything about one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from amparo.access.models import User
from amparo.casework.apart.selectors import StayLine, lines_of
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.rescue.models import (
    DignityAnswer,
    Headcount,
    Minute,
    Operation,
    OperationCase,
    OperationEvent,
    OperationStay,
    PlanLine,
    Planner,
    Relief,
    Review,
)
from amparo.casework.rescue.phases import NEXT, OVER, RUNNING, What, phase_of
from amparo.casework.rescue.services.dignity import answers_of, reliefs_of
from amparo.casework.rescue.services.operations import missing_lines
from amparo.directory.packs.operating import Check, PlanKind, operating
from amparo.errors import NotVisible

PAGE = 100
Row = TypeVar("Row")


@dataclass(frozen=True)
class OperationLine:
    """One operation in a list: its code, whose it is, and where it stands. Nothing of its plan."""

    code: str
    authority: str
    phase: str
    phase_name: str
    since: datetime
    cases: tuple[str, ...]
    is_secret: bool


@dataclass(frozen=True)
class EventLine:
    """A step that was taken."""

    what: str
    name: str
    at: datetime
    by: str
    legal_basis: str
    words: str


@dataclass(frozen=True)
class PlanView:
    """A line of the plan in words."""

    line_id: str
    kind: PlanKind
    words: str
    for_whom: str
    n: int | None
    is_had: bool


@dataclass(frozen=True)
class MinuteLine:
    """A line of the log, with the notes that were added to it."""

    minute_id: str
    name: str
    at: datetime
    by: str
    words: str
    notes: tuple[str, ...]
    is_struck: bool
    is_trouble: bool


@dataclass(frozen=True)
class Served:
    """A case it serves, and whom of it this user may know."""

    code: str
    case: Case | None
    people: tuple[Who, ...]


@dataclass(frozen=True)
class CheckLine:
    """A question of the dignity checklist and its newest answer."""

    check: Check
    state: str
    said: str = ""
    by: str = ""


@dataclass(frozen=True)
class OperationPage:
    """Everything about one operation."""

    operation: Operation
    phase: str
    phase_name: str
    events: tuple[EventLine, ...]
    next_steps: tuple[str, ...]
    served: tuple[Served, ...]
    plan: tuple[PlanView, ...]
    gaps: tuple[str, ...]
    planners: tuple[Planner, ...]
    stays: tuple[StayLine, ...]
    minutes: tuple[MinuteLine, ...]
    headcounts: tuple[Headcount, ...]
    reliefs: tuple[tuple[str, Relief], ...]
    checks: tuple[CheckLine, ...]
    reviews: tuple[Review, ...]

    @property
    def is_secret(self) -> bool:
        """Whether only its planners may know of it."""
        return self.phase not in RUNNING and not any(e.what == What.EXECUTED for e in self.events)

    @property
    def is_over(self) -> bool:
        """Whether nothing is added any more."""
        return self.phase in OVER

    @property
    def is_running(self) -> bool:
        """Whether its log and checklist are open."""
        return self.phase in RUNNING

    @property
    def n_open_checks(self) -> int:
        """Questions that nobody has answered."""
        return sum(line.state == "open" for line in self.checks)

    @property
    def uncounted(self) -> str:
        """What does not add up between the counts, and the people recorded as out."""
        if not self.headcounts:
            return ""
        last, n_out = self.headcounts[-1].n_victims, len(self.reliefs)
        first = self.headcounts[0].n_victims
        if last < first:
            return f"{first} were counted first and {last} last: find out where the others are."
        if n_out < last:
            return f"{last} were counted and {n_out} are recorded as out: record the others."
        return ""


def operations_for(user: User, case: Case | None = None) -> tuple[OperationLine, ...]:
    """The operations this user may know of, of one case or of all; three queries."""
    rows = Operation.objects.all().visible_to(user).select_related("authority", "unit")
    if case is not None:
        rows = rows.filter(serves__case=case)
    listed = list(rows[:PAGE])
    ids = [row.pk for row in listed]
    events: dict[UUID, list[OperationEvent]] = {}
    for event in OperationEvent.objects.filter(operation__in=ids):
        events.setdefault(event.operation_id, []).append(event)
    cases: dict[UUID, list[str]] = {}
    served = OperationCase.objects.filter(
        operation__in=ids, case__in=Case.objects.all().visible_to(user)
    ).select_related("case")
    for one in served:
        cases.setdefault(one.operation_id, []).append(one.case.code)
    return tuple(_line(row, events.get(row.pk, []), cases.get(row.pk, [])) for row in listed)


def _line(row: Operation, events: list[OperationEvent], cases: list[str]) -> OperationLine:
    happened = {event.what for event in events}
    phase = phase_of(happened)
    since = max((event.happened_at for event in events), default=row.made_at)
    return OperationLine(
        row.code, place_of(row), phase, name_of(phase), since, tuple(cases),
        not any(event.tells for event in events),
    )  # fmt: skip


def place_of(row: Operation) -> str:
    """Whose operation it is."""
    return f"{row.unit.name}, {row.authority.name}" if row.unit else row.authority.name


def name_of(phase: str) -> str:
    """A step in words."""
    return dict(OperationEvent.What.choices).get(phase, "Not begun")


def operation_for(user: User, code: str, verb: str = "people.read") -> Operation:
    """An operation this user may open; NotVisible for any other, supervisors as well."""
    rows = Operation.objects.all().visible_to(user, verb)
    found = rows.filter(code=code).select_related("key", "authority", "unit", "office").first()
    if found is None:
        raise NotVisible
    return found


def operation_page_for(user: User, operation: Operation) -> OperationPage:
    """One operation with its plan, log, counts, reliefs, checklist and reviews."""
    events = tuple(
        OperationEvent.objects.filter(operation=operation)
        .select_related("operation__key", "recorded_by").order_by("happened_at", "recorded_at")
    )  # fmt: skip
    phase = phase_of({event.what for event in events})
    served = served_by(user, operation)
    labels = labels_of(served)
    stays = OperationStay.objects.filter(operation=operation).select_related("stay__case__key")
    reviews = Review.objects.filter(operation=operation)
    answers = answers_of(operation)
    return OperationPage(
        operation=operation, phase=phase, phase_name=name_of(phase),
        events=tuple(_event(event) for event in events),
        next_steps=tuple(NEXT[phase]),
        served=served,
        plan=plan_of(operation),
        gaps=tuple(missing_lines(operation)),
        planners=tuple(
            Planner.objects.filter(operation=operation).select_related("user", "named_by")
        ),
        stays=lines_of([row.stay for row in stays], labels),
        minutes=minutes_of(operation),
        headcounts=tuple(Headcount.objects.filter(operation=operation)),
        reliefs=tuple(
            (labels.get(str(row.person_id), "Someone of another case"), row)
            for row in reliefs_of(operation)
        ),
        checks=tuple(_check(check, answers.get(check.code)) for check in operating().checks),
        reviews=tuple(reviews.select_related("operation__key", "recorded_by")),
    )  # fmt: skip


def _event(event: OperationEvent) -> EventLine:
    return EventLine(
        event.what, event.get_what_display(), event.happened_at, event.recorded_by.name,
        event.legal_basis, event.words(),
    )  # fmt: skip


def _check(check: Check, answer: DignityAnswer | None) -> CheckLine:
    if answer is None:
        return CheckLine(check, "open")
    state = "kept" if answer.is_kept else "failed"
    return CheckLine(check, state, answer.words(), answer.recorded_by.name)


def served_by(user: User, operation: Operation) -> tuple[Served, ...]:
    """The cases it serves; of those this user may not open, that there is one."""
    rows = OperationCase.objects.filter(operation=operation).select_related("case__programme")
    mine = {
        case.pk: case
        for case in Case.objects.all().visible_to(user).filter(operations__operation=operation)
        .select_related("key", "programme", "office")
    }  # fmt: skip
    return tuple(
        Served(mine[row.case_id].code, mine[row.case_id], people_in(mine[row.case_id], user))
        if row.case_id in mine else Served("", None, ())
        for row in rows
    )  # fmt: skip


def labels_of(served: Iterable[Served]) -> dict[str, str]:
    """What each person is called: with the case's code where there are several cases."""
    listed = [one for one in served if one.case is not None]
    prefix = len(listed) > 1
    return {
        who.person_id: f"{who.label}, {one.code}" if prefix else who.label
        for one in listed for who in one.people
    }  # fmt: skip


def plan_of(operation: Operation) -> tuple[PlanView, ...]:
    """The lines of the plan that stand, in the order of the kinds."""
    kinds = {kind.code: n for n, kind in enumerate(operating().plan)}
    rows = PlanLine.objects.filter(operation=operation, removed_at__isnull=True)
    found = sorted(
        rows.select_related("operation__key"),
        key=lambda row: (kinds.get(row.kind, len(kinds)), row.for_whom, row.recorded_at),
    )
    return tuple(
        PlanView(
            str(row.pk), kind, row.words(),
            row.get_for_whom_display() if row.for_whom else "", row.n, row.is_had,
        )
        for row in found if (kind := operating().kind(row.kind)) is not None
    )  # fmt: skip


def minutes_of(operation: Operation) -> tuple[MinuteLine, ...]:
    """The log, the newest first; struck lines stay."""
    rows = list(
        Minute.objects.filter(operation=operation).select_related("operation__key", "recorded_by")
    )
    struck = {row.about_id for row in rows if row.is_struck}
    notes: dict[UUID, list[str]] = {}
    for row in rows:
        if row.about_id is not None and not row.is_struck:
            notes.setdefault(row.about_id, []).append(row.words())
    return tuple(
        MinuteLine(
            str(row.pk), _named(row.what), row.happened_at, row.recorded_by.name, row.words(),
            tuple(notes.get(row.pk, [])), row.pk in struck, row.what in {"trouble", "empty"},
        )
        for row in sorted(rows, key=lambda r: (r.happened_at, r.recorded_at), reverse=True)
        if row.about_id is None
    )  # fmt: skip


def _named(what: str) -> str:
    kind = operating().minute(what)
    return kind.name if kind is not None else "Note"


def line_for(operation: Operation, line_id: UUID) -> PlanLine:
    """A line of this plan; NotVisible otherwise."""
    rows = PlanLine.objects.filter(operation=operation, pk=line_id, removed_at__isnull=True)
    return _one(rows.select_related("operation__key").first())


def minute_for(operation: Operation, minute_id: UUID) -> Minute:
    """A line of this log; NotVisible otherwise."""
    rows = Minute.objects.filter(operation=operation, pk=minute_id, about__isnull=True)
    return _one(rows.select_related("operation__key").first())


def planner_for(operation: Operation, planner_id: UUID) -> Planner:
    """A planner of this operation; NotVisible otherwise."""
    rows = Planner.objects.filter(operation=operation, pk=planner_id)
    return _one(rows.select_related("operation", "user").first())


def _one(row: Row | None) -> Row:
    if row is None:
        raise NotVisible
    return row


def someone_of(served: Iterable[Served], person_id: str) -> tuple[Case, Person]:
    """A person of a case it serves, whom this user may know; NotVisible otherwise."""
    for one in served:
        if one.case is not None and any(who.person_id == person_id for who in one.people):
            return one.case, Person.objects.select_related("key", "office").get(pk=person_id)
    raise NotVisible


def colleagues_for(user: User, operation: Operation) -> list[User]:
    """Who may be named a planner: colleagues who work on cases, by name."""
    named = Planner.objects.filter(operation=operation, until_at__isnull=True)
    rows = User.objects.filter(office=user.office_id, is_active=True).exclude(
        pk__in=named.values("user")
    )
    return [one for one in rows.order_by("name") if one.may("people.read")]
