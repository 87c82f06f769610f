"""Money that is owed to survivors, and what of it reached them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Sum

from amparo.access.models import User
from amparo.casework.aftercare.models import MoneyCame, MoneyDue
from amparo.casework.aftercare.services.told import check_survivor, tell_once, written
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Refused

ORDERED, CAME = "restore.money_ordered", "restore.money_received"


@transaction.atomic
def order_money(
    *, by: User, at: datetime, case: Case, person: Person, kind: str, amount: Decimal,
    currency: str, on: date, due_on: date | None = None, payer: Institution | None = None,
    words: str = "", token: UUID | None = None,
) -> MoneyDue:  # fmt: skip
    """A sum an authority ordered or granted a survivor; records restore.money_ordered.

    Raises: Refused for no money, a currency that is not three letters, or due before ordered.
    """
    if token and (first := MoneyDue.objects.filter(pk=token, case=case).first()):
        return first
    check_day(on, at=at)
    check_survivor(case, person)
    if kind not in {entry.code for entry in code_list("money_kinds").entries}:
        raise Refused("This kind of money is not known", next_step="choose one from the list")
    if amount <= 0:
        raise Refused("An amount is more than nothing", found=str(amount))
    if len(currency.strip()) != 3 or not currency.strip().isalpha():
        raise Refused("A currency is three letters", next_step="write PHP, INR or another")
    if due_on is not None and due_on < on:
        raise Refused("It cannot be due before it is ordered", found=due_on.isoformat())
    row = MoneyDue(
        id=token or uuid4(), case=case, person=person, kind=kind, amount=amount,
        currency=currency.strip().upper(), on=on, due_on=due_on, payer=payer, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    row.seal_in("words", words)
    row.save(force_insert=True)
    tell_once(by=by, at=at, case=case, person=person, type=ORDERED, on=on, institution=payer)
    written(row, by=by, at=at, verb="money.ordered", case_id=case.pk)
    return row


@transaction.atomic
def receive_money(
    *, by: User, at: datetime, due: MoneyDue, amount: Decimal, on: date, token: UUID | None = None
) -> MoneyCame:
    """Money that reached the survivor; the whole sum records restore.money_received.

    Raises: Refused for more than is still to come, or a day before it was ordered.
    """
    if token and (first := MoneyCame.objects.filter(pk=token, due=due).first()):
        return first
    check_day(on, at=at)
    list(MoneyDue.objects.select_for_update(no_key=True).filter(pk=due.pk).values_list("pk"))
    if amount <= 0:
        raise Refused("An amount is more than nothing", found=str(amount))
    if on < due.on:
        raise Refused("It cannot come before it is ordered", found=on.isoformat())
    before = due.came.aggregate(came=Sum("amount"))["came"] or Decimal(0)
    if before + amount > due.amount:
        raise Refused(
            "This is more than was ordered", found=str(before + amount),
            next_step=f"{due.amount - before} is still to come",
        )  # fmt: skip
    row = MoneyCame.objects.create(
        id=token or uuid4(), case=due.case, due=due, amount=amount, on=on, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    if before + amount == due.amount:
        tell_once(
            by=by, at=at, case=due.case, person=due.person, type=CAME, on=on, institution=due.payer
        )
    written(row, by=by, at=at, verb="money.received", case_id=due.case_id)
    return row
