"""Totals from lists, by example: the library, engines and exact fractions give what they say."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from amparo.flow import CaptureLists
from amparo.flow.engines import lists_of_frame
from tests.flow import reference_lists as slow
from tests.flow import specs
from tests.flow.engines import THROUGH_IBIS, running

FILES = {path.stem: path for path in specs.of("lists")}


def both(path: Path) -> tuple[CaptureLists, slow.People, dict[str, float | None], specs.Spec]:
    spec = specs.read(path)
    names = spec.facts["lists"].split(", ")
    frame = pl.DataFrame(spec.tables["people"])
    answer = {name: specs.number(cell) for name, cell in spec.tables["totals"][0].items()}
    table = CaptureLists.read(frame, count="people")
    return table, slow.people_of(spec.tables["people"], names), answer, spec


def people_in(path: Path) -> pl.DataFrame:
    """One row a person."""
    spec = specs.read(path)
    names = spec.facts["lists"].split(", ")
    frame = pl.DataFrame(spec.tables["people"]).with_columns(pl.col("people").cast(pl.Int64))
    return frame.select(pl.col(names).repeat_by("people")).explode(names)


@pytest.mark.parametrize("path", FILES.values(), ids=list(FILES))
@THROUGH_IBIS
def test_an_engine_counts_the_same_combinations_from_people(name: str, path: Path) -> None:
    fast, plain, _, spec = both(path)
    counted = lists_of_frame(running(name), people_in(path))
    found = [tuple(row) for row in counted.frame.rows()]
    assert {cell[:-1]: cell[-1] for cell in found} == plain, spec.claim
    assert counted.chao().estimate == fast.chao().estimate


def test_two_lists() -> None:
    fast, plain, answer, _ = both(FILES["two-lists"])
    assert (fast.n, slow.known(plain)) == (answer["known"], answer["known"])
    assert float(slow.chapman(plain)) == pytest.approx(answer["chapman"])
    assert fast.two_lists("A", "B").estimate == pytest.approx(answer["chapman"])
    assert float(slow.independent_pair(plain)) == answer["independent"]
    assert fast.loglinear().estimate == pytest.approx(answer["independent"])


def test_chao() -> None:
    fast, plain, answer, _ = both(FILES["on-one-and-on-two"])
    bound = fast.chao()
    assert float(slow.chao(plain)) == answer["chao"]
    assert bound.estimate == pytest.approx(answer["chao"])
    assert float(slow.chao(plain, few=3)) == answer["chao with few lists"]
    assert bound.others[0][1] == pytest.approx(answer["chao with few lists"])


def test_a_pair_that_hangs_together() -> None:
    fast, plain, answer, spec = both(FILES["a-pair-that-hangs-together"])
    assert float(slow.one_pair(plain)) == answer["with interactions"]
    found = fast.loglinear(spec.facts["interactions"].split(", "))
    assert found.estimate == pytest.approx(answer["with interactions"])
