"""How far an average is off where few units were repaired: no date of repair gets its error free.

The error of a mean of two is half spent on the mean itself. What holds for many units, as peers
print it, is too small by a tenth for eight repaired units at three dates.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.flow.effects.panel import NEVER, Floats
from amparo.flow.effects.staggered import aggregate
from amparo.flow.effects.staggered.answer import study
from amparo.flow.effects.staggered.callaway import Against, Estimates, group_times
from amparo.flow.effects.staggered.cells import Cells, cells_of
from amparo.flow.effects.staggered.efficient import efficient, spread_of
from amparo.flow.effects.tails import critical

DATES = [4, 4, 4, 7, 7, 7, 9, 9] + [NEVER] * 8
SIZES = st.integers(2, 9)


def noise(seed: int, dates: list[int], periods: int = 12) -> Floats:
    """Outcomes of units in which nothing happens; each has a level of its own."""
    random = np.random.default_rng(seed)
    level = random.normal(size=(len(dates), 1))
    return np.asarray(level + random.normal(size=(len(dates), periods)))


def made(y: Floats, dates: list[int]) -> Cells:
    return cells_of(y, np.ones_like(y), np.array(dates))


def average(cells: Cells) -> Estimates:
    return study(cells, against=Against.NOT_YET, anticipation=0).overall


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), SIZES, SIZES)
def test_one_date_and_two_periods_are_welchs_comparison_of_two_means(seed, repaired, others):
    y = noise(seed, [1] * repaired + [NEVER] * others, periods=2)
    found = average(made(y, [1] * repaired + [NEVER] * others))
    change = y[:, 1] - y[:, 0]
    parts = [change[:repaired].var(ddof=1) / repaired, change[repaired:].var(ddof=1) / others]
    assert found.se[0] == pytest.approx(sqrt(sum(parts)))
    welch = sum(parts) ** 2 / (parts[0] ** 2 / (repaired - 1) + parts[1] ** 2 / (others - 1))
    assert found.degrees() <= max(1.0, welch) + 1e-9


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), SIZES, SIZES, SIZES)
def test_the_error_is_neymans_whatever_the_dates(seed, first, second, never):
    dates = [3] * first + [6] * second + [NEVER] * never
    cells = made(noise(seed, dates), dates)
    found = study(cells, against=Against.NOT_YET, anticipation=0)
    total = sum(cells.shares[one.g] for one in found.after)
    parts = [(one, float(cells.shares[one.g] / total)) for one in found.after]
    other = efficient(cells, spread_of(cells), parts, beta=1.0)
    assert found.overall.value[0] == pytest.approx(other.value)
    assert found.overall.se[0] == pytest.approx(other.se_neyman)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 10))
def test_it_does_not_depend_on_level_or_scale(seed, level, scale):
    y = noise(seed, DATES)
    one, other = average(made(y, DATES)), average(made(y * scale + level, DATES))
    assert other.se == pytest.approx(one.se * scale, rel=1e-6)
    assert other.degrees() == pytest.approx(one.degrees(), rel=1e-6)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_units_that_come_twice_under_one_name_are_counted_once(seed):
    y = noise(seed, DATES)
    twice = made(np.repeat(y, 2, axis=0), list(np.repeat(DATES, 2)))
    joined = Cells(twice.y, twice.w, twice.cohort, twice.starts, np.arange(32) // 2)
    assert average(joined).se == pytest.approx(average(made(y, DATES)).se)
    assert average(joined).degrees() == pytest.approx(average(made(y, DATES)).degrees())


def test_units_alone_at_their_date_are_no_more_certain_than_those_who_share_one():
    alone = [3, 4, 5, 6, 7, 8, 9, 10] + [NEVER] * 8
    seeds = range(60)
    single = [average(made(noise(seed, alone), alone)) for seed in seeds]
    spread = np.std([found.value[0] for found in single], ddof=1)
    typical = sqrt(np.mean([found.se[0] ** 2 for found in single]))
    assert 0.8 * spread < typical < 1.5 * spread
    assert max(found.degrees() for found in single) <= 14


def test_over_many_panels_the_error_is_as_large_as_the_estimates_differ():
    found = [average(made(noise(seed, DATES), DATES)) for seed in range(300)]
    value = np.array([one.value[0] for one in found])
    half = np.array([critical(0.05, one.degrees()) * one.se[0] for one in found])
    plain = [float((one.influence**2).sum()) / one.n**2 for one in found]
    ours = np.mean([one.se[0] ** 2 for one in found])
    assert ours == pytest.approx(value.var(), rel=0.15)
    assert np.mean(plain) < 0.9 * ours
    assert 0.93 <= np.mean(np.abs(value) <= half) <= 0.98


def test_every_other_sum_has_the_same_care():
    cells = made(noise(5, DATES), DATES)
    effects = group_times(cells)
    by_date = aggregate.cohort(cells, effects)
    assert by_date.overall.se[0] == pytest.approx(aggregate.simple(cells, effects).se[0], rel=0.5)
    assert (by_date.each.se > np.sqrt((by_date.each.influence**2).sum(axis=0)) / cells.n).all()
