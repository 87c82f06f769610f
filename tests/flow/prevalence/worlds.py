"""Populations whose size is known, and the lists that find them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import polars as pl
import statsmodels.api as sm

from amparo.flow import CaptureLists

LETTERS = "ABCDEFGHIJKL"


def table_of(counts: dict[str, int]) -> CaptureLists:
    """ "110": 4 says that four people are on the first two lists, not on the third."""
    names = LETTERS[: len(next(iter(counts)))]
    rows = [
        {**{name: int(mark) for name, mark in zip(names, cell, strict=True)}, "people": n}
        for cell, n in counts.items()
    ]
    return CaptureLists.read(pl.DataFrame(rows), count="people")


def population(
    seed: int, n: int, chances: Sequence[float], *, spread: float = 0.0,
    joined: Sequence[tuple[int, int, float]] = (),
) -> CaptureLists:  # fmt: skip
    """n people, each found by each list with its chance; `spread` of how easily they are found, and
    pairs of lists joined: who is on the first is on the second with log odds so much higher."""
    rng = np.random.default_rng(seed)
    ease = rng.normal(0.0, spread, size=n)
    odds = np.log(np.asarray(chances) / (1 - np.asarray(chances)))
    found = np.zeros((n, len(chances)), dtype=np.int64)
    for i in range(len(chances)):
        more = sum(found[:, a] * by for a, b, by in joined if b == i)
        found[:, i] = rng.random(n) < 1 / (1 + np.exp(-(odds[i] + ease + more)))
    seen = found[found.any(axis=1)]
    return CaptureLists.read(pl.DataFrame(dict(zip(LETTERS, seen.T, strict=False))))


def glm(lists: CaptureLists, pairs: Sequence[tuple[int, int]]) -> float:
    """The total by statsmodels: every combination but none, main effects and these pairs."""
    cells = [cell for cell in product((0, 1), repeat=lists.k) if any(cell)]
    counts = dict(zip(lists.cells.tolist(), lists.counts.tolist(), strict=True))
    y = [counts.get(sum(bit << i for i, bit in enumerate(cell)), 0) for cell in cells]
    x = [[1, *cell, *(cell[i] * cell[j] for i, j in pairs)] for cell in cells]
    fit = sm.GLM(np.array(y), np.array(x), family=sm.families.Poisson()).fit(maxiter=200, tol=1e-12)
    return lists.n + float(np.exp(fit.params[0]))


def grown(seed: int, decay: float = 0.4, seeds: int = 8) -> pl.DataFrame:
    """Chains in a population without end, three in ten harmed, alike along a chain by `decay`."""
    rng = np.random.default_rng(seed)
    by, y = [-1] * seeds, list((rng.random(seeds) < 0.3).astype(int))
    for person in range(130):
        for _ in range(int(rng.integers(2, 4))):
            by.append(person)
            y.append(y[person] if rng.random() < decay else int(rng.random() < 0.3))
    knows = rng.geometric(0.15, len(y)) + rng.geometric(0.15, len(y))
    return pl.DataFrame({
        "id": np.arange(len(y)), "by": [None if at < 0 else at for at in by],
        "knows": knows, "forced": y,
    })  # fmt: skip
