"""Which rows a person may see: the policy's table turned into one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from amparo.access.policy import REACH, VERBS, Relation

if TYPE_CHECKING:
    from amparo.access.models import User
    from amparo.casework.cases.models.case import Case  # noqa: F401  (named in a string below)

Row = TypeVar("Row", bound=models.Model)


def _live(model: str, **facts: Any) -> Exists:
    rows: models.QuerySet[Any] = apps.get_model("cases", model)._default_manager.all()
    today = timezone.localdate()
    dated = Q(to_on__isnull=True) | Q(to_on__gt=today)
    return Exists(rows.filter(dated, case=OuterRef("pk"), from_on__lte=today, **facts))


def reach_of(user: User, verb: str) -> frozenset[Relation]:
    """The relations through which this person's roles reach cases for this verb."""
    reached: set[Relation] = set()
    for role in user.held_roles:
        if verb in VERBS[role]:
            reached |= REACH.get(role, frozenset())
    return frozenset(reached)


def conflict_of(user: User) -> Exists:
    """Whether a conflict of interest shuts this person out of the case of the outer query."""
    conflicts = apps.get_model("cases", "ConflictOfInterest")._default_manager
    return Exists(conflicts.filter(case=OuterRef("pk"), user=user.pk, lifted_at__isnull=True))


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, and the two ways to come near them: as records, or as numbers."""

    def visible_to(self, user: User, verb: str = "cases.read") -> CaseQuerySet:
        """The cases this person may open for this verb today."""
        reached = reach_of(user, verb) if user.is_active else frozenset()
        if not reached:
            return self.none()
        allowed = Q()
        if Relation.TEAM in reached:
            allowed |= Q(_live("TeamMember", user=user.pk))
        if Relation.OFFICE in reached and user.office_id is not None:
            allowed |= Q(office=user.office_id)
        if Relation.BREAK_GLASS in reached:
            now = timezone.now()
            opened = apps.get_model("cases", "BreakGlass")._default_manager.filter(
                case=OuterRef("pk"), user=user.pk, at__lte=now, until__gt=now
            )
            allowed |= Q(Exists(opened))
        if Relation.SHARED in reached and user.office_id is not None:
            allowed |= Q(_live("Share", institution=user.office_id))
        if allowed == Q():
            return self.none()
        return self.filter(allowed).exclude(conflict_of(user))

    def countable_by(self, user: User) -> CaseQuerySet:
        """The cases whose milestones may enter this person's figures, as opaque ids."""
        if not user.may("figures.read"):
            return self.none()
        if user.counts_whole_office and user.office_id is not None:
            return self.filter(office=user.office_id).exclude(conflict_of(user))
        return self.visible_to(user)


class OfCaseQuerySet(models.QuerySet[Row]):
    """Rows that belong to a case, and are reached only through it."""

    def visible_to(self, user: User, verb: str = "cases.read") -> OfCaseQuerySet[Row]:
        """The rows of cases this person may open; a partner sees none but milestones."""
        if not user.may("people.read"):
            return self.none()
        cases = apps.get_model("cases", "Case")._default_manager.all()
        return self.filter(case__in=cases.visible_to(user, verb))
