"""What was given of what was planned: against the formula by hand, and with people kept whole."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from amparo.flow.delivery import Planned, delivery_of

SERVICES = [
    Planned("a", 10, 8), Planned("a", 4, 4), Planned("b", 20, 10), Planned("c", 6, 6),
    Planned("d", 0, 0),
]  # fmt: skip


def test_it_is_a_ratio_of_sums_with_people_as_clusters():
    found = delivery_of(SERVICES)
    share = 28 / 40
    people = [(14, 12), (20, 10), (6, 6)]
    parts = [(given - share * expected) / 40 for expected, given in people]
    mean = sum(parts) / 3
    variance = 3 / 2 * sum((part - mean) ** 2 for part in parts)
    half = t.ppf(0.975, 2) * sqrt(variance)
    assert found.share.value == pytest.approx(share)
    assert found.share.high == pytest.approx(share + half)
    assert found.share.low == pytest.approx(max(0.0, share - half))
    assert (found.n, found.n_people, found.n_given, found.n_expected) == (4, 3, 28, 40)
    assert found.uncounted == 1


def test_one_person_has_a_share_and_no_interval():
    found = delivery_of(SERVICES[:2])
    assert (found.share.value, found.share.low, found.share.high) == (12 / 14, None, None)


def test_nothing_expected_gives_no_share():
    assert delivery_of([]).share.value is None
    assert delivery_of([Planned("a", 0, 0)]).uncounted == 1


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 30), st.integers(0, 30)), min_size=1)
)
def test_splitting_a_service_of_one_person_changes_nothing(rows):
    whole = delivery_of([Planned(p, n, min(n, k)) for p, n, k in rows])
    halves = [
        part for p, n, k in rows
        for part in (Planned(p, n, min(n, k)), Planned(p, n, min(n, k)))
    ]  # fmt: skip
    twice = delivery_of(halves)
    assert twice.share.value == pytest.approx(whole.share.value)
    assert twice.n_people == whole.n_people
    if whole.share.low is not None:
        assert twice.share.low == pytest.approx(whole.share.low, abs=1e-9)
