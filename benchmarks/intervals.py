"""Do the intervals hold what they promise? Simulated systems of known truth, many times over.

    .venv/bin/python benchmarks/intervals.py            # 1,000 systems, some minutes
    .venv/bin/python benchmarks/intervals.py 200        # fewer

Prints one line a number: how often the interval of 95 % held the truth, how often it lay wholly
above or below it, and the margin of chance of such a run. docs/methods.md quotes the figures.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl

from amparo.flow.chain import Node, shares_of
from amparo.flow.hazards import Hazards, hazards_of, share_interval
from amparo.flow.opportunity import opportunities_of
from amparo.flow.pooling import pooled_shares
from amparo.flow.survival import Interval, kaplan_meier
from amparo.flow.waits import restricted_mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.flow import systems

N = 200  # cases a system
DAY, HORIZON = 90, 365
PACE, LEAVE = 120.0, 240.0  # mean days to go on, and to leave, if nothing else came first
Found = Iterator[tuple[str, Interval, float]]


def step_counts(chance: np.random.Generator, n: int) -> pl.DataFrame:
    """One step: exponential times to go on and to leave, censored evenly over two years."""
    on, off = chance.exponential(PACE, n), chance.exponential(LEAVE, n)
    end = chance.uniform(0, 730, n)
    days = np.ceil(np.minimum(np.minimum(on, off), end)).astype(int)
    outcome = np.where(
        end <= np.minimum(on, off), "waiting", np.where(on < off, "advanced", "exited")
    )
    kind = np.where(outcome == "exited", "left", "")
    frame = pl.DataFrame({"days": days, "outcome": outcome, "kind": kind})
    return frame.group_by(frame.columns).agg(pl.len().alias("n"))


def one_step(chance: np.random.Generator) -> Found:
    """Everything that is said of one step."""
    counts = step_counts(chance, N)
    curve = kaplan_meier(counts)
    yield f"Kaplan–Meier at {DAY} days", curve.at(DAY), math.exp(-DAY / PACE)
    # Days are whole: the true day by which half have gone on is the first that reaches it.
    yield "median", curve.median, math.ceil(PACE * math.log(2))
    mean = restricted_mean(curve, HORIZON)
    if mean is not None:
        rungs = np.arange(HORIZON)
        truth = float(np.exp(-rungs / PACE).sum())
        yield f"restricted mean to {HORIZON} days", Interval(mean.value, mean.low, mean.high), truth
    table = hazards_of(counts)
    within = (table.days <= DAY).astype(float)
    got = share_interval(table.total(within), table.variance(within))
    rate = 1 / PACE + 1 / LEAVE
    truth = (1 / PACE) / rate * (1 - math.exp(-DAY * rate))
    yield f"Aalen–Johansen, gone on at {DAY} days", got, truth
    away = np.stack([np.zeros_like(within), within])
    got = share_interval(table.total(away), table.variance(away))
    yield f"Aalen–Johansen, left at {DAY} days", got, truth * PACE / LEAVE


def chain_truth() -> float:
    """Three such steps one after the other in whole days, by the exact law of each."""
    days = np.arange(HORIZON + 1)
    rate = 1 / PACE + 1 / LEAVE
    upto = (1 / PACE) / rate * (1 - np.exp(-days * rate))
    jumps = np.diff(upto, prepend=0.0)
    made = jumps
    for _ in range(2):
        made = np.convolve(made, jumps)[: HORIZON + 1]
    return float(made.sum())


CHAIN = chain_truth()


def chain(chance: np.random.Generator) -> Found:
    """The same cases go through three steps, each with fewer of them and less time left."""
    tables: list[Hazards] = []
    left, n = chance.uniform(0, 1460, 2 * N), 2 * N
    for _ in range(3):
        on, off = chance.exponential(PACE, n), chance.exponential(LEAVE, n)
        days = np.ceil(np.minimum(on, off))
        seen = days <= left
        outcome = np.where(~seen, "waiting", np.where(on < off, "advanced", "exited"))
        frame = pl.DataFrame(
            {"days": np.where(seen, days, np.floor(left)).astype(int), "outcome": outcome,
             "kind": np.where(outcome == "exited", "left", ""), "n": 1}
        )  # fmt: skip
        tables.append(hazards_of(frame, causes=("left",)))
        goes = outcome == "advanced"
        left, n = (left - days)[goes], int(goes.sum())
    nodes = [Node(table, {0: k + 1}, {"left": 1}) for k, table in enumerate(tables)]
    one = next(s for s in shares_of(nodes, [HORIZON])
               if (s.horizon, s.stage, s.fate) == (HORIZON, 3, "reached"))  # fmt: skip
    got = share_interval(one.value, one.variance)
    yield f"attrition, third stage at {HORIZON} days", got, CHAIN


def units(chance: np.random.Generator) -> Found:
    """Thirty units of five to two hundred cases whose true shares are drawn from a beta law."""
    truth = chance.beta(12, 8, 30)
    n = chance.integers(5, 200, 30).astype(float)
    k = chance.binomial(n.astype(int), truth).astype(float)
    pool = pooled_shares(k, n, rng=chance)
    low, high = pool.interval(0.95)
    for unit in range(30):
        interval = Interval(float(pool.values[unit]), float(low[unit]), float(high[unit]))
        yield "share of a unit, shrunk", interval, float(truth[unit])


def gains(chance: np.random.Generator) -> Found:
    """What is won, of the true shares and those who really entered, for every place of a system."""
    share = chance.beta(0.75 * 40, 0.25 * 40, size=(12, 5))
    log = systems.log_of(chance, share, chance.integers(60, 400, size=12))
    found = opportunities_of(log, by="unit")
    target = np.quantile(share, 0.75, axis=0)
    later = np.cumprod(share[:, ::-1], axis=1)[:, ::-1] / share
    for place in found.places:
        u, s = int(place.unit[-2:]), systems.STAGES.index(place.start)
        truth = place.entered * max(0.0, float(target[s] - share[u, s])) * float(later[u, s])
        yield "opportunity, more at the last stage", place.more, truth
        yield "opportunity, share of a place", place.share, float(share[u, s])


def run(times: int) -> None:
    """Print how often each interval held the truth."""
    parts: list[tuple[Callable[[np.random.Generator], Found], int]] = [
        (one_step, times), (chain, times), (units, max(20, times // 10)),
        (gains, max(20, times // 10)),
    ]  # fmt: skip
    tally: dict[str, list[int]] = {}
    for part, repeats in parts:
        for seed in range(repeats):
            for name, got, truth in part(np.random.default_rng(seed)):
                line = tally.setdefault(name, [0, 0, 0, 0])
                low = -math.inf if got.low is None else got.low
                high = math.inf if got.high is None else got.high
                line[0] += 1
                line[1] += low - 1e-9 <= truth <= high + 1e-9
                line[2] += truth < low - 1e-9
                line[3] += truth > high + 1e-9
    print(f"{'':42}{'held':>8}{'above':>8}{'below':>8}{'n':>8}   (chance: ± 2 standard errors)")
    for name, (n, held, above, below) in tally.items():
        error = 2 * math.sqrt(0.95 * 0.05 / n)
        print(f"{name:42}{held / n:8.1%}{above / n:8.1%}{below / n:8.1%}{n:8,}   ± {error:.1%}")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
