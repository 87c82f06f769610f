"""From a panel to the answer of one series, alone or less a comparison series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.effects import misleading
from amparo.flow.effects.checks import Check
from amparo.flow.effects.effect import Better, Design, Effect, Misleading
from amparo.flow.effects.panel import NEVER, Floats, Panel, Scale
from amparo.flow.effects.series import calibrate, checks
from amparo.flow.effects.series.fit import Fit, fit
from amparo.flow.effects.series.line import SEASON_FROM, Line
from amparo.flow.survival import Interval


@dataclass(frozen=True)
class Asked:
    """How the series is to be run."""

    better: Better = Better.UNSAID
    anticipation: int = 0
    level: float = 0.95
    looked_at: int = 1
    cycle: int | None = None


@dataclass(frozen=True, eq=False)
class Pooled:
    """The repaired units as one series, and the others as one, where there are any."""

    repaired: Line
    other: Line | None
    n_treated: int
    n_units: int


def run(panel: Panel, asked: Asked) -> Effect:
    """The effect on one series. Raises: CannotEstimate where the repairs came at several dates."""
    pooled = pool(panel, asked)
    line = pooled.repaired if pooled.other is None else _less(pooled.repaired, pooled.other)
    size = checks.points(line, word=panel.axis.word)
    if size.passed is False:
        return _answer(panel, pooled, asked, line=line, found=None, made=(size,))
    found = fit(line)
    made = [
        size,
        checks.gaps(line, panel.axis.n, word=panel.axis.word),
        checks.season(line, word=panel.axis.word, least=SEASON_FROM),
        checks.neighbours(found),
        checks.placebo_dates(line, panel.axis),
        checks.alone(controlled=pooled.other is not None),
    ]
    if panel.scale is Scale.SHARE:
        made.append(checks.composition(pooled.repaired))
    return _answer(panel, pooled, asked, line=line, found=found, made=tuple(made))


def pool(panel: Panel, asked: Asked) -> Pooled:
    """Units repaired at one date added up, and those never repaired."""
    _, y, n, first = panel.matrices()
    first = np.where(first >= panel.axis.n, NEVER, first)
    dates = np.unique(first[first < NEVER])
    if dates.size != 1:
        raise CannotEstimate(
            "A series has one date of repair", found=f"{dates.size} dates",
            next_step="use design staggered, or give the units that were repaired together",
        )  # fmt: skip
    start, cycle = int(dates[0]), asked.cycle or panel.axis.cycle
    scale = panel.scale
    how: dict[str, Any] = {
        "start": start, "cycle": cycle, "scale": scale, "anticipation": asked.anticipation
    }  # fmt: skip
    repaired = _added(y[first < NEVER], n[first < NEVER], **how)
    rest = first == NEVER
    other = _added(y[rest], n[rest], **how) if rest.any() else None
    return Pooled(repaired, other, int((first < NEVER).sum()), int(first.size))


def _added(
    y: Floats, n: Floats, *, start: int, cycle: int | None, scale: Scale, anticipation: int
) -> Line:
    """Units as one series: weighed by n for shares and counts, each the same for numbers."""
    weight = np.where(np.isfinite(y), (n > 0).astype(float) if scale is Scale.VALUE else n, 0.0)
    total = weight.sum(axis=0)
    at = np.arange(y.shape[1])
    keep = (total > 0) & ~((at >= start - anticipation) & (at < start))
    sums = (np.nan_to_num(y) * weight).sum(axis=0)
    line = Line(at[keep], sums[keep] / total[keep], total[keep], start, cycle, scale)
    return line if _varies(line) else replace(line, scale=Scale.VALUE)


def _varies(line: Line) -> bool:
    """Whether a logarithm of the outcome exists on both sides: not where it is always 0, or all."""
    sides = [line.y[line.after == side] for side in (0.0, 1.0)]
    top = 1.0 if line.scale is Scale.SHARE else np.inf
    return line.scale is Scale.VALUE or all(
        bool((side > 0).any() and (side < top).any()) for side in sides if side.size
    )


def _less(one: Line, other: Line) -> Line:
    """The repaired series less the comparison, period by period: both then share what else came."""
    there = np.intersect1d(one.at, other.at)
    a, b = np.isin(one.at, there), np.isin(other.at, there)
    gap = one.y[a] - other.y[b]
    return Line(there, gap, np.ones(there.size), one.first, one.cycle, Scale.VALUE)


def _answer(
    panel: Panel, pooled: Pooled, asked: Asked, *, line: Line, found: Fit | None,
    made: tuple[Check, ...],
) -> Effect:  # fmt: skip
    level = 1 - (1 - asked.level) / asked.looked_at
    needed = calibrate.critical([found], level) if found else float("nan")
    interval = Interval(None, None, None)
    if found:
        half = needed * found.se
        interval = Interval(found.effect, found.effect - half, found.effect + half)
    kind = {Scale.SHARE: "log-odds", Scale.COUNT: "logarithm of the rate"}.get(line.scale, "level")
    against = "" if pooled.other is None else ", less a comparison series"
    lags = f" over {found.lags} neighbours" if found else ""
    return Effect(
        outcome=panel.outcome, scale=panel.scale, design=Design.SERIES,
        method=f"interrupted time series ({kind}){against}, errors robust to resemblance{lags}",
        estimate=found.effect if found else None, se=found.se if found else None,
        interval=interval, usual=_usual(pooled, found), n_units=pooled.n_units,
        n_treated=pooled.n_treated, n_periods=int(line.at.size), n_rows=panel.frame.height,
        unit_word=panel.unit_word, period_word=panel.axis.word, better=asked.better, checks=made,
        frame=_frame(panel, line, found, needed), level=asked.level,
        looked_at=asked.looked_at, misleading=_misleading(pooled.repaired),
        tables=_tables(found, needed), notes=panel.notes,
    )  # fmt: skip


def _usual(pooled: Pooled, found: Fit | None) -> float | None:
    """What the repaired would have been after the repair, on average."""
    if found is None:
        return None
    after = pooled.repaired.at >= pooled.repaired.first
    return float(pooled.repaired.y[after].mean()) - found.effect


def _frame(panel: Panel, line: Line, found: Fit | None, needed: float) -> pl.DataFrame:
    """One row a period: observed, fitted, expected without the repair with its interval, n.

    Less a comparison series, all are differences.
    """
    made = pl.DataFrame(
        {
            "period": [panel.axis.label(int(t)) for t in line.at],
            "day": [panel.axis.day(int(t)) for t in line.at],
            "since": line.at - line.first,
            "observed": line.y,
            "n": line.n,
        }
    )
    if found is None:
        return made
    return made.with_columns(
        pl.Series("fitted", found.fitted),
        pl.Series("expected", found.expected),
        pl.Series("expected_low", _held(found.expected - needed * found.expected_se, line.scale)),
        pl.Series("expected_high", _held(found.expected + needed * found.expected_se, line.scale)),
    )


def _held(values: Floats, scale: Scale) -> Floats:
    """A share stays within 0 and 1, a count above 0."""
    top = 1.0 if scale is Scale.SHARE else np.inf
    return values if scale is Scale.VALUE else np.clip(values, 0.0, top)


def _tables(found: Fit | None, needed: float) -> dict[str, pl.DataFrame]:
    if found is None:
        return {}
    rows = [
        ("level at the repair", found.level, found.level_se),
        ("change of slope a period", found.slope, found.slope_se),
        ("mean over the periods after", found.effect, found.se),
    ]
    made = pl.DataFrame(rows, schema=["what", "estimate", "se"], orient="row")
    return {"overall": made.with_columns(pl.lit(needed).alias("standard_errors_needed"))}


def _misleading(line: Line) -> tuple[Misleading, ...]:
    first = np.array([line.first])
    at = np.full((1, int(line.at.max()) + 1), np.nan)
    at[0, line.at] = line.y
    weight = np.isfinite(at).astype(float)
    found = misleading.before_after(np.nan_to_num(at), weight, first)
    return (found,) if found else ()
