"""One simulated system against another that met the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from amparo.flow.survival import Interval
from amparo.flow.system.result import Simulated, interval_of


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
            paired = interval_of(after - before)
            rows.append(
                {
                    "measure": key[0],
                    "station": key[1],
                    "base": interval_of(before).value,
                    "changed": interval_of(after).value,
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
        return interval_of(self.changed.measures[key] - self.base.measures[key])

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


def _range(found: Interval) -> str:
    return f"{found.low:+,.0f} to {found.high:+,.0f}"
