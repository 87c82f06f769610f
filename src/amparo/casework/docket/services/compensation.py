"""Money a court ordered for a survivor, and what of it arrived."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from amparo.access.models import User
from amparo.casework.cases.models import Person
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.docket.models import (
    Accused,
    CompensationOrder,
    CompensationPayment,
    CourtCase,
)
from amparo.casework.docket.services.filing import cases_of, told_in_cases, written
from amparo.errors import Refused


@transaction.atomic
def order_compensation(
    *, by: User, at: datetime, court_case: CourtCase, survivor: Person, amount: Decimal,
    currency: str, on: date, due_on: date | None = None, accused: Accused | None = None,
    token: UUID | None = None,
) -> CompensationOrder:  # fmt: skip
    """Money a court ordered for a survivor; records represent.compensation_ordered."""
    if token and (first := CompensationOrder.objects.filter(pk=token).first()):
        return first
    check_day(on, at=at)
    if amount <= 0:
        raise Refused("An amount is more than nothing", found=str(amount))
    if due_on is not None and due_on < on:
        raise Refused("It cannot be due before it is ordered", found=due_on.isoformat())
    row = CompensationOrder.objects.create(
        court_case=court_case, survivor=survivor, accused=accused, amount=amount,
        currency=currency, on=on, due_on=due_on, recorded_by=by, recorded_at=at,
        **({"id": token} if token else {}),
    )  # fmt: skip
    told_in_cases(
        court_case, by=by, at=at, type="represent.compensation_ordered", on=on, person=survivor
    )
    written(row, by=by, verb="compensation.ordered", at=at, case_id=cases_of(court_case)[0].pk)
    return row


@transaction.atomic
def record_payment(
    *, by: User, at: datetime, order: CompensationOrder, amount: Decimal, on: date,
    token: UUID | None = None,
) -> CompensationPayment:  # fmt: skip
    """Money that reached the survivor; the whole sum records represent.compensation_paid."""
    if token and (first := CompensationPayment.objects.filter(pk=token, order=order).first()):
        return first
    check_day(on, at=at)
    if amount <= 0:
        raise Refused("An amount is more than nothing", found=str(amount))
    before = order.payments.aggregate(paid=Sum("amount"))["paid"] or Decimal(0)
    if before + amount > order.amount:
        raise Refused(
            "This is more than was ordered", found=str(before + amount),
            next_step=f"{order.amount - before} is still to be paid",
        )  # fmt: skip
    row = CompensationPayment.objects.create(
        order=order, amount=amount, on=on, recorded_by=by, recorded_at=at,
        **({"id": token} if token else {}),
    )  # fmt: skip
    if before + amount == order.amount:
        told_in_cases(
            order.court_case, by=by, at=at, type="represent.compensation_paid", on=on,
            person=order.survivor,
        )  # fmt: skip
    case = cases_of(order.court_case)[0]
    written(row, by=by, verb="compensation.paid", at=at, case_id=case.pk)
    return row
