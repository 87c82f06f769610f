"""How much a score changed, each person compared with themselves: the mean difference.

Source: Student 1908; the interval is that of one mean with n − 1 degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from amparo.flow.effects.tails import critical
from amparo.flow.survival import LEVEL, Interval


@dataclass(frozen=True)
class PairedChange:
    """The mean of later less earlier.

    Counts: people of whom both scores are known (`n`), and of whom either is missing (`missing`).
    Misleads when: those who were scored twice are unlike those who were not; those who began lowest
    rise by chance alone (regression to the mean); scorers knew what was hoped for.
    """

    change: Interval
    n: int
    missing: int
    n_better: int
    n_worse: int


def paired_change(
    pairs: Sequence[tuple[float | None, float | None]], *, level: float = LEVEL
) -> PairedChange:
    """The mean change over pairs (earlier, later); no interval where fewer than two are known."""
    known = [later - earlier for earlier, later in pairs if None not in (earlier, later)]  # type: ignore[operator]
    n = len(known)
    better, worse = sum(gap > 0 for gap in known), sum(gap < 0 for gap in known)
    if n == 0:
        return PairedChange(Interval(None, None, None), 0, len(pairs), 0, 0)
    mean = sum(known) / n
    if n == 1:
        return PairedChange(Interval(mean, None, None), 1, len(pairs) - 1, better, worse)
    spread = sum((gap - mean) ** 2 for gap in known) / (n - 1)
    half = critical(1 - level, n - 1) * sqrt(spread / n)
    return PairedChange(Interval(mean, mean - half, mean + half), n, len(pairs) - n, better, worse)
