"""Single rows of a case that somebody adds to or takes back, and what stands of each kind."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.rescue.models import (
    Complaint,
    ComplaintStep,
    FirstStep,
    OfCase,
    Relief,
    Screening,
    StatusDecision,
    TakenBack,
)
from amparo.errors import NotVisible

Row = TypeVar("Row", bound=OfCase)
KINDS: dict[str, type[OfCase]] = {
    "screening": Screening, "statusdecision": StatusDecision, "complaint": Complaint,
    "complaintstep": ComplaintStep, "relief": Relief, "firststep": FirstStep,
}  # fmt: skip


def taken_back(case: Case) -> frozenset[UUID]:
    """The rows of a case that were entered wrongly."""
    return frozenset(TakenBack.objects.filter(case=case).values_list("row", flat=True))


def standing(model: type[Row], user: User, case: Case, *, back: frozenset[UUID]) -> list[Row]:
    """Rows of a kind in a case that nobody took back, each with the key that unseals it."""
    rows = model._default_manager.visible_to(user).filter(case=case)  # type: ignore[attr-defined]
    found = rows.exclude(pk__in=back).select_related("case__key", "recorded_by")
    return list(found)


def survivor_in(user: User, case: Case, person_id: UUID) -> Person:
    """A person who is a victim or survivor in this case; NotVisible for anyone else."""
    roles = RoleInCase.objects.visible_to(user).filter(
        case=case, person=person_id, role__in=SURVIVOR_ROLES
    )
    held = roles.select_related("person__key", "person__office").first()
    if held is None:
        raise NotVisible
    return held.person


def row_for(user: User, case: Case, kind: str, row_id: UUID) -> OfCase:
    """A row of this case that this user may take back; NotVisible otherwise."""
    if kind not in KINDS:
        raise NotVisible
    rows = KINDS[kind]._default_manager.visible_to(user, "cases.write")  # type: ignore[attr-defined]
    found = rows.filter(case=case, pk=row_id).exclude(pk__in=taken_back(case))
    row = found.select_related("case__key", "case__programme").first()
    if not isinstance(row, KINDS[kind]):
        raise NotVisible
    return row


def complaint_for(user: User, case: Case, row_id: UUID) -> Complaint:
    """A complaint of this case that this user may add to; NotVisible otherwise."""
    row = row_for(user, case, "complaint", row_id)
    if not isinstance(row, Complaint):
        raise NotVisible
    return row


def screening_for(user: User, case: Case, row_id: UUID) -> Screening:
    """A screening of this case that this user may read; NotVisible otherwise."""
    rows = Screening.objects.visible_to(user).filter(case=case, pk=row_id)
    found = rows.select_related("case__key", "person", "recorded_by").first()
    if not isinstance(found, Screening):
        raise NotVisible
    return found
