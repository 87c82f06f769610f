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
from amparo.flow.system.model import ADVANCES, Floats, System

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog

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
        return _interval(self.measures[measure, name])

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


@dataclass(frozen=True, eq=False, repr=False)
class Difference:
    """One system against another, replication by replication.

    Misleads when: differences are of the model. What is not in it (people who leave, cases that are
    not taken in turn) is in neither side.
    """

    base: Simulated
    changed: Simulated

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a measure and station: base, changed, and the paired difference with 95 %."""
        rows = []
        for key, before in self.base.measures.items():
            after = self.changed.measures.get(key)
            if after is None:
                continue
            paired = _interval(after - before)
            rows.append(
                {
                    "measure": key[0],
                    "station": key[1],
                    "base": _interval(before).value,
                    "changed": _interval(after).value,
                    "difference": paired.value,
                    "low": paired.low,
                    "high": paired.high,
                }
            )
        return pl.DataFrame(rows, infer_schema_length=None)

    def interval(self, measure: str, station: str = "") -> Interval:
        """The paired difference of a measure. Raises: Refused for a measure that is none."""
        self.base.interval(measure, station)
        name = self.base.system.station(station).name if station else ""
        key = (measure, name)
        return _interval(self.changed.measures[key] - self.base.measures[key])

    def differ_most(self, n: int) -> list[str]:
        """The steps whose backlog differs most at the end, at most n; one where none differs."""
        size = {
            one.name: abs(self.interval("inside", one.name).value or 0.0)
            for one in self.base.system.stations
        }
        most = sorted(size, key=lambda name: -size[name])[:n]
        return [name for name in most if size[name] > 0] or most[:1]

    def sentence(self) -> str:
        """What the change does, in words; nothing is claimed where the interval holds no change."""
        done = f"reached {self.base.system.stations[-1].to} a year"
        said = "; ".join(f"{c.what} at {c.station}: {c.by}" for c in self.changed.system.changes)
        what = self._words(done, "", f"more reach “{self.base.system.stations[-1].to}” a year",
                           f"fewer reach “{self.base.system.stations[-1].to}” a year")  # fmt: skip
        where = max(
            (s.name for s in self.base.system.stations),
            key=lambda name: abs(self.interval("inside", name).value or 0.0),
        )
        line = self._words("inside", where, f"more wait at {where}", f"fewer wait at {where}")
        return (
            f"With {said or 'nothing changed'}: {what}; {line} after {self.base.years:g} years"
            f" ({self.base.n} paired replications)."
        )

    def _words(self, measure: str, station: str, more: str, fewer: str) -> str:
        found = self.interval(measure, station)
        if found.value is None or found.low is None or found.high is None:
            return f"nothing can be said of how many {more.removeprefix('more ')}"
        if found.low <= 0 <= found.high:
            return f"no change is shown in how many {more.removeprefix('more ')} ({_range(found)})"
        size = abs(found.value)
        low, high = sorted((abs(found.low), abs(found.high)))
        return f"{size:,.0f} ({low:,.0f} to {high:,.0f}) {more if found.value > 0 else fewer}"

    def chart(self) -> Any:
        """Both systems month by month where they differ most, as an Altair chart."""
        from amparo.flow.system.charts import difference_chart  # noqa: PLC0415

        return difference_chart(self)

    def __repr__(self) -> str:
        return f"Difference({self.sentence()})"

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())


def _over(top: Floats, bottom: Floats) -> Floats:
    made: Floats = np.divide(top, bottom, out=np.full(top.size, np.nan), where=bottom > 0)
    return made


def _interval(values: Floats) -> Interval:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Interval(None, None, None)
    low, middle, high = np.percentile(known, [LOW, 50, HIGH])
    return Interval(float(middle), float(low), float(high))


def _said(found: Interval) -> str:
    if found.value is None or found.low is None or found.high is None:
        return "nobody"
    return f"{found.value:,.0f} ({found.low:,.0f} to {found.high:,.0f})"


def _range(found: Interval) -> str:
    return f"{found.low:+,.0f} to {found.high:+,.0f}"


__all__ = ["ADVANCES", "Difference", "Run", "Simulated"]
