"""Numbers in words and figures, with their interval; one way of writing for every report."""

from __future__ import annotations

from datetime import date

from amparo.flow.survival import Interval, SurvivalCurve

NONE = "–"


def counted(n: int, unit: str) -> str:
    """ "1 case", "36,190 people"."""
    return f"{n:,} {plural(unit, n)}"


def plural(unit: str, n: int = 2) -> str:
    """The unit's word for n of them."""
    if n == 1:
        return unit
    return {"person": "people", "child": "children"}.get(unit, f"{unit}s")


def day(value: date) -> str:
    """ "2 December 2019"."""
    return f"{value.day} {value:%B %Y}"


def percent(share: float | None) -> str:
    """A share in whole per cent; "under 1%" and "over 99%" where rounding would say none or all."""
    if share is None:
        return NONE
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def percent_interval(share: Interval) -> str:
    """ "64% (63 to 65)"."""
    if share.value is None:
        return NONE
    if share.low is None or share.high is None:
        return percent(share.value)
    return f"{percent(share.value)} ({share.low * 100:.0f} to {share.high * 100:.0f})"


def days(value: float | None) -> str:
    """ "252" or "84.5"."""
    return NONE if value is None else f"{value:,.1f}".removesuffix(".0")


def days_interval(value: Interval) -> str:
    """ "252 (246 to 264)"; a side the data do not reach is "not reached"."""
    if value.value is None:
        return "not reached" + ("" if value.low is None else f" (from {days(value.low)})")
    high = "not reached" if value.high is None else days(value.high)
    return f"{days(value.value)} ({days(value.low)} to {high})"


def wait_words(curve: SurvivalCurve) -> str:
    """The median in words, or how far the curve gets when half is not reached."""
    median = curve.median
    if median.value is not None:
        return f"half have gone on after {days_interval(median)} days"
    if curve.n == 0:
        return "nobody's wait can be measured"
    end = min(365, curve.followed_days)
    return f"fewer than half have gone on; {percent(curve.reached_by(end).value)} in {end} days"
