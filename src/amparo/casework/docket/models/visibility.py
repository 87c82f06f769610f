"""Who may see a row of the docket: whoever may open one of the cases the court case is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from amparo.casework.cases.models.visibility import reaches_office

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)


class OfCourtCaseQuerySet(models.QuerySet[Row]):
    """Rows reached through a court case, which is reached through the cases joined to it.

    `court_case` names the way from a row to its court case; every model of the room has a manager
    made by `reached_by`.
    """

    court_case = "court_case"

    def visible_to(self, user: User, verb: str = "cases.read") -> OfCourtCaseQuerySet[Row]:
        """The rows whose court case is about a case this person may open."""
        if not user.may("people.read"):
            return self.none()
        joined = apps.get_model("docket", "InCourt")._default_manager.all().visible_to(user, verb)
        if reaches_office(user, verb):
            return self.filter(Exists(joined.filter(court_case=OuterRef(self.court_case))))
        return self.filter(**{f"{self.court_case}__in": joined.order_by().values("court_case")})


def reached_by(way: str) -> type[OfCourtCaseQuerySet[Row]]:
    """The queryset of rows whose court case lies at the end of these names."""
    return type("OfCourtCaseQuerySet", (OfCourtCaseQuerySet,), {"court_case": way})
