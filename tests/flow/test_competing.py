"""Aalen–Johansen: equal to exact fractions and to scikit-survival, and it always adds up to one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.flow.competing import CompetingRisks, aalen_johansen
from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.hazards import hazards_of
from amparo.flow.survival import kaplan_meier
from tests.flow import reference

FATE = st.sampled_from([None, "advanced", "dismissed", "withdrawn"])
CASES = st.lists(st.tuples(st.integers(0, 40), FATE), min_size=1, max_size=60)
Cases = list[tuple[int, str | None]]


def counts_of(cases: Cases) -> pl.DataFrame:
    rows = [
        (days, WAITING if fate is None else ADVANCED if fate == "advanced" else EXITED,
         fate if fate in ("dismissed", "withdrawn") else "")
        for days, fate in cases
    ]  # fmt: skip
    schema = {"days": pl.Int32, "outcome": pl.String, "kind": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.group_by(frame.columns).agg(pl.len().cast(pl.Int64).alias("n"))


def fates_of(cases: Cases) -> CompetingRisks:
    return aalen_johansen(counts_of(cases), name="arrest → charge")


@given(CASES, st.integers(0, 40))
def test_every_share_equals_that_of_exact_fractions(cases: Cases, day: int) -> None:
    got = fates_of(cases)
    assume(got.hazards.reach_days(day))
    wanted, still = reference.fates(cases, day)
    assert {k: got.at(day, k).value for k in wanted} == pytest.approx(
        {k: float(share) for k, share in wanted.items()}, abs=1e-12
    )
    assert got.at(day, "waiting").value == pytest.approx(float(still), abs=1e-12)


@given(CASES)
def test_the_fates_and_those_who_wait_add_up_to_one_on_every_day(cases: Cases) -> None:
    got = fates_of(cases)
    assert np.abs(got.incidence.sum(axis=0) + got.still_waiting - 1.0).max() < 1e-12


@settings(deadline=None, max_examples=40)
@given(CASES)
def test_shares_variances_and_intervals_equal_those_of_scikit_survival(cases: Cases) -> None:
    peer = pytest.importorskip("sksurv.nonparametric")
    # Where nobody is left, and where there is one fate only, it has no variance.
    cases = [*cases, (3, "advanced"), (4, "dismissed"), (5, "withdrawn"), (41, None)]
    got = fates_of(cases)
    codes = {None: 0, "advanced": 1, "dismissed": 2, "withdrawn": 3}
    days, shares, bands = peer.cumulative_incidence_competing_risks(
        np.array([codes[fate] for _, fate in cases]), np.array([float(d) for d, _ in cases]),
        conf_type="log-log", var_type="Dinse_Approx",
    )  # fmt: skip
    assert days == pytest.approx(got.days)
    assert got.incidence == pytest.approx(shares[1:], abs=1e-12)
    inner = shares[1:] > 1e-9
    bounds = [
        got.frame.filter(pl.col("kind") == kind).select("low", "high").to_numpy().T
        for kind in ("advanced", "dismissed", "withdrawn")
    ]
    assert np.stack(bounds)[:, 0][inner] == pytest.approx(bands[1:, 0][inner], abs=1e-9)
    assert np.stack(bounds)[:, 1][inner] == pytest.approx(bands[1:, 1][inner], abs=1e-9)


@given(CASES, st.integers(0, 40))
def test_one_pass_over_all_days_has_the_variance_of_each_day_alone(cases: Cases, day: int) -> None:
    table = hazards_of(counts_of(cases))
    place = int(np.searchsorted(table.days, day, side="right")) - 1
    assume(place >= 0)
    alone = [
        table.variance(np.array([[float(d <= day and row == c) for d in table.days]
                                 for row in range(len(table.causes) + 1)]))
        for c in range(len(table.causes) + 1)
    ]  # fmt: skip
    assert table.variances()[:, place] == pytest.approx(alone, abs=1e-12)


@given(CASES)
def test_without_exits_it_is_what_kaplan_meier_says(cases: Cases) -> None:
    plain: Cases = [(days, "advanced" if fate == "advanced" else None) for days, fate in cases]
    curve = kaplan_meier(counts_of(plain))
    assert 1 - fates_of(plain).incidence[0] == pytest.approx(curve.still_waiting, abs=1e-12)


@given(CASES)
def test_exits_only_lower_the_share_that_goes_on(cases: Cases) -> None:
    curve = kaplan_meier(counts_of(cases))
    assert np.all(fates_of(cases).incidence[0] <= 1 - curve.still_waiting + 1e-12)


@given(CASES, st.integers(0, 40))
def test_a_case_still_open_never_lowers_the_share_that_waits(cases: Cases, until: int) -> None:
    before, after = fates_of(cases), fates_of([*cases, (until, None)])
    places = np.searchsorted(after.days, before.days)
    assert np.all(after.still_waiting[places] >= before.still_waiting - 1e-12)


@given(CASES)
def test_the_counts_of_two_halves_give_what_the_whole_gives(cases: Cases) -> None:
    halves = pl.concat([counts_of(cases[::2]), counts_of(cases[1::2])])
    assert aalen_johansen(halves).incidence == pytest.approx(fates_of(cases).incidence, abs=1e-12)


def test_nobody_is_at_risk_before_the_day_he_is_first_seen() -> None:
    rows = [(3, ADVANCED, "", 0, 1), (5, ADVANCED, "", 4, 1), (5, WAITING, "", 0, 1)]
    schema = {"days": pl.Int32, "outcome": pl.String, "kind": pl.String, "late": pl.Int32}
    late = pl.DataFrame(rows, schema={**schema, "n": pl.Int64}, orient="row")
    assert hazards_of(late).at_risk.tolist() == [2.0, 2.0]
    assert aalen_johansen(late).at(5).value == pytest.approx(0.75)


def test_delayed_entry_equals_the_curve_of_lifelines() -> None:
    lifelines = pytest.importorskip("lifelines")
    chance = np.random.default_rng(4)
    late = chance.integers(0, 30, 300)
    ends = late + chance.integers(1, 60, 300)
    done = chance.random(300) < 0.7
    frame = pl.DataFrame(
        {"late": late, "days": ends, "outcome": np.where(done, ADVANCED, WAITING), "kind": "",
         "n": 1}
    )  # fmt: skip
    # lifelines takes an entry at t to be after the events of t; a moment earlier it is ours.
    peer = lifelines.KaplanMeierFitter().fit(ends, done, entry=late - 0.5)
    got = aalen_johansen(frame)
    assert got.still_waiting == pytest.approx(peer.predict(got.days).to_numpy().ravel(), abs=1e-9)


def test_those_who_went_on_without_a_day_can_be_counted_as_gone_on() -> None:
    rows = [(4, ADVANCED, "", 2), (None, "set_aside", "", 1), (9, WAITING, "skipped", 1),
            (9, WAITING, "", 4)]  # fmt: skip
    schema = {"days": pl.Int32, "outcome": pl.String, "kind": pl.String, "n": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    assert aalen_johansen(frame).at(4).value == pytest.approx(2 / 7)
    assert aalen_johansen(frame, passed=True).at(4).value == pytest.approx(4 / 8)


def test_beyond_the_longest_time_seen_nothing_is_known_and_the_limit_says_so() -> None:
    got = fates_of([(3, "advanced"), (4, "dismissed"), (9, None)])
    assert (got.at(10).value, got.tail_censored, got.followed_days) == (None, True, 9)
    assert got.in_the_limit().value == pytest.approx(1 / 3)
    assert "it is not known yet" in got.sentence()


def test_a_share_never_seen_has_no_interval_rather_than_a_narrow_one() -> None:
    got = fates_of([(3, "dismissed"), (4, "advanced")])
    assert (got.at(3).value, got.at(3).low, got.at(3).high) == (0.0, None, None)


def test_an_exit_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="dismissed"):
        fates_of([(3, "dismissed"), (4, "advanced")]).at(3, "acquitted")


def test_it_speaks_draws_and_lists_itself() -> None:
    got = fates_of([(3, "advanced"), (4, "dismissed"), (6, "advanced"), (9, None)])
    assert got.table((5,)).rows()[0][:2] == (5, "advanced")
    assert "left by dismissed" in repr(got)
    assert "<figure>" in got._repr_html_()
