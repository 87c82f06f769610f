"""The stepwise rule, held to a slow search by statsmodels' fits and scipy's tails."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import poisson

from amparo.flow import CaptureLists
from tests.flow.prevalence.worlds import LETTERS, population, table_of


def slowly(lists: CaptureLists, level: float) -> list[str]:
    """Fit by GLM; the smallest one-sided Poisson tail enters. For tables without empty pairs."""
    k, chosen = lists.k, list[tuple[int, int]]()
    counts = dict(zip(lists.cells.tolist(), lists.counts.tolist(), strict=True))
    cells = range(1, 1 << k)
    y = np.array([counts.get(c, 0) for c in cells])
    while True:
        x = np.array(
            [[1, *(c >> i & 1 for i in range(k)), *((c >> i & 1) * (c >> j & 1) for i, j in chosen)]
             for c in cells]
        )  # fmt: skip
        mu = sm.GLM(y, x, family=sm.families.Poisson()).fit(maxiter=200).mu
        tails = []
        for i, j in combinations(range(k), 2):
            if (i, j) not in chosen:
                both = [bool(c >> i & 1 and c >> j & 1) for c in cells]
                seen, mean = y[both].sum(), mu[both].sum()
                tails.append((min(poisson.cdf(seen, mean), poisson.sf(seen - 1, mean)), (i, j)))
        if not tails or min(tails)[0] >= level:
            return [f"{LETTERS[i]}:{LETTERS[j]}" for i, j in chosen]
        chosen.append(min(tails)[1])


@pytest.mark.parametrize("seed", range(6))
def test_it_takes_the_steps_of_the_slow_search(seed: int) -> None:
    lists = population(seed, 4000, [0.3, 0.25, 0.2, 0.2],
                       joined=[(0, 1, 0.8), (2, 3, -0.7)])  # fmt: skip
    assert list(lists.stepwise(0.05).interactions) == slowly(lists, 0.05)


def test_level_none_takes_no_step_and_is_the_independent_model() -> None:
    lists = population(2, 3000, [0.3, 0.2, 0.2], joined=[(0, 1, 1.5)])
    found = lists.stepwise(level=0.0)
    assert found.steps == ()
    assert found.estimate == lists.loglinear().estimate


def test_a_pair_without_overlap_enters_at_minus_infinity_and_stops_nothing() -> None:
    """Its Wald p would be 0.999; by the rule it is the most surprising of all."""
    lists = table_of({
        "1000": 300, "0100": 280, "0010": 260, "0001": 240, "1010": 40, "1001": 38, "0110": 36,
        "0101": 34, "0011": 60, "1011": 6, "0111": 5,
    })  # fmt: skip
    found = lists.stepwise()
    assert found.interactions[0] == "A:B"
    assert found.steps[0].seen == 0
    assert found.model.empty == ("A:B",)
    assert len(found.steps) >= 2


def test_pairs_without_a_unique_estimate_are_passed_over() -> None:
    lists = table_of({"100": 300, "010": 200, "001": 100, "110": 1, "011": 60, "101": 0})
    found = lists.stepwise(level=1.0)
    assert found.passed_over
    assert np.isfinite(found.estimate)


def test_the_bootstrap_chooses_anew_and_is_wider() -> None:
    lists = population(1, 3000, [0.25, 0.2, 0.2, 0.15], joined=[(0, 1, 0.8)])
    found = lists.stepwise()
    anew, fixed = found.interval_by("bootstrap"), found.model.interval_by("bootstrap")
    assert anew.high - anew.low > fixed.high - fixed.low
    assert found.interval_by("bootstrap") == anew
