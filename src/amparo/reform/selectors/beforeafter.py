"""One step of one unit's cases before a day and after it, read from the milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.directory.models import Unit
from amparo.flow.beforeafter import BeforeAfter, before_after


@dataclass(frozen=True)
class StepAsked:
    """Which step: from one milestone to any of some others, within so many days."""

    start: str
    steps: tuple[str, ...]
    within: int


def step_before_after(
    user: User, units: list[Unit], asked: StepAsked, *, since: date, today: date
) -> BeforeAfter:
    """The share of the units' cases that came to the step in time, before a day and after it.

    Counts: cases that may enter the person's figures, have a day for the start, and in which one
    of the units did anything other than the step itself; those who came to the step by anyone.
    """
    rows = eventlog.read(user, Scope(), today)
    return before_after(cases_of(rows, units, asked), since=since, within=asked.within, as_of=today)


def cases_of(
    rows: pl.DataFrame, units: list[Unit], asked: StepAsked
) -> list[tuple[date, date | None]]:
    """When each case that the units worked on began, and came to the step.

    The step itself does not make a case theirs: a unit known by its scene visits alone would have
    visited every scene.
    """
    places = pl.DataFrame(
        {"institution": [unit.institution.name for unit in units],
         "unit": [unit.name for unit in units]},
        schema={"institution": pl.String, "unit": pl.String},
    )  # fmt: skip
    theirs = rows.filter(~pl.col("type").is_in(list(asked.steps))).join(
        places, on=["institution", "unit"], how="semi"
    )
    began = (
        rows.filter(pl.col("type") == asked.start)
        .join(theirs, on="case", how="semi")
        .group_by("case").agg(pl.col("happened_on").min().alias("began"))
    )  # fmt: skip
    came = (
        rows.filter(pl.col("type").is_in(list(asked.steps)))
        .join(began, on="case")
        .filter(pl.col("happened_on") >= pl.col("began"))
        .group_by("case").agg(pl.col("happened_on").min().alias("came"))
    )  # fmt: skip
    both = began.join(came, on="case", how="left").sort("began", "case")
    return list(both.select("began", "came").iter_rows())
