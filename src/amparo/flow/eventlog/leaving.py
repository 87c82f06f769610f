"""How and when a case left the pathway, from the values that the pathway names as exits."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from amparo.flow.eventlog.dated import dated_column
from amparo.flow.eventlog.log import EXIT, EXIT_ON
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Exit, Pathway
from amparo.flow.reading import Guess, Table


def folded(text: str) -> str:
    """A value without the accidents of capitals and spaces."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def exits_by_row(
    table: Table, pathway: Pathway, found: Guess
) -> tuple[pl.DataFrame, list[Finding]]:
    """For exit k, `xk` whether the row says so and `dk` the day it gives, null where none.

    In a log of events the day is that of the event, unless the exit names another column.
    """
    columns: list[pl.Series] = []
    findings: list[Finding] = []
    for k, one in enumerate(pathway.exits):
        cells = table.frame.get_column(one.column).cast(pl.String)
        there = cells.drop_nulls().unique().to_list()
        wanted = {folded(value) for value in one.values}
        meant = [value for value in there if folded(value) in wanted]
        says = cells.is_in(meant).fill_null(value=False)
        absent = wanted - {folded(value) for value in meant}
        if absent:
            findings.append(
                Finding("values named as an exit that the column does not hold", one.column,
                        len(absent), tuple(sorted(absent)[:5]))
            )  # fmt: skip
        day = one.date_column or (pathway.time if pathway.shape == "long" else None)
        if day is None:
            on = pl.Series([None] * table.frame.height, dtype=pl.Date)
        else:
            dated = dated_column(table, day, found, pathway)
            on = dated.valid.set(~says, None)
            if day not in found.dates:
                findings += dated.findings
        columns += [says.alias(f"x{k}"), on.alias(f"d{k}")]
    return pl.DataFrame(columns), findings


def exits_of(
    cases: pl.DataFrame, last: pl.Series, exits: Sequence[Exit]
) -> tuple[pl.DataFrame, list[Assumption]]:
    """The exit of each case: the earliest that its rows say; of one day, the first named.

    Shapes: `last` has the last valid day of each case; the answer `exit` and `exit_on`.

    An exit without a day of its own is dated by the case's last valid date, which is said.
    """
    if not exits:
        nothing = pl.DataFrame(schema={EXIT: pl.String, EXIT_ON: pl.Date})
        because = "none was named; whoever has no next step is waiting"
        return nothing.clear(cases.height), [Assumption("exits", "none", because)]
    n_exits = range(len(exits))
    work = cases.with_columns(last.alias("last")).with_columns(
        pl.when(f"x{k}").then(pl.coalesce(f"d{k}", "last")).alias(f"e{k}") for k in n_exits
    )
    earliest = pl.min_horizontal(*(f"e{k}" for k in n_exits))
    work = work.with_columns(earliest.alias(EXIT_ON)).with_columns(
        pl.coalesce(
            *(
                pl.when(pl.col(f"e{k}") == pl.col(EXIT_ON)).then(pl.lit(one.kind))
                for k, one in enumerate(exits)
            )
        ).alias(EXIT)
    )
    notes = [Assumption("exits", ", ".join(dict.fromkeys(e.kind for e in exits)), "named")]
    undated = sum(
        int((work.get_column(f"x{k}") & work.get_column(f"d{k}").is_null()).sum()) for k in n_exits
    )
    if undated:
        because = f"{undated:,} exits have no day of their own"
        notes.append(Assumption("day of exit", "the case's last known day", because))
    return work.select(EXIT, EXIT_ON), notes
