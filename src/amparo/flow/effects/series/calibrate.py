"""How many standard errors an interval needs when neighbouring periods resemble each other.

In series of a few dozen periods robust errors come out too small, the more so the more neighbours
resemble each other, and the resemblance itself is estimated too low. So the statistic is simulated
on the very same columns, with noise of every plausible autocorrelation, each weighed by how well it
explains the autocorrelation seen in the residuals; the interval takes the quantile of that mixture.

Source: on the fault, Turner et al. (2021), BMC Medical Research Methodology 21; on distributions
of such statistics under dependence, Kiefer and Vogelsang (2005), Econometric Theory 21; on the bias
of estimated autocorrelation, Andrews (1993), Econometrica 61. The mixture is ours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from amparo.flow.effects.panel import Floats
from amparo.flow.effects.series.fit import Fit

GRID = np.arange(-0.3, 0.951, 0.05)
DRAWS = 400
WIDTH = 0.06  # of autocorrelation: how near a simulated value must lie to count as like the seen


def autocorrelation(residuals: Floats) -> float:
    """The correlation of neighbours."""
    total = float((residuals**2).sum())
    return float((residuals[1:] * residuals[:-1]).sum()) / total if total else 0.0


def critical(fits: Sequence[Fit], level: float, *, seed: int = 23) -> float:
    """The value that the largest |t| of these fits exceeds with probability 1 − level by chance.

    The fits are of one series (the repair's date, or several placebo dates).
    """
    largest, weight = _simulated(fits, seed)
    order = np.argsort(largest)
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(largest[order][np.searchsorted(reached, level)])


def _simulated(fits: Sequence[Fit], seed: int) -> tuple[Floats, Floats]:
    """The largest |t| of each draw, and how well the draw explains what is seen."""
    periods = fits[0].residuals.size
    random = np.random.default_rng(seed)
    shocks = random.standard_normal((DRAWS, periods))
    largest, weights = [], []
    seen = autocorrelation(fits[0].residuals)
    for rho in GRID:
        noise = _noise(shocks, float(rho))
        statistics = np.array([_statistic(one, noise) for one in fits])
        left = noise @ fits[0].rest
        alike = (left[:, 1:] * left[:, :-1]).sum(axis=1) / (left**2).sum(axis=1)
        largest.append(statistics.max(axis=0))
        weights.append(np.exp(-0.5 * ((alike - seen) / WIDTH) ** 2))
    weight = np.concatenate(weights)
    return np.concatenate(largest), weight if weight.sum() > 0 else np.ones_like(weight)


def _noise(shocks: Floats, rho: float) -> Floats:
    made = np.empty_like(shocks)
    made[:, 0] = shocks[:, 0] / np.sqrt(1 - rho**2)
    for t in range(1, shocks.shape[1]):
        made[:, t] = rho * made[:, t - 1] + shocks[:, t]
    return made


def _statistic(one: Fit, noise: Floats) -> Floats:
    """|t| of the effect for each row of noise."""
    return np.asarray(np.abs(noise @ one.pull) / error_of(one, noise @ one.rest))


def error_of(one: Fit, residuals: Floats) -> Floats:
    """Newey and West's error of the effect from standardised residuals, row by row."""
    parts = residuals * one.pull
    total = (parts**2).sum(axis=-1)
    for lag in range(1, one.lags + 1):
        joint = (parts[..., lag:] * parts[..., :-lag]).sum(axis=-1)
        total = total + 2 * (1 - lag / (one.lags + 1)) * joint
    periods = residuals.shape[-1]
    used = periods - round(float(np.trace(one.rest)))
    return np.asarray(np.sqrt(np.clip(total, 1e-300, None) * periods / (periods - used)))
