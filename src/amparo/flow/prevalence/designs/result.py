"""What a study found: a share or a number of people, with its interval, its doubts and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from amparo.flow.prevalence.systems.saying import people
from amparo.flow.survival import Interval


class Study(StrEnum):
    """How people were met."""

    HOUSEHOLD = "household survey"
    VENUES = "venues at set times"
    REFERRALS = "respondent-driven sample"
    NETWORK = "network scale-up"


@dataclass(frozen=True, eq=False, repr=False)
class Prevalence:
    """The share of people who live the crime, as a design lets it be known.

    Shapes: `frame` has one row a stratum, wave or group, as the design has them.
    Units: `share` 0 to 1; `total` people, where the size of the population is known.
    Counts: `n` people or encounters asked; `n_effective` what they are worth as a simple sample.
    """

    study: Study
    share: Interval
    total: Interval | None
    level: float
    n: int
    n_effective: float
    method: str
    interval_method: str
    frame: pl.DataFrame
    doubts: tuple[str, ...] = ()

    @property
    def estimate(self) -> float:
        """The number of people where the population is known, else the share."""
        return float((self.total or self.share).value or 0.0)

    @property
    def interval(self) -> Interval:
        """Of the number where the population is known, else of the share."""
        return self.total or self.share

    @property
    def design_effect(self) -> float:
        """How many times as many people a simple sample would have spared."""
        return self.n / self.n_effective if self.n_effective > 0 else float("nan")

    def sentence(self) -> str:
        """The share with its interval, what it rests on, and what is doubtful."""
        share = self.share
        said = (
            f"{self.study.capitalize()}: {_percent(share.value)} of people ({self.level:.0%} "
            f"interval {_percent(share.low)} to {_percent(share.high)}, {self.interval_method}), "
            f"from {self.n:,} worth {self.n_effective:,.0f} of a simple sample."
        )
        if self.total is not None:
            said += (
                f" That is {people(self.total.value)} people ({people(self.total.low)} to "
                f"{people(self.total.high)})."
            )
        return " ".join([said, *self.doubts])

    def chart(self, *, narrow: bool = False) -> Any:
        """The share of all and of each row, with intervals."""
        from amparo.flow.charts import groups_chart  # noqa: PLC0415  (draws only when asked)

        rows = [("All", self.share)]
        if {"group", "share", "low", "high"} <= set(self.frame.columns):
            rows += [
                (str(row["group"]), Interval(row["share"], row["low"], row["high"]))
                for row in self.frame.iter_rows(named=True)
            ]
        return groups_chart(rows, about=f"Share by {self.study}", narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Prevalence({self.sentence()})"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
