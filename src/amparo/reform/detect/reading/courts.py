"""Of courts: hearings, money ordered, sentences. A court case may be about several cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from amparo.casework.docket.models import (
    Adjournment,
    CompensationOrder,
    Hearing,
    InCourt,
    Presence,
    Sentence,
)
from amparo.reform.detect import history as seen
from amparo.reform.detect.reading.rows import Rows, by_case, text


def courts_of(ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Court case → the cases of the office that it is about."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for court, case in InCourt.objects.filter(case__in=ids).values_list("court_case", "case"):
        found[court].append(case)
    return found


def in_court(courts: Mapping[UUID, list[UUID]], rows: Iterable[tuple[UUID, Any]]) -> Rows:
    """Rows of court cases, given to each case that they are about."""
    return by_case((case, made) for court, made in rows for case in courts[court])


def hearings(courts: Mapping[UUID, list[UUID]]) -> Iterator[tuple[UUID, seen.Hearing]]:
    """Hearings, with what put them off and the day of the next; three queries."""
    rows = Hearing.objects.filter(court_case__in=courts).exclude(outcome="cancelled")
    reasons = dict(
        Adjournment.objects.filter(hearing__in=rows).values_list("hearing", "reason")
    )  # fmt: skip
    absent = Presence.objects.filter(hearing__in=rows, came=Presence.Came.NOT_BROUGHT)
    not_brought = set(absent.values_list("hearing", flat=True))
    facts = list(
        rows.order_by("court_case", "on", "pk").values_list(
            "court_case", "pk", "on", "outcome", "court_case__court", "court_case__branch"
        )
    )
    nexts = [*facts[1:], None][: len(facts)]
    for (court, pk, on, outcome, place, branch), after in zip(facts, nexts, strict=True):
        next_on = after[2] if after and after[0] == court else None
        yield court, seen.Hearing(
            str(pk), on, outcome, reasons.get(pk, ""), pk in not_brought, text(place),
            text(branch), next_on,
        )  # fmt: skip


def owed(courts: Mapping[UUID, list[UUID]]) -> Iterator[tuple[UUID, seen.Owed]]:
    """Money ordered for a survivor, and the day it was paid in full."""
    rows = CompensationOrder.objects.filter(court_case__in=courts).prefetch_related("payments")
    for order in rows:
        left, paid_on = order.amount, None
        for payment in sorted(order.payments.all(), key=lambda one: one.on):
            left -= payment.amount
            if left <= Decimal(0) and paid_on is None:
                paid_on = payment.on
        yield (
            order.court_case_id,
            seen.Owed(str(order.pk), order.on, str(order.survivor_id), order.due_on, paid_on),
        )


def sentences(courts: Mapping[UUID, list[UUID]]) -> Iterator[tuple[UUID, seen.Sentenced]]:
    """The punishments of each conviction."""
    rows = Sentence.objects.filter(verdict__court_case__in=courts).values_list(
        "verdict", "kind", "on", "verdict__court_case", "verdict__charge__accused__person",
        "verdict__court_case__court", "verdict__court_case__branch",
    )  # fmt: skip
    kinds: dict[UUID, set[str]] = defaultdict(set)
    facts: dict[UUID, tuple[Any, ...]] = {}
    for verdict, kind, *rest in rows:
        kinds[verdict].add(kind)
        facts[verdict] = tuple(rest)
    for verdict, (on, court, person, place, branch) in facts.items():
        yield (
            court,
            seen.Sentenced(
                str(verdict),
                on,
                str(person),
                frozenset(kinds[verdict]),
                text(place),
                text(branch),
            ),
        )
