"""The log: one row a case, one day a stage, groups and an exit; no field for a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Exit, Pathway, Stage
from amparo.flow.reading import (
    Guess,
    ParsedDates,
    SuggestedExit,
    Table,
    guess,
    parse_dates,
    read_table,
)
from amparo.flow.reading.table import Progress, table_of

CASE, EXIT, EXIT_ON = "case", "exit", "exit_on"


@dataclass(frozen=True)
class Ledger:
    """What became of every value that was read: read = used + set aside, by reason."""

    rows_read: int
    cases: int
    rows_joined: int
    values: tuple[ValueLedger, ...]


@dataclass(frozen=True)
class ValueLedger:
    """One stage's column: cells = blank + unreadable + after_as_of + later_repeat + used."""

    stage: str
    column: str
    cells: int
    blank: int
    unreadable: int
    after_as_of: int
    later_repeat: int
    used: int


@dataclass(frozen=True)
class EventLog:
    """Cases and the days on which they reached each stage, as known on one day.

    Shapes: `frame` has one row a case: `case`, one Date column a stage named by it, the group
    columns, `exit` (its kind, null while none) and `exit_on`.
    Counts: the unit is what one row of `frame` stands for, `unit` in words.
    """

    frame: pl.DataFrame
    pathway: Pathway
    as_of: date
    source: str = "log"
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()
    suggested_exits: tuple[SuggestedExit, ...] = ()
    ledger: Ledger | None = None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages' names, in order."""
        return self.pathway.names

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        return self.pathway.unit

    @property
    def n(self) -> int:
        """How many cases."""
        return self.frame.height

    def __repr__(self) -> str:
        path = " → ".join(self.stages)
        return f"EventLog({self.n:,} {self.unit}s as of {self.as_of}: {path})"

    @classmethod
    def read(
        cls,
        source: str | Path | Any,
        *,
        case: str | None = None,
        stages: Mapping[str, str] | None = None,
        activity: str | None = None,
        time: str | None = None,
        groups: Sequence[str] = (),
        exits: Sequence[Exit] = (),
        as_of: date | None = None,
        pathway: Pathway | None = None,
        progress: Progress | None = None,
    ) -> EventLog:
        """Read a file or a frame. What is not given is guessed, and said in `assumptions`.

        A day that cannot be read, or lies after `as_of`, counts as not there; of several rows of
        one case and stage the earliest day counts. Both are told in `findings` and the ledger.
        Raises: Refused for a column that is not there, or a file that is no table.
        """
        table = _table(source, progress)
        if pathway is None:
            guessed = guess(
                table, case=case, stages=stages, activity=activity, time=time, as_of=as_of
            )
            pathway = Pathway.of(guessed, groups=groups)
            pathway = replace(pathway, exits=tuple(exits))
        else:
            guessed = _as_told(table, pathway, as_of)
            pathway = pathway.with_groups(groups) if groups else pathway
        return _build(table, pathway, guessed)

    def parts(self, group: str) -> dict[str, EventLog]:
        """The log split by a group's values, most cases first; blank is "(blank)"."""
        if group not in self.frame.columns or group in (CASE, EXIT, EXIT_ON, *self.stages):
            raise Refused(
                f"The log is not grouped by “{group}”",
                next_step="name it in groups= (or --by) when reading",
            )
        filled = self.frame.with_columns(pl.col(group).fill_null("(blank)"))
        sizes = filled.get_column(group).value_counts(sort=True).get_column(group).to_list()
        return {
            value: EventLog(filled.filter(pl.col(group) == value), self.pathway, self.as_of)
            for value in sizes
        }


def _table(source: str | Path | Any, progress: Progress | None) -> Table:
    if isinstance(source, str | Path):
        return read_table(source, progress=progress)
    if isinstance(source, Table):
        return source
    if isinstance(source, pl.DataFrame):
        return table_of(source)
    try:
        return table_of(pl.DataFrame(source))
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise Refused(
            "This is neither a file nor a table", found=type(source).__name__,
            next_step="give a path, a Polars frame or a pandas frame",
        ) from error  # fmt: skip


def _as_told(table: Table, pathway: Pathway, as_of: date | None) -> Guess:
    """The guess machinery, told everything by a pathway."""
    day = as_of or pathway.as_of
    if pathway.shape == "long":
        return guess(
            table, case=pathway.case, activity=pathway.activity, time=pathway.time, as_of=day,
            stages={s.name: s.column for s in pathway.stages},
        )  # fmt: skip
    for stage in pathway.stages:
        for column in (stage.column, *stage.aliases):
            if column not in table.frame.columns:
                raise Refused(
                    f"The pathway's stage “{stage.name}” names a column that is not there",
                    found=column, where=table.source,
                    next_step="choose one of: " + ", ".join(table.frame.columns[:40]),
                )  # fmt: skip
    return guess(
        table, case=pathway.case or None, as_of=day,
        stages={s.name: s.column for s in pathway.stages},
    )  # fmt: skip


def _build(table: Table, pathway: Pathway, guessed: Guess) -> EventLog:
    _check_columns(table, pathway)
    as_of = guessed.as_of
    rows = table.frame.height
    key = table.frame.get_column(pathway.case) if pathway.case else None
    cases = (
        key.cast(pl.String) if key is not None else pl.Series(range(1, rows + 1)).cast(pl.String)
    )
    blank = cases.is_null()
    named = pl.select(
        pl.when(blank).then(pl.lit("row ") + table.row_numbers.cast(pl.String)).otherwise(cases)
    ).to_series()
    columns, findings, values = _days(table, pathway, guessed, as_of)
    findings = [*table.findings, *guessed.findings, *findings]
    if (n_blank := int(blank.sum())) and pathway.case:
        findings.append(
            Finding(
                "rows without a case number, each counted as a case of its own",
                pathway.case,
                n_blank,
            )
        )
    long = pl.DataFrame({CASE: named, **columns}).with_columns(
        *(table.frame.get_column(group).cast(pl.String) for group in pathway.groups),
        *_exit_columns(table, pathway, as_of),
    )
    frame = _one_row_a_case(long, pathway)
    joined = rows - frame.height
    if joined and pathway.shape == "wide":
        findings.append(
            Finding(
                "rows joined to another of the same case; the earliest day counts",
                pathway.case,
                joined,
            )
        )
    ledger = Ledger(rows, frame.height, joined, tuple(_repeats(values, frame, pathway)))
    frame = _dated_exits(frame, pathway)
    assumptions = [*table.assumptions, *guessed.assumptions, *_said_of_exits(pathway)]
    return EventLog(
        frame, replace(pathway, as_of=as_of), as_of, table.source,
        tuple(assumptions), tuple(findings), guessed.suggested_exits, ledger,
    )  # fmt: skip


def _check_columns(table: Table, pathway: Pathway) -> None:
    reserved = {CASE, EXIT, EXIT_ON}
    if clash := reserved & set(pathway.names):
        raise Refused("A stage may not be called", found=", ".join(sorted(clash)))
    wanted = [*pathway.groups, *(e.column for e in pathway.exits)]
    wanted += [e.date_column for e in pathway.exits if e.date_column]
    missing = [name for name in wanted if name not in table.frame.columns]
    if missing:
        raise Refused(
            f"There is no column “{missing[0]}”", where=table.source,
            next_step="choose one of: " + ", ".join(table.frame.columns[:40]),
        )  # fmt: skip
    if clash := set(pathway.groups) & set(pathway.names):
        raise Refused("A group has the name of a stage", found=", ".join(sorted(clash)))


def _days(
    table: Table, pathway: Pathway, guessed: Guess, as_of: date
) -> tuple[dict[str, pl.Series], list[Finding], list[ValueLedger]]:
    """One Date column a stage, what lies after the as-of day taken out; all of it counted."""
    columns, findings, values = {}, [], []
    for stage in pathway.stages:
        parsed, cells = _stage_dates(table, pathway, guessed, stage)
        late = (parsed.values > as_of).fill_null(value=False)
        if n_late := int(late.sum()):
            examples = tuple(
                f"row {row}: {day}"
                for row, day in zip(
                    table.row_numbers.filter(late).head(5), parsed.values.filter(late).head(5),
                    strict=True,
                )
            )  # fmt: skip
            problem = f"dates after the as-of day {as_of}, counted as not there"
            findings.append(Finding(problem, stage.column, n_late, examples))
        days = pl.select(pl.when(~late).then(parsed.values)).to_series().alias(stage.name)
        columns[stage.name] = days
        blank = int(cells.is_null().sum())
        read = parsed.values.len() - int(parsed.values.is_null().sum())
        values.append(
            ValueLedger(
                stage.name, stage.column, cells.len(), blank, cells.len() - blank - read, n_late,
                0, days.len() - days.null_count(),
            )
        )  # fmt: skip
    return columns, findings, values


def _stage_dates(
    table: Table, pathway: Pathway, guessed: Guess, stage: Stage
) -> tuple[ParsedDates, pl.Series]:
    """The stage's dates row by row, and the cells that could hold one; aliases fill blanks."""
    if pathway.shape == "long":
        parsed = guessed.dates[guessed.time or ""]
        names = [stage.column, *stage.aliases]
        here = table.frame.get_column(guessed.activity or "").is_in(names).fill_null(value=False)
        cells = table.frame.get_column(guessed.time or "").cast(pl.String)
        days = pl.select(pl.when(here).then(parsed.values)).to_series()
        return (
            ParsedDates(days, parsed.order, parsed.share_read),
            cells.filter(here),
        )
    parsed = guessed.dates.get(stage.column) or parse_dates(
        table, stage.column, order=pathway.date_order
    )
    if pathway.date_order and parsed.order not in ("typed", "year-first", pathway.date_order):
        parsed = parse_dates(table, stage.column, order=pathway.date_order)
    days, cells = parsed.values, table.frame.get_column(stage.column).cast(pl.String)
    for alias in stage.aliases:
        other = parse_dates(table, alias, order=pathway.date_order)
        days = pl.select(pl.coalesce(days, other.values)).to_series()
        cells = pl.select(
            pl.coalesce(cells, table.frame.get_column(alias).cast(pl.String))
        ).to_series()
    return ParsedDates(days, parsed.order, parsed.share_read), cells


def _exit_columns(table: Table, pathway: Pathway, as_of: date) -> list[pl.Series]:
    """The first exit whose values a row holds, and its day where a column gives one."""
    kind = pl.Series(EXIT, [None] * table.frame.height, dtype=pl.String)
    day = pl.Series(EXIT_ON, [None] * table.frame.height, dtype=pl.Date)
    for exit_ in pathway.exits:
        cells = table.frame.get_column(exit_.column).cast(pl.String)
        wanted = {value.strip().casefold() for value in exit_.values}
        hit = cells.str.to_lowercase().is_in(list(wanted)).fill_null(value=False) & kind.is_null()
        kind = pl.select(pl.when(hit).then(pl.lit(exit_.kind)).otherwise(kind)).to_series()
        if exit_.date_column:
            found = parse_dates(table, exit_.date_column, order=pathway.date_order).values
            day = pl.select(pl.when(hit & (found <= as_of)).then(found).otherwise(day)).to_series()
    return [kind.alias(EXIT), day.alias(EXIT_ON)]


def _one_row_a_case(long: pl.DataFrame, pathway: Pathway) -> pl.DataFrame:
    if long.get_column(CASE).n_unique() == long.height:
        return long
    return long.group_by(CASE, maintain_order=True).agg(
        *(pl.col(name).min() for name in pathway.names),
        *(pl.col(group).drop_nulls().first() for group in pathway.groups),
        pl.col(EXIT).drop_nulls().first(),
        pl.col(EXIT_ON).min(),
    )


def _repeats(
    values: Sequence[ValueLedger], frame: pl.DataFrame, pathway: Pathway
) -> list[ValueLedger]:
    """The ledger after rows of one case were joined: later repeats of a stage are set aside."""
    made = []
    for value, name in zip(values, pathway.names, strict=True):
        used = frame.height - frame.get_column(name).null_count()
        made.append(replace(value, later_repeat=value.used - used, used=used))
    return made


def _dated_exits(frame: pl.DataFrame, pathway: Pathway) -> pl.DataFrame:
    """An exit without a day of its own is dated by the case's last known day."""
    last = pl.max_horizontal(*pathway.names)
    return frame.with_columns(
        pl.when(pl.col(EXIT).is_not_null()).then(pl.coalesce(pl.col(EXIT_ON), last)).alias(EXIT_ON)
    )


def _said_of_exits(pathway: Pathway) -> list[Assumption]:
    if not pathway.exits:
        return [Assumption("exits", "none", "none was named; whoever has no next step is waiting")]
    undated = [e.kind for e in pathway.exits if e.date_column is None]
    said = [Assumption("exits", ", ".join(e.kind for e in pathway.exits), "named in the pathway")]
    if undated:
        why = "no column gives their day"
        said.append(Assumption("day of exit", "the case's last known day", why))
    return said
