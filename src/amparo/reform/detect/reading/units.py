"""Of the units that registered cases: posts that changed hands, and how many files wait there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from amparo.casework.cases.models import Case, Milestone
from amparo.directory.models import PostHolder
from amparo.reform.detect import facts
from amparo.reform.detect import history as seen
from amparo.reform.detect.reading.rows import Rows, text

REGISTERED = "rescue.complaint_registered"
LEFT = ("represent.charge_sheet_filed", "represent.charge_declined", seen.CLOSES)


def registered_at(events: Rows) -> dict[UUID, str]:
    """Case → the unit that registered it."""
    return {
        case: event.unit
        for case, rows in events.items()
        for event in rows
        if event.type == REGISTERED and event.unit
    }


def handed_over(events: Rows) -> Rows:
    """Posts of the unit that registered each case, which someone took over from another."""
    units = registered_at(events)
    rows = PostHolder.objects.filter(post__unit__in=set(units.values())).order_by("from_on")
    facts = rows.values_list("post__unit", "post", "pk", "from_on", "post__title",
                             "post__unit__institution")  # fmt: skip
    of_unit: dict[str, list[seen.HandedOver]] = defaultdict(list)
    had: set[UUID] = set()
    for unit, post, pk, from_on, title, place in facts:
        if post in had:
            made = seen.HandedOver(str(pk), from_on, title, text(place), str(unit))
            of_unit[str(unit)].append(made)
        had.add(post)
    return {case: list(of_unit[unit]) for case, unit in units.items() if unit in of_unit}


def loads(cases: Sequence[Case], events: Rows, *, today: date) -> Rows:
    """How many of the office's files wait at the unit of each case, and who holds a post there.

    Counts: cases that the unit registered, that were not charged, declined or closed.
    """
    units = registered_at(events)
    known = {UUID(unit) for unit in units.values()}
    rows = (
        Milestone.objects.current().filter(type=REGISTERED, unit__in=known)
        .exclude(case__in=Milestone.objects.current().filter(type__in=LEFT).values("case"))
        .values_list("case__office", "unit", "case").distinct()
    )  # fmt: skip
    files = Counter((office, str(unit)) for office, unit, _ in rows)
    there = PostHolder.objects.filter(post__unit__in=known, from_on__lte=today).filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today)
    )
    officers = {
        str(unit): n
        for unit, n in there.values_list("post__unit").annotate(n=Count("pk", distinct=True))
    }
    offices = {case.pk: case.office_id for case in cases}
    return {
        case: [facts.Load(unit, files[offices[case], unit], officers.get(unit, 0))]
        for case, unit in units.items()
    }
