"""From the first stage to every later one: who gets there within t days, and where others leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from statistics import NormalDist
from typing import Any

import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.chain import REACHED, Share, nodes_of_counts, nodes_of_moves, shares_of
from amparo.flow.counts import Counts, of, of_step
from amparo.flow.eventlog import EventLog
from amparo.flow.hazards import hazards_of, share_interval
from amparo.flow.pathway import Pathway
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import LEVEL, Interval
from amparo.flow.views import Period, View, kept_apart, moves_in, on_pathway, straight_in

HORIZONS = (30, 90, 365)
WORTH_SAYING = 0.01  # a smaller gap between chain and straight count is in `check` only


@dataclass(frozen=True)
class Chain:
    """The shares of one group, or of all cases (`values` empty)."""

    values: tuple[str, ...]
    n: int
    entered: tuple[int, ...]
    shares: tuple[Share, ...]

    def share(self, stage: int, horizon: int | None, fate: str = REACHED) -> Share:
        """One of the shares. Raises: Refused for one that was not asked for."""
        for one in self.shares:
            if (one.stage, one.horizon, one.fate) == (stage, horizon, fate):
                return one
        there = sorted({s.horizon for s in self.shares if s.horizon is not None})
        raise Refused(
            "No such share was estimated", found=f"{fate} within {horizon} days",
            next_step=f"the horizons are {', '.join(map(str, there))}, and None for the limit",
        )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Attrition:
    """Where cases are lost between the first stage and the last, within given days and in the end.

    Shapes: `whole` and each of `groups` have a share for every horizon, stage and fate. At every
    horizon those who left at any stage, those who wait at any, and those who reached the last add
    up to one.
    Counts: `n` came to the first stage, before any later one. Counts made elsewhere (`Counts`) do
    not say who skipped where to: those count as gone on to the next stage, with the times of the
    others.
    Misleads when: what happens after a stage depends on how the case came to it (see `chain`);
    `at_least` marks shares whose horizon lies beyond what was followed.
    """

    unit: str
    stages: tuple[str, ...]
    horizons: tuple[int, ...]
    view: View
    by: tuple[str, ...]
    whole: Chain
    groups: tuple[Chain, ...]
    too_few: tuple[tuple[str, ...], ...] = ()
    straight: tuple[Share, ...] = ()
    level: float = LEVEL

    def reached(self, stage: str, *, within: int | None = None) -> Interval:
        """The share of all that reaches a stage within so many days, or in the end."""
        return self.left(stage, REACHED, within=within)

    def left(self, stage: str, fate: str, *, within: int | None = None) -> Interval:
        """The share that leaves from a stage by an exit, or waits there ("waiting")."""
        if stage not in self.stages:
            raise Refused("No such stage", found=stage, next_step=", ".join(self.stages))
        if stage == self.stages[0] and fate == REACHED:
            return Interval(1.0, 1.0, 1.0)
        one = self.whole.share(self.stages.index(stage), within, fate)
        return share_interval(one.value, one.variance, level=self.level)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a group, horizon, stage and fate.

        Columns: the groups ("" is all), n, horizon (null in the limit), stage, fate, share, low,
        high, at_least.
        """
        rows = []
        for chain in (self.whole, *self.groups):
            values = chain.values or ("",) * len(self.by)
            for one in chain.shares:
                shown = share_interval(one.value, one.variance, level=self.level)
                rows.append(
                    (*values, chain.n, one.horizon, self.stages[one.stage], one.fate, shown.value,
                     shown.low, shown.high, one.at_least)
                )  # fmt: skip
        schema = {
            **dict.fromkeys(self.by, pl.String), "n": pl.Int64, "horizon": pl.Int64,
            "stage": pl.String, "fate": pl.String, "share": pl.Float64, "low": pl.Float64,
            "high": pl.Float64, "at_least": pl.Boolean,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def against(self, other: Attrition) -> pl.DataFrame:
        """Differences in the shares of all, other − this, with intervals.

        Raises: Refused where one is of a cohort and the other of a period, where the two overlap,
        or where stages differ.
        """
        kept_apart(self.view, other.view)
        if self.stages != other.stages:
            raise Refused(
                "These two have different stages", found=", ".join(other.stages),
                next_step=f"estimate both for {', '.join(self.stages)}",
            )  # fmt: skip
        theirs = {(s.horizon, s.stage, s.fate): s for s in other.whole.shares}
        z = NormalDist().inv_cdf(0.5 + self.level / 2)
        rows = []
        for one in self.whole.shares:
            two = theirs.get((one.horizon, one.stage, one.fate))
            if two is None:
                continue
            gap, half = two.value - one.value, z * sqrt(one.variance + two.variance)
            rows.append((one.horizon, self.stages[one.stage], one.fate, one.value, two.value, gap,
                         gap - half, gap + half, one.at_least or two.at_least))  # fmt: skip
        schema = {
            "horizon": pl.Int64, "stage": pl.String, "fate": pl.String,
            **dict.fromkeys(("this", "other", "difference", "low", "high"), pl.Float64),
            "at_least": pl.Boolean,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    @cached_property
    def check(self) -> pl.DataFrame:
        """The chain beside the same shares counted straight from the first stage to each.

        Shapes: horizon, stage, share, straight, low, high (of `straight`), `differs` where the
        chain lies outside that interval: there, what happens later depends on what was before, and
        `straight` is to be believed. Empty for a period and for counts, which cannot be counted so.
        """
        rows = []
        for one in self.straight:
            chain = self.whole.share(one.stage, one.horizon)
            shown = share_interval(one.value, one.variance, level=self.level)
            low, high = shown.low, shown.high
            differs = low is not None and high is not None and not low <= chain.value <= high
            rows.append((one.horizon, self.stages[one.stage], chain.value, shown.value, low, high,
                         differs))  # fmt: skip
        numbers = dict.fromkeys(("share", "straight", "low", "high"), pl.Float64)
        schema = {"horizon": pl.Int64, "stage": pl.String, **numbers, "differs": pl.Boolean}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def sentence(self) -> str:
        """How many reach the last stage, and where most others are, in words."""
        from amparo.flow.wording import counted, percent, percent_interval  # noqa: PLC0415

        day = self.horizons[-1]
        last = self.whole.share(len(self.stages) - 1, day)
        got = percent_interval(share_interval(last.value, last.variance, level=self.level))
        rest = [s for s in self.whole.shares if s.horizon == day and s.fate != REACHED]
        most = max(rest, key=lambda share: share.value)
        where = self.stages[most.stage]
        what = (
            f"{percent(most.value)} still wait after {where}"
            if most.fate == "waiting"
            else f"{percent(most.value)} leave after {where} by {most.fate}"
        )
        about = "" if self.view is None else f" ({self.view.sentence()})"
        least = "at least " if last.at_least else ""
        return (
            f"Of {counted(self.whole.n, self.unit)} at {self.stages[0]}{about}, {least}{got} reach "
            f"{self.stages[-1]} within {day:,} days; the most, {what}.{self._doubt(day)}"
        )

    def _doubt(self, day: int) -> str:
        from amparo.flow.wording import percent  # noqa: PLC0415

        last = pl.col("stage") == self.stages[-1]
        apart = (pl.col("share") - pl.col("straight")).abs() >= WORTH_SAYING
        found = self.check.filter(last & apart & (pl.col("horizon") == day) & pl.col("differs"))
        if found.height == 0:
            return ""
        return (
            f" Counted straight from {self.stages[0]} it is {percent(found['straight'][0])}: what "
            "happens later depends on what happened before."
        )

    def chart(self, *, within: int | None = None) -> Any:
        """The share that reaches each stage by the longest horizon, as an Altair chart."""
        from amparo.flow.drawings import attrition_chart  # noqa: PLC0415  (draws only when asked)

        return attrition_chart(self, within or self.horizons[-1])

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Attrition({self.sentence()})"


def attrition_of(
    log: EventLog | Counts, pathway: Pathway | Sequence[str] | None = None, *,
    by: Sequence[str] = (), horizons: Sequence[int] = HORIZONS, view: View = None,
    level: float = LEVEL,
) -> Attrition:  # fmt: skip
    """Attrition of a log, or of counts, for all and by the values of `by` together.

    Groups of fewer than ten are named in `too_few` and not estimated.
    Raises: Refused for unknown stages or groups; CannotEstimate where nobody entered.
    """
    if not horizons or min(horizons) < 0:
        raise Refused("A horizon is a number of days, 0 or more", found=str(tuple(horizons)))
    part = log if pathway is None else on_pathway(log, pathway)
    columns = [part.column_of(group) for group in by]
    if isinstance(part, EventLog):
        table, nodes_of = moves_in(part, view, by=by), nodes_of_moves
    elif view is None:
        table, nodes_of = of(part, by=by), nodes_of_counts
    else:
        raise Refused(
            "Counts do not say who came in when, and so know no cohort and no period",
            next_step="ask the log itself, or count only those cases",
        )
    n_steps = len(part.stages) - 1

    def chain(own: pl.DataFrame, values: tuple[str, ...]) -> Chain:
        entered = tuple(_entered(own, index) for index in range(n_steps))
        return Chain(
            values, entered[0], entered, tuple(shares_of(nodes_of(own, n_steps), horizons))
        )

    if _entered(table) == 0:
        raise CannotEstimate(f"Nobody reached {part.stages[0]}", next_step="check the pathway")
    whole = chain(table, ())
    groups, too_few = [], []
    if columns:
        split = table.partition_by(columns, as_dict=True, include_key=False)
        for key, own in sorted(split.items(), key=lambda pair: (-_entered(pair[1]), pair[0])):
            values = tuple(map(str, key))
            if _entered(own) < SMALLEST:
                too_few.append(values)
            else:
                groups.append(chain(own, values))
    ends = tuple(sorted(set(horizons)))
    straight = _straight(part, ends, view) if isinstance(part, EventLog) else ()
    return Attrition(
        part.unit, part.stages, ends, view, tuple(by), whole, tuple(groups), tuple(too_few),
        straight, level,
    )  # fmt: skip


def _straight(log: EventLog, ends: Sequence[int], view: View) -> tuple[Share, ...]:
    """From the first stage to each as if it were one step; where it was followed far enough."""
    if isinstance(view, Period):
        return ()
    made = []
    for stage in range(1, len(log.stages)):
        table = hazards_of(straight_in(log, view, stage))
        for end in ends:
            if table.reach_days(end):
                within = (table.days <= end).astype(float)
                value, spread = table.total(within), table.variance(within)
                made.append(Share(end, stage, REACHED, value, spread, at_least=False))
    return tuple(made)


def _entered(table: pl.DataFrame, step: int = 0) -> int:
    return int(of_step(table, step).get_column("n").sum())
