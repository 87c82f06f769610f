"""A file review counts every file once, and ranks no noise."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from amparo.errors import Refused
from amparo.flow import FileReview
from amparo.flow.filereview import Mapping
from amparo.flow.filereview.mapping import Outcome, Step
from tests.flow.at_the_command_line import run

SEEN = Step("Seen", "seen", ("yes",), ("no",), ("n/a",), repair="A visit")
HEARD = Step("Heard", "heard", ("yes",), ("no",), repair="An interview")
CHARGED = Outcome("Charged", "charged", ("yes",), ("no",))
MAPPING = Mapping("town", (SEEN, HEARD), (CHARGED,), ("kind",))


def read(tmp_path: Path, rows: list[tuple[str, ...]]) -> FileReview:
    place = tmp_path / "files.csv"
    frame = pl.DataFrame(rows, schema=["town", "seen", "heard", "charged", "kind"], orient="row")
    frame.write_csv(place)
    return FileReview.read(place, MAPPING)


def planted(seed: int) -> list[tuple[str, ...]]:
    """Eight towns of eighty files. In four "Heard" fails far more often; "Seen" fails alike."""
    rng = np.random.default_rng(seed)
    rows = []
    for town in range(8):
        for _ in range(80):
            seen = "no" if rng.random() < 0.5 else "yes"
            heard = "no" if rng.random() < (0.5 if town % 2 else 0.1) else "yes"
            charged = "yes" if rng.random() < (0.15 if heard == "no" else 0.4) else "no"
            rows.append((f"town {town}", seen, heard, charged, "a" if rng.random() < 0.5 else "b"))
    return rows


def test_every_file_is_in_one_count_and_the_unknown_in_no_share(tmp_path: Path) -> None:
    answers = ["yes"] * 6 + ["no"] * 2 + ["n/a"] * 3 + ["", " ? ", "perhaps", "perhaps"]
    found = read(tmp_path, [("A", one, "yes", "no", "x") for one in answers])
    seen = found.undone[0]
    assert (seen.done, seen.failed, seen.not_applicable, seen.unknown) == (6, 2, 3, 4)
    assert seen.share.value == pytest.approx(2 / 8)
    assert seen.bounds == (pytest.approx(2 / 12), pytest.approx(6 / 12))
    assert found.unread["Seen"] == {"perhaps": 2, "": 1, "?": 1}


def test_small_units_are_not_compared(tmp_path: Path) -> None:
    rows = [("big", "no", "yes", "no", "x")] * 10 + [("small", "no", "yes", "no", "x")] * 9
    assert [row.unit for row in read(tmp_path, rows).compare("Seen")] == ["big"]


def test_the_planted_failure_reaches_most_and_only_its_units_stand_out(tmp_path: Path) -> None:
    first = 0
    for seed in range(10):
        found = read(tmp_path, planted(seed))
        first += found.reach[0].step is HEARD
        more = {row.unit for row in found.compare("Heard") if row.stands == "more"}
        assert more <= {"town 1", "town 3", "town 5", "town 7"}
        assert len(more) >= 2
        assert sum(bool(row.stands) for row in found.compare("Seen")) <= 1
    assert first == 10


def test_what_goes_with_the_planted_failure_is_told_and_nothing_with_the_other(
    tmp_path: Path,
) -> None:
    seen, heard = read(tmp_path, planted(3)).associations
    assert heard.adjusted.low is not None
    assert heard.adjusted.low < -0.25 < (heard.adjusted.high or 0) < 0
    assert (heard.holm or 1) < 0.001
    assert (seen.holm or 0) > 0.05


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = planted(4)
    one, other = read(tmp_path, rows), read(tmp_path, rows[::-1])
    assert one.frame.equals(other.frame)
    assert one.reach == other.reach


def test_too_few_units_have_no_better_quarter(tmp_path: Path) -> None:
    found = read(tmp_path, [row for row in planted(5) if row[0] < "town 3"])
    assert found.reach[0].reached.value is None
    assert "Too few units" in found.sentence()


def test_a_step_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such step"):
        read(tmp_path, planted(6)).compare("Sung")


TOML = """
unit = "town"
adjust = ["kind"]
[[step]]
name = "Seen"
column = "seen"
done = ["yes"]
failed = ["no"]
[[step]]
name = "Heard"
column = "heard"
done = ["yes"]
failed = ["no"]
repair = "An interview"
[[outcome]]
name = "Charged"
column = "charged"
yes = ["yes"]
no = ["no"]
"""


@pytest.fixture
def asked(tmp_path: Path) -> tuple[Path, Path]:
    read(tmp_path, planted(7))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(TOML, encoding="utf-8")
    return tmp_path / "files.csv", mapping


def test_the_command_writes_every_kind_of_report(asked: tuple[Path, Path]) -> None:
    outputs = [asked[0].with_suffix(ending) for ending in (".html", ".json", ".pdf")]
    rows = asked[0].with_name("steps.csv")
    done = run("review", *asked, *(part for one in (*outputs, rows) for part in ("-o", one)))
    assert done.returncode == 0, done.stderr
    assert "Furthest would reach: an interview." in " ".join(done.stdout.split())
    kept = json.loads(outputs[1].read_text(encoding="utf-8"))
    assert kept["files"] == 640
    assert {row["step"] for row in kept["associations"]} == {"Seen", "Heard"}
    assert outputs[2].read_bytes().startswith(b"%PDF")
    assert rows.read_text(encoding="utf-8").count("\n") == 3
    page = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", outputs[0].read_text(), flags=re.S)
    for claim in (r"\bled to\b", r"\bleads to\b", r"\beffect of\b", r"\breduces\b", r"\bdue to\b"):
        assert not re.search(claim, page + done.stdout), claim


def test_bad_input_says_what_to_do(asked: tuple[Path, Path]) -> None:
    files, mapping = asked
    for words, said in (
        ((files, files.with_name("none.toml")), "no such mapping file"),
        ((files.with_name("none.csv"), mapping), "none.csv"),
        ((files, mapping, "-o", files.with_suffix(".doc")), "end the name with one of"),
        ((files, mapping, "-o", files), "files.csv"),
    ):
        done = run("review", *words)
        assert done.returncode == 2
        assert said in done.stderr
