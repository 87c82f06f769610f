"""The six stations of `worlds` written a second time, in SimPy; nothing of ours runs in it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import simpy

PEOPLE = (6, 4, 5, 3, 9, 4)
MEANS = (1.6, 1.1, 1.5, 0.9, 2.6, 1.3)
STAYS = (0.95, 0.95, 0.9, 1.0, 0.95, 1.0)


def work(chance: random.Random, at: int) -> float:
    if at in (0, 3):
        return chance.expovariate(1 / MEANS[at])
    if at in (1, 4):
        spread = math.log(1 + (0.8, 1.2)[at == 4] ** 2)
        return chance.lognormvariate(math.log(MEANS[at]) - spread / 2, math.sqrt(spread))
    if at == 2:
        shape = 1 / 0.6**2
        return chance.gammavariate(shape, MEANS[at] / shape)
    return MEANS[at]


def run(days: float, seed: int) -> dict[str, float]:
    """One run: how many finished, their mean days from first to last, and events."""
    chance = random.Random(seed)
    world = simpy.Environment()
    people = [simpy.Resource(world, capacity=n) for n in PEOPLE]
    seen = {"finished": 0.0, "days": 0.0, "came": 0.0, "events": 0.0}

    def case() -> Iterator[Any]:
        began = world.now
        for at in range(6):
            while True:
                with people[at].request() as turn:
                    yield turn
                    yield world.timeout(work(chance, at))
                    seen["events"] += 1
                if at == 4 and chance.random() < 0.2:
                    yield world.timeout(chance.expovariate(1 / 10.0))
                    seen["events"] += 1
                    continue
                break
            if chance.random() >= STAYS[at]:
                return
        seen["finished"] += 1
        seen["days"] += world.now - began

    def arrivals() -> Iterator[Any]:
        while True:
            yield world.timeout(chance.expovariate(3.0))
            seen["came"] += 1
            seen["events"] += 1
            world.process(case())

    world.process(arrivals())
    world.run(until=days)
    return seen
