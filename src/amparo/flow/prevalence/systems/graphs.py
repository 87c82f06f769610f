"""Decomposable graphs of lists: which lists hang together, without a ring that has no chord."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np

from amparo.flow.prevalence.systems.terms import Floats

Neighbours = tuple[int, ...]  # of each list, as bits


def neighbours_of(k: int, edges: frozenset[tuple[int, int]]) -> Neighbours:
    """Each list's neighbours as bits."""
    made = [0] * k
    for i, j in edges:
        made[i] |= 1 << j
        made[j] |= 1 << i
    return tuple(made)


def parts_of(neighbours: Neighbours) -> dict[int, int] | None:
    """Sets of lists with +1 and −1, whose margins make up the graph; None with a chordless ring.

    Lists are taken away one by one, each time one whose neighbours are all neighbours of each
    other: it adds the set of it and them and takes away the set of them. Source: Lauritzen (1996),
    section 2.1.3.
    """
    left = (1 << len(neighbours)) - 1
    parts: dict[int, int] = {}
    while left:
        for v in range(len(neighbours)):
            around = neighbours[v] & left
            if left >> v & 1 and _complete(neighbours, around):
                break
        else:
            return None
        parts[around | 1 << v] = parts.get(around | 1 << v, 0) + 1
        if around:
            parts[around] = parts.get(around, 0) - 1
        left &= ~(1 << v)
    return {part: sign for part, sign in parts.items() if sign}


def _complete(neighbours: Neighbours, lists: int) -> bool:
    rest = lists
    while rest:
        v = (rest & -rest).bit_length() - 1
        rest &= rest - 1
        if rest & ~neighbours[v]:
            return False
    return True


@lru_cache(maxsize=8)
def all_graphs(k: int) -> tuple[tuple[frozenset[tuple[int, int]], ...], Floats]:
    """Every decomposable graph but the complete one, and its parts, (graphs, 2^k) of +1, −1, 0.

    The complete graph is left out: it says nothing about those on no list.
    """
    pairs = tuple(combinations(range(k), 2))
    graphs, rows = [], []
    for code in range((1 << len(pairs)) - 1):
        edges = frozenset(pair for place, pair in enumerate(pairs) if code >> place & 1)
        parts = parts_of(neighbours_of(k, edges))
        if parts is None:
            continue
        row = np.zeros(1 << k)
        for part, sign in parts.items():
            row[part] = sign
        graphs.append(edges)
        rows.append(row)
    return tuple(graphs), np.asarray(rows)
