"""Who sees the rows of an office's reform: those whose work is its exact figures, and of what is
shared with an institution its partner."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from amparo.directory.models import PostHolder

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)
EXACT = "figures.exact"


def is_partner(user: User, verb: str) -> bool:
    """Whether this person reads as a partner of one institution, which is reading only."""
    return verb == EXACT and user.office_id is not None and user.may("repairs.shared")


def shared_problems(user: User, way: str = "") -> Q:
    """Problems that the partner's institution agreed to own."""
    return Q(**{f"{way}authority": user.office_id, f"{way}agreed_on__isnull": False})


def shared_repairs(user: User, way: str = "") -> Q:
    """Repairs of those problems; never of holding officials to account."""
    return shared_problems(user, f"{way}problem__") & ~Q(**{f"{way}kind": "accountability"})


def own_places(user: User) -> Q:
    """Rows at the partner's institution as a whole, or at a unit in which they hold a post."""
    posts = PostHolder.objects.filter(account_id=user.pk, to_on__isnull=True)
    units = Q(unit__isnull=True) | Q(unit__in=posts.values("post__unit"))
    return Q(institution=user.office_id) & units


class OfReformQuerySet(models.QuerySet[Row]):
    """Rows of one office, or that hang on one: `way` leads to the office."""

    way = "office"

    def visible_to(self, user: User, verb: str = EXACT) -> OfReformQuerySet[Row]:
        """Those of the person's own office, for whoever's work it is."""
        if user.office_id is None or not user.may(verb):
            return self.none()
        return self.filter(**{self.way: user.office_id})


class OfProblemQuerySet(OfReformQuerySet[Row]):
    """Rows that hang on a problem."""

    way = "problem__office"


class OfInterventionQuerySet(OfReformQuerySet[Row]):
    """Rows that hang on an intervention."""

    way = "intervention__office"


class SharedProblemQuerySet(OfReformQuerySet[Row]):
    """Problems, which a partner reads where their institution agreed to own them."""

    def visible_to(self, user: User, verb: str = EXACT) -> OfReformQuerySet[Row]:
        """Those of the person's own office, or shared with their institution as a partner."""
        if is_partner(user, verb):
            return self.filter(shared_problems(user))
        return super().visible_to(user, verb)


class SharedRepairQuerySet(OfReformQuerySet[Row]):
    """Repairs, which a partner reads where they mend a problem shared with their institution and
    act in their own unit."""

    def visible_to(self, user: User, verb: str = EXACT) -> OfReformQuerySet[Row]:
        """Those of the person's own office, or of problems shared with their institution."""
        if is_partner(user, verb):
            exposures = apps.get_model("reform", "Exposure")._default_manager
            acting = exposures.filter(own_places(user)).values("intervention")
            return self.filter(shared_repairs(user), Q(pk__in=acting))
        return super().visible_to(user, verb)


class SharedPlaceQuerySet(OfInterventionQuerySet[Row]):
    """Where repairs act, of which a partner reads their own unit's."""

    def visible_to(self, user: User, verb: str = EXACT) -> OfReformQuerySet[Row]:
        """Those of the person's own office; for a partner those at their own unit."""
        if is_partner(user, verb):
            return self.filter(shared_repairs(user, "intervention__"), own_places(user))
        return super().visible_to(user, verb)
