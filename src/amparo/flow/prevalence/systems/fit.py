"""Poisson log-linear fits by Newton's method, on cells that can be reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amparo.flow.prevalence.systems.terms import Floats

MOST_STEPS = 200


@dataclass(frozen=True)
class Fit:
    """The maximum of a Poisson likelihood, without the factorials of the counts.

    Shapes: `beta` and `information` (p), (p, p) by term; `mu` (c,) by cell.
    `settled` is False where it runs away to infinity: then no estimate exists.
    """

    beta: Floats
    mu: Floats
    loglik: float
    information: Floats
    settled: bool


def fit_poisson(
    x: Floats, y: Floats, *, offset: Floats | None = None, start: Floats | None = None
) -> Fit:
    """Fit log μ = x β + offset to the counts y (which need not be whole). Source: McCullagh and
    Nelder (1989), section 2.5; steps are halved where the likelihood would fall."""
    base = np.zeros(y.size) if offset is None else offset
    total = max(float(y.sum()), 1.0)
    beta = _start(x, y, base) if start is None else start
    eta = x @ beta + base
    loglik = _loglik(y, eta)
    if not np.isfinite(loglik):
        beta = _start(x, y, base)
        eta = x @ beta + base
        loglik = _loglik(y, eta)
    settled = False
    for _ in range(MOST_STEPS):
        mu = np.exp(eta)
        score = x.T @ (y - mu)
        step = _solved(x.T @ (x * mu[:, None]), score)
        if step is None:
            break
        gain = float(score @ step)  # twice what the step promises; infinite runs give ever less
        moved, length = loglik, 1.0
        for _ in range(40):
            ahead = x @ (beta + length * step) + base
            moved = _loglik(y, ahead)
            if np.isfinite(moved) and moved >= loglik - 1e-12 * (1.0 + abs(loglik)):
                break
            length /= 2.0
        else:
            break
        beta, eta, loglik = beta + length * step, ahead, moved
        if gain < 1e-11 * (1.0 + 1e-3 * total) and float(np.abs(step).max()) < 1e-6:
            settled = True
            break
    mu = np.exp(eta)
    return Fit(beta, mu, loglik, x.T @ (x * mu[:, None]), settled)


def _start(x: Floats, y: Floats, base: Floats) -> Floats:
    """Weighted least squares on the logarithms of the counts, as is usual for a first guess."""
    guess = y + 0.1
    root = np.sqrt(guess)[:, None]
    found, *_ = np.linalg.lstsq(x * root, (np.log(guess) - base) * root[:, 0], rcond=None)
    return np.asarray(found, dtype=np.float64)


def _loglik(y: Floats, eta: Floats) -> float:
    if eta.max(initial=0.0) > 60:
        return -np.inf
    return float(y @ eta - np.exp(eta).sum())


def _solved(information: Floats, score: Floats) -> Floats | None:
    """The Newton step; where the information is all but singular there is none."""
    try:
        factor = np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.solve(factor, score)
    return np.asarray(np.linalg.solve(factor.T, half), dtype=np.float64)
