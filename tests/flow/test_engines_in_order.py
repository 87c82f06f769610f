"""What must see a case's events in their order is the same in memory and on an engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import polars.testing
import pytest
from hypothesis import given

from amparo.errors import Refused
from amparo.flow import EventLog, System
from amparo.flow.courts import Courts
from amparo.flow.engines import (
    courts_file,
    courts_log,
    rework_file,
    rework_log,
    system_of_file,
    system_of_log,
)
from amparo.flow.process import Rework
from tests.flow.engines import running
from tests.flow.test_engines import LONG, QUICK, WIDE, events, long_frame, some_cases, usable

# Each word as the file has it; the pathway calls a ruling a verdict.
WORDS: dict[str, Any] = {
    "filed": "complaint", "disposed": ("ruling", "refused"), "hearing": "hearing",
    "adjourned": "arrest", "trial": ("charge", "arrest"), "reason": "why", "party": "who",
    "by": "unit", "fewest": 1, "since": "2023-06-01",
}  # fmt: skip


def told(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Events with a reason, a party and a unit; some have none."""
    frame = long_frame(rows).with_columns(pl.col("activity").replace({"verdict": "ruling"}))
    at = pl.int_range(pl.len())
    return frame.with_columns(
        pl.when(at % 3 > 0).then(pl.format("r{}", at % 2)).alias("why"),
        pl.when(at % 4 > 0).then(pl.format("p{}", at % 3)).alias("who"),
        pl.when(pl.col("case") < "e").then(pl.lit("north")).alias("unit"),
    )


def same_rework(one: Rework, other: Rework) -> None:
    pl.testing.assert_frame_equal(one.frame, other.frame)
    assert repr(one) == repr(other)


def same_courts(one: Courts, other: Courts) -> None:
    for name in ("frame", "ages", "reasons"):
        pl.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert repr(one) == repr(other)


@given(events)
@QUICK
def test_duckdb_sees_the_rework_of_a_log_and_its_file_as_memory_does(
    tmp_path: Path, rows: list
) -> None:
    frame = told(rows)
    if not usable(frame):
        return
    file = tmp_path / "events.parquet"
    frame.write_parquet(file)
    log = EventLog.read(frame, pathway=LONG)
    in_memory = log.rework()
    same_rework(rework_log(running("duckdb"), log), in_memory)
    same_rework(rework_file(running("duckdb"), file, LONG), in_memory)


@given(events)
@QUICK
def test_duckdb_measures_courts_in_a_log_and_its_file_as_memory_does(
    tmp_path: Path, rows: list
) -> None:
    frame = told([{"case": "a", "activity": "complaint", "day": LONG.as_of},
                  {"case": "b", "activity": "verdict", "day": LONG.as_of}, *rows])  # fmt: skip
    file = tmp_path / "events.parquet"
    frame.write_parquet(file)
    log = EventLog.read(frame, pathway=LONG)
    in_memory = log.courts(**WORDS)
    same_courts(courts_log(running("duckdb"), log, **WORDS), in_memory)
    same_courts(courts_file(running("duckdb"), file, LONG, **WORDS), in_memory)


def test_the_same_system_is_learned_of_a_log_and_its_file(tmp_path: Path) -> None:
    cases = some_cases(2000)
    cases.write_parquet(tmp_path / "cases.parquet")
    log = EventLog.read(cases, pathway=WIDE)
    in_memory = System.fit(log)
    assert system_of_log(running("duckdb"), log) == in_memory
    from_file = system_of_file(running("duckdb"), tmp_path / "cases.parquet", WIDE)
    assert from_file == replace(in_memory, learned_from="cases.parquet")


def test_adjournments_are_learned_alike(tmp_path: Path) -> None:
    days = some_cases(900).unpivot(["complaint", "arrest", "charge"], index="case",
                                   variable_name="activity", value_name="day")  # fmt: skip
    told = days.drop_nulls().with_columns(
        pl.col("activity").replace({"arrest": "adjourned", "charge": "hearing"})
    )
    more = told.filter(pl.col("activity") == "complaint").with_columns(
        pl.lit("arrest").alias("activity"), pl.col("day").dt.offset_by("40d")
    )
    frame = pl.concat([told, more])
    frame.write_parquet(tmp_path / "e.parquet")
    pathway = replace(LONG, stages=LONG.stages[:2], exits=())
    log = EventLog.read(frame, pathway=pathway)
    how: dict[str, Any] = {
        "hearing": "hearing", "adjourned": "adjourned", "capacity": {"arrest": 2},
    }  # fmt: skip
    in_memory = System.fit(log, **how)
    assert in_memory.stations[0].adjourned > 0
    assert system_of_log(running("duckdb"), log, **how) == in_memory
    from_file = system_of_file(running("duckdb"), tmp_path / "e.parquet", pathway, **how)
    assert from_file == replace(in_memory, learned_from="e.parquet")


def test_a_file_of_one_row_a_case_has_no_order_to_see(tmp_path: Path) -> None:
    some_cases().write_parquet(tmp_path / "c.parquet")
    with pytest.raises(Refused, match="read it into memory"):
        rework_file(running("duckdb"), tmp_path / "c.parquet", WIDE)


def test_a_court_that_files_nothing_under_a_name_is_told_what_there_is(tmp_path: Path) -> None:
    frame = told([{"case": "a", "activity": "complaint", "day": LONG.as_of}])
    frame.write_parquet(tmp_path / "e.parquet")
    with pytest.raises(Refused, match="choose among: complaint"):
        courts_file(running("duckdb"), tmp_path / "e.parquet", LONG, filed="complaint",
                    disposed="closed")  # fmt: skip
