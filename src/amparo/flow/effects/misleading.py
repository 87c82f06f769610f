"""The comparisons that offices and papers use and that mislead, so that they can be seen to.

None of them is ever the estimate.
"""

from __future__ import annotations

import numpy as np

from amparo.flow.effects.effect import Misleading
from amparo.flow.effects.panel import NEVER, Floats, Ints
from amparo.flow.survival import Interval

Z = 1.959963984540054


def before_after(y: Floats, w: Floats, first: Ints) -> Misleading | None:
    """The mean after the repair less the mean before it, over repaired units, row by row."""
    after = np.arange(y.shape[1])[None, :] >= first[:, None]
    repaired = (first < NEVER)[:, None] & (w > 0)
    one, other = y[repaired & after], y[repaired & ~after]
    if min(one.size, other.size) < 2:
        return None
    gap = float(one.mean() - other.mean())
    se = float(np.sqrt(one.var(ddof=1) / one.size + other.var(ddof=1) / other.size))
    why = "it takes whatever else changed over these years for the repair's doing"
    return _made("after less before", gap, se, why)


def two_way(y: Floats, w: Floats, first: Ints) -> Misleading | None:
    """Two-way fixed effects: unit and period means taken out; errors by unit. Balanced panels only.

    Misleads when: repairs come at different times and their effect grows or differs, since units
    long repaired then stand as comparisons.
    Source: Goodman-Bacon (2021), J. Econometrics 225, on what it averages.
    """
    if not np.all(w > 0):
        return None
    on = (np.arange(y.shape[1])[None, :] >= first[:, None]).astype(float)
    inside = on - on.mean(axis=1, keepdims=True) - on.mean(axis=0) + on.mean()
    total = float((inside**2).sum())
    if total < 1e-9:
        return None
    centred = y - y.mean(axis=1, keepdims=True) - y.mean(axis=0) + y.mean()
    slope = float((inside * centred).sum()) / total
    per_unit = (inside * (centred - slope * inside)).sum(axis=1)
    n = y.shape[0]
    se = float(np.sqrt((per_unit**2).sum() * n / (n - 1))) / total
    why = "it compares some units with others that are repaired already"
    return _made("two-way fixed effects", slope, se, why)


def _made(name: str, value: float, se: float, why: str) -> Misleading:
    return Misleading(name, value, Interval(value, value - Z * se, value + Z * se), why)
