"""A share before a day and after it, side by side, with no claim about what made the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from amparo.flow.attrition import wilson
from amparo.flow.survival import LEVEL, Interval
from amparo.flow.wording import percent_interval


@dataclass(frozen=True)
class BeforeAfter:
    """The share of cases that came to a step in time, before a day and after it.

    Counts: cases whose whole term lies before the day (`n_before`), or begins on it or later
    (`n_after`); those whose term spans the day (`between`) or still runs (`too_new`) are in
    neither.
    Misleads when: read as an effect. Other things change on the same day, and a place chosen
    because it was at its worst gets better by chance (regression to the mean); an evaluation with
    places of comparison answers that.
    """

    since: date
    within: int
    k_before: int
    n_before: int
    k_after: int
    n_after: int
    between: int
    too_new: int
    before: Interval
    after: Interval
    gap: Interval

    def sentence(self) -> str:
        """Both shares, and their difference, in words."""
        words = (
            f"Before, {percent_interval(self.before)} of {self.n_before:,}; after, "
            f"{percent_interval(self.after)} of {self.n_after:,}."
        )
        if self.gap.value is None or self.gap.low is None or self.gap.high is None:
            return words
        low, high = self.gap.low * 100, self.gap.high * 100
        points = f"{self.gap.value * 100:+.0f} points ({low:+.0f} to {high:+.0f})"
        return f"{words} A difference of {points}."


def difference_of_shares(k1: int, n1: int, k2: int, n2: int, *, level: float = LEVEL) -> Interval:
    """The second share less the first.

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 10 (from the score intervals of
    both).
    """
    if n1 == 0 or n2 == 0:
        return Interval(None, None, None)
    one, two = wilson(k1, n1, level=level), wilson(k2, n2, level=level)
    gap = k2 / n2 - k1 / n1
    assert None not in (one.low, one.high, two.low, two.high)  # noqa: S101  (n is not 0)
    below = sqrt((two.value - two.low) ** 2 + (one.high - one.value) ** 2)  # type: ignore[operator]
    above = sqrt((two.high - two.value) ** 2 + (one.value - one.low) ** 2)  # type: ignore[operator]
    return Interval(gap, gap - below, gap + above)


def before_after(
    cases: Sequence[tuple[date, date | None]], *, since: date, within: int, as_of: date,
    level: float = LEVEL,
) -> BeforeAfter:  # fmt: skip
    """Shares of cases (began on, came to the step on) that came within so many days.

    Units: days. A case counts once its term is over, whether it came early or not, so that cases
    still running do not make the recent share look higher or lower.
    """
    term = timedelta(days=within)
    before, after, between, too_new = [], [], 0, 0
    for began, came in cases:
        done = came is not None and began <= came <= began + term
        if began + term > as_of:
            too_new += 1
        elif began >= since:
            after.append(done)
        elif began + term < since:
            before.append(done)
        else:
            between += 1
    k1, n1, k2, n2 = sum(before), len(before), sum(after), len(after)
    return BeforeAfter(
        since, within, k1, n1, k2, n2, between, too_new, wilson(k1, n1, level=level),
        wilson(k2, n2, level=level), difference_of_shares(k1, n1, k2, n2, level=level),
    )  # fmt: skip
