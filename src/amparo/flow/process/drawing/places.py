"""Where each slot of the layers stands: near what it is joined to, and never on another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from amparo.flow.process.drawing.layers import Layers, Slot

ROUNDS = 80
STRAIGHT = 8.0  # how much a line between boxes wants to be straight, before all else


@dataclass(frozen=True)
class Room:
    """What a slot takes to its left, to its right, and in height, in px."""

    left: float
    right: float
    height: float


def across(
    made: Layers, rooms: Mapping[Slot, Room], pulls: Sequence[float], gap: float
) -> dict[Slot, float]:
    """The x of every slot; `pulls` says how strongly each line wants to be straight."""
    x: dict[Slot, float] = {}
    for slots in made.slots:
        at = 0.0
        for slot in slots:
            x[slot] = at + rooms[slot].left
            at = x[slot] + rooms[slot].right + gap
    near = _weighted(made, pulls)
    for turn in range(ROUNDS):
        ways = made.slots if turn % 2 == 0 else made.slots[::-1]
        for slots in ways:
            wanted = [_wanted(slot, near, x) for slot in slots]
            strength = [max(sum(w for _, w in near.get(slot, ())), 1e-6) for slot in slots]
            apart = [rooms[one].right + gap + rooms[other].left for one, other in pairwise(slots)]
            for slot, value in zip(slots, spaced(wanted, strength, apart), strict=True):
                x[slot] = value
    edge = min((x[slot] - room.left for slot, room in rooms.items()), default=0.0)
    return {slot: value - edge for slot, value in x.items()}


def _weighted(made: Layers, pulls: Sequence[float]) -> dict[Slot, list[tuple[Slot, float]]]:
    near: dict[Slot, list[tuple[Slot, float]]] = {}
    for chain, pull in zip(made.chains, pulls, strict=True):
        for one, other in pairwise(chain):
            passing = isinstance(one, tuple) and isinstance(other, tuple)
            weight = STRAIGHT if passing else pull
            near.setdefault(one, []).append((other, weight))
            near.setdefault(other, []).append((one, weight))
    return near


def _wanted(
    slot: Slot, near: Mapping[Slot, list[tuple[Slot, float]]], x: Mapping[Slot, float]
) -> float:
    joined = near.get(slot)
    if not joined:
        return x[slot]
    return sum(x[other] * w for other, w in joined) / sum(w for _, w in joined)


def spaced(
    wanted: Sequence[float], strength: Sequence[float], apart: Sequence[float]
) -> list[float]:
    """The places nearest to those wanted, by weighted squares, that keep this far apart.

    Source: the pool-adjacent-violators method (Ayer and others 1955) on places less their offsets.
    """
    offset = list(accumulate(apart, initial=0.0))[: len(wanted)]
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for value, weight, shift in zip(wanted, strength, offset, strict=True):
        pool = (value - shift, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, n = pools.pop()
            total = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / total, total, n + pool[2])
        pools.append(pool)
    flat = [mean for mean, _, n in pools for _ in range(n)]
    return [mean + shift for mean, shift in zip(flat, offset, strict=True)]


def downward(
    made: Layers, rooms: Mapping[Slot, Room], x: Mapping[Slot, float], least: float
) -> list[tuple[float, float]]:
    """The top and the bottom of every layer; where lines lean far, layers stand further apart."""
    bands: list[tuple[float, float]] = []
    y = 0.0
    for k, slots in enumerate(made.slots):
        if k:
            lean = max(
                (abs(x[one] - x[other]) for one in made.slots[k - 1] for other in made.down[one]),
                default=0.0,
            )
            y += min(least + lean * 0.09, least * 2.6)
        height = max((rooms[slot].height for slot in slots), default=0.0)
        bands.append((y, y + height))
        y += height
    return bands
