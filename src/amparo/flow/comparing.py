"""Units compared fairly: drawn towards their mean, within funnel limits, and never ranked by noise.

Source: see `pooling` (shrinkage) and `funnel` (limits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.counts import Counts, of, of_step
from amparo.flow.eventlog import EventLog
from amparo.flow.funnel import dispersion, exact_limits, widened_limits
from amparo.flow.pathway import Between
from amparo.flow.pooling import SEED, Pool, pooled_shares
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import LEVEL, Interval
from amparo.flow.unit_steps import measured
from amparo.flow.views import on_pathway

BELOW, ABOVE = "below the funnel", "above the funnel"


@dataclass(frozen=True)
class Unit:
    """One unit at a step.

    Counts: `entered` came to the step; `size` is the number of cases of known fate that the share
    is worth. `raw` is the unit's own share; `shrunk` what is to be believed of it, with its
    interval; `limits` those of the funnel; `stands` is "" within them.
    """

    name: str
    entered: int
    size: float
    raw: float
    shrunk: Interval
    limits: Interval
    stands: str


@dataclass(frozen=True, eq=False, repr=False)
class Compared:
    """The share of each unit that goes on from a stage within `within` days.

    Shapes: `units` by name, not by rank. `mean` is the share of all units' cases; `spread` the
    standard deviation between units' true shares, with its interval; `dispersion` widens the
    limits where units differ more than chance (1: it was not asked for, or they do not).
    Misleads when: units have different cases. `too_few` have fewer than ten, `not_followed` were
    not followed so long: neither is compared.
    """

    start: str
    to: str
    by: str
    within: int
    unit: str
    units: tuple[Unit, ...]
    mean: float
    spread: Interval
    dispersion: float
    pool: Pool
    too_few: tuple[str, ...] = ()
    not_followed: tuple[str, ...] = ()
    level: float = LEVEL

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a unit, by name."""
        rows = [
            (u.name, u.entered, u.size, u.raw, u.shrunk.value, u.shrunk.low, u.shrunk.high,
             u.limits.low, u.limits.high, u.stands, bool(u.stands))
            for u in self.units
        ]  # fmt: skip
        numbers = ("size", "raw", "shrunk", "low", "high", "funnel_low", "funnel_high")
        schema = {self.by: pl.String, "entered": pl.Int64, **dict.fromkeys(numbers, pl.Float64),
                  "stands": pl.String, "told_apart": pl.Boolean}  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def sentence(self) -> str:
        """How much units differ, and which may be told apart, in words."""
        from amparo.flow.wording import percent  # noqa: PLC0415

        said = (
            f"{self.start} → {self.to}: {percent(self.mean)} go on within {self.within:,} days; "
            f"by {self.by.replace('_', ' ')} ({len(self.units):,} compared), true shares differ by "
            f"a standard deviation of {_points(self.spread)}."
        )
        parts = []
        for what in (BELOW, ABOVE):
            names = [u.name for u in self.units if u.stands == what]
            if names:
                parts.append(f"{what}: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}")
        tail = "; ".join(parts) or "none may be told from the others"
        return f"{said} {tail[0].upper()}{tail[1:]}."

    def chart(self) -> Any:
        """A funnel plot: each unit's share by its size, and the limits, as an Altair chart."""
        from amparo.flow.drawings import funnel_chart  # noqa: PLC0415  (draws only when asked)

        return funnel_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Compared({self.sentence()})"


def _points(spread: Interval) -> str:
    low, value, high = (100 * (v or 0.0) for v in (spread.low, spread.value, spread.high))
    return f"{value:.1f} points ({low:.1f} to {high:.1f})"


def compare_units(
    log: EventLog | Counts, step: Between, *, by: str, within: int = 365,
    overdispersed: bool = False, level: float = LEVEL, seed: int = SEED,
) -> Compared:  # fmt: skip
    """Compare the units of a column at a step, from counts.

    `overdispersed` widens the funnel where units differ more than chance alone would make them, so
    that only what stands out even so is named.
    Raises: Refused for unknown stages; CannotEstimate with fewer than three units to compare.
    """
    table, column = _table(log, step, by)
    found = measured(table, column, 1, horizon=within)
    n, size, share = found.entered[:, 0], found.size[:, 0], found.share[:, 0]
    small, unseen = n < SMALLEST, np.isnan(share)
    fit = ~small & ~unseen & (size > 0)
    if int(fit.sum()) < 3:
        raise CannotEstimate(
            "Too few units to compare", found=f"{int(fit.sum())} with {SMALLEST} cases or more",
            next_step="compare by a column with more cases in each value, or a shorter time",
        )  # fmt: skip
    p, m = share[fit], size[fit]
    pool = pooled_shares(p * m, m, rng=np.random.default_rng(seed))
    low, high = pool.interval(level)
    mean = float(np.sum(p * m) / np.sum(m))
    phi = dispersion(p, m, mean) if overdispersed else 1.0
    limits = widened_limits(m, mean, phi) if phi > 1.0 else exact_limits(m, mean)
    names = np.array(found.units)
    units = tuple(
        Unit(
            str(name), int(entered), float(m[k]), float(p[k]),
            Interval(float(pool.values[k]), float(low[k]), float(high[k])),
            Interval(mean, float(limits[0, k]), float(limits[1, k])),
            BELOW if p[k] < limits[0, k] else ABOVE if p[k] > limits[1, k] else "",
        )
        for k, (name, entered) in enumerate(zip(names[fit], n[fit], strict=True))
    )  # fmt: skip
    tail = (1 - level) / 2
    edges = np.quantile(pool.spread, [0.5, tail, 1 - tail])
    return Compared(
        step.start, step.to, by, within, log.unit, units, mean, Interval(*map(float, edges)), phi,
        pool, tuple(map(str, names[small])), tuple(map(str, names[unseen & ~small])), level,
    )  # fmt: skip


def _table(log: EventLog | Counts, step: Between, by: str) -> tuple[pl.DataFrame, str]:
    stages: Sequence[str] = log.stages
    if step.start not in stages or step.to not in stages:
        raise Refused("No such stage", found=f"{step.start} → {step.to}",
                      next_step=", ".join(stages))  # fmt: skip
    first, last = stages.index(step.start), stages.index(step.to)
    if last == first + 1:
        made = of_step(of(log, by=[by]), first)
        return made.with_columns(pl.lit(0, dtype=pl.Int32).alias("step")), log.column_of(by)
    part = on_pathway(log, (step.start, step.to, *stages[last + 1 :]))
    return of_step(of(part, by=[by]), 0), part.column_of(by)
