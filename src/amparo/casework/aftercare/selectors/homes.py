"""Homes: which have a bed, how one is kept, and who may be told where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import Compartment
from amparo.casework.aftercare.fitting import Needs, Takes, against
from amparo.casework.aftercare.models import BedHold, Home, Placement, StandardsCheck
from amparo.casework.aftercare.models.home import COARSE
from amparo.casework.aftercare.occupancy import Span, most_taken, taken_on
from amparo.casework.aftercare.services.beds import spans_by_home
from amparo.casework.cases.models import Case
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.directory.packs import code_list
from amparo.errors import NotVisible

DAYS_AHEAD = 14
CHOICES = 300


@dataclass(frozen=True)
class Standards:
    """How a home was found at its last check."""

    on: date | None = None
    next_due_on: date | None = None
    n_asked: int = 0
    n_working: int = 0
    essential_missing: tuple[str, ...] = ()

    def is_overdue(self, today: date) -> bool:
        """Whether it was never checked, or should have been again."""
        return self.next_due_on is None or self.next_due_on < today


@dataclass(frozen=True)
class HomeLine:
    """One home in a list: no address, only its district."""

    id: UUID
    called: str
    district: str
    capacity: int
    free: int
    takes: Takes
    languages: str
    against: tuple[str, ...]
    standards: Standards


@dataclass(frozen=True)
class Day:
    """Beds of a home on one day."""

    on: date
    taken: int
    free: int


@dataclass(frozen=True)
class Promise:
    """Beds held; why and for which case only where the user held them."""

    id: UUID
    n: int
    from_on: date
    until_on: date
    by: str
    why: str
    code: str
    escort: str
    may_release: bool


@dataclass(frozen=True)
class Item:
    """One standard and how it was found."""

    name: str
    state: str
    is_essential: bool


@dataclass(frozen=True)
class HomePage:
    """One home as its page shows it."""

    home: Home
    line: HomeLine
    days: tuple[Day, ...]
    promises: tuple[Promise, ...]
    items: tuple[Item, ...]
    checked_by: str
    found: str
    n_checks: int


def homes_with_beds(
    user: User, on: date, *, until: date | None = None, needs: Needs | None = None, n: int = 1,
    fitting: bool = False, today: date | None = None,
) -> tuple[HomeLine, ...]:  # fmt: skip
    """The open homes of the user's office and the beds each has free on all of these days.

    Those that take such a person and have `n` free come first; `fitting` leaves the others out.
    A day ahead is asked with `today`, so that beds of those who are to leave by then count as free.
    Four queries, whatever the number of homes.
    """
    homes = list(
        Home.objects.all()
        .visible_to(user)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        .select_related("district")
    )
    spans = spans_by_home([home.pk for home in homes], today=today or on)
    checks = _last_checks(homes)
    lines = [
        _line(home, spans[home.pk], checks.get(home.pk), on=on, until=until, needs=needs)
        for home in homes
    ]
    lines.sort(key=lambda line: (bool(line.against), line.free < n, -line.free, line.called))
    kept = [line for line in lines if not fitting or (not line.against and line.free >= n)]
    return tuple(kept)


def _line(
    home: Home, spans: list[Span], check: StandardsCheck | None, *, on: date, until: date | None,
    needs: Needs | None,
) -> HomeLine:  # fmt: skip
    end = (until or on) + timedelta(days=1)
    takes = home.takes
    return HomeLine(
        id=home.pk, called=home.called, district=home.district.name, capacity=home.capacity,
        free=max(0, home.capacity - most_taken(spans, on, end)), takes=takes,
        languages=home.languages, against=against(takes, needs) if needs else (),
        standards=_standards(check),
    )  # fmt: skip


def _last_checks(homes: Sequence[Home]) -> dict[UUID, StandardsCheck]:
    rows = StandardsCheck.objects.filter(home__in=homes).order_by("on", "recorded_at")
    return {row.home_id: row for row in rows.prefetch_related("answers").select_related("home")}


def _standards(check: StandardsCheck | None) -> Standards:
    if check is None:
        return Standards()
    listed = {entry.code: entry for entry in code_list("home_standards").entries}
    answers = list(check.answers.all())
    missing = [
        listed[row.item].name
        for row in answers
        if row.state != row.State.WORKING
        and row.item in listed
        and listed[row.item].maps.get("essential")
    ]
    return Standards(
        check.on, check.next_due_on, len(answers),
        sum(row.state == row.State.WORKING for row in answers), tuple(missing),
    )  # fmt: skip


def home_for(user: User, home_id: UUID, *, is_open: bool = False) -> Home:
    """One home of the user's office; NotVisible where there is none."""
    rows = (
        Home.objects.all().visible_to(user).select_related("district", "unit", "key", "people_key")
    )
    if is_open:
        rows = rows.filter(closed_on__isnull=True)
    found: Home | None = rows.filter(pk=home_id).first()
    if found is None:
        raise NotVisible
    return found


def home_page_for(user: User, home_id: UUID, *, today: date) -> HomePage:
    """One home: beds of the next two weeks, what is held, how it was found; six queries."""
    home = home_for(user, home_id)
    spans = spans_by_home([home.pk], today=today)[home.pk]
    check = _last_checks([home]).get(home.pk)
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    return HomePage(
        home=home,
        line=_line(home, spans, check, on=today, until=None, needs=None),
        days=tuple(_day(home, spans, on) for on in days),
        promises=promises_for(user, home, today=today),
        items=_items(check),
        checked_by=_checked_by(check),
        found=check.words("words") if check else "",
        n_checks=StandardsCheck.objects.filter(home=home).count(),
    )


def _day(home: Home, spans: list[Span], on: date) -> Day:
    taken = taken_on(spans, on)
    return Day(on, taken, max(0, home.capacity - taken))


def _checked_by(check: StandardsCheck | None) -> str:
    if check is None:
        return ""
    return f"{check.recorded_by.name}, {check.authority.name if check.authority else 'our office'}"


def _items(check: StandardsCheck | None) -> tuple[Item, ...]:
    if check is None:
        return ()
    listed = {entry.code: entry for entry in code_list("home_standards").entries}
    return tuple(
        Item(
            listed[row.item].name if row.item in listed else row.item,
            row.state,
            bool(row.item in listed and listed[row.item].maps.get("essential")),
        )
        for row in check.answers.all()
    )


def promises_for(user: User, home: Home, *, today: date) -> tuple[Promise, ...]:
    """What is held from today on; a stranger to it is told the number and the days."""
    rows = BedHold.objects.filter(home=home, released_at__isnull=True, until_on__gte=today)
    keeps = user.may("services.keep")
    return tuple(
        Promise(
            row.pk, row.n, row.from_on, row.until_on,
            by=row.held_by.name if row.held_by_id == user.pk or keeps else "",
            why=row.words("why") if row.held_by_id == user.pk else "",
            code=row.case.code if row.case and row.held_by_id == user.pk else "",
            escort=row.escort.name if row.escort and row.held_by_id == user.pk else "",
            may_release=row.held_by_id == user.pk or keeps,
        )
        for row in rows.select_related("held_by", "case", "escort", "home__key")
    )  # fmt: skip


def hold_to_release(user: User, hold_id: UUID) -> BedHold:
    """Beds held that this user may give back: their own, or any for who keeps homes."""
    rows = BedHold.objects.filter(home__in=Home.objects.all().visible_to(user))
    if not user.may("services.keep"):
        rows = rows.filter(held_by=user)
    found = rows.filter(pk=hold_id, released_at__isnull=True).select_related("home", "case").first()
    if found is None:
        raise NotVisible
    return found


def case_to_travel_for(user: User, home: Home, *, today: date | None = None) -> Case | None:
    """The case for which this user must know where a home is; None where there is none.

    Whoever is named as the escort of beds held for a case, until the last day of the promise; or to
    whom the shelter address of a case is open, while somebody of it lives there or has a bed held.
    """
    day = today or timezone.localdate()
    held = BedHold.objects.filter(
        case=OuterRef("pk"), home=home, released_at__isnull=True, until_on__gte=day
    )
    stays = Placement.objects.filter(
        case=OuterRef("pk"), home=home, to_on__isnull=True, taken_back_at__isnull=True
    )
    cases = Case.objects.all()
    travels = cases.visible_to(user, "people.read").filter(Exists(held.filter(escort=user)))
    opened = cases.visible_to(user, "people.read", compartment=Compartment.SHELTER_ADDRESS)
    holds = opened.filter(Exists(held) | Exists(stays))
    found: Case | None = travels.order_by("pk").first() or holds.order_by("pk").first()
    return found


def units_to_choose(user: User) -> list[Unit]:
    """Units of the directory that can be a home, by institution and name."""
    rows = Unit.objects.visible_to(user).filter(closed_on=None).select_related("institution")
    kinds = (
        Institution.Kind.ORGANISATION, Institution.Kind.SOCIAL_SERVICES,
        Institution.Kind.LOCAL_GOVERNMENT, Institution.Kind.OTHER,
    )  # fmt: skip
    fit = rows.filter(institution__kind__in=kinds).order_by("institution__name", "name")
    return list(fit[:CHOICES])


def places_to_choose(user: User) -> list[Jurisdiction]:
    """Places a home may be told by: districts and what is larger."""
    rows = Jurisdiction.objects.visible_to(user).filter(kind__in=COARSE)
    return list(rows.order_by("path")[:CHOICES])
