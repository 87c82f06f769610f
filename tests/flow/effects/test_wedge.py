"""Stepped wedge: against plain generalised least squares, and by the lottery of orders."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from amparo.errors import CannotEstimate
from amparo.flow.effects import Claim, Effect, effect
from amparo.flow.effects.panel import Floats, Ints, panel_of
from amparo.flow.effects.wedge.model import Rows, lottery, mixed, orders_of, rows_of
from tests.flow.effects import worlds

COLUMNS = {"outcome": "y", "unit": "unit", "period": "period", "treated_from": "first"}
WEDGE: dict[str, Any] = {"n": 12, "starts": (4, 8, 12, 16)}


def answer(frame: pl.DataFrame, **more: Any) -> Effect:
    return effect(frame, **COLUMNS, better="higher", design="wedge", **more)


def least_squares(rows: Rows, first: Ints, between: float, within: float) -> float:
    """Generalised least squares with the whole covariance matrix, written out."""
    same = rows.unit[:, None] == rows.unit[None, :]
    inverse = np.linalg.inv(within * np.eye(rows.y.size) + between * same)
    periods = (rows.at[:, None] == np.arange(rows.at.max() + 1)[None, :]).astype(float)
    x: Floats = np.column_stack([periods, rows.at >= first[rows.unit]])
    return float(np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ rows.y)[-1])


def wedge(seed: int, **more: Any) -> tuple[Rows, Ints]:
    _, y, n, first = panel_of(worlds.staggered(seed, **WEDGE, **more), **COLUMNS).matrices()
    y[0, 3] = np.nan  # a hole, so that nothing leans on balance
    return rows_of(y, n), first


def test_the_estimate_is_that_of_the_mixed_model_and_of_least_squares_written_out() -> None:
    rows, first = wedge(1, effect=1.0)
    found = mixed(rows, first)
    drawn = lottery(rows, first, found)
    assert drawn.estimate == pytest.approx(found.value, abs=1e-6)
    by_hand = least_squares(rows, first, found.between, found.within)
    assert drawn.estimate == pytest.approx(by_hand, abs=1e-6)


def test_every_other_order_is_estimated_as_if_it_had_been_drawn() -> None:
    rows, first = wedge(2)
    found = mixed(rows, first)
    drawn = lottery(rows, first, found, seed=7)
    order = np.random.default_rng(7).permutation(first)
    by_hand = least_squares(rows, order, found.between, found.within)
    assert drawn.value[0] == pytest.approx(by_hand, abs=1e-6)


def test_the_interval_holds_just_the_effects_that_the_lottery_does_not_contradict() -> None:
    rows, first = wedge(3, effect=1.0)
    drawn = lottery(rows, first, mixed(rows, first))
    low, high = drawn.interval(0.95)
    assert drawn.p(low + 0.01) > 0.05 >= drawn.p(low - 0.01)
    assert drawn.p(high - 0.01) > 0.05 >= drawn.p(high + 0.01)


def test_a_planted_improvement_is_shown() -> None:
    found = answer(worlds.staggered(4, effect=3.0, **WEDGE))
    assert found.verdict.claim is Claim.IMPROVEMENT
    assert found.tables["overall"].height == 3


def test_three_units_have_too_few_orders_to_speak() -> None:
    found = answer(worlds.staggered(5, n=3, starts=(5, 10, 15), effect=9.0))
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "in 6 orders only" in found.sentence()


def test_orders_are_counted_as_arrangements_of_dates() -> None:
    assert orders_of(np.array([1, 1, 2, 2])) == 6


def test_units_that_differed_by_order_from_the_start_are_refused() -> None:
    frame = worlds.staggered(6, effect=3.0, **WEDGE)
    sorted_by_level = frame.with_columns(pl.col("y") - 5 * pl.col("first"))
    found = answer(sorted_by_level)
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "already differed at the start" in found.sentence()


def test_as_many_cases_everywhere_are_no_jump() -> None:
    frame = worlds.staggered(9, effect=1.0, **WEDGE).with_columns(pl.lit(100).alias("cases"))
    shares = frame.with_columns((pl.col("y") * 2 + 40).round().clip(0, 100).alias("y"))
    found = answer(shares, n="cases")
    composition = next(check for check in found.checks if check.name == "composition")
    assert composition.passed


def test_an_outcome_that_never_varies_is_refused_before_a_model_fails_on_it() -> None:
    frame = worlds.staggered(9, **WEDGE).with_columns(pl.lit(5.0).alias("y"))
    with pytest.raises(CannotEstimate, match="the same everywhere"):
        answer(frame)
