"""What a person may do in one case, and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import Decision, Relation, Role, decide
from amparo.casework.cases.models import (
    BreakGlass,
    Case,
    ConflictOfInterest,
    Share,
    TeamMember,
)


@dataclass(frozen=True)
class Rights:
    """How a person stands to a case today; asking for a verb costs nothing more."""

    is_active: bool
    roles: frozenset[Role]
    relations: frozenset[Relation]
    conflicted: bool

    def decide(self, verb: str) -> Decision:
        """Whether this is allowed in the case, and why."""
        return decide(
            active=self.is_active,
            roles=sorted(self.roles),
            verb=verb,
            relations=self.relations,
            about_case=True,
            conflicted=self.conflicted,
        )

    @property
    def sees_people(self) -> bool:
        """Whether this is more than the code and one institution's milestones."""
        return bool(self.decide("people.read"))


def rights_for(user: User, case: Case) -> Rights:
    """Every relation between a person and a case today; one query."""
    today, now = timezone.localdate(), timezone.now()
    dated = Q(to_on__isnull=True) | Q(to_on__gt=today)
    rows: dict[Relation, QuerySet[Any]] = {
        Relation.TEAM: TeamMember.objects.filter(dated, user=user, from_on__lte=today),
        Relation.BREAK_GLASS: BreakGlass.objects.filter(user=user, at__lte=now, until__gt=now),
        Relation.SHARED: Share.objects.filter(
            dated, institution=user.office_id, from_on__lte=today
        ),
    }
    shut_out = ConflictOfInterest.objects.filter(user=user, lifted_at__isnull=True)
    found = (
        Case.objects.filter(pk=case.pk)
        .annotate(
            conflicted=Exists(shut_out.filter(case=OuterRef("pk"))),
            **{
                f"is_{relation.value}": Exists(row.filter(case=OuterRef("pk")))
                for relation, row in rows.items()
            },
        )
        .values("office_id", "conflicted", *(f"is_{relation.value}" for relation in rows))
        .get()
    )
    relations = {relation for relation in rows if found[f"is_{relation.value}"]}
    if user.office_id is not None and found["office_id"] == user.office_id:
        relations.add(Relation.OFFICE)
    return Rights(user.is_active, user.held_roles, frozenset(relations), found["conflicted"])
