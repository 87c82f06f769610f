"""What many units have in common, and how far each is pulled towards it.

A unit of eight cases says little of itself; what is known of the others says more. Shares are
drawn towards their common mean by a beta-binomial model, times by a normal one on their logarithm;
how far follows from how much the units really differ. That is itself uncertain, so the prior is
averaged over its marginal likelihood on a grid rather than fixed at its best value, which would
make intervals too narrow.

Source: Gelman and others, Bayesian Data Analysis, 3rd edition 2013: shares as in section 5.3,
equation 5.8, with the prior (a + b)^(−5/2) of equation 5.9; times as in section 5.4, equation 5.21.
Empirical Bayes for shares: Kleinman 1973; that a fixed prior undercovers: Morris 1983.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amparo.flow.survival import Floats

DRAWS, SEED = 2000, 20_260_101
MEANS, SIZES = 25, 36  # points of the grid


@dataclass(frozen=True, eq=False)
class Pool:
    """Draws of what is true of each unit, given all of them.

    Shapes: `draws` (d, u), `values` (u,) their exact means, `mean` and `spread` (d,) of the units'
    common distribution. The d-th draws of all units belong together.
    """

    draws: Floats
    values: Floats
    mean: Floats
    spread: Floats

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Equal-tailed limits of each unit."""
        tail = (1.0 - level) / 2
        low, high = np.quantile(self.draws, [tail, 1.0 - tail], axis=0)
        return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def pooled_shares(k: Floats, n: Floats, *, rng: np.random.Generator, draws: int = DRAWS) -> Pool:
    """Shares of units with k of n each; n may be effective sizes, and 0 where nothing is known.

    With no unit known at all the common mean is taken to lie anywhere from 0 to 1.
    """
    from scipy.special import betaln

    means, sizes, weight = _share_grid(k, n)
    a, b = (means * sizes).ravel(), ((1.0 - means) * sizes).ravel()
    known = n > 0
    each = betaln(a[:, None] + k[known], b[:, None] + (n - k)[known]) - betaln(a, b)[:, None]
    fit = each.sum(axis=1) + np.log(weight.ravel())
    chance = np.exp(fit - fit.max())
    chance /= chance.sum()
    picked = rng.choice(chance.size, size=draws, p=chance)
    a_d, b_d = a[picked][:, None], b[picked][:, None]
    values = chance @ ((a[:, None] + k) / (a[:, None] + b[:, None] + n))
    made = rng.beta(a_d + k, b_d + (n - k))
    common = a_d[:, 0] / (a_d + b_d)[:, 0]
    spread = np.sqrt(common * (1.0 - common) / (a_d + b_d + 1.0)[:, 0])
    return Pool(made, values, common, spread)


def _share_grid(k: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Means × sizes a + b, and the prior's weight of each cell: even over mean and (a+b)^(−1/2)."""
    known = n > 0
    low, high = 0.0, 1.0
    if known.any():
        shares = (k[known] + 0.5) / (n[known] + 1.0)
        middle = float(np.average(shares, weights=n[known] / (n[known] + 20.0)))
        between = float(np.var(shares)) / max(1, known.sum())
        sampling = middle * (1.0 - middle) / float(n[known].sum())
        reach = 6.0 * np.sqrt(between + sampling)
        low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    points = low + (np.arange(MEANS) + 0.5) / MEANS * (high - low)
    roots = np.geomspace(0.01, 2.0, SIZES)
    means, root = np.meshgrid(points, roots, indexing="ij")
    return means, root**-2, root  # the weight of a geometric step is its size


def pooled_logs(y: Floats, se: Floats, *, rng: np.random.Generator, draws: int = DRAWS) -> Pool:
    """Values of units on a scale without bounds, with standard errors; infinite where unknown."""
    known = np.isfinite(se) & (se > 0)
    if not known.any():
        blank = np.full((draws, y.size), np.nan)
        return Pool(blank, np.full(y.size, np.nan), blank[:, 0], blank[:, 0])
    seen, variance = y[known], se[known] ** 2
    widest = 3.0 * max(float(np.std(seen)), float(np.sqrt(variance.min()))) + 1e-9
    tau = (np.arange(60) + 0.5) / 60 * widest
    total = variance[None, :] + tau[:, None] ** 2
    precision = (1.0 / total).sum(axis=1)
    centre = (seen / total).sum(axis=1) / precision
    fit = -0.5 * np.log(precision) - 0.5 * (
        np.log(total) + (seen - centre[:, None]) ** 2 / total
    ).sum(axis=1)
    chance = np.exp(fit - fit.max())
    chance /= chance.sum()
    picked = rng.choice(tau.size, size=draws, p=chance)
    mean = rng.normal(centre[picked], 1.0 / np.sqrt(precision[picked]))
    own = np.zeros(y.size)
    own[known] = 1.0 / variance
    prior = 1.0 / tau[picked][:, None] ** 2
    filled = np.where(known, y, 0.0)
    centres = (own * filled + prior * mean[:, None]) / (own + prior)
    made = rng.normal(centres, 1.0 / np.sqrt(own + prior))
    return Pool(made, made.mean(axis=0), mean, tau[picked])
