"""What poorer areas have against richer ones: the share of what is needed that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from amparo.flow.effects.tails import critical
from amparo.flow.survival import LEVEL, Interval
from amparo.flow.wording import percent

FEWEST = 2


@dataclass(frozen=True)
class Equity:
    """The mean share of what units need, in the poorer half of the areas and in the richer.

    Counts: units, each once, at its last check. An area of the middle poverty is with the richer.
    Misleads when: the units checked are not those one would draw by lot; areas differ within; the
    poverty figures are of different years or made in different ways.
    """

    n_poorer: int
    n_richer: int
    poorer: float | None
    richer: float | None
    gap: Interval

    def sentence(self) -> str:
        """The difference in words, or why there is none."""
        if self.gap.value is None or self.gap.low is None or self.gap.high is None:
            return (
                "Poorer and richer areas cannot be compared yet: it takes two checked units in "
                "areas with a poverty figure on each side."
            )
        return (
            f"In poorer areas {percent(self.poorer)} of what a unit needs works "
            f"({self.n_poorer} units), in richer ones {percent(self.richer)} ({self.n_richer} "
            f"units): {self.gap.value * 100:+.0f} points ({self.gap.low * 100:+.0f} to "
            f"{self.gap.high * 100:+.0f})."
        )


def equity(units: Sequence[tuple[float, float]], *, level: float = LEVEL) -> Equity:
    """Poorer against richer, from units as (poverty of their area, share of what they need).

    Areas are split at the median of their distinct poverty figures.
    Source: Welch 1947, Biometrika 34:28 (two means of unequal variance; degrees of freedom by
    Satterthwaite 1946).
    """
    figures = sorted({poverty for poverty, _ in units})
    cut = figures[len(figures) // 2] if len(figures) > 1 else float("-inf")
    if len(figures) % 2 and len(figures) > 1:
        cut = figures[len(figures) // 2 + 1]
    poorer = [share for poverty, share in units if len(figures) > 1 and poverty >= cut]
    richer = [share for poverty, share in units if len(figures) > 1 and poverty < cut]
    means = [fmean(side) if side else None for side in (poorer, richer)]
    nothing = Equity(len(poorer), len(richer), means[0], means[1], Interval(None, None, None))
    if len(poorer) < FEWEST or len(richer) < FEWEST:
        return nothing
    gap = fmean(poorer) - fmean(richer)
    a, b = variance(poorer) / len(poorer), variance(richer) / len(richer)
    if a + b == 0:
        return nothing
    degrees = (a + b) ** 2 / (a * a / (len(poorer) - 1) + b * b / (len(richer) - 1))
    half = critical(1 - level, degrees) * sqrt(a + b)
    shown = Interval(gap, max(-1.0, gap - half), min(1.0, gap + half))
    return Equity(len(poorer), len(richer), means[0], means[1], shown)
