"""From a table and its pathway to the log: what is used, what is set aside, and why."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog.dated import AFTER, UNREADABLE, DatedColumn, dated_column
from amparo.flow.eventlog.doubts import doubts_of
from amparo.flow.eventlog.events import Written, clock_of
from amparo.flow.eventlog.grouping import group_columns
from amparo.flow.eventlog.leaving import exits_by_row, exits_of
from amparo.flow.eventlog.ledger import Ledger, LedgerLine, line
from amparo.flow.eventlog.log import CASE, ROW, EventLog
from amparo.flow.findings import MOST_ROWS, Finding
from amparo.flow.pathway import Pathway
from amparo.flow.reading import Guess, Table

NO_CASE = "events that name no case"
MERGED = "further rows of a case, merged into it"
LATER = "a later date of the same case and step"


def assemble(table: Table, pathway: Pathway, found: Guess) -> EventLog:
    """The log of one table. Raises: Refused where no row names a case."""
    rows, lines, findings, written = _gathered(table, pathway, found)
    if rows.height == 0:
        raise Refused("No row names a case", found=pathway.case, where=table.source)
    steps = [f"s{k}" for k in range(len(pathway.stages))]
    last = rows.select(pl.max_horizontal(*steps)).to_series()
    exits, notes = exits_of(rows, last, pathway.exits)
    groups, spelled = group_columns(rows, pathway)
    frame = pl.DataFrame(
        [
            rows.get_column(CASE), rows.get_column(ROW),
            *(rows.get_column(f"s{k}").alias(name) for k, name in enumerate(pathway.names)),
            *groups, *exits.get_columns(),
        ]
    )  # fmt: skip
    doubts, durations = doubts_of(frame, pathway.names, pathway.unit)
    return EventLog(
        frame, pathway, found.as_of, table.source,
        (*table.assumptions, *found.assumptions, *spelled, *notes),
        (*table.findings, *findings, *doubts),
        found.suggested_exits, Ledger((*lines, *durations)), written,
    )  # fmt: skip


def _case_keys(table: Table, pathway: Pathway) -> pl.Series:
    """What tells one case from another: the row itself where no column does, or it is blank.

    In a log of events a blank stays blank: an event of nobody cannot be given to anyone.
    """
    own = pl.lit("row ") + table.row_numbers.cast(pl.String)
    if not pathway.case:
        return pl.select(own).to_series().alias(CASE)
    keys = table.frame.get_column(pathway.case).cast(pl.String).alias(CASE)
    if pathway.shape == "long" or keys.null_count() == 0:
        return keys
    return pl.select(pl.coalesce(keys, own)).to_series().alias(CASE)


def _gathered(
    table: Table, pathway: Pathway, found: Guess
) -> tuple[pl.DataFrame, list[LedgerLine], list[Finding], Written | None]:
    """One row a case: `row`, `s0` …, `g0` …, and for each exit `x0` (whether) and `d0` (when)."""
    facts = pl.DataFrame([_case_keys(table, pathway), table.row_numbers.alias(ROW)])
    facts = facts.hstack(
        [
            table.frame.get_column(name).cast(pl.String).alias(f"g{i}")
            for i, name in enumerate(pathway.groups)
        ]
    )
    leaving, findings = exits_by_row(table, pathway, found)
    facts = facts.hstack(leaving.get_columns())
    if pathway.shape == "long":
        facts, lines, more, written = _long(facts, table, pathway, found)
        return facts, lines, [*more, *findings], written
    facts, lines, more = _wide(facts, table, pathway, found)
    return facts, lines, [*more, *findings], None


def _wide(
    facts: pl.DataFrame, table: Table, pathway: Pathway, found: Guess
) -> tuple[pl.DataFrame, list[LedgerLine], list[Finding]]:
    """Each row already is a case, or part of one: the earliest valid date of each step counts."""
    read: list[list[DatedColumn]] = []
    for stage in pathway.stages:
        names = [n for n in (stage.column, *stage.aliases) if n in table.frame.columns]
        read.append([dated_column(table, name, found, pathway) for name in names])
    facts = facts.hstack([_earliest(columns, f"s{k}") for k, columns in enumerate(read)])
    cases = _one_row_a_case(facts)
    merged = facts.height - cases.height
    lines = [line("rows", facts.height, cases.height, {MERGED: merged})]
    for k, stage in enumerate(pathway.stages):
        lines.append(_stage_line(stage.name, read[k], cases.get_column(f"s{k}")))
    findings = [f for columns in read for column in columns for f in column.findings]
    if pathway.case:
        blank = table.frame.get_column(pathway.case).is_null()
        findings += _told("rows without a case number, each counted as a case of its own",
                          pathway.case, table.row_numbers.filter(blank))  # fmt: skip
        again = ~facts.get_column(CASE).is_first_distinct()
        findings += _told(f"{MERGED}; the earliest day counts", pathway.case,
                          table.row_numbers.filter(again))  # fmt: skip
    return cases, lines, findings


def _earliest(columns: Sequence[DatedColumn], name: str) -> pl.Series:
    """Row by row the earliest valid day of a stage's columns."""
    if len(columns) == 1:
        return columns[0].valid.alias(name)
    days = pl.DataFrame([c.valid.alias(str(i)) for i, c in enumerate(columns)])
    return days.select(pl.min_horizontal(pl.all())).to_series().alias(name)


def _told(problem: str, column: str | None, rows: pl.Series) -> list[Finding]:
    """A finding of rows, or nothing where there are none."""
    if rows.len() == 0:
        return []
    return [Finding(problem, column, rows.len(), (), tuple(rows.head(MOST_ROWS).to_list()))]


def _stage_line(name: str, columns: Sequence[DatedColumn], used: pl.Series) -> LedgerLine:
    """Every cell that is not blank: used, or set aside for a reason."""
    reasons: dict[str, int] = {}
    valid = 0
    for column in columns:
        for why, n in column.set_aside:
            reasons[why] = reasons.get(why, 0) + n
        valid += column.valid.len() - column.valid.null_count()
    n_used = used.len() - used.null_count()
    reasons[LATER] = valid - n_used
    return line(f"dates of {name}", sum(c.read for c in columns), n_used, reasons)


def _long(
    facts: pl.DataFrame, table: Table, pathway: Pathway, found: Guess
) -> tuple[pl.DataFrame, list[LedgerLine], list[Finding], Written]:
    """Each row is an event: the earliest valid date of each case and step counts."""
    if pathway.activity is None or pathway.time is None:
        raise Refused("A log of events needs an activity and a time column", where=table.source)
    place = {
        name: k for k, stage in enumerate(pathway.stages) for name in (stage.column, *stage.aliases)
    }
    when = dated_column(table, pathway.time, found, pathway)
    done = table.frame.get_column(pathway.activity).cast(pl.String)
    clock = clock_of(table.frame.get_column(pathway.time))
    written = Written(facts.get_column(CASE), done, when.valid, clock, table.frame)
    facts = facts.with_columns(
        done
        .replace_strict(place, default=None, return_dtype=pl.Int32).alias("stage"),
        when.valid.alias("on"),
        when.filled.alias("filled"),
    )  # fmt: skip
    named = facts.filter(pl.col(CASE).is_not_null())
    events = named.filter(pl.col("stage").is_not_null())
    usable = events.filter(pl.col("on").is_not_null())
    first = usable.group_by(CASE, "stage").agg(pl.col("on").min())
    cases = _one_row_a_case(named.drop("stage", "on", "filled"))
    for k in range(len(pathway.stages)):
        of_stage = first.filter(pl.col("stage") == k).select(CASE, pl.col("on").alias(f"s{k}"))
        cases = cases.join(of_stage, on=CASE, how="left", maintain_order="left")
    blank = int((~events.get_column("filled")).sum())
    after = int(when.after.filter(facts.get_column(CASE).is_not_null()
                                  & facts.get_column("stage").is_not_null()).sum())  # fmt: skip
    reasons = {
        NO_CASE: facts.height - named.height,
        "events that are no stage of the pathway": named.height - events.height,
        "events without a date": blank,
        AFTER: after,
        UNREADABLE: events.height - usable.height - blank - after,
        LATER: usable.height - first.height,
    }
    lines = [line("events", facts.height, first.height, reasons)]
    strangers = _strangers(table, pathway, set(place))
    nobody = _told(f"{NO_CASE}, set aside", pathway.case,
                   facts.filter(pl.col(CASE).is_null()).get_column(ROW))  # fmt: skip
    return cases, lines, [*nobody, *strangers, *when.findings], written


def _one_row_a_case(named: pl.DataFrame) -> pl.DataFrame:
    """Earliest dates, the first value of each group, any exit; in the order of the source."""
    if named.get_column(CASE).n_unique() == named.height:
        return named
    rules = []
    for name in named.columns:
        if name == CASE:
            continue
        if name == ROW or name.startswith(("s", "d")):
            rules.append(pl.col(name).min())
        elif name.startswith("x"):
            rules.append(pl.col(name).any())
        else:
            rules.append(pl.col(name).drop_nulls().first())
    return named.group_by(CASE, maintain_order=True).agg(rules)


def _strangers(table: Table, pathway: Pathway, known: set[str]) -> list[Finding]:
    """Activities that are no stage: named, since a misspelt one hides here."""
    if pathway.activity is None:
        return []
    counts = table.frame.get_column(pathway.activity).drop_nulls().value_counts(sort=True)
    other = counts.filter(~pl.col(pathway.activity).cast(pl.String).is_in(list(known)))
    if other.height == 0:
        return []
    examples = tuple(f"{str(name)[:40]}: {n:,}" for name, n in other.head(5).rows())
    n_events = int(other.get_column("count").sum())
    return [
        Finding("events that are no stage of the pathway", pathway.activity, n_events, examples)
    ]
