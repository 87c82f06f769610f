"""Interrupted time series: against statsmodels and pyfixest, and on series whose step is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from amparo.flow.effects import Claim, Design, Effect, effect
from amparo.flow.effects.panel import Scale
from amparo.flow.effects.series.calibrate import critical, error_of
from amparo.flow.effects.series.fit import Fit, fit
from amparo.flow.effects.series.line import Line, columns
from tests.flow.effects import worlds

START = {"all": "2020-01"}


def answer(frame: pl.DataFrame, **more: Any) -> Effect:
    told = {"outcome": "y", "period": "month", "treated_from": START, "better": "higher", **more}
    return effect(frame, **told)


def line(frame: pl.DataFrame, scale: Scale = Scale.VALUE, n: float = 1.0) -> Line:
    y = frame["y"].to_numpy()
    return Line(np.arange(y.size), y, np.full(y.size, n), 24, 12, scale)


def shares(seed: int = 0, gain: float = 0.0, periods: int = 48) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    t = np.arange(periods)
    n = random.integers(80, 160, periods)
    chance = 1 / (1 + np.exp(-(-0.8 + 0.01 * t + gain * (t >= 24))))
    months = worlds.series(0, periods=periods)["month"]
    return pl.DataFrame({"month": months, "k": random.binomial(n, chance), "n": n})


@pytest.mark.parametrize("scale", [Scale.VALUE, Scale.SHARE, Scale.COUNT])
def test_the_error_that_is_simulated_is_the_one_statsmodels_gives(scale: Scale) -> None:
    frame = worlds.series(1, alike=0.3).with_columns((pl.col("y") / 20).clip(0.05, 0.95))
    found = fit(line(frame, scale, n=100.0))
    assert float(error_of(found, found.residuals)) == pytest.approx(found.se, rel=1e-6)


def test_level_and_slope_and_their_errors_equal_those_of_pyfixest() -> None:
    import pandas

    pyfixest = pytest.importorskip("pyfixest")
    made = line(worlds.series(2, effect=2.0, alike=0.4))
    found, x = fit(made), columns(made)
    names = [f"x{i}" for i in range(x.shape[1])]
    data = pandas.DataFrame(x, columns=names).assign(y=made.y, t=made.at, one=1)
    peer = pyfixest.feols(
        "y ~ " + " + ".join(names[1:]), data, vcov="NW",
        vcov_kwargs={"time_id": "t", "lag": found.lags},
    )  # fmt: skip
    assert found.level == pytest.approx(peer.coef()[names[-2]])
    assert found.level_se == pytest.approx(peer.se()[names[-2]], rel=0.02)


def test_a_step_is_found_with_its_size() -> None:
    found = answer(worlds.series(3, effect=5.0, alike=0.2))
    assert found.design is Design.SERIES
    assert found.verdict.claim is Claim.IMPROVEMENT
    assert found.interval.low < 5.0 < found.interval.high  # type: ignore[operator]


def test_without_a_comparison_the_claim_says_what_it_cannot_tell_apart() -> None:
    said = answer(worlds.series(3, effect=5.0, alike=0.2)).sentence()
    assert "whatever else changed at the same date cannot be told from the repair" in said


def test_a_share_is_told_in_percentage_points() -> None:
    found = answer(shares(0, gain=0.8), outcome="k", n="n")
    assert found.verdict.claim is Claim.IMPROVEMENT
    assert "percentage points" in found.verdict.sentence
    assert 0.1 < (found.estimate or 0) < 0.3


def test_a_jump_in_the_number_of_cases_is_said() -> None:
    frame = shares(0, gain=0.8)
    doubled = frame.with_columns(
        pl.when(pl.col("month") >= "2020-01").then(pl.col("k", "n") * 3).otherwise(pl.col("k", "n"))
    )
    check = answer(doubled, outcome="k", n="n").check("composition")
    assert check is not None
    assert check.doubts
    assert "rose" in check.says


def test_seven_months_after_are_refused_with_the_day_to_ask_again() -> None:
    found = answer(worlds.series(4, effect=9.0, periods=31))
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "ask again in 1 month." in found.sentence()
    assert found.estimate is None


def test_what_the_step_takes_from_a_comparison_series_is_not_claimed() -> None:
    alone = worlds.series(5, effect=5.0, alike=0.2)
    both = pl.concat(
        [
            alone.with_columns(pl.lit("here").alias("place")),
            worlds.series(6, effect=5.0, alike=0.2).with_columns(pl.lit("there").alias("place")),
        ]
    )
    found = answer(both, unit="place", treated_from={"here": "2020-01"})
    assert answer(alone).verdict.claim is Claim.IMPROVEMENT
    assert found.verdict.claim is Claim.NONE
    assert found.check("comparison").passed  # type: ignore[union-attr]


def test_a_step_before_the_repair_makes_a_placebo_date_fail() -> None:
    frame = worlds.series(7, effect=8.0, first=30, periods=96)
    found = answer(frame, treated_from={"all": "2023-01"})
    check = found.check("placebo_dates")
    assert check is not None
    assert check.refuses
    assert found.verdict.claim is Claim.CANNOT_CARRY


def test_a_short_series_has_no_season_and_says_so() -> None:
    check = answer(worlds.series(8, periods=20, first=10), treated_from={"all": "2018-11"}).check(
        "season"
    )
    assert check is not None
    assert "it takes 24" in check.says


def test_neighbours_that_resemble_each_other_ask_for_a_wider_interval() -> None:
    needed = [
        critical([_fit(worlds.series(9, alike=a))], 0.95) for a in (0.0, 0.8)
    ]  # fmt: skip
    assert 1.96 < needed[0] < needed[1]


def _fit(frame: pl.DataFrame) -> Fit:
    return fit(line(frame))


def test_repairs_at_two_dates_are_no_series() -> None:
    from amparo.errors import CannotEstimate

    frame = worlds.staggered(1, n=4)
    with pytest.raises(CannotEstimate, match="one date of repair"):
        effect(
            frame, outcome="y", unit="unit", period="period", treated_from="first", design="series"
        )


def test_the_same_series_gives_the_same_interval_twice() -> None:
    frame = worlds.series(10)
    assert answer(frame).interval == answer(frame).interval


def test_a_share_that_was_nought_for_all_months_before_is_judged_on_the_plain_scale() -> None:
    frame = shares(1).with_columns(
        pl.when(pl.col("month") < "2020-01").then(0).otherwise(pl.col("k")).alias("k")
    )
    found = answer(frame, outcome="k", n="n")
    assert "(level)" in found.method
    assert found.verdict.claim is Claim.IMPROVEMENT
    assert found.estimate == pytest.approx(0.4, abs=0.15)


def test_of_forty_series_in_which_nothing_happened_few_are_claimed() -> None:
    found = [answer(worlds.series(seed, alike=0.4)) for seed in range(40)]
    held = sum(bool(one.interval.low < 0 < one.interval.high) for one in found)  # type: ignore[operator]
    claimed = sum(one.verdict.claim in {Claim.IMPROVEMENT, Claim.WORSENING} for one in found)
    naive = sum(one.misleading[0].interval.low > 0 for one in found)  # type: ignore[operator]
    assert held >= 35
    assert claimed <= 4
    assert naive >= 25
