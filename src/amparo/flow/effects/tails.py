"""Tails of Student's t: how many standard errors an interval needs, and how rare a value is."""

from __future__ import annotations


def critical(alpha: float, degrees: float) -> float:
    """The value that |t| exceeds with probability `alpha`."""
    from scipy.stats import t

    return float(t.isf(alpha / 2, degrees))


def two_sided(value: float, degrees: float) -> float:
    """The probability that |t| is larger than |value|."""
    from scipy.stats import t

    return float(2 * t.sf(abs(value), degrees))
