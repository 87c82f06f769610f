"""Averages over graphs, and kinds of people."""

from __future__ import annotations

from itertools import combinations
from math import exp, lgamma, log

import networkx as nx
import numpy as np
import pytest

from amparo.errors import CannotEstimate
from amparo.flow.prevalence.systems import averaging
from amparo.flow.prevalence.systems.graphs import all_graphs, neighbours_of, parts_of
from tests.flow.prevalence.worlds import population, table_of


@pytest.mark.parametrize(("k", "n"), [(2, 1), (3, 7), (4, 60), (5, 821)])
def test_every_decomposable_graph_but_the_complete_one_is_there(k: int, n: int) -> None:
    """8, 61 and 822 labelled chordal graphs: sequence A058862 of the OEIS."""
    assert len(all_graphs(k)[0]) == n


@pytest.mark.parametrize("seed", range(40))
def test_a_graph_without_parts_is_one_that_is_not_chordal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    edges = frozenset(pair for pair in combinations(range(6), 2) if rng.random() < 0.45)
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(6))
    assert (parts_of(neighbours_of(6, edges)) is not None) == nx.is_chordal(graph)


def by_hand(counts: dict[str, int], cliques: list[tuple[int, ...]], unseen: int) -> float:
    """log of table and total for lists that hang together in cliques that share no list."""
    n = sum(counts.values()) + unseen
    value = lgamma(n + 1) - lgamma(unseen + 1) - log(n)
    for clique in cliques:
        each, cells = 2.0 ** -len(clique), dict[tuple[str, ...], int]()
        for cell, m in [*counts.items(), ("000", unseen)]:
            part = tuple(cell[i] for i in clique)
            cells[part] = cells.get(part, 0) + m
        value += sum(lgamma(m + each) - lgamma(each) for m in cells.values()) - lgamma(n + 1)
    return value


def test_the_average_is_what_summing_by_hand_gives() -> None:
    counts = {"100": 20, "010": 16, "001": 12, "110": 6, "101": 5, "011": 4, "111": 2}
    shared_none = [[(0,), (1,), (2,)], [(0, 1), (2,)], [(0, 2), (1,)], [(1, 2), (0,)]]
    found = table_of(counts).average()
    grid = range(4000)
    tops = [[by_hand(counts, cliques, m) for m in grid] for cliques in shared_none]
    sums = [sum(exp(v - tops[0][20]) for v in top) for top in tops]
    shown = dict(found.graphs.select("pairs", "probability").iter_rows())
    ours = [shown[name] for name in ("", "A:B", "A:C", "B:C")]
    assert [o / ours[0] for o in ours] == pytest.approx([s / sums[0] for s in sums], rel=2e-3)


def test_the_walk_over_graphs_agrees_with_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = population(4, 3000, [0.25, 0.2, 0.2, 0.15, 0.2], joined=[(0, 1, 1.0)])
    everything = lists.average()
    monkeypatch.setattr(averaging, "ALL_UP_TO", 3)
    walked = lists.average()
    assert walked.walked > 0
    assert walked.estimate == pytest.approx(everything.estimate, rel=0.01)
    assert walked.interval.high == pytest.approx(everything.interval.high, rel=0.02)


def test_kinds_of_people_are_found_where_there_are_kinds() -> None:
    lists = population(8, 8000, [0.15, 0.12, 0.1, 0.12, 0.1], spread=1.5)
    found = lists.latent_classes()
    assert found.chosen.shares.size >= 2
    assert found.frame["people"][0] == pytest.approx(lists.loglinear().estimate, rel=1e-3)
    assert found.estimate > lists.loglinear().estimate


def test_two_kinds_need_four_lists() -> None:
    with pytest.raises(CannotEstimate, match="four lists"):
        population(8, 500, [0.3, 0.2, 0.2]).latent_classes()
