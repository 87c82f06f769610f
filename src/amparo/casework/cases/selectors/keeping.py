"""How long a case is kept, what holds it, and which cases have been kept long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from amparo.access.models import User
from amparo.casework.cases.models import Case, Erasure, LegalHold, Programme, RetentionRule
from amparo.casework.cases.selectors.rights import Rights
from amparo.vault.models import DESTROYED

MOST = 200  # of a list that two people answer one by one


@dataclass(frozen=True)
class Held:
    """A hold: why, by whom, since when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """A request to erase: why, by whom, and who agreed."""

    why: str
    by: str
    at: datetime
    agreed_by: str
    agreed_at: datetime | None


@dataclass(frozen=True)
class Keeping:
    """How one case is kept, and what this person may do about it."""

    is_open: bool
    is_erased: bool
    years: int | None
    until_on: date | None
    held: Held | None
    asked: Asked | None
    may_hold: bool
    may_lift: bool
    may_ask: bool
    may_agree: bool
    may_drop: bool


@dataclass(frozen=True)
class Due:
    """A closed case that was kept long enough, or that somebody asks to erase."""

    code: str
    programme: str
    until_on: date | None
    is_asked: bool


def years_of(programme: Programme) -> int | None:
    """For how long its closed files are kept; None where the office has not decided."""
    rules = RetentionRule.objects.filter(programme=programme).order_by("-set_at")
    return rules.values_list("years", flat=True).first()


def keeping_for(user: User, case: Case, rights: Rights) -> Keeping:
    """How this case is kept."""
    hold = LegalHold.objects.visible_to(user).filter(case=case, lifted_at=None)
    erasure = Erasure.objects.visible_to(user).filter(case=case, dropped_at=None)
    held = hold.select_related("put_by", "case__key").first()
    asked = erasure.select_related("asked_by", "agreed_by").first()
    is_erased, is_open = case.key.is_destroyed, case.standing.is_open
    waits = asked is not None and asked.agreed_at is None
    may_second = bool(rights.decide("erasures.second"))
    is_asker = asked is not None and asked.asked_by_id == user.pk
    years = years_of(case.programme)
    is_kept = not is_open and not is_erased
    return Keeping(
        is_open=is_open, is_erased=is_erased, years=years,
        until_on=kept_until(case.standing.last_happened_on, years) if is_kept else None,
        held=Held(held.reason(), held.put_by.name, held.put_at) if held else None,
        asked=_asked(asked) if asked else None,
        may_hold=not held and not is_erased and bool(rights.decide("cases.write")),
        may_lift=bool(held) and bool(rights.decide("cases.erase")),
        may_ask=not is_open and not held and asked is None and bool(rights.decide("cases.erase")),
        may_agree=waits and may_second and not is_asker and not held,
        may_drop=waits and (is_asker or may_second),
    )  # fmt: skip


def _asked(row: Erasure) -> Asked:
    return Asked(
        row.get_why_display(), row.asked_by.name, row.asked_at,
        row.agreed_by.name if row.agreed_by else "", row.agreed_at,
    )  # fmt: skip


def kept_until(last: date | None, years: int | None) -> date | None:
    """The day until which something is kept, so many years from its last day; None without."""
    if last is None or years is None:
        return None
    day = 28 if (last.month, last.day) == (2, 29) else last.day
    return last.replace(year=min(last.year + years, 9999), day=day)


def due_for(user: User, *, today: date) -> tuple[Due, ...]:
    """The closed cases this person supervises that were kept long enough, or wait for a word.

    What is held is left out.
    """
    years = {one.pk: years_of(one) for one in Programme.objects.all().visible_to(user)}
    asked = set(Erasure.objects.filter(dropped_at=None).values_list("case", flat=True))
    decided = [pk for pk, n in years.items() if n is not None]
    cases = (
        Case.objects.all()
        .visible_to(user, "cases.erase")
        .filter(Q(programme__in=decided) | Q(pk__in=asked), standing__is_open=False)
        .exclude(key__wrapped=DESTROYED)
        .exclude(Exists(LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)))
        .select_related("programme", "standing")
        .order_by("standing__last_happened_on", "code")
    )
    found = []
    for case in cases.iterator(chunk_size=500):
        until = kept_until(case.standing.last_happened_on, years.get(case.programme_id))
        if case.pk in asked or (until is not None and until <= today):
            found.append(Due(case.code, case.programme.name, until, case.pk in asked))
        if len(found) == MOST:
            break
    return tuple(found)


def rules_for(user: User) -> tuple[tuple[Programme, int | None], ...]:
    """Every programme of the person's office, with how long its closed files are kept."""
    rows = Programme.objects.all().visible_to(user).order_by("name")
    return tuple((one, years_of(one)) for one in rows)
