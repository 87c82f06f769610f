"""Where cases are lost: who reached each stage, and what became of those who entered each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, SET_ASIDE, WAITING, of_step, total
from amparo.flow.survival import LEVEL, Interval


@dataclass(frozen=True)
class Reached:
    """How many cases have a day for a stage, and their share of all cases."""

    stage: str
    n: int
    share: float


@dataclass(frozen=True)
class Step:
    """What became of the cases that entered a step: entered = advanced + exited + waiting.

    Counts: `set_aside` are those of `advanced` whose next day lies before this one; they count as
    advanced and have no duration. `skipped` are those of `waiting` who have a later stage.
    """

    start: str
    to: str
    entered: int
    advanced: int
    exited: int
    waiting: int
    set_aside: int
    skipped: int
    exits: tuple[tuple[str, int], ...]
    share_advanced: Interval


def wilson(k: float, n: float, *, level: float = LEVEL) -> Interval:
    """A share k of n with its score interval. Source: Wilson 1927."""
    if n == 0:
        return Interval(None, None, None)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p, zz = k / n, z * z / n
    centre, half = p + zz / 2, z * sqrt(p * (1 - p) / n + zz / (4 * n))
    low, high = (centre - half) / (1 + zz), (centre + half) / (1 + zz)
    return Interval(p, max(0.0, min(low, p)), min(1.0, max(high, p)))


def reached_of(stages: Sequence[str], there: Sequence[int], n: int) -> tuple[Reached, ...]:
    """Each stage with how many of n cases have a day for it."""
    return tuple(
        Reached(name, k, k / n if n else 0.0) for name, k in zip(stages, there, strict=True)
    )


def step_of(counts: pl.DataFrame, index: int, stages: tuple[str, ...]) -> Step:
    """One step's outcomes from the counts."""
    here = of_step(counts, index)
    advanced, exited = total(here, ADVANCED, SET_ASIDE), total(here, EXITED)
    waiting = total(here, WAITING)
    entered = advanced + exited + waiting
    left = here.filter(pl.col("outcome") == EXITED).group_by("kind").agg(pl.col("n").sum())
    skipped = here.filter((pl.col("outcome") == WAITING) & (pl.col("kind") == "skipped"))
    return Step(
        start=stages[index],
        to=stages[index + 1],
        entered=entered,
        advanced=advanced,
        exited=exited,
        waiting=waiting,
        set_aside=total(here, SET_ASIDE),
        skipped=int(skipped.get_column("n").sum()),
        exits=tuple((str(kind), int(n)) for kind, n in left.sort("n", descending=True).rows()),
        share_advanced=wilson(advanced, entered),
    )
