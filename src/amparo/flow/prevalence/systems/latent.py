"""Latent classes: people of kinds that lists find more or less easily.

Within a kind the lists are independent; that some kinds are found easily and others hardly makes
the lists hang together. Source: Goodman (1974), Biometrika 61; for totals, Stanghellini and van der
Heijden (2004), Biometrics 60. Maximum likelihood from many seeded starts; the number of kinds is
that of the lowest BIC; the interval is the profile of the multinomial likelihood (Cormack 1992).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.prevalence.systems.climbing import lowest_near
from amparo.flow.prevalence.systems.intervals import Kind, ends_of, threshold
from amparo.flow.prevalence.systems.saying import people, total_words
from amparo.flow.prevalence.systems.terms import Floats
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists

MOST_KINDS = 4
STARTS = 12
SEED = 1974
WIDEST = 15.0  # odds of being found, on the logarithm: beyond, a list finds all of a kind or none


@dataclass(frozen=True)
class Kinds:
    """One number of kinds: their shares of all people (kinds), and how likely each list finds each
    (kinds, lists); the total, the log-likelihood of what was seen, and BIC."""

    shares: Floats
    found: Floats
    estimate: float
    loglik: float
    bic: float


@dataclass(frozen=True, eq=False, repr=False)
class LatentClasses:
    """The total under a mixture of kinds. Misleads when a kind is found by no list at all, of which
    no table can know, or when two numbers of kinds fit alike and give different totals."""

    lists: CaptureLists
    level: float
    tried: tuple[Kinds, ...]
    interval: Interval
    kind: Kind = Kind.MULTINOMIAL

    @property
    def known(self) -> int:
        """People on one list or more."""
        return self.lists.n

    @property
    def chosen(self) -> Kinds:
        """The number of kinds with the lowest BIC."""
        return min(self.tried, key=lambda one: one.bic)

    @property
    def estimate(self) -> float:
        """People in all."""
        return self.chosen.estimate

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a number of kinds: people in all and BIC."""
        return pl.DataFrame(
            {"kinds": [one.shares.size for one in self.tried],
             "people": [one.estimate for one in self.tried],
             "bic": [one.bic for one in self.tried]}
        )  # fmt: skip

    @cached_property
    def kinds(self) -> pl.DataFrame:
        """One row a kind: its share of all people and how likely each list finds it."""
        found = {name: self.chosen.found[:, i] for i, name in enumerate(self.lists.names)}
        return pl.DataFrame({"share": self.chosen.shares, **found})

    @property
    def method(self) -> str:
        """The method in words."""
        n = self.chosen.shares.size
        return f"Latent classes ({n} kind{'s' if n > 1 else ''} of people)"

    def sentence(self) -> str:
        """The total, its interval, and what other numbers of kinds give."""
        said = total_words(self.known, self.estimate, self.interval, self.level, self.kind)
        others = ", ".join(
            f"{one.shares.size} give {people(one.estimate)}"
            for one in self.tried if one is not self.chosen
        )  # fmt: skip
        return f"{self.method}: {said}. Of other numbers of kinds, {others}."

    def chart(self, *, narrow: bool = False) -> Any:
        """The number with its interval, beside the known."""
        from amparo.flow.prevalence.systems.drawing import intervals_chart  # noqa: PLC0415

        rows = [(self.method, self.interval)]
        return intervals_chart(rows, known=self.known, about=self.method, narrow=narrow)

    def __repr__(self) -> str:
        return f"LatentClasses({self.sentence()})"


def latent_classes(lists: CaptureLists, *, level: float) -> LatentClasses:
    """Fit one kind of people, two, and more, as far as the table can tell them apart.

    Raises: CannotEstimate with fewer than four lists, which can tell no two kinds apart.
    """
    cells = lists.table()[0].size
    lists.check_overlap()
    sizes = [m for m in range(1, MOST_KINDS + 1) if m * (lists.k + 1) <= cells]
    if len(sizes) < 2:
        raise CannotEstimate(
            "Two kinds of people cannot be told apart with fewer than four lists",
            found=f"{lists.k} lists", where=lists.source, next_step="use average()",
        )  # fmt: skip
    mixture = _Mixture(lists)
    tried, starts = [], {}
    for m in sizes:
        at, value = mixture.best(m)
        shares, found = mixture.parts(at, m)
        nowhere = float(shares @ np.prod(1.0 - found, axis=1))
        size = m * (lists.k + 1)
        estimate = lists.n / max(1.0 - nowhere, 1e-9)
        tried.append(Kinds(shares, found, estimate, value, -2.0 * value + log(lists.n) * size))
        starts[m] = at
        if len(tried) > 1 and tried[-1].bic > tried[-2].bic:
            break
    chosen = min(tried, key=lambda one: one.bic)
    ends = mixture.interval(starts[chosen.shares.size], chosen, level)
    return LatentClasses(lists, level, tuple(tried), ends)


class _Mixture:
    """The likelihood of a mixture, with its slope. Shapes: `marks` (patterns, lists), the last row
    the pattern of no list; parameters (kinds × (lists + 1)): log weights, then log odds."""

    def __init__(self, lists: CaptureLists) -> None:
        marks = (lists.cells[:, None] >> np.arange(lists.k)) & 1
        self.marks = np.vstack([marks, np.zeros((1, lists.k))]).astype(np.float64)
        self.counts = lists.counts.astype(np.float64)
        self.n, self.k = lists.n, lists.k
        self.usual = (lists.on_lists + 0.5) / (lists.n + 1.0)

    def parts(self, at: Floats, m: int) -> tuple[Floats, Floats]:
        """Shares of the kinds and how likely each list finds each."""
        weights = np.exp(at[:m] - at[:m].max())
        return weights / weights.sum(), 1.0 / (1.0 + np.exp(-self._odds(at, m)))

    def _odds(self, at: Floats, m: int) -> Floats:
        """The log odds: the numbers themselves, bent so that none runs to infinity."""
        made: Floats = WIDEST * np.tanh(at[m:].reshape(m, self.k) / WIDEST)
        return made

    def value(self, at: Floats, m: int, unseen: float | None) -> tuple[float, Floats]:
        """Minus the log-likelihood and its slope: of what was seen, or with so many unseen."""
        shares, found = self.parts(at, m)
        odds = self._odds(at, m)
        each = (
            np.log(np.maximum(shares, 1e-300))[:, None]
            + odds @ self.marks.T
            - np.logaddexp(0, odds).sum(1)[:, None]
        )
        top = each.max(axis=0)
        logs = top + np.log(np.exp(each - top).sum(axis=0))
        nowhere = min(exp(float(logs[-1])), 1.0 - 1e-12)
        if unseen is None:
            total = float(self.counts @ logs[:-1]) - self.n * log(1.0 - nowhere)
            last = self.n * nowhere / (1.0 - nowhere)
        else:
            total = float(self.counts @ logs[:-1]) + unseen * float(logs[-1])
            last = unseen
        weighed = np.exp(each - logs) * np.concatenate([self.counts, [last]])
        sizes = weighed.sum(axis=1)
        by_share = sizes - shares * sizes.sum()
        by_odds = weighed @ self.marks - sizes[:, None] * found
        by_odds *= 1.0 - (odds / WIDEST) ** 2
        return -total, -np.concatenate([by_share, by_odds.ravel()])

    def climb(self, start: Floats, m: int, unseen: float | None = None) -> tuple[Floats, float]:
        """The nearest top: where, and how high."""
        at, value = lowest_near(lambda at: self.value(at, m, unseen), start)
        return at, -value

    def best(self, m: int) -> tuple[Floats, float]:
        """The highest top from many starts."""
        rng = np.random.default_rng(SEED + m)
        usual = np.log(self.usual / (1.0 - self.usual))
        made = []
        for _ in range(STARTS if m > 1 else 1):
            weights = rng.normal(0.0, 1.0, m)
            odds = usual - 1.0 + rng.normal(0.0, 1.5, (m, self.k))
            made.append(self.climb(np.concatenate([weights, odds.ravel()]), m))
        return max(made, key=lambda one: one[1])

    def interval(self, start: Floats, chosen: Kinds, level: float) -> Interval:
        """The totals at which the multinomial likelihood has not fallen too far."""
        m, unseen = chosen.shares.size, max(chosen.estimate - self.n, 1e-3)
        walk = {"at": start, "first": start}
        profile = partial(self._profile, walk, m)
        top = profile(log(unseen))
        for step in (-0.02, 0.02, -0.05, 0.05):
            top = max(top, profile(log(unseen) + step))
        walk["at"] = start
        low, high = ends_of(profile, log(unseen), top - threshold(level))
        return Interval(chosen.estimate, self.n + low, None if high is None else self.n + high)

    def _profile(self, walk: dict[str, Floats], m: int, at: float) -> float:
        from scipy.special import gammaln

        unseen = exp(at)
        tops = [self.climb(start, m, unseen) for start in (walk["at"], walk["first"])]
        walk["at"], value = max(tops, key=lambda one: one[1])
        return value + float(gammaln(self.n + unseen + 1.0) - gammaln(unseen + 1.0))
