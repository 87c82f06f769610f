"""Group-time effects against diff-diff and pyfixest, and on panels whose effect is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate
from amparo.flow.effects import Claim, Effect, effect
from amparo.flow.effects.panel import Floats, panel_of
from amparo.flow.effects.staggered import aggregate
from amparo.flow.effects.staggered.answer import study
from amparo.flow.effects.staggered.callaway import Against, Estimates, group_times
from amparo.flow.effects.staggered.cells import Cells, cells_of
from tests.flow.effects import worlds

COLUMNS = {"outcome": "y", "unit": "unit", "period": "period", "treated_from": "first"}


def cells(frame: pl.DataFrame) -> Cells:
    _, y, n, first = panel_of(frame, **COLUMNS).matrices()
    return cells_of(y, (n > 0).astype(float), first)


def answer(frame: pl.DataFrame, **more: Any) -> Effect:
    return effect(frame, **COLUMNS, better="higher", **more)


def peer(frame: pl.DataFrame, against: Against, clusters: str | None = None) -> Any:
    import pandas

    diff_diff = pytest.importorskip("diff_diff")
    data = pandas.DataFrame(frame.to_dict(as_series=False))
    data["first"] = data["first"].fillna(0)
    group = "never_treated" if against is Against.NEVER else "not_yet_treated"
    made = diff_diff.CallawaySantAnna(control_group=group, base_period="universal")
    return made.fit(data, outcome="y", unit="unit", time="period", first_treat="first")


def plain_error(found: Estimates) -> Floats:
    """The error as published for many units, as the peers give it."""
    return np.asarray(np.sqrt((found.influence**2).sum(axis=0)) / found.n)


@pytest.mark.parametrize("against", [Against.NOT_YET, Against.NEVER])
def test_every_group_time_effect_equals_that_of_diff_diff(against: Against) -> None:
    frame = worlds.staggered(1, effect=1.0, growth=0.2)
    made = cells(frame)
    ours = {(int(made.starts[o.g]), o.t): o.effect for o in group_times(made, against=against)}
    theirs = {
        (int(g), int(t)): one["effect"]
        for (g, t), one in peer(frame, against).group_time_effects.items()
        if int(t) != int(g) - 1
    }
    assert ours == {key: pytest.approx(value, abs=1e-9) for key, value in theirs.items()}


@pytest.mark.parametrize("against", [Against.NOT_YET, Against.NEVER])
def test_the_average_and_its_error_equal_those_of_diff_diff(against: Against) -> None:
    frame = worlds.staggered(2, effect=1.0, growth=0.2)
    found, other = study(cells(frame), against=against, anticipation=0), peer(frame, against)
    assert found.overall.value[0] == pytest.approx(other.overall_att, abs=1e-9)
    assert plain_error(found.overall)[0] == pytest.approx(other.overall_se, rel=1e-6)


def test_the_event_study_equals_that_of_diff_diff() -> None:
    frame = worlds.staggered(3, effect=1.0)
    found = study(cells(frame), against=Against.NOT_YET, anticipation=0).events
    theirs = peer(frame, Against.NOT_YET).aggregate("event_study")
    rows = zip(theirs.event_time, theirs.att, theirs.se, theirs.is_reference, strict=True)
    wanted = {int(e): (att, se) for e, att, se, base in rows if not base}
    errors = plain_error(found.each)
    ours = {k: (v, s) for k, v, s in zip(found.keys, found.each.value, errors, strict=True)}
    assert ours == {k: pytest.approx(pair, rel=1e-6) for k, pair in wanted.items()}


def test_one_date_of_repair_is_the_saturated_event_study_of_pyfixest() -> None:
    import pandas

    pyfixest = pytest.importorskip("pyfixest")
    frame = worlds.staggered(4, starts=(10, None), effect=1.0)
    found = study(cells(frame), against=Against.NEVER, anticipation=0).events
    data = pandas.DataFrame(frame.to_dict(as_series=False))
    data["since"] = np.where(data["first"].notna(), data["period"] - 10, -1)
    fit = pyfixest.feols("y ~ i(since, ref=-1) | unit + period", data, vcov={"CRV1": "unit"})
    theirs = dict(enumerate(fit.coef().to_list()))
    ours = dict(enumerate(found.each.value.tolist()))
    assert ours == {k: pytest.approx(v, abs=1e-6) for k, v in theirs.items()}


def test_growing_effects_mislead_two_way_fixed_effects_and_not_ours() -> None:
    frames = [worlds.staggered(s, effect=1.0, growth=0.5, noise=0.5) for s in range(20)]
    found = [answer(frame) for frame in frames]
    truth = [worlds.true_average(frame) for frame in frames]
    ours = np.array([one.estimate for one in found]) - truth
    two_way = np.array([one.misleading[1].estimate for one in found]) - truth
    assert abs(ours.mean()) < 3 * ours.std(ddof=1) / np.sqrt(20)
    assert two_way.mean() < -10 * two_way.std(ddof=1) / np.sqrt(20)


def test_a_planted_improvement_is_shown_and_the_truth_lies_in_its_interval() -> None:
    frame = worlds.staggered(5, effect=2.0, n=120)
    found = answer(frame)
    assert found.verdict.claim is Claim.IMPROVEMENT
    assert found.interval.low < worlds.true_average(frame) < found.interval.high  # type: ignore[operator]


def test_the_same_rise_is_a_worsening_where_less_is_better() -> None:
    frame = worlds.staggered(5, effect=2.0, n=120)
    assert effect(frame, **COLUMNS, better="lower").verdict.claim is Claim.WORSENING
    assert effect(frame, **COLUMNS).verdict.claim is Claim.CHANGE


def test_units_that_moved_apart_before_the_repair_are_refused() -> None:
    found = answer(worlds.staggered(6, effect=2.0, drift=0.5, n=120))
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "moved apart before the repair" in found.sentence()


def test_the_check_of_trends_says_what_it_could_not_have_seen() -> None:
    check = answer(worlds.staggered(7)).check("pre_trend")
    assert check is not None
    assert check.numbers["drift_detectable"] > 0
    assert "could not have shown a slow drift" in check.says


def test_three_units_cannot_carry_a_claim() -> None:
    found = answer(worlds.staggered(8, n=4, effect=9.0))
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "say more about themselves" in found.sentence()


def test_units_repaired_from_the_start_are_left_out_and_said() -> None:
    frame = worlds.staggered(9, starts=(0, 8, 12, None), n=80)
    found = answer(frame)
    assert found.n_units == 60
    assert "20 were repaired from the start" in next(c.says for c in found.checks)


def test_clusters_above_the_units_carry_the_error() -> None:
    made = cells(worlds.staggered(10))
    alone = study(made, against=Against.NOT_YET, anticipation=0).overall
    joined = Cells(made.y, made.w, made.cohort, made.starts, np.arange(60) // 4)
    together = study(joined, against=Against.NOT_YET, anticipation=0).overall
    assert together.influence.shape == (15, 1)
    assert together.value == pytest.approx(alone.value)
    assert together.influence.sum() == pytest.approx(alone.influence.sum())


def test_the_band_for_all_lags_is_wider_than_the_interval_for_one() -> None:
    frame = answer(worlds.staggered(11)).frame
    assert ((frame["band_high"] - frame["high"]) > 0).all()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 10))
def test_level_and_scale_of_the_outcome_do_not_change_what_is_found(
    seed: int, level: float, scale: float
) -> None:
    made = cells(worlds.staggered(seed, n=24, periods=8, starts=(3, 5, None)))
    moved = Cells(made.y * scale + level, made.w, made.cohort, made.starts, made.cluster)
    one = aggregate.simple(made, group_times(made))
    other = aggregate.simple(moved, group_times(moved))
    assert other.value == pytest.approx(one.value * scale, abs=1e-6)
    assert other.se == pytest.approx(one.se * scale, rel=1e-6)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.randoms())
def test_the_order_of_rows_does_not_matter(seed: int, random: Any) -> None:
    frame = worlds.staggered(seed, n=24, periods=8, starts=(3, 5, None))
    order = list(range(frame.height))
    random.shuffle(order)
    assert answer(frame[order]).interval == answer(frame).interval


def test_where_every_case_counts_the_same_it_is_the_difference_of_pooled_shares() -> None:
    rows = [("a", 0, 2, 10, 1), ("a", 1, 9, 10, 1), ("b", 0, 10, 40, 1), ("b", 1, 20, 40, 1),
            ("c", 0, 5, 10, None), ("c", 1, 6, 10, None), ("d", 0, 30, 90, None),
            ("d", 1, 27, 90, None)]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["unit", "period", "k", "n", "first"], orient="row")
    told = {"outcome": "k", "n": "n", "unit": "unit", "period": "period", "treated_from": "first",
            "design": "staggered"}  # fmt: skip
    pooled = (29 / 50 - 12 / 50) - (33 / 100 - 35 / 100)
    plain = (0.9 - 0.2 + 0.5 - 0.25) / 2 - (0.6 - 0.5 + 0.3 - 1 / 3) / 2
    assert effect(frame, **told, weigh="cases").estimate == pytest.approx(pooled)
    assert effect(frame, **told).estimate == pytest.approx(plain)


def test_a_unit_that_is_missing_for_a_time_is_used_where_it_is_there_and_said() -> None:
    frame = worlds.staggered(12, n=80, effect=2.0)
    holes = frame.filter((pl.col("period") + pl.col("unit").str.slice(1).cast(pl.Int64)) % 5 > 0)
    whole, part = answer(frame), answer(holes)
    assert part.n_units == 80
    assert part.check("gaps").doubts  # type: ignore[union-attr]
    assert part.estimate == pytest.approx(whole.estimate, abs=0.6)


def test_the_efficient_estimate_needs_every_unit_in_every_period() -> None:
    frame = worlds.staggered(13, n=80)
    with pytest.raises(CannotEstimate, match="every unit in every period"):
        answer(frame[1:], timing="random")
