"""Agreement of raters, against published worked examples and an independent implementation."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa as theirs

from amparo.errors import CannotEstimate
from amparo.flow.raters import agreement, cohens_kappa, krippendorffs_alpha

# Krippendorff 2011, section C: four observers, twelve units, gaps; nominal alpha is 0.743.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def units():
    rows = [row.split() for row in OBSERVERS]
    return [[code for code in column if code != "."] for column in zip(*rows, strict=True)]


def pairs_of(table):
    return [
        (str(i), str(j)) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)
    ]


def test_alpha_is_that_of_the_published_example():
    assert krippendorffs_alpha(units()).value == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize(
    "table",
    [
        [[75, 1, 4], [5, 4, 1], [0, 0, 10]],  # Fleiss 1981, table 13.1
        [[106, 10, 4], [22, 28, 10], [2, 12, 6]],  # Fleiss, Cohen and Everitt 1969, table 1
        [[3, 0], [1, 2]],
    ],
)
def test_kappa_and_its_standard_error_are_those_of_another_implementation(table):
    mine, other = cohens_kappa(pairs_of(table)), theirs(np.array(table))
    assert mine.value == pytest.approx(other.kappa, abs=1e-12)
    half = min(1.0, other.kappa + 1.959964 * other.std_kappa) - other.kappa
    assert mine.high - mine.value == pytest.approx(half, abs=1e-5)


def test_kappa_is_that_of_the_published_example():
    found = cohens_kappa(pairs_of([[106, 10, 4], [22, 28, 10], [2, 12, 6]]))
    assert found.value == pytest.approx(0.429, abs=5e-4)


def test_two_who_always_agree_have_one():
    found = agreement([("B01", "B01"), ("B02", "B02"), ("B05", "B05")])
    assert (found.kappa.value, found.alpha.value, found.share.value) == (1.0, 1.0, 1.0)


def test_where_all_is_one_kind_chance_does_as_well():
    found = agreement([("B01", "B01")] * 5)
    assert (found.kappa.value, found.alpha.value) == (None, None)


def test_raters_who_guess_have_none():
    rng = np.random.default_rng(1)
    guesses = [tuple(map(str, rng.integers(0, 4, 2))) for _ in range(400)]
    found = agreement(guesses)
    assert found.kappa.low < 0 < found.kappa.high
    assert found.alpha.low < 0 < found.alpha.high


def test_one_unit_is_too_few():
    with pytest.raises(CannotEstimate):
        agreement([("B01", "B01"), ("B02",)])
