"""Finding people whose names are spelt in many ways, without an index that names them.

Exact names, phones and other agencies' numbers are found by keyed digests on disk; spellings that
are alike or sound alike in memory only (`names.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.audit.pace import is_lifted, limit_named
from amparo.audit.services import record
from amparo.casework.cases.findable import digest_of
from amparo.casework.cases.models import Case, Person, PersonFingerprint, RoleInCase
from amparo.casework.cases.models.visibility import reaches_office
from amparo.casework.cases.names import MOST, PART, Found, Names
from amparo.casework.cases.reading import names_of, names_so_far
from amparo.errors import Refused, TooMany
from amparo.vault.sealing import normalised

# Slows whoever fishes for names; a worker at intake needs a few an hour.
SEARCHES_AN_HOUR = limit_named("searches").most
SHORTEST = 3


@dataclass(frozen=True)
class Match:
    """A person who may be the one meant, and why."""

    person: Person
    because: str
    likeness: float


def _exact(office_id: UUID, text: str, among: Collection[str] | None) -> Found:
    """Person id → why, for exactly this name, phone or number."""
    labels = {
        "name": "the same name", "phone": "the same phone",
        "agency_number": "the same agency number", "document_number": "the same document number",
    }  # fmt: skip
    digests = {digest_of(kind, text)[1]: because for kind, because in labels.items()}
    rows = PersonFingerprint.objects.filter(digest__in=digests, person__office=office_id)
    found = rows.order_by("-pk").values_list("person_id", "digest")
    return {
        str(person): (digests[digest], 101.0)
        for person, digest in (found[:MOST] if among is None else found)
        if among is None or str(person) in among
    }


@transaction.atomic
def find_people(
    *, by: User, at: datetime, text: str, more: Sequence[str] = (), limit: int = 20
) -> list[Match]:
    """People in cases this user may open whose name or number is, or is like, any of the texts.

    The search is written in the trail, without the texts. People outside the user's cases are not
    told of: see `cases_to_compare`.
    Raises: Refused under three letters; TooMany past so many searches an hour.
    """
    _check(by, at=at, text=text)
    record(by=by, verb="people.searched", kind="cases.person", object_id="", at=at)
    among = None
    if not reaches_office(by):
        among = {str(pk) for pk in Person.objects.visible_to(by).values_list("pk", flat=True)}
    if by.office_id is None:
        return []
    found = _found(names_so_far(by.office_id)[0], by.office_id, (text, *more), among)
    return _best(found, by=by, limit=limit)


def _best(found: Found, *, by: User, limit: int) -> list[Match]:
    """The likest that this user may see. Few are hidden, so the likest are asked for first."""
    ordered = sorted(found, key=lambda person: (-found[person][1], person))
    matches: list[Match] = []
    for some in (ordered[: limit * 3], ordered[limit * 3 :]):
        if len(matches) < limit and some:
            rows = Person.objects.visible_to(by).filter(pk__in=some).select_related("key")
            seen = {str(person.pk): person for person in rows}
            matches += [Match(seen[one], *found[one]) for one in some if one in seen]
    return matches[:limit]


def are_all_read(by: User) -> bool:
    """Whether a search looks at every name by now; after a start many are still being read."""
    return by.office_id is None or names_so_far(by.office_id)[1]


def cases_to_compare(*, by: User, texts: Sequence[str]) -> list[Case]:
    """The office's cases that hold a match but are not the user's; told to their leads only.

    A shared first name alone is no match here: it would send every lead to every referral.
    """
    if by.office_id is None:
        return []
    wanted = [text for text in texts if _is_long_enough(text)]
    found = _found(names_of(by.office_id), by.office_id, wanted)
    strong = [UUID(person) for person, (_, likeness) in found.items() if likeness > PART]
    cases = Case.objects.filter(
        office=by.office_id,
        pk__in=RoleInCase.objects.filter(person__in=strong, to_on__isnull=True).values("case"),
    )
    own = Case.objects.all().visible_to(by).filter(pk=OuterRef("pk"))
    return list(cases.exclude(Exists(own))[:20])


def _found(
    names: Names, office_id: UUID, texts: Sequence[str], among: Collection[str] | None = None
) -> Found:
    found: Found = {}
    for text in texts:
        for ways in (names.like(text, among), _exact(office_id, text, among)):
            for person, why in ways.items():
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
    ).order_by("at")
    if lately.count() >= SEARCHES_AN_HOUR and not is_lifted(by.actor_id, at):
        first = lately.values_list("at", flat=True).first()
        until = first + timedelta(hours=1) if first else None
        raise TooMany("searches", "searches", SEARCHES_AN_HOUR, 60, until)
