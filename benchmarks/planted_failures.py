"""How often planted failures are found, a repair that works is recovered, and a placebo claimed.

A country of `flow.System`s (tests/reform/detect/of_system.py): twelve sound stations and one with
each of four failures; and sixteen of which eight get a motorcycle at three dates. Everything is
seen through the detectors, counted as problems are, and judged as a registered plan is.
Run:  python benchmarks/planted_failures.py [SEEDS] [--write]
`--write` puts the figures into docs/repairs.md.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")

import django  # noqa: E402  (the settings are named first)

django.setup()

from tests.reform.detect.of_system import (  # noqa: E402
    PLANTED,
    SOUND_STATIONS,
    TRUTH,
    judged,
    problems,
)

from amparo.flow.attrition import wilson  # noqa: E402
from amparo.flow.effects import Claim  # noqa: E402

PAGE = ROOT / "docs" / "repairs.md"
BEGINS, ENDS = "<!-- planted failures -->", "<!-- /planted failures -->"
CLAIMS = (Claim.IMPROVEMENT, Claim.WORSENING, Claim.CHANGE)


def row(name: str, k: int, n: int) -> str:
    """One line of the table: so many of so many, with Wilson's interval."""
    share = wilson(k, n)
    return f"| {name} | {k} of {n} | {share.low or 0:.1%} to {share.high or 0:.1%} |"


def found(seeds: int) -> list[str]:
    """Which planted failures stand out, and how often a sound station does."""
    hits, wrong, looked = dict.fromkeys(PLANTED, 0), 0, 0
    for seed in range(1, seeds + 1):
        for name, (stands, others) in problems(seed).items():
            hits[name] += stands
            wrong += sum(unit in SOUND_STATIONS for unit in others)
            looked += len(SOUND_STATIONS)
    rows = [row(f"`{name}`: its station stands out", k, seeds) for name, k in hits.items()]
    return [*rows, row("a sound station stands out", wrong, looked)]


def repaired(seeds: int) -> list[str]:
    """How often the effect is recovered, and a placebo claimed."""
    held = claimed = placebo_held = placebo_claimed = without = 0
    for seed in range(seeds):
        made = judged(seed=seed, works=True)
        low, high = made.interval.low, made.interval.high
        without += low is None or high is None
        held += low is not None and high is not None and low <= TRUTH <= high
        claimed += made.verdict.claim is Claim.IMPROVEMENT
        none = judged(seed=seed, works=False)
        low, high = none.interval.low, none.interval.high
        without += low is None or high is None
        placebo_held += low is not None and high is not None and low <= 0 <= high
        placebo_claimed += none.verdict.claim in CLAIMS
    return [
        row(f"the planted effect ({TRUTH:+.3f}) lies inside its 95 % interval", held, seeds),
        row("an improvement is claimed", claimed, seeds),
        row("placebo: none lies inside its interval", placebo_held, seeds),
        row("placebo: anything is claimed", placebo_claimed, seeds),
        row("no interval at all (counted as a miss above)", without, 2 * seeds),
    ]


def main(seeds: int, *, write: bool) -> None:
    """Make both countries over so many seeds, and print the table."""
    began = time.perf_counter()
    rows = repaired(seeds)
    print("\n".join(rows), flush=True)
    rows = [*found(seeds), *rows]
    table = "\n".join(["| | times | 95 % of the simulation |", "|---|---|---|", *rows])
    print(table)
    print(f"{time.perf_counter() - began:.0f} s")
    if write:
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGINS)
        _, tail = rest.split(ENDS)
        PAGE.write_text(f"{head}{BEGINS}\n{table}\n{ENDS}{tail}", encoding="utf-8")


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--write"]
    main(int(given[0]) if given else 200, write="--write" in sys.argv)
