"""`amparo counts`, and `amparo diagnose` over the counts of several places."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from amparo.flow.counts import Counts
from tests.flow.at_the_command_line import Done, run
from tests.flow.engines import SPARK, running

HEAD = "case_no,district,reported,arrested,charged\n"


def table(path: Path, district: str, n: int, first: int) -> Path:
    rows = []
    for k in range(n):
        day = f"2024-{1 + k % 6:02d}-{1 + k % 27:02d}"
        arrested = f"2024-{2 + k % 6:02d}-{1 + k % 27:02d}" if k % 3 else ""
        charged = f"2024-{3 + k % 6:02d}-{1 + k % 27:02d}" if k % 3 == 1 else ""
        rows.append(f"{first + k},{district},{day},{arrested},{charged}")
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two districts that count at home, and both in one file."""
    folder = tmp_path_factory.mktemp("places")
    table(folder / "north.csv", "North", 60, 0)
    table(folder / "south.csv", "South", 90, 1000)
    rows = [(folder / f"{n}.csv").read_text().removeprefix(HEAD) for n in ("north", "south")]
    (folder / "both.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    for name in ("north", "south"):
        done = counts(folder / f"{name}.csv", "-o", folder / f"{name}.parquet")
        assert done.returncode == 0, done.stderr
    return folder


def counts(file: Path, *words: object) -> Done:
    return run("counts", file, "--by", "district", "--as-of", "2024-12-31", *words)


def diagnosed(folder: Path, *files: object) -> dict[str, object]:
    made = folder / "found.json"
    done = run("diagnose", *files, "-q", "-o", made)
    assert done.returncode == 0, done.stderr
    found = json.loads(made.read_text())
    return {
        name: found[name] for name in ("cases", "as_of", "stages", "steps", "groups", "monthly")
    }


def test_counts_of_two_places_say_what_one_file_of_both_says(places: Path) -> None:
    shared = diagnosed(places, places / "north.parquet", places / "south.parquet")
    whole = diagnosed(places, places / "both.csv", "--by", "district", "--as-of", "2024-12-31")
    assert shared == whole


def test_counts_are_put_together_into_one_file(places: Path) -> None:
    made = places / "together.parquet"
    done = run("counts", places / "north.parquet", places / "south.parquet", "-o", made)
    assert (done.returncode, done.stdout) == (0, "")
    assert "150 × case" in done.stderr
    assert Counts.read(made).pathway.groups == ("district",)
    assert diagnosed(places, made)["cases"] == 150


def test_small_cells_are_left_out_at_the_source_and_that_is_said(places: Path) -> None:
    made = places / "few.parquet"
    done = counts(places / "both.csv", "--fewest", "15", "-o", made)
    assert done.returncode == 0, done.stderr
    kept = pl.read_parquet(made)
    assert kept.filter(pl.col("n") > 0)["n"].min() >= 15
    assert "no cell stands for fewer than 15" in repr(Counts.read(made))
    assert diagnosed(places, made)["cases"] == 150


def test_an_engine_counts_a_file_as_it_is_counted_in_memory(places: Path) -> None:
    made = places / "duck.parquet"
    done = counts(places / "both.csv", "--case", "case_no", "--engine", "duckdb", "-o", made)
    assert done.returncode == 0, done.stderr
    together = diagnosed(places, places / "north.parquet", places / "south.parquet")
    assert diagnosed(places, made) == together


@SPARK
def test_spark_diagnoses_a_file_as_duckdb_does(places: Path) -> None:
    running("spark")  # a session that runs is used, so that Java starts once for all tests
    words = ("--by", "district", "--as-of", "2024-12-31", "--engine")
    duck = diagnosed(places, places / "both.csv", *words, "duckdb")
    assert diagnosed(places, places / "both.csv", *words, "spark") == duck


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("counts", "both.csv", "-o", "c.csv"), ".parquet"),
        (("counts", "both.csv", "-o", "both.csv.parquet", "--by", "region"), "district"),
        (("counts", "both.csv", "-o", "c.parquet", "--engine", "oracle"), "duckdb, spark"),
        (("counts", "both.csv", "-o", "c.parquet", "--fewest", "100"), "too few cases"),
        (("counts", "both.csv", "-o", "missing/c.parquet"), "folder"),
        (("counts", "none.csv", "-o", "c.parquet"), "no such file"),
        (("counts", "north.parquet", "south.parquet", "-o", "south.parquet"), "same"),
        (("diagnose", "north.parquet", "both.csv"), "amparo counts FILE -o"),
        (("diagnose", "north.parquet", "--by", "station"), "district"),
        (("diagnose", "north.parquet", "--as-of", "2024-07-01"), "counts are made already"),
        (("diagnose", "north.parquet", "south.parquet", "--engine", "duckdb"), "one file"),
    ],
)
def test_a_mistake_gets_one_clear_message_and_status_2(
    places: Path, words: tuple[str, ...], message: str
) -> None:
    done = run(*words, cwd=places)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert message in done.stderr


def test_help_shows_an_example() -> None:
    assert "amparo counts cases.csv --by district -o counts.parquet" in run("counts", "-h").stdout
