"""Counts that may leave the house: no cell is small, nobody is lost, and the answers stay near."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog
from amparo.flow.counts import Counts, counted
from tests.flow.systems import STAGES, log_of

FEWEST = 11


def system(seed: int, sizes: list[int]) -> EventLog:
    share = np.full((len(sizes), 5), 0.8)
    return log_of(np.random.default_rng(seed), share, np.array(sizes))


def with_some_disorder(log: EventLog, n: int) -> EventLog:
    """A few cases whose second day lies before their first, and a few who skipped a stage."""
    place = pl.int_range(pl.len()).over("unit")
    days = pl.duration(days=3)
    return replace(
        log,
        frame=log.frame.with_columns(
            pl.when(place < n).then(pl.col("report") - days).otherwise("statement")
            .alias("statement"),
            pl.when(pl.col("arrest").is_null() | (place >= 2 * n)).then("arrest").alias("arrest"),
        ),
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 9_999), st.lists(st.integers(1, 160), min_size=1, max_size=8),
       st.integers(2, 25), st.integers(0, 6))  # fmt: skip
def test_no_cell_is_small_and_every_case_is_still_counted(
    seed: int, sizes: list[int], fewest: int, disorder: int
) -> None:
    whole = counted(with_some_disorder(system(seed, sizes), disorder))
    try:
        left = whole.without_small_cells(fewest)
    except CannotEstimate:
        return  # all units in one, and still a cell of a few
    for cells in (left.steps, left.reached.filter(pl.col("n") > 0), left.days):
        assert cells.height == 0 or cells.get_column("n").min() >= fewest
    assert left.n == whole.n
    first = pl.col("step") == 0
    assert left.steps.filter(first)["n"].sum() == whole.steps.filter(first)["n"].sum()
    assert left.fewest == fewest


def test_a_few_in_disorder_do_not_make_a_unit_join_the_others() -> None:
    rows = [
        {"case": f"{unit}{k}", "unit": unit, "report": "2024-02-01",
         "arrest": "2024-02-11" if k < 30 else "2024-01-20" if k < 34 else None,
         "charge": "2024-03-01" if k < 20 or 34 <= k < 36 else None}
        for unit in "ab" for k in range(60)
    ]  # fmt: skip
    stages = {name: name for name in ("report", "arrest", "charge")}
    log = EventLog.read(pl.DataFrame(rows), case="case", stages=stages, groups=["unit"],
                        as_of="2024-12-31")  # fmt: skip
    left = counted(log).without_small_cells(FEWEST)
    assert left.steps.get_column("unit").unique().sort().to_list() == ["a", "b"]
    gone = left.steps.filter(pl.col("outcome") == "advanced", pl.col("step") == 0)
    assert gone.get_column("n").to_list() == [34, 34]
    (note,) = [n for n in left.assumptions if n.about == "set aside or skipped"]
    assert note.value == "12 counted as gone on or waiting"


def test_a_small_unit_joins_the_others_like_it_and_that_is_said() -> None:
    left = counted(system(2, [400, 400, 9])).without_small_cells(FEWEST)
    assert "(few)" in left.steps.get_column("unit").to_list()
    assert "unit 02" not in left.steps.get_column("unit").to_list()
    assert any(note.about == "units put together" for note in left.assumptions)


def test_the_median_moves_by_a_few_days_at_most() -> None:
    whole = counted(system(3, [500, 500]))
    step = whole.pathway.step(*STAGES[:2])
    before = whole.survival(step).median.value
    after = whole.without_small_cells(FEWEST).survival(step).median.value
    assert before is not None
    assert after == pytest.approx(before, abs=3)


def test_a_month_of_a_few_stands_with_its_neighbours_and_the_sums_stay() -> None:
    whole = counted(system(4, [300, 300]))
    left = whole.without_small_cells(FEWEST)
    sums = [c.days.group_by("step", "way").agg(pl.col("n").sum()).sort("step", "way")
            for c in (whole, left)]  # fmt: skip
    assert left.days.get_column("n").min() >= FEWEST
    assert sums[0].equals(sums[1])


def test_too_few_cases_are_refused_in_words() -> None:
    with pytest.raises(CannotEstimate, match="too few cases to share"):
        counted(system(5, [8])).without_small_cells(FEWEST)


def test_places_that_counted_other_stages_cannot_be_put_together() -> None:
    one = counted(system(6, [50]))
    other = replace(one, pathway=replace(one.pathway, stages=one.pathway.stages[:3]))
    with pytest.raises(Refused, match="stages differ"):
        one.with_those_of(other)


def test_a_saved_file_holds_counts_and_no_case(tmp_path) -> None:
    whole = counted(system(7, [60, 60]))
    whole.save(tmp_path / "c.parquet")
    again = Counts.read(tmp_path / "c.parquet")
    assert again.steps.equals(whole.steps)
    assert repr(again) == repr(whole)
    assert set(pl.read_parquet(tmp_path / "c.parquet").columns) == {
        "unit", "step", "outcome", "kind", "days", "n", "stage", "way", "day", "(part)",
    }  # fmt: skip
