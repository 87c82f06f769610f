"""`amparo diagnose`, as a stranger meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow import at_the_command_line
from tests.flow.at_the_command_line import Done

ROWS = """case_no,district,reported,arrested,charged,status
1,North,2024-01-01,2024-01-11,2024-02-01,open
2,North,2024-01-05,2024-01-09,,open
3,South,2024-01-07,,,Rejected
4,South,2024-01-09,2024-02-20,2024-02-10,open
5,North,2024-01-12,2219-01-01,,withdrawn
6,South,2024-02-01,2024-02-25,2024-03-30,open
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def run(*words: object, cwd: Path | None = None) -> Done:
    return at_the_command_line.run("diagnose", *words, cwd=cwd)


def test_it_says_what_it_found_what_it_assumed_and_what_it_set_aside(cases: Path) -> None:
    done = run(cases)
    assert done.returncode == 0
    assert "6 cases, as known on 30 March 2024" in done.stdout
    assert "Misleading" in done.stdout
    assert "case: case_no" in done.stdout
    assert "2219-01-01" in done.stdout
    assert "charged dated before arrested" in done.stdout


def test_it_suggests_exits_and_does_not_use_them(cases: Path) -> None:
    done = run(cases)
    assert "rejected: status is Rejected" in done.stdout
    assert "exits: none" in done.stdout


def test_it_compares_by_a_column(cases: Path) -> None:
    assert "## By district" in run(cases, "--by", "district").stdout


def test_a_saved_pathway_gives_the_same_answer(cases: Path, tmp_path: Path) -> None:
    path, one, two = (tmp_path / name for name in ("path.toml", "one.json", "two.json"))
    run(cases, "--save-pathway", path, "-q", "-o", one)
    done = run(cases, "--pathway", path, "-q", "-o", two)
    first, second = json.loads(one.read_text()), json.loads(two.read_text())
    assert done.returncode == 0
    assert (first["steps"], first["stages"]) == (second["steps"], second["stages"])


def test_named_stages_are_used_in_their_order(cases: Path, tmp_path: Path) -> None:
    made = tmp_path / "x.json"
    run(cases, "--stage", "complaint=reported", "--stage", "charge=charged", "-q", "-o", made)
    steps = json.loads(made.read_text())["steps"]
    assert [(s["from"], s["to"], s["entered"], s["advanced"]) for s in steps] == [
        ("complaint", "charge", 6, 3)
    ]


def test_the_as_of_date_is_used(cases: Path, tmp_path: Path) -> None:
    made = tmp_path / "x.json"
    run(cases, "--as-of", "2024-02-01", "-q", "-o", made)
    content = json.loads(made.read_text())
    assert (content["as_of"], content["stages"][1]["reached"]) == ("2024-02-01", 2)


def test_several_reports_come_from_one_run(cases: Path, tmp_path: Path) -> None:
    names = ("r.html", "r.json", "r.pdf", "r.xlsx")
    done = run(cases, "-q", *(word for name in names for word in ("-o", tmp_path / name)))
    assert done.returncode == 0
    assert all((tmp_path / name).stat().st_size > 500 for name in names)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "report.docx"], ".html, .pdf"),
        (["--by", "region"], "district"),
        (["--case", "docket"], "case_no"),
        (["--stage", "a=reported", "--stage", "b=nothing"], "reported"),
        (["--stage", "a=reported", "--stage", "a=arrested"], "once"),
        (["--pathway", "none.toml"], "no such pathway file"),
        (["--as-of", "yesterday"], "yesterday"),
        (["-o", "missing/folder/report.json"], "folder"),
        (["-o", "cases.csv.json", "-o", "cases.csv.json"], "same"),
    ],
)
def test_a_mistake_gets_one_clear_message_and_status_2(
    cases: Path, words: list[str], message: str
) -> None:
    done = run(cases.name, *words, cwd=cases.parent)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n\n", b"hello", b"a,b\n", b"a\n1\n2\n", b"a,b\n1,2\n3,4\n", b"\x00\x01\x02" * 50,
     b"%PDF-1.4 not a table", b"when,what\n2024-01-01,x\n2024-01-02,y\n"],
)  # fmt: skip
def test_a_file_that_holds_no_cases_is_refused_without_a_traceback(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    done = run(path)
    assert (done.returncode, "Traceback" in done.stderr, done.stderr[:8]) == (2, False, "amparo: ")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path / "none.csv")
    assert done.returncode == 2
    assert "none.csv" in done.stderr


def test_it_never_writes_over_what_it_reads(cases: Path) -> None:
    file = cases.rename(cases.with_suffix(".json"))
    assert run(file, "-o", file).returncode == 2
    assert file.read_text() == ROWS


def test_the_installed_command_says_it_in_one_line_with_status_2(tmp_path: Path) -> None:
    done = at_the_command_line.run_installed("diagnose", tmp_path / "none.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("amparo: none.csv: There is no such file")
    assert "Traceback" not in done.stderr


def test_help_shows_an_example() -> None:
    assert "amparo diagnose cases.csv --by district -o report.html" in run("--help").stdout


@pytest.mark.parametrize(
    "command", ["diagnose", "map", "counts", "effect", "prevalence", "review", "simulate"]
)
def test_every_command_helps_with_an_example_its_outputs_and_how_it_ends(command: str) -> None:
    told = at_the_command_line.run(command, "--help").stdout
    assert "Examples:\n  amparo" in told.replace("    amparo", "  amparo")
    assert "-o, --output FILE" in told
    assert "Exit status: 0 where there is an answer" in told


def test_only_polars_and_numpy_are_heavy_at_import() -> None:
    code = "import sys, amparo.flow, amparo.flow.command; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"altair", "vl_convert", "typst", "xlsxwriter", "rich", "pandas", "scipy", "django"}
    assert not heavy & set(done.stdout.split())
