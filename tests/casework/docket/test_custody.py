"""How long a sentence keeps someone: worked by hand, and for any terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.docket.selectors.custody import Term, custody_of, days_held, later

DAY = date(2024, 3, 1)
YEARS = st.lists(st.integers(0, 30), min_size=1, max_size=6)


def test_terms_beside_each_other_end_with_the_longest():
    held = custody_of([Term("a", DAY, years=2), Term("b", DAY, years=5, months=6)])
    assert (held.since, held.until) == (DAY, date(2029, 9, 1))


def test_a_term_after_another_begins_where_that_one_ends():
    held = custody_of([Term("a", DAY, years=2), Term("b", DAY, years=3, after="a")])
    assert held.until == date(2029, 3, 1)


def test_a_chain_is_reckoned_in_whatever_order_it_is_given():
    chain = [
        Term("c", DAY, months=6, after="b"),
        Term("b", DAY, years=1, after="a"),
        Term("a", DAY, years=1),
    ]
    assert custody_of(chain).until == custody_of(chain[::-1]).until == date(2026, 9, 1)


def test_days_already_served_are_taken_off_the_end_and_set_before_the_beginning():
    held = custody_of([Term("a", DAY, years=1, credit=60)])
    assert held.since == DAY - timedelta(days=60)
    assert held.until == date(2025, 3, 1) - timedelta(days=60)


def test_more_days_served_than_the_term_is_long_free_on_the_day_of_the_sentence():
    assert custody_of([Term("a", DAY, months=1, credit=90)]).until == DAY


def test_for_life_has_no_end_nor_has_what_follows_it():
    assert custody_of([Term("a", DAY, for_life=True)]).until is None
    assert (
        custody_of([Term("a", DAY, for_life=True), Term("b", DAY, years=1, after="a")]).until
        is None
    )


def test_a_term_after_one_that_no_longer_stands_runs_from_its_own_day():
    assert custody_of([Term("b", DAY, years=1, after="gone")]).until == date(2025, 3, 1)


def test_no_term_is_no_custody():
    assert custody_of([]) is None


def test_a_circle_is_refused():
    circle = [Term("a", DAY, years=1, after="b"), Term("b", DAY, years=1, after="a")]
    with pytest.raises(ValueError, match="circle"):
        custody_of(circle)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day, months, expected):
    assert later(day, months=months) == expected


@given(YEARS)
def test_one_after_the_other_is_never_shorter_than_side_by_side(years):
    beside = [Term(str(n), DAY, years=one) for n, one in enumerate(years)]
    after = [
        Term(str(n), DAY, years=one, after=str(n - 1) if n else "") for n, one in enumerate(years)
    ]
    assert custody_of(after).until >= custody_of(beside).until
    assert custody_of(after).until == later(DAY, years=sum(years))


def test_days_held_stop_with_bail_and_begin_again_with_the_next_arrest():
    story = [
        (date(2024, 1, 1), "restrain.arrested"),
        (date(2024, 1, 3), "restrain.remanded"),
        (date(2024, 1, 11), "restrain.bailed"),
        (date(2024, 3, 1), "restrain.arrested"),
    ]
    assert days_held(story, date(2024, 3, 6)) == 10 + 5


def test_someone_never_arrested_was_held_for_no_day():
    assert days_held([(DAY, "restrain.bailed")], date(2025, 1, 1)) == 0


@pytest.mark.parametrize(
    ("today", "expected"), [(DAY, 0), (date(2024, 3, 31), 30), (date(2030, 1, 1), 365)]
)
def test_what_is_served_ends_with_the_term(today, expected):
    assert custody_of([Term("a", DAY, years=1)]).served(today) == expected
