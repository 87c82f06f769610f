"""A real staggered rollout: the first paper read a fall of a tenth out of it, and took it back.

Published numbers: Roth and Sant'Anna's package `staggered` for R, its README (complaints, panel of
Wood, Tyler and Papachristos 2020), to the figures printed there.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from amparo.flow.effects import Claim, Effect, effect

pytestmark = pytest.mark.real_data
PANEL = {"outcome": "complaints", "unit": "uid", "period": "period"}


@pytest.fixture(scope="module")
def found(police_training: Path) -> Effect:
    return effect(
        police_training, treated_from="first_trained", timing="random", better="lower", **PANEL
    )


def way(found: Effect, name: str) -> tuple[float, float]:
    row = found.tables["overall"].filter(pl.col("way") == name).row(0)
    return row[1], row[2]


def test_the_efficient_estimate_and_both_its_errors_are_the_published_ones(found: Effect) -> None:
    assert way(found, "efficient, simple") == pytest.approx((-0.001126981, 0.002119248), abs=1e-9)
    refined = way(found, "efficient, simple, refined error")
    assert refined == pytest.approx((-0.001126981, 0.002115194), abs=1e-9)


def test_the_differences_in_differences_are_the_published_ones(found: Effect) -> None:
    value, se = way(found, "differences in differences, simple")
    assert value == pytest.approx(-0.005176818, abs=1e-9)
    assert se == pytest.approx(0.0039309, abs=5e-8)


def test_the_first_lags_are_the_published_ones(found: Effect) -> None:
    lags = found.frame.filter(pl.col("since").is_between(0, 5))
    assert lags["estimate"].to_list() == pytest.approx(
        [3.083575e-04, 2.591678e-03, -4.872562e-05, 2.043434e-03, 2.977076e-03, 7.979656e-04],
        abs=1e-9,
    )
    assert lags["se"].to_list() == pytest.approx(
        [0.002650957, 0.002621513, 0.002623634, 0.002720467, 0.002659630, 0.002727140], abs=1e-8
    )


def test_no_effect_can_be_claimed_and_what_is_not_excluded_is_said(found: Effect) -> None:
    assert found.verdict.claim is Claim.NONE
    assert round(found.estimate or 0, 4) == -0.0011
    assert round(found.se or 0, 4) == 0.0021
    assert "a fall of 0.0053" in found.sentence()
    assert "a rise of 0.0030" in found.sentence() or "a rise of 0.0031" in found.sentence()
    assert "7,785 uids" in found.sentence()


def test_the_plain_before_and_after_would_have_misled(found: Effect) -> None:
    naive = next(one for one in found.misleading if one.name == "after less before")
    assert naive.interval.high is not None
    assert naive.interval.high < -0.01


def test_force_is_not_believed_either_where_its_timing_is_not_by_lot(
    police_training: Path,
) -> None:
    force = effect(
        police_training, outcome="force", unit="uid", period="period",
        treated_from="first_trained", better="lower",
    )  # fmt: skip
    assert force.verdict.claim is Claim.CANNOT_CARRY
    assert "before the repair" in force.verdict.sentence
