"""The events of a log, one row each, as a table of an engine: what must be seen in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import ibis
import polars as pl

from amparo.errors import Refused
from amparo.flow.engines import columns
from amparo.flow.engines.columns import Words, day_number, days_of
from amparo.flow.engines.tables import last_day
from amparo.flow.eventlog.events import in_order
from amparo.flow.pathway import Pathway
from amparo.flow.process.coded import stage_names

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine

Facts = Mapping[str, str]
NO = ibis.literal(value=False)


@dataclass(frozen=True)
class Events:
    """Rows of an engine: `case`, `at` (their place in the order of a case), `day`, `code` (a place
    in `names`), and the facts asked for as text. `renamed` has the activities that now bear the
    name of their stage.

    Units: days are days since 1970-01-01.
    """

    rows: ibis.Table
    names: tuple[str, ...]
    as_of: date
    renamed: Mapping[str, str] = field(default_factory=dict)

    def are(self, activities: Collection[str]) -> ibis.BooleanValue:
        """Whether an event is one of these activities."""
        return self.any_of(self.rows.code, activities)

    def named(self, given: Iterable[str]) -> tuple[str, ...]:
        """Names of activities as the pathway names them, where it does."""
        return tuple(dict.fromkeys(self.renamed.get(name, name) for name in given))

    def any_of(self, code: ibis.Value, activities: Collection[str]) -> ibis.BooleanValue:
        """Whether a code is that of one of these activities."""
        codes = [at for at, name in enumerate(self.names) if name in activities]
        return code.isin(codes or [-1])  # no code is below 0


def in_memory(engine: Engine, events: pl.DataFrame, as_of: date) -> Events:
    """Events in order (`case`, `activity`, `day` and facts) as rows of the engine."""
    names = tuple(sorted(events.get_column("activity").unique().to_list()))
    code = {name: at for at, name in enumerate(names)}
    made = events.with_columns(
        pl.col("case").rle_id().cast(pl.Int64),
        pl.int_range(pl.len()).cast(pl.Int64).alias("at"),
        pl.col("day").to_physical().cast(pl.Int64),
        pl.col("activity").replace_strict(code, return_dtype=pl.Int64).alias("code"),
    ).drop("activity")
    return Events(engine.given(made), names, as_of)


def in_a_file(engine: Engine, rows: ibis.Table, pathway: Pathway, facts: Facts) -> Events:
    """Rows of a tidy file of events; an activity that is a stage bears the stage's name.

    Events of one day stand in the order of the pathway, others after them by name, then by their
    facts. Rows of nobody, without a day or after the as-of day are set aside.
    Raises: Refused for a file of one row a case, or a column that is not there.
    """
    if pathway.shape != "long":
        raise Refused(
            "An engine sees the order of events in a file of events only, and this has one row a"
            " case", next_step="read it into memory: EventLog.read(FILE)",
        )  # fmt: skip
    columns.check(rows, pathway)
    columns.check_names(rows, facts.values())
    word = rows[pathway.activity or ""].cast("string")
    known = rows.select(
        case=rows[pathway.case], activity=word, day=days_of(rows, pathway.time or ""),
        **{name: rows[column].cast("string") for name, column in facts.items()},
    ).drop_null(["case", "activity", "day"])  # fmt: skip
    there = engine.frame(known.group_by("activity").aggregate(last=known.day.max()))
    as_of = pathway.as_of or last_day(there)
    words = there.get_column("activity")
    renamed = stage_names(pathway, words)
    place = {
        renamed.get(word, word): at
        for at, stage in enumerate(pathway.stages)
        for word in (stage.column, *stage.aliases)
    }
    names = in_order(sorted({renamed.get(name, name) for name in words}), place)
    number = {name: at for at, name in enumerate(names)}
    activities = Words(tuple(names), {name: number[renamed.get(name, name)] for name in words})
    usable = known.filter(known.day <= day_number(as_of))
    coded = activities.joined(engine, usable, "activity").rename(code="activity")
    order = [coded.day, coded.code, *(coded[name].fill_null("") for name in facts)]
    at = ibis.row_number().over(group_by=coded["case"], order_by=order)
    return Events(engine.kept(coded.mutate(at=at)), tuple(names), as_of, renamed)


def of_stages(events: Events, pathway: Pathway) -> list[tuple[str, ...]]:
    """Of each stage the names that its events have."""
    long = pathway.shape == "long"
    return [
        events.named((stage.column, *stage.aliases) if long else (stage.name,))
        for stage in pathway.stages
    ]


def done_in(rows: ibis.Table, events: Events, pathway: Pathway) -> ibis.Table:
    """`case, done`: whether each case has left by an exit, or reached the last stage."""
    stages = of_stages(events, pathway)
    own = events.rows.group_by("case").aggregate(
        last=events.are(stages[-1]).any(),
        some=events.are([name for names in stages for name in names]).any(),
    )
    if not pathway.exits:
        return own.select("case", done=own["last"])
    until, day = day_number(events.as_of), days_of(rows, pathway.time or "")
    flags = columns.flags(rows, pathway.exits, day)
    told = rows.select(case=rows[pathway.case], **flags)
    kinds = range(len(pathway.exits))
    by_case = told.group_by("case").aggregate(
        on=ibis.or_(*((told[f"d{k}"] <= until).fill_null(NO) for k in kinds)).any(),
        says=ibis.or_(*(told[f"x{k}"].notnull() for k in kinds)).any(),
    )
    both = own.join(by_case, "case")
    return both.select("case", done=both["last"] | both["on"] | (both.says & both.some))


def first_of(rows: ibis.Table, name: str, where: ibis.BooleanValue | None = None) -> ibis.Value:
    """In an aggregate: the first cell of a column, of those rows, that is not empty."""
    said = rows[name].notnull()
    return rows[name].argmin(rows["at"], where=said if where is None else where & said)


def facts_of(*given: tuple[str, str | None]) -> Facts:
    """The names of facts with the columns that hold them, where one does."""
    return {name: column for name, column in given if column}
