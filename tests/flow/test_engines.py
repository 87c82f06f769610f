"""Every engine counts alike: logs in memory, files read by the engine itself, and halves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import polars.testing
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.counts import counted, put_together
from amparo.flow.engines import Mapped, map_file, opened
from amparo.flow.engines.compact import CompactLog
from amparo.flow.engines.counting import Counted
from tests.flow.engines import (
    ENGINES,
    SPARK,
    Engine,
    by_compact,
    by_duckdb,
    file_on,
    running,
)

STAGES = ("complaint", "arrest", "charge", "verdict")
AS_OF = date(2024, 6, 30)
FIRST = date(2023, 1, 1)
days = st.one_of(st.none(), st.integers(0, 560).map(lambda n: FIRST + timedelta(days=n)))
cases = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(STAGES, days),
            "unit": st.sampled_from(["north", "south", None]),
            "status": st.sampled_from(["open", "Refused", "withdrawn", None]),
            "left": days,
        }
    ),
    min_size=1,
    max_size=60,
)
events = st.lists(
    st.fixed_dictionaries(
        {
            "case": st.sampled_from([*"abcdefgh", None]),
            "activity": st.sampled_from([*STAGES, "hearing", "refused", None]),
            "day": days,
        }
    ),
    min_size=1,
    max_size=80,
)
WIDE = Pathway(
    case="case",
    stages=tuple(Stage(name, name) for name in STAGES),
    exits=(
        Exit("refused", "status", ("refused",), "left"),
        Exit("withdrawn", "status", ("Withdrawn",)),
    ),
    groups=("unit",),
    as_of=AS_OF,
)
LONG = Pathway(
    case="case",
    shape="long",
    activity="activity",
    time="day",
    stages=(*(Stage(name, name) for name in STAGES[:3]), Stage("verdict", "verdict", ("ruling",))),
    exits=(Exit("refused", "activity", ("refused",)),),
    as_of=AS_OF,
)
QUICK = settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def wide_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = dict.fromkeys((*STAGES, "left"), pl.Date) | {"unit": pl.String, "status": pl.String}
    return pl.DataFrame(rows, schema=schema).with_row_index("case").cast({"case": pl.String})


def long_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"case": pl.String, "activity": pl.String, "day": pl.Date})


def usable(frame: pl.DataFrame) -> bool:
    there = frame.drop_nulls()
    return there.height > 0 and bool((there.get_column("day") <= AS_OF).any())


def same(one: Counted, other: Counted) -> None:
    """Cell for cell, with the same columns and types."""
    for name in ("steps", "reached", "days"):
        left, right = getattr(one.counts, name), getattr(other.counts, name)
        pl.testing.assert_frame_equal(left, right)
    pl.testing.assert_frame_equal(one.follows, other.follows)
    pl.testing.assert_frame_equal(one.variants, other.variants)


@given(cases)
@QUICK
def test_a_wide_log_is_counted_alike_in_memory_compactly_and_on_duckdb(rows: list) -> None:
    log = EventLog.read(wide_frame(rows), pathway=WIDE)
    compact, duck = by_compact(log), by_duckdb(log)
    same(compact, duck)
    memory = counted(log)
    pl.testing.assert_frame_equal(memory.steps, duck.counts.steps)
    pl.testing.assert_frame_equal(memory.reached, duck.counts.reached)
    pl.testing.assert_frame_equal(memory.days, duck.counts.days)


@given(events)
@QUICK
def test_a_log_of_events_is_counted_alike_in_memory_compactly_and_on_duckdb(rows: list) -> None:
    frame = long_frame(rows)
    if not usable(frame):
        return
    log = EventLog.read(frame, pathway=LONG)
    same(by_compact(log), by_duckdb(log))
    pl.testing.assert_frame_equal(counted(log).steps, by_duckdb(log).counts.steps)


@given(cases)
@QUICK
def test_duckdb_reads_a_wide_file_as_the_log_in_memory_is_read(tmp_path: Path, rows: list) -> None:
    file = tmp_path / "cases.parquet"
    wide_frame(rows).write_parquet(file)
    log = EventLog.read(wide_frame(rows), pathway=WIDE)
    same(file_on("duckdb", file, WIDE), by_duckdb(log))


@given(events)
@QUICK
def test_duckdb_reads_a_file_of_events_as_the_log_in_memory_is_read(
    tmp_path: Path, rows: list
) -> None:
    frame = long_frame(rows)
    if not usable(frame):
        return
    file = tmp_path / "events.parquet"
    frame.write_parquet(file)
    same(file_on("duckdb", file, LONG), by_duckdb(EventLog.read(frame, pathway=LONG)))


def some_cases(n: int = 300) -> pl.DataFrame:
    import random

    chance = random.Random(11)
    rows = [
        {
            **{s: FIRST + timedelta(days=chance.randrange(560)) if chance.random() < 0.7 else None
               for s in (*STAGES, "left")},
            "unit": chance.choice(["north", "south", "east", None]),
            "status": chance.choice(["open", "Refused", "withdrawn", None]),
        }
        for _ in range(n)
    ]  # fmt: skip
    return wide_frame(rows)


def some_events() -> pl.DataFrame:
    wide = some_cases().unpivot(list(STAGES), index=["case", "unit"], variable_name="activity",
                                value_name="day")  # fmt: skip
    return wide.drop_nulls("day")


def same_map(one: Mapped, other: Mapped) -> None:
    pl.testing.assert_frame_equal(one.follows.frame, other.follows.frame)
    pl.testing.assert_frame_equal(one.follows.activities, other.follows.activities)
    pl.testing.assert_frame_equal(one.variants.frame, other.variants.frame)
    assert repr(one.follows) == repr(other.follows).replace(
        "from log", f"from {one.follows.source}"
    )
    assert (one.follows.n_open, one.follows.without_events, one.variants.n_finished) == (
        other.follows.n_open, other.follows.without_events, other.variants.n_finished,
    )  # fmt: skip


@given(cases)
@QUICK
def test_duckdb_maps_a_wide_log_and_its_file_as_memory_does(tmp_path: Path, rows: list) -> None:
    file = tmp_path / "cases.parquet"
    wide_frame(rows).write_parquet(file)
    log = EventLog.read(wide_frame(rows), pathway=WIDE)
    in_memory = by_compact.map(log)
    same_map(by_duckdb.map(log), in_memory)
    same_map(map_file(running("duckdb"), file, WIDE), in_memory)


@given(events)
@QUICK
def test_duckdb_maps_a_log_of_events_and_its_file_as_memory_does(
    tmp_path: Path, rows: list
) -> None:
    frame = long_frame(rows).with_columns(pl.col("activity").replace({"hearing": "ruling"}))
    if not usable(frame):
        return
    file = tmp_path / "events.parquet"
    frame.write_parquet(file)
    log = EventLog.read(frame, pathway=LONG)
    in_memory = by_compact.map(log)
    same_map(by_duckdb.map(log), in_memory)
    same_map(map_file(running("duckdb"), file, LONG), in_memory)


@SPARK
def test_spark_reads_files_as_duckdb_does(tmp_path: Path) -> None:
    some_cases().write_parquet(tmp_path / "cases.parquet")
    some_events().write_parquet(tmp_path / "events.parquet")
    path = replace(LONG, groups=("unit",), exits=())
    for file, pathway in (("cases.parquet", WIDE), ("events.parquet", path)):
        place = tmp_path / file
        same(file_on("spark", place, pathway), file_on("duckdb", place, pathway))


@SPARK
def test_spark_reads_csv_as_duckdb_does(tmp_path: Path) -> None:
    some_cases().write_csv(tmp_path / "cases.csv")
    place = tmp_path / "cases.csv"
    same(file_on("spark", place, WIDE), file_on("duckdb", place, WIDE))


def test_a_tidy_file_is_read_straight_to_its_compact_form(tmp_path: Path) -> None:
    pathway = replace(LONG, groups=("unit",), exits=())
    some_events().sample(fraction=1, shuffle=True, seed=3).write_parquet(tmp_path / "e.parquet")
    compact = CompactLog.read(tmp_path / "e.parquet", pathway).counted()
    same(compact, file_on("duckdb", tmp_path / "e.parquet", pathway))


@ENGINES
def test_the_order_of_rows_does_not_matter(engine: Engine) -> None:
    frame = some_events()
    pathway = replace(LONG, groups=("unit",), exits=())
    shuffled = frame.sample(fraction=1, shuffle=True, seed=5)
    one, other = (engine(EventLog.read(f, pathway=pathway)) for f in (frame, shuffled))
    same(one, other)


@ENGINES
def test_two_halves_together_are_the_whole(engine: Engine) -> None:
    frame = some_cases()
    whole = engine.counts(EventLog.read(frame, pathway=WIDE))
    halves = [
        engine.counts(EventLog.read(part, pathway=WIDE)) for part in (frame[:140], frame[140:])
    ]
    together = put_together(*halves)
    for name in ("steps", "reached", "days"):
        pl.testing.assert_frame_equal(
            getattr(together, name), getattr(whole, name), check_row_order=False
        )


def test_the_time_zone_of_a_machine_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    file = tmp_path / "events.parquet"
    moments = some_events().with_columns(
        pl.col("day").cast(pl.Datetime("us")) + pl.duration(hours=23, minutes=59)
    )
    moments.write_parquet(file)
    pathway = replace(LONG, groups=("unit",), exits=())
    here = file_on("duckdb", file, pathway)
    monkeypatch.setenv("TZ", "Asia/Manila")
    time.tzset()
    with opened("duckdb") as engine:
        from amparo.flow.engines import count_file

        there = count_file(engine, file, pathway)
    monkeypatch.undo()
    time.tzset()
    same(here, there)


def test_an_engine_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="duckdb, spark"), opened("oracle"):
        pass


def test_spark_without_java_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refused, match="needs Java 17"), opened("spark"):
        pass


def test_a_column_that_is_not_in_the_file_is_named_with_those_that_are(tmp_path: Path) -> None:
    some_cases().write_parquet(tmp_path / "c.parquet")
    with pytest.raises(Refused, match="complaint"):
        file_on("duckdb", tmp_path / "c.parquet", replace(WIDE, groups=("district",)))


def test_a_column_of_days_that_holds_numbers_is_refused(tmp_path: Path) -> None:
    frame = some_cases().with_columns(pl.lit(5).alias("arrest"))
    frame.write_parquet(tmp_path / "c.parquet")
    with pytest.raises(Refused, match="arrest"):
        file_on("duckdb", tmp_path / "c.parquet", WIDE)


def test_what_an_engine_sets_aside_is_told(tmp_path: Path) -> None:
    frame = long_frame(
        [
            {"case": "a", "activity": "complaint", "day": date(2024, 1, 1)},
            {"case": "a", "activity": "arrest", "day": date(2025, 1, 1)},
            {"case": None, "activity": "arrest", "day": date(2024, 1, 1)},
            {"case": "b", "activity": "complaint", "day": None},
        ]
    )
    frame.write_parquet(tmp_path / "e.parquet")
    counts = file_on("duckdb", tmp_path / "e.parquet", replace(LONG, exits=())).counts
    assert sorted(f.count for f in counts.findings) == [1, 1, 1]
