"""Keeping a row of rescue once, telling its milestone once, and the trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db.models import Model

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.rescue.models import OfCase, OfOperation, Operation
from amparo.directory.models import Institution, Unit
from amparo.errors import Refused

Kept = TypeVar("Kept", bound=OfCase)
Row = TypeVar("Row", bound=OfOperation)
TRAIL = "rescue.operation"


def first_of(model: type[Kept], token: UUID | None, *, by: User, case: Case) -> Kept | None:
    """What this form kept already. Raises Refused for a token that is another's."""
    first = model._default_manager.filter(pk=token).first() if token else None
    if first is not None and (first.case_id, first.recorded_by_id) != (case.pk, by.pk):
        raise Refused("This form is out of date", next_step="open it again")
    return first


def new_row(
    model: type[Kept], /, *, by: User, at: datetime, case: Case, words: str = "",
    token: UUID | None = None, **facts: Any,
) -> Kept:  # fmt: skip
    """A row of a case with its words sealed, not saved yet."""
    row = model(id=token or uuid4(), case=case, recorded_by=by, recorded_at=at, **facts)
    row.seal_words(words)
    return row


def keep(row: OfCase, *, by: User, at: datetime, verb: str) -> None:
    """Save it and write it in the trail of its case."""
    row.save(force_insert=True)
    record(
        by=by, verb=verb, kind=f"rescue.{type(row).__name__.casefold()}", object_id=str(row.pk),
        at=at, case_id=str(row.case_id),
    )  # fmt: skip


def keep_in_operation(
    model: type[Row], /, *, by: User, at: datetime, operation: Operation, verb: str,
    words: str = "", token: UUID | None = None, **facts: Any,
) -> Row:  # fmt: skip
    """Keep a row of an operation once, its words sealed, and write it in the operation's trail."""
    first = model._default_manager.filter(pk=token).first() if token else None
    if first is not None:
        if (first.operation_id, first.recorded_by_id) != (operation.pk, by.pk):
            raise Refused("This form is out of date", next_step="open it again")
        return first
    row = model(id=token or uuid4(), operation=operation, recorded_by=by, recorded_at=at, **facts)
    row.seal_words(words)
    row.save(force_insert=True)
    in_trail(operation, by=by, at=at, verb=verb)
    return row


def in_trail(
    operation: Operation, *, by: User, at: datetime, verb: str, fields: tuple[str, ...] = ()
) -> None:
    """One entry about an operation. It names no case, since the teams of its cases may not know."""
    record(
        by=by, verb=verb, kind=TRAIL, object_id=str(operation.pk), at=at, fields=fields
    )  # fmt: skip


def check_survivor(case: Case, person: Person) -> None:
    """Refuse someone who is no victim or survivor in the case."""
    roles = RoleInCase.objects.filter(case=case, person=person, role__in=SURVIVOR_ROLES)
    if not roles.exists():
        raise Refused("This person is not a victim or survivor in the case")


def tell_once(
    case: Case, what: str, *, by: User, at: datetime, on: date, person: Person | None = None,
    institution: Institution | None = None, unit: Unit | None = None, source: str = "",
) -> Milestone | None:  # fmt: skip
    """Record a milestone unless the timeline has it for that person and day."""
    check_day(on, at=at)
    there = Milestone.objects.filter(case=case, type=what, person=person, happened_on=on)
    if there.current().exists():
        return None
    return record_milestone(
        by=by, at=at, case=case, type=what, on=on, person=person, institution=institution,
        unit=unit, source=source,
    )  # fmt: skip


def label_of(row: Model) -> str:
    """The name of a kind of row, for the trail and for taking back."""
    return type(row).__name__.casefold()
