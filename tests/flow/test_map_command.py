"""`amparo map`, as a stranger meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from amparo.flow import EventLog
from tests.flow import at_the_command_line
from tests.flow.at_the_command_line import Done

ROWS = """id,court,event,when
1,North,filed,2024-01-01
1,North,hearing,2024-02-01
1,North,hearing,2024-03-01
1,North,judgment,2024-03-11
2,North,filed,2024-01-05
2,North,hearing,2024-02-04
3,South,filed,2024-01-07
3,South,judgment,2024-01-17
4,South,filed,2024-02-01
4,South,hearing,2024-02-29
4,South,withdrawn,2024-03-05
"""
HOW = ["--case", "id", "--activity", "event", "--time", "when", "--stage", "filed",
       "--stage", "judgment"]  # fmt: skip


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def run(*words: object, cwd: Path | None = None) -> Done:
    return at_the_command_line.run("map", *words, cwd=cwd)


def test_it_says_what_follows_what_and_how_many_are_open(events: Path) -> None:
    done = run(events, *HOW)
    assert done.returncode == 0
    assert "most often filed was followed by hearing, 3 times, half of them within 30 days" in (
        " ".join(done.stdout.split())
    )
    assert "2 (50%) are still open" in done.stdout
    assert "filed → hearing → hearing → judgment, 70 days" in done.stdout


def test_named_ends_close_the_cases_that_end_so(events: Path) -> None:
    done = run(events, *HOW, "--end", "judgment", "--end", "withdrawn")
    assert "1 (25%) are still open" in done.stdout


def test_every_kind_of_file_comes_from_one_run(events: Path, tmp_path: Path) -> None:
    names = ("m.svg", "m.html", "m.csv", "m.json", "m.xes", "m.xes.gz")
    done = run(events, *HOW, "-q", *(word for n in names for word in ("-o", tmp_path / n)))
    assert (done.returncode, done.stdout) == (0, "")
    assert all((tmp_path / name).stat().st_size > 200 for name in names)


def test_the_tables_hold_what_the_library_finds(events: Path, tmp_path: Path) -> None:
    run(events, *HOW, "-q", "-o", tmp_path / "m.csv", "-o", tmp_path / "m.json")
    log = EventLog.read(
        events, case="id", activity="event", time="when",
        stages={"filed": "filed", "judgment": "judgment"},
    )  # fmt: skip
    assert pl.read_csv(tmp_path / "m.csv").rows() == log.follows().frame.rows()
    content = json.loads((tmp_path / "m.json").read_text())
    assert content["follows"] == log.follows().frame.to_dicts()
    assert content["paths"]["listed"] == log.variants().frame.drop("variant").to_dicts()
    assert content["rework"] == log.rework().frame.to_dicts()


def test_it_maps_each_group_by_itself(events: Path, tmp_path: Path) -> None:
    run(events, *HOW, "--by", "court", "-q", "-o", tmp_path / "m.csv", "-o", tmp_path / "m.html")
    made = pl.read_csv(tmp_path / "m.csv")
    of_south = made.filter((pl.col("value") == "South") & (pl.col("target") == "judgment"))
    assert of_south.select("group", "source", "count", "median_days").rows() == [
        ("court", "filed", 1, 10.0)
    ]
    assert "court: South (2 cases)" in (tmp_path / "m.html").read_text()


def test_the_page_runs_nothing_and_asks_for_nothing(events: Path, tmp_path: Path) -> None:
    run(events, *HOW, "-q", "-o", tmp_path / "m.html")
    page = (tmp_path / "m.html").read_text()
    assert "default-src 'none'" in page
    assert not [
        word for word in ("<script", "http://", "https://", "<image", "<link") if word in page
    ]


def test_the_written_log_has_no_case_number_of_the_source(events: Path, tmp_path: Path) -> None:
    events.write_text(ROWS.replace("\n1,", "\nDOCKET-77,"), encoding="utf-8")
    run(events, *HOW, "-q", "-o", tmp_path / "m.xes")
    assert "DOCKET" not in (tmp_path / "m.xes").read_text()


def test_a_drawing_for_a_phone_is_340_px_wide(events: Path, tmp_path: Path) -> None:
    run(events, *HOW, "-q", "--narrow", "-o", tmp_path / "m.svg")
    assert 'width="340"' in (tmp_path / "m.svg").read_text()


def test_what_is_hidden_is_told(events: Path) -> None:
    assert "Hidden: 3 rarer ways" in " ".join(run(events, *HOW, "--above", "0.5").stdout.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "map.png"], ".svg, .html"),
        (["--by", "region"], "court"),
        (["--end", "appeal"], "filed, hearing"),
        (["--covering", "95"], "0<=x<=1"),
        (["--activity", "happening"], "event"),
        (["-o", "missing/folder/map.svg"], "folder"),
        (["-o", "map.svg", "-o", "map.svg"], "same"),
    ],
)
def test_a_mistake_gets_one_clear_message_and_status_2(
    events: Path, words: list[str], message: str
) -> None:
    done = run(events.name, *HOW, *words, cwd=events.parent)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert message in done.stderr


def test_it_never_writes_over_what_it_reads(events: Path) -> None:
    assert run(events, *HOW, "-o", events).returncode == 2
    assert events.read_text() == ROWS


def test_help_shows_an_example_and_draws_nothing() -> None:
    code = (
        "import sys; from amparo.cli import amparo; amparo(['map', '--help'], standalone_mode=False)"
        "; print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "amparo map cases.csv -o map.svg" in done.stdout
    assert not {"altair", "vl_convert", "pandas", "scipy", "pyarrow", "rich"} & set(
        done.stdout.split()
    )
