"""Totals in words, the same way for every method."""

from __future__ import annotations

from amparo.flow.survival import Interval

DISPUTE = (
    "How many are on no list cannot be seen, only inferred, and methods disagree. Every model "
    "assumes that some lists do not attract or avoid the same people; the table cannot test it. "
    "Whitehead and others (2019) judge such estimates of modern slavery unsound for this reason; "
    "Silverman (2020) shows that a few models among many give very different totals and proposes "
    "averaging; merging lists moves the number too. Read the whole range, never one number."
)


def people(value: float | None) -> str:
    """ "11,313" """
    return "–" if value is None else f"{value:,.0f}"


def between(interval: Interval) -> str:
    """ "9,889 to 13,063"; a side without an end says so."""
    if interval.low is None and interval.high is None:
        return "no interval"
    high = "no upper end" if interval.high is None else people(interval.high)
    return f"{people(interval.low)} to {high}"


def total_words(known: int, estimate: float, interval: Interval, level: float, kind: str) -> str:
    """ "about 11,313 people in all (95 % interval 9,889 to 13,063, …): 2,744 known, 8,569 on no
    list" """
    return (
        f"about {people(estimate)} people in all ({level:.0%} interval {between(interval)}, "
        f"{kind}): "
        f"{known:,} known and {people(estimate - known)} on no list"
    )
