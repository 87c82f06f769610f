"""Questions of a test, and what was learned, against formulas worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.flow.learning import item_analysis, normalised_gain, retention

ANSWERS = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1], [1, 0, 0, 1]]


def test_difficulty_is_the_share_who_have_it_right():
    found = item_analysis(ANSWERS)
    assert [item.difficulty for item in found.items] == [1.0, 0.5, 0.25, 0.5]
    assert found.items[0].discrimination is None
    assert "Nearly everyone" in found.items[0].doubt


def test_a_question_that_the_strong_get_wrong_is_doubted_first():
    last = item_analysis(ANSWERS).items[3]
    # Others' sums 3, 2, 1, 1 against 0, 0, 1, 1: r = −0.9045 by hand.
    assert last.discrimination == pytest.approx(-0.9045, abs=1e-4)
    assert "is the key right" in last.doubt


def test_reliability_is_formula_20_of_kuder_and_richardson():
    # Σpq = 0.25 + 0.1875 + 0.25; variance of 3, 2, 2, 2 = 0.1875: 4/3 · (1 − 0.6875/0.1875).
    assert item_analysis(ANSWERS).reliability == pytest.approx(4 / 3 * (1 - 0.6875 / 0.1875))


def test_gain_is_hakes_ratio_of_the_means():
    pairs = [(0.2, 0.6), (0.4, 0.7), (0.3, 0.8), (0.5, None)]
    found = normalised_gain(pairs)
    assert found.ratio.value == pytest.approx((0.7 - 0.3) / 0.7)
    assert (found.n, found.missing) == (3, 1)
    # Leaving each out: 0.1/… = (0.75−0.35)/0.65, (0.7−0.25)/0.75, (0.65−0.3)/0.7.
    parts = [0.4 / 0.65, 0.45 / 0.75, 0.35 / 0.7]
    middle = sum(parts) / 3
    error = (2 / 3 * sum((one - middle) ** 2 for one in parts)) ** 0.5
    assert found.ratio.high - found.ratio.value == pytest.approx(4.3027 * error, abs=1e-4)


def test_whoever_knew_everything_before_leaves_no_gain_to_tell():
    assert normalised_gain([(1.0, 1.0)] * 4).ratio.value is None


def test_retention_is_what_is_left_of_what_was_known():
    assert retention([(0.8, 0.6), (0.8, 0.6), (0.8, 0.6)]).ratio.value == pytest.approx(0.75)


@given(st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 1)), min_size=3, max_size=20))
def test_an_interval_holds_its_value(pairs):
    found = normalised_gain(pairs).ratio
    assert found.low <= found.value <= found.high
