"""One pass turns the log into counts by group, step, days and outcome; all else uses counts.

Counting rules (docs/methods.md): a step goes from one stage to the next. A case enters it when its
first stage has a day. It *advanced* when the next stage has a day too; when that day is earlier, it
is counted as advanced and its duration is set aside. Otherwise it *exited*, where an exit is known,
or it is *waiting*, censored at the as-of day; those who skipped to a later stage are waiting here.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog

ADVANCED, EXITED, WAITING, SET_ASIDE = "advanced", "exited", "waiting", "set_aside"
COLUMNS = ("step", "outcome", "kind", "days", "n")


def of(log: EventLog, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Counts of cases.

    Shapes: one row for each (group values, step, outcome, kind, days) that occurs, with `n`.
    `step` is 0 for the first; `kind` is the exit's kind, or "skipped" for those waiting who have a
    later stage. `days` is null for set_aside.
    Units: days, as differences of calendar dates.
    """
    names = log.stages
    parts = [_step(log, index, list(by)) for index in range(len(names) - 1)]
    return pl.concat(parts)


def _step(log: EventLog, index: int, by: list[str]) -> pl.DataFrame:
    start, following = pl.col(log.stages[index]), pl.col(log.stages[index + 1])
    later = [pl.col(name).is_not_null() for name in log.stages[index + 2 :]]
    skipped = pl.any_horizontal(*later) if later else pl.lit(value=False)
    gap = (following - start).dt.total_days()
    left = (pl.col(EXIT_ON) - start).dt.total_days().clip(0)
    waited = (pl.lit(log.as_of) - start).dt.total_days()
    has_next, has_left = following.is_not_null(), pl.col(EXIT).is_not_null()
    outcome = (
        pl.when(has_next & (gap < 0)).then(pl.lit(SET_ASIDE))
        .when(has_next).then(pl.lit(ADVANCED))
        .when(has_left).then(pl.lit(EXITED))
        .otherwise(pl.lit(WAITING))
    )  # fmt: skip
    kind = (
        pl.when(has_next).then(pl.lit(""))
        .when(has_left).then(pl.col(EXIT))
        .when(skipped).then(pl.lit("skipped"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    days = pl.when(has_next & (gap >= 0)).then(gap).when(has_next).then(None)
    return (
        log.frame.lazy()
        .filter(start.is_not_null())
        .select(
            *(pl.col(group).fill_null("(blank)") for group in by),
            pl.lit(index, dtype=pl.Int32).alias("step"),
            outcome.alias("outcome"),
            kind.alias("kind"),
            days.when(has_left).then(left).otherwise(waited).cast(pl.Int32).alias("days"),
        )
        .group_by(*by, "step", "outcome", "kind", "days")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .sort(*by, "step", "outcome", "kind", "days")
        .collect()
    )


def combined(*parts: pl.DataFrame) -> pl.DataFrame:
    """The counts of several places as one: cells of the same key add up."""
    together = pl.concat(parts)
    keys = [name for name in together.columns if name != "n"]
    return together.group_by(keys).agg(pl.col("n").sum()).sort(keys)


def of_step(counts: pl.DataFrame, step: int) -> pl.DataFrame:
    """The counts of one step."""
    return counts.filter(pl.col("step") == step)


def total(counts: pl.DataFrame, *outcomes: str) -> int:
    """How many cases had one of these outcomes."""
    return int(counts.filter(pl.col("outcome").is_in(outcomes)).get_column("n").sum())
