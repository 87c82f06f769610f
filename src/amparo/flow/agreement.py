"""How far two people who scored the same person agree: kappa, weighted by how far apart they are.

Source: Cohen 1968; standard error by Fleiss, Cohen and Everitt 1969, equation 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from amparo.flow.survival import LEVEL, Interval


@dataclass(frozen=True)
class Agreement:
    """Weighted kappa: 1 where they always agree, 0 where they agree as chance would have it.

    Counts: pairs of scores (`n`), those equal (`n_equal`).
    Misleads when: nearly every score is the same, so that chance agrees nearly always; pairs are
    items of few people, which are alike.
    """

    kappa: Interval
    n: int
    n_equal: int


def weighted_kappa(
    pairs: Sequence[tuple[int, int]], scores: Sequence[int], *, level: float = LEVEL
) -> Agreement:
    """Kappa with linear weights over an ordered scale; no value where chance cannot be told apart.

    Shapes: `scores` are the scale's values in order.
    """
    n, k = len(pairs), len(scores)
    equal = sum(one == other for one, other in pairs)
    if n == 0 or k < 2:
        return Agreement(Interval(None, None, None), n, equal)
    place = {score: at for at, score in enumerate(scores)}
    cells = np.zeros((k, k))
    for one, other in pairs:
        cells[place[one], place[other]] += 1
    share = cells / n
    apart = np.abs(np.arange(k)[:, None] - np.arange(k)[None, :])
    weight = 1 - apart / (k - 1)
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    chance = np.outer(rows, columns)
    seen, expected = float((weight * share).sum()), float((weight * chance).sum())
    if expected >= 1 - 1e-12:
        return Agreement(Interval(None, None, None), n, equal)
    kappa = (seen - expected) / (1 - expected)
    across, down = weight @ columns, rows @ weight
    inner = weight - (across[:, None] + down[None, :]) * (1 - kappa)
    spread = float((share * inner**2).sum()) - (kappa - expected * (1 - kappa)) ** 2
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(max(0.0, spread) / n) / (1 - expected)
    return Agreement(Interval(kappa, max(-1.0, kappa - half), min(1.0, kappa + half)), n, equal)
