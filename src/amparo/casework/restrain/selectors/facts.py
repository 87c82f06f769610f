"""Single facts about suspects that somebody adds to, verifies or takes back."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.restrain.models import (
    ArrestCheck,
    BailBreach,
    BailDecision,
    DossierHandover,
    DossierReceipt,
    Fact,
    ProtectiveOrder,
    ProtectiveStep,
    Source,
    Tie,
    Warrant,
    WarrantStep,
)
from amparo.errors import NotVisible

Row = TypeVar("Row", bound=Fact)


def arrest_for(user: User, case: Case, milestone_id: UUID) -> Milestone:
    """An arrest of one person in this case that may be verified; NotVisible for anything else."""
    rows = Milestone.objects.visible_to(user, "cases.write").current()
    found = (
        rows.filter(case=case, pk=milestone_id, type="restrain.arrested", person__isnull=False)
        .select_related("case__key", "case__programme", "person")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


FACTS: dict[str, type[Fact]] = {
    "source": Source, "tie": Tie, "warrant": Warrant, "warrant-step": WarrantStep,
    "check": ArrestCheck, "bail": BailDecision, "breach": BailBreach, "order": ProtectiveOrder,
    "order-step": ProtectiveStep, "handover": DossierHandover, "receipt": DossierReceipt,
}  # fmt: skip


def fact_for(user: User, case: Case, name: str, row_id: UUID) -> Fact:
    """A fact of this case that this user may take back, or add to; NotVisible otherwise."""
    if name not in FACTS:
        raise NotVisible
    rows = FACTS[name]._default_manager.visible_to(user, "cases.write")  # type: ignore[attr-defined]
    found = rows.filter(case=case, pk=row_id, taken_back_at__isnull=True)
    row = found.select_related("case__key", "case__programme", "person").first()
    if not isinstance(row, FACTS[name]):
        raise NotVisible
    return row


def warrant_for(user: User, case: Case, row_id: UUID) -> Warrant:
    """A warrant of this case that this user may add to; NotVisible otherwise."""
    return _only(fact_for(user, case, "warrant", row_id), Warrant)


def bail_decision_for(user: User, case: Case, row_id: UUID) -> BailDecision:
    """A decision about bail of this case that this user may add to; NotVisible otherwise."""
    return _only(fact_for(user, case, "bail", row_id), BailDecision)


def order_for(user: User, case: Case, row_id: UUID) -> ProtectiveOrder:
    """A protective order of this case that this user may add to; NotVisible otherwise."""
    return _only(fact_for(user, case, "order", row_id), ProtectiveOrder)


def handover_for(user: User, case: Case, row_id: UUID) -> DossierHandover:
    """A dossier handed over in this case, for its receipt; NotVisible otherwise."""
    return _only(fact_for(user, case, "handover", row_id), DossierHandover)


def _only(row: Fact, model: type[Row]) -> Row:
    if not isinstance(row, model):
        raise NotVisible
    return row
