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


def in_force(model: str, **facts: Any) -> models.QuerySet[Any]:
    """The rows of this model in force today; `case` says of which case each is."""
    rows: models.QuerySet[Any] = apps.get_model("cases", model)._default_manager.all()
    today = timezone.localdate()
    dated = Q(to_on__isnull=True) | Q(to_on__gt=today)
    return rows.filter(dated, from_on__lte=today, **facts)


def near(user: User, reached: frozenset[Relation]) -> list[models.QuerySet[Any]]:
    """What brings single cases near this person, apart from belonging to the office."""
    found: list[models.QuerySet[Any]] = []
    if Relation.TEAM in reached:
        found.append(in_force("TeamMember", user=user.pk))
    if Relation.BREAK_GLASS in reached:
        now = timezone.now()
        opened = apps.get_model("cases", "BreakGlass")._default_manager
        found.append(opened.filter(user=user.pk, at__lte=now, until__gt=now))
    if Relation.SHARED in reached and user.office_id is not None:
        found.append(in_force("Share", institution=user.office_id))
    return found


def reaches_office(user: User, verb: str = "cases.read") -> bool:
    """Whether this person reaches every case of the office, and not only single ones."""
    return Relation.OFFICE in reach_of(user, verb) and user.office_id is not None


def of_cases(user: User, verb: str, *, way: str = "case") -> Q:
    """Whether the case at the end of this way is one that this person may open.

    Whoever reaches the whole office is asked row by row, since a list of its cases would be long;
    anyone else by the short list of their own, which the database can start from.
    """
    cases = apps.get_model("cases", "Case")._default_manager.all().visible_to(user, verb)
    if reaches_office(user, verb):
        return Q(Exists(cases.filter(pk=OuterRef(way))))
    return Q(**{f"{way}__in": cases})


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
        return self.filter(of_cases(user, verb))
