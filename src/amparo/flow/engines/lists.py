"""Who is on which lists, of people too many for memory or held elsewhere: counted on an engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from amparo.flow.engines.engine import one_answer
from amparo.flow.prevalence.systems.lists import CaptureLists

if TYPE_CHECKING:
    import ibis

    from amparo.flow.engines.engine import Engine

PEOPLE = "(people)"


def lists_of_frame(
    engine: Engine, frame: pl.DataFrame, *, count: str | None = None,
    lists: Sequence[str] | None = None,
) -> CaptureLists:  # fmt: skip
    """As `CaptureLists.read` of a frame, from the combinations that the engine counts."""
    with one_answer(engine):
        return _counted(engine, engine.given(frame), count, lists, "lists")


def lists_of_file(
    engine: Engine, path: Path, *, count: str | None = None, lists: Sequence[str] | None = None
) -> CaptureLists:
    """As `CaptureLists.read` of a file, or a folder of Parquet files, read by the engine itself.

    One row a person, or with `count` so many alike; no person leaves the engine.
    Raises: Refused for a column that is not there, or a mark that is none.
    """
    with one_answer(engine):
        return _counted(engine, engine.file(path), count, lists, path.name)


def _counted(
    engine: Engine, rows: ibis.Table, count: str | None, lists: Sequence[str] | None, source: str
) -> CaptureLists:
    from dataclasses import replace  # noqa: PLC0415

    from amparo.flow.engines.columns import check_names  # noqa: PLC0415  (Ibis takes 0.9 s)

    names = list(lists) if lists else [name for name in rows.columns if name != count]
    check_names(rows, [*names, *([count] if count else [])])
    marks = rows.mutate(**{name: rows[name].cast("string") for name in names})
    n = marks.count() if count is None else marks[count].cast("int64").sum()
    people = engine.frame(marks.group_by(names).aggregate(**{PEOPLE: n}))
    return replace(CaptureLists.read(people, count=PEOPLE, lists=names), source=source)
