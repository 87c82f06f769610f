"""Who must be kept apart, and when two stays would bring them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.casework.apart.models import Stay, StayEnd
from amparo.casework.cases.models import NearSuspect, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES, SUSPECT_ROLES
from amparo.casework.cases.services.safety import one_person
from amparo.errors import Refused
from amparo.vault.sealing import fingerprint, normalised

PLACE = "place"


@dataclass(frozen=True)
class Meeting:
    """Somebody this person must be kept apart from, in the same place at the same hours."""

    stay: Stay
    is_suspect: bool
    until_at: datetime | None


class WouldMeet(Refused):
    """A survivor and a suspect would be in one place; somebody changes it, or says why not."""

    def __init__(self, meetings: Sequence[Meeting]) -> None:
        self.meetings = tuple(meetings)
        super().__init__(
            "A survivor and a suspect would be in one place at the same time",
            next_step="change the place or the hours, or say why there is no other way",
        )


def place_digest(place: str) -> str:
    """The opaque key of a place: the same for the same words however they are typed."""
    return fingerprint(PLACE, normalised(place))


def suspects_and_survivors(person: Person) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """The suspects this person must be kept from, and the survivors who must be kept from them."""
    group = one_person([person.pk])
    roles = RoleInCase.objects.filter(person__in=group)
    harmed = set(roles.filter(role__in=SURVIVOR_ROLES).values_list("case", flat=True))
    accused = set(roles.filter(role__in=SUSPECT_ROLES).values_list("case", flat=True))
    accused |= set(NearSuspect.objects.filter(person__in=group).values_list("case", flat=True))
    suspects = _people(harmed, SUSPECT_ROLES) | set(
        NearSuspect.objects.filter(case__in=harmed).values_list("person", flat=True)
    )
    survivors = _people(accused, SURVIVOR_ROLES)
    return one_person(suspects) - group, one_person(survivors) - group


def _people(cases: set[UUID], roles: Sequence[str]) -> set[UUID]:
    rows = RoleInCase.objects.filter(case__in=cases, role__in=roles)
    return set(rows.values_list("person", flat=True))


def meetings_of(
    person: Person, place: str, *, from_at: datetime, until_at: datetime | None
) -> tuple[Meeting, ...]:
    """Everyone this person would meet there whom they must not; planned stays count as well.

    Across every case of the office, since a suspect of one is often a suspect of another.
    """
    suspects, survivors = suspects_and_survivors(person)
    rows = Stay.objects.filter(
        place_digest=place_digest(place), person__in=suspects | survivors,
        case__office=person.office_id,
    ).select_related("case__key", "person")  # fmt: skip
    ends = {end.stay_id: end for end in StayEnd.objects.filter(stay__in=rows)}
    found = []
    for row in rows:
        end = ends.get(row.pk)
        if end is not None and end.is_void:
            continue
        last = end.ended_at if end is not None else row.until_at
        begins_first = until_at is None or row.from_at < until_at
        if begins_first and (last is None or last > from_at):
            found.append(Meeting(row, row.person_id in suspects, last))
    return tuple(found)
