"""Counting on an engine: a file too large for memory, or a log in memory, to the same counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from amparo.flow.counts.counted import CAME, WENT, Counts
from amparo.flow.counts.steps import in_words
from amparo.flow.engines.engine import one_answer
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.log import column_for
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Pathway

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine
    from amparo.flow.engines.expressions import Shape
    from amparo.flow.engines.tables import Tables

Spelled = dict[str, tuple[str, pl.Series]]  # of a coded group: its name, and its words by code
SAID = {
    "no_case": "events that name no case, set aside",
    "no_day": "rows without a day that can be read, counted as not there",
    "after": "dates after the as-of day, counted as not there",
    "merged": "further rows of a case, merged into it; the earliest day counts",
}


@dataclass(frozen=True)
class Counted:
    """All that one pass over a log counts on an engine.

    Shapes: `follows` has source, target, days, n; `variants` has variant (a list of activities),
    days (first to last), n.
    """

    counts: Counts
    follows: pl.DataFrame
    variants: pl.DataFrame


def count_log(engine: Engine, log: EventLog, *, by: Sequence[str] = ()) -> Counted:
    """The counts of a log in memory, worked out on the engine."""
    from amparo.flow.engines.tables import of_log  # noqa: PLC0415  (Ibis takes 0.9 s)

    pathway = replace(log.pathway, groups=tuple(by))
    with one_answer(engine):
        tables = of_log(engine, log, by)
        counts = _counts(engine, tables, pathway, log.source, log.assumptions, log.findings)
        return Counted(counts, *_paths(engine, tables))


def counts_of_log(engine: Engine, log: EventLog, *, by: Sequence[str] = ()) -> Counts:
    """The counts of a log in memory without what follows what, worked out on the engine."""
    from amparo.flow.engines.tables import of_log  # noqa: PLC0415  (Ibis takes 0.9 s)

    pathway = replace(log.pathway, groups=tuple(by))
    with one_answer(engine):
        tables = of_log(engine, log, by)
        return _counts(engine, tables, pathway, log.source, log.assumptions, log.findings)


def count_file(engine: Engine, path: Path, pathway: Pathway) -> Counted:
    """All counts of a file, or a folder of Parquet files, read by the engine itself.

    Raises: Refused for a column that is not there or holds no dates.
    """
    with one_answer(engine):
        tables = _tables_of(engine, path, pathway)
        return Counted(_counts(engine, tables, pathway, path.name, *_told(engine, tables)),
                       *_paths(engine, tables))  # fmt: skip


def counts_of_file(engine: Engine, path: Path, pathway: Pathway) -> Counts:
    """The counts of a file without what follows what, which takes half of the time."""
    with one_answer(engine):
        tables = _tables_of(engine, path, pathway)
        return _counts(engine, tables, pathway, path.name, *_told(engine, tables))


def _tables_of(engine: Engine, path: Path, pathway: Pathway) -> Tables:
    from amparo.flow.engines.tables import of_rows  # noqa: PLC0415  (Ibis takes 0.9 s)

    return of_rows(engine, engine.file(path), pathway)


def _told(engine: Engine, tables: Tables) -> tuple[tuple[Assumption, ...], tuple[Finding, ...]]:
    """What is to be said of how a file was read."""
    findings = tuple(Finding(SAID[why], None, n) for why, n in tables.set_aside.items() if n)
    notes = (Assumption("rows read", f"{tables.read:,}", f"by the engine {engine.name}"),)
    return notes, findings


def _counts(  # noqa: PLR0917  (three callers, above)
    engine: Engine, tables: Tables, pathway: Pathway, source: str,
    assumptions: tuple[Assumption, ...], findings: tuple[Finding, ...],
) -> Counts:  # fmt: skip
    from amparo.flow.engines import expressions as ask  # noqa: PLC0415  (Ibis takes 0.9 s)

    shape = tables.shape
    columns = [column_for(group, pathway.names) for group in pathway.groups]
    spelled = {
        name: (word, pl.Series(word, words, dtype=pl.String))
        for name, word, words in zip(shape.groups, columns, tables.words, strict=True)
    }
    return Counts(
        pathway=replace(pathway, as_of=tables.as_of),
        as_of=tables.as_of,
        steps=_steps(engine.frame(ask.steps(tables.cases, shape)), tables, spelled),
        reached=_reached(engine.frame(ask.reached(tables.cases, shape)), spelled),
        days=_days(engine.frame(ask.days(tables.cases, shape)), shape),
        source=source,
        assumptions=assumptions,
        findings=findings,
    )


def _paths(engine: Engine, tables: Tables) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What follows what, and variants."""
    from amparo.flow.engines import expressions as ask  # noqa: PLC0415  (Ibis takes 0.9 s)

    follows = engine.frame(ask.follows(tables.lists, tables.bits))
    variants = engine.frame(ask.variants(tables.lists, tables.bits))
    return _follows(follows, tables.names), _variants(variants, tables.names)


def _steps(frame: pl.DataFrame, tables: Tables, spelled: Spelled) -> pl.DataFrame:
    cell, shape = pl.col("cell"), tables.shape
    days, own = cell // shape.n_cells - 1, cell % shape.n_cells
    coded = frame.select(
        *spelled,
        (own // shape.n_codes).cast(pl.Int32).alias("step"),
        (own % shape.n_codes).cast(pl.Int16).alias("code"),
        pl.when(days >= 0).then(days).cast(pl.Int32).alias("days"),
        "n",
    )
    return _in_words(in_words(coded, tables.kinds, list(spelled)), spelled)


def _reached(frame: pl.DataFrame, spelled: Spelled) -> pl.DataFrame:
    counts = [name for name in frame.columns if name not in spelled]
    numbers = {name: place - 1 for place, name in enumerate(counts)}
    long = frame.unpivot(counts, index=list(spelled), variable_name="stage", value_name="n")
    coded = long.select(
        *spelled, pl.col("stage").replace_strict(numbers, return_dtype=pl.Int32), "n"
    ).sort(*spelled, "stage")
    return _in_words(coded, spelled)


def _in_words(coded: pl.DataFrame, spelled: Spelled) -> pl.DataFrame:
    """Groups as they are spelled; codes stand in the order of their words, so rows stay so."""
    words = [
        known.gather(coded.get_column(name)).alias(word) for name, (word, known) in spelled.items()
    ]
    return pl.DataFrame([*words, *coded.drop(*spelled).get_columns()])


def _days(frame: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    cell = pl.col("cell")
    place = cell % shape.n_ways
    return frame.select(
        (place // 2).cast(pl.Int32).alias("step"),
        pl.when(place % 2 == 0).then(pl.lit(CAME)).otherwise(pl.lit(WENT)).alias("way"),
        (cell // shape.n_ways).cast(pl.Int32).cast(pl.Date).alias("day"),
        "n",
    ).sort("step", "way", "day")


def _follows(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    word = pl.Series(names, dtype=pl.String)
    made = frame.select(
        word.gather(frame.get_column("a")).alias("source"),
        word.gather(frame.get_column("b")).alias("target"),
        pl.col("days").cast(pl.Int32),
        "n",
    )
    return made.sort("source", "target", "days")


def _variants(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    word = {**dict(enumerate(names)), -1: ""}  # of no activities nothing can be mapped
    said = pl.col("v").list.eval(pl.element().replace_strict(word, return_dtype=pl.String))
    made = frame.select(said.alias("variant"), pl.col("days").cast(pl.Int32), "n")
    return made.sort(pl.col("variant").list.join("\x1f"), "days")
