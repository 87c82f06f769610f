"""How long a step takes: Kaplan–Meier from counts, with log-log intervals.

Source: Kaplan and Meier 1958; variance by Greenwood 1926; intervals on the log(-log) scale
(Kalbfleisch and Prentice 2002, section 1.4); intervals of quantiles by Brookmeyer and Crowley 1982.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, WAITING

LEVEL = 0.95
TIMED = [ADVANCED, EXITED, WAITING]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Interval:
    """A number with the interval it may lie in; a side is None where the data do not reach."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False, repr=False)
class SurvivalCurve:
    """S(t): the share still waiting t days after entering the step.

    Shapes: `days`, `at_risk`, `events`, `still_waiting`, `low`, `high`, one value a distinct day.
    Counts: cases that entered, without those whose duration is set aside.
    Misleads when: those who leave by an exit would have waited longer or shorter than those who
    stay, since exits are censored here; read 1 − S(t) as "if nobody left".
    """

    name: str
    days: Ints
    at_risk: Ints
    events: Ints
    still_waiting: Floats
    low: Floats
    high: Floats
    n: int
    n_events: int

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a day: days, at_risk, events, still_waiting, low, high."""
        return pl.DataFrame(
            {
                "days": self.days, "at_risk": self.at_risk, "events": self.events,
                "still_waiting": self.still_waiting, "low": self.low, "high": self.high,
            }
        )  # fmt: skip

    def at(self, day: int) -> Interval:
        """The share still waiting after `day` days; None beyond the longest time seen."""
        if self.n == 0 or (self.days.size and day > self.days[-1] and self.still_waiting[-1] > 0):
            return Interval(None, None, None)
        index = int(np.searchsorted(self.days, day, side="right")) - 1
        if index < 0:
            return Interval(1.0, 1.0, 1.0)
        return Interval(
            float(self.still_waiting[index]), _number(self.low[index]), _number(self.high[index])
        )

    def within(self, day: int) -> Interval:
        """The share that has advanced within `day` days, 1 − S(day)."""
        still = self.at(day)
        flip = [None if v is None else 1.0 - v for v in (still.value, still.high, still.low)]
        return Interval(*flip)

    @property
    def followed_days(self) -> int:
        """The longest time that anyone was followed; nothing is known beyond it."""
        return int(self.days[-1]) if self.days.size else 0

    def reached_by(self, day: int) -> Interval:
        """1 − S(day), held at its last value beyond the longest time seen: "at least this much".

        Source: the convention of Gill 1980.
        """
        return self.within(min(day, self.followed_days))

    def quantile(self, share: float) -> Interval:
        """The day by which this share has advanced; a side is None where it is never reached."""
        level = 1.0 - share
        return Interval(
            self._first(self.still_waiting, level),
            self._first(self.low, level),
            self._first(self.high, level),
        )

    @property
    def median(self) -> Interval:
        """The day by which half has advanced."""
        return self.quantile(0.5)

    def _first(self, curve: Floats, level: float) -> float | None:
        reached = np.flatnonzero(curve <= level + 1e-12)
        return float(self.days[reached[0]]) if reached.size else None

    def sentence(self) -> str:
        """How long the step takes, in words."""
        from amparo.flow.wording import wait_words  # noqa: PLC0415  (wording knows intervals)

        return f"{self.name}: of {self.n:,} whose time is known, {wait_words(self)}."

    def chart(self) -> Any:
        """The share still waiting by day, as an Altair chart."""
        from amparo.flow.charts import waiting_chart  # noqa: PLC0415  (draws only when asked)

        return waiting_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"SurvivalCurve({self.sentence()})"

    def mean_up_to(self, horizon: int) -> float | None:
        """The restricted mean: days waited on average within `horizon` days; None with no cases."""
        if self.n == 0:
            return None
        inside = self.days < horizon
        edges = np.concatenate(([0], self.days[inside], [horizon])).astype(float)
        heights = np.concatenate(([1.0], self.still_waiting[inside]))
        return float(np.sum(np.diff(edges) * heights))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def kaplan_meier(counts: pl.DataFrame, *, name: str = "", level: float = LEVEL) -> SurvivalCurve:
    """The curve of one step's counts: advanced are events, waiting and exited are censored.

    On a day with both, events come first. Where S is 0 the formula has no interval: the lower limit
    is 0 then, and the upper is held.
    """
    timed = counts.filter(pl.col("days").is_not_null() & pl.col("outcome").is_in(TIMED))
    sizes = timed.get_column("n").to_numpy()
    reached = timed.get_column("outcome").eq(ADVANCED).to_numpy()
    days, place = np.unique(
        timed.get_column("days").to_numpy().astype(np.int64), return_inverse=True
    )
    leaving = np.bincount(place, sizes, days.size).astype(np.int64)
    events = np.bincount(place, sizes * reached, days.size).astype(np.int64)
    n = int(leaving.sum())
    at_risk = n - np.concatenate(([0], np.cumsum(leaving)[:-1])) if n else leaving
    return with_interval(days, at_risk, events, name=name, level=level)


def with_interval(
    days: Ints, at_risk: Ints, events: Ints, *, name: str = "", level: float = LEVEL
) -> SurvivalCurve:
    """The curve of those at risk and those who advanced on each day, with its log-log interval."""
    return with_intervals(days, at_risk, events, np.zeros(1, np.int64), [name], level=level)[0]


def with_intervals(
    days: Ints, at_risk: Ints, events: Ints, starts: Ints, names: Sequence[str],
    *, level: float = LEVEL,
) -> list[SurvivalCurve]:  # fmt: skip
    """Several curves that stand one after another in the arrays, each from its start."""
    ends = np.append(starts[1:], days.size)
    still, greenwood = np.empty(days.size), np.empty(days.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        stays, spread = (
            1.0 - events / at_risk,
            events / (at_risk * (at_risk - events).astype(float)),
        )
        for start, end in zip(starts, ends, strict=True):
            np.cumprod(stays[start:end], out=still[start:end])
            np.cumsum(spread[start:end], out=greenwood[start:end])
        low, high = _log_log(still, greenwood, starts, level)
    made = []
    for name, start, end in zip(names, starts.tolist(), ends.tolist(), strict=True):
        one = slice(start, end)
        n = int(at_risk[start]) if end > start else 0
        made.append(
            SurvivalCurve(name, days[one], at_risk[one], events[one], still[one], low[one],
                          high[one], n, int(events[one].sum()))
        )  # fmt: skip
    return made


def _log_log(still: Floats, greenwood: Floats, starts: Ints, level: float) -> tuple[Floats, Floats]:
    z = NormalDist().inv_cdf(0.5 + level / 2)
    log_s = np.log(still)
    spread = z * np.sqrt(greenwood) / log_s
    low, high = np.exp(log_s * np.exp(-spread)), np.exp(log_s * np.exp(spread))
    low = np.where(still >= 1.0, 1.0, low)
    high = np.where(still >= 1.0, 1.0, high)
    # S is 0 on the last day of its curve only: nobody is left to follow after it.
    gone = np.flatnonzero(still <= 0.0)
    low[gone] = 0.0
    high[gone] = np.where(np.isin(gone, starts), 1.0, high[gone - 1])
    return low, high


@dataclass(frozen=True)
class FinishedOnly:
    """What the usual average over finished cases says: misleading while others still wait."""

    n: int
    mean_days: float | None
    median_days: float | None


def finished_only(counts: pl.DataFrame) -> FinishedOnly:
    """Mean and median days of those who advanced, those who wait left out."""
    done = counts.filter((pl.col("outcome") == ADVANCED) & pl.col("days").is_not_null())
    n = int(done.get_column("n").sum())
    if n == 0:
        return FinishedOnly(0, None, None)
    ordered = done.group_by("days").agg(pl.col("n").sum()).sort("days")
    days, sizes = ordered.get_column("days").to_numpy(), ordered.get_column("n").to_numpy()
    upto = np.cumsum(sizes)
    middle = [
        days[int(np.searchsorted(upto, rank, side="right"))] for rank in ((n - 1) // 2, n // 2)
    ]
    return FinishedOnly(n, float(np.dot(days, sizes) / n), float(sum(middle)) / 2)
