"""What may be published of a table: nothing small, and nothing that gives the small away."""

from __future__ import annotations

from math import exp
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.flow.disclosure import Attack, Table, chance_of, geometric, with_noise, withhold

ROWS, COLUMNS = ("reported", "charged", "tried"), ("2021", "2022", "2023", "2024")
counts = st.lists(
    st.lists(st.sampled_from([0, 3, 10, 11, 12, 25, 40, 300]), min_size=4, max_size=4).map(tuple),
    min_size=3, max_size=3,
).map(tuple)  # fmt: skip
SPARSE = Table("by year", ROWS, COLUMNS, ((40, 35, 3, 28), (25, 19, 14, 12), (17, 30, 21, 13)))


def hidden_in(released):
    return {
        (t, r, c)
        for t, one in enumerate(released)
        for r, row in enumerate(one.figures)
        for c, n in enumerate(row)
        if n is None
    }


def test_one_small_cell_takes_others_with_it_or_totals_would_tell_it():
    (released,) = withhold([SPARSE])
    assert released.figures[0][2] is None
    assert 4 <= released.n_withheld <= 9
    assert Attack([SPARSE]).range_of((0, 0, 2), {(0, 0, 2)}) == (3, 3)


@settings(max_examples=25, deadline=None)
@given(counts)
def test_no_shown_figure_is_small_and_no_withheld_one_can_be_narrowed_down(cells):
    tables = [Table("random", ROWS, COLUMNS, cells)]
    try:
        released = withhold(tables)
    except Refused as refused:
        assert refused.where.startswith("random: ")
        return
    hidden = hidden_in(released)
    attack = Attack(tables)
    assert all(n is None or n >= 11 for row in released[0].figures for n in row)
    assert all(most - least >= 11 for least, most in (attack.range_of(p, hidden) for p in hidden))


def test_tables_over_the_same_rows_are_attacked_together():
    by_year = Table("by year", ROWS, ("2023", "2024"), ((40, 35), (25, 19), (17, 30)), "stage")
    by_place = Table("by place", ROWS, ("north", "south"), ((72, 3), (24, 20), (21, 26)), "stage")
    alone, together = withhold([by_place]), withhold([by_year, by_place])
    assert alone[0].figures[0][2] is None or alone[0].figures[0][0] is None
    hidden = hidden_in(together)
    attack = Attack([by_year, by_place])
    assert (1, 0, 1) in hidden
    assert all(most - least >= 11 for least, most in (attack.range_of(p, hidden) for p in hidden))


def test_a_table_that_cannot_be_made_safe_is_refused_by_its_cell():
    with pytest.raises(Refused) as refused:
        withhold([Table("tiny", ("a",), ("x",), ((3,),))], fewest=10**9 + 5)
    assert refused.value.where == "tiny: a, x"


@pytest.mark.parametrize("epsilon", [0.1, 0.5, 1.0])
def test_noise_tells_no_more_of_one_person_than_e_to_epsilon(epsilon):
    likelier = [chance_of(k, epsilon) / chance_of(k - 1, epsilon) for k in range(-60, 61)]
    assert max(likelier) <= exp(epsilon) * (1 + 1e-9)
    assert min(likelier) >= exp(-epsilon) * (1 - 1e-9)
    assert sum(chance_of(k, epsilon) for k in range(-2000, 2001)) == pytest.approx(1)


def test_the_noise_drawn_is_the_noise_that_was_promised():
    chance = Random(7)
    drawn = [geometric(chance, 0.5) for _ in range(40_000)]
    share = [sum(one == k for one in drawn) / len(drawn) for k in (0, 1, -1, 3)]
    assert share == pytest.approx([chance_of(k, 0.5) for k in (0, 1, -1, 3)], abs=0.008)


def test_asking_twice_gives_the_same_noise_and_another_count_another():
    one = with_noise(SPARSE, epsilon=0.5, seed="a")
    assert (
        one
        == with_noise(SPARSE, epsilon=0.5, seed="a")
        != with_noise(SPARSE, epsilon=0.5, seed="b")
    )
    assert all(n is None or n >= 11 for row in one.figures for n in row)


def test_an_epsilon_that_promises_nothing_is_refused():
    with pytest.raises(Refused, match="Epsilon"):
        with_noise(SPARSE, epsilon=50, seed="a")
