"""How long a case is kept, what holds it, and which cases have been kept long enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

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


def due_for(user: User, *, today: date, verb: str = "cases.erase") -> tuple[Due, ...]:
    """The closed cases that were kept long enough, or wait for a word, the longest kept first: of
    those this person supervises, or for "erasures.second" those they could give the second word to.

    What is held is left out.
    """
    years = {one.pk: years_of(one) for one in Programme.objects.all().visible_to(user)}
    asked = set(Erasure.objects.filter(dropped_at=None).values_list("case", flat=True))
    cases = (
        Case.objects.all()
        .visible_to(user, verb)
        .filter(kept_long_enough(years, today) | Q(pk__in=asked))
        .filter(CAN_BE_ERASED)
        .select_related("programme", "standing")
        .order_by("standing__last_happened_on", "code")[:MOST]
    )
    return tuple(
        Due(
            case.code, case.programme.name,
            kept_until(case.standing.last_happened_on, years.get(case.programme_id)),
            case.pk in asked,
        )
        for case in cases
    )  # fmt: skip


CAN_BE_ERASED = (
    Q(standing__is_open=False)
    & ~Q(key__wrapped=DESTROYED)
    & ~Exists(LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None))
)


def kept_long_enough(years: Mapping[UUID, int | None], today: date) -> Q:
    """Of which programme a file was kept long enough whose last event is of which day or before."""
    found = Q(pk__in=())
    for programme, n in years.items():
        if n is not None and (last := _last_day(today, n)) is not None:
            found |= Q(programme=programme, standing__last_happened_on__lte=last)
    return found


def _last_day(today: date, years: int) -> date | None:
    """The newest last event after which so many years have passed; None before the year 1."""
    if today.year <= years:
        return None
    last = today.replace(year=today.year - years, day=min(today.day, 28))
    while (kept_until(last + timedelta(days=1), years) or date.max) <= today:
        last += timedelta(days=1)
    return last


def rules_for(user: User) -> tuple[tuple[Programme, int | None], ...]:
    """Every programme of the person's office, with how long its closed files are kept."""
    rows = Programme.objects.all().visible_to(user).order_by("name")
    return tuple((one, years_of(one)) for one in rows)
