"""Change of each person against themselves, and how far two scorers agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.flow.agreement import weighted_kappa
from amparo.flow.paired import paired_change

# Student's own data: hours of sleep gained with two drugs (Student 1908, Biometrika 6).
SLEEP = [
    (0.7, 1.9), (-1.6, 0.8), (-0.2, 1.1), (-1.2, 0.1), (-0.1, -0.1), (3.4, 4.4), (3.7, 5.5),
    (0.8, 1.6), (0.0, 4.6), (2.0, 3.4),
]  # fmt: skip


def test_students_sleep_data_give_the_known_interval():
    found = paired_change(SLEEP)
    assert (found.n, found.n_better, found.n_worse) == (10, 9, 0)
    assert found.change.value == pytest.approx(1.58)
    assert (found.change.low, found.change.high) == pytest.approx((0.7001, 2.4599), abs=1e-4)


def test_whoever_lacks_a_score_is_counted_as_missing():
    found = paired_change([*SLEEP, (1.0, None), (None, 2.0), (None, None)])
    assert (found.n, found.missing) == (10, 3)
    assert found.change == paired_change(SLEEP).change


def test_one_pair_has_no_interval_and_none_has_no_value():
    assert paired_change([(1.0, 3.0)]).change.low is None
    assert paired_change([(1.0, None)]).change.value is None


def pairs_of(table):
    return [(r, c) for r, row in enumerate(table) for c, n in enumerate(row) for _ in range(n)]


def test_a_table_of_three_grades_gives_the_kappa_worked_out_by_hand():
    # 20 pairs; agreement with linear weights is 0.825, by chance 0.57.
    found = weighted_kappa(pairs_of([[5, 2, 0], [1, 4, 2], [0, 2, 4]]), [0, 1, 2])
    assert (found.n, found.n_equal) == (20, 13)
    assert found.kappa.value == pytest.approx((0.825 - 0.57) / (1 - 0.57))


@given(st.lists(st.integers(1, 4), min_size=2, max_size=40).filter(lambda s: len(set(s)) > 1))
def test_full_agreement_is_one(scores):
    found = weighted_kappa([(score, score) for score in scores], [1, 2, 3, 4])
    assert found.kappa.value == pytest.approx(1.0)
    assert found.kappa.low == pytest.approx(1.0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=30))
def test_the_value_lies_in_its_interval_and_who_scored_first_does_not_matter(pairs):
    one = weighted_kappa(pairs, [1, 2, 3, 4]).kappa
    other = weighted_kappa([(b, a) for a, b in pairs], [1, 2, 3, 4]).kappa
    if one.value is None:
        assert other.value is None
        return
    assert one.value == pytest.approx(other.value)
    assert one.low - 1e-9 <= one.value <= one.high + 1e-9


def test_where_all_scores_are_the_same_nothing_can_be_told():
    assert weighted_kappa([(3, 3)] * 9, [1, 2, 3, 4]).kappa.value is None
