"""How many new causes the next cases would show, against counting it out."""

from itertools import combinations

import pytest

from amparo.errors import CannotEstimate
from amparo.flow.saturation import saturation

CASES = [{"a", "b"}, {"a"}, {"c"}, {"a", "d"}, {"b"}, {"e"}]


def test_the_curve_is_the_average_over_every_choice_of_cases():
    curve = dict(saturation(CASES).points)
    for k in (1, 2, 3, 6):
        chosen = list(combinations(CASES, k))
        mean = sum(len(set().union(*some)) for some in chosen) / len(chosen)
        assert curve[k] == pytest.approx(mean)


def test_the_last_cases_say_how_much_was_new():
    found = saturation(CASES, last=2)
    assert (found.new_in_last, found.seen, found.once, found.twice) == (1, 5, 3, 1)


def test_cases_without_a_breakdown_are_not_counted():
    assert saturation([*CASES, set()]).n == 6


def test_where_every_cause_came_often_nothing_is_left_to_find():
    found = saturation([{"a", "b"}] * 30)
    assert (found.coverage, found.at_least) == (1.0, 2.0)


def test_nothing_confirmed_tells_nothing():
    with pytest.raises(CannotEstimate):
        saturation([set(), set()])
