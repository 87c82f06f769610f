"""Homes: entering one, changing it, checking its standards, promising beds, seeing its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import (
    BedHold,
    Home,
)
from amparo.casework.aftercare.models.home import COARSE
from amparo.casework.aftercare.occupancy import most_taken
from amparo.casework.aftercare.selectors.homekeys import travellers
from amparo.casework.aftercare.services.beds import (
    check_room,
    lock_home,
    span_of_hold,
    spans_by_home,
)
from amparo.casework.aftercare.services.homekeys import (
    new_cipher,
    take_keys_back,
    throw_away,
)
from amparo.casework.aftercare.services.told import written
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Jurisdiction, Unit
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import make_data_key, seal

LONGEST_HOLD_DAYS = 60


@dataclass(frozen=True)
class HomeFacts:
    """What is known of a home, as it was typed; an address left empty stays as it is."""

    called: str
    place: Jurisdiction
    capacity: int
    address: str = ""
    contact: str = ""
    youngest: int = 0
    oldest: int | None = None
    sexes: tuple[str, ...] = ()
    takes_children_along: bool = False
    languages: str = ""


def told_place(place: Jurisdiction) -> Jurisdiction:
    """The nearest place that may be told: the place itself, or the district it lies in."""
    here: Jurisdiction | None = place
    while here is not None and here.kind not in COARSE:
        here = here.parent
    if here is None:
        raise Refused(
            "This place lies in no district, and a home is shown by district only",
            next_step="choose the district, the province or the country",
        )
    return here


@transaction.atomic
def add_home(
    *, by: User, at: datetime, unit: Unit, facts: HomeFacts, token: UUID | None = None
) -> Home:
    """Enter a home: a unit of the directory, whom it takes, how many, and where, sealed.

    Raises: Refused without an address, for a unit entered already, or one whose own entry in the
    directory tells more than the district.
    """
    if token and (first := Home.objects.filter(pk=token, office=by.office).first()):
        return first
    if by.office is None:
        raise Refused("A home belongs to an office, and this account has none")
    if not facts.address.strip():
        raise Refused("Say where it is", next_step="the address is kept sealed")
    _check_facts(facts)
    if unit.jurisdiction is not None and unit.jurisdiction.kind not in COARSE:
        raise Refused(
            "The directory tells more of where this unit is than its district",
            next_step="choose a unit entered without a place of its own, or with its district",
        )
    home = Home(
        id=token or uuid4(), office=by.office, unit=unit, key=make_data_key(), changed_by=by,
        changed_at=at, **_plain(facts),
    )  # fmt: skip
    cipher = new_cipher(home, by=by, at=at, to=())
    for field in ("address", "contact"):
        sealed = home.sealed_words(field, getattr(facts, field).strip(), cipher)
        setattr(home, f"{field}_sealed", sealed)
    _save_new(home)
    written(home, by=by, at=at, verb="home.added")
    return home


def _save_new(home: Home) -> None:
    try:
        with transaction.atomic():
            home.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "A home of this unit or of this name is entered already", next_step="look at the list"
        ) from error


@transaction.atomic
def change_home(*, by: User, at: datetime, home: Home, version: int, facts: HomeFacts) -> Home:
    """Change what is known of a home.

    Raises: Refused for fewer beds than are taken or promised on some day to come; Conflict when
    someone else changed it first.
    """
    _check_facts(facts)
    home = lock_home(home)
    before, today = home.people_key, timezone.localdate(at)
    taken = most_taken(spans_by_home([home.pk], today=today)[home.pk], today)
    if taken > facts.capacity:
        raise Refused(
            "More beds than that are taken or promised", found=str(taken),
            next_step="release what is held, or wait until somebody leaves",
        )  # fmt: skip
    changes = _plain(facts) | _moved(home, facts, by=by, at=at)
    try:
        with transaction.atomic():
            changed = Home.objects.filter(pk=home.pk, version=version).update(
                version=F("version") + 1, changed_by=by, changed_at=at, **changes
            )
    except IntegrityError as error:
        raise Refused("Another home has this name", next_step="give it another") from error
    if not changed:
        raise Conflict(
            "Someone else changed this home while you did",
            theirs={"Name": home.called, "Beds": str(home.capacity)},
            yours={"Name": facts.called, "Beds": str(facts.capacity)},
        )
    if "people_key" in changes:
        throw_away(before)
    home.refresh_from_db()
    written(
        home, by=by, at=at, verb="home.changed",
        fields=["address"] if facts.address.strip() else [],
    )  # fmt: skip
    return home


def _check_facts(facts: HomeFacts) -> None:
    if not facts.called.strip():
        raise Refused("A home needs a name", next_step="one that does not tell where it is")
    if facts.capacity < 1:
        raise Refused("A home has at least one bed", found=str(facts.capacity))
    if facts.oldest is not None and facts.oldest < facts.youngest:
        raise Refused(
            "The oldest age lies below the youngest", found=f"{facts.youngest} to {facts.oldest}"
        )
    told_place(facts.place)


def _plain(facts: HomeFacts) -> dict[str, object]:
    return {
        "called": facts.called.strip(), "district": told_place(facts.place),
        "capacity": facts.capacity, "youngest": facts.youngest, "oldest": facts.oldest,
        "sexes": list(facts.sexes), "takes_children_along": facts.takes_children_along,
        "languages": facts.languages.strip(),
    }  # fmt: skip


def _moved(home: Home, facts: HomeFacts, *, by: User, at: datetime) -> dict[str, object]:
    """Where it is and how it is reached, sealed, where that was typed.

    A new address has a new key: whoever held the one before may have read the address before.
    """
    typed = {field: getattr(facts, field).strip() for field in ("address", "contact")}
    if not any(typed.values()):
        return {}
    if not typed["address"] and home.people_key_id is not None:
        raise Refused(
            "How the home is reached is sealed with its address, and the office cannot open it",
            next_step="type both again",
        )
    if not typed["address"]:
        return {"contact_sealed": home.sealed_words("contact", typed["contact"])}
    if not typed["contact"] and home.people_key_id is None:
        typed["contact"] = home.words("contact")
    to = travellers(home, today=timezone.localdate(at))
    cipher = new_cipher(home, by=by, at=at, to=to)
    sealed = {f"{field}_sealed": home.sealed_words(field, typed[field], cipher) for field in typed}
    return {**sealed, "people_key": home.people_key}


@transaction.atomic
def close_home(*, by: User, at: datetime, home: Home, on: date) -> None:
    """A home takes nobody any more. Raises Refused while somebody lives there or beds are held."""
    check_day(on, at=at)
    home = lock_home(home)
    if home.closed_on is not None:
        raise Refused("This home is closed already")
    if most_taken(spans_by_home([home.pk], today=timezone.localdate(at))[home.pk], on) > 0:
        raise Refused(
            "Somebody lives there, or beds are held",
            next_step="end the stays and release the beds first",
        )
    Home.objects.filter(pk=home.pk).update(closed_on=on, version=F("version") + 1)
    written(home, by=by, at=at, verb="home.closed")


@transaction.atomic
def hold_beds(
    *, by: User, at: datetime, home: Home, n: int, from_on: date, until_on: date,
    case: Case | None = None, why: str, escort: User | None = None, holder: User | None = None,
    token: UUID | None = None,
) -> BedHold:  # fmt: skip
    """Promise beds from a day through a day. Why, and for which case, only the holder is shown.

    The holder is whoever acts, unless they act for another.
    Raises: Refused where a day has too few beds, for a day gone by, for longer than 60 days, or
    without saying why.
    """
    if token and (first := BedHold.objects.filter(pk=token, held_by=holder or by).first()):
        return first
    home = lock_home(home)
    today = timezone.localdate(at)
    if home.closed_on is not None:
        raise Refused("This home is closed")
    if n < 1:
        raise Refused("Hold at least one bed", found=str(n))
    if not why.strip():
        raise Refused("Say what the beds are held for", next_step="only you are shown it")
    if until_on < from_on or until_on < today:
        raise Refused("The last day lies before the first, or has gone by")
    if (until_on - from_on).days >= LONGEST_HOLD_DAYS:
        raise Refused(
            f"Beds are held for {LONGEST_HOLD_DAYS} days at most", next_step="hold them again later"
        )
    hold = BedHold(
        id=token or uuid4(), home=home, n=n, from_on=from_on, until_on=until_on, case=case,
        escort=_fit_escort(escort, case), held_by=holder or by,
        held_at=at,
    )  # fmt: skip
    spans = spans_by_home([home.pk], today=today)[home.pk]
    check_room(home, spans, [span_of_hold(hold)])
    hold.why_sealed = seal(
        why.strip(), home.key, table="aftercare_bedhold", row=hold.pk, field="why"
    )
    hold.save(force_insert=True)
    written(hold, by=by, at=at, verb="beds.held", case_id=case.pk if case else None)
    return hold


@transaction.atomic
def release_hold(*, by: User, at: datetime, hold: BedHold) -> None:
    """Give promised beds back; whoever lives in one of them stays."""
    lock_home(hold.home)
    changed = BedHold.objects.filter(pk=hold.pk, released_at__isnull=True).update(
        released_at=at, released_by=by
    )
    if not changed:
        raise Conflict("Someone else released these beds first", theirs={}, yours={})
    written(hold, by=by, at=at, verb="beds.released", case_id=hold.case_id)
    take_keys_back(hold.home, today=timezone.localdate(at))


@transaction.atomic
def name_escort(*, by: User, at: datetime, hold: BedHold, escort: User) -> None:
    """Say who travels with the survivor: while the bed is held, they may see the address.

    Raises: Refused for beds held for no case or released, and for whoever may not open the case.
    """
    _fit_escort(escort, hold.case)
    changed = BedHold.objects.filter(pk=hold.pk, released_at__isnull=True, case__isnull=False)
    if not changed.update(escort=escort):
        raise Refused("No bed is held for a case here any more")
    written(hold, by=by, at=at, verb="escort.named", case_id=hold.case_id)
    take_keys_back(hold.home, today=timezone.localdate(at))


def _fit_escort(escort: User | None, case: Case | None) -> User | None:
    if escort is None:
        return None
    if case is None:
        raise Refused("An escort travels for a case", next_step="say for which")
    if not escort.is_active or not Case.objects.all().visible_to(escort).filter(pk=case.pk):
        raise Refused("Whoever travels with the survivor works on the case")
    return escort
