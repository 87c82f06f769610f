"""Histories of many cases, read in a fixed number of queries for each batch.

Nothing sealed is opened: rules work on days, kinds and places. Whoever calls this acts for the
office itself and shows nothing; what a rule proposes is seen through its case only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from amparo.casework.cases.models import Case, Milestone, RoleInCase, SafetyDuty
from amparo.casework.cases.models.milestone import Precision
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.docket.models import (
    Adjournment,
    CompensationOrder,
    Hearing,
    InCourt,
    Presence,
    Sentence,
)
from amparo.casework.evidence.models import Exhibit, Interview, LabRequest
from amparo.casework.represent.models import Preparation
from amparo.casework.restrain.models import BailBreach, BailDecision, WarrantStep
from amparo.directory.models import PostHolder
from amparo.reform.detect import history as seen
from amparo.reform.detect.charges import undercharged_in
from amparo.vault.ledger import faults_of_ledgers

BATCH = 300
ADULT_AT = 18
Rows = Mapping[UUID, list[Any]]


@dataclass(frozen=True)
class Read:
    """A case and what the rules see of it."""

    case: Case
    history: seen.History


def broken_ledgers() -> dict[UUID, str]:
    """The ledgers with a line that does not fit, and what is wrong with it."""
    found: dict[UUID, str] = {}
    for fault in faults_of_ledgers():
        found.setdefault(UUID(fault.where.removeprefix("ledger ")), fault.what)
    return found


def histories(
    cases: QuerySet[Case], *, today: date, broken: Mapping[UUID, str]
) -> Iterator[list[Read]]:
    """The cases with their histories, in batches; about twenty queries a batch."""
    rows = cases.select_related("programme", "key").order_by("pk").iterator(chunk_size=BATCH)
    for some in _batches(rows):
        yield _read(some, today=today, broken=broken)


def _batches(rows: Iterable[Case]) -> Iterator[list[Case]]:
    some: list[Case] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def _by_case(rows: Iterable[tuple[UUID, Any]]) -> Rows:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for case_id, made in rows:
        found[case_id].append(made)
    return found


def _text(pk: object) -> str:
    return str(pk) if pk else ""


def _read(cases: Sequence[Case], *, today: date, broken: Mapping[UUID, str]) -> list[Read]:
    ids = [case.pk for case in cases]
    events = _events(ids)
    courts = _courts(ids)
    people = _people(cases)
    parts: dict[str, Rows] = {
        "events": events,
        "hearings": _in_court(courts, _hearings(courts)),
        "interviews": _interviews(ids),
        "labs": _labs(ids),
        "bails": _bails(ids),
        "tellings": _tellings(ids),
        "warrant_steps": _warrant_steps(ids),
        "undercharged": undercharged_in(cases),
        "owed": _in_court(courts, _owed(courts)),
        "sentences": _in_court(courts, _sentences(courts)),
        "testimonies": _testimonies(ids),
        "handed_over": _handed_over(events),
        "broken": _broken(ids, broken),
    }
    return [
        Read(
            case,
            seen.History(
                today=today, pack=case.programme.pack, survivors=people[case.pk][0],
                children=people[case.pk][1],
                **{name: tuple(rows.get(case.pk, ())) for name, rows in parts.items()},
            ),
        )
        for case in cases
    ]  # fmt: skip


def _events(ids: Sequence[UUID]) -> Rows:
    """The milestones in force, each by the id of its first entry."""
    rows = Milestone.objects.filter(case__in=ids)
    before = dict(rows.filter(supersedes__isnull=False).values_list("pk", "supersedes"))
    facts = rows.current().values_list(
        "case", "pk", "type", "happened_on", "person", "institution", "unit", "precision",
        "source", "note_sealed", "institution__kind",
    )  # fmt: skip
    return _by_case(
        (
            case,
            seen.Event(
                id=str(_first(pk, before)), type=type_, on=on, row=str(pk), person=_text(person),
                institution=_text(place), unit=_text(unit),
                is_exact=precision in {Precision.DAY, Precision.ABOUT},
                has_reason=bool(source) or bool(note), source=source,
                kind=kind or "",
            ),
        )
        for case, pk, type_, on, person, place, unit, precision, source, note, kind in facts
    )  # fmt: skip


def _first(pk: UUID, before: Mapping[UUID, UUID | None]) -> UUID:
    while (older := before.get(pk)) is not None:
        pk = older
    return pk


def _people(cases: Sequence[Case]) -> dict[UUID, tuple[frozenset[str], frozenset[str]]]:
    """Case → its survivors, and those of them who were surely children when it was opened."""
    roles = RoleInCase.objects.filter(case__in=cases, role__in=SURVIVOR_ROLES)
    held = _by_case(
        (case, (str(person), year))
        for case, person, year in roles.values_list("case", "person", "person__birth_year")
    )
    return {
        case.pk: (
            frozenset(person for person, _ in held.get(case.pk, ())),
            frozenset(
                person
                for person, year in held.get(case.pk, ())
                if year is not None and case.opened_on.year - year < ADULT_AT
            ),
        )
        for case in cases
    }


def _courts(ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Court case → the cases of the office that it is about."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for court, case in InCourt.objects.filter(case__in=ids).values_list("court_case", "case"):
        found[court].append(case)
    return found


def _in_court(courts: Mapping[UUID, list[UUID]], rows: Iterable[tuple[UUID, Any]]) -> Rows:
    return _by_case((case, made) for court, made in rows for case in courts[court])


def _hearings(courts: Mapping[UUID, list[UUID]]) -> Iterator[tuple[UUID, seen.Hearing]]:
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
            str(pk), on, outcome, reasons.get(pk, ""), pk in not_brought, _text(place),
            _text(branch), next_on,
        )  # fmt: skip


def _interviews(ids: Sequence[UUID]) -> Rows:
    rows = Interview.objects.filter(case__in=ids).values_list(
        "case", "pk", "on", "person", "number", "was_child", "room"
    )
    return _by_case(
        (case, seen.Interview(str(pk), on, str(person), number, was_child, room))
        for case, pk, on, person, number, was_child, room in rows
    )


def _labs(ids: Sequence[UUID]) -> Rows:
    rows = LabRequest.objects.filter(case__in=ids).values_list(
        "case", "pk", "sent_on", "result_on", "laboratory"
    )
    return _by_case(
        (case, seen.Lab(str(pk), sent, result, _text(place)))
        for case, pk, sent, result, place in rows
    )


def _bails(ids: Sequence[UUID]) -> Rows:
    rows = BailDecision.objects.filter(case__in=ids, taken_back_at__isnull=True)
    breaches = BailBreach.objects.filter(case__in=ids, taken_back_at__isnull=True)
    broken: dict[UUID, date] = {}
    for decision, on in breaches.order_by("-on").values_list("decision", "on"):
        broken[decision] = on
    facts = rows.values_list(
        "case", "pk", "on", "person", "decision", "risk_was_told", "court", "milestone"
    )
    return _by_case(
        (
            case,
            seen.Bail(
                str(pk), on, str(person), decision, told, broken.get(pk), _text(court), _text(row)
            ),
        )
        for case, pk, on, person, decision, told, court, row in facts
    )


def _tellings(ids: Sequence[UUID]) -> Rows:
    rows = SafetyDuty.objects.filter(case__in=ids, withdrawn_at__isnull=True).values_list(
        "case", "pk", "survivor", "due_on", "told_on", "was_told"
    )
    return _by_case(
        (case, seen.Telling(str(pk), str(survivor), due, told_on, was_told))
        for case, pk, survivor, due, told_on, was_told in rows
    )


def _warrant_steps(ids: Sequence[UUID]) -> Rows:
    rows = WarrantStep.objects.filter(case__in=ids, taken_back_at__isnull=True).values_list(
        "case", "pk", "on", "person", "what", "reason", "warrant__unit__institution",
        "warrant__unit",
    )  # fmt: skip
    return _by_case(
        (case, seen.Step(str(pk), on, str(person), what, reason, _text(place), _text(unit)))
        for case, pk, on, person, what, reason, place, unit in rows
    )


def _owed(courts: Mapping[UUID, list[UUID]]) -> Iterator[tuple[UUID, seen.Owed]]:
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


def _sentences(courts: Mapping[UUID, list[UUID]]) -> Iterator[tuple[UUID, seen.Sentenced]]:
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
                _text(place),
                _text(branch),
            ),
        )


def _testimonies(ids: Sequence[UUID]) -> Rows:
    rows = Preparation.objects.filter(case__in=ids).values_list("case", "survivor", "mode")
    return _by_case((case, seen.CourtPlan(str(person), mode)) for case, person, mode in rows)


def _handed_over(events: Rows) -> Rows:
    """Posts of the unit that registered each case, which someone took over from another."""
    units = {
        case: event.unit
        for case, rows in events.items()
        for event in rows
        if event.type == "rescue.complaint_registered" and event.unit
    }
    rows = PostHolder.objects.filter(post__unit__in=set(units.values())).order_by("from_on")
    facts = rows.values_list("post__unit", "post", "pk", "from_on", "post__title",
                             "post__unit__institution")  # fmt: skip
    of_unit: dict[str, list[seen.HandedOver]] = defaultdict(list)
    had: set[UUID] = set()
    for unit, post, pk, from_on, title, place in facts:
        if post in had:
            made = seen.HandedOver(str(pk), from_on, title, _text(place), str(unit))
            of_unit[str(unit)].append(made)
        had.add(post)
    return {case: list(of_unit[unit]) for case, unit in units.items() if unit in of_unit}


def _broken(ids: Sequence[UUID], broken: Mapping[UUID, str]) -> Rows:
    if not broken:
        return {}
    rows = Exhibit.objects.filter(case__in=ids, pk__in=broken)
    facts = rows.values_list("case", "pk", "seized_on", "number")
    return _by_case((case, seen.Broken(str(pk), on, number)) for case, pk, on, number in facts)
