"""Tails of Student's t: how many standard errors an interval needs, and how rare a value is."""

from __future__ import annotations


def critical(alpha: float, degrees: float) -> float:
    """The value that |t| exceeds with probability `alpha`."""
    from scipy.stats import t

    return float(t.isf(alpha / 2, degrees))


def as_normal(value: float, degrees: float) -> float:
    """The standard normal value as rare as this value of t."""
    from scipy.stats import norm, t

    return float(norm.isf(t.sf(value, degrees)))
