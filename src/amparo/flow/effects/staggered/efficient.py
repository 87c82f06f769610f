"""The efficient estimator where the timing of the repair was (nearly) random.

Under random timing not only changes but levels are comparable before the repair. The difference in
means after it, less β times the difference in means before it, is right for every β; β = 1 is the
difference in differences, β = 0 the plain comparison, and the best β is a regression slope.

Source: Roth and Sant'Anna (2023), J. Political Economy: Microeconomics 1(4), sections 2.3 (the
class of estimators), 3.1 (best β) and 3.3 (variance, with the refinement that uses the outcomes
before anyone was repaired).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from amparo.errors import CannotEstimate
from amparo.flow.effects.panel import Floats
from amparo.flow.effects.staggered.callaway import GroupTime
from amparo.flow.effects.staggered.cells import Cells


@dataclass(frozen=True)
class Efficient:
    """One number with two standard errors.

    `se` uses the outcomes before the first repair to take out a part of what differs between units;
    `se_neyman` does not, and is never smaller. `balance` is the difference before the repair that
    random timing makes 0 on average, with `balance_se`. `beta` is the share of it taken away.
    """

    value: float
    se: float
    se_neyman: float
    beta: float
    balance: float
    balance_se: float


@dataclass(frozen=True, eq=False)
class Spread:
    """Cohort means (G × T) and covariances over periods (G × T × T); sizes (G)."""

    means: Floats
    covariances: Floats
    sizes: Floats
    n_before: int


def spread_of(cells: Cells) -> Spread:
    """Means and covariances of every cohort.

    Raises: CannotEstimate where units are missing in some periods or weigh differently, or a cohort
    has one unit only, whose spread cannot be known.
    """
    if not cells.is_plain:
        raise CannotEstimate(
            "The efficient estimate needs every unit in every period, each counting the same",
            next_step="leave out units with gaps, or use timing chosen",
        )
    if cells.sizes.min() < 2:
        raise CannotEstimate(
            "The efficient estimate needs two units or more for each date of repair",
            found=f"{int((cells.sizes < 2).sum())} dates with one",
        )
    means = np.array([cells.y[cells.cohort == g].mean(axis=0) for g in range(cells.starts.size)])
    spread = np.array(
        [np.cov(cells.y[cells.cohort == g].T) for g in range(cells.starts.size)]
    ).reshape(cells.starts.size, cells.n_periods, cells.n_periods)
    return Spread(means, spread, cells.sizes, int(cells.starts[0]))


def efficient(
    cells: Cells,
    spread: Spread,
    parts: Sequence[tuple[GroupTime, float]],
    beta: float | None = None,
) -> Efficient:
    """The efficient estimate of a weighted sum of group-time effects; `beta` fixes the slope."""
    after = _weights(cells, parts, lambda one: one.t)
    before = _weights(cells, parts, lambda one: one.base)
    v_after = _joint(spread, after, after)
    v_before = _joint(spread, before, before)
    cov = _joint(spread, before, after)
    slope = beta if beta is not None else (cov / v_before if v_before > 0 else 0.0)
    gap = float((before * spread.means).sum())
    value = float((after * spread.means).sum()) - slope * gap
    neyman = v_after - 2 * slope * cov + slope**2 * v_before
    refined = neyman - _explained(spread, after) / spread.sizes.sum()
    return Efficient(
        value, sqrt(max(refined, 0.0)), sqrt(max(neyman, 0.0)), slope, gap, sqrt(v_before)
    )


def _weights(
    cells: Cells, parts: Sequence[tuple[GroupTime, float]], when: Callable[[GroupTime], int]
) -> Floats:
    """The sum as weights on cohort means (G × T)."""
    made = np.zeros((cells.starts.size, cells.n_periods))
    for one, a in parts:
        t, others = when(one), list(one.controls)
        made[one.g, t] += a
        made[others, t] -= a * cells.sizes[others] / cells.sizes[others].sum()
    return made


def _joint(spread: Spread, one: Floats, other: Floats) -> float:
    """Neyman's (co)variance of two weighted sums of cohort means."""
    return float(np.einsum("gt,gts,gs,g->", one, spread.covariances, other, 1 / spread.sizes))


def _explained(spread: Spread, weights: Floats) -> float:
    """The variance of unit effects that outcomes before the first repair explain."""
    before = slice(0, spread.n_before)
    own = spread.covariances[:, before, before]
    cross = np.einsum("gts,gs->gt", spread.covariances[:, before, :], weights)
    slopes = np.array(
        [np.linalg.pinv(s, hermitian=True) @ c for s, c in zip(own, cross, strict=True)]
    ).sum(axis=0)
    return float(slopes @ own.mean(axis=0) @ slopes)
