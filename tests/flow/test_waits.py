"""How long it takes by group: tests, means and clocks, against lifelines and statsmodels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog, counts
from amparo.flow.logrank import logrank
from amparo.flow.survival import kaplan_meier
from amparo.flow.waits import Mean, restricted_mean, survival_of
from tests.flow.test_survival import CASES, counts_of

START, AS_OF = date(2022, 1, 1), date(2024, 1, 1)


def log_of(n: int, seed: int, *, slow: float = 1.0) -> EventLog:
    """Filed, heard, decided, at two courts in two regions; the second court may be slower."""
    chance = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        filed = START + timedelta(days=int(chance.integers(0, 700)))
        court, region = "AB"[i % 2], ("north", "south")[int(chance.integers(0, 2))]
        heard = filed + timedelta(days=int(chance.exponential(40)))
        pace = 80 * (slow if court == "B" else 1) * (1.5 if region == "south" else 1)
        decided = heard + timedelta(days=int(chance.exponential(pace)))
        rows.append({"case": str(i), "court": court, "region": region, "filed": filed,
                     "heard": heard, "decided": decided})  # fmt: skip
    return EventLog.read(
        pl.DataFrame(rows), case="case", groups=["court", "region"], as_of=AS_OF,
        stages={s: s for s in ("filed", "heard", "decided")},
    )  # fmt: skip


def arrays(table: pl.DataFrame) -> tuple[Any, Any, Any]:
    """One row a case again: days, whether it went on, its groups."""
    rows = [r for r in table.iter_rows(named=True) for _ in range(r["n"])]
    return (
        np.array([r["days"] for r in rows]),
        np.array([r["outcome"] == "advanced" for r in rows]),
        rows,
    )


GROUPED = st.lists(
    st.tuples(st.integers(1, 40), st.booleans(), st.sampled_from("abc"), st.sampled_from("xy")),
    min_size=8, max_size=60,
)  # fmt: skip


def grouped(cases: list[tuple[int, bool, str, str]]) -> pl.DataFrame:
    base = [
        *cases, *((9, True, g, s) for g in "abc" for s in "xy"),
        *((12, False, g, s) for g in "abc" for s in "xy"),
    ]  # fmt: skip
    rows = [(g, s, d, "advanced" if r else "waiting", "", 1) for d, r, g, s in base]
    return pl.DataFrame(rows, schema=["g", "s", "days", "outcome", "kind", "n"], orient="row")


@settings(deadline=None, max_examples=25)
@given(GROUPED)
def test_the_test_equals_that_of_lifelines(cases: list[tuple[int, bool, str, str]]) -> None:
    statistics = pytest.importorskip("lifelines.statistics")
    table = grouped(cases)
    days, done, rows = arrays(table)
    peer = statistics.multivariate_logrank_test(days, [r["g"] for r in rows], done)
    got = logrank(table, ["g"])
    assert (got.statistic, got.p) == pytest.approx((peer.test_statistic, peer.p_value), abs=1e-8)


@settings(deadline=None, max_examples=25)
@given(GROUPED)
def test_within_strata_it_equals_that_of_statsmodels(
    cases: list[tuple[int, bool, str, str]],
) -> None:
    duration = pytest.importorskip("statsmodels.duration.api")
    table = grouped(cases)
    days, done, rows = arrays(table)
    groups, strata = np.array([r["g"] for r in rows]), np.array([r["s"] for r in rows])
    statistic, p = duration.survdiff(days, done.astype(int), groups, strata=strata)
    got = logrank(table, ["g"], strata=["s"])
    assert (got.statistic, got.p) == pytest.approx((statistic, p), abs=1e-8)


@settings(deadline=None, max_examples=40)
@given(CASES, st.integers(1, 60))
def test_the_restricted_mean_equals_that_of_lifelines(
    cases: list[tuple[int, bool]], horizon: int
) -> None:
    lifelines = pytest.importorskip("lifelines")
    from lifelines.utils import restricted_mean_survival_time

    curve = kaplan_meier(counts_of([*cases, (60, False)]))
    peer = lifelines.KaplanMeierFitter().fit(
        [*(d for d, _ in cases), 60], [*(r for _, r in cases), False]
    )
    got = restricted_mean(curve, horizon)
    assert isinstance(got, Mean)
    assert got.value == pytest.approx(restricted_mean_survival_time(peer, t=horizon), abs=1e-8)


def test_its_standard_error_is_the_infinitesimal_jackknife() -> None:
    chance = np.random.default_rng(1)
    cases = [(int(d), bool(r)) for d, r in zip(chance.integers(1, 50, 80), chance.random(80) < 0.6,
                                               strict=True)]  # fmt: skip
    table = counts_of([*cases, (60, False)])
    base = restricted_mean(kaplan_meier(table), 40)
    assert base is not None
    total = 0.0
    scaled = table.with_columns(pl.col("n") * 100_000)
    for row in range(table.height):
        more = scaled.with_columns(
            pl.col("n") + pl.when(pl.int_range(pl.len()) == row).then(1).otherwise(0)
        )
        moved = restricted_mean(kaplan_meier(more), 40)
        assert moved is not None
        total += table["n"][row] * ((moved.value - base.value) * 100_000) ** 2
    assert base.se == pytest.approx(total**0.5, rel=1e-3)


def test_any_two_stages_in_order_make_a_step() -> None:
    log = log_of(300, seed=1)
    got = log.survival(log.pathway.step("filed", "decided"))
    waits = (pl.col("decided").fill_null(AS_OF) - pl.col("filed")).dt.total_days()
    peer = pytest.importorskip("lifelines").KaplanMeierFitter().fit(
        log.frame.select(waits).to_series().to_numpy(), log.frame["decided"].is_not_null().to_numpy()
    )  # fmt: skip
    assert got.median.value == peer.median_survival_time_
    assert got.at(100).value == pytest.approx(float(peer.predict(100)))
    assert got.share_within(100).value == pytest.approx(1 - float(peer.predict(100)))


def test_stages_out_of_order_are_no_step() -> None:
    with pytest.raises(Refused, match="filed, heard, decided"):
        log_of(20, seed=1).pathway.step("decided", "filed")


def test_courts_of_one_pace_are_not_told_apart() -> None:
    log = log_of(600, seed=2)
    got = log.survival(log.pathway.step("heard", "decided"), by=["court"])
    assert got.logrank().p > 0.05
    assert got.differences(200)["told_apart"].to_list() == [False]


def test_a_slower_court_is_told_apart_and_by_how_many_days() -> None:
    log = log_of(1200, seed=3, slow=2.0)
    got = log.survival(log.pathway.step("heard", "decided"), by=["court"])
    row = got.differences(200).row(0, named=True)
    assert (row["one"], row["other"], row["told_apart"]) == ("A", "B", True)
    assert 10 < row["low"] < row["difference"] < row["high"] < 60
    assert "do not wait equally long" in got.sentence()


def test_a_difference_is_tested_within_what_is_held_fixed() -> None:
    log = log_of(600, seed=4, slow=1.5)
    got = log.survival(log.pathway.step("heard", "decided"), by=["court", "region"])
    held = got.logrank(within=["region"])
    assert (held.degrees, held.strata) == (1, ("region",))
    with pytest.raises(Refused, match="within="):
        got.logrank(within=["district"])


def test_waits_are_compared_over_time_by_when_cases_entered() -> None:
    log = log_of(500, seed=5)
    got = log.survival(log.pathway.step("filed", "heard"), entered_every="1y")
    assert list(got.groups) == [("2022-01-01",), ("2023-01-01",)]
    came = log.frame.filter(pl.col("filed").dt.year() == 2023)
    alone = replace(log, frame=came).survival(log.pathway.step("filed", "heard"))
    assert got.groups["2023-01-01",].median == alone.median


def test_every_group_has_a_clock_and_a_median_in_the_tables() -> None:
    log = log_of(300, seed=6)
    got = log.survival(log.pathway.step("filed", "heard"), by=["court"])
    assert got.medians()["court"].to_list() == ["", "A", "B"]
    share = got.shares_within(60).filter(pl.col("court") == "A").row(0, named=True)
    assert share["low"] < share["value"] < share["high"]
    assert set(got.frame["court"]) == {"", "A", "B"}


def test_a_mean_beyond_what_was_followed_is_not_given() -> None:
    log = log_of(300, seed=6)
    got = log.survival(log.pathway.step("heard", "decided"), by=["court"])
    assert got.restricted_means(5000)["value"][0] is None
    assert got.restricted_means()["value"].null_count() == 0


def test_counts_give_the_same_curves_between_neighbours() -> None:
    log = log_of(200, seed=7)
    step = log.pathway.step("filed", "heard")
    kept = counts.counted(log)
    assert survival_of(kept, step, by=["court"]).frame.equals(
        log.survival(step, by=["court"]).frame
    )
    with pytest.raises(Refused, match="ask the log itself"):
        survival_of(kept, log.pathway.step("filed", "decided"))


def test_one_group_alone_cannot_be_compared() -> None:
    with pytest.raises(CannotEstimate, match="compared"):
        logrank(counts_of([(3, True), (5, False)]).with_columns(g=pl.lit("a")), ["g"])


def test_groups_of_a_few_are_named_and_left_out() -> None:
    log = log_of(100, seed=8)
    few = log.frame.with_columns(
        pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("C")).otherwise("court").alias("court")
    )
    got = replace(log, frame=few).survival(log.pathway.step("filed", "heard"), by=["court"])
    assert (got.too_few, sorted(got.groups)) == ((("C",),), [("A",), ("B",)])


def test_it_speaks_and_draws_for_itself() -> None:
    log = log_of(200, seed=9)
    got = log.survival(log.pathway.step("filed", "heard"), by=["court"])
    assert repr(got).startswith("Curves(filed → heard: of 200")
    assert "<figure>" in got._repr_html_()
    assert got.fates.at(30).value == pytest.approx(got.share_within(30).value)


@pytest.mark.real_data
def test_the_wait_for_a_disposition_is_that_of_the_diagnosis(cook_county: Path) -> None:
    log = EventLog.read(cook_county, groups=["gender"])
    got = log.survival(log.pathway.step("arraignment", "disposition"), by=["gender"])
    assert (got.median.value, got.median.low, got.median.high) == (252, 246, 264)
    assert {values[0] for values in got.groups} >= {"Male", "Female"}
