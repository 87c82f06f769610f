"""Intervals by drawing the known people anew, the model chosen anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from amparo.errors import CannotEstimate
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists

DRAWS = 400
SEED = 20130


class Repeatable(Protocol):
    """A method that can be used on other counts."""

    @property
    def lists(self) -> CaptureLists: ...

    def again(self, lists: CaptureLists) -> float:
        """The estimate from other counts."""
        ...


def bootstrap(
    found: Repeatable, estimate: float, *, level: float, draws: int = DRAWS, seed: int = SEED
) -> Interval:
    """Bias-corrected percentiles of the estimates from tables drawn from the one seen.

    Draws without an estimate are left out; where more than a tenth have none there is no interval.
    Source: Efron (1987), JASA 82, without acceleration.
    """
    from scipy.stats import norm

    table = found.lists
    rng = np.random.default_rng(seed)
    made = []
    for counts in rng.multinomial(table.n, table.counts / table.n, size=draws):
        try:
            made.append(found.again(table.resampled(counts)))
        except CannotEstimate:
            continue
    if len(made) < 0.9 * draws:
        return Interval(estimate, None, None)
    values = np.asarray(made)
    below = np.clip((np.sum(values < estimate) + 0.5 * np.sum(values == estimate)) / values.size,
                    0.5 / values.size, 1 - 0.5 / values.size)  # fmt: skip
    bias = norm.ppf(below)
    ends = norm.cdf(2 * bias + norm.ppf([0.5 - level / 2, 0.5 + level / 2]))
    low, high = np.quantile(values, ends)
    return Interval(estimate, float(low), float(high))
