"""Which rows a person may see: the policy's table turned into one query."""

from __future__ import annotations

from collections.abc import Callable, Hashable
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
Found = TypeVar("Found")


def rows_in_force(model: str, **facts: Any) -> models.QuerySet[Any]:
    """The rows of this model in force today; `case` says of which case each is."""
    rows: models.QuerySet[Any] = apps.get_model("cases", model)._default_manager.all()
    today = timezone.localdate()
    dated = Q(to_on__isnull=True) | Q(to_on__gt=today)
    return rows.filter(dated, from_on__lte=today, **facts)


def near(user: User, reached: frozenset[Relation]) -> list[models.QuerySet[Any]]:
    """What brings single cases near this person, apart from belonging to the office."""
    found: list[models.QuerySet[Any]] = []
    if Relation.TEAM in reached:
        found.append(rows_in_force("TeamMember", user=user.pk))
    if Relation.BREAK_GLASS in reached:
        now = timezone.now()
        opened = apps.get_model("cases", "BreakGlass")._default_manager
        theirs = opened.filter(user=user.pk, at__lte=now, until__gt=now)
        if may_have(user, "opened in an emergency", theirs):
            found.append(theirs)
    if Relation.SHARED in reached and user.office_id is not None:
        found.append(rows_in_force("Share", institution=user.office_id))
    return found


def once(user: User, key: Hashable, found_out: Callable[[], Found]) -> Found:
    """What is found out about a person; once a page, where one is only read for them."""
    if user.reading is None:
        return found_out()
    if key not in user.reading:
        user.reading[key] = found_out()
    found: Found = user.reading[key]
    return found


def may_have(user: User, what: str, rows: models.QuerySet[Any]) -> bool:
    """Whether a query must look at these rows about a person; most people have none.

    Where a page is read this is asked of the database, once for each `what`, which must name these
    rows and no others. Elsewhere every query looks.
    """
    return user.reading is None or once(user, what, rows.exists)


def reaches_office(
    user: User, verb: str = "cases.read", compartment: Compartment | None = None
) -> bool:
    """Whether this person reaches every case of the office, and not only single ones."""
    reached = reach_of(user, verb, compartment)
    return Relation.OFFICE in reached and user.office_id is not None


def of_cases(
    user: User, verb: str, *, way: str = "case", compartment: Compartment | None = None
) -> Q:
    """Whether the case at the end of this way is one that this person may open.

    Whoever reaches the whole office is asked row by row, since a list of its cases would be long;
    anyone else by the short list of their own, which the database can start from.
    """
    every = apps.get_model("cases", "Case")._default_manager.all()
    key = ("of_cases", verb, compartment)
    cases = once(user, key, lambda: every.visible_to(user, verb, compartment=compartment))
    if reaches_office(user, verb, compartment):
        return Q(Exists(cases.filter(pk=OuterRef(way))))
    return Q(**{f"{way}__in": cases})


def reach_of(user: User, verb: str, compartment: Compartment | None = None) -> frozenset[Relation]:
    """The relations through which this person's roles reach cases, or a compartment of cases."""
    reached: set[Relation] = set()
    for role in user.held_roles:
        if verb in VERBS[role] and (compartment is None or role in MAY_HOLD[compartment]):
            reached |= reach(role, verb)
    return frozenset(reached if compartment is None else reached & MAY_OPEN)


def conflict_of(user: User) -> Q:
    """Whether a conflict of interest shuts this person out of the case of the outer query."""
    conflicts = apps.get_model("cases", "ConflictOfInterest")._default_manager
    theirs = conflicts.filter(user=user.pk, lifted_at__isnull=True)
    if not may_have(user, "conflicts of interest", theirs):
        return Q(pk__in=[])
    return Q(Exists(theirs.filter(case=OuterRef("pk"))))


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
        return self.filter(of_cases(user, verb, compartment=compartment))
