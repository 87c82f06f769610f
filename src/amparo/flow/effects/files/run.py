"""From a panel of shares to what files of before and after show, each unit against itself."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.attrition import wilson
from amparo.flow.effects.checks import Bearing, Check
from amparo.flow.effects.effect import Better, Design, Effect
from amparo.flow.effects.panel import NEVER, Floats, Ints, Panel, Scale
from amparo.flow.effects.verdict import number
from amparo.flow.survival import Interval

FEWEST = 10  # files on either side
TRENDS = 4  # periods before, to look for a drift in them


@dataclass(frozen=True)
class Asked:
    """How the files are to be compared."""

    better: Better = Better.UNSAID
    level: float = 0.95
    looked_at: int = 1


@dataclass(frozen=True)
class Sides:
    """Files of one unit: k of n before the repair, and after it."""

    k1: float
    n1: float
    k2: float
    n2: float


def run(panel: Panel, asked: Asked) -> Effect:
    """The share after the repair less that before it, over the repaired units, unit by unit.

    Counts: files (cases). Each unit is a stratum, so that a unit with many files after the repair
    is not taken for a change.
    Misleads when: read as an effect. Whatever else changed on the way is in it, and places chosen
    at their worst get better by chance (regression to the mean).
    Source: Mantel and Haenszel 1959; difference of risks and its variance by Greenland and Robins
    1985, Biometrics 41:55, as corrected by Sato 1989, Biometrics 45:1323.
    Raises: CannotEstimate where the outcome is no share, or nothing lies on one side.
    """
    if panel.scale is not Scale.SHARE:
        raise CannotEstimate(
            "Files show a share: so many of so many", next_step="name the column of n"
        )
    _, y, n, first = panel.matrices()
    first = np.where(first >= panel.axis.n, NEVER, first)
    mine = [_sides(y[i], n[i], int(first[i])) for i in range(first.size) if first[i] < NEVER]
    both = [one for one in mine if one.n1 > 0 and one.n2 > 0]
    if not both:
        raise CannotEstimate(
            "No repaired unit has files before and after", next_step="wait for files, or add older"
        )
    level = 1 - (1 - asked.level) / asked.looked_at
    gap, se = stratified_difference(both)
    half = NormalDist().inv_cdf(0.5 + level / 2) * se
    n1, n2 = sum(one.n1 for one in both), sum(one.n2 for one in both)
    before = sum(one.k1 for one in both) / n1
    checks = (
        _enough(n1, n2), _drift(y, n, first, level), _others(y, n, first, level),
    )  # fmt: skip
    return Effect(
        outcome=panel.outcome, scale=panel.scale, design=Design.FILES,
        method="files before and after, unit by unit (Mantel–Haenszel)",
        estimate=gap, se=se, interval=Interval(gap, gap - half, gap + half), usual=before,
        n_units=int(first.size), n_treated=len(both), n_periods=panel.axis.n,
        n_rows=panel.frame.height, unit_word=panel.unit_word, period_word=panel.axis.word,
        better=asked.better, checks=checks, frame=_frame(both), level=asked.level,
        looked_at=asked.looked_at, notes=panel.notes,
    )  # fmt: skip


def _sides(y: Floats, n: Floats, first: int) -> Sides:
    k = np.nan_to_num(y) * n
    at = np.arange(y.size)
    was, now = at < first, at >= first
    return Sides(float(k[was].sum()), float(n[was].sum()), float(k[now].sum()), float(n[now].sum()))


def stratified_difference(strata: list[Sides]) -> tuple[float, float]:
    """The weighted difference of shares, later less earlier, and its standard error."""
    weight = [one.n1 * one.n2 / (one.n1 + one.n2) for one in strata]
    total = sum(weight)
    gap = sum(
        (one.k2 * one.n1 - one.k1 * one.n2) / (one.n1 + one.n2) for one in strata
    ) / total  # fmt: skip
    p = sum(
        (one.n2**2 * one.k1 - one.n1**2 * one.k2 + one.n1 * one.n2 * (one.n1 - one.n2) / 2)
        / (one.n1 + one.n2) ** 2
        for one in strata
    )  # fmt: skip
    q = sum(
        (one.k2 * (one.n1 - one.k1) + one.k1 * (one.n2 - one.k2)) / (2 * (one.n1 + one.n2))
        for one in strata
    )  # fmt: skip
    return gap, sqrt(max(0.0, gap * p + q)) / total


def _enough(n1: float, n2: float) -> Check:
    says = f"{n1:,.0f} files before the repair and {n2:,.0f} after it."
    because = f"it takes {FEWEST} files on either side, and there are {n1:,.0f} and {n2:,.0f}"
    return Check("files", min(n1, n2) >= FEWEST, Bearing.REFUSES, says, because,
                 {"before": n1, "after": n2})  # fmt: skip


def _drift(y: Floats, n: Floats, first: Ints, level: float) -> Check:
    """Whether the later half of the files before the repair already differed from the earlier."""
    halves = []
    for i in np.flatnonzero(first < NEVER):
        at = np.flatnonzero(n[i, : first[i]] > 0)
        if at.size >= TRENDS:
            middle = int(at[at.size // 2])
            halves.append(_sides(y[i, : first[i]], n[i, : first[i]], middle))
    known = [one for one in halves if one.n1 > 0 and one.n2 > 0]
    if not known:
        says = f"Fewer than {TRENDS} periods before the repair: no drift before it can be told."
        return Check("drift", None, Bearing.TELLS, says)
    gap, se = stratified_difference(known)
    half = NormalDist().inv_cdf(0.5 + level / 2) * se
    still = gap - half <= 0 <= gap + half
    says = (
        "Before the repair the share did not drift beyond chance."
        if still else f"It moved before the repair already, by {number(100 * gap)} points from the "
        "earlier half of those files to the later."
    )  # fmt: skip
    return Check("drift", still, Bearing.DOUBTS, says, numbers={"gap": gap})


def _others(y: Floats, n: Floats, first: Ints, level: float) -> Check:
    """Whether units that were never repaired changed at the same time."""
    since = int(first[first < NEVER].min())
    rest = [_sides(y[i], n[i], since) for i in np.flatnonzero(first >= NEVER)]
    known = [one for one in rest if one.n1 > 0 and one.n2 > 0]
    if not known:
        return Check("others", None, Bearing.TELLS, "No unit without the repair has such files.")
    gap, se = stratified_difference(known)
    half = NormalDist().inv_cdf(0.5 + level / 2) * se
    still = gap - half <= 0 <= gap + half
    says = (
        "Units without the repair did not change beyond chance over the same time."
        if still else f"Units without the repair changed too over the same time, by "
        f"{number(100 * gap)} points."
    )  # fmt: skip
    return Check("others", still, Bearing.DOUBTS, says, numbers={"gap": gap})


def _frame(both: list[Sides]) -> pl.DataFrame:
    """Shares before and after, all repaired units together."""
    sides = (
        ("before", sum(one.k1 for one in both), sum(one.n1 for one in both)),
        ("after", sum(one.k2 for one in both), sum(one.n2 for one in both)),
    )
    made = [(side, wilson(k, int(n)), int(n)) for side, k, n in sides]
    rows = [(side, share.value, share.low, share.high, n) for side, share, n in made]
    return pl.DataFrame(rows, schema=["side", "share", "low", "high", "files"], orient="row")
