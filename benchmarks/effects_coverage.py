"""How often `effect` claims what is not there, and how often its intervals hold the truth.

Made-up worlds with a known effect (tests/flow/effects/worlds.py); figures go to docs/methods.md.
Run:  python benchmarks/effects_coverage.py [REPLICATIONS] [--only WORD]
`--only` runs the worlds with that word in their name, and leaves the other rows as they stand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.flow.effects import worlds  # noqa: E402

from amparo.flow.effects import Claim, Effect, effect  # noqa: E402  (the tests' worlds lie above)

PAGE = ROOT / "docs" / "methods.md"
PANEL = {"outcome": "y", "unit": "unit", "period": "period", "treated_from": "first"}
MONTHS = {"outcome": "y", "period": "month"}
CLAIMS = (Claim.IMPROVEMENT, Claim.WORSENING, Claim.CHANGE)


@dataclass
class Tally:
    """What came of one world, many times over."""

    name: str
    n: int = 0
    held: int = 0
    claimed: int = 0
    refused: int = 0
    width: float = 0.0
    misled: int = 0

    def add(self, found: Effect, truth: float) -> None:
        """Count one replication."""
        low, high = found.interval.low, found.interval.high
        if low is None or high is None:
            raise ValueError(found.verdict.sentence)
        self.n += 1
        self.held += low <= truth <= high
        self.claimed += found.verdict.claim in CLAIMS
        self.refused += found.verdict.claim is Claim.CANNOT_CARRY
        self.width += high - low
        naive = found.misleading[-1].interval
        self.misled += not (naive.low or 0.0) <= truth <= (naive.high or 0.0)

    def row(self) -> str:
        """One line of the table."""
        return (
            f"| {self.name} | {self.n} | {_share(self.held, self.n)} | "
            f"{_share(self.claimed, self.n)} | {self.refused / self.n:.1%} | "
            f"{self.width / self.n:.2f} | {1 - self.misled / self.n:.0%} |"
        )


def _share(k: int, n: int) -> str:
    p = k / n
    return f"{p:.1%} ± {1.96 * sqrt(p * (1 - p) / n):.1%}"


def series(gain: float, alike: float, years: int = 4) -> Callable[[int], tuple[Effect, float]]:
    """One place by month, repaired half way."""

    def one(seed: int) -> tuple[Effect, float]:
        half = years * 6
        frame = worlds.series(seed, effect=gain, alike=alike, periods=2 * half, first=half)
        return effect(frame, **MONTHS, treated_from={"all": f"{2018 + years // 2}-01"}), gain

    return one


def staggered(
    n: int, gain: float, growth: float, **how: object
) -> Callable[[int], tuple[Effect, float]]:
    """Units repaired at three dates, some never; by lot where `timing` says so."""

    def one(seed: int) -> tuple[Effect, float]:
        frame = worlds.staggered(seed, n=n, effect=gain, growth=growth)
        return effect(frame, **PANEL, **how), worlds.true_average(frame)

    return one


def wedge(n: int, gain: float) -> Callable[[int], tuple[Effect, float]]:
    """Every unit repaired, at four dates by lot; the effect is the same for all."""

    def one(seed: int) -> tuple[Effect, float]:
        frame = worlds.staggered(seed, n=n, starts=(4, 8, 12, 16))
        after = (pl.col("period") >= pl.col("first")).cast(pl.Float64) * gain
        return effect(frame.with_columns(pl.col("y") + after), **PANEL, design="wedge"), gain

    return one


WORLDS = {
    "series of 48 months, nothing there, neighbours alike 0": series(0.0, 0.0),
    "… alike 0.3": series(0.0, 0.3),
    "… alike 0.6": series(0.0, 0.6),
    "series of 96 months, nothing there, alike 0.6": series(0.0, 0.6, 8),
    "series of 48 months, effect 4, alike 0.3": series(4.0, 0.3),
    "staggered, 20 units, nothing there": staggered(20, 0.0, 0.0),
    "staggered, 60 units, nothing there": staggered(60, 0.0, 0.0),
    "staggered, 60 units, effects that grow and differ": staggered(60, 1.0, 0.3),
    "staggered, 200 units, effects that grow and differ": staggered(200, 1.0, 0.3),
    "the same by lot, efficient": staggered(200, 1.0, 0.3, timing="random"),
    "by lot, 200 units, nothing there, efficient": staggered(200, 0.0, 0.0, timing="random"),
    "stepped wedge, 12 units, nothing there": wedge(12, 0.0),
    "stepped wedge, 12 units, effect 1": wedge(12, 1.0),
}


def main(replications: int, only: str = "") -> None:
    """Run every world, or those with a word in their name, and write the table."""
    rows, kept = [], _kept()
    for name, world in WORLDS.items():
        if only not in name:
            rows.append(kept[name])
            continue
        tally, began = Tally(name), time.perf_counter()
        for seed in range(replications):
            tally.add(*world(seed))
        rows.append(tally.row())
        print(rows[-1], f"{time.perf_counter() - began:.0f} s", flush=True)
    head = (
        "| world | times | interval holds the truth | a change is claimed | refused | mean width | "
        "the misleading number's interval holds it |\n|---|---|---|---|---|---|---|"
    )
    _write("\n".join([head, *rows]))


def _kept() -> dict[str, str]:
    """World → its row on the page."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = (line for line in lines if line.startswith("| "))
    return {line.split(" | ")[0].removeprefix("| "): line for line in rows}


def _write(text: str) -> None:
    begins, ends = "<!-- effects coverage -->", "<!-- /effects coverage -->"
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(begins)
    _, _, after = rest.partition(ends)
    if rest:
        PAGE.write_text(f"{before}{begins}\n{text}\n{ends}{after}", encoding="utf-8")


if __name__ == "__main__":
    given = sys.argv[1:]
    word = given.pop(given.index("--only") + 1) if "--only" in given else ""
    numbers = [one for one in given if one != "--only"]
    main(int(numbers[0]) if numbers else 400, word)
