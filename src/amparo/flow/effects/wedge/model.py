"""The mixed model of a stepped wedge, and what it says for every other order of the rollout.

Outcome = period + unit (random) + effect once repaired. Source: Hussey and Hughes (2007),
Contemporary Clinical Trials 28, equation 2; fitted by statsmodels (REML). With few units its error
is too small, so the interval comes from the lottery itself: the estimate is made again for other
orders in which the same units could have been repaired, and the interval holds the effects that the
order drawn does not contradict. Source: Wang and De Gruttola (2017), Statistics in Medicine 36; Ji,
Fink, Robyn and Small (2017), Annals of Applied Statistics 11.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import factorial, prod

import numpy as np

from amparo.flow.effects.panel import Floats, Ints

ORDERS = 1_999


@dataclass(frozen=True, eq=False)
class Mixed:
    """The estimate, the model's own error, and the error of the same by estimating equations.

    `between` and `within` are variances; `gee`, `gee_se`: with the correction of Mancl and DeRouen
    (2001), Biometrics 57.
    """

    value: float
    se: float
    between: float
    within: float
    gee: float
    gee_se: float


@dataclass(frozen=True, eq=False)
class Rows:
    """One row a unit and period that is known (M): unit, period, outcome."""

    unit: Ints
    at: Ints
    y: Floats

    def repaired(self, first: Ints) -> Floats:
        """1 where the row's unit is repaired, for dates of repair by unit."""
        return (self.at >= first[self.unit]).astype(float)


def rows_of(y: Floats, n: Floats) -> Rows:
    """The rows that are known."""
    unit, at = np.nonzero(np.isfinite(y) & (n > 0))
    return Rows(unit.astype(np.int64), at.astype(np.int64), y[unit, at])


def mixed(rows: Rows, first: Ints) -> Mixed:
    """Fit the model."""
    import statsmodels.api as sm

    x = np.column_stack([_periods(rows), rows.repaired(first)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a variance at its edge, 0, which is an answer here
        fit = sm.MixedLM(rows.y, x, groups=rows.unit).fit(reml=True)
        gee = sm.GEE(
            rows.y, x, groups=rows.unit, cov_struct=sm.cov_struct.Exchangeable()
        ).fit(cov_type="bias_reduced")  # fmt: skip
    return Mixed(
        value=float(fit.fe_params[-1]), se=float(fit.bse_fe[-1]),
        between=max(0.0, float(np.asarray(fit.cov_re)[0, 0])), within=float(fit.scale),
        gee=float(gee.params[-1]), gee_se=float(gee.bse[-1]),
    )  # fmt: skip


def _periods(rows: Rows) -> Floats:
    seen = np.unique(rows.at)
    return np.asarray(rows.at[:, None] == seen[None, :], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Lottery:
    """The estimate under other orders: value − θ × slope, where the true effect were θ.

    Shapes: `value`, `slope` (orders); the order drawn is not among them.
    """

    estimate: float
    value: Floats
    slope: Floats

    def p(self, effect: float = 0.0) -> float:
        """How many of the orders make an estimate as far from `effect` as the one drawn."""
        far = np.abs(self.value - effect * self.slope) >= abs(self.estimate - effect) - 1e-12
        return float((far.sum() + 1) / (far.size + 1))

    def interval(self, level: float) -> tuple[float, float]:
        """The effects that the lottery does not contradict; infinite where it never does."""
        return self._edge(level, -1.0), self._edge(level, 1.0)

    def _edge(self, level: float, way: float) -> float:
        spread = float(np.std(self.value)) or 1.0
        inside, step = 0.0, spread
        while self.p(self.estimate + way * step) > 1 - level:
            inside, step = step, step * 2
            if step > 1e6 * spread:
                return way * float("inf")
        for _ in range(40):
            middle = (inside + step) / 2
            kept = self.p(self.estimate + way * middle) > 1 - level
            inside, step = (middle, step) if kept else (inside, middle)
        return self.estimate + way * step


def lottery(rows: Rows, first: Ints, found: Mixed, *, seed: int = 24) -> Lottery:
    """The same weighted least squares for other orders, at the variances of the model fitted."""
    sizes = np.bincount(rows.unit, minlength=first.size)
    total = found.within + sizes * found.between
    part = 1 - np.sqrt(found.within / np.where(total > 0, total, 1.0))
    bare = np.linalg.qr(_lowered(_periods(rows), rows, part, sizes))[0]

    def cleaned(values: Floats) -> Floats:
        lowered = _lowered(values, rows, part, sizes)
        return np.asarray(lowered - bare @ (bare.T @ lowered))

    random = np.random.default_rng(seed)
    orders = np.array([random.permutation(first) for _ in range(ORDERS)])
    x = cleaned((rows.at[:, None] >= orders[:, rows.unit].T).astype(float))
    own = cleaned(rows.repaired(first)[:, None])[:, 0]
    y = cleaned(rows.y[:, None])[:, 0]
    norm = np.maximum((x**2).sum(axis=0), 1e-12)
    return Lottery(float(own @ y / (own @ own)), (y @ x) / norm, (own @ x) / norm)


def _lowered(values: Floats, rows: Rows, part: Floats, sizes: Ints) -> Floats:
    """Values less a part of their unit's mean: what a random unit does to least squares."""
    sums = np.zeros((sizes.size, values.shape[1]))
    np.add.at(sums, rows.unit, values)
    means = sums / np.maximum(sizes, 1)[:, None]
    return np.asarray(values - part[rows.unit, None] * means[rows.unit])


def orders_of(first: Ints) -> int:
    """In how many different orders the repair could have been rolled out."""
    _, sizes = np.unique(first, return_counts=True)
    return factorial(int(sizes.sum())) // prod(factorial(int(k)) for k in sizes)
