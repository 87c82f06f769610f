"""What a pass reads of single columns: days as numbers, words as codes, exits by their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.steps import FIXED
from amparo.flow.eventlog.log import BLANK
from amparo.flow.pathway import Exit, Pathway

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine

ZERO = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - ZERO).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return ZERO + timedelta(days=number)


@dataclass(frozen=True)
class Words:
    """The words of a column in order, each with its place as its code, and how cells are spelled.

    Engines group by such a code in half the time that a word takes, and hold it in less memory.
    """

    words: tuple[str, ...]
    code: dict[str, int]

    @classmethod
    def of(cls, cells: Iterable[str | None]) -> Words:
        """Of all cells of a column of groups: an empty one, and none, are blank."""
        spelled = {cell: BLANK if not cell.strip() else cell for cell in cells if cell is not None}
        words = tuple(sorted({BLANK, *spelled.values()}))
        place = {word: at for at, word in enumerate(words)}
        return cls(words, {cell: place[word] for cell, word in spelled.items()})

    @property
    def blank(self) -> int:
        """The code of a cell that is none."""
        return self.words.index(BLANK)

    def joined(self, engine: Engine, rows: ibis.Table, name: str) -> ibis.Table:
        """The rows with the column as its codes; where a cell is none, or unknown, null."""
        known = pl.DataFrame(
            {"(word)": list(self.code), "(code)": pl.Series(self.code.values(), dtype=pl.Int32)},
            schema_overrides={"(word)": pl.String},
        )
        table = engine.given(known)
        both = rows.left_join(table, rows[name] == table["(word)"])
        return both.mutate(**{name: both["(code)"]}).drop("(word)", "(code)")


def coded_groups(
    engine: Engine, rows: ibis.Table, groups: Sequence[str], words: Sequence[Words]
) -> ibis.Table:
    """The rows with columns of groups as codes, where a blank is a group too."""
    for name, known in zip(groups, words, strict=True):
        joined = known.joined(engine, rows, name)
        rows = joined.mutate(**{name: joined[name].fill_null(known.blank).cast("int32")})
    return rows


def kinds_of(pathway: Pathway) -> tuple[str, ...]:
    """The kinds of exit, in the order of their codes."""
    return tuple(sorted({one.kind for one in pathway.exits}))


def with_exit(cases: ibis.Table, pathway: Pathway, as_of: date, kept: list[str]) -> ibis.Table:
    """`left` and `left_on`, where there are exits: the earliest, of one day the first named."""
    stages = [f"s{k}" for k in range(len(pathway.stages))]
    kinds = kinds_of(pathway)
    if not pathway.exits:
        return cases.select(*kept, *stages)
    days = [ibis.ifelse(cases[s].notnull(), cases[s], -(2**40)) for s in stages]
    last = ibis.greatest(*days) if len(days) > 1 else days[0]
    on = [
        ibis.cases(
            (cases[f"d{k}"].notnull() & (cases[f"d{k}"] <= day_number(as_of)), cases[f"d{k}"]),
            ((cases[f"x{k}"] == 0) & (last > -(2**40)), last),
            else_=ibis.literal(2**40, "int64"),
        )
        for k in range(len(pathway.exits))
    ]
    first = ibis.least(*on) if len(on) > 1 else on[0]
    code = ibis.cases(
        *(
            (day == first, len(FIXED) + kinds.index(one.kind))
            for day, one in zip(on, pathway.exits, strict=True)
        ),
        else_=0,
    )
    gone = first < 2**40
    return cases.select(
        *kept,
        *stages,
        left=ibis.ifelse(gone, code.cast("int64"), ibis.null("int64")),
        left_on=ibis.ifelse(gone, first, ibis.null("int64")),
    )


def flags(
    rows: ibis.Table, exits: Sequence[Exit], own_day: ibis.Value | None
) -> dict[str, ibis.Value]:
    """For exit k: `xk` 0 where the row says it (null where not), and `dk` the day it gives."""
    made: dict[str, ibis.Value] = {}
    for k, one in enumerate(exits):
        wanted = {" ".join(value.split()).casefold() for value in one.values}
        cell = rows[one.column].cast("string").re_replace(r"\s+", " ").strip().lower()
        says = cell.isin(sorted(wanted)).fill_null(ibis.literal(value=False))
        made[f"x{k}"] = ibis.ifelse(says, 0, ibis.null("int64"))
        day = days_of(rows, one.date_column) if one.date_column else own_day
        known = ibis.null("int64") if day is None else ibis.ifelse(says, day, ibis.null("int64"))
        made[f"d{k}"] = known
    return made


def days_of(rows: ibis.Table, name: str) -> ibis.IntegerValue:
    """A column as day numbers: dates, moments (their calendar date in UTC), or ISO text."""
    cell = rows[name]
    kind = cell.type()
    if kind.is_string():
        cell = cell.strip().substr(0, 10).try_cast("date")
    elif kind.is_timestamp():
        cell = cell.date()
    elif not kind.is_date():
        raise Refused(
            "A column of days holds neither dates nor text", found=f"{name}: {kind}",
            next_step="save the file with dates as dates, or leave --engine out",
        )  # fmt: skip
    return cell.epoch_days().cast("int64")


def check(rows: ibis.Table, pathway: Pathway) -> None:
    """Refuse a pathway that names what the rows do not have."""
    there = rows.columns
    wanted = [pathway.case, *pathway.groups, pathway.activity or "", pathway.time or ""]
    wanted += [name or "" for one in pathway.exits for name in (one.column, one.date_column)]
    if pathway.shape == "wide":
        wanted += [s.column for s in pathway.stages if not {s.column, *s.aliases} & set(there)]
    check_names(rows, filter(None, wanted))


def check_names(rows: ibis.Table, wanted: Iterable[str]) -> None:
    """Refuse names of columns that the rows do not have."""
    for name in wanted:
        if name not in rows.columns:
            raise Refused(
                "A column is named that is not in the file", found=name,
                next_step="choose one of: " + ", ".join(rows.columns[:40]),
            )  # fmt: skip
