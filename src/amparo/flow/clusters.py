"""Breakdowns of one cause at one step, counted over the cases that reached the step.

A case counts once for a cause, however often it broke there. Units are compared by shares drawn
towards their mean and by funnel limits; those with fewer than ten cases are told together only.

Source: shrinkage and limits, see `pooling` and `funnel`; intervals of shares, Wilson 1927.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from amparo.flow.attrition import wilson
from amparo.flow.funnel import exact_limits
from amparo.flow.pooling import SEED, pooled_shares
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import LEVEL, Interval

FOUND = ("case", "cause", "step", "days_lost")
REACHED = ("case", "step", "unit", "on")


@dataclass(frozen=True)
class Cluster:
    """One cause at one step.

    Counts: `n_cases` cases it broke, of `reached` that came to the step; `n` breakdowns;
    `days_lost` over the `n_dated` of them whose days are known. `cumulative` is the share of all
    breakdowns that this cause and those before it in the list make up (Pareto).
    """

    cause: str
    step: str
    n_cases: int
    n: int
    reached: int
    share: Interval
    days_lost: int
    n_dated: int
    cumulative: float


@dataclass(frozen=True)
class Place:
    """One unit: k of its n cases broke. `shrunk` is what to believe of it, `limits` chance's."""

    unit: str
    k: int
    n: int
    shrunk: Interval
    limits: Interval
    stands: str


@dataclass(frozen=True)
class Places:
    """Units with ten cases or more, by name; and the others together, unnamed.

    Counts: `n_few` units with fewer than ten, with `k_few` broken of `cases_few` cases.
    """

    named: tuple[Place, ...]
    mean: Interval
    n_few: int
    k_few: int
    cases_few: int


@dataclass(frozen=True)
class Stretch:
    """A half-year: k of the n cases that came to the step in it broke. Misleads when: the newest
    cases have had no time to break; those are left out by `settled_days`."""

    starts_on: date
    k: int
    n: int
    share: Interval


def clusters(found: pl.DataFrame, reached: pl.DataFrame) -> tuple[Cluster, ...]:
    """Every cause at every step, those that broke most cases first.

    Shapes: `found` one row a breakdown (FOUND), `reached` one row a case and step (REACHED).
    """
    came = {
        step: set(rows.get_column("case").to_list())
        for (step,), rows in reached.group_by("step", maintain_order=True)
    }
    rows = []
    for (cause, step), some in found.group_by("cause", "step", maintain_order=True):
        cases = set(some.get_column("case").to_list())
        there = came.get(step, set()) | cases
        dated = some.get_column("days_lost").drop_nulls()
        rows.append((str(cause), str(step), len(cases), some.height, len(there), dated))
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    total, so_far, made = sum(row[3] for row in rows), 0, []
    for cause, step, n_cases, n, n_there, dated in rows:
        so_far += n
        made.append(
            Cluster(
                cause, step, n_cases, n, n_there, wilson(n_cases, n_there),
                int(dated.sum() or 0), dated.len(), so_far / total,
            )
        )  # fmt: skip
    return tuple(made)


def places(found: pl.DataFrame, reached: pl.DataFrame, *, seed: int = SEED) -> Places:
    """The units at which cases came to one step, compared; both frames of that step and cause."""
    broken = found.get_column("case").unique().implode()
    by_unit = (
        reached.drop_nulls("unit")
        .group_by("unit")
        .agg(pl.len().alias("n"), pl.col("case").is_in(broken).sum().alias("k"))
        .sort("unit")
    )
    large, few = by_unit.filter(pl.col("n") >= SMALLEST), by_unit.filter(pl.col("n") < SMALLEST)
    k = large.get_column("k").cast(pl.Float64).to_numpy()
    n = large.get_column("n").cast(pl.Float64).to_numpy()
    mean = wilson(int(by_unit.get_column("k").sum()), int(by_unit.get_column("n").sum()))
    named = tuple(_compared(large.get_column("unit").to_list(), k, n, mean, seed)) if k.size else ()
    return Places(
        named, mean, few.height, int(few.get_column("k").sum()), int(few.get_column("n").sum())
    )


def _compared(
    names: list[str], k: np.ndarray, n: np.ndarray, mean: Interval, seed: int
) -> Iterator[Place]:
    pool = pooled_shares(k, n, rng=np.random.default_rng(seed))
    low, high = pool.interval(LEVEL)
    limits = exact_limits(n, mean.value or 0.0)
    for i, name in enumerate(names):
        share = k[i] / n[i]
        stands = (
            "more often than chance" if share > limits[1, i]
            else "less often than chance" if share < limits[0, i] else ""
        )  # fmt: skip
        yield Place(
            name, int(k[i]), int(n[i]),
            Interval(float(pool.values[i]), float(low[i]), float(high[i])),
            Interval(mean.value, float(limits[0, i]), float(limits[1, i])), stands,
        )  # fmt: skip


def stretches(
    found: pl.DataFrame, reached: pl.DataFrame, *, as_of: date, settled_days: int = 0
) -> tuple[Stretch, ...]:
    """By half-years of coming to the step, the share that broke; both frames of one step."""
    broken = found.get_column("case").unique().implode()
    rows = (
        settled(reached, as_of=as_of, days=settled_days)
        .with_columns(pl.col("on").dt.truncate("6mo").alias("starts"))
        .group_by("starts")
        .agg(pl.len().alias("n"), pl.col("case").is_in(broken).sum().alias("k"))
        .sort("starts")
    )
    return tuple(
        Stretch(starts, int(k), int(n), wilson(int(k), int(n)))
        for starts, n, k in rows.select("starts", "n", "k").iter_rows()
    )


def settled(reached: pl.DataFrame, *, as_of: date, days: int) -> pl.DataFrame:
    """Those who came to the step long enough ago that what could be late would be late by now."""
    return reached.filter(pl.col("on") <= as_of - timedelta(days=days))


def recurrence(
    found: pl.DataFrame, reached: pl.DataFrame, *, as_of: date, settled_days: int, period: str
) -> pl.DataFrame:
    """Units by periods: `k` of the `n` cases that came to the step broke.

    Shapes: unit, period (its first day), k, n: one row a unit and period with any case. A period
    that is not over, or too young to be judged, is left out whole.
    Raises: nothing; an empty frame where nobody came.
    """
    broken = found.get_column("case").unique().implode()
    every = {"month": "1mo", "quarter": "1q"}[period]
    rows = reached.drop_nulls("unit").with_columns(pl.col("on").dt.truncate(every).alias("period"))
    over = pl.col("period").dt.offset_by(every).dt.offset_by(f"{settled_days}d") <= as_of
    return (
        rows.filter(over)
        .group_by("unit", "period")
        .agg(pl.col("case").is_in(broken).sum().cast(pl.Int64).alias("k"),
             pl.len().cast(pl.Int64).alias("n"))
        .sort("unit", "period")
    )  # fmt: skip
