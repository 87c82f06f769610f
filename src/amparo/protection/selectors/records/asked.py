"""Over what an indicator is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.casework.cases.models import Case
from amparo.protection.selectors.made import Made


@dataclass(frozen=True)
class Asked:
    """The milestones that count, as of a day, of a programme or of all."""

    rows: pl.DataFrame
    as_of: date
    programme: UUID | None = None

    @property
    def scope(self) -> Scope:
        """The cases opened by the day."""
        return Scope(self.programme, None, self.as_of)

    def cases(self, user: User) -> QuerySet[Case]:
        """The cases that enter this person's figures."""
        return counted_cases(user, self.scope)

    def of(self, *types: str) -> pl.DataFrame:
        """The milestones of these kinds."""
        return self.rows.filter(pl.col("type").is_in(types))

    def first(self, *types: str) -> dict[str, date]:
        """Case → the first day of any of these kinds."""
        found = self.of(*types).group_by("case").agg(pl.col("happened_on").min())
        return dict(found.iter_rows())


def of_the_office() -> Made:
    """Why there is no value for one programme."""
    return Made(None, withheld="It is of the whole office and of no programme; choose all")
