"""From group-time effects to one number, to one a lag, one a cohort, one a period.

Source: Callaway and Sant'Anna (2021), section 3.1: equations 3.4 (event time), 3.7 (cohort), 3.8
and 3.9 (calendar), 3.10 (simple).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from amparo.flow.effects.panel import Floats
from amparo.flow.effects.staggered.callaway import Combination, Estimates, GroupTime, combined
from amparo.flow.effects.staggered.cells import Cells

DRAWS = 999


@dataclass(frozen=True, eq=False)
class Aggregate:
    """Effects by a key (lag, cohort, period), and their average over the repaired.

    Shapes: `keys` and `each` of one length; `overall` holds one number.
    """

    keys: tuple[int, ...]
    each: Estimates
    overall: Estimates

    def frame(self, key: str, *, z: float, band: float) -> pl.DataFrame:
        """One row a key: estimate, se, interval for one, band for all together."""
        value, se = self.each.value, self.each.se
        return pl.DataFrame(
            {
                key: self.keys, "estimate": value, "se": se,
                "low": value - z * se, "high": value + z * se,
                "band_low": value - band * se, "band_high": value + band * se,
            },
            schema_overrides={key: pl.Int64},
        )  # fmt: skip


def simple(cells: Cells, effects: Sequence[GroupTime]) -> Estimates:
    """All effects after the repair, each weighted by its cohort's size."""
    after = [one for one in effects if one.event(cells) >= 0]
    return combined(cells, [_by_size(cells, after)], [True])


def dynamic(cells: Cells, effects: Sequence[GroupTime]) -> Aggregate:
    """By lag since the repair (leads below 0); overall: the mean over the lags from 0."""
    return _grouped(cells, effects, lambda one: one.event(cells), sized=False)


def calendar(cells: Cells, effects: Sequence[GroupTime]) -> Aggregate:
    """By period, over those already repaired; overall: the mean over periods."""
    after = [one for one in effects if one.event(cells) >= 0]
    return _grouped(cells, after, lambda one: one.t, sized=False)


def cohort(cells: Cells, effects: Sequence[GroupTime]) -> Aggregate:
    """By cohort, the mean over its periods; overall: by the cohorts' sizes."""
    after = [one for one in effects if one.event(cells) >= 0]
    return _grouped(cells, after, lambda one: one.g, sized=True)


def _by_size(cells: Cells, parts: Sequence[GroupTime]) -> Combination:
    total = sum(cells.shares[one.g] for one in parts)
    return [(one, float(cells.shares[one.g] / total)) for one in parts]


def _grouped(
    cells: Cells, effects: Sequence[GroupTime], key: Callable[[GroupTime], int], *, sized: bool
) -> Aggregate:
    parts: dict[int, list[GroupTime]] = defaultdict(list)
    for one in effects:
        parts[key(one)].append(one)
    keys = tuple(sorted(parts))
    each = combined(cells, [_by_size(cells, parts[k]) for k in keys], [not sized] * len(keys))
    if sized:
        sums = [sum(cells.shares[k] for k in keys)] * len(keys)
        weights = np.array([cells.shares[k] / s for k, s in zip(keys, sums, strict=True)])
        overall = _sized(cells, keys, each, weights)
    else:
        counts = [k >= 0 for k in keys]
        weights = np.array(counts, dtype=float) / max(1, sum(counts))
        overall = each.mixed(weights)
    return Aggregate(keys, each, overall)


def _sized(cells: Cells, keys: Sequence[int], each: Estimates, weights: Floats) -> Estimates:
    """The cohorts' mean by size, with the error of the sizes themselves; for few units, with the
    spread between those alone at their date in its place."""
    value = float(each.value @ weights)
    total = sum(cells.shares[k] for k in keys)
    own = np.zeros(cells.starts.size)
    own[list(keys)] = (each.value - value) / total
    added = cells.size * own[cells.cohort]
    few = np.where(cells.is_alone, cells.few_sides * added, 0.0)
    return each.mixed(weights, cells.by_cluster(added), cells.by_cluster(few))


def sup_t(found: Estimates, *, level: float = 0.95, seed: int = 20, draws: int = DRAWS) -> float:
    """How many standard errors a band needs to hold all numbers at once.

    Multiplier bootstrap with Rademacher weights, by cluster.
    Source: Callaway and Sant'Anna 2021, algorithm 1.
    """
    return float(np.quantile(largest(found, seed=seed, draws=draws), level))


def largest(found: Estimates, *, seed: int = 20, draws: int = DRAWS) -> Floats:
    """The largest |t| over all numbers, draw by draw, where nothing happens."""
    random = np.random.default_rng(seed)
    scaled = found.enlarged / (np.where(found.se > 0, found.se, 1.0) * found.n)
    m = scaled.shape[0]
    made = np.empty(draws)
    for begin in range(0, draws, 111):
        size = min(111, draws - begin)
        signs = random.integers(0, 2, (size, m)) * 2.0 - 1.0
        made[begin : begin + size] = np.abs(signs @ scaled).max(axis=1)
    return made
