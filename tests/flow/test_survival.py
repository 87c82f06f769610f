"""Kaplan–Meier from counts, against a plain reference, lifelines and statsmodels."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amparo.flow.counts import ADVANCED, WAITING
from amparo.flow.survival import SurvivalCurve, finished_only, kaplan_meier
from tests.flow import reference

CASES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60)


def counts_of(cases: list[tuple[int, bool]]) -> pl.DataFrame:
    rows = [(days, ADVANCED if reached else WAITING, "") for days, reached in cases]
    schema = {"days": pl.Int32, "outcome": pl.String, "kind": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.group_by(frame.columns).agg(pl.len().cast(pl.Int64).alias("n"))


def curve_of(cases: list[tuple[int, bool]]) -> SurvivalCurve:
    return kaplan_meier(counts_of(cases))


@given(CASES)
def test_it_equals_the_plain_reference_on_every_day(cases: list[tuple[int, bool]]) -> None:
    got = curve_of(cases)
    days = range(got.followed_days + 1)
    assert [got.at(day).value for day in days] == pytest.approx(
        [float(reference.survival_at(cases, day)) for day in days]
    )


@given(CASES, st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]))
def test_its_quantiles_equal_those_of_exact_fractions(
    cases: list[tuple[int, bool]], share: Fraction
) -> None:
    assert curve_of(cases).quantile(float(share)).value == reference.quantile(cases, share)


@given(CASES)
def test_the_finished_only_median_is_that_of_a_plain_sort(cases: list[tuple[int, bool]]) -> None:
    assert finished_only(counts_of(cases)).median_days == reference.finished_median(cases)


@given(CASES, st.integers(0, 60))
def test_a_case_still_open_never_lowers_the_curve(
    cases: list[tuple[int, bool]], until: int
) -> None:
    before, after = curve_of(cases), curve_of([*cases, (until, False)])
    days = range(before.followed_days + 1)
    assert all(after.at(d).value >= before.at(d).value - 1e-12 for d in days)


@given(CASES)
def test_it_falls_and_stays_within_its_interval(cases: list[tuple[int, bool]]) -> None:
    curve = curve_of(cases)
    inner = (curve.still_waiting > 0) & (curve.still_waiting < 1)
    assert np.all(np.diff(curve.still_waiting) <= 1e-12)
    assert np.all(curve.low[inner] <= curve.still_waiting[inner])
    assert np.all(curve.still_waiting[inner] <= curve.high[inner])


@settings(deadline=None, max_examples=40)
@given(CASES)
def test_shares_and_intervals_equal_those_of_lifelines(cases: list[tuple[int, bool]]) -> None:
    lifelines = pytest.importorskip("lifelines")
    curve = curve_of(cases)
    peer = lifelines.KaplanMeierFitter().fit(
        [days for days, _ in cases], [reached for _, reached in cases]
    )
    inner = (curve.still_waiting > 1e-9) & (curve.still_waiting < 1 - 1e-9)
    days = curve.days[inner]
    bands = peer.confidence_interval_survival_function_.loc[days].to_numpy()
    assert curve.still_waiting[inner] == pytest.approx(peer.predict(days).to_numpy().ravel()
                                                       if days.size else np.array([]))  # fmt: skip
    assert curve.low[inner] == pytest.approx(bands[:, 0], abs=1e-9)
    assert curve.high[inner] == pytest.approx(bands[:, 1], abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(CASES)
def test_medians_and_their_intervals_equal_those_of_statsmodels(
    cases: list[tuple[int, bool]],
) -> None:
    duration = pytest.importorskip("statsmodels.duration.api")
    # At time 0 statsmodels keeps no event; and where S touches 0.5 it lets rounding decide.
    assume(all(days > 0 for days, _ in cases) and any(reached for _, reached in cases))
    assume(all(share != Fraction(1, 2) for _, share in reference.curve(cases)))
    peer = duration.SurvfuncRight(
        np.array([d for d, _ in cases]), np.array([int(r) for _, r in cases])
    )
    curve = curve_of(cases)
    median = peer.quantile(0.5)
    assert curve.median.value == (None if np.isnan(median) else median)
    assume(float(curve.still_waiting[-1]) > 0)  # there statsmodels has no interval
    low, high = peer.quantile_ci(0.5, method="cloglog")
    assert curve.median.low == (None if not np.isfinite(low) else low)
    assert curve.median.high == (None if not np.isfinite(high) else high)


def test_a_median_that_is_not_reached_is_none() -> None:
    assert curve_of([(5, True), (9, False), (9, False)]).median.value is None


def test_where_all_have_gone_on_the_interval_goes_down_to_nothing_and_no_lower() -> None:
    curve = curve_of([(3, True), (5, True)])
    assert (curve.low[-1], curve.high[-1]) == (0.0, curve.high[0])
    assert curve_of([(5, True)]).at(5).high == 1.0


def test_nobody_gives_no_number() -> None:
    curve = curve_of([(1, True)][:0])
    assert (curve.n, curve.median.value, curve.at(10).value) == (0, None, None)


def test_beyond_the_longest_time_seen_nothing_is_known_and_the_share_is_held() -> None:
    curve = curve_of([(5, True), (9, False)])
    assert curve.at(10).value is None
    assert curve.reached_by(10).value == pytest.approx(0.5)


def test_it_speaks_and_draws_for_itself() -> None:
    curve = kaplan_meier(counts_of([(5, True), (9, False), (3, True)]), name="complaint → arrest")
    assert curve.sentence().startswith("complaint → arrest: of 3 whose time is known, half")
    assert "<figure>" in curve._repr_html_()
