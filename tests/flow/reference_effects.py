"""The slow, obvious way to what a repair did: exact least squares, and every order of a rollout."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from math import log
from typing import TypeVar

Number = TypeVar("Number", Fraction, float)
Rows = list[tuple[int, int, float]]  # unit, period, outcome


def solved(matrix: Sequence[Sequence[Number]], right: Sequence[Number]) -> tuple[list[Number], Number]:  # fmt: skip
    """The solution of a system of equations by elimination, and the determinant."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    determinant = rows[0][0] * 0 + 1
    for k in range(len(rows)):
        best = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        if best != k:
            rows[k], rows[best] = rows[best], rows[k]
            determinant = -determinant
        determinant *= rows[k][k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(len(rows)):
            if i != k:
                times = rows[i][k]
                rows[i] = [a - times * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows], determinant


def least_squares(x: Sequence[Sequence[Number]], y: Sequence[Number]) -> tuple[list[Number], Number]:  # fmt: skip
    """The coefficients, and the determinant of X′X."""
    columns = list(zip(*x, strict=True))
    square = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in columns] for p in columns]
    right = [sum(a * b for a, b in zip(p, y, strict=True)) for p in columns]
    return solved(square, right)  # type: ignore[arg-type]


def broken_line(y: Sequence[Fraction], first: int) -> tuple[list[Fraction], Fraction, list[Fraction]]:  # fmt: skip
    """Level and slope of the break, the mean effect, and what would have been from it on."""
    since = [Fraction(k - first) for k in range(len(y))]
    x = [[Fraction(1), t, Fraction(t >= 0), t if t >= 0 else Fraction(0)] for t in since]
    (level, slope, jump, bend), _ = least_squares(x, y)
    after = [t for t in since if t >= 0]
    mean = sum((jump + bend * t for t in after), Fraction(0)) / len(after)
    return [jump, bend], mean, [level + slope * t for t in after]


def wedge(rows: Rows, first: Sequence[int], ratio: float) -> tuple[float, float]:
    """The effect by least squares with random units, and minus twice the REML log-likelihood.

    `ratio`: variance between units over that within.
    """
    periods = sorted({at for _, at, _ in rows})
    x = [[float(at == one) for one in periods] + [float(at >= first[u])] for u, at, _ in rows]
    y = [value for *_, value in rows]
    sizes = {u: sum(other == u for other, *_ in rows) for u, *_ in rows}
    for unit, n in sizes.items():
        part = 1 - (1 + n * ratio) ** -0.5
        own = [k for k, (u, *_) in enumerate(rows) if u == unit]
        means = [sum(x[k][c] for k in own) / n for c in range(len(x[0]))]
        mean = sum(y[k] for k in own) / n
        for k in own:
            x[k] = [v - part * m for v, m in zip(x[k], means, strict=True)]
            y[k] -= part * mean
    beta, determinant = least_squares(x, y)
    rest = sum(
        (v - sum(a * b for a, b in zip(row, beta, strict=True))) ** 2
        for row, v in zip(x, y, strict=True)
    )
    free = len(rows) - len(beta)
    spread = sum(log(1 + n * ratio) for n in sizes.values())
    return beta[-1], free * log(rest / free) + spread + log(determinant)


def best_ratio(rows: Rows, first: Sequence[int]) -> float:
    """The ratio of variances that REML finds, by looking at ever finer grids."""
    low, high = 1e-3, 1e3
    for _ in range(12):
        grid = [low * (high / low) ** (k / 20) for k in range(21)]
        k = min(range(21), key=lambda at: wedge(rows, first, grid[at])[1])
        low, high = grid[max(0, k - 1)], grid[min(20, k + 1)]
    return (low * high) ** 0.5


def luck(rows: Rows, first: Sequence[int], ratio: float) -> float:
    """The share of all orders of the rollout whose estimate is as far from nothing."""
    own = abs(wedge(rows, first, ratio)[0])
    orders = set(permutations(first))
    return sum(abs(wedge(rows, one, ratio)[0]) >= own - 1e-9 for one in orders) / len(orders)
