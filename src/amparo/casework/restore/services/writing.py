"""Keeping a fact about a survivor once, with its sealed words and its entry in the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db.models import Model, QuerySet

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.restore.models.written import Written
from amparo.errors import Refused

Kept = TypeVar("Kept", bound=Written)


def require_survivor(case: Case, person: Person) -> None:
    """Refuse anyone who is no survivor of the case."""
    held = RoleInCase.objects.filter(case=case, person=person, role__in=SURVIVOR_ROLES)
    if not held.exists():
        raise Refused("This person is not a survivor of the case", next_step="choose a survivor")


def begin(
    model: type[Kept], /, *, by: User, at: datetime, case: Case, person: Person, on: date,
    words: Mapping[str, str], token: UUID | None = None, **facts: Any,
) -> tuple[Kept, bool]:  # fmt: skip
    """A row about a survivor of the case, its words sealed, not saved; and whether it is new.

    A form's token becomes the row's id: sent twice, the first row comes back.
    Raises: Refused for a day to come, and for someone who is no survivor of the case.
    """
    first = model._default_manager.filter(pk=token).first() if token else None
    if first is not None:
        if (first.case_id, first.recorded_by_id) != (case.pk, by.pk):
            raise Refused("This form is out of date", next_step="open it again")
        return first, False
    check_day(on, at=at)
    require_survivor(case, person)
    row = model(
        id=token or uuid4(), case=case, person=person, on=on, recorded_by=by, recorded_at=at,
        **facts,
    )  # fmt: skip
    for field, text in words.items():
        row.seal_in(field, text)
    return row, True


def keep(row: Written, *, by: User, at: datetime, verb: str, fields: Sequence[str] = ()) -> None:
    """Save a new row and write it in the trail."""
    row.save(force_insert=True)
    noted(row, by=by, at=at, verb=verb, fields=fields)


def noted(
    row: Model, *, by: User, at: datetime, verb: str, fields: Sequence[str] = (), reason: str = ""
) -> None:
    """One entry in the trail for a row about a survivor."""
    record(
        by=by, verb=verb, kind=f"restore.{type(row).__name__.casefold()}", object_id=str(row.pk),
        at=at, case_id=str(row.case_id), fields=list(fields), reason=reason,  # type: ignore[attr-defined]
    )  # fmt: skip


def tell(row: Written, what: str, *, by: User, at: datetime, under: str = "") -> Milestone:
    """Record the milestone that this fact is, on its day, about its survivor.

    What the timeline has for that person and day already, and no other row of the kind is about,
    is taken; nothing is recorded twice.
    """
    held = Milestone.objects.filter(
        case=row.case, person=row.person, type=what, happened_on=row.on
    ).current()
    others: QuerySet[Any] = type(row)._default_manager.all()
    told = others.filter(milestone__in=held).values("milestone")
    if (there := held.exclude(pk__in=told).first()) is not None:
        return there
    return record_milestone(
        by=by, at=at, case=row.case, type=what, on=row.on, person=row.person, under=under
    )
