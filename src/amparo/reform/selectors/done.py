"""Whether one thing follows another in time: kept apart after the rescue, the scene after the
complaint. An outcome of a plan beside the steps of a pathway, which hold public milestones only."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.directory.packs import milestone_types
from amparo.reform.plans import Plan
from amparo.reform.selectors.breaks import kinds_of_places, reached

MONTHS = {"month": "1mo", "quarter": "1q"}


def done_in_time(user: User, plan: Plan, *, as_known_on: date) -> pl.DataFrame:
    """Units × periods: of the cases that had `start`, how many had `to` within `within` days.

    Counts: cases, by the period of their first `start`, at the unit whose work the plan's step is.
    A period counts once all of its cases had the whole time; later ones are left out, so that
    nobody is counted as late who still has time. A case whose `to` lies before its `start` was in
    time.
    """
    rows = eventlog.read(user, Scope(), as_known_on)
    whose = reached(rows, kinds_of_places()).filter(pl.col("step") == plan.step)
    made = (
        _first(rows, plan.start, "began")
        .join(_first(rows, plan.to, "came"), on="case", how="left")
        .join(whose.select("case", "unit").drop_nulls("unit"), on="case")
        .with_columns(pl.col("began").dt.truncate(MONTHS[plan.period]).alias("period"))
    )
    ends = pl.col("period").dt.offset_by(MONTHS[plan.period])
    took = (pl.col("came") - pl.col("began")).dt.total_days()
    return (
        made.filter(ends <= as_known_on - timedelta(days=plan.within))
        .group_by("unit", "period")
        .agg(
            (took <= plan.within).fill_null(value=False).sum().cast(pl.Int64).alias("k"),
            pl.len().cast(pl.Int64).alias("n"),
        )
    )


def _first(rows: pl.DataFrame, code: str, name: str) -> pl.DataFrame:
    return (
        rows.filter(pl.col("type") == code)
        .group_by("case")
        .agg(pl.col("happened_on").min().alias(name))
    )


def name_of(code: str) -> str:
    """A milestone's name, as a sentence goes on with it."""
    known = milestone_types().get(code)
    return f"“{known.name}”" if known else code
