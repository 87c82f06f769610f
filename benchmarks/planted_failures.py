"""How often a repair that works is recovered, and a placebo claimed, by what detectors see.

Sixteen simulated stations (tests/reform/detect/country.py); eight get a motorcycle at three dates.
Run:  python benchmarks/planted_failures.py [SEEDS]
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

from tests.reform.detect.country import TRUTH, judged  # noqa: E402

from amparo.flow.attrition import wilson  # noqa: E402
from amparo.flow.effects import Claim  # noqa: E402

CLAIMS = (Claim.IMPROVEMENT, Claim.WORSENING, Claim.CHANGE)


def main(seeds: int) -> None:
    """Judge both countries over so many seeds."""
    began = time.perf_counter()
    held = claimed = placebo_held = placebo_claimed = 0
    for seed in range(seeds):
        found = judged(seed=seed, works=True)
        low, high = found.interval.low, found.interval.high
        held += low is not None and high is not None and low <= TRUTH <= high
        claimed += found.verdict.claim is Claim.IMPROVEMENT
        none = judged(seed=seed, works=False)
        low, high = none.interval.low, none.interval.high
        placebo_held += low is not None and high is not None and low <= 0 <= high
        placebo_claimed += none.verdict.claim in CLAIMS
    print(f"planted effect {TRUTH:+.3f}, {seeds} seeds, {time.perf_counter() - began:.0f} s")
    for name, k in (
        ("effect inside its 95% interval", held),
        ("improvement claimed", claimed),
        ("placebo: 0 inside its interval", placebo_held),
        ("placebo: anything claimed", placebo_claimed),
    ):  # fmt: skip
        share = wilson(k, seeds)
        print(f"{name}: {k} of {seeds} ({share.low or 0:.1%} to {share.high or 0:.1%})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
