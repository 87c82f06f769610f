"""Operations one may know of, and single rows of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.rescue.models import (
    Minute,
    Operation,
    OperationCase,
    OperationEvent,
    PlanLine,
    Planner,
)
from amparo.casework.rescue.phases import phase_of
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


def colleagues_for(user: User, operation: Operation) -> list[User]:
    """Who may be named a planner: colleagues who work on cases, by name."""
    named = Planner.objects.filter(operation=operation, until_at__isnull=True)
    rows = User.objects.filter(office=user.office_id, is_active=True).exclude(
        pk__in=named.values("user")
    )
    return [one for one in rows.order_by("name") if one.may("people.read")]
