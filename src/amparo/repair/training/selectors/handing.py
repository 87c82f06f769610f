"""Handing over: whether a programme may move on, criterion by criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min, Q, Sum

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.casework.cases.models import Programme
from amparo.directory.packs.teaching import Gate, gates, official_sources
from amparo.flow.attrition import wilson
from amparo.flow.wording import percent_interval
from amparo.reform.models import Intervention, SystemProblem
from amparo.repair.training.models import Mentoring
from amparo.repair.training.selectors.courses import first_referrals

YEAR = timedelta(days=365)
TWO_YEARS = timedelta(days=730)
FEWEST = 10


@dataclass(frozen=True)
class Reading:
    """What a criterion stands at, and whether it is met; None where it cannot be told."""

    gate: Gate
    shown: str
    is_met: bool | None


@dataclass(frozen=True)
class Handing:
    """A programme, its phase, and the criteria of the way out of it."""

    programme: Programme
    readings: tuple[Reading, ...]

    @property
    def is_open(self) -> bool:
        """Whether every criterion is met."""
        return bool(self.readings) and all(one.is_met for one in self.readings)


def handing_for(user: User, *, today: date) -> tuple[Handing, ...]:
    """Every programme of the office with what it takes to move on.

    Counts: cases that may enter the person's figures; all numbers are those of today.
    """
    rows = Programme.objects.all().visible_to(user)
    return tuple(
        Handing(row, tuple(READ[gate.criterion](user, row, gate, today)
                           for gate in gates() if gate.of == row.phase))
        for row in rows
    )  # fmt: skip


def _cases(user: User, row: Programme, gate: Gate, today: date) -> Reading:
    n = counted_cases(user, Scope(programme=row.pk, opened_to=today)).count()
    return Reading(gate, f"{n:,} of {gate.at_least:,.0f}", n >= gate.at_least)


def _shared(user: User, row: Programme, gate: Gate, today: date) -> Reading:
    problems = SystemProblem.objects.all().visible_to(user).filter(_of(row))
    n = problems.filter(agreed_on__lte=today).count()
    return Reading(gate, f"{n:,} of {gate.at_least:,.0f}", n >= gate.at_least)


def _of(row: Programme) -> Q:
    return Q(programme=row) | Q(programme__isnull=True)


def _opened(user: User, row: Programme, gate: Gate, today: date) -> Reading:
    scope = Scope(programme=row.pk)
    found = [source for on, source in first_referrals(user, scope) if today - YEAR < on <= today]
    k, n = sum(source in official_sources() for source in found), len(found)
    if n < FEWEST:
        return Reading(gate, "Fewer than ten cases", None)
    return Reading(gate, f"{percent_interval(wilson(k, n))} of {n:,}", k / n >= gate.at_least)


def hours_per_case(user: User, row: Programme, *, since: date, until: date) -> Decimal | None:
    """Hours beside officials on the programme's cases in a span, for each case opened in it."""
    cases = counted_cases(user, Scope(row.pk, since, until)).count()
    noted = Mentoring.objects.all().visible_to(user).filter(
        case__programme=row, on__gte=since, on__lte=until
    )  # fmt: skip
    hours = noted.aggregate(sum=Sum("hours"))["sum"]
    return hours / cases if cases and hours is not None else None


def _hours(user: User, row: Programme, gate: Gate, today: date) -> Reading:
    now = hours_per_case(user, row, since=today - YEAR + timedelta(days=1), until=today)
    before = hours_per_case(
        user, row, since=today - 2 * YEAR + timedelta(days=1), until=today - YEAR
    )
    if now is None or before is None:
        known = f"{now:.1f} in the last twelve months; " if now is not None else ""
        return Reading(gate, f"{known}no hours are noted for the year before", None)
    return Reading(gate, f"{now:.1f}, after {before:.1f} the year before", now < before)


def _in_force(user: User, row: Programme, gate: Gate, today: date) -> Reading:
    problems = SystemProblem.objects.all().visible_to(user).filter(_of(row))
    begun = Intervention.objects.filter(problem__in=problems).annotate(
        since=Min("exposures__from_on", filter=Q(exposures__is_planned=False))
    )
    old = list(begun.filter(since__lte=today - TWO_YEARS))
    acting = Intervention.objects.filter(
        pk__in=[one.pk for one in old], exposures__is_planned=False,
        exposures__to_on__isnull=True,
    ).distinct().count()  # fmt: skip
    if not old:
        return Reading(gate, "None is two years old yet", None)
    return Reading(gate, f"{acting:,} of {len(old):,}", acting / len(old) >= gate.at_least)


READ: Mapping[str, Callable[[User, Programme, Gate, date], Reading]] = {
    "cases": _cases, "shared": _shared, "opened": _opened, "hours": _hours, "in_force": _in_force,
}  # fmt: skip
