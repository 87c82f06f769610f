"""Counts of cases that an office may publish: how far each came, by programme and by year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Programme
from amparo.directory.packs import pathways
from amparo.flow.disclosure import Table
from amparo.protection.selectors.figures import rows_of
from amparo.reform.selectors.groups import groups_of

PATHWAY = "justice"
NAMES = {"programme": "Furthest stage by programme", "year": "Furthest stage by year of referral"}


def case_tables_for(user: User, *, today: date) -> tuple[Table, ...]:
    """How far cases came: the furthest stage by programme, and by year; each case once in each.

    Counts as they are, for whoever makes them fit to publish; no row of them is a person. Columns
    are those of the office and the calendar, so that not even an empty one tells of a case.
    """
    mine = Programme.objects.filter(office=user.office_id).order_by("name")
    begun = list(mine.values_list("name", "starts_on"))
    first = min((on.year for _, on in begun), default=today.year)
    columns = {
        "programme": tuple(name for name, _ in begun),
        "year": tuple(str(year) for year in range(first, today.year + 1)),
    }
    return tables_of(rows_of(user, Scope(), today), columns) if begun else ()


def tables_of(rows: pl.DataFrame, columns: Mapping[str, tuple[str, ...]]) -> tuple[Table, ...]:
    """The tables over these milestones; a year before the first column is counted in it."""
    stages = pathways()[PATHWAY].stages
    at = {code: place for place, stage in enumerate(stages) for code in stage.codes}
    cases = (
        rows.filter(pl.col("type").is_in(list(at)))
        .with_columns(pl.col("type").replace_strict(at, return_dtype=pl.Int64).alias("stage"))
        .group_by("case")
        .agg(pl.col("stage").max(), pl.col("programme").first())
        .join(groups_of(rows), on="case", how="left")
    )
    known = columns["year"]
    cases = cases.with_columns(
        pl.col("year").cast(pl.Int64).clip(int(known[0]), int(known[-1])).cast(pl.String)
    )
    names = tuple(stage.name for stage in stages)
    return tuple(_table(cases, by, names, found) for by, found in columns.items())


def _table(
    cases: pl.DataFrame, by: str, stages: tuple[str, ...], columns: tuple[str, ...]
) -> Table:
    n = {(stage, one): count for stage, one, count in cases.group_by("stage", by).len().rows()}
    counts = tuple(tuple(n.get((at, one), 0) for one in columns) for at in range(len(stages)))
    return Table(NAMES[by], stages, columns, counts, rows_of="stage")
