"""Bayesian averaging over decomposable graphs, with hyper-Dirichlet priors.

Source: Madigan and York (1997), Biometrika 84, 19–31. For each graph and each number of unseen
people the table's probability is a product of Dirichlet integrals over the graph's cliques, divided
by those over its separators; 1 / N is the prior of the total. No step is drawn up to six lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from amparo.flow.prevalence.systems.graphs import all_graphs, neighbours_of, parts_of
from amparo.flow.prevalence.systems.intervals import Kind
from amparo.flow.prevalence.systems.saying import people, total_words
from amparo.flow.prevalence.systems.terms import Floats
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists

ALL_UP_TO = 6  # lists: 18,153 graphs; beyond, a walk over graphs
WALK = 12_000  # steps of the walk
FURTHEST = 3_000  # times the known: the most unseen people that are thought of
SHOWN = 25
Edges = frozenset[tuple[int, int]]


@dataclass(frozen=True, eq=False, repr=False)
class Averaged:
    """The total averaged over graphs. Misleads when the lists hang together in a way no graph
    holds, or when the prior decides: with few overlaps the upper end hangs on it."""

    lists: CaptureLists
    level: float
    unseen: Floats
    probability: Floats
    graphs: pl.DataFrame
    n_graphs: int
    walked: int = 0
    kind: Kind = Kind.POSTERIOR

    @property
    def known(self) -> int:
        """People on one list or more."""
        return self.lists.n

    @cached_property
    def estimate(self) -> float:
        """The posterior median of people in all."""
        return self._quantile(0.5)

    @cached_property
    def interval(self) -> Interval:
        """The middle part of the posterior."""
        tail = 0.5 - self.level / 2.0
        return Interval(self.estimate, self._quantile(tail), self._quantile(1.0 - tail))

    @cached_property
    def mean(self) -> float:
        """The posterior mean, which a long upper tail pulls up."""
        return self.known + float(self.unseen @ self.probability)

    def again(self, lists: CaptureLists) -> float:
        """The estimate from other counts."""
        return average(lists, level=self.level).estimate

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a number of people in all: how probable it is, and so many or fewer."""
        return pl.DataFrame(
            {"people": self.known + self.unseen, "probability": self.probability,
             "so_far": np.cumsum(self.probability)}
        )  # fmt: skip

    def _quantile(self, share: float) -> float:
        so_far = np.cumsum(self.probability)
        return self.known + float(np.interp(share, so_far, self.unseen))

    @property
    def method(self) -> str:
        """The method in words."""
        return "Average over decomposable graphs"

    def sentence(self) -> str:
        """The total, its interval, and what was averaged."""
        said = total_words(self.known, self.estimate, self.interval, self.level, self.kind)
        first = self.graphs.row(0, named=True)
        how = f"met on a walk of {self.walked:,} steps" if self.walked else "all there are"
        return (
            f"{self.method}: {said}. {self.n_graphs:,} graphs ({how}); the likeliest "
            f"({first['probability']:.0%}) joins {first['pairs'] or 'no lists'} and gives "
            f"{people(first['people'])}."
        )

    def chart(self, *, narrow: bool = False) -> Any:
        """The posterior of people in all."""
        from amparo.flow.prevalence.systems.drawing import posterior_chart  # noqa: PLC0415

        return posterior_chart(self, narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Averaged({self.sentence()})"


def average(lists: CaptureLists, *, level: float) -> Averaged:
    """Average over every decomposable graph, or over those that a walk meets, with many lists.

    Raises: CannotEstimate with more lists than models are fitted on.
    """
    lists.table()  # asks whether there are too many
    lists.check_overlap()
    margins = Margins(lists)
    if lists.k <= ALL_UP_TO:
        graphs, parts = all_graphs(lists.k)
        walked = 0
    else:
        graphs, parts = _walk(margins, lists.k)
        walked = WALK
    return _averaged(lists, margins, graphs, parts, level=level, walked=walked)


def _averaged(
    lists: CaptureLists, margins: Margins, graphs: tuple[Edges, ...], parts: Floats, *,
    level: float, walked: int,
) -> Averaged:  # fmt: skip
    weights = np.empty(len(graphs))
    medians = np.empty(len(graphs))
    total = np.zeros(margins.unseen.size)
    used = np.flatnonzero(np.abs(parts).sum(axis=0) > 0)
    inner = np.stack([margins.of(int(part)) for part in used])
    tops = np.concatenate([
        (parts[start : start + 2000, used] @ inner + margins.shared).max(axis=1)
        for start in range(0, len(graphs), 2000)
    ])  # fmt: skip
    highest = tops.max()
    for start in range(0, len(graphs), 2000):
        logs = parts[start : start + 2000, used] @ inner + margins.shared
        mass = np.exp(logs - highest) * margins.widths
        sums = mass.sum(axis=1)
        weights[start : start + 2000] = sums
        half = np.cumsum(mass, axis=1) >= 0.5 * sums[:, None]
        medians[start : start + 2000] = margins.unseen[half.argmax(axis=1)]
        total += mass.sum(axis=0)
    chosen = np.argsort(-weights, kind="stable")[:SHOWN]
    shown = pl.DataFrame({
        "pairs": [_pairs(graphs[int(i)], lists.names) for i in chosen],
        "probability": weights[chosen] / weights.sum(),
        "people": lists.n + medians[chosen],
    })  # fmt: skip
    return Averaged(lists, level, margins.unseen, total / total.sum(), shown, len(graphs), walked)


def _pairs(edges: Edges, names: tuple[str, ...]) -> str:
    return ", ".join(f"{names[i]}:{names[j]}" for i, j in sorted(edges))


class Margins:
    """The Dirichlet integrals of every set of lists, over a grid of the unseen, made when asked.

    The prior gives each of the 2^k combinations 1 / 2^k of a person. The grid has every number up
    to 200 and then steps of 1.5 %; `widths` are how many numbers each stands for.
    """

    def __init__(self, lists: CaptureLists) -> None:
        from scipy.special import gammaln

        self._lists, self._log = lists, gammaln
        self._made: dict[int, Floats] = {}
        most = max(FURTHEST * lists.n, 10_000)
        steps = int(np.log(most / 200.0) / 0.015)
        self.unseen = np.concatenate([np.arange(200.0), 200.0 * np.exp(0.015 * np.arange(steps))])
        self.widths = np.gradient(self.unseen)
        total = lists.n + self.unseen
        # The table's number of arrangements, and the prior 1 / N.
        self.shared = gammaln(total + 1.0) - gammaln(self.unseen + 1.0) - np.log(total)

    def of(self, part: int) -> Floats:
        """log of the integral for the lists of `part`, at each number of unseen people."""
        if part not in self._made:
            self._made[part] = self._integral(part)
        return self._made[part]

    def _integral(self, part: int) -> Floats:
        lists, log = self._lists, self._log
        size = part.bit_count()
        each = 2.0**-size
        found, place = np.unique(lists.cells & part, return_inverse=True)
        sums = np.bincount(place, weights=lists.counts, minlength=found.size)
        nowhere = float(sums[found == 0].sum())
        seen = sums[found != 0]
        value = float((log(seen + each) - log(each)).sum())
        return np.asarray(
            value + log(nowhere + self.unseen + each) - log(each)
            - log(lists.n + self.unseen + 1.0)
        )  # fmt: skip


def _walk(margins: Margins, k: int) -> tuple[tuple[Edges, ...], Floats]:
    """The graphs that a seeded Metropolis walk meets, adding or taking one pair at a time."""
    rng = np.random.default_rng(19970)
    pairs = list(combinations(range(k), 2))
    at: Edges = frozenset()
    met: dict[Edges, tuple[float, dict[int, int]]] = {}

    def worth(edges: Edges) -> float:
        if edges not in met:
            parts = parts_of(neighbours_of(k, edges)) if len(edges) < len(pairs) else None
            met[edges] = (-np.inf, {}) if parts is None else (_weight(margins, parts), parts)
        return met[edges][0]

    for step, chance in zip(rng.integers(len(pairs), size=WALK), rng.random(WALK), strict=True):
        ahead = at ^ {pairs[int(step)]}
        if np.log(chance) < worth(ahead) - worth(at):
            at = ahead
    graphs = tuple(edges for edges, (weight, _) in met.items() if weight > -np.inf)
    best = max(met[edges][0] for edges in graphs)
    graphs = tuple(edges for edges in graphs if met[edges][0] > best - 14.0)
    rows = np.zeros((len(graphs), 1 << k))
    for place, edges in enumerate(graphs):
        for part, sign in met[edges][1].items():
            rows[place, part] = sign
    return graphs, rows


def _weight(margins: Margins, parts: dict[int, int]) -> float:
    logs = margins.shared.copy()
    for part, sign in parts.items():
        logs += sign * margins.of(part)
    top = logs.max()
    return float(top + np.log((np.exp(logs - top) * margins.widths).sum()))
