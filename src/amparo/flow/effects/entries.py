"""Cases by unit and period of entry, as counts: what an outcome is worked out from.

A log is counted here. A log that `by_entry` has grouped may be counted by any engine instead, or at
a court that keeps its cases at home (`amparo counts --period-of`), and the counts be given in its
place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.counts import ADVANCED, EXITED, SET_ASIDE, WAITING, Counts, by_groups
from amparo.flow.counts.few import FEW
from amparo.flow.effects.panel import ALL
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.log import BLANK
from amparo.flow.wording import day as words_of
from amparo.flow.wording import plural

PERIODS = {"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
CELL = ("unit", "period", "outcome", "days")
NEVER = pl.lit(None, dtype=pl.Int64)  # no day


def every(period: str) -> str:
    """A period as Polars says it. Raises: Refused for another word."""
    if period not in PERIODS:
        raise Refused("A period is one of: " + ", ".join(PERIODS), found=period)
    return PERIODS[period]


def entry_of(stage: str, period: str) -> str:
    """The group that says when a case came to a stage: "(month of complaint)"."""
    return f"({period} of {stage})"


def is_entry(group: str) -> bool:
    """Whether a group is one of those."""
    return group.endswith(")") and group.startswith(tuple(f"({period} of " for period in PERIODS))


def by_entry(log: EventLog, start: str, period: str = "month") -> EventLog:
    """The log with one group more: the first day of the period in which a case came to a stage."""
    stage = stage_of(log, start)
    began = pl.col(stage).dt.truncate(every(period)).dt.to_string("%Y-%m-%d")
    group = entry_of(stage, period)
    pathway = log.pathway.with_groups((*log.pathway.groups, group))
    return replace(log, frame=log.frame.with_columns(began.alias(group)), pathway=pathway)


def without_entry(counts: Counts) -> Counts:
    """The counts without the period of entry, which is no unit to compare."""
    groups = [group for group in counts.pathway.groups if not is_entry(group)]
    return counts if len(groups) == len(counts.pathway.groups) else by_groups(counts, groups)


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
    return _of_counts(source, start, to, by=by, period=period)


def _of_counts(
    counts: Counts, start: str, to: str | None, *, by: str | None, period: str
) -> pl.DataFrame:
    place = counts.stages.index(start)
    if place == len(counts.stages) - 1 or (to and counts.stages.index(to) != place + 1):
        raise Refused(
            "Counts know what became of cases from each stage to the next",
            found=", ".join(filter(None, (start, to))),
            next_step="name a stage and the one after it, or ask the file of cases itself",
        )
    group = entry_of(start, period)
    if group not in counts.pathway.groups:
        known = ", ".join(g for g in counts.pathway.groups if is_entry(g))
        raise Refused(
            f"The counts do not know in which {period} cases came to {start}",
            found=f"they know the {known}" if known else "",
            next_step="count the cases again: amparo counts FILE --period-of "
            f"{start} --period {period} -o counts.parquet",
        )
    unit = pl.lit(ALL) if by is None else pl.col(counts.column_of(by))
    # Of a unit or a month too small to be told apart nothing is known that could be judged.
    told = (pl.col("step") == place) & ~pl.col(group).is_in([FEW, BLANK]) & (unit != FEW)
    ended = ("outcome", "days") if to else (pl.lit("").alias("outcome"), NEVER.alias("days"))
    entered = counts.steps.filter(told).select(
        unit.alias("unit"), pl.col(group).str.to_date().alias("period"), *ended, "n"
    )
    return entered.group_by(CELL).agg(pl.col("n").sum())


def untold(source: EventLog | Counts, start: str, rows: pl.DataFrame) -> tuple[str, ...]:
    """How many came to the stage in units or periods put together at the source, if any did."""
    if isinstance(source, EventLog) or source.fewest < 2:
        return ()
    whole = source.steps.filter(pl.col("step") == source.stages.index(start))
    lost = int(whole.get_column("n").sum()) - int(rows.get_column("n").sum())
    if not lost:
        return ()
    note = (
        f"{lost:,} {plural(source.unit, lost)} cannot be placed: their {start} lies in a place and "
        f"period with cells under {source.fewest}, put together where they were counted."
    )
    return (note,)


def _counted_here(
    log: EventLog, start: str, to: str | None, *, by: str | None, period: str
) -> pl.DataFrame:
    unit = pl.lit(ALL) if by is None else pl.col(log.column_of(by)).fill_null(BLANK)
    gap = (pl.col(to) - pl.col(start)).dt.total_days() if to else NEVER
    left = (pl.col(EXIT_ON) - pl.col(start)).dt.total_days().clip(0)
    waited = (pl.lit(log.as_of) - pl.col(start)).dt.total_days()
    gone = pl.col(EXIT).is_not_null()
    rows = log.frame.filter(pl.col(start).is_not_null()).select(
        unit.alias("unit"), pl.col(start).dt.truncate(every(period)).alias("period"),
        pl.when(gap < 0).then(pl.lit(SET_ASIDE)).when(gap.is_not_null()).then(pl.lit(ADVANCED))
        .when(gone).then(pl.lit(EXITED)).otherwise(pl.lit(WAITING)).alias("outcome"),
        pl.when(gap < 0).then(NEVER).when(gap.is_not_null()).then(gap)
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
