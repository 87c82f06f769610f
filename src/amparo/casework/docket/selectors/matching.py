"""Which court case a row of a clerk's list is about: by number, or perhaps by a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz

from amparo.access.models import User
from amparo.casework.docket.models import Accused, CourtCase, Hearing, InCourt
from amparo.casework.docket.services.filing import DOCKET_NUMBER
from amparo.casework.docket.sheets import SheetRow
from amparo.directory.models import Institution
from amparo.vault.sealing import fingerprint, normalised

ALIKE = 85  # of 100, rapidfuzz token_set_ratio; names spelt differently stay above it
APART = 5  # the best must be this much better than the next, or it is not one match


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    PERHAPS = "perhaps"
    KNOWN = "known"
    TWICE = "twice"
    NOBODY = "nobody"
    SEVERAL = "several"
    WRONG = "wrong"


@dataclass(frozen=True)
class Proposal:
    """A row with the court case it is about, and what would become of it."""

    row: SheetRow
    fate: Fate
    court_case: CourtCase | None
    codes: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class _Known:
    by_number: dict[str, CourtCase]
    names: list[tuple[str, CourtCase]]
    codes: dict[Any, tuple[str, ...]]
    hearings: set[tuple[Any, date]]


def proposals_for(user: User, court: Institution, rows: Sequence[SheetRow]) -> list[Proposal]:
    """What each row would do; a fixed number of queries, however long the list."""
    known = _known(user, court)
    seen: set[tuple[Any, date | None]] = set()
    found = []
    for row in rows:
        one = _proposal(row, known)
        if one.court_case is not None and one.fate in (Fate.NEW, Fate.PERHAPS):
            place = (one.court_case.pk, row.on)
            if place in seen:
                one = Proposal(
                    row, Fate.TWICE, one.court_case, one.codes, "It stands in the list twice"
                )
            seen.add(place)
        found.append(one)
    return found


def _known(user: User, court: Institution) -> _Known:
    cases = list(
        CourtCase.objects.visible_to(user, "cases.write")
        .filter(court=court, ended_on=None)
        .select_related("court", "key")
    )
    by_id = {row.pk: row for row in cases}
    accused = Accused.objects.filter(court_case__in=cases).select_related("person__key")
    codes: dict[Any, list[str]] = defaultdict(list)
    joined = InCourt.objects.visible_to(user).filter(court_case__in=cases)
    for court_case, code in joined.values_list("court_case", "case__code"):
        codes[court_case].append(code)
    hearings = Hearing.objects.filter(court_case__in=cases).exclude(
        outcome=Hearing.Outcome.CANCELLED
    )
    return _Known(
        {row.number_digest: row for row in cases if row.number_digest},
        [(normalised(one.person.name()), by_id[one.court_case_id]) for one in accused],
        {key: tuple(sorted(found)) for key, found in codes.items()},
        set(hearings.values_list("court_case", "on")),
    )


def _proposal(row: SheetRow, known: _Known) -> Proposal:
    if row.problem or row.on is None:
        return Proposal(row, Fate.WRONG, None, (), row.problem)
    found = known.by_number.get(fingerprint(DOCKET_NUMBER, row.number)) if row.number else None
    if found is not None:
        return _placed(row, found, Fate.NEW, "By its number", known)
    named = _by_name(row.names, known.names) if row.names else []
    if len(named) == 1:
        return _placed(
            row, named[0], Fate.PERHAPS, "By a name only: look whether it is right", known
        )
    if named:
        return Proposal(row, Fate.SEVERAL, None, (), "Its name fits several of your court cases")
    return Proposal(row, Fate.NOBODY, None, (), "None of your open court cases fits it")


def _placed(row: SheetRow, found: CourtCase, fate: Fate, because: str, known: _Known) -> Proposal:
    codes = known.codes.get(found.pk, ())
    if row.on is not None and (found.pk, row.on) in known.hearings:
        return Proposal(row, Fate.KNOWN, found, codes, "On the calendar already")
    if row.on is not None and row.on < found.filed_on:
        return Proposal(row, Fate.WRONG, found, codes, "Its day lies before the case was filed")
    return Proposal(row, fate, found, codes, because)


def _by_name(words: str, names: Iterable[tuple[str, CourtCase]]) -> list[CourtCase]:
    """The court cases whose accused's name these words come near; one, several or none."""
    folded = normalised(words)
    scores: dict[UUID, tuple[float, CourtCase]] = {}
    for name, court_case in names:
        score = fuzz.token_set_ratio(name, folded) if name else 0.0
        if score >= ALIKE and score > scores.get(court_case.pk, (0.0,))[0]:
            scores[court_case.pk] = (score, court_case)
    ranked = sorted(scores.values(), key=lambda one: -one[0])
    return [case for score, case in ranked if score > ranked[0][0] - APART]
