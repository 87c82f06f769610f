"""Proof points before the public reads them, and the cases that could become one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope, read
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.directory.models import Jurisdiction
from amparo.errors import CannotEstimate, NotVisible
from amparo.reform.selectors.figures import Asked
from amparo.reform.selectors.opportunities import opportunities_for
from amparo.repair.hope.models import Proof, Wording
from amparo.repair.hope.models.proof import PARTS
from amparo.repair.hope.selectors.published import ProofPoint, published_proof_points
from amparo.repair.hope.services.proofs import GENERAL, is_final, latest, live_consent, what_keeps

MOST = 20
BEGUN = "rescue.complaint_presented"
WON = "represent.convicted"


@dataclass(frozen=True)
class Candidate:
    """A concluded case that shows it can work, and why."""

    code: str
    why: str
    days: int
    agreed: bool
    final: bool


@dataclass(frozen=True)
class Told:
    """A proof point with its latest wording, opened for whoever may read it."""

    proof: Proof
    wording: Wording
    words: dict[str, str]
    keeps: tuple[str, ...]
    state: str


def candidates_for(user: User, *, today: date) -> tuple[Candidate, ...]:
    """Won cases that this person may open, fastest first: those among the faster quarter, and
    those that went through a unit that does what the better quarter do.

    Counts: from the complaint to the first conviction, over every case this person may count.
    Those still open have no such days; which quarter is fastest is told among the won ones only,
    and is no estimate of how long cases take.
    """
    rows = read(user, Scope())
    ends = rows.filter(pl.col("type").is_in([BEGUN, WON])).group_by("case", "type").agg(
        pl.col("happened_on").min()
    )  # fmt: skip
    if ends.is_empty():
        return ()
    begun, won = (
        ends.filter(pl.col("type") == kind).select("case", pl.col("happened_on").alias(kind))
        for kind in (BEGUN, WON)
    )
    spans = begun.join(won, on="case").with_columns(
        (pl.col(WON) - pl.col(BEGUN)).dt.total_days().alias("days")
    ).filter(pl.col("days") > 0).sort("days")  # fmt: skip
    if spans.is_empty():
        return ()
    quarter = spans["days"].quantile(0.25, "lower") or 0
    bright = _bright_units(user, today)
    at_bright = _cases_at(rows, bright)
    found: list[Candidate] = []
    cases = {
        str(one.pk): one for one in Case.objects.visible_to(user).filter(pk__in=list(spans["case"]))
    }
    for case, days in spans.select("case", "days").iter_rows():
        why = []
        if days <= quarter:
            why.append(f"{days:,} days from the complaint to the verdict, among the faster quarter")
        if case in at_bright:
            why.append(f"went through {at_bright[case]}, which does what the better quarter do")
        if why and case in cases and len(found) < MOST:
            found.append(_candidate(cases[case], "; ".join(why), days, today))
    return tuple(found)


def _candidate(case: Case, why: str, days: int, today: date) -> Candidate:
    people = survivors_of(case)
    agreed = any(live_consent(case.pk, one.pk, today) for one in people)
    return Candidate(case.code, why, days, agreed, is_final(case.pk))


def _bright_units(user: User, today: date) -> set[str]:
    """Units that do at some step what the better quarter do; none where too few are known."""
    found: set[str] = set()
    for by in ("station", "court"):
        try:
            made = opportunities_for(user, Asked(by=by), today=today)
        except CannotEstimate:
            continue
        found |= {spot.unit for spot in made.found.bright_spots}
    return found


def _cases_at(rows: pl.DataFrame, bright: set[str]) -> dict[str, str]:
    at = rows.filter(pl.col("unit").is_in(sorted(bright)))
    return dict(at.select("case", "unit").unique("case").iter_rows())


def survivors_of(case: Case) -> list[Person]:
    """The survivors of a case."""
    return list(Person.objects.filter(roles__case=case, roles__role__in=SURVIVOR_ROLES).distinct())


def places_for(case: Case) -> list[Jurisdiction]:
    """The province, region and country that a case lies in: nothing nearer."""
    here = case.programme.jurisdiction.path
    rows = Jurisdiction.objects.filter(kind__in=GENERAL)
    return [one for one in rows if here.startswith(one.path)]


def proofs_for(user: User, *, today: date, verb: str = "proofs.write") -> tuple[Told, ...]:
    """The proof points that this person works on, or may publish."""
    rows = Proof.objects.all().visible_to(user, verb).select_related("case", "place", "key")
    told = (_told(row, today) for row in rows[:100])
    return tuple(one for one in told if one is not None)


def told_for(user: User, *, today: date) -> tuple[ProofPoint, ...]:
    """What the person's office tells today, as everybody may read it."""
    if user.office is None or not user.may("hope.read"):
        return ()
    return published_proof_points(office=user.office, today=today)


def proof_for(user: User, pk: UUID, *, today: date, verb: str = "proofs.write") -> Told:
    """One of them; NotVisible where there is none."""
    row = (
        Proof.objects.all().visible_to(user, verb).filter(pk=pk)
        .select_related("case__programme__jurisdiction", "place", "key", "office", "repair").first()
    )  # fmt: skip
    told = _told(row, today) if row else None
    if told is None:
        raise NotVisible
    return told


def _told(row: Proof, today: date) -> Told | None:
    wording = latest(row)
    if wording is None:
        return None
    keeps = what_keeps(row, today)
    words = {part: wording.told(part) for part in PARTS}
    return Told(row, wording, words, keeps, _state(row, wording, keeps, today))


def _state(row: Proof, wording: Wording, keeps: tuple[str, ...], today: date) -> str:
    if row.withdrawn_on is not None or not wording.title_sealed:
        return "Withdrawn"
    if row.published_on is not None and row.review_on is not None:
        if keeps:
            return "Kept back"
        return "Published" if today < row.review_on else "Waits to be looked at again"
    if wording.found == Wording.Found.CLEAR:
        return "Waits for the judgment" if keeps else "Ready to be published"
    return wording.get_found_display()
