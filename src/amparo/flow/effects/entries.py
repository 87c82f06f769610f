"""Cases by unit and period of entry, as counts: what an outcome is worked out from.

A log is counted here. A log that `by_entry` has grouped may be counted by any engine instead, or at
a court that keeps its cases at home, and the counts be given in its place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.counts import ADVANCED, EXITED, SET_ASIDE, WAITING, Counts
from amparo.flow.effects.panel import ALL
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.log import BLANK
from amparo.flow.wording import day as words_of
from amparo.flow.wording import plural

PERIODS = {"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
ENTRY = "period of entry"
CELL = ("unit", "period", "outcome", "days")


def every(period: str) -> str:
    """A period as Polars says it. Raises: Refused for another word."""
    if period not in PERIODS:
        raise Refused("A period is one of: " + ", ".join(PERIODS), found=period)
    return PERIODS[period]


def by_entry(log: EventLog, start: str, period: str = "month") -> EventLog:
    """The log with one group more: the first day of the period in which a case came to a stage."""
    began = pl.col(stage_of(log, start)).dt.truncate(every(period)).dt.to_string("%Y-%m-%d")
    pathway = log.pathway.with_groups((*log.pathway.groups, ENTRY))
    return replace(log, frame=log.frame.with_columns(began.alias(ENTRY)), pathway=pathway)


def stage_of(source: EventLog | Counts, name: str) -> str:
    """A stage by its name, or by the column (or activity) it is read from. Raises: Refused."""
    for stage in source.pathway.stages:
        if name in {stage.name, stage.column}:
            return stage.name
    raise Refused(
        "There is no such stage", found=name, next_step="there are: " + ", ".join(source.stages)
    )


def entries(
    source: EventLog | Counts, start: str, to: str | None, *, by: str | None, period: str
) -> pl.DataFrame:
    """How many came in, by what became of them.

    Shapes: one row for each (unit, period, outcome, days) with `n`; `period` is its first day.
    Without `to`, or where its day lies before that of `start`, `days` is null.
    Raises: Refused for counts that do not know it.
    """
    if isinstance(source, EventLog):
        return _counted_here(source, start, to, by=by, period=period)
    if to is None or source.stages.index(to) != source.stages.index(start) + 1:
        raise Refused(
            "Counts know what became of cases from each stage to the next",
            found=f"{start}, {to}", next_step="ask the log itself",
        )  # fmt: skip
    if ENTRY not in source.pathway.groups:
        raise Refused(
            "The counts do not know when cases came in",
            next_step="count the log that effects.entries.by_entry gives",
        )
    unit = pl.lit(ALL) if by is None else pl.col(source.column_of(by))
    of_step = source.steps.filter(pl.col("step") == source.stages.index(start))
    entered = of_step.select(
        unit.alias("unit"), pl.col(ENTRY).str.to_date().alias("period"), "outcome", "days", "n"
    )
    return entered.group_by(CELL).agg(pl.col("n").sum())


def _counted_here(
    log: EventLog, start: str, to: str | None, *, by: str | None, period: str
) -> pl.DataFrame:
    unit = pl.lit(ALL) if by is None else pl.col(log.column_of(by)).fill_null(BLANK)
    never = pl.lit(None, dtype=pl.Int64)
    gap = (pl.col(to) - pl.col(start)).dt.total_days() if to else never
    left = (pl.col(EXIT_ON) - pl.col(start)).dt.total_days().clip(0)
    waited = (pl.lit(log.as_of) - pl.col(start)).dt.total_days()
    gone = pl.col(EXIT).is_not_null()
    rows = log.frame.filter(pl.col(start).is_not_null()).select(
        unit.alias("unit"), pl.col(start).dt.truncate(every(period)).alias("period"),
        pl.when(gap < 0).then(pl.lit(SET_ASIDE)).when(gap.is_not_null()).then(pl.lit(ADVANCED))
        .when(gone).then(pl.lit(EXITED)).otherwise(pl.lit(WAITING)).alias("outcome"),
        pl.when(gap < 0).then(never).when(gap.is_not_null()).then(gap)
        .when(gone).then(left).otherwise(waited).alias("days"),
    )  # fmt: skip
    return rows.group_by(CELL).agg(pl.len().cast(pl.Int64).alias("n"))


def judged(
    rows: pl.DataFrame, source: EventLog | Counts, *, period: str, days: int, unit: str
) -> tuple[pl.DataFrame, int, tuple[str, ...]]:
    """The periods all of which lie `days` days before the as-of day, what that cuts off, and how
    it is said. Raises: CannotEstimate where none is left."""
    last = pl.col("period").dt.offset_by(every(period)).dt.offset_by("-1d")
    kept = rows.filter(last <= source.as_of - timedelta(days=days))
    n, n_kept = (int(part.get_column("n").sum()) for part in (rows, kept))
    if kept.height == 0:
        raise CannotEstimate(
            f"No {period} has been followed for {days} days by the as-of day",
            found=words_of(source.as_of), next_step="ask for fewer days, or wait",
        )  # fmt: skip
    if n == n_kept:
        return kept, 0, ()
    end: Any = kept["period"].max()
    note = (
        f"{n - n_kept:,} of {n:,} {plural(unit)} entered too late to be judged by "
        f"{words_of(source.as_of)}; the last {period} used begins on {words_of(end)}."
    )
    return kept, n - n_kept, (note,)
