"""What came of a simulation: months ahead with their intervals, and one system against another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo.errors import Refused
from amparo.flow.survival import Interval
from amparo.flow.system.model import Floats, System

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog
    from amparo.flow.system.difference import Difference

Counted = npt.NDArray[np.int64]
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True, eq=False)
class Run:
    """One replication, as the loop gives it.

    Shapes: k stations, p months, c outcomes. `came`, `inside`, `in_line`, `stayed`, `busy` (k, p);
    `left` (k, p, c); `waits` (k, 2) days in line and how many; `finished` (p, 2) how many, and
    their days from first to last; `area` (k,) case-days inside; `ages` (n, 2) station and days of
    those inside at the end; `count` events and cases; `records` (n, 3) where they were asked for.
    """

    came: Counted
    left: Counted
    inside: Counted
    in_line: Counted
    stayed: Floats
    busy: Floats
    waits: Floats
    finished: Floats
    area: Floats
    ages: Floats
    count: Counted
    records: Floats
    kinds: tuple[str, ...]
    started: Counted

    def adds_up(self) -> bool:
        """Whether all who were inside or came have left or are inside, at every station."""
        gone = self.left.sum(axis=(1, 2))
        return bool(np.all(self.started + self.came.sum(axis=1) == gone + self.inside[:, -1]))


@dataclass(frozen=True, eq=False, repr=False)
class Simulated:
    """The months ahead of a system, over all replications.

    Units: days; `periods` are the days, from the start, at which months begin and end.
    """

    system: System
    years: float
    seed: int
    periods: tuple[float, ...]
    runs: tuple[Run, ...]

    @property
    def n(self) -> int:
        """How many replications."""
        return len(self.runs)

    def across(self, part: str) -> Floats:
        """One array over all replications, (replications, …)."""
        return np.stack([getattr(run, part) for run in self.runs]).astype(np.float64)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a month, station and measure: the median of replications, and 95 % of them.

        Measures: inside (at the month's end), in_line, came, advanced, and one an exit.
        """
        left = self.across("left")
        measures = {name: self.across(name) for name in ("inside", "in_line", "came")}
        for place, kind in enumerate(self.runs[0].kinds):
            measures[kind] = left[:, :, :, place]
        parts = [self._rows(name, values) for name, values in measures.items()]
        return pl.concat(parts)

    def _rows(self, measure: str, values: Floats) -> pl.DataFrame:
        middle, low, high = np.percentile(values, [50, LOW, HIGH], axis=0)
        ends = [self.system.starts_on + timedelta(days=round(day)) for day in self.periods[1:]]
        n_months, names = len(ends), [one.name for one in self.system.stations]
        return pl.DataFrame(
            {
                "month": np.tile(np.arange(1, n_months + 1), len(names)),
                "on": ends * len(names),
                "station": np.repeat(names, n_months),
                "measure": measure,
                "value": middle.ravel(),
                "low": low.ravel(),
                "high": high.ravel(),
            }
        )

    @cached_property
    def measures(self) -> dict[tuple[str, str], Floats]:
        """Measure and station → one value a replication; "" is the whole system.

        At the end: inside, in_line, age (days at the step, the median of those inside). Of the last
        twelve months, by the year: advanced, each exit, days (of those who left the step), share of
        its people's time at work, and of the whole: finished, days from first stage to last.
        """
        year = slice(max(0, len(self.periods) - 13), None)
        span = self.periods[-1] - self.periods[:-1][year][0]
        per_year = 365.25 / span
        made: dict[tuple[str, str], Floats] = {}
        left, stayed, busy = self.across("left"), self.across("stayed"), self.across("busy")
        for at, one in enumerate(self.system.stations):
            made["inside", one.name] = self.across("inside")[:, at, -1]
            if one.people is not None:
                made["in line", one.name] = self.across("in_line")[:, at, -1]
            made["age of those inside", one.name] = self._ages(at)
            gone = left[:, at, year, :].sum(axis=(1, 2))
            days = stayed[:, at, year].sum(axis=1)
            made["days at the step", one.name] = _over(days, gone)
            for place, kind in enumerate(self.runs[0].kinds):
                if kind in dict(one.outcomes):
                    made[f"{kind} a year", one.name] = (
                        left[:, at, year, place].sum(axis=1) * per_year
                    )
            if one.people:
                made["share of time at work", one.name] = (
                    busy[:, at, year].sum(axis=1) / (span * one.people)
                )  # fmt: skip
        finished = self.across("finished")[:, year, :].sum(axis=1)
        made[f"reached {self.system.stations[-1].to} a year", ""] = finished[:, 0] * per_year
        made["days from first to last", ""] = _over(finished[:, 1], finished[:, 0])
        return made

    def _ages(self, at: int) -> Floats:
        here = [run.ages[run.ages[:, 0] == at, 1] for run in self.runs]
        return np.array([np.median(ages) if ages.size else np.nan for ages in here])

    def interval(self, measure: str, station: str = "") -> Interval:
        """The median of a measure over replications, and 95 % of them."""
        name = self.system.station(station).name if station else ""
        if (measure, name) not in self.measures:
            there = sorted({m for m, _ in self.measures})
            raise Refused("There is no such measure", found=measure,
                          next_step="choose one of: " + ", ".join(there))  # fmt: skip
        return interval_of(self.measures[measure, name])

    def against(self, base: Simulated) -> Difference:
        """What differs from a base that met the same luck.

        Raises: Refused where years, seed, replications or steps are not the same.
        """
        mine = (self.years, self.seed, self.n, [s.name for s in self.system.stations])
        theirs = (base.years, base.seed, base.n, [s.name for s in base.system.stations])
        if mine != theirs:
            raise Refused(
                "Two simulations are compared only over the same years, seed and replications",
                found=f"{mine[:3]} and {theirs[:3]}", next_step="simulate both alike",
            )  # fmt: skip
        from amparo.flow.system.difference import Difference  # noqa: PLC0415  (it knows us)

        return Difference(base, self)

    def log(self, replication: int = 0) -> EventLog:
        """The cases of one replication as a log, as known on its last day."""
        from amparo.flow.system.as_log import log_of  # noqa: PLC0415

        return log_of(self, replication)

    def sentence(self) -> str:
        """What lies ahead, in words."""
        last = self.system.stations[-1].to
        done = self.interval(f"reached {last} a year")
        busiest = max(
            self.system.stations, key=lambda s: self.interval("inside", s.name).value or 0
        )
        inside = self.interval("inside", busiest.name)
        return (
            f"After {self.years:g} years {_said(inside)} wait at {busiest.name}; {_said(done)}"
            f" reach “{last}” a year ({self.n} replications, 95 in 100 of them between the numbers"
            " in brackets)."
        )

    def chart(self) -> Any:
        """How many are inside each station, month by month, as an Altair chart."""
        from amparo.flow.system.charts import ahead_chart  # noqa: PLC0415  (draws when asked)

        return ahead_chart(self)

    def __repr__(self) -> str:
        return f"Simulated({self.sentence()})"

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def light(self) -> Simulated:
        """Without records, for keeping."""
        return replace(self, runs=tuple(replace(r, records=r.records[:0]) for r in self.runs))


def _over(top: Floats, bottom: Floats) -> Floats:
    made: Floats = np.divide(top, bottom, out=np.full(top.size, np.nan), where=bottom > 0)
    return made


def interval_of(values: Floats) -> Interval:
    """The median of replications, and 95 % of them."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Interval(None, None, None)
    low, middle, high = np.percentile(known, [LOW, 50, HIGH])
    return Interval(float(middle), float(low), float(high))


def _said(found: Interval) -> str:
    if found.value is None or found.low is None or found.high is None:
        return "nobody"
    return f"{found.value:,.0f} ({found.low:,.0f} to {found.high:,.0f})"
