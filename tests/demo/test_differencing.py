"""Who knows every case of the demo but one, and reads all that it publishes, learns next to nothing."""

from __future__ import annotations

import csv
import io
from math import exp

import polars as pl
import pytest

from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Programme
from amparo.errors import Refused
from amparo.flow.disclosure import Attack, chance_of, withhold
from amparo.protection.selectors.figures import rows_of
from amparo.protection.selectors.tables import case_tables_for, tables_of
from amparo.story.opendata import EPSILON, opened
from amparo.story.selectors import onlooker
from tests.demo.test_the_records import TODAY


@pytest.fixture
def rows(office, db):
    return rows_of(onlooker(Programme.objects.first().office), Scope(), TODAY)


@pytest.fixture
def tables(office, db):
    return case_tables_for(onlooker(Programme.objects.first().office), today=TODAY)


def cells(tables):
    return [n for one in tables for row in one.counts for n in row]


def test_each_case_is_one_in_one_cell_of_each_table(rows, tables):
    columns = {"programme": tables[0].columns, "year": tables[1].columns}
    cases = rows.get_column("case").unique().to_list()
    differ = [
        [
            abs(a - b)
            for a, b in zip(
                cells(tables),
                cells(tables_of(rows.filter(pl.col("case") != one), columns)),
                strict=True,
            )
        ]
        for one in cases
    ]
    assert len(cases) >= 30
    assert {(sum(one), max(one)) for one in differ} <= {(2, 1), (0, 0)}


def test_every_published_figure_together_tells_no_more_of_one_case_than_was_promised(tables):
    each = EPSILON / len(tables)
    worst_of_a_cell = max(chance_of(k, each) / chance_of(k + 1, each) for k in range(-40, 40))
    assert worst_of_a_cell ** len(tables) <= exp(EPSILON) * (1 + 1e-9)


def test_no_file_shows_a_small_number_and_each_says_its_promise(tables):
    files = opened(tables)
    rows = [row for one in files for row in csv.DictReader(io.StringIO(one.content))]
    assert all(int(row["cases"]) >= 11 for row in rows if row["cases"])
    assert {bool(row["note"]) for row in rows if not row["cases"]} == {True}
    assert all("epsilon = 0.5 of 1" in one.title for one in files)


def test_without_noise_nothing_withheld_can_be_narrowed_down_or_the_cell_is_named(tables):
    try:
        released = withhold(tables)
    except Refused as refused:
        assert any(refused.where.startswith(one.name) for one in tables)
        return
    hidden = {(t, r, c) for t, one in enumerate(released)
              for r, row in enumerate(one.figures) for c, n in enumerate(row) if n is None}  # fmt: skip
    attack = Attack(tables)
    for place in hidden:
        least, most = attack.range_of(place, hidden)
        assert most - least >= 11
