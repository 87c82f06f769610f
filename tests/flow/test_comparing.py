"""Units compared fairly: shrinkage that is right on average, funnels that chance seldom leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from amparo.errors import CannotEstimate
from amparo.flow import EventLog, counts
from amparo.flow.comparing import Compared, compare_units
from amparo.flow.funnel import dispersion, exact_limits, widened_limits
from amparo.flow.hazards import hazards_of
from amparo.flow.pooling import pooled_logs, pooled_shares
from amparo.flow.unit_steps import effective_size, hazards_by
from tests.flow.systems import STAGES, log_of

RATS = (  # Gelman and others 2013, table 5.1: tumours and rats of 70 groups (Tarone 1982), and 4/14
    "0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 "
    "1/19 1/19 1/18 1/18 2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 "
    "2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 "
    "4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/47 15/46 9/24 4/14"
)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def system(shares: list[float], size: int, seed: int, *, n_steps: int = 5) -> EventLog:
    share = np.repeat(np.array(shares)[:, None], n_steps, axis=1)
    return log_of(np.random.default_rng(seed), share, np.full(len(shares), size))


def compared(log: EventLog, **how: Any) -> Compared:
    return log.compare(log.pathway.step("report", "statement"), by="unit", within=180, **how)


def test_it_shrinks_the_rats_of_the_textbook_as_the_textbook_does() -> None:
    """Section 5.3: the posterior mean of a/(a+b) is about 0.14, the last group's share 0.195."""
    pairs = [tuple(map(float, pair.split("/"))) for pair in RATS.split()]
    k, n = np.array(pairs).T
    got = pooled_shares(k, n, rng=rng(), draws=20_000)
    assert got.mean.mean() == pytest.approx(0.143, abs=0.006)
    last = got.draws[:, -1]
    assert last.mean() == pytest.approx(0.205, abs=0.015)
    assert np.quantile(last, [0.025, 0.975]) == pytest.approx([0.09, 0.36], abs=0.03)


def test_eight_schools_are_drawn_together_as_in_the_textbook() -> None:
    """Rubin 1981 in section 5.5: school A falls from 28 to about 11, and the median τ is about 5."""
    y = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
    se = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
    got = pooled_logs(y, se, rng=rng(), draws=20_000)
    assert got.values[0] == pytest.approx(11.3, abs=1.0)
    assert got.mean.mean() == pytest.approx(8.0, abs=0.6)
    assert np.median(got.spread) == pytest.approx(5.0, abs=1.0)


def test_equal_units_are_drawn_to_one_share_and_different_ones_are_left() -> None:
    n = np.full(20, 400.0)
    same = pooled_shares(rng().binomial(400, 0.5, 20).astype(float), n, rng=rng())
    shares = np.linspace(0.2, 0.8, 20)
    other = pooled_shares(shares * n, n, rng=rng())
    assert np.ptp(same.values) < 0.03
    assert np.abs(other.values - shares).max() < 0.02


def test_a_unit_of_which_nothing_is_known_is_what_the_others_make_likely() -> None:
    k, n = np.array([40.0, 45, 50, 0]), np.array([100.0, 100, 100, 0])
    got = pooled_shares(k, n, rng=rng(), draws=8000)
    assert got.values[3] == pytest.approx(0.45, abs=0.02)
    assert np.ptp(np.quantile(got.draws[:, 3], [0.025, 0.975])) > np.ptp(
        np.quantile(got.draws[:, 1], [0.025, 0.975])
    )


def test_nothing_known_at_all_is_said_as_anything_from_none_to_all() -> None:
    got = pooled_shares(np.zeros(3), np.zeros(3), rng=rng(), draws=4000)
    assert np.quantile(got.draws, [0.1, 0.9])[0] < 0.2
    assert np.quantile(got.draws, [0.1, 0.9])[1] > 0.8


@settings(deadline=None, max_examples=40)
@given(st.integers(10, 3000), st.floats(0.05, 0.95))
def test_chance_leaves_the_exact_funnel_in_two_of_a_thousand_at_most(n: int, share: float) -> None:
    low, high = exact_limits(np.array([float(n)]), share)[:, 0]
    inside = stats.binom.cdf(np.floor(high * n + 1e-9), n, share) - stats.binom.cdf(
        np.ceil(low * n - 1e-9) - 1, n, share
    )
    assert inside >= 0.998 - 1e-9
    assert low <= share <= high


@settings(deadline=None, max_examples=20)
@given(st.integers(2000, 9000), st.floats(0.3, 0.7))
def test_with_many_cases_the_exact_funnel_is_the_normal_one(n: int, share: float) -> None:
    sizes = np.array([float(n)])
    assert exact_limits(sizes, share) == pytest.approx(widened_limits(sizes, share, 1.0), abs=2e-3)


def test_units_that_differ_no_more_than_chance_are_not_called_overdispersed() -> None:
    n = np.full(60, 200.0)
    found = [
        dispersion(np.random.default_rng(seed).binomial(200, 0.4, 60) / 200, n, 0.4)
        for seed in range(100)
    ]
    assert sum(phi > 1 for phi in found) <= 5


def test_units_that_differ_more_than_chance_widen_the_funnel() -> None:
    chance = rng()
    shares = chance.binomial(200, chance.beta(20, 30, 60)) / 200
    phi = dispersion(shares, np.full(60, 200.0), 0.4)
    assert phi > 2
    wide = widened_limits(np.array([200.0]), 0.4, phi)
    assert np.ptp(wide) > np.ptp(exact_limits(np.array([200.0]), 0.4))


def test_without_open_cases_the_effective_size_is_the_number_of_cases() -> None:
    rows = [(5, "advanced", "", 30), (9, "exited", "x", 70)]
    frame = pl.DataFrame(rows, schema=["days", "outcome", "kind", "n"], orient="row")
    table = hazards_of(frame)
    within = (table.days <= 20).astype(float)
    share, spread = table.total(within), table.variance(within)
    assert effective_size(table, 20, share, spread) == pytest.approx(100)


def test_all_units_in_one_sweep_have_the_tables_of_each_alone() -> None:
    log = system([0.6, 0.7, 0.8], 60, seed=3)
    table = counts.of(log, by=["unit"])
    swept = hazards_by(table, "unit")
    for (unit, step), got in swept.items():
        own = table.filter(pl.col("unit") == unit, pl.col("step") == step)
        alone = hazards_of(own, passed=True)
        assert got.days.tolist() == alone.days.tolist()
        assert got.at_risk == pytest.approx(alone.at_risk)
        assert got.events[0] == pytest.approx(alone.events[0])
        assert got.events[1] == pytest.approx(alone.events[1:].sum(axis=0))


def test_equal_units_are_not_told_apart() -> None:
    told = [compared(system([0.7] * 15, 120, seed)).frame["told_apart"].sum() for seed in range(10)]
    assert sum(told) <= 2


def test_a_unit_far_below_is_named_and_the_list_is_no_ranking() -> None:
    got = compared(system([0.8] * 9 + [0.5], 200, seed=1))
    assert [u.name for u in got.units if u.stands == "below the funnel"] == ["unit 09"]
    assert got.frame["unit"].to_list() == sorted(got.frame["unit"])
    assert "below the funnel: unit 09" in got.sentence().lower()


def test_units_of_a_few_are_named_and_not_compared() -> None:
    log = system([0.7] * 5, 60, seed=2)
    few = log.frame.with_columns(
        pl.when(pl.int_range(pl.len()) < 5).then(pl.lit("tiny")).otherwise("unit").alias("unit")
    )
    got = compared(EventLog(few, log.pathway, log.as_of))
    assert got.too_few == ("tiny",)


def test_two_units_are_too_few_to_compare() -> None:
    with pytest.raises(CannotEstimate, match="Too few units"):
        compared(system([0.7, 0.6], 60, seed=2))


def test_counts_say_the_same_as_the_log_and_the_same_each_time() -> None:
    log = system([0.6, 0.7, 0.8, 0.7], 80, seed=4)
    step = log.pathway.step("report", "statement")
    kept = compare_units(counts.counted(log), step, by="unit", within=180)
    assert kept.frame.equals(compared(log).frame)


def test_two_stages_apart_can_be_compared_too() -> None:
    log = system([0.6, 0.7, 0.8, 0.7], 80, seed=4)
    got = log.compare(log.pathway.step(STAGES[0], STAGES[2]), by="unit", within=365)
    assert got.mean < compared(log).mean


def test_it_speaks_and_draws_for_itself() -> None:
    got = compared(system([0.8] * 9 + [0.5], 200, seed=1), overdispersed=True)
    assert "true shares differ by a standard deviation of" in repr(got)
    assert "<figure>" in got._repr_html_()
