"""A weighted ratio from a stratified, clustered sample: what every design that weighs rests on."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.survival import Floats, Interval


@dataclass(frozen=True)
class Ratio:
    """Σ w y / Σ w x, its variance, and the degrees of freedom of that variance."""

    value: float
    variance: float
    freedom: int
    lonely: int
    n: int
    n_clusters: int

    @property
    def n_effective(self) -> float:
        """How many of a simple sample would know a share as well."""
        spread = self.value * (1.0 - self.value)
        if self.variance <= 0 or spread <= 0:
            return float(self.n)
        return min(spread / self.variance, float(self.n))


def ratio_of(y: Floats, x: Floats, weight: Floats, stratum: Floats, cluster: Floats) -> Ratio:
    """The ratio with its linearised variance, clusters drawn within strata with replacement.

    Source: Woodruff (1971), JASA 66; Lohr (2010), section 9.1. A stratum of one cluster is measured
    from the mean of all clusters, which errs to the wide side.
    """
    below = float((weight * x).sum())
    if below <= 0:
        raise CannotEstimate(
            "Nobody is there to take a share of", next_step="look at weights and numbers of people"
        )
    value = float((weight * y).sum()) / below
    parts = weight * (y - value * x) / below
    groups, place = np.unique(np.stack([stratum, cluster], axis=1), axis=0, return_inverse=True)
    sums = np.bincount(place.ravel(), weights=parts, minlength=len(groups))
    variance, freedom, lonely = 0.0, 0, 0
    strata = np.unique(groups[:, 0])
    overall = float(sums.mean())
    for one in strata:
        own = sums[groups[:, 0] == one]
        if own.size == 1:
            lonely += 1
            variance += float((own[0] - overall) ** 2)
            continue
        variance += own.size / (own.size - 1) * float(((own - own.mean()) ** 2).sum())
        freedom += own.size - 1
    return Ratio(value, variance, max(freedom, 1), lonely, int(y.size), len(groups))


def wilson(share: float, n: float, level: float, freedom: int | None = None) -> Interval:
    """Wilson's interval for a share of n, with t in place of z where clusters are few.

    Source: Wilson (1927); for samples by design Korn and Graubard (1998), Survey Methodology 24.
    """
    from scipy.stats import norm, t

    z = float(norm.ppf(0.5 + level / 2) if freedom is None else t.ppf(0.5 + level / 2, freedom))
    if n <= 0:
        return Interval(share, None, None)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def taylor(found: Ratio, level: float) -> Interval:
    """The linearised interval: value ± t × standard error."""
    from scipy.stats import t

    half = float(t.ppf(0.5 + level / 2, found.freedom)) * sqrt(found.variance)
    return Interval(found.value, max(0.0, found.value - half), found.value + half)


def numbers(frame: pl.DataFrame, column: str | None, *, of: str, default: float = 1.0) -> Floats:
    """A column of numbers from 0 on. Raises: Refused that names rows that are none."""
    if column is None:
        return np.full(frame.height, default)
    named(frame, column)
    made = frame[column].cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    bad = made.is_null() | (made < 0) | ~made.is_finite()
    if bad.fill_null(value=True).any():
        rows = ", ".join(str(int(i) + 1) for i in bad.fill_null(value=True).arg_true()[:5])
        raise Refused(
            f"{column} must hold {of}, from 0 on", where=f"row {rows}",
            next_step="correct these cells, or leave the rows out and say so",
        )  # fmt: skip
    return made.to_numpy().astype(np.float64)


def codes(frame: pl.DataFrame, column: str | None, *, each_its_own: bool = False) -> Floats:
    """A column of names as numbers; without one all are the same, or each is its own."""
    if column is None:
        size = frame.height
        return np.arange(size, dtype=np.float64) if each_its_own else np.zeros(size)
    named(frame, column)
    filled = frame[column].cast(pl.String).fill_null("")
    return filled.rank("dense").cast(pl.Float64).to_numpy()


def named(frame: pl.DataFrame, column: str) -> None:
    """Raises: Refused where there is no such column."""
    if column not in frame.columns:
        raise Refused(
            "There is no such column", found=column,
            next_step="there are: " + ", ".join(frame.columns),
        )  # fmt: skip


def scaled(share: Interval, population: float | None) -> Interval | None:
    """A share of so many people, as people."""
    if population is None or share.value is None:
        return None
    low = None if share.low is None else share.low * population
    high = None if share.high is None else share.high * population
    return Interval(share.value * population, low, high)


def lonely_doubt(found: Ratio) -> tuple[str, ...]:
    """What to say of strata with one cluster, and of few clusters."""
    said = []
    if found.lonely:
        said.append(f"{found.lonely} strata have one cluster only; the interval errs to the wide.")
    if found.freedom < 8:
        said.append(f"Only {found.n_clusters} clusters: the interval is rough.")
    return tuple(said)
