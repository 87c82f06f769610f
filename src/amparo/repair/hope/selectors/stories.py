"""From what broke in cases to what is told of it: one repair from its first page to its last; and
what a partner sees of a repair in their own unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from amparo.access.models import User
from amparo.casework.cases.models import Breakdown, Case
from amparo.casework.cases.models.breakdown import BreakdownQuerySet
from amparo.errors import NotVisible
from amparo.reform.models import Evaluation, Exposure, Intervention, SystemProblem
from amparo.reform.selectors.problems import Repair, repair_for
from amparo.repair.hope.models import Proof
from amparo.repair.hope.selectors.published import is_told
from amparo.repair.hope.services.proofs import latest

FEWEST = 10
CASES = 5


@dataclass(frozen=True)
class Shown:
    """A proof point of a repair that is told today, and how many heard it. `opens` where this
    person may open it: "proof" or "proof_publish"."""

    proof: Proof
    title: str
    n_heard: int
    opens: str


@dataclass(frozen=True)
class Story:
    """One repair. Counts: `n_cases` cases that broke so, confirmed, of those this person may count;
    `codes` a few of them that they may open."""

    repair: Repair
    n_cases: int
    codes: tuple[str, ...]
    told: tuple[Shown, ...]
    n_written: int


def stories_for(user: User) -> Sequence[Intervention]:
    """The office's repairs that were judged, the newest verdict last; two queries."""
    judged = Evaluation.objects.values("intervention")
    rows = Intervention.objects.all().visible_to(user).filter(pk__in=judged)
    return list(rows.select_related("problem__authority").prefetch_related("evaluations"))


def repairs_for(user: User) -> Sequence[Intervention]:
    """The office's repairs, which a proof point may show."""
    return list(Intervention.objects.all().visible_to(user))


def story_for(user: User, pk: UUID, *, today: date) -> Story:
    """One repair from the cases to what is told; NotVisible where there is none."""
    repair = repair_for(user, pk)
    broken = _broken(repair.intervention.problem)
    cases = broken.countable_by(user).values("case").distinct().count()
    mine = Case.objects.all().visible_to(user).filter(pk__in=broken.values("case"))
    codes = mine.order_by("-opened_on", "pk").values_list("code", flat=True)[:CASES] \
        if user.may("people.read") else ()  # fmt: skip
    rows = Proof.objects.filter(
        repair=pk, office=repair.intervention.office, withdrawn_on__isnull=True
    ).select_related("place", "key")  # fmt: skip
    told = tuple(_shown(user, row) for row in rows if is_told(row, today))
    return Story(repair, cases, tuple(codes), told, len(rows) - len(told))


def _broken(problem: SystemProblem) -> BreakdownQuerySet:
    rows = Breakdown.objects.counted().filter(cause=problem.cause, step=problem.step)
    return rows.filter(case__programme=problem.programme) if problem.programme_id else rows


def _shown(user: User, row: Proof) -> Shown:
    wording = latest(row)
    heard = row.showings.aggregate(n=Sum("n_people"))["n"] or 0
    opens = ""
    for verb, address in (("proofs.write", "proof"), ("proofs.publish", "proof_publish")):
        if not opens and Proof.objects.all().visible_to(user, verb).filter(pk=row.pk).exists():
            opens = address
    return Shown(row, wording.told("title") if wording else "", heard, opens)


@dataclass(frozen=True)
class OwnUnit:
    """A partner's own unit under a repair: since when, and k of n before it and after it. None
    where the cases are too few to be shown."""

    name: str
    since: date
    before: tuple[int, int] | None
    after: tuple[int, int] | None


@dataclass(frozen=True)
class SharedRepair:
    """What a partner sees of a repair: what it is, their own unit, and what was found of it all."""

    intervention: Intervention
    said_of: str
    units: tuple[OwnUnit, ...]
    last: Evaluation | None


def shared_repair_for(user: User, pk: UUID) -> SharedRepair:
    """A repair that acts in the partner's own unit; NotVisible for any other.

    Only the partner's units are taken from the verdict; of the others it tells how many there were.
    """
    if not user.may("repairs.shared"):
        raise NotVisible
    row = Intervention.objects.all().visible_to(user).filter(pk=pk).select_related("problem")
    made = row.first()
    if made is None:
        raise NotVisible
    acting = Exposure.objects.all().visible_to(user).filter(intervention=made, is_planned=False)
    last = Evaluation.objects.filter(intervention=made).first()
    places = last.result.get("places", {}) if last else {}
    units = tuple(_own(one, places) for one in acting.select_related("unit", "institution"))
    return SharedRepair(made, last.result.get("said_of", "") if last else "", units, last)


def _own(row: Exposure, places: dict[str, dict[str, list[int]]]) -> OwnUnit:
    name = row.unit.name if row.unit else row.institution.name
    kept = places.get(name) or places.get(f"{name}, {row.institution.name}") or {}
    sides = [kept.get(side) for side in ("before", "after")]
    before, after = (
        (side[0], side[1]) if side and side[1] >= FEWEST else None for side in sides
    )  # fmt: skip
    return OwnUnit(name, row.from_on, before, after)
