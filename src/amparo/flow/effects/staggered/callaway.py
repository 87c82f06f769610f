"""Group-time effects: each cohort against units not (or never) repaired, period by period.

ATT(g, t) is the change of cohort g from its last period before the repair to t, less the change of
the comparison units over the same periods. Every sum of such effects is a weighted sum of cohort
means, and so its influence function is one product of matrices.

Source: Callaway and Sant'Anna (2021), J. Econometrics 225, equations 2.6 to 2.8 without covariates,
section 3 for the aggregates, section 4 for inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from amparo.flow.effects.panel import NEVER, Floats, Ints
from amparo.flow.effects.staggered.cells import Cells


class Against(StrEnum):
    """Who the repaired units are compared with."""

    NOT_YET = "not_yet"
    NEVER = "never"


@dataclass(frozen=True)
class GroupTime:
    """One ATT(g, t): places of cohort, period and base; who it is compared with; the effect."""

    g: int
    t: int
    base: int
    controls: tuple[int, ...]
    effect: float

    def event(self, cells: Cells) -> int:
        """Periods since the repair; below 0 before it."""
        return self.t - int(cells.starts[self.g])


@dataclass(frozen=True, eq=False)
class Estimates:
    """Several numbers from one panel, with what each unit adds to their error.

    Shapes: `value` (K); `influence` (clusters × K), scaled so that the covariance is the sum of its
    products over n², as published, for many units; `enlarged` (clusters × K): the same for few;
    `cohort` (clusters): which clusters share a date of repair; alone at theirs, they are one group.
    """

    value: Floats
    influence: Floats
    enlarged: Floats
    n: int
    cohort: Ints

    @property
    def covariance(self) -> Floats:
        """Covariances (K × K)."""
        return np.asarray(self.enlarged.T @ self.enlarged / self.n**2)

    @property
    def se(self) -> Floats:
        """Standard errors (K)."""
        return np.asarray(np.sqrt((self.enlarged**2).sum(axis=0)) / self.n)

    def degrees(self, column: int = 0) -> float:
        """Degrees of freedom of a standard error that rests on few clusters, or on a few of them.

        The smaller of Welch's, each date of repair having a mean of its own, and Satterthwaite's
        with the fourth powers of what clusters add in place of their unknown variances; never more
        than clusters less 2.
        Source: Welch (1947), Satterthwaite (1946).
        """
        part = self.enlarged[:, column] ** 2
        total, m = float(part.sum()), part.size
        if not total:
            return 1.0
        each, counts = np.bincount(self.cohort, part), np.bincount(self.cohort)
        welch = float((each**2 / np.maximum(counts - 1, 1)).sum())
        fourth = 3.0 * total**2 / float((part**2).sum()) - 1.0
        return max(1.0, min(m - 2.0, total**2 / welch, fourth))

    def take(self, columns: Sequence[int]) -> Estimates:
        """Some of the numbers."""
        at = list(columns)
        return replace(
            self, value=self.value[at], influence=self.influence[:, at],
            enlarged=self.enlarged[:, at],
        )  # fmt: skip

    def mixed(
        self, weights: Floats, added: Floats | float = 0.0, few: Floats | float = 0.0
    ) -> Estimates:
        """A weighted sum of the numbers, as one; `added` and `few` to what each cluster adds."""
        return replace(
            self, value=np.array([self.value @ weights]),
            influence=(self.influence @ weights + added)[:, None],
            enlarged=(self.enlarged @ weights + few)[:, None],
        )  # fmt: skip


def group_times(
    cells: Cells, *, against: Against = Against.NOT_YET, anticipation: int = 0
) -> list[GroupTime]:
    """Every ATT(g, t) that the panel holds, where there is a base and two units to compare with.

    One comparison unit alone shows no spread, and so no error.

    The base is the last period before the repair (less `anticipation`) for all t, before and after.
    """
    made: list[GroupTime] = []
    for g, start in enumerate(cells.starts):
        base = int(start) - 1 - anticipation
        if start == NEVER or base < 0 or cells.weights[g, base] == 0:
            continue
        for t in range(cells.n_periods):
            if t == base or cells.weights[g, t] == 0:
                continue
            controls = _controls(cells, g, max(t, base) + anticipation, against)
            if (
                cells.sizes[list(controls)].sum() >= 2
                and _weight(cells, controls, t)
                and _weight(cells, controls, base)
            ):
                made.append(GroupTime(g, t, base, controls, _effect(cells, g, t, base, controls)))
    return made


def _controls(cells: Cells, g: int, until: int, against: Against) -> tuple[int, ...]:
    starts = cells.starts
    fit = starts == NEVER if against is Against.NEVER else starts > until
    return tuple(int(c) for c in np.flatnonzero(fit) if c != g)


def _weight(cells: Cells, cohorts: Sequence[int], t: int) -> float:
    return float(cells.weights[list(cohorts), t].sum())


def _mean(cells: Cells, cohorts: Sequence[int], t: int) -> float:
    return float(cells.sums[list(cohorts), t].sum()) / _weight(cells, cohorts, t)


def _effect(cells: Cells, g: int, t: int, base: int, controls: Sequence[int]) -> float:
    own = _mean(cells, [g], t) - _mean(cells, [g], base)
    return own - (_mean(cells, controls, t) - _mean(cells, controls, base))


Combination = Sequence[tuple[GroupTime, float]]


def combined(
    cells: Cells, combinations: Sequence[Combination], estimated: Sequence[bool] | None = None
) -> Estimates:
    """Weighted sums of group-time effects with their influence functions.

    `estimated` says of which sums the weights are cohort shares of this sample, each divided by
    their sum, whose own error counts too. For few units each unit's distance from the mean of its
    cohort is enlarged: of a mean of m units one is spent on the mean itself.
    Source: Callaway and Sant'Anna 2021, theorem 2 and corollary 2; Bell and McCaffrey (2002) for
    few units (CR2, which for a mean of equal weights is the factor m / (m − 1)).
    """
    k, shape = len(combinations), (len(combinations), cells.starts.size, cells.n_periods)
    slope, level, own = np.zeros(shape), np.zeros(shape), np.zeros(shape[:2])
    value = np.zeros(k)
    for i, parts in enumerate(combinations):
        value[i] = sum(a * one.effect for one, a in parts)
        for one, a in parts:
            for cohorts, sign in (((one.g,), 1.0), (one.controls, -1.0)):
                at = list(cohorts)
                for t, way in ((one.t, 1.0), (one.base, -1.0)):
                    b = sign * way * a * cells.n / _weight(cells, at, t)
                    slope[i, at, t] += b
                    level[i, at, t] += b * _mean(cells, at, t)
        if estimated is not None and estimated[i]:
            total = sum(cells.shares[one.g] for one, _ in parts)
            for one, _ in parts:
                own[i, one.g] += (one.effect - value[i]) / total
    shares = cells.size[:, None] * own.T[cells.cohort]
    plain = _spread(cells, slope, level)
    within = _spread(cells, slope * cells.few, slope * cells.few * cells.means)
    alone = plain + cells.few_sides[:, None] * shares
    return Estimates(
        value, cells.by_cluster(plain + shares),
        cells.by_cluster(np.where(cells.is_alone[:, None], alone, within)), cells.n, cells.dates,
    )  # fmt: skip


def _spread(cells: Cells, slope: Floats, level: Floats) -> Floats:
    """Each unit's part in each sum of means (units × K)."""
    made = np.zeros((cells.n, slope.shape[0]))
    weighted = cells.w * cells.y
    for g in range(cells.starts.size):
        here = cells.cohort == g
        made[here] = weighted[here] @ slope[:, g].T - cells.w[here] @ level[:, g].T
    return made
