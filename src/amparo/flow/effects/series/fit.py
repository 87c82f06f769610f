"""Segmented regression by statsmodels, with errors that allow for autocorrelation.

log-odds for shares, logarithm for counts, plain for numbers. The effect is the mean, over the
periods after the repair, of what the model says with the repair less what it says without.

Source: Wagner et al. (2002), J. Clinical Pharmacy and Therapeutics 27; Bernal, Cummins and
Gasparrini (2017), Int. J. Epidemiology 46. Newey and West (1987), Econometrica 55; the number of
lags, 4 (T / 100)^(2/9), by the same (1994), Review of Economic Studies 61.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from amparo.flow.effects.panel import Floats, Scale
from amparo.flow.effects.series.line import Line, columns


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted series.

    Shapes: `fitted`, `expected` (T): with the repair, and had it not come; `expected_se` (T).
    `pull` (T) and `rest` (T × T) make the effect's error and the residuals from standardised noise,
    so that its behaviour can be simulated; `residuals` (T) are standardised.
    """

    effect: float
    se: float
    level: float
    slope: float
    level_se: float
    slope_se: float
    fitted: Floats
    expected: Floats
    expected_se: Floats
    residuals: Floats
    pull: Floats
    rest: Floats
    lags: int


def lags_of(periods: int) -> int:
    """How many lags the errors allow for."""
    return int(np.ceil(4.0 * (periods / 100) ** (2 / 9)))


def fit(line: Line) -> Fit:
    """Fit one series."""
    with_, without = columns(line), columns(line, repaired=False)
    lags = lags_of(line.at.size)
    model = _model(line, with_)  # imports statsmodels, which sets filters of its own
    with warnings.catch_warnings():
        # A share that the model fits without rest is no fault: the effect is on the share itself.
        warnings.simplefilter("ignore")
        found = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    beta, covariance = np.asarray(found.params), np.asarray(found.cov_params())
    on, on_slope = _mean(line.scale, with_ @ beta)
    off, off_slope = _mean(line.scale, without @ beta)
    after = line.after / line.after.sum()
    gradient = (after * on_slope) @ with_ - (after * off_slope) @ without
    off_gradient = off_slope[:, None] * without
    weight = _information(line, on_slope)
    scaled = np.sqrt(weight)[:, None] * with_
    inverse = np.linalg.pinv(scaled.T @ scaled)
    with np.errstate(invalid="ignore"):  # where a column is fitted without rest, it has none
        errors = np.sqrt(np.diag(covariance))
    return Fit(
        effect=float(after @ (on - off)),
        se=float(np.sqrt(max(0.0, gradient @ covariance @ gradient))),
        level=float(beta[-2]), slope=float(beta[-1] / max(1, line.at.size)),
        level_se=float(errors[-2]), slope_se=float(errors[-1] / max(1, line.at.size)),
        fitted=on, expected=off,
        expected_se=np.sqrt(
            np.clip(np.einsum("ti,ij,tj->t", off_gradient, covariance, off_gradient), 0, None)
        ),
        residuals=(line.y - on) * np.sqrt(weight) / np.where(on_slope > 0, on_slope, 1.0),
        pull=scaled @ inverse @ gradient,
        rest=np.eye(line.at.size) - scaled @ inverse @ scaled.T,
        lags=lags,
    )  # fmt: skip


def _model(line: Line, x: Floats) -> Any:
    import statsmodels.api as sm

    if line.scale is Scale.SHARE:
        k = line.y * line.n
        return sm.GLM(np.column_stack([k, line.n - k]), x, family=sm.families.Binomial())
    if line.scale is Scale.COUNT:
        return sm.GLM(line.y * line.n, x, family=sm.families.Poisson(), exposure=line.n)
    return sm.OLS(line.y, x)


def _mean(scale: Scale, eta: Floats) -> tuple[Floats, Floats]:
    """The mean and its slope, from the linear predictor."""
    if scale is Scale.SHARE:
        mean = 1 / (1 + np.exp(-eta))
        return mean, mean * (1 - mean)
    if scale is Scale.COUNT:
        mean = np.exp(eta)
        return mean, mean
    return eta, np.ones_like(eta)


def _information(line: Line, slope: Floats) -> Floats:
    """What each period weighs in the fit: n × slope for shares and counts, 1 for numbers."""
    return np.ones_like(slope) if line.scale is Scale.VALUE else line.n * slope
