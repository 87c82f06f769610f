"""Units compared in slow, plain Python: exact binomials, and a shrunk share by summing a grid."""

from __future__ import annotations

from math import comb, exp, lgamma, log

POINTS = 60  # of the grid, along each side


def lower(n: int, share: float, level: float) -> float:
    """The share below which a unit of n lies with this chance; between whole cases in proportion."""
    upto = 0.0
    for k in range(n + 1):
        below, upto = upto, upto + comb(n, k) * share**k * (1 - share) ** (n - k)
        if upto >= level:
            return min(1.0, max(0.0, (k - (upto - level) / (upto - below)) / n))
    return 1.0


def limits(n: int, share: float) -> tuple[float, float]:
    """The funnel of 99.8 in 100: the upper limit is the lower one of those who did not go on."""
    return lower(n, share, 0.001), 1.0 - lower(n, 1.0 - share, 0.001)


def believed(k: list[int], n: list[int]) -> list[float]:
    """Each unit's share, drawn towards the others: beta-binomial, averaged over its prior.

    The prior of (mean, a + b) is even over the mean and over (a + b)^(-1/2).
    """
    weights: list[tuple[float, float, float]] = []
    for i in range(POINTS):
        mean = (i + 0.5) / POINTS
        for j in range(POINTS):
            root = exp(log(0.01) + j / (POINTS - 1) * log(2.0 / 0.01))
            a, b = mean / root**2, (1 - mean) / root**2
            fit = log(root) + sum(
                _beta(a + x, b + m - x) - _beta(a, b) for x, m in zip(k, n, strict=True)
            )
            weights.append((fit, a, b))
    most = max(fit for fit, _, _ in weights)
    chances = [(exp(fit - most), a, b) for fit, a, b in weights]
    total = sum(chance for chance, _, _ in chances)
    return [
        sum(chance * (a + x) / (a + b + m) for chance, a, b in chances) / total
        for x, m in zip(k, n, strict=True)
    ]


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def upper_quartile(values: list[float]) -> float:
    """Three quarters of the way through them in order, between two in proportion."""
    ordered = sorted(values)
    at = 0.75 * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])
