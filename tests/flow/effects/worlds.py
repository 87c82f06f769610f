"""Made-up panels whose true effects are known, for the tests and the coverage benchmark."""

from __future__ import annotations

import numpy as np
import polars as pl

NEVER = 1_000_000


def staggered(
    seed: int,
    *,
    n: int = 60,
    periods: int = 20,
    starts: tuple[int | None, ...] = (6, 10, 14, None),
    effect: float = 0.0,
    growth: float = 0.0,
    drift: float = 0.0,
    noise: float = 1.0,
) -> pl.DataFrame:
    """Units with levels of their own, a common path, correlated noise, and a repair by cohort.

    The effect is `effect` at once and `growth` more each period, doubled for the first cohort.
    `drift` bends the repaired units' path before the repair.
    """
    random = np.random.default_rng(seed)
    cohort = np.arange(n) % len(starts)
    first = np.array([NEVER if starts[c] is None else starts[c] for c in cohort])
    t = np.arange(periods)
    since = t[None, :] - first[:, None]
    scale = np.where(cohort == 0, 2.0, 1.0)[:, None]
    after = np.where(since >= 0, (effect + growth * since) * scale, 0.0)
    shocks = random.standard_normal((n, periods)) * noise
    for k in range(1, periods):
        shocks[:, k] = 0.5 * shocks[:, k - 1] + shocks[:, k]
    level = random.standard_normal(n)[:, None] * 2
    path = np.cumsum(random.standard_normal(periods) * 0.5)[None, :]
    bent = drift * t[None, :] * (first < NEVER)[:, None]
    y = level + path + after + bent + shocks
    return pl.DataFrame(
        {
            "unit": [f"u{i:04d}" for i in range(n) for _ in t],
            "period": np.tile(t, n),
            "y": y.ravel(),
            "first": [None if f == NEVER else int(f) for f in first for _ in t],
            "true": after.ravel(),
        }
    )


def true_average(frame: pl.DataFrame) -> float:
    """The mean true effect over repaired unit-periods that can be compared."""
    repaired = frame.filter(pl.col("first").is_not_null() & (pl.col("period") >= pl.col("first")))
    return float(repaired.get_column("true").mean())


def series(
    seed: int,
    *,
    periods: int = 48,
    first: int = 24,
    effect: float = 0.0,
    alike: float = 0.0,
    slope: float = 0.05,
) -> pl.DataFrame:
    """One place by month: a trend, a season, noise that resembles its neighbours, and a step."""
    random = np.random.default_rng(seed)
    shocks = random.standard_normal(periods)
    shocks[0] /= np.sqrt(1 - alike**2)
    for k in range(1, periods):
        shocks[k] += alike * shocks[k - 1]
    t = np.arange(periods)
    y = 10 + slope * t + np.sin(2 * np.pi * t / 12) + effect * (t >= first) + shocks
    return pl.DataFrame({"month": [f"{2018 + k // 12}-{k % 12 + 1:02d}" for k in t], "y": y})
