"""Who holds the key of a home's address, who should, and what of it a person is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.access.policy import Compartment
from amparo.casework.aftercare.models import BedHold, Home, Placement
from amparo.casework.aftercare.selectors.homes import case_to_travel_for
from amparo.casework.cases.models import CompartmentHolding
from amparo.vault.people import may_open, own_key_of


@dataclass(frozen=True)
class Lock:
    """How the address of a home is sealed, as far as this person is told.

    `waiting` are those who should be given the key, told to whoever can give it; `ask` are those
    of whom to ask for it, told to whoever travels there.
    """

    home: Home
    is_of_people: bool
    has_own_key: bool
    is_mine: bool
    may_seal: bool
    waiting: tuple[User, ...] = ()
    ask: tuple[str, ...] = ()


def travellers(home: Home, *, today: date) -> list[User]:
    """Whoever may see the address today, by name: escorts, and holders of the compartment."""
    held = BedHold.objects.filter(home=home, released_at__isnull=True, until_on__gte=today)
    stays = Placement.objects.filter(home=home, to_on__isnull=True, taken_back_at__isnull=True)
    cases = [*held.values_list("case", flat=True), *stays.values_list("case", flat=True)]
    opened = CompartmentHolding.objects.filter(
        case__in=[one for one in cases if one], compartment=Compartment.SHELTER_ADDRESS.value,
        ended_at__isnull=True,
    )  # fmt: skip
    named = {*held.values_list("escort", flat=True), *opened.values_list("user", flat=True)}
    found = User.objects.filter(pk__in=named - {None}, is_active=True).order_by("name")
    return [one for one in found if case_to_travel_for(one, home, today=today)]


def holders(home: Home, *, today: date) -> list[User]:
    """Who holds a copy of its key and still has the work that asks for it, by name."""
    if home.people_key is None:
        return []
    rows = User.objects.filter(own_keys__copies__of=home.people_key_id).order_by("name")
    allowed = {one.pk for one in travellers(home, today=today)}
    return [one for one in rows if one.pk in allowed or keeps(one, home)]


def keeps(user: User, home: Home) -> bool:
    """Whether this person keeps the home, and so may hold its key without travelling there."""
    return user.is_active and user.office_id == home.office_id and user.may("services.keep")


def could_hold(home: Home, *, today: date) -> list[User]:
    """Who should hold a copy and does not yet, with a key of their own or without, by name."""
    keepers = User.objects.filter(office=home.office_id, is_active=True)
    fit = {one.pk: one for one in keepers if keeps(one, home) and own_key_of(one)}
    fit |= {one.pk: one for one in travellers(home, today=today)}
    there = {one.pk for one in holders(home, today=today)}
    return sorted((one for pk, one in fit.items() if pk not in there), key=lambda one: one.name)


def lock_for(user: User, home: Home, *, today: date) -> Lock:
    """The lock of a home's address, for this person."""
    own, key = own_key_of(user) is not None, home.people_key
    if key is None:
        may_seal = own and keeps(user, home) and home.closed_on is None
        return Lock(home, is_of_people=False, has_own_key=own, is_mine=False, may_seal=may_seal)
    is_mine = may_open(user, key)
    ask = [one.name for one in holders(home, today=today) if keeps(one, home)]
    waiting = could_hold(home, today=today) if is_mine else []
    return Lock(
        home, is_of_people=True, has_own_key=own, is_mine=is_mine, may_seal=False,
        waiting=tuple(waiting), ask=() if is_mine else tuple(ask),
    )  # fmt: skip
