"""Where the survivors of a case live, and lived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.aftercare.models import BedHold, Placement
from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import Who
from amparo.directory.packs import code_list
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Stay:
    """One placement as the page shows it; where a home is stands nowhere."""

    id: UUID
    who: str
    kind: str
    place: str
    carer: str
    from_on: date
    to_on: date | None
    leaves_on: date | None
    why_ended: str
    words: str
    despite: str
    is_now: bool


@dataclass(frozen=True)
class Held:
    """A bed held for the case by this user, and who travels there."""

    id: UUID
    home: str
    n: int
    from_on: date
    until_on: date
    escort: str


def stays_in_case(user: User, case: Case, who: tuple[Who, ...]) -> tuple[Stay, ...]:
    """Every stay nobody took back, whoever lives somewhere now first; one query."""
    labels = {one.person_id: one.label for one in who}
    ends = code_list("placement_ends")
    rows = Placement.objects.visible_to(user).filter(case=case, taken_back_at__isnull=True)
    stays = [
        Stay(
            id=row.pk, who=labels.get(str(row.person_id), "Someone"), kind=row.get_kind_display(),
            place=f"{row.home.called}, {row.home.district.name}" if row.home else "",
            carer=labels.get(str(row.carer_id), "") if row.carer_id else "",
            from_on=row.from_on, to_on=row.to_on, leaves_on=row.leaves_on,
            why_ended=ends.name_of(row.why_ended) if row.why_ended else "",
            words=row.words("words"), despite=row.words("despite"), is_now=row.to_on is None,
        )
        for row in rows.select_related("home__district", "case__key")
    ]  # fmt: skip
    return tuple(sorted(stays, key=lambda stay: (not stay.is_now, -stay.from_on.toordinal())))


def held_for_case(user: User, case: Case, *, today: date) -> tuple[Held, ...]:
    """Beds that this user holds for the case; of others' holds nothing is told."""
    rows = BedHold.objects.visible_to(user).filter(
        case=case, held_by=user, released_at__isnull=True, until_on__gte=today
    )
    return tuple(
        Held(row.pk, row.home.called, row.n, row.from_on, row.until_on,
             row.escort.name if row.escort else "")
        for row in rows.select_related("home", "escort")
    )  # fmt: skip


def placement_for(user: User, case: Case, placement_id: UUID, *, is_now: bool = False) -> Placement:
    """A placement of the case that this user may write about; NotVisible otherwise."""
    rows = Placement.objects.visible_to(user, "cases.write").filter(
        case=case, pk=placement_id, taken_back_at__isnull=True
    )
    if is_now:
        rows = rows.filter(to_on__isnull=True)
    found = rows.select_related("case__key", "case__programme", "person", "home__unit").first()
    if found is None:
        raise NotVisible
    return found


def hold_for(user: User, case: Case, hold_id: UUID) -> BedHold:
    """Beds this user holds for the case; NotVisible otherwise."""
    rows = BedHold.objects.visible_to(user).filter(case=case, held_by=user)
    found = rows.filter(pk=hold_id, released_at__isnull=True).select_related("home", "case").first()
    if found is None:
        raise NotVisible
    return found
