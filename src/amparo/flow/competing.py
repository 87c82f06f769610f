"""What really becomes of those who enter a step: Aalen–Johansen, with every exit in its own right.

Kaplan–Meier answers "how long, if nobody left"; this answers "how many, since some do leave". The
shares that advanced, that left by each exit and that still wait add up to one on every day.

Source: Aalen and Johansen 1978; variance by the delta method, Dinse and Larson 1986, equation
6; log(−log) intervals, Kalbfleisch and Prentice 2002.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.counts import ADVANCED
from amparo.flow.hazards import Hazards, hazards_of, share_interval
from amparo.flow.survival import LEVEL, Floats, Interval, Ints

STILL = "waiting"


@dataclass(frozen=True, eq=False, repr=False)
class CompetingRisks:
    """Cumulative incidences of one step.

    Shapes: `days` (t,); `incidence` and `variance` (c, t), row 0 those who advanced, then each exit
    of `exits`; `still_waiting` (t,).
    Counts: cases that entered, without those whose duration is set aside.
    Misleads when: those still open are unlike those long closed; a unit closes cases it should not,
    and so has few waiting.
    """

    name: str
    exits: tuple[str, ...]
    hazards: Hazards
    incidence: Floats
    variance: Floats
    n: int
    level: float = LEVEL

    @property
    def days(self) -> Ints:
        """The distinct days on which anything happened."""
        return self.hazards.days

    @property
    def still_waiting(self) -> Floats:
        """1 less every incidence: neither advanced nor left."""
        return self.hazards.still

    @property
    def followed_days(self) -> int:
        """The longest time that anyone was followed."""
        return self.hazards.followed_days

    @property
    def tail_censored(self) -> bool:
        """Whether some were still waiting at the last followed day, so that the limit is open."""
        return bool(self.days.size) and float(self.still_waiting[-1]) > 1e-12

    def at(self, day: int, kind: str = ADVANCED) -> Interval:
        """The share with this fate within `day` days; None beyond the longest time seen.

        `kind` is "advanced", "waiting" or an exit. Raises: Refused for an exit that is none.
        """
        if not self.hazards.reach_days(day):
            return Interval(None, None, None)
        return self._held(day, kind)

    def in_the_limit(self, kind: str = ADVANCED) -> Interval:
        """The share with this fate by the last followed day: at least so many in the end.

        What becomes of those still waiting then is not known (`tail_censored`).
        """
        return self._held(self.followed_days, kind) if self.n else Interval(None, None, None)

    def _held(self, day: int, kind: str) -> Interval:
        index = int(np.searchsorted(self.days, day, side="right")) - 1
        if index < 0:
            return Interval(1.0 if kind == STILL else 0.0, None, None)
        if kind == STILL:
            before = np.broadcast_to(self.days <= day, self.incidence.shape).astype(float)
            spread = self.hazards.variance(before)
            return share_interval(float(self.still_waiting[index]), spread, level=self.level)
        row = self._row(kind)
        return share_interval(
            float(self.incidence[row, index]), float(self.variance[row, index]), level=self.level
        )

    def _row(self, kind: str) -> int:
        if kind != ADVANCED and kind not in self.exits:
            there = ", ".join((ADVANCED, STILL, *self.exits))
            raise Refused("No such fate at this step", found=kind, next_step=f"there are: {there}")
        return 0 if kind == ADVANCED else 1 + self.exits.index(kind)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a fate and day: kind, days, share, low, high."""
        rows = [
            pl.DataFrame({"kind": kind, "days": self.days, "share": self.incidence[row]})
            .with_columns(*self._bands(row))
            for row, kind in enumerate((ADVANCED, *self.exits))
        ]  # fmt: skip
        return pl.concat(rows)

    def _bands(self, row: int) -> list[pl.Series]:
        pairs = zip(self.incidence[row], self.variance[row], strict=True)
        made = [share_interval(float(v), float(s), level=self.level) for v, s in pairs]
        return [
            pl.Series("low", [one.low for one in made], dtype=pl.Float64),
            pl.Series("high", [one.high for one in made], dtype=pl.Float64),
        ]

    def table(self, horizons: Sequence[int] = (30, 90, 365)) -> pl.DataFrame:
        """One row a horizon and fate, the limit last (`days` null): share, low, high."""
        rows = []
        for day in (*horizons, None):
            for kind in (ADVANCED, *self.exits, STILL):
                one = self.in_the_limit(kind) if day is None else self.at(day, kind)
                rows.append((day, kind, one.value, one.low, one.high))
        names = {"days": pl.Int64, "kind": pl.String}
        numbers = dict.fromkeys(("share", "low", "high"), pl.Float64)
        return pl.DataFrame(rows, schema={**names, **numbers}, orient="row")

    def sentence(self) -> str:
        """What became of those who entered, in words."""
        from amparo.flow.wording import percent, percent_interval  # noqa: PLC0415  (it knows us)

        if self.n == 0:
            return f"{self.name}: nobody entered whose time is known."
        went = percent_interval(self.in_the_limit())
        said = [f"{percent(self.in_the_limit(k).value)} had left by {k}" for k in self.exits]
        rest = percent(self.in_the_limit(STILL).value)
        tail = f", and of {rest} it is not known yet" if self.tail_censored else ""
        return (
            f"{self.name}: of {self.n:,} whose time is known, {went} had gone on after "
            f"{self.followed_days:,} days{''.join(f', {one}' for one in said)}{tail}."
        )

    def chart(self) -> Any:
        """The fates by day, one above the other, as an Altair chart."""
        from amparo.flow.drawings import fates_chart  # noqa: PLC0415  (draws only when asked)

        return fates_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"CompetingRisks({self.sentence()})"


def aalen_johansen(
    counts: pl.DataFrame, *, name: str = "", level: float = LEVEL, passed: bool = False
) -> CompetingRisks:
    """The fates of one step's counts; see `hazards_of` for delayed entry and `passed`."""
    table = hazards_of(counts, passed=passed)
    incidence = np.cumsum(table.steps, axis=1)
    n = round(table.n)
    return CompetingRisks(name, table.causes, table, incidence, table.variances(), n, level)
