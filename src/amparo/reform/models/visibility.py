"""Who sees the rows of an office's reform: those whose work is its exact figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)


class OfReformQuerySet(models.QuerySet[Row]):
    """Rows of one office, or that hang on one: `way` leads to the office."""

    way = "office"

    def visible_to(self, user: User, verb: str = "figures.exact") -> OfReformQuerySet[Row]:
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
