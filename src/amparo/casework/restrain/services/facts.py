"""Keeping a fact about a suspect once, and taking it back whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.milestones import (
    check_day,
    record_milestone,
    withdraw_milestone,
)
from amparo.casework.cases.services.tasks import finish_task
from amparo.casework.restrain.models import (
    BailDecision,
    DossierHandover,
    Fact,
    ProtectiveOrder,
    ProtectiveStep,
    Warrant,
)
from amparo.directory.models import Institution, Unit
from amparo.errors import Conflict, Refused

Kept = TypeVar("Kept", bound=Fact)


def begin(
    model: type[Kept], /, *, by: User, at: datetime, case: Case, person: Person, on: date,
    words: Mapping[str, str], token: UUID | None = None, **facts: Any,
) -> tuple[Kept, bool]:  # fmt: skip
    """A row about a suspect of the case, its words sealed, not saved; and whether it is new.

    A form's token becomes the row's id: sent twice, the first row comes back.
    Raises: Refused for a day to come, and for someone who is no suspect in the case.
    """
    first = model._default_manager.filter(pk=token).first() if token else None
    if first is not None:
        if (first.case_id, first.recorded_by_id) != (case.pk, by.pk):
            raise Refused("This form is out of date", next_step="open it again")
        return first, False
    check_day(on, at=at)
    if not RoleInCase.objects.filter(case=case, person=person, role__in=SUSPECT_ROLES).exists():
        raise Refused("This person is not a suspect in the case")
    row = model(
        id=token or uuid4(), case=case, person=person, on=on, recorded_by=by, recorded_at=at,
        **facts,
    )  # fmt: skip
    for field, text in words.items():
        row.seal_in(field, text)
    return row, True


def keep(row: Fact, *, by: User, at: datetime, verb: str) -> None:
    """Save a new row and write it in the trail."""
    row.save(force_insert=True)
    written(row, by=by, at=at, verb=verb)


def written(row: Model, *, by: User, at: datetime, verb: str, reason: str = "") -> None:
    """One entry in the trail for a row about a suspect."""
    record(
        by=by, verb=verb, kind=f"restrain.{type(row).__name__.casefold()}", object_id=str(row.pk),
        at=at, case_id=str(row.case_id), reason=reason,  # type: ignore[attr-defined]
    )  # fmt: skip


def tell(
    row: Fact, what: str, *, by: User, at: datetime, institution: Institution | None = None,
    unit: Unit | None = None, source: str = "",
) -> Milestone:  # fmt: skip
    """Record the milestone that this fact is, on its day, about its person."""
    return record_milestone(
        by=by, at=at, case=row.case, type=what, on=row.on, person=row.person,
        institution=institution, unit=unit, source=source,
    )  # fmt: skip


def tell_once(
    row: Fact, what: str, *, by: User, at: datetime, institution: Institution | None = None,
    unit: Unit | None = None, source: str = "",
) -> Milestone | None:  # fmt: skip
    """The same, unless the timeline has it for that person and day; then nothing is added."""
    there = Milestone.objects.filter(
        case=row.case, person=row.person, type=what, happened_on=row.on
    )
    if there.current().exists():
        return None
    return tell(row, what, by=by, at=at, institution=institution, unit=unit, source=source)


@transaction.atomic
def take_back(*, by: User, at: datetime, row: Fact, reason: str) -> None:
    """Say that a fact was entered wrongly. It stays in the trail and leaves the page.

    Changes: the milestones it recorded are withdrawn, with all that followed from them; the task
    that chased an expiry is closed.
    Raises: Refused without a reason, or while steps hang on it; Conflict when someone did first.
    """
    if not reason.strip():
        raise Refused("Taking it back needs a reason", next_step="say what was wrong")
    if _has_later(row):
        raise Refused("Later steps stand on this one", next_step="take those back first")
    row.seal_in("why", reason)
    changed = type(row)._default_manager.filter(pk=row.pk, taken_back_at__isnull=True).update(
        taken_back_at=at, taken_back_by=by, why_sealed=row.why_sealed
    )  # fmt: skip
    if not changed:
        raise Conflict("Someone else took this back first", theirs={}, yours={})
    told = [row.milestone, row.conditions_set if isinstance(row, BailDecision) else None]
    for milestone in told:
        if milestone is not None and Milestone.objects.current().filter(pk=milestone.pk).exists():
            withdraw_milestone(by=by, at=at, milestone=milestone, reason=reason)
    if isinstance(row, ProtectiveStep):
        stop_chasing(row, by=by, at=at)
    written(row, by=by, at=at, verb="fact.taken_back")


def _has_later(row: Fact) -> bool:
    match row:
        case Warrant() | ProtectiveOrder():
            return bool(row.steps.filter(taken_back_at__isnull=True).exists())
        case BailDecision():
            return bool(row.breaches.filter(taken_back_at__isnull=True).exists())
        case DossierHandover():
            return bool(row.receipts.filter(taken_back_at__isnull=True).exists())
    return False


def stop_chasing(step: ProtectiveStep, *, by: User, at: datetime) -> None:
    """Close the task that would have asked about the end of a protection."""
    task = step.chase
    if task is not None and task.done_at is None:
        finish_task(by=by, at=at, task=task, outcome="No longer asked for")
