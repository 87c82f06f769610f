"""Do the intervals of prevalence hold, and does averaging beat choosing? Populations of known size.

Run: .venv/bin/python benchmarks/prevalence.py [populations, 200] [part of a design's name]
With a name, only such designs are run and printed, and nothing is written.
Writes the table between the marks in docs/methods.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from math import log, sqrt
from pathlib import Path

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow import CaptureLists
from amparo.flow.prevalence import Wave, compare, household, network, referrals, two_list, venues
from amparo.flow.survival import Interval

PAGE = Path(__file__).resolve().parent.parent / "docs" / "methods.md"
LETTERS = "ABCDE"


def lists_of(rng: np.random.Generator, *, joined: int) -> tuple[CaptureLists, int]:
    """A random population of 1,000 to 20,000 found by 4 or 5 lists, some pairs of which hang
    together or avoid each other, of people who are found more or less easily."""
    n, k = int(np.exp(rng.uniform(log(1000), log(20_000)))), int(rng.integers(4, 6))
    odds = rng.uniform(-3.2, -1.4, k)
    ease = rng.normal(0.0, rng.uniform(0.0, 0.7) if joined else 0.0, n)
    pairs = {
        tuple(sorted(rng.choice(k, 2, replace=False))): rng.normal(0.0, 1.0) for _ in range(joined)
    }
    found = np.zeros((n, k), dtype=np.int64)
    for i in range(k):
        more = sum(found[:, a] * by for (a, b), by in pairs.items() if b == i)
        found[:, i] = rng.random(n) < 1 / (1 + np.exp(-(odds[i] + ease + more)))
    seen = found[found.any(axis=1)]
    return CaptureLists.read(pl.DataFrame(dict(zip(LETTERS, seen.T, strict=False)))), n


def held(interval: Interval, truth: float) -> bool:
    """Whether the truth lies inside; a side without an end holds all."""
    low = -np.inf if interval.low is None else interval.low
    high = np.inf if interval.high is None else interval.high
    return bool(low <= truth <= high)


def methods(times: int) -> Iterator[str]:
    """Averaging against choosing, over random populations in which lists hang together."""
    asked: dict[str, Callable[[CaptureLists], tuple[float, Interval]]] = {
        "lists independent": lambda t: _both(t.loglinear()),
        "stepwise at 0.05": lambda t: _both(t.stepwise(0.05)),
        "lowest BIC": lambda t: _both(t.best("bic")),
        "average over graphs": lambda t: _both(t.average()),
        "latent classes": lambda t: _both(t.latent_classes()),
    }
    errors: dict[str, dict[int, float]] = {name: {} for name in asked}
    inside: dict[str, list[bool]] = {name: [] for name in asked}
    for seed in range(times):
        table, truth = lists_of(np.random.default_rng(seed), joined=2)
        for name, ask in asked.items():
            try:
                estimate, interval = ask(table)
            except CannotEstimate:
                continue
            errors[name][seed] = log(estimate / truth)
            inside[name].append(held(interval, truth))
    yield (
        "| method | populations | root mean square error of log N̂ | median error | "
        "interval holds the truth |"
    )
    yield "|---|---|---|---|---|"
    for name, own in errors.items():
        e = np.asarray(list(own.values()))
        yield (
            f"| {name} | {e.size} | {sqrt((e**2).mean()):.3f} | {np.median(np.abs(e)):.3f} | "
            f"{_share(inside[name])} |"
        )
    averaged, chosen = errors["average over graphs"], errors["stepwise at 0.05"]
    wins = [abs(averaged[seed]) < abs(chosen[seed]) for seed in averaged.keys() & chosen.keys()]
    yield f"\nAveraging comes closer than stepwise in {_share(wins)} of the populations."


def _both(found: object) -> tuple[float, Interval]:
    return found.estimate, found.interval  # type: ignore[attr-defined]


def kinds(times: int) -> Iterator[str]:
    """Each kind of interval for lists that are independent, as the model says."""
    inside: dict[str, list[bool]] = {k: [] for k in ("multinomial", "poisson", "wald", "bootstrap")}
    for seed in range(times):
        table, truth = lists_of(np.random.default_rng(10_000 + seed), joined=0)
        found = table.loglinear()
        for kind, own in inside.items():
            own.append(held(found.interval_by(kind), truth))
    for kind, own in inside.items():
        yield f"| lists, model right: {kind} | {len(own)} | {_share(own)} |"


def designs(times: int, only: str = "") -> Iterator[str]:
    """Every other design, on populations made for it."""
    worlds = {
        "household, Wilson": _household("wilson"), "household, Taylor": _household("taylor"),
        "venues": _venues, "respondent-driven, few ties within one's kind": _referrals(own=0.15),
        "respondent-driven, half within one's kind": _referrals(own=0.5),
        "respondent-driven, four of five within one of ten circles":
            _referrals(own=0.8, circles=10),
        "network": _network,
        "two lists": _two, "waves": _waves,
    }  # fmt: skip
    for name, world in worlds.items():
        if only not in name:
            continue
        own = [world(np.random.default_rng(20_000 + seed)) for seed in range(times)]
        yield f"| {name} | {len(own)} | {_share(own)} |"


def _household(interval: str) -> Callable[[np.random.Generator], bool]:
    def one(rng: np.random.Generator) -> bool:
        villages = rng.beta(2, 18, 4000).reshape(4, 1000)  # four regions
        drawn = np.stack([rng.choice(row, 12, replace=False) for row in villages])
        y = rng.random((4, 12, 15)) < drawn[:, :, None]
        frame = pl.DataFrame({
            "y": y.ravel().astype(int), "cluster": np.repeat(np.arange(48), 15),
            "stratum": np.repeat(np.arange(4), 180),
        })  # fmt: skip
        found = household(frame, outcome="y", cluster="cluster", stratum="stratum",
                          interval=interval)  # fmt: skip
        return held(found.share, float(villages.mean()))

    return one


def _venues(rng: np.random.Generator) -> bool:
    people = rng.poisson(rng.gamma(3.0, 4.0, 3000)) + 1
    minors = rng.binomial(people, rng.beta(1.5, 15, 3000))
    chance = np.clip(people / people.sum() * 150, 0.005, 1.0)
    drawn = rng.random(3000) < chance
    frame = pl.DataFrame({"m": minors[drawn], "n": people[drawn], "p": chance[drawn]})
    found = venues(frame, victims="m", seen="n", chance="p")
    return held(found.share, float(minors.sum() / people.sum()))


def _referrals(*, own: float, circles: int = 0) -> Callable[[np.random.Generator], bool]:
    """People with so many ties within their own kind, or, of ten circles, within their own."""

    def one(rng: np.random.Generator) -> bool:
        n = 5000
        circle = rng.integers(0, max(1, circles), n)
        chance = rng.beta(2, 5, circles)[circle] if circles else np.full(n, 0.3)
        y = (rng.random(n) < chance).astype(int)
        degree = np.clip(rng.negative_binomial(3, 0.2, n) + 1, 1, 60)
        frame = _brought(rng, degree, y, circle if circles else y, own)
        found = referrals(frame, person="id", recruiter="by", knows="d", outcome="y")
        return held(found.share, float(y.mean()))

    return one


def _brought(
    rng: np.random.Generator, degree: np.ndarray, y: np.ndarray, kind: np.ndarray, own: float
) -> pl.DataFrame:
    """Eight seeds, each person bringing up to three of those they know, to 400 people."""
    stubs = np.repeat(np.arange(y.size), degree)
    key = rng.random(stubs.size)
    inside = rng.random(stubs.size) < own
    key[inside] += 1 + kind[stubs[inside]]  # these find a tie among their own kind
    ordered = stubs[np.argsort(key)]
    ties: list[list[int]] = [[] for _ in range(y.size)]
    for a, b in ordered[: ordered.size // 2 * 2].reshape(-1, 2):
        ties[a].append(int(b))
        ties[b].append(int(a))
    seeds = rng.choice(y.size, 8, replace=False, p=degree / degree.sum())
    taken = {int(s): "" for s in seeds}
    row = list(taken)
    for person in row:
        for friend in rng.permutation(ties[person])[:3]:
            if len(row) < 400 and int(friend) not in taken:
                taken[int(friend)] = str(person)
                row.append(int(friend))
    return pl.DataFrame({"id": [str(i) for i in row], "by": [taken[i] for i in row],
                         "d": degree[row], "y": y[row]})  # fmt: skip


def _network(rng: np.random.Generator) -> bool:
    n, truth = 500_000, 4000
    degree = rng.lognormal(5.3, 0.5, 900)
    y = rng.poisson(degree * truth / n * rng.gamma(2.0, 0.5, 900) * 0.6)
    frame = pl.DataFrame({"y": y, "d": degree})
    found = network(frame, hidden="y", knows="d", population=n, visibility=0.6)
    return held(found.interval, truth)


def _two(rng: np.random.Generator) -> bool:
    one, other = rng.random(3000) < 0.15, rng.random(3000) < 0.1
    found = two_list(int(one.sum()), int(other.sum()), int((one & other).sum()))
    return held(found.interval, 3000)


def _waves(rng: np.random.Generator) -> bool:
    earlier = Wave.counted("a", int(rng.binomial(1000, 0.1)), 1000)
    later = Wave.counted("b", int(rng.binomial(1200, 0.025)), 1200)
    return held(compare(earlier, later).change, 0.025 / 0.1 - 1)


def _share(own: list[bool]) -> str:
    p = float(np.mean(own))
    return f"{p:.1%} ± {1.96 * sqrt(p * (1 - p) / len(own)):.1%}"


def main(times: int) -> None:
    """Run all and write the tables."""
    began, lines = time.perf_counter(), list[str]()
    for line in methods(times):
        print(line, flush=True)
        lines.append(line)
    lines += ["", "| interval of 95 % | times | holds the truth |", "|---|---|---|"]
    for part in (kinds(times), designs(5 * times)):
        for line in part:
            print(line, f"{time.perf_counter() - began:.0f} s", flush=True)
            lines.append(line)
    _write("\n".join(lines))


def _write(text: str) -> None:
    begins, ends = "<!-- prevalence coverage -->", "<!-- /prevalence coverage -->"
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(begins)
    _, _, after = rest.partition(ends)
    if rest:
        PAGE.write_text(f"{before}{begins}\n{text}\n{ends}{after}", encoding="utf-8")


if __name__ == "__main__":
    populations = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    if len(sys.argv) > 2:
        print(*designs(5 * populations, sys.argv[2]), sep="\n")
    else:
        main(populations)
