"""The process map against pm4py, an independent tool, on random logs and on Cook County's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from amparo.flow import EventLog
from amparo.flow.process import writing

pm4py = pytest.importorskip("pm4py", reason="pm4py is for development only")
STAGES = {"a": "a", "b": "b"}


def random_log(seed: int) -> EventLog:
    """300 cases of up to 12 events over 8 activities; some days are shared by several events."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 12, 300)
    rows = [
        (str(case), str(rng.choice(list("abcdefgh"))),
         date(2024, 1, 1) + timedelta(days=int(rng.integers(0, 25))))
        for case, size in enumerate(sizes)
        for _ in range(size)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["id", "what", "on"], orient="row")
    return EventLog.read(
        frame, case="id", activity="what", time="on", stages=STAGES, as_of="2024-12-31"
    )


def theirs(log: EventLog) -> Any:
    """The same events in the same order, as pm4py takes them: a second apart within a day."""
    events = log.events().with_row_index("place")
    moment = pl.col("day").cast(pl.Datetime("us")) + pl.duration(seconds="place")
    frame = events.select(
        pl.col("case").alias("case:concept:name"), pl.col("activity").alias("concept:name"),
        moment.dt.replace_time_zone("UTC").alias("time:timestamp"),
    )  # fmt: skip
    return frame.to_pandas()


def assert_equal(log: EventLog) -> None:
    frame = theirs(log)
    graph, starts, stops = pm4py.discover_dfg(frame)
    found = log.follows()
    assert {(s, t): n for s, t, n in found.frame.select("source", "target", "count").rows()} == {
        pair: int(n) for pair, n in graph.items()
    }
    rows = found.activities.select("activity", "started", pl.col("ended") + pl.col("open")).rows()
    assert {name: n for name, n, _ in rows if n} == {k: int(v) for k, v in starts.items()}
    assert {name: n for name, _, n in rows if n} == {k: int(v) for k, v in stops.items()}
    paths = pm4py.get_variants(frame)
    ours: dict[tuple[str, ...], int] = {}
    for path, n in log.variants().frame.select("path", "count").rows():
        ours[tuple(path)] = ours.get(tuple(path), 0) + n
    assert ours == {tuple(path): int(n) for path, n in paths.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_maps_and_paths_of_random_logs_equal_those_of_pm4py(seed: int) -> None:
    assert_equal(random_log(seed))


@pytest.mark.real_data
def test_the_map_and_the_paths_of_cook_county_equal_those_of_pm4py(cook_county: Path) -> None:
    assert_equal(EventLog.read(cook_county))


def test_pm4py_reads_the_log_that_we_write(tmp_path: Path) -> None:
    log = random_log(4)
    log.to_xes(tmp_path / "log.xes")
    back = pm4py.read_xes(str(tmp_path / "log.xes"))
    graph, _, _ = pm4py.discover_dfg(back)
    ours = log.follows().frame.select("source", "target", "count").rows()
    assert {pair: int(n) for pair, n in graph.items()} == {(s, t): n for s, t, n in ours}
    assert back["time:timestamp"].min().date() == log.events().get_column("day").min()


def test_a_long_log_is_written_in_parts_that_join(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = random_log(6)
    log.to_xes(tmp_path / "whole.xes")
    monkeypatch.setattr(writing, "AT_ONCE", 7)
    log.to_xes(tmp_path / "parts.xes")
    assert (tmp_path / "whole.xes").read_bytes() == (tmp_path / "parts.xes").read_bytes()


def test_the_written_log_names_no_case_and_reads_back_the_same(tmp_path: Path) -> None:
    log = random_log(5)
    log.to_xes(tmp_path / "log.xes.gz")
    again = EventLog.read(tmp_path / "log.xes.gz", stages=STAGES, as_of="2024-12-31")
    assert again.events().drop("case").equals(log.events().drop("case"))
    assert again.frame.get_column("case").to_list()[:2] == ["case 1", "case 2"]
    assert again.follows().frame.equals(log.follows().frame)


def test_names_that_xml_cannot_hold_as_they_stand_come_back(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": ["1"] * 4,
            "what": ["\"a\" < b & 'c'", "x\x07y", "tab\tline\nend", "end"],
            "on": ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"],
        }
    )
    log = EventLog.read(
        frame, case="id", activity="what", time="on", as_of="2024-12-31",
        stages={"\"a\" < b & 'c'": "\"a\" < b & 'c'", "end": "end"},
    )  # fmt: skip
    log.to_xes(tmp_path / "log.xes")
    back = pm4py.read_xes(str(tmp_path / "log.xes"))
    assert back["concept:name"].tolist() == [
        "\"a\" < b & 'c'", "x\ufffdy", "tab\tline\nend", "end"
    ]  # fmt: skip
