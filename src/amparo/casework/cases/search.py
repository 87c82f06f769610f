"""Finding people whose names are spelt in many ways, without an index that names them.

Exact names, phones and other agencies' numbers are found by keyed digests on disk. Spellings that
are alike or sound alike are found in memory only: a fuzzy index on disk would give the commonest
names to whoever steals it. The list in memory is read again when a person is added or changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

import jellyfish
from django.db import transaction
from django.db.models import Max
from rapidfuzz import fuzz, process

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.audit.services import record
from amparo.casework.cases.findable import NOT_KNOWN, digest_of
from amparo.casework.cases.models import Case, Person, PersonDetail, PersonFingerprint, RoleInCase
from amparo.errors import Refused
from amparo.vault.sealing import normalised, unseal

ALIKE = 84.0  # token_sort_ratio, 0 to 100: "Maria Santos" and "Marya Santo" score 87
SOUNDS = 72.0  # lower where every word also sounds the same
PART = 60.0  # every word that was typed sounds like one of the name's
SEARCHES_AN_HOUR = 60  # slows whoever fishes for names; a worker at intake needs a few an hour
SHORTEST = 3


@dataclass(frozen=True)
class Match:
    """A person who may be the one meant, and why."""

    person: Person
    because: str
    likeness: float


@dataclass(frozen=True)
class _Names:
    newest: int
    n: int
    spellings: list[str]
    sounds: list[str]
    people: list[str]


_kept: dict[str, _Names] = {}
_lock = Lock()


def _sound(name: str) -> str:
    return " ".join(sorted(jellyfish.metaphone(word) for word in name.split()))


def _names_of(office_id: UUID) -> _Names:
    """The office's names, from memory unless someone was added or changed since."""
    people = Person.objects.filter(office=office_id)
    newest = people.aggregate(newest=Max("change"))["newest"] or 0
    held = _kept.get(str(office_id))
    if held is not None and held.newest == newest and held.n == people.count():
        return held
    spellings: list[str] = []
    owners: list[str] = []
    for person in people.select_related("key").iterator(chunk_size=2000):
        if (spelling := normalised(person.name())) != NOT_KNOWN:
            spellings.append(spelling)
            owners.append(str(person.pk))
    details = PersonDetail.objects.filter(
        person__office=office_id, kind__in=["alias", "nickname"]
    ).select_related("person__key")
    for detail in details.iterator(chunk_size=2000):
        value = unseal(
            detail.value_sealed, detail.person.key, table="person_detail", row=detail.pk,
            field="value",
        )  # fmt: skip
        spellings.append(normalised(value))
        owners.append(str(detail.person_id))
    names = _Names(newest, people.count(), spellings, [_sound(s) for s in spellings], owners)
    with _lock:
        _kept[str(office_id)] = names
    return names


def _alike(office_id: UUID, text: str) -> dict[str, tuple[str, float]]:
    """Person id → why and how alike, for spellings near `text`."""
    names, wanted = _names_of(office_id), normalised(text)
    sound = _sound(wanted)
    found: dict[str, tuple[str, float]] = {}
    if not wanted or wanted == NOT_KNOWN:
        return found
    for _, score, index in process.extract(
        wanted, names.spellings, scorer=fuzz.token_sort_ratio, score_cutoff=SOUNDS, limit=200
    ):
        same_sound = names.sounds[index] == sound
        if score < ALIKE and not same_sound:
            continue
        because = "sounds the same" if same_sound and score < ALIKE else "spelt alike"
        if score > found.get(names.people[index], ("", 0.0))[1]:
            found[names.people[index]] = (because, score)
    words = set(sound.split())
    for index, other in enumerate(names.sounds):
        if words and other == sound:
            found.setdefault(names.people[index], ("sounds the same", SOUNDS))
        elif words and words < set(other.split()):
            found.setdefault(names.people[index], ("part of the name", PART))
    return found


def _exact(office_id: UUID, text: str) -> dict[str, tuple[str, float]]:
    """Person id → why, for exactly this name, phone or number."""
    labels = {
        "name": "the same name", "phone": "the same phone",
        "agency_number": "the same agency number", "document_number": "the same document number",
    }  # fmt: skip
    digests = {digest_of(kind, text)[1]: because for kind, because in labels.items()}
    rows = PersonFingerprint.objects.filter(
        digest__in=digests, person__office=office_id
    ).values_list("person_id", "digest")
    return {str(person): (digests[digest], 101.0) for person, digest in rows}


@transaction.atomic
def find_people(
    *, by: User, at: datetime, text: str, more: Sequence[str] = (), limit: int = 20
) -> list[Match]:
    """People in cases this user may open whose name or number is, or is like, any of the texts.

    The search is written in the trail, without the texts. People outside the user's cases are not
    told of: see `cases_to_compare`.
    Raises: Refused under three letters, or past 60 searches an hour.
    """
    _check(by, at=at, text=text)
    record(by=by, verb="people.searched", kind="cases.person", object_id="", at=at)
    found = _found(by.office_id, (text, *more))
    visible = Person.objects.visible_to(by).filter(pk__in=found).select_related("key")
    matches = [Match(person, *found[str(person.pk)]) for person in visible]
    return sorted(matches, key=lambda match: (-match.likeness, str(match.person.pk)))[:limit]


def cases_to_compare(*, by: User, texts: Sequence[str]) -> list[Case]:
    """The office's cases that hold a match but are not the user's; told to their leads only.

    A shared first name alone is no match here: it would send every lead to every referral.
    """
    found = _found(by.office_id, [text for text in texts if _is_long_enough(text)])
    strong = [UUID(person) for person, (_, likeness) in found.items() if likeness > PART]
    cases = Case.objects.filter(
        office=by.office_id,
        pk__in=RoleInCase.objects.filter(person__in=strong, to_on__isnull=True).values("case"),
    )
    return list(cases.exclude(pk__in=Case.objects.all().visible_to(by).values("pk"))[:20])


def _found(office_id: UUID | None, texts: Sequence[str]) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    if office_id is None:
        return found
    for text in texts:
        for person, why in (*_alike(office_id, text).items(), *_exact(office_id, text).items()):
            found[person] = max(found.get(person, ("", 0.0)), why, key=lambda each: each[1])
    return found


def _is_long_enough(text: str) -> bool:
    return len(normalised(text).replace(" ", "")) >= SHORTEST


def _check(by: User, *, at: datetime, text: str) -> None:
    if not _is_long_enough(text):
        raise Refused(
            "The search needs three letters or more", next_step="type more of the name or number"
        )
    lately = Entry.objects.filter(
        actor_id=by.actor_id, verb="people.searched", at__gt=at - timedelta(hours=1)
    )
    if lately.count() >= SEARCHES_AN_HOUR:
        raise Refused(
            f"More than {SEARCHES_AN_HOUR} searches in an hour", next_step="wait a little"
        )
