"""Whether what was repaired breaks again, and whether reforms last."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import polars as pl
from django.db.models import Q

from amparo.access.models import User
from amparo.errors import CannotEstimate
from amparo.flow.attrition import wilson
from amparo.protection.selectors.made import FEWEST, Made, of_interval, ratio_of_shares, share
from amparo.protection.selectors.records.asked import Asked
from amparo.reform.models import Exposure, Intervention
from amparo.reform.plans import Looks, Plan
from amparo.reform.selectors.evaluating import outcome_table, period_of, places_acted
from amparo.reform.selectors.proposing import plan_of_the_problem
from amparo.repair.hope.models import Tie

TWO_YEARS = timedelta(days=730)
ADOPTED = (Tie.What.PROTOCOL, Tie.What.AGREEMENT)


def repairs_of(user: User, programme: UUID | None) -> list[Intervention]:
    """The office's repairs, of one programme and of all of them where one is asked for."""
    rows = Intervention.objects.all().visible_to(user).select_related("problem")
    if programme is not None:
        rows = rows.filter(
            Q(problem__programme=programme) | Q(problem__programme__isnull=True)
        )  # fmt: skip
    return list(rows)


def recurs(user: User, asked: Asked) -> Made:
    """The share of cases that broke so where and since it was repaired, over that before (I50).

    Counts: cases by period of coming to the step, at the units of every repair together; the period
    of the first day itself is on neither side.
    Misleads when: read as an effect. Each repair's verdict has one, by the design it allows.
    """
    k, n = [0, 0], [0, 0]
    for made in repairs_of(user, asked.programme):
        acted = places_acted(made)
        plan = _plan_of(made)
        if not acted:
            continue
        try:
            table = outcome_table(user, plan, as_known_on=asked.as_of)
        except CannotEstimate:
            continue
        for unit, since in acted.items():
            mine = table.filter(pl.col("unit") == unit)
            first = period_of(since, plan.period)
            sides = (
                mine.filter(pl.col("period") < _begun(since, plan.period)),
                mine.filter(pl.col("period") >= first),
            )
            for side, rows in enumerate(sides):
                k[side] += int(rows.get_column("k").sum())
                n[side] += int(rows.get_column("n").sum())
    if min(n) < FEWEST:
        return Made(None, n=sum(n), withheld=f"Fewer than {FEWEST} cases before or after")
    beside = [
        f"{name} {wilson(k[side], n[side]).value or 0:.0%} of {n[side]:,}"
        for side, name in enumerate(("before", "after"))
    ]
    return of_interval(ratio_of_shares(k[0], n[0], k[1], n[1]), sum(n), beside=beside)


def _begun(on: date, period: str) -> date:
    """The first day of the period in which a day lies."""
    month = on.month if period == "month" else 3 * ((on.month - 1) // 3) + 1
    return date(on.year, month, 1)


def _plan_of(made: Intervention) -> Plan:
    """The plan by which breaking so is counted: the registered one, or that of the problem."""
    for row in made.registrations.all():
        if row.plan["looks"] == Looks.RECURRENCE:
            return Plan(**row.plan)
    return plan_of_the_problem(made)


def lasting(user: User, asked: Asked) -> Made:
    """Repairs and agreements begun two years ago or before, in force two years on (I64)."""
    first: dict[UUID, date] = {}
    ends: dict[UUID, list[Exposure]] = {}
    rows = Exposure.objects.filter(
        intervention__in=repairs_of(user, asked.programme), is_planned=False
    )
    for row in rows:
        begun = first.get(row.intervention_id, row.from_on)
        first[row.intervention_id] = min(begun, row.from_on)
        ends.setdefault(row.intervention_id, []).append(row)
    held = [
        any(one.from_on <= on + TWO_YEARS and (one.to_on is None or one.to_on >= on + TWO_YEARS)
            for one in ends[pk])
        for pk, on in first.items() if on + TWO_YEARS <= asked.as_of
    ]  # fmt: skip
    ties = [] if asked.programme else list(
        Tie.objects.all().visible_to(user).filter(what__in=ADOPTED, on__lte=asked.as_of - TWO_YEARS)
    )  # fmt: skip
    held += [tie.until is None or tie.until >= tie.on + TWO_YEARS for tie in ties]
    young = len(first) - sum(on + TWO_YEARS <= asked.as_of for on in first.values())
    beside = [f"{young:,} repairs are younger"] if young else []
    return share(sum(held), len(held), beside=beside, of="reforms two years old")
