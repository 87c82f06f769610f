"""Every unit at every step: the share that goes on within a horizon, and how long that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, SET_ASIDE, WAITING
from amparo.flow.counts.few import FEW
from amparo.flow.eventlog.log import BLANK
from amparo.flow.hazards import Hazards
from amparo.flow.survival import Floats

LEFT = "(any exit)"
NO_UNIT = [BLANK, FEW]  # cases that name none, and small units put together before sharing
SETTLED = 0.02  # still waiting at the last followed day: so few hardly move the share beyond it
ENOUGH = 20  # cases of known fate; below it a unit is no measure for others


@dataclass(frozen=True, eq=False)
class UnitSteps:
    """Shapes: (u, s) each, units × steps.

    `entered` came to the step. `share` is Aalen–Johansen's at the step's horizon, NaN where the
    unit was not followed so far (unless under 2 % still waited); `size` the number of cases with
    known fate that would give the share its variance, 0 where NaN. `days` is the mean wait of those
    who go on within the horizon, `days_se` its standard error, NaN where fewer than two do.
    Source: effective size p (1 − p) / V, Kish 1965; no less than those of known fate, and no more
    than all.
    """

    units: tuple[str, ...]
    horizons: tuple[int, ...]
    entered: Floats
    share: Floats
    size: Floats
    days: Floats
    days_se: Floats

    @property
    def enough(self) -> np.ndarray:
        """Which have enough cases of known fate to be a measure, (u, s)."""
        return self.size >= ENOUGH


def hazards_by(counts: pl.DataFrame, column: str) -> dict[tuple[str, int], Hazards]:
    """The table of each unit and step, all exits as one; those passed without a day shared out.

    As `hazards_of(..., passed=True)` of each, in one sweep.
    """
    skips = (pl.col("outcome") == WAITING) & (pl.col("kind") == "skipped")
    unknown = skips | (pl.col("outcome") == SET_ASIDE)
    timed = ~unknown & pl.col("days").is_not_null()
    gone = pl.col("outcome") == ADVANCED
    shared = (
        counts.group_by(column, "step")
        .agg(
            pl.col("n").filter(unknown).sum().alias("unknown"),
            pl.col("n").filter(gone & timed).sum().alias("known"),
        )
        .with_columns(
            pl.when(pl.col("known") > 0).then(1 + pl.col("unknown") / pl.col("known"))
            .otherwise(1.0).alias("weight")
        )
    )  # fmt: skip
    days = (
        counts.filter(timed)
        .join(shared.select(column, "step", "weight"), on=[column, "step"], nulls_equal=True)
        .with_columns(pl.when(gone).then(pl.col("n") * pl.col("weight")).otherwise("n").alias("n"))
        .group_by(column, "step", "days")
        .agg(
            pl.col("n").sum().alias("leaving"),
            pl.col("n").filter(gone).sum().alias("advanced"),
            pl.col("n").filter(pl.col("outcome") == EXITED).sum().alias("exited"),
        )
        .sort(column, "step", "days")
    )
    if days.height == 0:
        return {}
    keys = days.select(column, "step")
    starts = keys.with_row_index().unique([column, "step"], keep="first", maintain_order=True)
    first = starts.get_column("index").to_numpy().astype(np.int64)
    day = days.get_column("days").to_numpy().astype(np.int64)
    leaving = days.get_column("leaving").to_numpy().astype(np.float64)
    events = days.select("advanced", "exited").to_numpy().astype(np.float64).T
    ends = np.append(first[1:], day.size)
    made = {}
    for unit, step, a, b in zip(starts[column], starts["step"], first, ends, strict=True):
        out = leaving[a:b]
        at_risk = out[::-1].cumsum()[::-1]
        made[str(unit), int(step)] = Hazards(
            (LEFT,), day[a:b], at_risk, events[:, a:b], float(out.sum())
        )
    return made


def measured(
    counts: pl.DataFrame, column: str, n_steps: int, *, horizon: int | None, longest: int = 365
) -> UnitSteps:
    """Every unit at every step. Without a horizon each step has the longest that 3 of 4 units with
    enough cases were followed to, `longest` at most. Cases that name no unit are left out.
    """
    counts = counts.filter(~pl.col(column).is_in(NO_UNIT))
    units = tuple(sorted(map(str, counts.get_column(column).unique().to_list())))
    tables = hazards_by(counts, column)
    place = {unit: k for k, unit in enumerate(units)}
    entered = np.zeros((len(units), n_steps))
    sums = counts.group_by(column, "step").agg(pl.col("n").sum())
    for unit, step, n in sums.select(column, "step", "n").rows():
        entered[place[str(unit)], step] = n
    ends = tuple(
        longest_followed([tables.get((u, s)) for u in units], longest) if horizon is None
        else horizon
        for s in range(n_steps)
    )  # fmt: skip
    share, size = np.full(entered.shape, np.nan), np.zeros(entered.shape)
    days, days_se = np.full(entered.shape, np.nan), np.full(entered.shape, np.nan)
    for (unit, step), table in tables.items():
        at, end = place[unit], ends[step]
        if end > followed_to(table, end):
            continue
        within = (table.days <= end).astype(np.float64)
        share[at, step] = p = min(1.0, table.total(within))
        size[at, step] = effective_size(table, end, p, table.variance(within))
        if p > 0 and table.events[0, table.days <= end].sum() >= 2:
            mean = table.total(within * table.days) / p
            days[at, step] = mean
            days_se[at, step] = np.sqrt(table.variance(within * (table.days - mean) / p))
    return UnitSteps(units, ends, entered, share, size, days, days_se)


def effective_size(table: Hazards, end: int, share: float, variance: float) -> float:
    """How many cases of known fate would give the share its variance."""
    before = table.days <= end
    known = float(table.events[:, before].sum())
    later = table.at_risk[~before]
    known += float(later[0]) if later.size else 0.0
    if variance <= 0 or not 0 < share < 1:
        return known
    return float(np.clip(share * (1.0 - share) / variance, min(known, table.n), table.n))


def followed_to(table: Hazards, longest: int) -> int:
    """The last day for which the share is known, `longest` at most."""
    settled = bool(table.days.size) and table.still[-1] <= SETTLED
    return longest if settled else min(longest, table.followed_days)


def longest_followed(tables: Sequence[Hazards | None], longest: int) -> int:
    """The day to which three of four units with enough cases were followed."""
    ends = sorted(
        followed_to(table, longest) for table in tables if table is not None and table.n >= ENOUGH
    )
    return ends[len(ends) // 4] if ends else longest
