"""Adjusted differences, against closed forms, published values and planted truths."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from amparo.flow.filereview.association import (
    Association,
    after_all_looks,
    associate,
    e_value,
)
from amparo.flow.survival import Interval

NAMES = ("Step", "Outcome")


def two_by_two(a: int, b: int, c: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Failed with and without the outcome, then done with and without."""
    failed = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    return failed, np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])


def test_without_groups_it_is_the_plain_difference_with_its_textbook_error() -> None:
    found = associate(*two_by_two(12, 88, 45, 105), [], level=0.95, names=NAMES)
    n = 250
    se = sqrt((0.12 * 0.88 / 100 + 0.3 * 0.7 / 150) * n / (n - 2))
    assert found.raw == pytest.approx(-0.18)
    assert found.adjusted.value == pytest.approx(-0.18, abs=1e-9)
    assert found.adjusted.low == pytest.approx(-0.18 - 1.959964 * se, rel=1e-6)
    assert found.adjusted.high == pytest.approx(-0.18 + 1.959964 * se, rel=1e-6)
    assert found.unseen == pytest.approx(e_value(0.12 / 0.3))


def world(seed: int, effect: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hard cases are failed more often and end worse, whatever is done."""
    rng = np.random.default_rng(seed)
    hard = rng.random(700) < 0.5
    failed = (rng.random(700) < np.where(hard, 0.7, 0.2)).astype(float)
    outcome = (rng.random(700) < np.where(hard, 0.2, 0.6) + effect * failed).astype(float)
    return failed, outcome, hard.astype(float)[:, None]


@pytest.mark.parametrize("effect", [0.0, -0.15])
def test_intervals_hold_the_truth_where_the_plain_difference_misleads(effect: float) -> None:
    held, raws = 0, []
    for seed in range(120):
        failed, outcome, hard = world(seed, effect)
        found = associate(failed, outcome, [hard], level=0.95, names=NAMES)
        assert found.adjusted.low is not None
        assert found.adjusted.high is not None
        held += found.adjusted.low <= effect <= found.adjusted.high
        raws.append(found.raw)
    assert held >= 107  # of 120 at 95 %: fewer happens once in about ten thousand such tests
    assert np.mean(raws) < effect - 0.12


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ((3, 4, 40, 60), "Fewer than 10 files on one side"),
        ((0, 50, 40, 60), "One side has no file with the outcome"),
    ],
)
def test_what_cannot_be_told_says_why(table: tuple[int, int, int, int], said: str) -> None:
    found = associate(*two_by_two(*table), [], level=0.95, names=NAMES)
    assert found.adjusted.value is None
    assert found.why_not == said


def test_groups_that_follow_from_each_other_are_counted_once() -> None:
    failed, outcome, hard = world(1, 0.0)
    one = associate(failed, outcome, [hard], level=0.95, names=NAMES)
    two = associate(failed, outcome, [hard, 1 - hard, hard], level=0.95, names=NAMES)
    assert two.adjusted.value == pytest.approx(one.adjusted.value)


def test_the_e_value_is_the_published_one() -> None:
    # VanderWeele and Ding 2017: a risk ratio of 3.9 needs 7.26; one below 1 is turned over.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.01)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
    assert e_value(1.0) == 1.0


def test_holm_is_the_step_down() -> None:
    # Holm 1979: sorted p times how many are left, never falling.
    ps = [0.01, 0.04, 0.03, 0.005, None]
    found = [Association("s", "o", 1, None, Interval(None, None, None), p) for p in ps]
    assert [one.holm for one in after_all_looks(found)] == [
        pytest.approx(0.03), pytest.approx(0.06), pytest.approx(0.06), pytest.approx(0.02), None,
    ]  # fmt: skip
