"""Interactions chosen one by one, by how surprising each pair's overlap is.

The rule of Chan, Silverman and Vincent (2021), JASA 116, 1297–1306. For each pair not in the model
the number seen on both lists is set against its Poisson mean under the present fit; the one-sided
tail is p. The smallest p enters while it is below the level, unless the model with it has no
unique estimate, in which case the next pair is tried. A pair that nobody is on enters at minus
infinity, and its cells are given up. No standard error is asked, so none can diverge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from amparo.flow.prevalence.systems.existence import Check, Exists, check, pose
from amparo.flow.prevalence.systems.intervals import Kind, kind_of
from amparo.flow.prevalence.systems.loglinear import ONE_OF_MANY, LogLinear, loglinear
from amparo.flow.prevalence.systems.saying import total_words
from amparo.flow.prevalence.systems.terms import held, name_of, pairs_of
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists


@dataclass(frozen=True)
class Entered:
    """A pair that entered: how many were seen on both lists, how many were expected, and p."""

    pair: str
    seen: int
    expected: float
    p: float


@dataclass(frozen=True, eq=False, repr=False)
class Stepwise:
    """The total under the model that the steps end with.

    Misleads when many pairs are weighed: the interval knows the last model only. The bootstrap
    interval chooses anew each time, and is wider.
    """

    model: LogLinear
    level: float
    steps: tuple[Entered, ...]
    passed_over: tuple[str, ...]

    @property
    def estimate(self) -> float:
        """People in all."""
        return self.model.estimate

    @property
    def known(self) -> int:
        """People on one list or more."""
        return self.model.known

    @property
    def interval(self) -> Interval:
        """The interval of the kind that was asked for."""
        return self.interval_by(self.model.kind)

    @property
    def kind(self) -> Kind:
        """The likelihood of the interval."""
        return self.model.kind

    @property
    def interactions(self) -> tuple[str, ...]:
        """The pairs chosen, in the order in which they entered."""
        return tuple(step.pair for step in self.steps)

    @cached_property
    def _bootstrap(self) -> dict[float, Interval]:
        return {}

    def interval_by(self, kind: Kind | str, *, level: float | None = None) -> Interval:
        """Another interval: "poisson", "multinomial", "wald", or "bootstrap" (chooses anew)."""
        named, level = kind_of(kind), level or self.model.level
        if named is not Kind.BOOTSTRAP:
            return self.model.interval_by(named, level=level)
        if level not in self._bootstrap:
            from amparo.flow.prevalence.systems.resampling import bootstrap  # noqa: PLC0415

            self._bootstrap[level] = bootstrap(self, self.estimate, level=level)
        return self._bootstrap[level]

    @property
    def lists(self) -> CaptureLists:
        """The table."""
        return self.model.lists

    def again(self, lists: CaptureLists) -> float:
        """The estimate when the same steps are taken on other counts. Raises: CannotEstimate."""
        made = stepwise(lists, self.level, kind=self.kind, confidence=self.model.level)
        return made.estimate

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a step: the pair, seen, expected, p."""
        schema = {"pair": pl.String, "seen": pl.Int64, "expected": pl.Float64, "p": pl.Float64}
        rows = [(s.pair, s.seen, s.expected, s.p) for s in self.steps]
        return pl.DataFrame(rows, schema=schema, orient="row")

    @property
    def method(self) -> str:
        """The rule in words."""
        chosen = ", ".join(self.interactions) or "no interaction"
        return f"Stepwise at {self.level:g} ({chosen})"

    def sentence(self) -> str:
        """The total, its interval, what was chosen, and that it is one model among many."""
        said = f"{self.method}: " + total_words(
            self.known, self.estimate, self.interval, self.model.level, self.kind
        )
        return said + ". " + "".join(self.model.doubts()) + ONE_OF_MANY

    def chart(self, *, narrow: bool = False) -> Any:
        """The estimate with its intervals by each likelihood, beside the known."""
        return self.model.chart(narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Stepwise({self.sentence()})"


def stepwise(lists: CaptureLists, level: float, *, kind: Kind, confidence: float) -> Stepwise:
    """Take the steps. Raises: CannotEstimate where not even independent lists can be estimated."""
    cells, counts = lists.table()
    start = loglinear(lists, (), kind=kind, level=confidence)
    found, chosen = start.check, list[int]()
    steps, passed = list[Entered](), list[str]()
    at = partial(LogLinear, lists, kind=kind, level=confidence)
    seen = {pair: held(cells, counts, pair) for pair in pairs_of(lists.k)}
    while True:
        passed = []
        for p, expected, pair in _surprises(found, seen, chosen):
            if p >= level:
                return Stepwise(at(found), level, tuple(steps), tuple(passed))
            ahead = check(pose(lists.k, cells, counts, (*chosen, pair)))
            name = name_of(pair, lists.names)
            if ahead.exists is Exists.YES:
                steps.append(Entered(name, int(seen[pair]), expected, p))
                chosen.append(pair)
                found = ahead
                break
            passed.append(name)
        else:
            return Stepwise(at(found), level, tuple(steps), tuple(passed))


def _surprises(
    found: Check, seen: dict[int, float], chosen: list[int]
) -> list[tuple[float, float, int]]:
    """p, expected and pair of each pair not in the model, the smallest p first."""
    from scipy.special import pdtr, pdtrc

    pairs = [pair for pair in seen if pair not in chosen]
    if not pairs:
        return []
    posed = found.posed
    both = (posed.cells[:, None] & np.asarray(pairs)) == np.asarray(pairs)
    expected = posed.fit.mu @ both
    made = []
    for pair, mean in zip(pairs, expected, strict=True):
        n = seen[pair]
        if mean <= 0:
            continue  # all its cells are given up: nothing can be seen there
        above = float(pdtrc(n - 1, mean)) if n > 0 else 1.0
        made.append((min(float(pdtr(n, mean)), above), float(mean), pair))
    return sorted(made)
