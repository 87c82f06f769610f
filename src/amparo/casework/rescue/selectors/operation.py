"""Everything about one operation: its plan, log, counts, reliefs, checklist and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.access.models import User
from amparo.casework.apart.selectors import StayLine, lines_of
from amparo.casework.rescue.models import (
    DignityAnswer,
    Headcount,
    Minute,
    Operation,
    OperationEvent,
    OperationStay,
    PlanLine,
    Planner,
    Relief,
    Review,
)
from amparo.casework.rescue.phases import NEXT, OVER, RUNNING, What, phase_of
from amparo.casework.rescue.selectors.operations import name_of
from amparo.casework.rescue.selectors.served import Served, labels_of, served_by
from amparo.casework.rescue.services.dignity import answers_of, reliefs_of
from amparo.casework.rescue.services.operations import missing_lines
from amparo.directory.packs.operating import Check, PlanKind, operating


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
