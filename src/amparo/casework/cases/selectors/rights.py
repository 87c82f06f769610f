"""What a person may do in one case, and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import Compartment, Decision, Relation, Role, decide
from amparo.casework.cases.models import (
    BreakGlass,
    Case,
    ConflictOfInterest,
    Share,
    TeamMember,
)
from amparo.casework.cases.models.visibility import in_force


@dataclass(frozen=True)
class Rights:
    """How a person stands to a case today; asking for a verb costs nothing more."""

    is_active: bool
    roles: frozenset[Role]
    relations: frozenset[Relation]
    conflicted: bool
    holds: frozenset[Compartment] = frozenset()

    def opens(self, compartment: Compartment, verb: str = "people.read") -> Decision:
        """Whether this compartment of the case is open to them for the verb, and why."""
        return self.decide(verb, compartment)

    def decide(self, verb: str, compartment: Compartment | None = None) -> Decision:
        """Whether this is allowed in the case, and why."""
        return decide(
            active=self.is_active,
            roles=sorted(self.roles),
            verb=verb,
            relations=self.relations,
            about_case=True,
            conflicted=self.conflicted,
            compartment=compartment,
            holds=self.holds,
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
    found = list(
        Case.objects.filter(pk=case.pk)
        .annotate(
            conflicted=Exists(shut_out.filter(case=OuterRef("pk"))),
            mine=FilteredRelation(
                "holdings", condition=in_force(today, "holdings__") & Q(holdings__user=user)
            ),
            held=F("mine__compartment"),
            **{
                f"is_{relation.value}": Exists(row.filter(case=OuterRef("pk")))
                for relation, row in rows.items()
            },
        )
        .values("office_id", "conflicted", "held", *(f"is_{relation.value}" for relation in rows))
    )
    first = found[0]  # one row for each compartment held, or one without any
    relations = {relation for relation in rows if first[f"is_{relation.value}"]}
    if user.office_id is not None and first["office_id"] == user.office_id:
        relations.add(Relation.OFFICE)
    known = Compartment.__members__.values()
    return Rights(
        user.is_active,
        user.held_roles,
        frozenset(relations),
        first["conflicted"],
        frozenset(Compartment(row["held"]) for row in found if row["held"] in known),
    )
