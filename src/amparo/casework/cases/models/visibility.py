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


def live(model: str, **facts: Any) -> Exists:
    """Whether the case of the outer query has a row of this model in force today."""
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


class OfCaseQuerySet(models.QuerySet[Row]):
    """Rows that belong to a case, and are reached only through it."""

    def visible_to(self, user: User, verb: str = "cases.read") -> OfCaseQuerySet[Row]:
        """The rows of cases this person may open; a partner sees none but milestones."""
        if not user.may("people.read"):
            return self.none()
        cases = apps.get_model("cases", "Case")._default_manager.all()
        return self.filter(case__in=cases.visible_to(user, verb))
