"""What holds of every analysis at once: halves, order, days and open cases change no answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from amparo.flow import EventLog, System, counts, diagnose
from amparo.flow.comparing import compare_units
from amparo.flow.counts import Counts
from amparo.flow.waits import survival_of
from tests.flow.systems import STAGES, planted

SEED = st.integers(0, 10_000)
few = settings(max_examples=3, deadline=None)


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Twelve units and five steps; many cases are still open, and many have left."""
    return planted(4).log


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counts")


def answers(log: EventLog | Counts) -> dict[str, pl.DataFrame]:
    """What every analysis says that needs counts only."""
    step = log.pathway.step("report", "statement")
    return {
        "diagnosis": diagnose(log, by=["unit"]).frame,
        "attrition": log.attrition(by=["unit"], horizons=[90, 365]).frame,
        "survival": survival_of(log, step, by=["unit"]).frame,
        "compared": compare_units(log, step, by="unit", within=180).frame,
        "opportunities": log.opportunities(by="unit").frame,
    }


@pytest.fixture(scope="module")
def whole(log: EventLog) -> dict[str, pl.DataFrame]:
    return answers(log)


def same(got: dict[str, pl.DataFrame], wanted: dict[str, pl.DataFrame]) -> None:
    assert got.keys() == wanted.keys()
    for name, frame in wanted.items():
        assert frame.height > 0, name
        assert_frame_equal(got[name], frame, abs_tol=1e-9)


@few
@given(SEED, st.floats(0.05, 0.95))
def test_halves_counted_at_home_and_shared_as_files_say_what_the_whole_says(
    log: EventLog, whole: dict[str, pl.DataFrame], folder: Path, seed: int, share: float
) -> None:
    mixed = log.frame.sample(fraction=1, shuffle=True, seed=seed)
    cut = round(log.n * share)
    for name, part in (("one", mixed[:cut]), ("other", mixed[cut:])):
        counts.counted(replace(log, frame=part)).save(folder / f"{name}.parquet")
    one, other = (Counts.read(folder / f"{name}.parquet") for name in ("one", "other"))
    same(answers(one.with_those_of(other)), whole)


@few
@given(SEED)
def test_the_order_of_rows_changes_no_answer(
    log: EventLog, whole: dict[str, pl.DataFrame], seed: int
) -> None:
    mixed = replace(log, frame=log.frame.sample(fraction=1, shuffle=True, seed=seed))
    same(answers(mixed), whole)


@few
@given(SEED)
def test_the_order_of_rows_changes_neither_what_follows_nor_what_is_learned(
    log: EventLog, seed: int
) -> None:
    mixed = replace(log, frame=log.frame.sample(fraction=1, shuffle=True, seed=seed))
    assert_frame_equal(mixed.follows().frame, log.follows().frame)
    assert_frame_equal(mixed.variants().frame, log.variants().frame)
    learned, again = System.fit(log), System.fit(mixed)
    assert_frame_equal(again.frame, learned.frame, abs_tol=1e-9)
    for one, other in zip(learned.stations, again.stations, strict=True):
        assert one.waiting_days == other.waiting_days
        assert one.uneven == pytest.approx(other.uneven, abs=1e-9)  # sums in another order


@few
@given(st.integers(-4000, 4000))
def test_the_same_cases_on_other_days_have_the_same_waits_and_fates(
    log: EventLog, whole: dict[str, pl.DataFrame], days: int
) -> None:
    by = timedelta(days=days)
    frame = log.frame.with_columns(pl.col(pl.Date) + by)
    as_of = log.as_of + by
    moved = replace(log, frame=frame, as_of=as_of, pathway=replace(log.pathway, as_of=as_of))
    same(answers(moved), whole)
    assert_frame_equal(moved.follows().frame, log.follows().frame)


def with_one_more_open(log: EventLog, days: int, stage: int) -> EventLog:
    """The log and one case more, that has waited at a stage for so many days and still does."""
    here = {name: log.as_of - timedelta(days=days) for name in STAGES[: stage + 1]}
    row = {"case": "one more", "row": log.n, "unit": "unit 02", **here}
    more = pl.DataFrame([row], schema_overrides=dict(log.frame.schema))
    return replace(log, frame=pl.concat([log.frame, more], how="diagonal_relaxed"))


def shares_by(log: EventLog, days: int) -> pl.DataFrame:
    """The share of each stage and fate from the first stage on, but for those who wait."""
    table = log.attrition(horizons=sorted({0, days // 3, days})).frame
    ended = table.filter((pl.col("fate") != "waiting") & pl.col("horizon").is_not_null())
    return ended.select("horizon", "stage", "fate", "share")


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 700))
def test_a_case_still_open_raises_no_share_of_reaching_or_leaving_before_its_day(
    log: EventLog, days: int
) -> None:
    # Each day's part of a share is (still waiting) × d / n: one more who waits makes it smaller.
    keys = ["horizon", "stage", "fate"]
    both = shares_by(log, days).join(
        shares_by(with_one_more_open(log, days, 0), days), on=keys, suffix="_after"
    )
    assert both.height == shares_by(log, days).height > 0
    assert (both["share_after"] <= both["share"] + 1e-12).all()
    assert (both["share_after"] < both["share"]).any() == bool((both["share"] > 0).any())


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 700), st.integers(0, 4))
def test_a_case_still_open_never_lowers_the_wait_of_its_step_before_its_day(
    log: EventLog, days: int, stage: int
) -> None:
    step = log.pathway.step(STAGES[stage], STAGES[stage + 1])
    before = log.survival(step).whole
    after = with_one_more_open(log, days, stage).survival(step).whole
    until = range(min(days, before.followed_days) + 1)
    assert all(after.at(day).value >= before.at(day).value - 1e-12 for day in until)
    assert after.n == before.n + 1
