"""Did it foretell? A system learned from what was known on a day, against what came after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.system.model import System
from amparo.flow.system.result import Simulated


@dataclass(frozen=True, eq=False, repr=False)
class Backtest:
    """What was simulated from a day on, and what was seen by the last day of the log."""

    system: System
    simulated: Simulated
    seen: dict[str, int]
    until: date

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a station: inside at the split, simulated with 95 %, seen, whether it held."""
        rows = []
        for one in self.system.stations:
            said, seen = self.simulated.interval("inside", one.name), self.seen[one.name]
            rows.append(
                {
                    "station": one.name,
                    "at_the_split": len(one.waiting_days),
                    "simulated": said.value,
                    "low": said.low,
                    "high": said.high,
                    "seen": seen,
                    "held": bool((said.low or 0) <= seen <= (said.high or 0)),
                }
            )
        return pl.DataFrame(rows)

    @property
    def held(self) -> bool:
        """Whether every station's backlog lay within its own interval."""
        return bool(self.frame.get_column("held").all())

    def sentence(self) -> str:
        """Where the simulation foretold the backlog, and plainly where it did not."""
        missed = self.frame.filter(~pl.col("held"))
        n = self.frame.height
        head = (
            f"From {self.system.starts_on.isoformat()} to {self.until.isoformat()} the backlog of"
            f" {n - missed.height} of {n} steps came within its interval"
        )
        if not missed.height:
            return head + "."
        said = "; ".join(
            f"{row['station']}: {row['seen']:,} seen, {row['low']:,.0f} to {row['high']:,.0f}"
            " simulated"
            for row in missed.rows(named=True)
        )
        return f"{head}. It did not at {said}."

    def chart(self) -> Any:
        """Simulated intervals and what was seen, as an Altair chart."""
        from amparo.flow.system.charts import backtest_chart  # noqa: PLC0415  (draws when asked)

        return backtest_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Backtest({self.sentence()})"


def known_on(log: EventLog, day: date) -> EventLog:
    """The log without what had not happened yet on a day; cases with nothing by then are not in it.

    Raises: Refused for a day outside the log.
    """
    if not day < log.as_of:
        raise Refused("The split lies before the log's last day", found=day.isoformat(),
                      next_step=f"choose a day before {log.as_of.isoformat()}")  # fmt: skip
    past = [pl.when(pl.col(name) <= day).then(pl.col(name)).alias(name) for name in log.stages]
    gone = pl.col(EXIT_ON) <= day
    frame = log.frame.with_columns(
        *past,
        pl.when(gone).then(pl.col(EXIT)).alias(EXIT),
        pl.when(gone).then(pl.col(EXIT_ON)).alias(EXIT_ON),
    ).filter(pl.any_horizontal(pl.col(name).is_not_null() for name in log.stages))
    if frame.height == 0:
        raise Refused("Nothing had happened by the day of the split", found=day.isoformat())
    written = log.written
    if written is not None:
        written = replace(written, day=written.day.set(written.day > day, None))
    return replace(log, frame=frame, as_of=day, ledger=None, written=written)


def backtested(
    log: EventLog, split: date, replications: int, seed: int, how: dict[str, Any],
    *, progress: Callable[[float], None] | None = None,
) -> Backtest:  # fmt: skip
    """Learn on the first part, run to the last day, count who was inside then."""
    system = System.fit(known_on(log, split), **how)
    years = (log.as_of - split).days / 365.25
    made = system.simulate(years=years, replications=replications, seed=seed, progress=progress)
    seen = {}
    for place, one in enumerate(system.stations):
        start, to, *later = (pl.col(name) for name in log.stages[place:])
        still = start.is_not_null() & to.is_null() & pl.col(EXIT).is_null()
        for name in later:
            still &= name.is_null()
        seen[one.name] = log.frame.filter(still).height
    return Backtest(system, made, seen, log.as_of)
