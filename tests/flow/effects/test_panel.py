"""Panels: periods on one line, dates of repair, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from amparo.errors import Refused
from amparo.flow.effects.axis import Kind, axis_of
from amparo.flow.effects.panel import NEVER, Scale, panel_of

ROWS = {
    "station": ["A", "A", "A", "B", "B", "B"],
    "month": ["2024-01", "2024-02", "2024-03"] * 2,
    "heard": [1, 2, 3, 1, 1, 1],
    "cases": [4, 4, 4, 2, 2, 2],
    "from": ["2024-02"] * 3 + [""] * 3,
}
NAMES: dict[str, Any] = {
    "outcome": "heard", "unit": "station", "period": "month", "treated_from": "from"
}  # fmt: skip


def frame(**changed: Any) -> pl.DataFrame:
    return pl.DataFrame({**ROWS, **changed}, strict=False)


@pytest.mark.parametrize(
    ("written", "kind", "word", "n"),
    [
        (["3", "5", "4"], Kind.NUMBER, "period", 3),
        (["2023-11", "2024-01"], Kind.MONTH, "period", 2),
        (["2023-12", "2024-01", "2024-03"], Kind.MONTH, "month", 4),
        (["202312", "202401"], Kind.MONTH, "month", 2),
        (["2023-10-01", "2024-01-01", "2024-04-01"], Kind.MONTH, "quarter", 3),
        (["2022-01-01", "2024-01-01", "2023-01-01"], Kind.MONTH, "year", 3),
        (["2024-01-03", "2024-01-10", "2024-01-24"], Kind.WEEK, "week", 4),
        (["2024-01-03", "2024-01-04", "2024-01-06"], Kind.DAY, "day", 4),
        (["20240103", "20240104"], Kind.DAY, "day", 2),
        (["2024-01-01 00:00:00", "2024-02-01 00:00:00"], Kind.MONTH, "month", 2),
    ],
)
def test_periods_are_told_from_how_they_are_written(
    written: list[str], kind: Kind, word: str, n: int
) -> None:
    axis = axis_of(pl.Series("p", written))
    assert (axis.kind, axis.word, axis.n) == (kind, word, n)


def test_a_day_within_a_month_counts_as_that_month() -> None:
    axis = axis_of(pl.Series("p", ["2024-01", "2024-02"]))
    assert axis.places([date(2024, 2, 20), "2024-01-31", None, "never"], what="x") == [
        1, 0, None, None,
    ]  # fmt: skip


def test_labels_are_what_was_written() -> None:
    axis = axis_of(pl.Series("p", ["2023-12", "2024-01"]))
    assert [axis.label(0), axis.label(1)] == ["2023-12", "2024-01"]


def test_a_share_is_counted_and_a_blank_is_never() -> None:
    made = panel_of(frame(), **NAMES, n="cases")
    names, value, n, first = made.matrices()
    assert (made.scale, names, first.tolist()) == (Scale.SHARE, ["A", "B"], [1, NEVER])
    assert value.tolist() == [[0.25, 0.5, 0.75], [0.5, 0.5, 0.5]]
    assert n.tolist() == [[4, 4, 4], [2, 2, 2]]


def test_rows_of_one_unit_and_period_are_added_up() -> None:
    twice = pl.concat([frame(), frame()])
    one, two = (panel_of(f, **NAMES, n="cases").matrices() for f in (frame(), twice))
    assert np.array_equal(one[1], two[1])
    assert np.array_equal(one[2] * 2, two[2])


def test_dates_may_be_given_unit_by_unit() -> None:
    given = {**NAMES, "treated_from": {"B": "2024-03"}}
    assert panel_of(frame(), **given).matrices()[3].tolist() == [NEVER, 2]


def test_one_place_needs_no_column_of_units_and_one_period_is_enough() -> None:
    one = frame().filter(pl.col("station") == "A")
    made = panel_of(one, outcome="heard", period="month", treated_from="2024-03")
    assert made.matrices()[3].tolist() == [2]


def test_rows_with_a_blank_are_left_out_and_counted() -> None:
    made = panel_of(frame(heard=[1, None, 3, 1, 1, 1]), **NAMES)
    assert made.n_cut == 1
    assert made.notes == ("1 of 6 rows have a blank and are left out.",)


@pytest.mark.parametrize(
    ("changed", "given", "says"),
    [
        ({}, {"outcome": "hearings"}, "there are: station, month, heard"),
        ({}, {"treated_from": "start"}, "there are: station"),
        ({}, {"treated_from": {"C": "2024-01"}}, "not in the data"),
        ({"heard": ["1", "2", "x", "1", "1", "1"]}, {}, "is a number"),
        ({"from": ["soon"] * 6}, {}, "must be written as the periods are"),
        ({"from": ["2024-02", "2024-03", "2024-02", "", "", ""]}, {}, "one period from which"),
        ({"month": ["first", "second", "third"] * 2}, {}, "A period is a whole number"),
        ({"heard": [9, 2, 3, 1, 1, 1]}, {"n": "cases"}, "between 0 and n"),
        ({"month": [1, 2, 10**12] * 2}, {}, "These are no periods"),
        ({"month": [1, 2, 3] * 2, "from": ["0"] * 6}, {}, "may mean never, or from the start"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    changed: dict[str, Any], given: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        panel_of(frame(**changed), **{**NAMES, **given})
