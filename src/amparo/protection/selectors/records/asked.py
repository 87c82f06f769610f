"""Over what an indicator is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """The milestones that count, as of a day, of the cases of a scope or of all."""

    rows: pl.DataFrame
    as_of: date
    of_cases: Scope

    @property
    def programme(self) -> UUID | None:
        """Of which programme, if of one."""
        return self.of_cases.programme

    @property
    def scope(self) -> Scope:
        """The cases opened by the day."""
        until = min(self.of_cases.opened_to or self.as_of, self.as_of)
        return replace(self.of_cases, opened_to=until)

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


def of_no_span() -> Made:
    """Why there is no value for cases opened in a span."""
    said = "It is not counted by case, so no span of cases can be chosen; leave the days empty"
    return Made(None, withheld=said)


def of_the_office() -> Made:
    """Why there is no value for one programme."""
    return Made(None, withheld="It is of the whole office and of no programme; choose all")
