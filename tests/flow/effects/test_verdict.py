"""What may be said: five verdicts, never "no effect"."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.flow.effects import Better, Claim, Design, Effect, Scale, effect
from amparo.flow.effects.checks import Bearing, Check
from amparo.flow.effects.verdict import number
from amparo.flow.survival import Interval
from tests.flow.effects import worlds

FINITE = st.floats(-5, 5)


def made(low: float, high: float, *, better: Better = Better.HIGHER, **more: object) -> Effect:
    middle = (low + high) / 2
    found = Effect(
        outcome="the share charged", scale=Scale.SHARE, design=Design.STAGGERED, method="m",
        estimate=middle, se=1.0, interval=Interval(middle, low, high), usual=0.4, n_units=40,
        n_treated=20, n_periods=12, n_rows=480, unit_word="station", period_word="month",
        better=better, checks=(), frame=pl.DataFrame(),
    )  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]


@given(FINITE, FINITE)
def test_an_interval_with_none_in_it_is_told_with_both_its_ends(a: float, b: float) -> None:
    low, high = -abs(a), abs(b)
    said = made(low, high).verdict
    assert said.claim is Claim.NONE
    assert f"a fall of {number(abs(low) * 100)} percentage point" in said.sentence
    assert f"a rise of {number(abs(high) * 100)} percentage point" in said.sentence


@given(FINITE, FINITE, st.sampled_from(list(Better)))
def test_it_never_says_that_there_is_no_effect(a: float, b: float, better: Better) -> None:
    said = made(min(a, b), max(a, b), better=better).sentence().lower()
    assert "no effect on" not in said or "can be claimed" in said
    assert "there is no effect" not in said
    assert "does not work" not in said


def test_what_is_better_decides_between_improvement_and_worsening() -> None:
    assert made(0.02, 0.1).verdict.claim is Claim.IMPROVEMENT
    assert made(0.02, 0.1, better=Better.LOWER).verdict.claim is Claim.WORSENING
    assert made(-0.1, -0.02, better=Better.LOWER).verdict.claim is Claim.IMPROVEMENT
    assert made(0.02, 0.1, better=Better.UNSAID).verdict.claim is Claim.CHANGE
    assert "was not said" in made(0.02, 0.1, better=Better.UNSAID).sentence()


def test_a_check_that_refuses_stands_before_any_number() -> None:
    bad = Check(
        "pre_trend",
        passed=False,
        bearing=Bearing.REFUSES,
        says="x",
        because="they moved apart before",
    )
    found = made(0.02, 0.1, checks=(bad,))
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "because they moved apart before" in found.sentence()
    assert "percentage" not in found.verdict.sentence


def test_a_doubt_is_said_beside_the_claim() -> None:
    doubt = Check(
        "composition", passed=False, bearing=Bearing.DOUBTS, says="The number of cases doubled."
    )
    assert "But: The number of cases doubled." in made(0.02, 0.1, checks=(doubt,)).sentence()


def test_several_outcomes_widen_the_interval_and_are_said() -> None:
    frame = worlds.staggered(20, effect=0.5)
    told = {"outcome": "y", "unit": "unit", "period": "period", "treated_from": "first"}
    one, four = effect(frame, **told), effect(frame, **told, looked_at=4)
    assert four.interval.high > one.interval.high  # type: ignore[operator]
    assert "4 outcomes were looked at" in four.sentence()


def test_an_outcome_that_the_repair_could_not_reach_stops_the_claim_when_it_moved() -> None:
    frame = worlds.staggered(21, effect=3.0, n=120).with_columns(pl.col("y").alias("weather"))
    told = {"outcome": "y", "unit": "unit", "period": "period", "treated_from": "first"}
    found = effect(frame, **told, placebo_outcome="weather")
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "weather, which the repair could not reach" in found.sentence()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.00531, "0.0053"),
        (0.0, "0"),
        (12.345, "12.3"),
        (1234.5, "1,234"),
        (0.5, "0.5"),
        (6.14, "6.1"),
    ],
)
def test_numbers_are_written_with_the_figures_that_count(value: float, written: str) -> None:
    assert number(value) == written
