"""Lower bounds and two-list estimates, which need no choice of model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.prevalence.systems.intervals import Kind
from amparo.flow.prevalence.systems.saying import total_words
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists


@dataclass(frozen=True, eq=False, repr=False)
class Bound:
    """A number from a formula: what it is, its interval, and what it says."""

    method: str
    known: int
    estimate: float
    interval: Interval
    level: float
    says: str
    others: tuple[tuple[str, float], ...] = ()
    kind: Kind = Kind.LOG_NORMAL

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a version of the formula."""
        rows = [(self.method, self.estimate), *self.others]
        return pl.DataFrame(rows, schema=["method", "estimate"], orient="row")

    def sentence(self) -> str:
        """The number, its interval and what it says."""
        said = total_words(self.known, self.estimate, self.interval, self.level, self.kind)
        others = "".join(f" {name}: {value:,.0f}." for name, value in self.others)
        return f"{self.method}: {said}. {self.says}{others}"

    def chart(self, *, narrow: bool = False) -> Any:
        """The number with its interval, beside the known."""
        from amparo.flow.prevalence.systems.drawing import intervals_chart  # noqa: PLC0415

        rows = [(self.method, self.interval)]
        return intervals_chart(rows, known=self.known, about=self.method, narrow=narrow)

    def __repr__(self) -> str:
        return f"Bound({self.sentence()})"


def chao(lists: CaptureLists, *, level: float) -> Bound:
    """n + f₁² / 2 f₂, with f₁ and f₂ people on one list only and on two. Source: Chao (1987),
    Biometrics 43, equation 9; with (k − 1) / k where there are few lists; interval: her 12.

    Misleads when lists share people out among them (who is on one is kept from another): then it
    is no lower bound. It stands on overlaps of single lists and never says how far above it lies.
    """
    once, twice = int(lists.by_number[1]), int(lists.by_number[2])
    if once + twice == 0:
        raise CannotEstimate(
            "Nobody is on one or two lists only, which the bound is made of", where=lists.source,
            next_step="look at the table: everyone known is on three lists or more",
        )  # fmt: skip
    unseen, variance = _chao(once, twice, lists.n)
    part = (lists.k - 1) / lists.k
    return Bound(
        "Chao’s lower bound", lists.n, lists.n + unseen,
        log_normal(lists.n, unseen, variance, level), level,
        "A lower bound where people differ in how easily they are found and lists do not avoid "
        "each other’s people.",
        (("With few lists, (k − 1) / k of the unseen", lists.n + part * unseen),),
    )  # fmt: skip


def _chao(once: int, twice: int, known: int) -> tuple[float, float]:
    """The unseen and the variance of their number; bias-corrected where nobody is on two."""
    if twice == 0:
        half = once * (once - 1) / 2.0
        spread = half + once * (2 * once - 1) ** 2 / 4.0 - once**4 / (4.0 * (known + half))
        return half, max(spread, 0.0)
    r = once / twice
    return once * r / 2.0, twice * (r**4 / 4.0 + r**3 + r**2 / 2.0)


def chapman(n_one: int, n_other: int, n_both: int) -> tuple[float, float]:
    """(n₁ + 1)(n₂ + 1) / (m + 1) − 1 and its variance. Source: Chapman (1951); Seber (1970)."""
    top = (n_one + 1.0) * (n_other + 1.0)
    variance = top * (n_one - n_both) * (n_other - n_both)
    return top / (n_both + 1.0) - 1.0, variance / ((n_both + 1.0) ** 2 * (n_both + 2.0))


def two_list(n_one: int, n_other: int, n_both: int, *, level: float = 0.95) -> Bound:
    """Chapman's estimate from two lists: how many are on each, and on both.

    Misleads when being on one list makes the other likelier (then it is too low) or less likely
    (too high): two lists cannot tell.
    """
    if n_both > min(n_one, n_other) or min(n_one, n_other) < 0 or n_both < 0:
        raise CannotEstimate(
            "Nobody is on both lists who is not on each",
            found=f"{n_both} of {n_one} and {n_other}",
            next_step="give the people on each list, and among them those on both",
        )  # fmt: skip
    known = n_one + n_other - n_both
    if known == 0:
        raise CannotEstimate("Nobody is on either list")
    estimate, variance = chapman(n_one, n_other, n_both)
    return Bound(
        "Chapman’s two-list estimate", known, max(estimate, known),
        log_normal(known, max(estimate - known, 0.0), variance, level), level,
        "Right only if being on one list says nothing about being on the other.",
    )  # fmt: skip


def of_two(lists: CaptureLists, one: str, other: str, *, level: float) -> Bound:
    """Chapman's estimate from two of the lists; people on neither count as unseen."""
    i, j = lists._places([one, other])
    both = int(lists.counts[(lists.cells >> i & 1 & lists.cells >> j) == 1].sum())
    return two_list(int(lists.on_lists[i]), int(lists.on_lists[j]), both, level=level)


def log_normal(known: float, unseen: float, variance: float, level: float) -> Interval:
    """known + unseen × or ÷ C, so that it never falls below what is known: Chao (1987), 12."""
    from scipy.stats import norm

    if unseen <= 0 or variance <= 0:
        return Interval(known + unseen, float(known), known + unseen)
    z = float(norm.ppf(0.5 + level / 2.0))
    c = exp(z * sqrt(log(1.0 + variance / unseen**2)))
    return Interval(known + unseen, known + unseen / c, known + unseen * c)
