"""To whom the address of a home lies sealed: given, taken away, and used for one look.

Who may see it is decided elsewhere (`selectors.homes.case_to_travel_for`). Here is what holds where
that decision is wrong: whoever was given no copy of the key finds nothing that can be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import Home
from amparo.casework.aftercare.selectors.homekeys import could_hold, holders, travellers
from amparo.casework.aftercare.services.told import written
from amparo.casework.cases.models import Case
from amparo.errors import NotVisible, Refused
from amparo.vault import people
from amparo.vault.models import PeopleKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@dataclass(frozen=True)
class Address:
    """Where a home is, and how it is reached: for whoever must travel there."""

    address: str
    contact: str


def new_cipher(home: Home, *, by: User, at: datetime, to: Iterable[User]) -> AESGCM | None:
    """A new key of people for this home: for whoever acts, and these.

    None, and the office's key seals it, where fewer than two could open it again.
    """
    made = people.new_people_key(by=by, at=at, to={by, *to})
    home.people_key, cipher = made or (None, None)
    return cipher


@transaction.atomic
def seal_to_people(*, by: User, at: datetime, home: Home) -> None:
    """Take an address from the office's key and put it under one that people hold.

    Who may: whoever keeps homes and has a key of their own.
    Raises: Refused where fewer than two could open it again.
    """
    if home.people_key_id is not None:
        return
    if people.own_key_of(by) is None:
        raise Refused("You have no key of your own yet", next_step="set one up first")
    words = {field: home.words(field) for field in ("address", "contact")}
    cipher = new_cipher(home, by=by, at=at, to=travellers(home, today=timezone.localdate(at)))
    if cipher is None:
        raise Refused(
            "Nobody else could open it where you forget your passphrase",
            next_step="ask a colleague to set up a key of their own, or have custodians hold "
            "shares (amparo key escrow)",
        )
    changed = {f"{field}_sealed": home.sealed_words(field, words[field], cipher) for field in words}
    Home.objects.filter(pk=home.pk).update(people_key=home.people_key, **changed)
    written(home, by=by, at=at, verb="home.sealed_to_people")


@transaction.atomic
def open_address(
    *, by: User, at: datetime, home: Home, case: Case | None, key: X25519PrivateKey | None = None
) -> Address:
    """The address of a home; the look is written in the trail first, with the case it is for.

    Who may: `selectors.homes.case_to_travel_for` says it. Raises NotVisible without a case,
    `vault.people.NoCopy` for whoever was given no copy of the key that people hold.
    """
    if case is None:
        raise NotVisible
    cipher = None
    if home.people_key is not None:
        if key is None:
            raise people.NoCopy
        cipher = people.cipher_for(by=by, key=key, of=home.people_key)
    written(home, by=by, at=at, verb="home.address_seen", case_id=case.pk)
    return Address(home.words("address", cipher), home.words("contact", cipher))


@transaction.atomic
def give_key(*, by: User, at: datetime, home: Home, key: X25519PrivateKey, to: User) -> None:
    """Give the key of the address to somebody whose work asks for it.

    Raises: NotVisible for anybody else; NoCopy for whoever holds none themselves.
    """
    today = timezone.localdate(at)
    if home.people_key is None or to not in could_hold(home, today=today):
        raise NotVisible
    people.give(by=by, at=at, key=key, of=home.people_key, to=to)
    written(home, by=by, at=at, verb="home.key_given", fields=[to.actor_id])
    take_keys_back(home, today=today)


def take_keys_back(home: Home, *, today: date) -> int:
    """Take the key from whoever's work asks for it no more; how many copies were taken."""
    if home.people_key is None:
        return 0
    return people.take_from_all_but(of=home.people_key, kept=holders(home, today=today))


def take_all_keys_back(*, today: date) -> int:
    """The same for every home, once a day."""
    homes = Home.objects.filter(people_key__isnull=False).select_related("people_key")
    return sum(take_keys_back(home, today=today) for home in homes)


def throw_away(key: PeopleKey | None) -> None:
    """Nothing is sealed under this key any more: every copy goes with it."""
    if key is not None:
        key.delete()
