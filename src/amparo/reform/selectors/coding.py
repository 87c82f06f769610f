"""Breakdowns to be coded a second time, without seeing the first code, and how far codes agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from amparo.access.models import User
from amparo.casework.cases.models import Breakdown, Case
from amparo.directory.packs import causes
from amparo.errors import CannotEstimate, NotVisible
from amparo.flow.raters import Agreement, agreement
from amparo.reform.models import SecondCoding


@dataclass(frozen=True)
class ToCode:
    """A breakdown as a second rater sees it: what was seen, and no code."""

    id: UUID
    case_code: str
    on: date
    where: str
    seen: str
    followed: str


@dataclass(frozen=True)
class Agreed:
    """How far second codes agree with the first, by cause and by what the step lacks."""

    causes: Agreement
    lacks: Agreement
    n_raters: int


def to_code_for(user: User, *, limit: int = 20) -> tuple[ToCode, ...]:
    """The queue of one rater: breakdowns of cases they may write in, in an order nobody chose.

    Left out is what they found, reviewed, corrected or coded themselves: they know its code.
    """
    known = Q(recorded_by=user) | Q(reviews__reviewed_by=user) | Q(codings__coded_by=user)
    known |= Q(supersedes__recorded_by=user) | Q(supersedes__reviews__reviewed_by=user)
    mine = Breakdown.objects.filter(known).values("pk")
    rows = (
        Breakdown.objects.all()
        .visible_to(user, "cases.write")
        .counted()
        .exclude(pk__in=mine)
        .select_related("case__key", "institution", "unit")
    )
    # By a digest of the id and the rater: the same queue each day, and another for each of them.
    ordered = sorted(rows, key=lambda row: sha256(f"{row.pk}{user.pk}".encode()).digest())
    return tuple(_shown(row) for row in ordered[:limit])


def one_to_code(user: User, pk: UUID) -> tuple[Breakdown, ToCode]:
    """One breakdown of the rater's queue; NotVisible where it is not in it."""
    row = (
        Breakdown.objects.all().visible_to(user, "cases.write").counted()
        .filter(pk=pk).exclude(recorded_by=user).exclude(reviews__reviewed_by=user)
        .exclude(codings__coded_by=user).exclude(supersedes__recorded_by=user)
        .exclude(supersedes__reviews__reviewed_by=user)
        .select_related("case__key", "institution", "unit").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row, _shown(row)


def _shown(row: Breakdown) -> ToCode:
    where = row.unit.name if row.unit else (row.institution.name if row.institution else "")
    return ToCode(row.pk, row.case.code, row.on, where, row.explained, row.followed())


def agreement_for(user: User) -> Agreed:
    """How far raters agree over the breakdowns this user may count.

    Raises: CannotEstimate where fewer than two were coded twice.
    """
    cases = Case.objects.all().countable_by(user)
    rows = SecondCoding.objects.filter(breakdown__case__in=cases).select_related("breakdown")
    codes: dict[UUID, list[str]] = {}
    raters = set()
    for row in rows:
        codes.setdefault(row.breakdown_id, [row.breakdown.cause]).append(row.cause)
        raters.add(row.coded_by_id)
    if len(codes) < 2:
        raise CannotEstimate(
            "Too few breakdowns were coded twice", found=str(len(codes)),
            next_step="code some of the queue; two are the fewest, fifty tell something",
        )  # fmt: skip
    lacks = {cause.id: cause.lacks for cause in causes()}
    units = list(codes.values())
    return Agreed(
        agreement(units), agreement([[lacks[code] for code in unit] for unit in units]), len(raters)
    )
