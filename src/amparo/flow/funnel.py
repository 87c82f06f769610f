"""Funnel limits: within them a unit's share may be chance.

Source: Spiegelhalter 2005, Statistics in Medicine 24: exact binomial limits, appendix A.1.1;
overdispersion by a winsorised multiplicative factor, section 4.2 and appendix A.3.
"""

from __future__ import annotations

import numpy as np

from amparo.flow.survival import Floats

LEVELS = (0.001, 0.999)  # 99.8 %: many units are looked at at once
WINSORISED = 0.1  # the tenth of units at each end that cannot make the factor


def exact_limits(n: Floats, target: float, levels: tuple[float, float] = LEVELS) -> Floats:
    """Shares between which a unit of n cases lies by chance, (2, u), with steps smoothed."""
    low = _lower(n, target, levels[0])
    # The upper limit is the lower one of those who did not go on: the published formula steps from
    # below at both ends, and would so leave out 9 of 10 where one unit in a hundred has it.
    high = 1.0 - _lower(n, 1.0 - target, 1.0 - levels[1])
    return np.stack([low, high]).astype(np.float64)


def _lower(n: Floats, target: float, level: float) -> Floats:
    from scipy.stats import binom

    sizes = np.maximum(1, np.round(n)).astype(np.int64)
    r = binom.ppf(level, sizes, target)
    upto, below = binom.cdf(r, sizes, target), binom.cdf(r - 1, sizes, target)
    part = np.where(upto > below, (upto - level) / np.maximum(upto - below, 1e-300), 0.0)
    return np.asarray(np.clip((r - part) / sizes, 0.0, 1.0), dtype=np.float64)


def dispersion(share: Floats, n: Floats, target: float) -> float:
    """How much more units differ than chance alone would make them; 1 where they do not.

    The winsorised mean square of standardised differences, taken for 1 unless above it by more
    than chance (its expectation plus two standard errors, √(2 / units)).
    """
    if not 0 < target < 1 or share.size < 3:
        return 1.0
    z = (share - target) / np.sqrt(target * (1.0 - target) / n)
    low, high = np.quantile(z, [WINSORISED, 1.0 - WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    return phi if phi > 1.0 + 2.0 * np.sqrt(2.0 / share.size) else 1.0


def widened_limits(
    n: Floats, target: float, phi: float, levels: tuple[float, float] = LEVELS
) -> Floats:
    """Limits for units that differ more than chance: target ± z √(φ p (1 − p) / n), (2, u)."""
    from scipy.stats import norm

    spread = np.sqrt(phi * target * (1.0 - target) / np.maximum(n, 1e-9))
    rows = [np.clip(target + float(norm.ppf(level)) * spread, 0.0, 1.0) for level in levels]
    return np.asarray(rows, dtype=np.float64)
