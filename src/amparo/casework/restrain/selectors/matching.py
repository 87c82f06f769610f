"""Whether a suspect is known in other cases: how many, never whose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from amparo.access.models import User
from amparo.casework.cases.models import (
    Case,
    Person,
    PersonFingerprint,
    RoleInCase,
    SamePerson,
)
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.safety import one_person
from amparo.errors import NotVisible

BECAUSE = {
    "name": "the same name or alias", "phone": "the same phone",
    "agency_number": "the same agency number", "document_number": "the same document number",
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """Another record that may be the same person, in cases this user may open."""

    person: Person
    because: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class KnownElsewhere:
    """In how many other cases of the office this person is known, and may be."""

    n_cases: int
    codes: tuple[str, ...]
    n_possible: int
    matches: tuple[Match, ...]
    n_hidden: int
    links: tuple[tuple[SamePerson, bool], ...]
    """Decisions in force, and whether this user may see both records."""


def known_elsewhere_for(user: User, case: Case, person: Person) -> KnownElsewhere:
    """Counts over the whole office by keyed digests alone; records only where the user may look.

    The names themselves are not read: a digest of the name, of an alias or of a number is compared.
    """
    group = one_person([person.pk])
    known = _cases_of(group, case)
    alike = _alike(group, person.office_id)
    possible: dict[UUID, str] = {}
    matches, hidden = [], 0
    theirs = _cases_by_person(alike, case, without=known)
    every = {*known, *(pk for cases in theirs.values() for pk in cases)}
    mine = Case.objects.all().visible_to(user).filter(pk__in=every)
    visible = set(mine.values_list("pk", flat=True))
    for other in Person.objects.filter(pk__in=theirs).select_related("key"):
        cases = theirs[other.pk]
        possible |= cases
        codes = tuple(sorted(code for pk, code in cases.items() if pk in visible))
        if codes:
            matches.append(Match(other, alike[other.pk], codes))
        else:
            hidden += 1
    links = SamePerson.objects.filter(one__in=group, other__in=group, undone_at__isnull=True)
    seen = set(Person.objects.all().visible_to(user).filter(pk__in=group).values_list("pk"))
    return KnownElsewhere(
        n_cases=len(known),
        codes=tuple(sorted(code for pk, code in known.items() if pk in visible)),
        n_possible=len(possible),
        matches=tuple(sorted(matches, key=lambda match: match.codes)),
        n_hidden=hidden,
        links=tuple(
            (link, {(link.one_id,), (link.other_id,)} <= seen)
            for link in links.select_related("one__key", "decided_by")
        ),
    )


def _cases_by_person(
    people: Collection[UUID], case: Case, *, without: Collection[UUID]
) -> dict[UUID, dict[UUID, str]]:
    """For each of these people the other cases in which they are or were a suspect; one query."""
    roles = RoleInCase.objects.filter(
        person__in=people, role__in=SUSPECT_ROLES, case__office=case.office_id
    ).exclude(case=case)
    found: dict[UUID, dict[UUID, str]] = {}
    for person_id, case_id, code in roles.values_list("person_id", "case_id", "case__code"):
        if case_id not in without:
            found.setdefault(person_id, {})[case_id] = code
    return found


def _cases_of(people: set[UUID] | frozenset[UUID], case: Case) -> dict[UUID, str]:
    """The other cases of the office in which any of these people is or was a suspect."""
    roles = RoleInCase.objects.filter(
        person__in=people, role__in=SUSPECT_ROLES, case__office=case.office_id
    ).exclude(case=case)
    return dict(roles.values_list("case_id", "case__code"))


def _alike(group: frozenset[UUID], office_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """Other records of the office that share a digest, and of what."""
    mine = PersonFingerprint.objects.filter(person__in=group)
    others = PersonFingerprint.objects.filter(
        digest__in=mine.values("digest"), person__office=office_id
    ).exclude(person__in=group)
    found: dict[UUID, set[str]] = {}
    for person_id, kind in others.values_list("person_id", "kind"):
        found.setdefault(person_id, set()).add(BECAUSE.get(kind, "the same detail"))
    return {person_id: tuple(sorted(why)) for person_id, why in found.items()}


def hidden_cases(case: Case, person: Person, user: User) -> list[Case]:
    """The cases of possible matches that this user may not open, for asking their teams."""
    group = one_person([person.pk])
    ids = set(_cases_of(frozenset(_alike(group, person.office_id)), case)) - set(
        _cases_of(group, case)
    )
    seen = Case.objects.all().visible_to(user).filter(pk=OuterRef("pk"))
    return list(Case.objects.filter(~Exists(seen), pk__in=ids).order_by("pk"))


def match_for(user: User, case: Case, person: Person, other_id: UUID) -> Person:
    """One of the offered records; NotVisible for any other."""
    offered = known_elsewhere_for(user, case, person).matches
    found = next((match.person for match in offered if match.person.pk == other_id), None)
    if found is None:
        raise NotVisible
    return found


def link_for(user: User, case: Case, link_id: UUID) -> tuple[SamePerson, Person]:
    """A decision in force about a suspect of this case, and that suspect.

    Only whoever may see both records may take it back.
    """
    seen = Person.objects.all().visible_to(user)
    links = SamePerson.objects.filter(one__in=seen, other__in=seen, undone_at__isnull=True)
    link = links.filter(pk=link_id).select_related("one__key", "other__key").first()
    roles = RoleInCase.objects.visible_to(user).filter(case=case, role__in=SUSPECT_ROLES)
    if link is not None:
        group = one_person([link.one_id])
        held = roles.filter(person__in=group).select_related("person__key").first()
        if held is not None:
            return link, held.person
    raise NotVisible
