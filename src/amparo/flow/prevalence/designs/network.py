"""Network scale-up: how many such people do people know?

Source: Killworth and others (1998), Evaluation Review 22; generalised for what acquaintances can
see: Feehan and Salganik (2016), Sociological Methodology 46.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log, sqrt

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.prevalence.designs.ratio import (
    Ratio,
    codes,
    lonely_doubt,
    numbers,
    ratio_of,
    scaled,
)
from amparo.flow.prevalence.designs.result import Prevalence, Study
from amparo.flow.survival import Interval


def network(
    frame: pl.DataFrame, *, hidden: str, population: float, knows: str | None = None,
    groups: Mapping[str, float] | None = None,
    visibility: float | tuple[float, float, float] = 1.0, weight: str | None = None,
    cluster: str | None = None, stratum: str | None = None, level: float = 0.95,
) -> Prevalence:  # fmt: skip
    """N × Σ hidden / Σ known ÷ visibility.

    `knows` is how many people each one knows; or `groups` gives columns of how many they know of
    groups whose size is known, from which it follows. `visibility` is the share of those who live
    the crime that the people around them can tell, or (value, low, high) at the same level.
    Misleads when acquaintances cannot tell (then far too low) and nobody measured how often.
    Raises: Refused where neither or both ways of knowing are given.
    """
    if (knows is None) == (groups is None):
        raise Refused("Say how many people each one knows: knows, or groups, not both")
    y = numbers(frame, hidden, of="people known who live it")
    if groups is not None:
        if not groups or min(groups.values()) <= 0:
            raise Refused("Each group has a size above 0")
        told = np.sum([numbers(frame, name, of="people known") for name in groups], axis=0)
        x = told * (population / sum(groups.values()))
    else:
        x = numbers(frame, knows, of="people known")
    seen = visibility if isinstance(visibility, tuple) else (visibility, visibility, visibility)
    if not 0 < seen[1] <= seen[0] <= seen[2] <= 1:
        raise Refused(
            "Visibility is a share above 0, up to 1", found=", ".join(f"{v:g}" for v in seen),
            next_step="give the share, or (share, low, high)",
        )  # fmt: skip
    found = ratio_of(
        y, x, numbers(frame, weight, of="weights"), codes(frame, stratum),
        codes(frame, cluster, each_its_own=True),
    )  # fmt: skip
    share = _interval(found, seen, level)
    spread = found.value * (1 - found.value)
    worth = min(spread / found.variance, y.size) if found.variance > 0 else float(y.size)
    doubts = list(lonely_doubt(found)) if cluster else []
    if visibility == 1.0:
        doubts.append(
            "Taken for granted that people can tell who of those they know lives the crime; where "
            "they cannot, the true number is higher."
        )
    one_or_more = int((y > 0).sum())
    table = pl.DataFrame(
        {"what": ["people asked", "who know one or more", "known who live it", "people known"],
         "n": [float(y.size), float(one_or_more), float(y.sum()), float(x.sum())]}
    )  # fmt: skip
    return Prevalence(
        Study.NETWORK, share, scaled(share, population), level, int(y.size), worth,
        "generalised scale-up", "ratio by design, on the logarithm", table, tuple(doubts),
    )  # fmt: skip


def _interval(found: Ratio, seen: tuple[float, float, float], level: float) -> Interval:
    """On the logarithm, with the doubt about visibility added as if independent."""
    from scipy.stats import norm, t

    value = found.value / seen[0]
    if found.value <= 0:
        return Interval(0.0, 0.0, None)
    z = float(norm.ppf(0.5 + level / 2))
    of_seen = (log(seen[2]) - log(seen[1])) / (2 * z)
    se = sqrt(found.variance / found.value**2 + of_seen**2)
    wide = float(t.ppf(0.5 + level / 2, found.freedom)) * se
    return Interval(value, value * exp(-wide), value * exp(wide))
