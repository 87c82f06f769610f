"""One step day by day: who is there, who advances, who leaves by which exit; and its variance.

Everything with competing exits is a sum over days of `weight × share that has the event that day`.
Its variance follows from one formula, the delta method over the hazards of each day, which are
independent between days and multinomial within one.

Source: Aalen and Johansen 1978; the variance is Dinse and Larson 1986, equation 6, for the weight 1
up to a day and 0 after it, and the same argument for any other weight (Andersen, Borgan,
Gill and Keiding 1993, section IV.4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, SET_ASIDE, WAITING
from amparo.flow.survival import LEVEL, Floats, Interval, Ints

LATE = "late"  # days already waited when first under observation; absent means none


@dataclass(frozen=True, eq=False)
class Hazards:
    """A step's table of days.

    Shapes: `days` and `at_risk` (t,), `events` (c, t); row 0 of `events` are those who advance, the
    others the exits of `causes` in their order.
    Counts: cases whose days are known; not whole numbers where `passed` shared some out.
    """

    causes: tuple[str, ...]
    days: Ints
    at_risk: Floats
    events: Floats
    n: float

    @cached_property
    def rates(self) -> Floats:
        """The share of those there that has each event on each day, (c, t)."""
        there: Floats = np.where(self.at_risk > 0, self.at_risk, 1.0)
        return np.asarray(self.events / there, dtype=np.float64)

    @cached_property
    def _stays(self) -> Floats:
        """1 − the share that leaves in any way; a rounding error below nothing is nothing."""
        stays = 1.0 - self.rates.sum(axis=0)
        return np.asarray(np.where(stays < 1e-12, 0.0, stays), dtype=np.float64)

    @cached_property
    def still(self) -> Floats:
        """S(t): the share that has neither advanced nor left by the end of each day."""
        return np.cumprod(self._stays).astype(np.float64)

    @cached_property
    def before(self) -> Floats:
        """S(t−): the share still there just before each day's events."""
        return np.concatenate(([1.0], self.still[:-1])) if self.days.size else self.still

    @cached_property
    def steps(self) -> Floats:
        """The share of all that has each event on each day, (c, t): the jumps of the incidences."""
        return np.asarray(self.before * self.rates, dtype=np.float64)

    @property
    def followed_days(self) -> int:
        """The longest time that anyone was followed."""
        return int(self.days[-1]) if self.days.size else 0

    def reach_days(self, day: int) -> bool:
        """Whether somebody was followed to a day, or nobody was left to follow before it."""
        return bool(self.days.size) and (day <= self.followed_days or self.still[-1] <= 0.0)

    def total(self, weights: Floats) -> float:
        """Σ weight × jump. Shapes: `weights` (c, t), or (t,) for those who advance."""
        return float(np.sum(self._full(weights) * self.steps))

    def variance(self, weights: Floats) -> float:
        """The variance of `total`: at each day that of a multinomial, through its derivative."""
        if not self.days.size:
            return 0.0
        full = self._full(weights)
        here = np.sum(full * self.steps, axis=0)
        later = np.cumsum(here[::-1])[::-1] - here
        with np.errstate(divide="ignore", invalid="ignore"):
            lost = np.where(self._stays > 0, later / self._stays, 0.0)
            slope = self.before * full - lost
            mean = np.sum(slope * self.rates, axis=0)
            spread = np.sum(slope**2 * self.rates, axis=0) - mean**2
            each = np.where(self.at_risk > 0, spread / self.at_risk, 0.0)
        return float(max(0.0, np.sum(each)))

    def _full(self, weights: Floats) -> Floats:
        if weights.ndim == 2:
            return weights
        full = np.zeros_like(self.events)
        full[0] = weights
        return full

    def variances(self) -> Floats:
        """The variance of each incidence at each day, (c, t), in one pass."""
        incidence = np.cumsum(self.steps, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = 1.0 / np.where(self.at_risk > 0, self.at_risk, np.inf)
            left = np.where(self._stays > 0, (1.0 - self._stays) / self._stays, 0.0) * share
        own = self.before * self.rates * share
        a = np.cumsum(self.before**2 * self.rates * (1.0 - self.rates) * share, axis=1)
        b = [np.cumsum(left * incidence**power, axis=1) for power in (0, 1, 2)]
        c = [np.cumsum(own * incidence**power, axis=1) for power in (0, 1)]
        made = a + incidence**2 * b[0] - 2 * incidence * b[1] + b[2]
        return np.maximum(made - 2 * incidence * c[0] + 2 * c[1], 0.0)


def hazards_of(
    counts: pl.DataFrame, *, passed: bool = False, causes: tuple[str, ...] | None = None
) -> Hazards:
    """The table of one step's counts: advanced and each exit are events, waiting are censored.

    With a column `late` a case is there only from that day on (delayed entry). On one day events
    come before censoring, and whoever enters late on a day may have the event on it.
    `passed` also counts those known to have gone on without a usable day, who were set aside or
    skipped to a later stage: they are shared out over the days of those who advanced.
    Misleads when: with `passed`, they took another time than the others.
    """
    kinds = causes if causes is not None else exit_kinds(counts)
    timed = counts.filter(
        pl.col("days").is_not_null() & pl.col("outcome").is_in([ADVANCED, EXITED, WAITING])
    )
    unknown = 0.0
    if passed:
        skips = (pl.col("outcome") == WAITING) & (pl.col("kind") == "skipped")
        unknown = float(
            counts.filter(skips | (pl.col("outcome") == SET_ASIDE)).get_column("n").sum()
        )
        timed = timed.filter(~skips)
    size = timed.get_column("n").to_numpy().astype(np.float64)
    ends = timed.get_column("days").to_numpy().astype(np.int64)
    advanced = timed.get_column("outcome").eq(ADVANCED).to_numpy()
    if unknown and (known := size[advanced].sum()) > 0:
        size = np.where(advanced, size * (1.0 + unknown / known), size)
    days, place = np.unique(ends, return_inverse=True)
    events = np.zeros((1 + len(kinds), days.size))
    events[0] = np.bincount(place, size * advanced, days.size)
    exited = timed.get_column("outcome").eq(EXITED).to_numpy()
    kind = timed.get_column("kind").to_numpy()
    for row, name in enumerate(kinds, start=1):
        events[row] = np.bincount(place, size * (exited & (kind == name)), days.size)
    leaving: Floats = np.bincount(place, size, days.size).astype(np.float64)
    n = float(size.sum())
    gone = np.concatenate(([0.0], np.cumsum(leaving)[:-1])) if days.size else leaving
    at_risk: Floats = n - gone
    if LATE in timed.columns:
        late = timed.get_column(LATE).to_numpy().astype(np.int64)
        begins = np.bincount(np.searchsorted(days, late), size, days.size + 1)
        at_risk = np.cumsum(begins)[: days.size] - gone
    return Hazards(tuple(kinds), days, np.maximum(at_risk, 0.0), events, n)


def exit_kinds(counts: pl.DataFrame) -> tuple[str, ...]:
    """The kinds of exit that occur, in order of their names."""
    left = counts.filter(pl.col("outcome") == EXITED).get_column("kind")
    return tuple(sorted(left.unique().to_list()))


def share_interval(value: float, variance: float, *, level: float = LEVEL) -> Interval:
    """A share with its interval on the log(−log) scale; none at 0 and 1, where it has no scale.

    Source: Kalbfleisch and Prentice 2002, section 8.2; Pintilie 2006, equation 4.6.
    """
    if not 0.0 < value < 1.0 or not np.isfinite(variance):
        return Interval(min(1.0, max(0.0, value)), None, None)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    spread = z * np.sqrt(variance) / (value * np.log(value))
    low, high = value ** np.exp(-spread), value ** np.exp(spread)
    return Interval(value, float(min(low, high)), float(max(low, high)))
