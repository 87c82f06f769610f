"""Draws of what would be won, of every unit at every step at once: the arithmetic of opportunity.

Every draw is one picture of what may be true of all units and steps, so that targets, gains and
ranks carry the uncertainty of each and of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amparo.flow.pooling import pooled_logs, pooled_shares
from amparo.flow.survival import Floats, Interval
from amparo.flow.unit_steps import UnitSteps

QUARTER = 0.75
FEWEST_UNITS = 4  # below it there is no better quarter


@dataclass(frozen=True, eq=False)
class Drawn:
    """One picture of what may be true a draw.

    Shapes: `share`, `days`, `more`, `sooner` (d, u, s); `target`, `target_days` (d, s).
    """

    share: Floats
    target: Floats
    days: Floats
    target_days: Floats
    more: Floats
    sooner: Floats


def drawn_from(found: UnitSteps, rng: np.random.Generator, draws: int) -> Drawn:
    """Draws for all units at all steps; of whom nothing is known, what the others make likely."""
    n_units, n_steps = found.share.shape
    share, days = np.empty((draws, n_units, n_steps)), np.empty((draws, n_units, n_steps))
    target, target_days = np.full((draws, n_steps), np.nan), np.full((draws, n_steps), np.nan)
    for step in range(n_steps):
        n = found.size[:, step]
        k = np.where(n > 0, np.nan_to_num(found.share[:, step]) * n, 0.0)
        share[:, :, step] = pooled_shares(k, n, rng=rng, draws=draws).draws
        fit = found.enough[:, step]
        if fit.sum() >= FEWEST_UNITS:
            target[:, step] = np.quantile(share[:, fit, step], QUARTER, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            # A wait of no days is half a day on the scale of logarithms.
            wait = np.maximum(found.days[:, step], 0.5)
            error = np.where(np.isnan(wait), np.inf, found.days_se[:, step] / wait)
        error = np.where((error > 0) & fit, error, np.inf)
        logs = pooled_logs(np.log(wait), error, rng=rng, draws=draws).draws
        days[:, :, step] = np.where(np.isfinite(error), np.exp(logs), np.nan)
        timed = fit & np.isfinite(error)
        if timed.sum() >= FEWEST_UNITS:
            target_days[:, step] = np.quantile(days[:, timed, step], 1 - QUARTER, axis=1)
    later = np.ones_like(share)
    later[:, :, :-1] = np.cumprod(share[:, :, :0:-1], axis=2)[:, :, ::-1]
    more = found.entered * np.maximum(0.0, target[:, None, :] - share) * later
    sooner = np.maximum(0.0, days - target_days[:, None, :])
    return Drawn(share, target, days, target_days, more, sooner)


@dataclass(frozen=True, eq=False)
class Told:
    """Means of draws and their equal-tailed limits, of the shape of one draw."""

    mean: Floats
    low: Floats
    high: Floats

    def at(self, *place: int) -> Interval:
        """One of them; nothing where nothing is known."""
        value = float(self.mean[place])
        if np.isnan(value):
            return Interval(None, None, None)
        return Interval(value, float(self.low[place]), float(self.high[place]))


def told(draws: Floats, level: float) -> Told:
    """What draws (d, …) say of each."""
    tail = (1.0 - level) / 2
    ordered = np.sort(draws, axis=0)
    last = draws.shape[0] - 1
    low, high = ordered[round(tail * last)], ordered[round((1.0 - tail) * last)]
    return Told(draws.mean(axis=0), low, high)


def ranks_of(more: Floats) -> Floats:
    """The rank of each place in each draw, 1 for the most; (d, p)."""
    order = np.argsort(-more, axis=1)
    ranks = np.empty(more.shape)
    np.put_along_axis(ranks, order, np.arange(1.0, more.shape[1] + 1)[None, :], axis=1)
    return ranks
