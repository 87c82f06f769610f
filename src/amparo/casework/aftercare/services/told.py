"""What acts of aftercare write: the trail, and milestones that the timeline does not have yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Model

from amparo.access.models import User
from amparo.audit.services import Actor, record
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase, TeamMember
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import record_milestone
from amparo.directory.models import Institution, Unit
from amparo.errors import Refused


def written(
    row: Model, *, by: Actor, at: datetime, verb: str, case_id: UUID | None = None,
    fields: Sequence[str] = (), reason: str = "",
) -> None:  # fmt: skip
    """One entry in the trail for a row of aftercare."""
    record(
        by=by, verb=verb, kind=f"aftercare.{type(row).__name__.casefold()}", object_id=str(row.pk),
        at=at, case_id=str(case_id) if case_id else "", fields=fields, reason=reason,
    )  # fmt: skip


def tell_once(
    *, by: User, at: datetime, case: Case, person: Person, type: str,  # noqa: A002
    on: date, unit: Unit | None = None, institution: Institution | None = None, source: str = "",
) -> Milestone | None:  # fmt: skip
    """Record a milestone, unless the timeline has it for that person and day."""
    there = Milestone.objects.filter(case=case, person=person, type=type, happened_on=on)
    if there.current().exists():
        return None
    return record_milestone(
        by=by, at=at, case=case, type=type, on=on, person=person, unit=unit,
        institution=institution, source=source,
    )  # fmt: skip


def check_survivor(case: Case, person: Person) -> None:
    """Refuse whoever is not a survivor of the case."""
    roles = RoleInCase.objects.filter(case=case, person=person, role__in=SURVIVOR_ROLES)
    if not roles.exists():
        raise Refused("Only a survivor of the case can be helped here")


def lead_of(case: Case) -> User | None:
    """Whoever leads the case today."""
    lead = TeamMember.objects.filter(case=case, leads=True, to_on__isnull=True).first()
    return lead.user if lead else None
