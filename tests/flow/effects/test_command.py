"""`amparo effect`, as an evaluator meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow import at_the_command_line
from tests.flow.at_the_command_line import Done
from tests.flow.effects import worlds

PANEL = ("--unit", "unit", "--period", "period", "--outcome", "y", "--treated-from", "first")


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("panel") / "stations.csv"
    worlds.staggered(31, effect=2.5, n=80).write_csv(path)
    return path


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "cases.csv"
    lines = ["case_no,district,reported,charged"]
    for month in range(30):
        for k in range(1, 25):
            after = month >= 14
            quick = (k * 7 + month) % 10 < (7 if after else 3)
            day = f"{2022 + month // 12}-{month % 12 + 1:02d}-{k:02d}"
            charged = f"{2022 + (month + 1) // 12}-{(month + 1) % 12 + 1:02d}-{k:02d}"
            lines.append(f"{month}-{k},North,{day},{charged if quick else ''}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def monthly(cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the district shares: counts by the month in which cases were reported."""
    path = tmp_path_factory.mktemp("counts") / "monthly.parquet"
    words = ("--by", "district", "--period-of", "reported", "-o", path)
    done = at_the_command_line.run("counts", cases, *words)
    assert done.returncode == 0, done.stderr
    return path


def run(*words: object) -> Done:
    return at_the_command_line.run("effect", *words)


def test_it_says_the_verdict_the_checks_and_what_would_mislead(panel: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("r.html", "r.json", "r.csv")]
    done = run(panel, *PANEL, "--better", "higher", *(w for o in outputs for w in ("-o", o)))
    assert done.returncode == 0
    assert "An improvement is shown: with the repair, y rose by" in done.stdout
    assert "Did units move alike before the repair? Passed." in done.stdout
    assert "Misleading: after less before" in done.stdout
    page, content = outputs[0].read_text(), json.loads(outputs[1].read_text())
    assert "<h1>Did the repair work?</h1>" in page
    assert "http" not in page.replace("http-equiv", "")
    (one,) = content["effects"]
    assert one["verdict"]["claim"] == "an improvement is shown"
    assert one["low"] < one["estimate"] < one["high"]
    rows = list(csv.DictReader(outputs[2].open()))
    assert len(rows) == len(one["frame"])
    assert rows[0]["verdict"] == "an improvement is shown"


def test_a_file_of_cases_gives_the_share_within_days_and_says_what_was_cut(cases: Path) -> None:
    done = run(cases, "--step", "reported", "charged", "--within", "60", "--unit", "district",
               "--treated-from", "North=2023-03-01")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "An improvement is shown" in done.stdout
    assert "percentage points" in done.stdout
    assert "too late to be judged" in done.stdout


def test_days_waited_and_counts_are_asked_for_in_the_same_way(cases: Path) -> None:
    words = ("--unit", "district", "--treated-from", "2023-03", "--period", "month")
    waited = run(cases, "--step", "reported", "charged", "--waited", "60", *words)
    counted = run(cases, "--count", "reported", *words)
    assert "The days from reported to charged" in waited.stdout
    assert "The number of cases with reported a day" in counted.stdout


def test_two_outcomes_are_judged_together(panel: Path) -> None:
    done = run(panel, *PANEL, "--outcome", "true")
    assert done.stdout.count("2 outcomes were looked at") == 2


CLAIM = ("--unit", "district", "--treated-from", "North=2023-03-01", "-q", "-o")


@pytest.mark.parametrize(
    "asked",
    [
        ("--step", "reported", "charged", "--within", "60"),
        ("--step", "reported", "charged", "--waited", "90"),
        ("--count", "reported"),
    ],
)
def test_counts_by_month_judge_as_the_cases_do(
    cases: Path, monthly: Path, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    made = [tmp_path / "cases.json", tmp_path / "counts.json"]
    done = [run(file, *asked, *CLAIM, to) for file, to in zip((cases, monthly), made, strict=True)]
    assert [one.returncode for one in done] == [0, 0], done[-1].stderr
    at_home, from_counts = (json.loads(path.read_text())["effects"] for path in made)
    assert from_counts == at_home


def test_counts_of_two_places_are_judged_as_of_the_earlier_of_their_days(
    monthly: Path, tmp_path: Path
) -> None:
    south, shared, made = (tmp_path / f"south.{end}" for end in ("csv", "parquet", "json"))
    rows = [f"s{k},South,2022-0{1 + k % 9}-05,2022-0{1 + k % 9}-25" for k in range(90)]
    south.write_text("\n".join(["case_no,district,reported,charged", *rows]), encoding="utf-8")
    words = ("--by", "district", "--period-of", "reported", "--as-of", "2023-01-31", "-o", shared)
    assert at_the_command_line.run("counts", south, *words).returncode == 0
    done = run(monthly, shared, "--step", "reported", "charged", "--within", "60",
               "--unit", "district", "--treated-from", "South=2022-06-01", "-q", "-o", made)  # fmt: skip
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(made.read_text())["effects"]
    assert any("by 31 January 2023" in note for note in found["notes"])


def test_the_months_of_counts_are_no_groups_to_compare(monthly: Path, tmp_path: Path) -> None:
    made = tmp_path / "found.json"
    done = at_the_command_line.run("diagnose", monthly, "-q", "-o", made)
    assert done.returncode == 0, done.stderr
    assert "month" not in json.dumps(json.loads(made.read_text())["groups"])


def test_counts_that_know_no_months_say_how_to_make_some_that_do(
    cases: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.parquet"
    at_the_command_line.run("counts", cases, "--by", "district", "-o", plain)
    done = run(plain, "--step", "reported", "charged", "--within", "60", *CLAIM[:-2])
    assert done.returncode == 2
    assert "amparo counts FILE --period-of reported --period month" in done.stderr


def test_months_too_small_to_share_are_not_judged_and_that_is_said(
    cases: Path, tmp_path: Path
) -> None:
    few, made = tmp_path / "few.parquet", tmp_path / "found.json"
    words = ("--by", "district", "--period-of", "reported", "--fewest", "8", "-o", few)
    done = at_the_command_line.run("counts", cases, *words)
    assert done.returncode == 0, done.stderr
    done = run(few, "--step", "reported", "charged", "--within", "60", *CLAIM, made)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(made.read_text())["effects"]
    assert any("cannot be placed" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*PANEL, "--outcome", "z"), "there are: unit, period, y, first"),
        (("--outcome", "y", "--period", "period"), "--treated-from"),
        (("--unit", "unit", "--treated-from", "first"), "--outcome and --period"),
        ((*PANEL, "-o", "r.docx"), ".html, .json, .csv"),
        ((*PANEL, "-o", "missing/r.json"), "folder"),
        ((*PANEL, "--treated-from", "6"), "UNIT=PERIOD"),
        ((*PANEL, "--by", "unit"), "--unit"),
        (("--step", "a", "b", "--within", "9", "--treated-from", "2024-01"), "amparo: "),
        ((*PANEL, "--design", "series"), "one date of repair"),
    ],
)
def test_a_mistake_gets_one_clear_message_and_status_2(
    panel: Path, words: tuple[str, ...], message: str
) -> None:
    done = run(panel, *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_the_installed_command_ends_with_status_2_and_no_traceback(panel: Path) -> None:
    done = at_the_command_line.run_installed("effect", panel, *PANEL, "--outcome", "z")
    assert (done.returncode, done.stderr[:8], "Traceback" in done.stderr) == (2, "amparo: ", False)


def test_help_shows_examples_and_not_what_is_not_used_here() -> None:
    shown = run("--help").stdout
    assert "amparo effect stations.csv --unit station --period month" in shown
    assert "--by COLUMN" not in shown


def test_nothing_heavy_is_imported_with_the_shop_window() -> None:
    code = (
        "import sys, amparo.flow.effects, amparo.flow.commands.effect; print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"altair", "pandas", "scipy", "statsmodels", "rich"} & set(done.stdout.split())
