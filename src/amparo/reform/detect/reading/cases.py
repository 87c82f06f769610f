"""Histories of many cases, read in a fixed number of queries for each batch.

Nothing sealed is opened: rules work on days, kinds and places. Whoever calls this acts for the
office itself and shows nothing; what a rule proposes is seen through its case only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from amparo.casework.cases.models import (
    PERSON,
    Breakdown,
    Case,
    Milestone,
    RoleInCase,
    SafetyDuty,
)
from amparo.casework.cases.models.milestone import Precision
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.evidence.models import Exhibit, Interview, LabRequest
from amparo.casework.represent.models import Preparation
from amparo.casework.restrain.models import BailBreach, BailDecision, WarrantStep
from amparo.reform.detect import facts
from amparo.reform.detect import history as seen
from amparo.reform.detect.charges import undercharged_in
from amparo.reform.detect.reading import courts as of_courts
from amparo.reform.detect.reading.care import referred, sums
from amparo.reform.detect.reading.doors import Asked, told_from_above
from amparo.reform.detect.reading.rows import Rows, by_case, text
from amparo.reform.detect.reading.units import handed_over, loads
from amparo.vault.ledger import faults_of_ledgers

BATCH = 300
ADULT_AT = 18


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
    """The cases with their histories, in batches; about thirty queries a batch."""
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


def _read(cases: Sequence[Case], *, today: date, broken: Mapping[UUID, str]) -> list[Read]:
    ids = [case.pk for case in cases]
    events = _events(ids)
    courts = of_courts.courts_of(ids)
    people = _people(cases)
    parts: dict[str, Rows] = {
        "events": events,
        "hearings": of_courts.in_court(courts, of_courts.hearings(courts)),
        "interviews": _interviews(ids),
        "labs": _labs(ids),
        "bails": _bails(ids),
        "tellings": _tellings(ids),
        "warrant_steps": _warrant_steps(ids),
        "undercharged": undercharged_in(cases),
        "owed": of_courts.in_court(courts, of_courts.owed(courts)),
        "sentences": of_courts.in_court(courts, of_courts.sentences(courts)),
        "testimonies": _testimonies(ids),
        "handed_over": handed_over(events),
        "broken": _broken(ids, broken),
        "exhibits": _exhibits(ids),
        "referred": referred(ids),
        "sums": sums(ids),
        "noted": _noted(ids),
        "loads": loads(cases, events, today=today),
        **told_from_above(Asked.of(cases, events, today=today)),
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
    return by_case(
        (
            case,
            seen.Event(
                id=str(_first(pk, before)), type=type_, on=on, row=str(pk), person=text(person),
                institution=text(place), unit=text(unit),
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
    held = by_case(
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


def _interviews(ids: Sequence[UUID]) -> Rows:
    rows = Interview.objects.filter(case__in=ids).values_list(
        "case", "pk", "on", "person", "number", "was_child", "room"
    )
    return by_case(
        (case, seen.Interview(str(pk), on, str(person), number, was_child, room))
        for case, pk, on, person, number, was_child, room in rows
    )


def _labs(ids: Sequence[UUID]) -> Rows:
    rows = LabRequest.objects.filter(case__in=ids).values_list(
        "case", "pk", "sent_on", "result_on", "laboratory"
    )
    return by_case(
        (case, seen.Lab(str(pk), sent, result, text(place)))
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
    return by_case(
        (
            case,
            seen.Bail(
                str(pk), on, str(person), decision, told, broken.get(pk), text(court), text(row)
            ),
        )
        for case, pk, on, person, decision, told, court, row in facts
    )


def _tellings(ids: Sequence[UUID]) -> Rows:
    rows = SafetyDuty.objects.filter(case__in=ids, withdrawn_at__isnull=True).values_list(
        "case", "pk", "survivor", "due_on", "told_on", "was_told"
    )
    return by_case(
        (case, seen.Telling(str(pk), str(survivor), due, told_on, was_told))
        for case, pk, survivor, due, told_on, was_told in rows
    )


def _warrant_steps(ids: Sequence[UUID]) -> Rows:
    rows = WarrantStep.objects.filter(case__in=ids, taken_back_at__isnull=True).values_list(
        "case", "pk", "on", "person", "what", "reason", "warrant__unit__institution",
        "warrant__unit",
    )  # fmt: skip
    return by_case(
        (case, seen.Step(str(pk), on, str(person), what, reason, text(place), text(unit)))
        for case, pk, on, person, what, reason, place, unit in rows
    )


def _testimonies(ids: Sequence[UUID]) -> Rows:
    rows = Preparation.objects.filter(case__in=ids).values_list("case", "survivor", "mode")
    return by_case((case, seen.CourtPlan(str(person), mode)) for case, person, mode in rows)


def _broken(ids: Sequence[UUID], broken: Mapping[UUID, str]) -> Rows:
    if not broken:
        return {}
    rows = Exhibit.objects.filter(case__in=ids, pk__in=broken)
    facts = rows.values_list("case", "pk", "seized_on", "number")
    return by_case((case, seen.Broken(str(pk), on, number)) for case, pk, on, number in facts)


def _exhibits(ids: Sequence[UUID]) -> Rows:
    rows = Exhibit.objects.filter(case__in=ids).values_list("case", "kind", "seized_on")
    return by_case((case, facts.Kept(kind, on)) for case, kind, on in rows)


def _noted(ids: Sequence[UUID]) -> Rows:
    """Milestones of which a person, or the form they recorded it with, noted a breakdown."""
    rows = Breakdown.objects.current().filter(
        case__in=ids, found_by=PERSON, milestone__isnull=False
    )  # fmt: skip
    return by_case((case, str(row)) for case, row in rows.values_list("case", "milestone"))
