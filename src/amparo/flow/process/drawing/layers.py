"""Which layer each activity stands in, where lines pass, and who stands beside whom.

Source: the layered method of Sugiyama, Tagawa and Toda (1981): lines that go back are turned round,
layers by the longest path, order within a layer by barycentres. Every second layer holds labels, so
that no label lies on an activity or on another label. All ties are decided by name: the same map
always gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Pair = tuple[str, str]
Slot = str | tuple[int, int]  # an activity, or (number of a line, layer) where a line passes
SWEEPS = 12
SIFTS = 8  # rounds of moving single activities; each finds less than the last


@dataclass
class Layers:
    """Layers from top to bottom, with what stands in each from left to right.

    Shapes: activities stand in even layers. `chains` has one a line, in the order of the pairs
    given: the slots it passes from top to bottom; `back` says that the line runs upwards. `labels`
    has the layer of each line's label.
    """

    slots: list[list[Slot]]
    chains: list[list[Slot]]
    back: list[bool]
    labels: list[int]
    up: dict[Slot, list[Slot]] = field(default_factory=lambda: defaultdict(list))
    down: dict[Slot, list[Slot]] = field(default_factory=lambda: defaultdict(list))


def layered(
    names: Sequence[str], pairs: Sequence[Pair], weights: Mapping[Pair, int],
    label_widths: Sequence[float],
) -> Layers:  # fmt: skip
    """The layers of a graph without loops from a name to itself; names by where cases begin."""
    order = in_order(names, weights)
    place = {name: k for k, name in enumerate(order)}
    back = [place[source] > place[target] for source, target in pairs]
    layer = _longest(order, {pair for pair, turned in zip(pairs, back, strict=True) if not turned})
    layer = _tightened(order, layer, pairs, back)
    depth = 2 * max(layer.values(), default=0) + 1
    made = Layers([[] for _ in range(depth)], [], back, [])
    for name in order:
        made.slots[2 * layer[name]].append(name)
    room = [0.0] * depth
    for number, ((source, target), turned) in enumerate(zip(pairs, back, strict=True)):
        top, bottom = (target, source) if turned else (source, target)
        first, last = 2 * layer[top], 2 * layer[bottom]
        between: list[Slot] = [(number, k) for k in range(first + 1, last)]
        made.chains.append([top, *between, bottom])
        middle = (first + last) / 2
        at = min(range(first + 1, last, 2), key=lambda k: (room[k], abs(k - middle), k))
        room[at] += label_widths[number]
        made.labels.append(at)
        for k, slot in enumerate(between, start=first + 1):
            made.slots[k].append(slot)
    for chain in made.chains:
        for one, other in pairwise(chain):
            made.down[one].append(other)
            made.up[other].append(one)
    _untangle(made)
    return made


def in_order(names: Sequence[str], weights: Mapping[Pair, int]) -> list[str]:
    """The names in an order that leaves little weight running back.

    Source: the greedy order of Eades, Lin and Smyth (1993), with weights; then single names are
    moved for as long as that helps.
    """
    left, rest = [], list(names)
    while rest:
        gain = {
            name: sum(
                weights.get((name, other), 0) - weights.get((other, name), 0)
                for other in rest
                if other != name
            )
            for name in rest
        }
        free = [n for n in rest if not any(weights.get((o, n), 0) for o in rest if o != n)]
        taken = free[0] if free else max(rest, key=lambda name: (gain[name], -rest.index(name)))
        left.append(taken)
        rest.remove(taken)
    for _ in range(SIFTS):
        moved = [_sifted(left, name, weights) for name in names]
        if not any(moved):
            break
    return left


def _sifted(order: list[str], name: str, weights: Mapping[Pair, int]) -> bool:
    """Move one name to where least runs back; whether it moved."""
    at = order.index(name)
    others = order[:at] + order[at + 1 :]
    cost = sum(
        weights.get((name, other), 0) for other in others
    )  # standing last: all its runs back
    costs = [cost]
    for other in reversed(others):
        cost += weights.get((other, name), 0) - weights.get((name, other), 0)
        costs.append(cost)
    costs.reverse()
    best = min(range(len(costs)), key=lambda k: (costs[k], abs(k - at)))
    if costs[best] >= costs[at]:
        return False
    order[:] = [*others[:best], name, *others[best:]]
    return True


def _longest(order: Sequence[str], pairs: set[Pair]) -> dict[str, int]:
    before = defaultdict(list)
    for source, target in sorted(pairs):
        before[target].append(source)
    layer: dict[str, int] = {}
    for name in order:
        layer[name] = max((layer[source] + 1 for source in before[name]), default=0)
    return layer


def _tightened(
    order: Sequence[str], layer: dict[str, int], pairs: Sequence[Pair], back: Sequence[bool]
) -> dict[str, int]:
    """What nothing leads to stands right above what it leads to."""
    after, led_to = defaultdict(list), set()
    for (source, target), turned in zip(pairs, back, strict=True):
        top, bottom = (target, source) if turned else (source, target)
        after[top].append(bottom)
        led_to.add(bottom)
    for name in reversed(order):
        if name not in led_to and after[name]:
            layer[name] = max(0, min(layer[other] for other in after[name]) - 1)
    lowest = min(layer.values(), default=0)
    return {name: k - lowest for name, k in layer.items()}


def _untangle(made: Layers) -> None:
    """Order each layer by the middle of its neighbours, down and up; keep the fewest crossings."""
    best, fewest = [list(slots) for slots in made.slots], crossings(made)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        near = made.up if downward else made.down
        ways = range(1, len(made.slots)) if downward else range(len(made.slots) - 2, -1, -1)
        for k in ways:
            beside = made.slots[k - 1 if downward else k + 1]
            place = {slot: at for at, slot in enumerate(beside)}
            now = {slot: at for at, slot in enumerate(made.slots[k])}
            made.slots[k].sort(key=lambda slot: (_middle(near[slot], place, now[slot]), now[slot]))
        _swap_neighbours(made)
        if (n := crossings(made)) < fewest:
            best, fewest = [list(slots) for slots in made.slots], n
    made.slots[:] = best


def _middle(near: Sequence[Slot], place: Mapping[Slot, int], now: int) -> float:
    return sum(place[slot] for slot in near) / len(near) if near else float(now)


def _swap_neighbours(made: Layers) -> None:
    """Two that stand side by side change places where that uncrosses lines."""
    for k, slots in enumerate(made.slots):
        above = {slot: at for at, slot in enumerate(made.slots[k - 1])} if k else {}
        below = (
            {slot: at for at, slot in enumerate(made.slots[k + 1])}
            if k + 1 < len(made.slots)
            else {}
        )
        for at in range(len(slots) - 1):
            one, other = slots[at], slots[at + 1]
            now, then = 0, 0
            for near, place in ((made.up, above), (made.down, below)):
                mine, theirs = ([place[s] for s in near[slot]] for slot in (one, other))
                now += sum(a > b for a in mine for b in theirs)
                then += sum(a < b for a in mine for b in theirs)
            if then < now:
                slots[at], slots[at + 1] = other, one


def crossings(made: Layers) -> int:
    """How many times lines cross between neighbouring layers."""
    n = 0
    for above, below in zip(made.slots, made.slots[1:], strict=False):
        place = {slot: at for at, slot in enumerate(below)}
        ends = [sorted(place[other] for other in made.down[slot]) for slot in above]
        n += sum(
            a > b
            for left in range(len(ends))
            for a in ends[left]
            for right in ends[left + 1 :]
            for b in right
        )
    return n
