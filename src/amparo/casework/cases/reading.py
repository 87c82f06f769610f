"""Reading the office's names into memory: at once where they are few, beside the work where not.

An office of 300,000 people takes some twenty seconds to read after a start. The served office
begins at once (`start`); until it is done a search finds what was read so far, and its page says
so. What must miss nobody waits for it (`names_of`). Afterwards only people added or changed are
read.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from threading import Lock, Thread
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from amparo.casework.cases.findable import HIDDEN, NOT_KNOWN
from amparo.casework.cases.findable import NAMES as OTHER_NAMES
from amparo.casework.cases.models import Person, PersonDetail
from amparo.casework.cases.names import Names
from amparo.errors import AmparoError
from amparo.vault.sealing import normalised

AT_ONCE = 5_000  # names that are read while somebody waits: a third of a second
BATCH = 500  # unsealed before the names in memory are held for a moment to add them

_kept: dict[str, Names] = {}
_being_read: dict[str, Names] = {}
_locks: defaultdict[str, Lock] = defaultdict(Lock)


def names_of(office_id: UUID) -> Names:
    """The office's names as they are now, whole; waits while they are read."""
    people = Person.objects.filter(office=office_id)
    latest = people.order_by("-change").values_list("change", "pk")
    held, newest = _kept.get(str(office_id)), latest.first()
    if newest is None:
        return Names()
    if held is not None and held.newest == newest:
        return held
    with _locks[str(office_id)]:
        held = _kept.get(str(office_id))
        if (
            held is None
            or not people.filter(pk=held.newest[1], change__gte=held.newest[0]).exists()
        ):  # nothing was read yet, or what was read the database took back since
            held = _being_read[str(office_id)] = Names()
        _read(held, people.filter(change__gt=held.newest[0]))
        held.newest = newest
        _kept[str(office_id)] = held
        _being_read.pop(str(office_id), None)
    return held


def names_so_far(office_id: UUID) -> tuple[Names, bool]:
    """The office's names without waiting for many, and whether they are whole."""
    if str(office_id) in _kept or _are_few(office_id):
        return names_of(office_id), True
    if not _locks[str(office_id)].locked():
        _begin(read_one, office_id)
    return _being_read.get(str(office_id), Names()), False


def _are_few(office_id: UUID) -> bool:
    people = Person.objects.filter(office=office_id).order_by()
    return people[: AT_ONCE + 1].count() <= AT_ONCE


def start() -> Thread:
    """Begin to read the names of every office that is served here, in a thread of their own."""
    return _begin(read_all)


def _begin(work: Callable[..., None], *given: UUID) -> Thread:
    thread = Thread(target=work, args=given, daemon=True)
    thread.start()
    return thread


def read_all() -> None:
    """Read the names of each office, one after the other."""
    _read_beside(
        lambda: list(Person.objects.order_by().values_list("office", flat=True).distinct())
    )


def read_one(office_id: UUID) -> None:
    """Read the names of one office."""
    _read_beside(lambda: [office_id])


def _read_beside(offices: Callable[[], list[UUID]]) -> None:
    try:
        for office_id in offices():
            names_of(office_id)
    except (AmparoError, DatabaseError, OSError) as error:
        logging.getLogger(__name__).error("The names were not read: %s", type(error).__name__)
    finally:
        connection.close()


def _read(held: Names, people: QuerySet[Person]) -> None:
    rows = people.select_related("key").iterator(chunk_size=2000)
    while batch := list(islice(rows, BATCH)):
        named = [(str(one.pk), _name(one)) for one in batch]
        with held.turn:
            for person, name in named:
                held.forget(person)
                if name != NOT_KNOWN:
                    held.keep(person, name)
    others = _other_names(people)
    while listed := list(islice(others, BATCH)):
        with held.turn:
            for person, name in listed:
                held.keep(person, name)


def _name(person: Person) -> str:
    name = NOT_KNOWN if person.key.is_destroyed else normalised(person.name())
    return NOT_KNOWN if name == HIDDEN else name


def _other_names(people: QuerySet[Person]) -> Iterator[tuple[str, str]]:
    details = PersonDetail.objects.filter(
        person__in=people.order_by().values("pk"), kind__in=sorted(OTHER_NAMES)
    )
    for detail in details.select_related("person__key").iterator(chunk_size=2000):
        if detail.person.key.is_destroyed:
            continue
        yield str(detail.person_id), normalised(detail.value())
