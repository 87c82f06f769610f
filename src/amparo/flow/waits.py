"""How long it takes from one stage to another, by group and over time, compared fairly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.competing import CompetingRisks, aalen_johansen
from amparo.flow.counts import Counts, of, of_step
from amparo.flow.curves import kaplan_meiers
from amparo.flow.eventlog import EventLog
from amparo.flow.logrank import LogRank, logrank
from amparo.flow.pathway import Between
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import LEVEL, Interval, SurvivalCurve, kaplan_meier
from amparo.flow.views import on_pathway

ENTERED = "entered"
NUMBERS = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64}


@dataclass(frozen=True)
class Mean:
    """Days waited on average within a horizon, those beyond it counted as the horizon."""

    value: float
    se: float
    low: float
    high: float


def restricted_mean(curve: SurvivalCurve, horizon: int, *, level: float = LEVEL) -> Mean | None:
    """∫ S from 0 to the horizon; None where the curve was not followed so far.

    Source: Irwin 1949; variance Σ A² d / (n (n − d)) with A the area still to come, Klein and
    Moeschberger 2003, equation 4.5.2.
    """
    last = curve.still_waiting[-1] if curve.n else 1.0
    if curve.n == 0 or (horizon > curve.followed_days and last > 0):
        return None
    value = curve.mean_up_to(horizon)
    inside = curve.days < horizon
    days = curve.days[inside].astype(np.float64)
    still, there = curve.still_waiting[inside], curve.at_risk[inside].astype(np.float64)
    events = curve.events[inside].astype(np.float64)
    pieces = np.diff(np.append(days, horizon)) * still
    to_come = np.cumsum(pieces[::-1])[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(there > events, to_come**2 * events / (there * (there - events)), 0.0)
    se = sqrt(float(each.sum()))
    half = NormalDist().inv_cdf(0.5 + level / 2) * se
    mean = float(value or 0.0)
    return Mean(mean, se, max(0.0, mean - half), min(float(horizon), mean + half))


@dataclass(frozen=True, eq=False, repr=False)
class Curves:
    """The wait from one stage to another: of all cases, and of each group.

    Shapes: `groups` has a curve for each combination of the values of `by` with ten cases or more.
    Counts: cases that came to the first stage; those who left are followed until they left.
    Misleads when: those who leave would have waited longer or shorter than the others ("if nobody
    left"; `fates` says what really became of them); those who skipped the second stage, `skipped`,
    count as waiting for it.
    """

    start: str
    to: str
    unit: str
    by: tuple[str, ...]
    whole: SurvivalCurve
    groups: dict[tuple[str, ...], SurvivalCurve]
    counts: pl.DataFrame
    too_few: tuple[tuple[str, ...], ...] = ()
    skipped: int = 0
    level: float = LEVEL

    @property
    def median(self) -> Interval:
        """The day by which half of all have gone on."""
        return self.whole.median

    def at(self, days: int) -> Interval:
        """The share of all that still waits after so many days."""
        return self.whole.at(days)

    def share_within(self, days: int) -> Interval:
        """The share of all that goes on within a clock of so many days.

        Misleads when: the law stops the clock for reasons that the log does not know.
        """
        return self.whole.within(days)

    @cached_property
    def fates(self) -> CompetingRisks:
        """What really became of all who came to the first stage."""
        whole = self.counts.group_by("step", "outcome", "kind", "days").agg(pl.col("n").sum())
        return aalen_johansen(whole, name=self.whole.name, level=self.level)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a group and day: the groups ("" is all), then what the curves have."""
        parts = [self._named(("",) * len(self.by), self.whole)]
        parts += [self._named(values, curve) for values, curve in self.groups.items()]
        return pl.concat(parts)

    def _named(self, values: tuple[str, ...], curve: SurvivalCurve) -> pl.DataFrame:
        named = [pl.lit(v).alias(name) for name, v in zip(self.by, values, strict=True)]
        return curve.frame.select(*named, *curve.frame.columns)

    def medians(self) -> pl.DataFrame:
        """One row a group: n, the median and its interval (null where not reached)."""
        return self._each(lambda curve: curve.median)

    def shares_within(self, days: int) -> pl.DataFrame:
        """One row a group: n, the share that goes on within a clock, and its interval."""
        return self._each(lambda curve: curve.within(days))

    def _each(self, ask: Any) -> pl.DataFrame:
        rows = []
        for values, curve in ((("",) * len(self.by), self.whole), *self.groups.items()):
            one = ask(curve)
            rows.append((*values, curve.n, one.value, one.low, one.high))
        schema = {**dict.fromkeys(self.by, pl.String), "n": pl.Int64, **NUMBERS}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def common_days(self) -> int:
        """The longest horizon to which every group was followed."""
        curves = self.groups.values() or [self.whole]
        return min(c.followed_days for c in curves)

    def restricted_means(self, horizon: int | None = None) -> pl.DataFrame:
        """One row a group: n, days waited on average within the horizon, standard error, interval.

        The horizon is `common_days` where none is given; null where a group was not followed to it.
        """
        end = self.common_days() if horizon is None else horizon
        rows = []
        for values, curve in ((("",) * len(self.by), self.whole), *self.groups.items()):
            mean = restricted_mean(curve, end, level=self.level)
            shown = (mean.value, mean.low, mean.high, mean.se) if mean else (None,) * 4
            rows.append((*values, curve.n, *shown, end))
        schema = {**dict.fromkeys(self.by, pl.String), "n": pl.Int64, **NUMBERS,
                  "se": pl.Float64, "horizon": pl.Int64}  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def differences(self, horizon: int | None = None) -> pl.DataFrame:
        """Every two groups: how many days more the second waits within the horizon, and whether
        the two may be told apart when all pairs are looked at at once.

        Source: Holm 1979 for many pairs.
        """
        end = self.common_days() if horizon is None else horizon
        found = {v: restricted_mean(c, end, level=self.level) for v, c in self.groups.items()}
        known = [(values, mean) for values, mean in found.items() if mean is not None]
        normal, rows = NormalDist(), []
        z = normal.inv_cdf(0.5 + self.level / 2)
        for place, (one, first) in enumerate(known):
            for other, second in known[place + 1 :]:
                gap, se = second.value - first.value, sqrt(first.se**2 + second.se**2)
                p = 2 * (1 - normal.cdf(abs(gap) / se)) if se else float(gap == 0)
                rows.append((_said(one), _said(other), gap, gap - z * se, gap + z * se, p))
        rows.sort(key=lambda row: row[-1])
        told, sure = [], True
        for rank, row in enumerate(rows):
            sure = sure and row[-1] * (len(rows) - rank) < 1 - self.level
            told.append((*row, sure))
        schema = {"one": pl.String, "other": pl.String, "difference": pl.Float64,
                  "low": pl.Float64, "high": pl.Float64, "p": pl.Float64,
                  "told_apart": pl.Boolean}  # fmt: skip
        return pl.DataFrame(told, schema=schema, orient="row")

    def logrank(self, *, within: Sequence[str] = ()) -> LogRank:
        """Whether the groups wait equally long; `within` names those of `by` that are strata.

        Raises: Refused for a stratum that is none of them; CannotEstimate for a group alone.
        """
        strange = [name for name in within if name not in self.by]
        if strange or not (groups := [name for name in self.by if name not in within]):
            raise Refused(
                "The waits cannot be compared so", found=", ".join((*within, "by", *self.by)),
                next_step="name in by= what to compare, and in within= those of it to hold fixed",
            )  # fmt: skip
        named = dict(zip(self.counts.columns, (*self.by,), strict=False))
        return logrank(self.counts.rename(named), groups, strata=within)

    def sentence(self) -> str:
        """How long it takes, and whether groups differ, in words."""
        said = self.whole.sentence()
        if self.skipped:
            said += f" {self.skipped:,} skipped {self.to} and count as waiting for it."
        if len(self.groups) < 2:
            return said
        try:
            return f"{said} {self.logrank().sentence()}"
        except CannotEstimate:
            return said

    def chart(self) -> Any:
        """A falling line for each group, or for all, as an Altair chart."""
        from amparo.flow.drawings import curves_chart  # noqa: PLC0415  (draws only when asked)

        return curves_chart(self) if self.groups else self.whole.chart()

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Curves({self.sentence()})"


def _said(values: tuple[str, ...]) -> str:
    return " · ".join(values)


def survival_of(
    log: EventLog | Counts, step: Between, *, by: Sequence[str] = (),
    entered_every: str | None = None, level: float = LEVEL,
) -> Curves:  # fmt: skip
    """The wait of a step, by groups, and by when they entered ("1y", "1q", "1mo").

    Raises: Refused for stages that are not there; of counts, for steps between other stages than
    neighbours and for `entered_every`, which counts do not know.
    """
    table, columns, names = _counts(log, step, by, entered_every)
    plain = table.group_by("step", "outcome", "kind", "days").agg(pl.col("n").sum())
    whole = kaplan_meier(plain, name=f"{step.start} → {step.to}", level=level)
    groups, too_few = {}, []
    if columns:
        found = kaplan_meiers(table, columns, level=level)
        for key, curve in found.items():
            values = tuple(map(str, key))
            if curve.n < SMALLEST:
                too_few.append(values)
            else:
                groups[values] = replace(curve, name=_said(values))
        small = pl.DataFrame(too_few, schema=dict.fromkeys(columns, pl.String), orient="row")
        table = table.join(small, on=columns, how="anti", nulls_equal=True)
    skipped = int(plain.filter(pl.col("kind") == "skipped").get_column("n").sum())
    return Curves(
        step.start, step.to, log.unit, names, whole, groups, table, tuple(too_few), skipped, level
    )


def _counts(
    log: EventLog | Counts, step: Between, by: Sequence[str], entered_every: str | None
) -> tuple[pl.DataFrame, list[str], tuple[str, ...]]:
    """One step's counts, the columns of its groups, and what these are called."""
    for name in (step.start, step.to):
        if name not in log.stages:
            raise Refused("No such stage", found=name, next_step=", ".join(log.stages))
    first, last = log.stages.index(step.start), log.stages.index(step.to)
    if not isinstance(log, EventLog):
        if entered_every or last != first + 1:
            raise Refused(
                "Counts know only the steps they were counted by, and no day of entry",
                next_step="ask the log itself",
            )
        return of_step(of(log, by=by), first), [log.column_of(g) for g in by], tuple(by)
    part = on_pathway(log, (step.start, step.to, *log.stages[last + 1 :]))
    if not isinstance(part, EventLog):  # pragma: no cover  (a log stays a log)
        raise TypeError
    names = tuple(by)
    if entered_every:
        if ENTERED in (*part.pathway.groups, *part.stages):
            raise Refused(f"A group may not be called “{ENTERED}” here",
                          next_step="rename the column")  # fmt: skip
        period = pl.col(step.start).dt.truncate(entered_every).dt.to_string("%Y-%m-%d")
        part = replace(
            part,
            frame=part.frame.with_columns(period.alias(ENTERED)),
            pathway=part.pathway.with_groups((*part.pathway.groups, ENTERED)),
        )
        names = (*names, ENTERED)
    return of_step(of(part, by=names), 0), [part.column_of(g) for g in names], names
