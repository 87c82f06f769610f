"""Hours worked beside officials, case by case: the ledger of support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Sum

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.repair.training.models import Mentoring

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Supported:
    """Hours beside officials on one case, how often, and when last; "" where it is not open."""

    code: str
    hours: Decimal
    times: int
    last_on: date


@dataclass(frozen=True)
class Ledger:
    """The cases of the last twelve months, most hours first; others than one may open together."""

    rows: tuple[Supported, ...]
    n_others: int
    hours_others: Decimal


def support_for(user: User, *, today: date) -> Ledger:
    """The office's hours of the last twelve months by case; two queries."""
    noted = (
        Mentoring.objects.all().visible_to(user).filter(on__gt=today - YEAR, on__lte=today)
        .order_by().values("case").annotate(hours=Sum("hours"), times=Count("pk"), last=Max("on"))
    )  # fmt: skip
    found = {row["case"]: row for row in noted}
    codes = dict(Case.objects.all().visible_to(user).filter(pk__in=found).values_list("pk", "code"))
    rows = [
        Supported(codes[pk], row["hours"], row["times"], row["last"])
        for pk, row in found.items() if pk in codes
    ]  # fmt: skip
    others = [row["hours"] for pk, row in found.items() if pk not in codes]
    return Ledger(
        tuple(sorted(rows, key=lambda one: (-one.hours, one.code))), len(others),
        sum(others, Decimal(0)),
    )  # fmt: skip
