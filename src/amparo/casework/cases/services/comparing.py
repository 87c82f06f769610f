"""Search before create: who may be the same person, and asking others without telling of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import (
    Case,
    Programme,
    Referral,
    RoleInCase,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.reading import names_of
from amparo.casework.cases.search import Match, cases_to_compare, find_people
from amparo.casework.cases.services.opening import receive_referral
from amparo.casework.cases.services.people import reveal_names_of
from amparo.casework.cases.services.tasks import add_task
from amparo.directory.models import Institution

COMPARE_WITHIN_DAYS = 3


@dataclass(frozen=True)
class Place:
    """A case where a person is, and what they are to it."""

    code: str
    role: str


@dataclass(frozen=True)
class PossibleMatch:
    """Someone in the user's own cases who may be the person meant, and why."""

    person_id: str
    name: str
    because: str
    places: tuple[Place, ...]
    birth_year: int | None
    language: str
    is_suspect: bool


@transaction.atomic
def look_for(
    *, by: User, at: datetime, text: str, more: Sequence[str] = ()
) -> tuple[PossibleMatch, ...]:
    """People in this user's cases who may be the one meant; each name shown is in the trail.

    Raises: Refused under three letters, or past the hour's limit.
    """
    matches = find_people(by=by, at=at, text=text, more=more)
    people = [match.person for match in matches]
    roles = (
        RoleInCase.objects.visible_to(by)
        .filter(person__in=people)
        .select_related("case")
        .order_by("to_on", "-from_on")
    )
    held: dict[object, list[RoleInCase]] = {person.pk: [] for person in people}
    for role in roles:
        held[role.person_id].append(role)
    names = reveal_names_of(
        by=by, at=at, seen=[(held[person.pk][0].case, person) for person in people]
    )
    return tuple(_shown(match, held[match.person.pk], names) for match in matches)


def _shown(match: Match, roles: Sequence[RoleInCase], names: Mapping[str, str]) -> PossibleMatch:
    person = match.person
    places = dict.fromkeys(Place(role.case.code, role.get_role_display()) for role in roles)
    return PossibleMatch(
        person_id=str(person.pk), name=names[str(person.pk)], because=match.because,
        places=tuple(places), birth_year=person.birth_year, language=person.language,
        is_suspect=any(role.role in SUSPECT_ROLES for role in roles),
    )  # fmt: skip


def take_in(
    *,
    by: User,
    at: datetime,
    programme: Programme,
    received_on: date,
    source: str,
    told: str,
    name: str = "",
    contact: str = "",
    from_institution: Institution | None = None,
    is_urgent: bool = False,
) -> Referral:
    """Write a referral down, and ask the leads of other cases with a like name to compare."""
    if by.office_id is not None:
        names_of(by.office_id)  # read, if need be, before the database is held
    with transaction.atomic():
        referral = receive_referral(
            by=by, at=at, programme=programme, received_on=received_on, source=source, told=told,
            name=name, contact=contact, from_institution=from_institution, is_urgent=is_urgent,
        )  # fmt: skip
        ask_to_compare(by=by, at=at, referral=referral, texts=[name, contact])
    return referral


@transaction.atomic
def ask_to_compare(*, by: User, at: datetime, referral: Referral, texts: Sequence[str]) -> None:
    """Ask the leads of other cases with a like name or number to compare; gives nothing back.

    Whoever took the referral is not told that such a case exists: a task appears with its lead.
    """
    what = (
        f"Possible same person in referral {referral.code}: compare, "
        "or ask a supervisor once it has been decided"
    )
    for case in cases_to_compare(by=by, texts=texts):
        if not Task.objects.filter(case=case, what=what).exists():
            add_task(
                by=by, at=at, case=case, what=what, owner=_lead_of(case),
                due_on=timezone.localdate(at) + timedelta(days=COMPARE_WITHIN_DAYS),
            )  # fmt: skip


def _lead_of(case: Case) -> User | None:
    lead = TeamMember.objects.filter(case=case, leads=True, to_on__isnull=True).first()
    return lead.user if lead else None
