"""Half a year of a real county foretells the other half, or says that it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from amparo.flow import EventLog
from amparo.flow.system import Backtest, System

pytestmark = pytest.mark.real_data
STAGES = {
    "received": "received_date", "initiated": "initiation_date", "arraigned": "arraignment_date",
    "disposed": "disposition_date", "sentenced": "sentence_date",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(cook_county: Path) -> Backtest:
    log = EventLog.read(cook_county, case="case_participant_id", stages=STAGES, as_of="2019-12-02")
    return System.backtest(log, split=date(2019, 6, 30), replications=200, seed=1)


def test_it_says_of_every_step_whether_it_held(found: Backtest) -> None:
    for row in found.frame.rows(named=True):
        inside = row["low"] <= row["seen"] <= row["high"]
        assert row["held"] == inside
        named = f"{row['station']}: {row['seen']:,} seen"
        assert (named in found.sentence()) == (not inside)


def test_three_steps_are_foretold_and_of_the_fourth_it_says_that_it_was_not(
    found: Backtest,
) -> None:
    """Seen once and kept: a change here is a change of what the simulation says of real cases."""
    held = dict(found.frame.select("station", "held").rows())
    assert held == {
        "received → initiated": True,
        "initiated → arraigned": True,
        "arraigned → disposed": False,
        "disposed → sentenced": True,
    }
    assert "3 of 4 steps" in found.sentence()
    assert "It did not at arraigned → disposed: 11,759 seen" in found.sentence()


def test_all_who_wait_are_counted_once(found: Backtest, cook_county: Path) -> None:
    import polars as pl

    raw = pl.read_csv(cook_county, infer_schema=False)
    days = raw.select(
        pl.col(name).str.to_date("%m/%d/%Y", strict=False).alias(stage)
        for stage, name in STAGES.items()
    )
    end = date(2019, 12, 2)
    ok = days.with_columns(pl.when(pl.all() <= end).then(pl.all()))
    waits = ok.filter(
        pl.col("arraigned").is_not_null()
        & pl.col("disposed").is_null()
        & pl.col("sentenced").is_null()
    )
    assert found.seen["arraigned → disposed"] == waits.height
