"""What cases did at each step, as counts: all that a system is learned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.system.model import ADVANCES, Floats, need

SKIPPED = "went on by another step"
STAY = ("step", "start", "ended", "days", "outside")
HEARING = ("adjourned", "gap", "passed")
FRAME = pl.Schema({
    "step": pl.Int64, "start": pl.Int64, "ended": pl.String, "days": pl.Int64,
    "outside": pl.Boolean, "n": pl.Int64,
})  # fmt: skip
HEARINGS = pl.Schema(
    {"adjourned": pl.Boolean, "gap": pl.Int64, "passed": pl.Int64, "n": pl.Int64}
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Waits:
    """The waits at one step. Shapes: one value a case, `ended` −1 while it waits."""

    start: np.ndarray
    days: Floats
    ended: np.ndarray
    kinds: tuple[str, ...]
    outside: np.ndarray


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays at steps, and hearings, as counts; no case is in them.

    Shapes: `frame` has how many (`n`) came to each `step` on each day (`start`), how that `ended`
    (null while they wait) after how many `days`, and whether they came from `outside`, not from the
    step before. `hearings`, where asked for, has how many there were by whether they were
    `adjourned`, the days to the next (`gap`), and how many stages the case had `passed`.
    Units: days, and days since 1970-01-01.
    """

    frame: pl.DataFrame
    hearings: pl.DataFrame | None
    stages: tuple[str, ...]
    as_of: date
    unit: str
    source: str

    def first(self) -> int:
        """The day by which the first half per cent had come: when the log begins.

        A few wrong or old dates lie before the begin of most files; months without anybody would
        make arrivals look rare and uneven.
        """
        came = self.frame.filter(pl.col("step") == 0).sort("start")
        n = int(came.get_column("n").sum())
        need(ok=n > 0, what=f"Nobody came to “{self.stages[0]}”", found=f"0 {self.unit}s")
        upto = came.get_column("n").cum_sum()
        return int(came.filter(upto > n // 200).item(0, "start"))

    def at(self, step: int) -> Waits:
        """The waits at one step, one value a case."""
        own = self.frame.filter(pl.col("step") == step).sort(STAY)
        times = own.get_column("n").to_numpy()
        said = own.get_column("ended")
        kinds = (ADVANCES, *sorted(set(said.drop_nulls()) - {ADVANCES}))
        number = {kind: place for place, kind in enumerate(kinds)}
        ended = said.replace_strict(number, default=-1, return_dtype=pl.Int64).fill_null(-1)
        start, days, outside = (
            own.get_column(name).to_numpy() for name in ("start", "days", "outside")
        )
        return Waits(
            np.repeat(start, times), np.repeat(days, times).astype(float),
            np.repeat(ended.to_numpy(), times), kinds, np.repeat(outside, times),
        )  # fmt: skip


def stays_of(log: EventLog, hearing: str | None, adjourned: str | None) -> Stays:
    """The stays of a log in memory; its hearings where both their names are given."""
    parts = [_at_step(log, step) for step in range(len(log.stages) - 1)]
    named = None if hearing is None or adjourned is None else _hearings(log, hearing, adjourned)
    frame = pl.concat(parts).group_by(STAY).agg(pl.len().cast(pl.Int64).alias("n"))
    return Stays(frame.select(FRAME.names()).cast(FRAME), named, tuple(log.stages), log.as_of,
                 log.unit, log.source)  # fmt: skip


def _at_step(log: EventLog, step: int) -> pl.DataFrame:
    """Of each case at the step: when it began, days so far or in all, and how it ended."""
    start, to = pl.col(log.stages[step]), pl.col(log.stages[step + 1])
    later = log.stages[step + 2 :]
    skipped = pl.min_horizontal(*later) if later else pl.lit(None, dtype=pl.Date)
    before = pl.col(log.stages[step - 1]).is_null() if step else pl.lit(value=True)
    gone = pl.col(EXIT).is_not_null()
    end = pl.coalesce(to, skipped, pl.when(gone).then(EXIT_ON), pl.lit(log.as_of))
    return log.frame.filter(start.is_not_null()).select(
        pl.lit(step, dtype=pl.Int64).alias("step"),
        start.to_physical().cast(pl.Int64).alias("start"),
        pl.when(to.is_not_null()).then(pl.lit(ADVANCES))
        .when(skipped.is_not_null()).then(pl.lit(SKIPPED))
        .when(gone).then(pl.col(EXIT)).alias("ended"),
        (end - start).dt.total_days().clip(0).alias("days"),
        before.alias("outside"),
    )  # fmt: skip


def _hearings(log: EventLog, hearing: str, adjourned: str) -> pl.DataFrame:
    events = log.events().filter(pl.col("activity").is_in([hearing, adjourned]))
    following = pl.col("day").shift(-1).over("case")
    stages = log.frame.select(
        "case", *(pl.col(name).alias(f"s{k}") for k, name in enumerate(log.stages))
    )
    joined = events.with_columns(
        (following - pl.col("day")).dt.total_days().alias("gap"),
        (pl.col("activity") == adjourned).alias("adjourned"),
    ).join(stages, on="case", how="left")
    passed = pl.sum_horizontal(
        (pl.col(f"s{k}") <= pl.col("day")).fill_null(value=False).cast(pl.Int64)
        for k in range(len(log.stages))
    )
    counted = joined.with_columns(passed.alias("passed")).group_by(HEARING)
    return counted.agg(pl.len().cast(pl.Int64).alias("n")).select(HEARINGS.names()).cast(HEARINGS)
