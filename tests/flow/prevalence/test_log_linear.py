"""Log-linear models: as statsmodels fits them, and only where an estimate exists."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate, Refused
from amparo.flow import CaptureLists
from amparo.flow.prevalence.systems.existence import Exists, check, pose, reachable
from amparo.flow.prevalence.systems.terms import cells_of, design
from tests.flow.prevalence.worlds import LETTERS, glm, population, table_of


def named(pairs: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(LETTERS[i], LETTERS[j]) for i, j in pairs]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 5), st.data())
def test_it_agrees_with_statsmodels_on_random_tables(
    seed: int, k: int, data: st.DataObject
) -> None:
    chances = np.random.default_rng(seed).uniform(0.15, 0.5, k)
    lists = population(seed, 1500, chances, spread=0.4)
    pairs = data.draw(
        st.lists(st.sampled_from(list(combinations(range(k), 2))), max_size=2, unique=True)
    )
    assert lists.loglinear(named(pairs)).estimate == pytest.approx(glm(lists, pairs), rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(4)))
def test_the_order_of_the_lists_does_not_matter(seed: int, order: list[int]) -> None:
    lists = population(seed, 800, [0.3, 0.2, 0.25, 0.15], joined=[(0, 1, 1.0)])
    turned = CaptureLists.read(
        lists.frame.select([LETTERS[i] for i in order] + ["people"]), count="people"
    )
    one, other = lists.stepwise(), turned.stepwise()
    assert other.estimate == pytest.approx(one.estimate, rel=1e-6)
    assert {frozenset(p.split(":")) for p in one.interactions} == {
        frozenset(p.split(":")) for p in other.interactions
    }
    assert turned.average().estimate == pytest.approx(lists.average().estimate, rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_merging_lists_loses_nobody_and_a_further_empty_list_changes_nothing(seed: int) -> None:
    lists = population(seed, 600, [0.3, 0.2, 0.25, 0.1])
    merged = lists.merge(["B", "D"], into="E")
    assert (merged.n, merged.names) == (lists.n, ("A", "E", "C"))
    with_none = CaptureLists(("A", "B", "C", "D", "Z"), lists.cells, lists.counts)
    assert with_none.loglinear().estimate == pytest.approx(lists.loglinear().estimate, rel=1e-9)


def test_a_known_population_is_found_again() -> None:
    lists = population(5, 20_000, [0.2, 0.15, 0.1, 0.12])
    found = lists.loglinear()
    assert found.interval.low < 20_000 < found.interval.high
    assert found.estimate == pytest.approx(20_000, rel=0.05)


def test_a_pair_that_nobody_is_on_is_taken_at_minus_infinity() -> None:
    lists = table_of({"100": 40, "010": 30, "001": 50, "101": 8, "011": 6})
    found = lists.loglinear(["A:B"])
    assert found.empty == ("A:B",)
    # What is left: C against A-or-B, as two lists: 84 × 64 / 14
    assert found.estimate == pytest.approx(84 * 64 / 14, rel=1e-6)
    assert "taken as kept apart" in found.sentence()
    effects = dict(found.effects.select("term", "effect").iter_rows())
    assert effects["A:B"] == -np.inf


def test_all_pairs_of_three_lists_with_a_zero_have_no_unique_estimate() -> None:
    lists = table_of({"100": 40, "010": 30, "001": 50, "110": 4, "011": 6})
    with pytest.raises(CannotEstimate, match="Not one total but many"):
        lists.loglinear(["A:B", "A:C", "B:C"])


def test_a_fit_that_would_run_away_is_found_by_the_facial_set() -> None:
    """Every pair is seen, but only because all three meet: the sums lie on the cone's face."""
    counts = {"100": 20, "010": 15, "001": 12, "111": 5}
    with pytest.raises(CannotEstimate, match=r"No estimate exists.*3 combinations"):
        table_of(counts).loglinear(["A:B", "A:C", "B:C"])
    cells = cells_of(3)
    y = np.array([counts.get("".join(str(c >> i & 1) for i in range(3)), 0) for c in cells], float)
    assert check(pose(3, cells, y, (3, 5, 6))).exists is Exists.NO
    assert reachable(design(cells, [0, 1, 2, 4, 3, 5, 6]), y).tolist() == (y > 0).tolist()


def test_where_everyone_on_b_is_on_a_the_rest_of_the_cells_still_tells_the_total() -> None:
    """B alone cannot be reached; what is left tells that nobody is on no list but B's kind."""
    cells, y = cells_of(2), np.array([5.0, 0.0, 3.0])  # on A only, on B only, on both
    assert reachable(design(cells, [0, 1, 2]), y).tolist() == [True, False, True]


def test_lists_that_never_meet_say_nothing_of_the_unseen() -> None:
    lists = table_of({"100": 40, "010": 30, "001": 50})
    with pytest.raises(CannotEstimate):
        lists.loglinear()
    with pytest.raises(CannotEstimate):
        lists.stepwise()
    said = lists.models().sentence()
    assert "120 people are known" in said


def test_intervals_are_named_and_differ() -> None:
    lists = population(9, 3000, [0.2, 0.15, 0.1])
    found = lists.loglinear(interval="poisson")
    assert found.kind == "Poisson profile likelihood"
    kinds = found.intervals()
    assert kinds["interval"].to_list() == [
        "Wald, on the logarithm", "Poisson profile likelihood", "multinomial profile likelihood",
        "bootstrap",
    ]  # fmt: skip
    assert kinds["low"].n_unique() == 4
    assert (kinds["low"] < found.estimate).all()
    assert (kinds["high"] > found.estimate).all()


def test_what_cannot_be_meant_is_refused_with_what_there_is() -> None:
    lists = population(9, 300, [0.2, 0.15, 0.1])
    with pytest.raises(Refused, match="there are: A, B, C"):
        lists.loglinear(["A:Q"])
    with pytest.raises(Refused, match="two lists or more"):
        lists.loglinear(["A"])
    with pytest.raises(Refused, match="multinomial, poisson, wald, bootstrap"):
        lists.loglinear(interval="exact")


def test_it_can_be_read_in_a_notebook() -> None:
    lists = population(3, 2000, [0.2, 0.15, 0.1])
    for found in (lists.loglinear(), lists.stepwise(), lists.average(), lists.chao()):
        assert "people in all" in repr(found)
        assert found.frame.height >= 0
        assert found.chart().to_dict()["description"]
