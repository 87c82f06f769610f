"""Which rows a person may see: the policy's table turned into one query."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from amparo.access.policy import MAY_HOLD, MAY_OPEN, VERBS, Compartment, Relation, reach

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


def reach_of(user: User, verb: str, compartment: Compartment | None = None) -> frozenset[Relation]:
    """The relations through which this person's roles reach cases, or a compartment of cases."""
    reached: set[Relation] = set()
    for role in user.held_roles:
        if verb in VERBS[role] and (compartment is None or role in MAY_HOLD[compartment]):
            reached |= reach(role, verb)
    return frozenset(reached if compartment is None else reached & MAY_OPEN)


def conflict_of(user: User) -> Exists:
    """Whether a conflict of interest shuts this person out of the case of the outer query."""
    conflicts = apps.get_model("cases", "ConflictOfInterest")._default_manager
    return Exists(conflicts.filter(case=OuterRef("pk"), user=user.pk, lifted_at__isnull=True))


def in_force(today: date, prefix: str = "") -> Q:
    """Holdings of a compartment that are open on a day: seconded, begun, neither over nor ended."""
    facts = {
        "seconded_at__isnull": False, "ended_at__isnull": True, "from_on__lte": today,
        "until_on__gt": today,
    }  # fmt: skip
    return Q(**{prefix + name: value for name, value in facts.items()})


def holding_of(user: User, compartment: Compartment) -> Exists:
    """Whether this compartment of the case of the outer query is open to this person today."""
    holdings = apps.get_model("cases", "CompartmentHolding")._default_manager.all()
    mine = holdings.filter(in_force(timezone.localdate()), case=OuterRef("pk"), user=user.pk)
    return Exists(mine.filter(compartment=compartment.value))


class OfCaseQuerySet(models.QuerySet[Row]):
    """Rows that belong to a case, and are reached only through it."""

    def visible_to(
        self, user: User, verb: str = "cases.read", *, compartment: Compartment | None = None
    ) -> OfCaseQuerySet[Row]:
        """The rows of cases this person may open; a partner sees none but milestones.

        Rows that lie in a compartment are asked for by its name, and come from those cases only
        in which it is open to them.
        """
        if not user.may("people.read"):
            return self.none()
        cases = apps.get_model("cases", "Case")._default_manager.all()
        return self.filter(case__in=cases.visible_to(user, verb, compartment=compartment))
