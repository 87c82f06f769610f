"""`amparo prevalence`, as an analyst meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from amparo.cli import amparo
from amparo.errors import AmparoError
from tests.flow.prevalence.worlds import population


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*words: object) -> Done:
    """The command in this process, with the error line and the status that `amparo` gives."""
    made = CliRunner().invoke(amparo, ["prevalence", *map(str, words)])
    if isinstance(made.exception, AmparoError):
        return Done(2, made.stdout, f"amparo: {made.exception.sentence()}")
    return Done(made.exit_code, made.stdout, made.stderr)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "lists.csv"
    population(6, 2500, [0.25, 0.2, 0.15, 0.1], joined=[(0, 1, 0.9)]).frame.write_csv(path)
    return path


def test_it_tells_a_range_the_dispute_and_writes_every_kind_of_report(
    lists: Path, tmp_path: Path
) -> None:
    outputs = [tmp_path / f"r.{kind}" for kind in ("html", "json", "pdf", "csv")]
    done = run(lists, "--count", "people", *(word for o in outputs for word in ("-o", o)))
    assert done.returncode == 0, done.stderr
    for word in ("A range of models", "Lists independent", "Average over graphs", "never one"):
        assert word in done.stdout
    page, content = outputs[0].read_text(), json.loads(outputs[1].read_text())
    assert "<h1>How many are there that nobody knows of?</h1>" in page
    assert "http" not in page.replace("http-equiv", "")
    assert content["lowest"] < content["highest"]
    assert {"multinomial profile likelihood", "posterior"} <= {
        m["interval"] for m in content["methods"]
    }
    assert "Whitehead" in content["dispute"]
    assert "nobody knows of" in PdfReader(outputs[2]).pages[0].extract_text()
    rows = list(csv.DictReader(outputs[3].open()))
    assert len(rows) == len(content["methods"]) == 8


def test_lists_can_be_merged_and_a_model_asked_for(lists: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    done = run(lists, "--merge", "A+B", "--without", "D", "--interaction", "A+B:C", "-o", out, "-q")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Not one total" in done.stderr
    done = run(lists, "--merge", "A+B", "--interaction", "C:D", "-o", out, "-q")
    assert (done.returncode, done.stdout) == (0, "")
    made = json.loads(out.read_text())
    assert made["lists"] == ["A+B", "C", "D"]
    assert made["asked"]["interactions"] == ["C:D"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--count", "n"), "there are: A, B, C, D, people"),
        (("--merge", "A"), "--merge is A+B"),
        (("--without", "Q"), "there are: A, B, C, D"),
        (("-o", "r.docx"), ".html, .json, .pdf, .csv"),
        (("-o", "missing/r.json"), "folder"),
        (("--level", "2"), "range"),
    ],
)
def test_a_mistake_gets_one_clear_message_and_status_2(
    lists: Path, words: tuple[str, ...], message: str
) -> None:
    done = run(lists, *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_lists_that_never_meet_are_told_as_such_with_status_0(tmp_path: Path) -> None:
    path = tmp_path / "apart.csv"
    path.write_text("a,b,c,n\n1,0,0,5\n0,1,0,6\n0,0,1,7\n", encoding="utf-8")
    done = run(path)
    assert done.returncode == 0
    assert "no model has an estimate" in done.stdout


def test_help_shows_an_example_and_imports_nothing_heavy() -> None:
    assert "amparo prevalence lists.csv --count people -o report.html" in run("--help").stdout
    code = "import sys, amparo.flow, amparo.flow.commands.prevalence; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"altair", "pandas", "scipy", "statsmodels", "rich"} & set(done.stdout.split())
