"""A value of an indicator, and the small estimators that values of the records share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from statistics import fmean, stdev

from amparo.flow.attrition import wilson
from amparo.flow.effects.tails import critical
from amparo.flow.survival import LEVEL, Interval

FEWEST = 10
"""Denominators under this are not shown: a share of so few says more of chance, or of a person."""


@dataclass(frozen=True)
class Made:
    """A value with its interval, how many it stands on, and what was missing.

    Of shares `k` is the numerator and `n` the denominator. `missing` is the share of what was to be
    counted that is not known: of the milestones used, whose day is not known exactly, or whatever
    `lacking` says. `withheld` says why there is no value. `groups` are the same for the values of
    one grouping; `beside` are other numbers of the same indicator, in words.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    missing: float = 0.0
    withheld: str = ""
    name: str = ""
    groups: tuple[Made, ...] = ()
    k: int | None = None
    lacking: str = ""
    beside: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Plain values, fit to be kept."""
        return asdict(self)


@dataclass(frozen=True)
class Missing:
    """So many of so many that are not known, and what they are."""

    n: int = 0
    of: int = 0
    what: str = ""

    @property
    def share(self) -> float:
        """The share not known."""
        return self.n / self.of if self.of else 0.0

    @property
    def words(self) -> str:
        """How many, and what; nothing where all are known."""
        return f"{self.n:,} of {self.of:,} {self.what}" if self.n else ""


KNOWN = Missing()


def share(
    k: int, n: int, *, missing: Missing = KNOWN, beside: Sequence[str] = (), name: str = "",
    of: str = "",
) -> Made:  # fmt: skip
    """k of n with Wilson's interval; withheld under ten."""
    if n < FEWEST:
        said = f"Fewer than {FEWEST}{f' {of}' if of else ''}: too few for a share"
        return Made(None, n=n, withheld=said, name=name, beside=tuple(beside),
                    missing=missing.share, lacking=missing.words)  # fmt: skip
    found = wilson(k, n)
    return Made(
        found.value, found.low, found.high, n, missing.share, k=k, name=name,
        lacking=missing.words, beside=tuple(beside),
    )  # fmt: skip


def mean(
    values: Sequence[float], *, missing: Missing = KNOWN, beside: Sequence[str] = (), of: str = ""
) -> Made:
    """The mean with the interval of Student; withheld under ten. Source: Student 1908."""
    n = len(values)
    if n < FEWEST:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST} {of}".rstrip(),
                    missing=missing.share, lacking=missing.words)  # fmt: skip
    middle, half = fmean(values), critical(1 - LEVEL, n - 1) * stdev(values) / sqrt(n)
    return Made(middle, middle - half, middle + half, n, missing.share, lacking=missing.words,
                beside=tuple(beside))  # fmt: skip


def of_interval(
    found: Interval, n: int, *, missing: Missing = KNOWN, beside: Sequence[str] = (), few: str = ""
) -> Made:
    """A value whose interval was made elsewhere; withheld under ten."""
    if n < FEWEST or found.value is None:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST} {few}".rstrip(),
                    missing=missing.share, lacking=missing.words)  # fmt: skip
    return Made(found.value, found.low, found.high, n, missing.share, lacking=missing.words,
                beside=tuple(beside))  # fmt: skip


def ratio_of_shares(k1: int, n1: int, k2: int, n2: int) -> Interval:
    """The second share over the first.

    Source: Katz, Baptista, Azen and Pike 1978, Biometrics 34:469 (on the logarithm); half a case is
    added on all sides where one of them is none (Walter 1975).
    """
    extra = 0.0 if k1 and k2 else 0.5
    a, m, b, n = k1 + extra, n1 + extra, k2 + extra, n2 + extra
    if not n1 or not n2:
        return Interval(None, None, None)
    middle = log(b / n) - log(a / m)
    half = 1.959963984540054 * sqrt(max(0.0, 1 / a - 1 / m + 1 / b - 1 / n))
    return Interval(exp(middle), exp(middle - half), exp(middle + half))


def ratio_of_counts(k1: int, over1: float, k2: int, over2: float) -> Interval:
    """The second rate over the first, of counts over people.

    Source: Clopper and Pearson 1934, on the share of both counts that is the second's.
    """
    from scipy.stats import beta

    n, tail = k1 + k2, (1 - LEVEL) / 2
    if not n or not over1 or not over2:
        return Interval(None, None, None)
    low = float(beta.ppf(tail, k2, k1 + 1)) if k2 else 0.0
    high = float(beta.ppf(1 - tail, k2 + 1, k1)) if k1 else 1.0
    scale = over1 / over2
    return Interval(
        k2 / k1 * scale if k1 else None, low / (1 - low) * scale,
        high / (1 - high) * scale if high < 1 else None,
    )  # fmt: skip


def count_interval(k: int) -> tuple[float, float]:
    """Between which rates of Poisson a count of so many is no surprise. Source: Garwood 1936."""
    from scipy.stats import chi2

    tail = (1 - LEVEL) / 2
    return float(chi2.ppf(tail, 2 * k)) / 2 if k else 0.0, float(chi2.ppf(1 - tail, 2 * k + 2)) / 2
