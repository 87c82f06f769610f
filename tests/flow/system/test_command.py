"""`amparo simulate` as someone types it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from amparo.errors import Refused
from amparo.flow.commands.simulate import simulate
from tests.flow.system.test_learning import true_system

STAGES = [f"--stage={name}={name}" for name in ("reported", "charged", "tried")]
QUICK = [*STAGES, "--case=case", "--years=1", "--replications=6"]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("simulate") / "cases.csv"
    log = true_system().simulate(years=3, replications=1, seed=2).log(0)
    log.frame.select("case", "reported", "charged", "tried").write_csv(file)
    return file


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(simulate, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_it_says_what_lies_ahead_and_on_what_that_rests(cases: Path) -> None:
    said = run(cases, *QUICK)
    assert "reach “tried” a year" in said
    assert "a line:" in said


def test_a_what_if_is_written_as_page_json_and_csv(cases: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"what-if{ending}" for ending in (".html", ".json", ".csv")]
    outputs = [f"-o{file}" for file in files]
    run(cases, *QUICK, "--capacity", "tried=4", "--people", "tried=+1", "-q", *outputs)
    page, said, table = (file.read_text() for file in files)
    assert "<svg" in page
    assert "1 more (5)" in page
    found = json.loads(said)
    assert found["changes"] == [
        {"what": "people", "station": "charged → tried", "by": "1 more (5)"}
    ]
    assert len(found["rows"]) == pl.read_csv(table.encode()).height


def test_a_system_kept_is_read_the_next_time(cases: Path, tmp_path: Path) -> None:
    kept = tmp_path / "system.json"
    first = run(cases, *QUICK, "--save-system", kept)
    again = run(kept, "--years=1", "--replications=6")
    assert first.split("reach “tried”")[1] == again.split("reach “tried”")[1]
    assert "case" not in json.loads(kept.read_text())["stations"][0]


def test_a_backtest_is_asked_by_a_day(cases: Path) -> None:
    assert "came within its interval" in run(cases, *QUICK, "--backtest", "2022-03-01")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--people", "tried"], "STEP=VALUE"),
        (["--people", "tried=many"], "needs a number"),
        (["--people", "tried=1.5"], "whole number"),
        (["--people", "nowhere=1"], "no such step"),
        (["-o", "what-if.doc"], "html, .json or .csv"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(cases: Path, option: list[str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        run(cases, *QUICK, *option)


def test_a_comparison_that_a_simulation_cannot_make_is_refused_and_not_passed_over(
    cases: Path,
) -> None:
    with pytest.raises(Refused, match="compares no groups"):
        run(cases, *QUICK, "--by=district")
