"""Whether groups wait equally long: the log-rank test, of any number of groups, within strata.

Source: Mantel 1966; Peto and Peto 1972; k groups and strata as in Klein and Moeschberger 2003,
equations 7.3.2 to 7.3.5 and 7.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.counts import ADVANCED
from amparo.flow.survival import TIMED, Floats


@dataclass(frozen=True, repr=False)
class LogRank:
    """The test of equal waits.

    Shapes: `groups`, `observed` and `expected` have one value a group.
    Misleads when: the curves cross, so that early and late differences cancel; groups differ in
    their cases (then give strata).
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float
    degrees: int
    p: float
    strata: tuple[str, ...] = ()

    @property
    def frame(self) -> pl.DataFrame:
        """One row a group: how many went on, and how many would have if all waited alike."""
        columns = {"group": self.groups, "observed": self.observed, "expected": self.expected}
        return pl.DataFrame(columns)

    def sentence(self) -> str:
        """What the test says, in words."""
        within = f", within {' and '.join(self.strata)}" if self.strata else ""
        shown = "p under 0.001" if self.p < 0.001 else f"p = {self.p:.3f}"
        what = (
            "The groups do not wait equally long"
            if self.p < 0.05
            else "That all groups wait equally long cannot be ruled out"
        )
        return f"{what} (log-rank{within}, {len(self.groups)} groups, {shown})."

    def chart(self) -> Any:
        """How many went on of those expected if all waited alike, as an Altair chart."""
        from amparo.flow.drawings import logrank_chart  # noqa: PLC0415  (draws only when asked)

        return logrank_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"LogRank({self.sentence()})"


def logrank(counts: pl.DataFrame, groups: Sequence[str], *, strata: Sequence[str] = ()) -> LogRank:
    """The test from one step's counts by `groups` (and `strata`), columns of it.

    Raises: CannotEstimate where fewer than two groups have anyone to compare.
    """
    from scipy.stats import chi2

    timed = counts.filter(pl.col("days").is_not_null() & pl.col("outcome").is_in(TIMED))
    names = timed.select(*groups).unique().sort(*groups)
    k = names.height
    observed, expected, spread = np.zeros(k), np.zeros(k), np.zeros((k, k))
    places = names.with_row_index("(place)")
    timed = timed.join(places, on=list(groups), nulls_equal=True)
    parts = timed.partition_by(strata) if strata else [timed]
    for part in parts:
        there, events = _tables(part, k)
        total, died = there.sum(axis=0), events.sum(axis=0)
        share = there / np.maximum(total, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(total > 1, died * (total - died) / (total - 1), 0.0)
        observed += events.sum(axis=1)
        expected += (share * died).sum(axis=1)
        spread += np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T
    told = expected > 0
    if int(told.sum()) < 2 or observed.sum() == 0:
        raise CannotEstimate(
            "Waits cannot be compared", found=f"{int(told.sum())} groups with anyone to compare",
            next_step="compare by a column with two values or more, after somebody has gone on",
        )  # fmt: skip
    gap = (observed - expected)[told][:-1]
    inside = spread[np.ix_(told, told)][:-1, :-1]
    statistic = float(gap @ np.linalg.pinv(inside) @ gap)
    degrees = int(np.linalg.matrix_rank(inside))
    p = float(chi2.sf(statistic, degrees)) if degrees else 1.0
    said = tuple(" · ".join(map(str, row)) for row in names.rows())
    return LogRank(
        said, tuple(observed.tolist()), tuple(expected.tolist()), statistic, degrees, p,
        tuple(strata),
    )  # fmt: skip


def _tables(part: pl.DataFrame, k: int) -> tuple[Floats, Floats]:
    """At risk and events by group and day, (k, t)."""
    size = part.get_column("n").to_numpy().astype(np.float64)
    place = part.get_column("(place)").to_numpy().astype(np.int64)
    days, at = np.unique(part.get_column("days").to_numpy(), return_inverse=True)
    events, leaving = np.zeros((k, days.size)), np.zeros((k, days.size))
    np.add.at(leaving, (place, at), size)
    np.add.at(events, (place, at), size * part.get_column("outcome").eq(ADVANCED).to_numpy())
    there = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    return there, events
