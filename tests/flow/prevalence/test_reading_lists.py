"""Lists as they come: counts or people, by any name, and what is wrong said by row."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from amparo.errors import CannotEstimate, Refused
from amparo.flow import CaptureLists


def written(folder: Path, text: str) -> Path:
    path = folder / "lists.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_row_a_person_and_one_row_a_combination_are_the_same(tmp_path: Path) -> None:
    people = written(tmp_path, "police,shelter\n1,0\n1,1\n0,1\n1,0\n")
    counts = pl.DataFrame({"police": [1, 1, 0], "shelter": [0, 1, 1], "n": [2, 1, 1]})
    one, other = CaptureLists.read(people), CaptureLists.read(counts, count="n")
    assert one.frame.equals(other.frame)
    assert (one.n, one.names) == (4, ("police", "shelter"))


def test_the_column_of_counts_is_guessed_and_said(tmp_path: Path) -> None:
    found = CaptureLists.read(written(tmp_path, "a,b,how many\n1,0,20\n0,1,30\n1,1,5\n"))
    assert (found.n, found.names) == (55, ("a", "b"))
    assert "how many" in found.notes[0]


def test_marks_may_be_words(tmp_path: Path) -> None:
    found = CaptureLists.read(written(tmp_path, "a,b\nyes,no\nYes,yes\n,x\n"))
    assert found.on_lists.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("text", "count", "message"),
    [
        ("a,b,n\n1,0,5\n1,2,7\n", "n", "'2' in row 3"),
        ("a,b,n\n1,0,5\n1,1,-7\n", "n", "row 3"),
        ("a,b,n\n1,0,5\n1,1,many\n", "n", "'many'"),
        ("a,b,n\n1,0,5\n1,1,2.5\n", "n", "whole numbers"),
        ("a,b,n\n1,0,5\n0,0,9\n", "n", "9 people are on no list"),
        ("a,b,n\n1,0,5\n", "people", "there are: a, b, n"),
        ("name,b\nAna,1\nEva,0\n", None, "'Ana'"),
        ("a,n\n1,5\n", "n", "Two lists are needed"),
        ("a,b,n\n1,0,0\n", "n", "Nobody is on any list"),
    ],
)
def test_what_is_wrong_is_said_by_row(
    tmp_path: Path, text: str, count: str | None, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        CaptureLists.read(written(tmp_path, text), count=count)


def test_thirty_one_lists_answer_at_once_with_the_bound_and_what_to_do() -> None:
    rng = np.random.default_rng(1)
    marks = (rng.random((2000, 31)) < 0.06).astype(np.int8)
    marks = marks[marks.any(axis=1)]
    lists = CaptureLists.read(pl.DataFrame({f"list{i}": marks[:, i] for i in range(31)}))
    began = time.perf_counter()
    with pytest.raises(CannotEstimate, match=r"at most 12 lists.*merge"):
        lists.stepwise()
    with pytest.raises(CannotEstimate, match="at most 12 lists"):
        lists.average()
    assert lists.chao().estimate > lists.n
    assert "no model has an estimate" in lists.models().sentence()
    assert time.perf_counter() - began < 20


def test_a_million_people_are_as_quick_as_their_table() -> None:
    rng = np.random.default_rng(2)
    marks = (rng.random((1_400_000, 5)) < [0.3, 0.3, 0.25, 0.25, 0.2]).astype(np.int8)
    marks = marks[marks.any(axis=1)]
    began = time.perf_counter()
    lists = CaptureLists.read(pl.DataFrame({name: marks[:, i] for i, name in enumerate("abcde")}))
    found = lists.stepwise(level=0.0001)
    assert lists.n > 1_000_000
    assert found.estimate == pytest.approx(1_400_000, rel=0.01)
    assert time.perf_counter() - began < 60


def test_ten_lists_with_few_people_end() -> None:
    rng = np.random.default_rng(3)
    marks = (rng.random((900, 10)) < 0.07).astype(np.int8)
    marks = marks[marks.any(axis=1)]
    lists = CaptureLists.read(
        pl.DataFrame({name: marks[:, i] for i, name in enumerate("abcdefghij")})
    )
    found = lists.stepwise()
    assert found.interval.low < found.estimate < found.interval.high
