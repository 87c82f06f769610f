"""Several stages one after the other: who is where t days after the first.

A case at a stage goes on to a later one, leaves, or waits; the clock starts anew at every stage (a
semi-Markov chain). Every share is linear in the jumps of each stage, so that its variance is the
sum over stages of the delta method of `hazards`.

Source: Lagakos, Sommer and Zelen 1978 (semi-Markov models for partially censored data); Andersen,
Borgan, Gill and Keiding 1993, sections IV.4.1 and X.1.
Misleads when: those who were slow or lucky at one stage are so at the next; the chain takes what
happens after a stage to depend on nothing but having come to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, of_step
from amparo.flow.hazards import Hazards, exit_kinds, hazards_of
from amparo.flow.survival import Floats

Waves = npt.NDArray[np.complex128]
REACHED, WAITS = "reached", "waiting"


@dataclass(frozen=True, eq=False)
class Node:
    """A stage and what follows it: which row of its table leads to which stage, or is which exit.

    Shapes: `leads` from a row to a place, `exits` from a kind to a row; all nodes have all kinds.
    """

    hazards: Hazards
    leads: dict[int, int]
    exits: dict[str, int]


@dataclass(frozen=True)
class Share:
    """A share of those who came to the first stage.

    `stage` is the place of the stage reached (it or a later one), or of the one from which they
    left or at which they wait; `fate` is "reached", "waiting" or the kind of exit; `horizon` is
    None for the limit. `at_least`: some stage was not followed as far as the horizon.
    """

    horizon: int | None
    stage: int
    fate: str
    value: float
    variance: float
    at_least: bool


@dataclass
class _Line:
    """A share and its derivative by the jumps of each stage, (c, t) each."""

    value: float
    slopes: dict[int, Floats] = field(default_factory=dict)

    def less(self, other: _Line) -> _Line:
        slopes = dict(self.slopes)
        for place, slope in other.slopes.items():
            slopes[place] = slopes[place] - slope if place in slopes else -slope
        return _Line(self.value - other.value, slopes)

    def variance(self, nodes: Sequence[Node]) -> float:
        return sum(nodes[place].hazards.variance(slope) for place, slope in self.slopes.items())


def shares_of(nodes: Sequence[Node], horizons: Sequence[int]) -> list[Share]:
    """Every stage's share at every horizon, then in the limit (None)."""
    made = []
    asked: list[int | None] = [*sorted(set(horizons))]
    for walk, ends in ((_Walk(nodes, max(horizons)), asked), (_Walk(nodes, None), [None])):
        lines = _lines(walk, ends)
        for horizon in ends:
            for (stage, fate), line in lines[horizon].items():
                short = any(not _followed(n.hazards, horizon) for n in nodes[: max(1, stage + 1)])
                value = min(1.0, max(0.0, line.value))
                made.append(Share(horizon, stage, fate, value, line.variance(nodes), short))
    return made


def _followed(hazards: Hazards, horizon: int | None) -> bool:
    if horizon is None:
        return bool(hazards.days.size) and hazards.still[-1] <= 1e-12
    return hazards.reach_days(horizon)


def _lines(
    walk: _Walk, ends: Sequence[int | None]
) -> dict[int | None, dict[tuple[int, str], _Line]]:
    """Reached, left and waiting at every stage, by horizon."""
    nodes = walk.nodes
    found: dict[int | None, dict[tuple[int, str], _Line]] = {end: {} for end in ends}
    for stage in range(1, len(nodes) + 1):
        for end, line in walk.target(ends, reach=stage).items():
            found[end][stage, REACHED] = line
    for place, node in enumerate(nodes):
        for kind, row in node.exits.items():
            for end, line in walk.target(ends, leave=(place, row)).items():
                found[end][place, kind] = line
    for place, node in enumerate(nodes):
        # Came to this stage or a later one, less those who left or went on to a later one.
        for end in ends:
            come = found[end].get((place, REACHED), _Line(1.0))
            rest = come.less(found[end][place + 1, REACHED])
            for kind in node.exits:
                rest = rest.less(found[end][place, kind])
            found[end][place, WAITS] = rest
    return found


def nodes_of_moves(table: pl.DataFrame, n_steps: int) -> list[Node]:
    """The nodes of a table of moves: from each stage to any later one, or out."""
    kinds = exit_kinds(table)
    to_stage = pl.lit("→") + pl.col("to").cast(pl.String)
    gone = pl.col("outcome") == ADVANCED
    # A stage gone to is one more way out of the stage before it.
    ways = table.with_columns(
        pl.when(gone).then(pl.lit(EXITED)).otherwise("outcome").alias("outcome"),
        pl.when(gone).then(to_stage).otherwise("kind").alias("kind"),
    )
    nodes = []
    for place in range(n_steps):
        targets = range(place + 1, n_steps + 1)
        causes = (*(f"→{to}" for to in targets), *kinds)
        made = hazards_of(of_step(ways, place), causes=causes)
        exits = {kind: 1 + len(targets) + k for k, kind in enumerate(kinds)}
        nodes.append(Node(made, dict(enumerate(targets, start=1)), exits))
    return nodes


def nodes_of_counts(table: pl.DataFrame, n_steps: int) -> list[Node]:
    """The nodes of counts of steps: to the next stage, or out."""
    kinds = exit_kinds(table)
    exits = {kind: row for row, kind in enumerate(kinds, start=1)}
    return [
        Node(hazards_of(of_step(table, place), passed=True, causes=kinds), {0: place + 1}, exits)
        for place in range(n_steps)
    ]


class _Walk:
    """Jumps and runs of stages on a grid of days up to `last`; on one point for the limit."""

    def __init__(self, nodes: Sequence[Node], last: int | None) -> None:
        self.nodes, self.last = nodes, last
        self.length = 1 if last is None else last + 1
        self.size = 1 << int(np.ceil(np.log2(2 * self.length)))

    @cached_property
    def _moves(self) -> list[dict[int, Waves]]:
        """From each stage, by stage gone to: the days it takes, as waves."""
        return [
            {to: self._waves(self._grid(place, row)) for row, to in node.leads.items()}
            for place, node in enumerate(self.nodes)
        ]

    @cached_property
    def _comes(self) -> list[Waves]:
        """The days from the first stage to each, as waves; all on day 0 for the first itself."""
        first = np.zeros(self.length)
        first[0] = 1.0
        comes = [self._waves(first)]
        for place in range(1, len(self.nodes)):
            ways = [
                comes[k] * self._moves[k][place] for k in range(place) if place in self._moves[k]
            ]
            comes.append(self._waves(self._days(sum(ways[1:], ways[0]))) if ways else 0 * comes[0])
        return comes

    def target(
        self, ends: Sequence[int | None], *, reach: int = 0, leave: tuple[int, int] | None = None
    ) -> dict[int | None, _Line]:
        """The share that has come to a stage (or beyond), or has left a stage by a row, by end."""
        goal, row = leave if leave else (reach - 1, -1)
        from_here: dict[int, Waves] = {}
        if leave:
            straight = np.cumsum(self._grid(goal, row))
            from_here[goal] = self._waves(straight)
        else:
            there = self._waves(np.ones(self.length))
            from_here = dict.fromkeys(range(reach, len(self.nodes) + 1), there)
        share = straight if leave else np.zeros(self.length)
        for place in range(goal - 1 if leave else goal, -1, -1):
            ways = [w * from_here[to] for to, w in self._moves[place].items() if to in from_here]
            share = self._days(sum(ways[1:], ways[0])) if ways else np.zeros(self.length)
            from_here[place] = self._waves(share)
        lines = {end: _Line(float(share[self._at(end)])) for end in ends}
        for place in range(goal + 1):
            runs = {
                own: self._days(self._comes[place] * from_here[to])
                for own, to in self.nodes[place].leads.items()
                if to in from_here and (leave is None or to <= goal)
            }
            if leave and place == goal:
                runs[row] = np.cumsum(self._days(self._comes[place]))
            for end in ends:
                lines[end].slopes[place] = self._slope(place, runs, end)
        return lines

    def _slope(self, place: int, runs: dict[int, Floats], end: int | None) -> Floats:
        table = self.nodes[place].hazards
        slope = np.zeros_like(table.events)
        inside = np.ones(table.days.size, dtype=bool) if end is None else table.days <= end
        left = np.zeros(int(inside.sum()), dtype=np.int64)
        if end is not None:
            left = end - table.days[inside]
        for row, run in runs.items():
            slope[row, inside] = run[left]
        return slope

    def _at(self, end: int | None) -> int:
        return 0 if end is None else end

    def _grid(self, place: int, row: int) -> Floats:
        table = self.nodes[place].hazards
        if self.last is None:
            return np.array([table.steps[row].sum()])
        inside = table.days <= self.last
        grid = np.zeros(self.length)
        grid[table.days[inside]] = table.steps[row, inside]
        return grid

    def _waves(self, days: Floats) -> Waves:
        return np.fft.rfft(days, self.size)

    def _days(self, waves: Waves) -> Floats:
        return np.fft.irfft(waves, self.size)[: self.length].astype(np.float64)
