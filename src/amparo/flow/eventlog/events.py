"""Every event of the log's cases, in order: what the process map and the court measures read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from amparo.errors import Refused

if TYPE_CHECKING:
    from amparo.flow.eventlog.log import EventLog

ACTIVITY, DAY = "activity", "day"
LAST = 2**31 - 1
CLOCK = r"[T ,](\d{1,2}):(\d{2})(?::(\d{2}))?"


@dataclass(frozen=True, eq=False)
class Written:
    """The rows of a log of events as they stood in the source.

    Shapes: one value a row each; `day` is null where no day counts. `clock` orders the events of
    one day: seconds since midnight, 0 where no time was written. `table` holds all columns.
    """

    case: pl.Series
    activity: pl.Series
    day: pl.Series
    clock: pl.Series
    table: pl.DataFrame


def clock_of(cells: pl.Series) -> pl.Series:
    """Seconds since midnight of a column of moments, as written there; 0 for a day alone."""
    if isinstance(cells.dtype, pl.Datetime):
        clock = pl.col("c").dt.hour().cast(pl.Int32) * 3600 + pl.col("c").dt.minute().cast(
            pl.Int32
        ) * 60 + pl.col("c").dt.second().cast(pl.Int32)  # fmt: skip
    elif cells.dtype == pl.String:
        parts = [pl.col("c").str.extract(CLOCK, k).cast(pl.Int32, strict=False) for k in (1, 2, 3)]
        clock = parts[0] * 3600 + parts[1] * 60 + parts[2].fill_null(0)
    else:
        return pl.zeros(cells.len(), dtype=pl.Int32, eager=True)
    return cells.alias("c").to_frame().select(clock.fill_null(0)).to_series()


def events_of(log: EventLog, attributes: Sequence[str]) -> pl.DataFrame:
    """`case`, `activity`, `day` and the attributes, by case (in the log's order), then moment.

    Events of one moment stand in the order of the pathway, others after them by name, then by
    their attributes: the order of the rows in a file says nothing that can be relied on.

    Raises: Refused for an attribute that the source does not have.
    """
    frame = _written(log, log.written, attributes) if log.written else _unpivoted(log, attributes)
    order = pl.DataFrame({"case": log.frame.get_column("case")}).with_row_index("(place)")
    stage = pl.col(ACTIVITY).replace_strict(place_of(log), default=LAST, return_dtype=pl.Int32)
    told = [name for name in attributes if not frame.schema[name].is_nested()]
    return (
        frame.lazy()
        .join(order.lazy(), on="case", how="inner")
        .sort("(place)", DAY, "(clock)", stage, ACTIVITY, *told, "(row)")
        .drop("(place)", "(clock)", "(row)")
        .collect()
    )


def in_order(names: Sequence[str], place: dict[str, int]) -> list[str]:
    """Activities that are stages in the order of the pathway, others after them by name."""
    return sorted(names, key=lambda name: (place.get(name, LAST), name))


def coded_as(names: Sequence[str]) -> pl.Expr:
    """The column of activities as places in `names`."""
    if not names:
        return pl.lit(0, dtype=pl.Int64).alias(ACTIVITY)  # of no rows
    places = {name: place for place, name in enumerate(names)}
    return pl.col(ACTIVITY).replace_strict(places, return_dtype=pl.Int64)


def place_of(log: EventLog) -> dict[str, int]:
    """The place in the pathway of each activity that is a stage."""
    if log.written is None:
        return {name: place for place, name in enumerate(log.stages)}
    return {
        name: place
        for place, stage in enumerate(log.pathway.stages)
        for name in (stage.column, *stage.aliases)
    }


def _written(log: EventLog, written: Written, attributes: Sequence[str]) -> pl.DataFrame:
    there = written.table.columns
    if strange := [name for name in attributes if name not in there]:
        raise Refused(
            "The log of events has no such column", found=", ".join(strange), where=log.source,
            next_step="choose one of: " + ", ".join(there[:40]),
        )  # fmt: skip
    return pl.DataFrame(
        [
            written.case.alias("case"),
            written.activity.alias(ACTIVITY),
            written.day.alias(DAY),
            *(written.table.get_column(name) for name in dict.fromkeys(attributes)),
            written.clock.alias("(clock)"),
            pl.int_range(written.case.len(), dtype=pl.UInt32, eager=True).alias("(row)"),
        ]
    ).filter(pl.col(DAY).is_not_null() & pl.col(ACTIVITY).is_not_null())


def _unpivoted(log: EventLog, attributes: Sequence[str]) -> pl.DataFrame:
    """A stage's day is an event of its name; so is an exit, after the stages of its day."""
    from amparo.flow.eventlog.log import EXIT, EXIT_ON  # noqa: PLC0415  (the log asks us)

    known = [log.column_of(name) for name in attributes]
    parts = [
        log.frame.select(
            "case",
            pl.lit(name).alias(ACTIVITY),
            pl.col(name).alias(DAY),
            *known,
            pl.lit(0, dtype=pl.Int32).alias("(clock)"),
            pl.lit(place, dtype=pl.UInt32).alias("(row)"),
        )
        for place, name in enumerate(log.stages)
    ]
    left = log.frame.select(
        "case",
        pl.col(EXIT).alias(ACTIVITY),
        pl.col(EXIT_ON).alias(DAY),
        *known,
        pl.lit(0, dtype=pl.Int32).alias("(clock)"),
        pl.lit(len(log.stages), dtype=pl.UInt32).alias("(row)"),
    )
    together = pl.concat([*parts, left], how="vertical_relaxed")
    return together.filter(pl.col(DAY).is_not_null() & pl.col(ACTIVITY).is_not_null())
