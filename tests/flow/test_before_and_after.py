"""Shares before and after a day, poorer against richer, and published intervals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.flow.beforeafter import before_after, difference_of_shares
from amparo.flow.equity import equity

DAY = date(2024, 6, 1)


def test_newcombes_own_example_gives_his_interval():
    # Newcombe 1998, Table II, example (a): 56/70 − 48/80, method 10: 0.0524 to 0.3339.
    found = difference_of_shares(48, 80, 56, 70)
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_a_case_counts_on_one_side_or_on_neither():
    cases = [
        (DAY - timedelta(days=60), DAY - timedelta(days=55)), (DAY - timedelta(days=60), None),
        (DAY - timedelta(days=10), DAY), (DAY, DAY + timedelta(days=3)),
        (DAY + timedelta(days=1), DAY + timedelta(days=40)),
        (DAY + timedelta(days=95), DAY + timedelta(days=96)),
    ]  # fmt: skip
    found = before_after(cases, since=DAY, within=30, as_of=DAY + timedelta(days=100))
    assert (found.k_before, found.n_before, found.k_after, found.n_after) == (1, 2, 1, 2)
    assert (found.between, found.too_new) == (1, 1)
    assert "no" not in found.sentence().split()


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_an_interval_holds_the_difference_and_stays_within_one(k1, n1, k2, n2):
    found = difference_of_shares(min(k1, n1), n1, min(k2, n2), n2)
    assert -1.0001 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1.0001


def test_poorer_against_richer_is_welchs_interval():
    found = equity([(0.6, 0.2), (0.6, 0.4), (0.1, 0.9), (0.1, 0.7), (0.1, 0.8)])
    # By hand: means 0.3 and 0.8; variances 0.02/2 and 0.01/3; df 1.5208; t 5.9087... .
    assert (found.n_poorer, found.n_richer) == (2, 3)
    assert found.gap.value == pytest.approx(-0.5)
    assert found.gap.low < -0.5 < found.gap.high
    assert "In poorer areas 30%" in found.sentence()


def test_one_area_is_neither_poor_nor_rich():
    assert equity([(0.3, 0.2), (0.3, 0.9)]).gap.value is None
    assert "cannot be compared" in equity([]).sentence()
