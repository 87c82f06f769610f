"""`effect(...)`: did the repair work?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.effects.checks import Bearing, Check
from amparo.flow.effects.effect import Better, Design, Effect, Timing, Weigh
from amparo.flow.effects.files import run as files
from amparo.flow.effects.outcome import Outcome
from amparo.flow.effects.panel import NEVER, Panel, Scale, panel_of
from amparo.flow.effects.series import run as series
from amparo.flow.effects.staggered import run as staggered
from amparo.flow.effects.staggered.callaway import Against
from amparo.flow.effects.verdict import number
from amparo.flow.effects.wedge import run as wedge
from amparo.flow.survival import Interval

AUTO = "auto"
SAME_NUMBER = "The number of cases was the same throughout."
E = TypeVar("E", bound=StrEnum)


def effect(
    source: str | Path | Any,
    *,
    outcome: str = "",
    unit: str | None = None,
    period: str = "",
    treated_from: str | Mapping[Any, Any] = "",
    n: str | None = None,
    exposure: str | None = None,
    design: str | Design = AUTO,
    timing: str | Timing = Timing.CHOSEN,
    against: str | Against = Against.NOT_YET,
    better: str | Better = Better.UNSAID,
    weigh: str | Weigh = Weigh.UNITS,
    anticipation: int = 0,
    level: float = 0.95,
    looked_at: int = 1,
    cycle: int | None = None,
    placebo_outcome: str | None = None,
) -> Effect:
    """Did the repair work? One outcome, with and without, as far as the design can tell.

    `source` is a file, a frame, or an `Outcome` taken from a log by `outcome.advanced_within` and
    its like.
    `outcome` counts some of `n` (a share), or is counted over `exposure`, or is any number.
    `treated_from` is a column, or maps unit → period; blank is never. `timing="random"` says that
    who was repaired when was as good as drawn by lot: a stronger promise, checked, and a sharper
    estimate. `weigh`: whether each unit counts the same, or each case. `looked_at`: how many
    outcomes were looked at, this one included.
    `cycle`: periods in a year, where the periods are plain numbers.
    `placebo_outcome`: a column that the repair cannot have reached; where it moved too, nothing is
    claimed.
    Raises: Refused for what cannot be read; CannotEstimate where there is nothing to compare.
    """
    if isinstance(source, Panel):
        panel = source
    elif isinstance(source, Outcome):
        panel = source.panel(treated_from)
    else:
        panel = panel_of(
            source, outcome=outcome, unit=unit, period=period, treated_from=treated_from, n=n,
            exposure=exposure,
        )  # fmt: skip
    way = _one_of(Better, better, "better")
    how = _one_of(Timing, timing, "timing")
    chosen = design_of(panel) if design == AUTO else _one_of(Design, design, "design")
    compared = _one_of(Against, against, "against")
    weighed = _one_of(Weigh, weigh, "weigh")

    def run(made: Panel) -> Effect:
        if chosen is Design.SERIES:
            return series.run(made, series.Asked(way, anticipation, level, looked_at, cycle))
        if chosen is Design.WEDGE:
            return wedge.run(made, wedge.Asked(way, level, looked_at))
        if chosen is Design.FILES:
            return files.run(made, files.Asked(way, level, looked_at))
        asked = staggered.Asked(how, compared, anticipation, weighed, way, level, looked_at)
        return staggered.run(made, asked)

    if chosen is not Design.FILES:
        _check_it_varies(panel)
    found = run(panel)
    more = []
    if panel.n_cut and panel.n_rows:
        more.append(_cut(panel))
    if placebo_outcome is not None:
        if isinstance(source, Panel | Outcome):
            raise Refused(
                "A placebo outcome is a column of a table", found=placebo_outcome,
                next_step="judge the other outcome on its own, by the same words",
            )  # fmt: skip
        other = panel_of(
            source, outcome=placebo_outcome, unit=unit, period=period, treated_from=treated_from,
        )  # fmt: skip
        more.append(_untouched(run(other)))
    if panel.has_n and chosen not in {Design.SERIES, Design.FILES}:
        sizes = _sizes(panel)
        more += (
            _composition(run(sizes), worse=_is_worse(found))
            if sizes.frame.get_column("value").n_unique() > 1
            else [Check("composition", passed=True, bearing=Bearing.DOUBTS, says=SAME_NUMBER)]
        )
    interval = _possible(found.interval) if panel.scale is Scale.SHARE else found.interval
    return replace(found, interval=interval, checks=(*found.checks, *more))


def _check_it_varies(panel: Panel) -> None:
    values = panel.frame.get_column("value").drop_nulls().unique()
    if values.len() == 1:
        raise CannotEstimate(
            "The outcome is the same everywhere and always: nothing can be told of a change",
            found=f"{panel.outcome}: {values[0]:g}", next_step="choose an outcome that varies",
        )  # fmt: skip


def _possible(interval: Interval) -> Interval:
    """A share changes by no more than all: what lies beyond is of the method, not of the world."""
    if interval.low is None or interval.high is None:
        return interval
    return replace(interval, low=max(-1.0, interval.low), high=min(1.0, interval.high))


def _cut(panel: Panel) -> Check:
    share = panel.n_cut / panel.n_rows
    says = (
        f"{panel.n_cut:,} of {panel.n_rows:,} ({share:.0%}) are left out: blank, or too late to be "
        "judged."
    )
    return Check("cut", share <= 0.2, Bearing.DOUBTS, says, numbers={"share": share})


def _untouched(other: Effect) -> Check:
    """Whether an outcome that the repair could not reach changed as well."""
    low, high = other.interval.low, other.interval.high
    if low is None or high is None:
        says = f"{other.outcome}, which the repair could not reach, cannot be judged."
        return Check("placebo_outcome", None, Bearing.TELLS, says)
    still = low <= 0 <= high
    says = (
        f"{other.outcome}, which the repair could not reach, changed by "
        f"{number(other.estimate or 0)} ({number(low)} to {number(high)})"
        + (", within chance." if still else ", more than by chance.")
    )
    because = f"{other.outcome}, which the repair could not reach, changed at the same time"
    return Check("placebo_outcome", still, Bearing.REFUSES, says, because,
                 {"estimate": other.estimate or 0.0, "low": low, "high": high})  # fmt: skip


def _sizes(panel: Panel) -> Panel:
    """How many cases each share rests on, as an outcome of its own; no row is none."""
    units = panel.frame.select("unit", "first").unique()
    grid = units.join(pl.DataFrame({"at": range(panel.axis.n)}), how="cross")
    made = grid.join(panel.frame.select("unit", "at", "n"), on=["unit", "at"], how="left")
    made = made.with_columns(
        pl.col("at").cast(pl.Int64),
        pl.col("n").fill_null(0.0).alias("value"),
        pl.lit(1.0).alias("n"),
    )
    return replace(panel, frame=made, scale=Scale.VALUE, has_n=False, outcome="the number of cases")


def _is_worse(found: Effect) -> bool:
    """Whether the interval of a share leaves out none, on the bad side."""
    low, high = found.interval.low, found.interval.high
    if low is None or high is None or found.better is Better.UNSAID:
        return False
    return high < 0 if found.better is Better.HIGHER else low > 0


def _composition(counts: Effect, *, worse: bool) -> list[Check]:
    """Whether the number of cases jumped at the same time: then those counted may be others.

    A share that got worse while more came is no worsening that can be claimed: whoever did not come
    before comes now, and rarely with the easiest case.
    """
    check = _jump(counts)
    rose = check.passed is False and (counts.estimate or 0.0) > 0
    if not (rose and worse):
        return [check]
    says = (
        f"More came at the same time ({abs(check.numbers['share']):.0%} more): people who did not "
        "come before come now, and theirs are other cases. More complaints are not a failure."
    )
    because = (
        "more cases came at the same time, and a rise of those who come is not a failure: those "
        "who came before cannot be told from those who come now"
    )
    refused = Check(
        "more_came", passed=False, bearing=Bearing.REFUSES, says=says, because=because,
        numbers=check.numbers,
    )  # fmt: skip
    return [check, refused]


def _jump(counts: Effect) -> Check:
    low, high = counts.interval.low, counts.interval.high
    if low is None or high is None or counts.estimate is None:
        return Check("composition", None, Bearing.TELLS, "The number of cases cannot be judged.")
    if low <= 0 <= high:
        says = "The number of cases did not change at the repair beyond chance."
        return Check("composition", passed=True, bearing=Bearing.DOUBTS, says=says)
    share = counts.estimate / counts.usual if counts.usual else 0.0
    says = (
        f"At the repair the number of cases {'rose' if counts.estimate > 0 else 'fell'} by "
        f"{abs(share):.0%}: those counted after it may be other cases than before, which alone can "
        "move a share."
    )
    return Check("composition", passed=False, bearing=Bearing.DOUBTS, says=says,
                 numbers={"change": counts.estimate, "share": share})  # fmt: skip


def design_of(panel: Panel) -> Design:
    """The design that a panel has: a series where one unit, or all at once, were repaired."""
    _, _, _, first = panel.matrices()
    first = np.where(first >= panel.axis.n, NEVER, first)
    starts = np.unique(first[first < NEVER])
    if starts.size == 0:
        raise Refused(
            "No unit is repaired within the data", found=f"{first.size} units",
            next_step="say from which period with treated_from",
        )  # fmt: skip
    repaired = int((first < NEVER).sum())
    alone = starts.size == 1 and (repaired == first.size or repaired < 5)
    return Design.SERIES if alone or first.size == 1 else Design.STAGGERED


def _one_of(kinds: type[E], given: str, what: str) -> E:
    try:
        return kinds(given)
    except ValueError as error:
        raise Refused(
            f"{what} is one of: " + ", ".join(kind.value for kind in kinds), found=str(given)
        ) from error
