"""From rows as they stand, or a log in memory, to the tables that the pass counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.steps import FIXED, kinds_of
from amparo.flow.engines.expressions import Shape, case_lists, first_day
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.events import coded_as, in_order, place_of
from amparo.flow.eventlog.log import BLANK
from amparo.flow.pathway import Exit, Pathway

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine

ZERO = date(1970, 1, 1)
NO_CASE, NO_DAY, AFTER = "no_case", "no_day", "after"


@dataclass(frozen=True)
class Tables:
    """What an engine holds of a log: `cases` (see Shape), and `lists` of their packed events.

    `names` are the activities by code, `kinds` the exits by code from `len(FIXED)`; `read` and the
    reasons of `set_aside` are counts of rows.
    """

    cases: ibis.Table
    lists: ibis.Table
    shape: Shape
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    as_of: date
    read: int
    set_aside: dict[str, int]

    @property
    def bits(self) -> int:
        """How many bits of a packed event hold its activity."""
        return bits_for(len(self.names))


def bits_for(n_activities: int) -> int:
    """Enough bits for so many activities."""
    return max(1, (n_activities - 1).bit_length())


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - ZERO).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return ZERO + timedelta(days=number)


def of_log(engine: Engine, log: EventLog, by: Sequence[str]) -> Tables:
    """A log in memory as tables of the engine."""
    kinds = kinds_of(log)
    number = {kind: len(FIXED) + place for place, kind in enumerate(kinds)}
    days = [
        pl.col(name).to_physical().cast(pl.Int64).alias(f"s{k}")
        for k, name in enumerate(log.stages)
    ]
    cases = log.frame.select(
        *(pl.col(log.column_of(g)).fill_null(BLANK).alias(f"g{k}") for k, g in enumerate(by)),
        *days,
        pl.col(EXIT).replace_strict(number, default=None, return_dtype=pl.Int64).alias("left"),
        pl.col(EXIT_ON).to_physical().cast(pl.Int64).alias("left_on"),
    )
    events = log.events()
    names = in_order(events.get_column("activity").unique().to_list(), place_of(log))
    packed = events.select(
        "case",
        (
            pl.col("day").to_physical().cast(pl.Int64) * 2 ** bits_for(len(names)) + coded_as(names)
        ).alias("x"),
    )
    shape = Shape(len(by), len(log.stages), day_number(log.as_of), len(FIXED) + len(kinds))
    lists = engine.kept(case_lists(engine.given(packed), (), {}))
    return Tables(
        engine.given(cases), lists, shape, tuple(names), tuple(kinds), log.as_of, log.n, {}
    )


def of_rows(engine: Engine, rows: ibis.Table, pathway: Pathway) -> Tables:
    """Rows of a tidy file as tables of the engine: its dates are dates, or written year-month-day.

    As in a log read into memory: the earliest day of a stage counts, days after the as-of day do
    not, rows of nobody are set aside; a group is the least of a case's values, blank where none.
    Raises: Refused for a column that is not there, or an as-of day that nothing tells.
    """
    _check(rows, pathway)
    if pathway.shape == "long":
        return _of_events(engine, rows, pathway)
    return _of_wide_rows(engine, rows, pathway)


def _of_events(engine: Engine, rows: ibis.Table, pathway: Pathway) -> Tables:
    said, day = rows[pathway.activity or ""].cast("string"), _day(rows, pathway.time or "")
    groups = {f"g{k}": _group(rows, name) for k, name in enumerate(pathway.groups)}
    exits = _flags(rows, pathway.exits, day)
    known = rows.select(case=rows[pathway.case], activity=said, day=day, **groups, **exits)
    found = engine.frame(
        known.group_by("activity").aggregate(
            n=known.count(),
            no_case=known.case.isnull().sum(),
            no_day=(known.case.notnull() & known.day.isnull()).sum(),
            first=known.day.min(),
            last=known.day.max(),
        )
    )
    as_of = pathway.as_of or _last(found)
    account = {name: int(found.get_column(name).sum() or 0) for name in ("n", "no_case", "no_day")}
    ahead = known.filter(known.case.notnull() & (known.day > day_number(as_of)))
    some = (found.get_column("last") > day_number(as_of)).any()
    account["after"] = int(engine.frame(ahead.aggregate(n=ahead.count())).item()) if some else 0
    place = {name: at for at, s in enumerate(pathway.stages) for name in (s.column, *s.aliases)}
    names = in_order([n for n in found.get_column("activity").to_list() if n is not None], place)
    bits = bits_for(len(names))
    # A case whose events cannot be used is a case all the same, with nothing in its list.
    named = known.filter(known.case.notnull())
    usable = named.activity.notnull() & (named.day <= day_number(as_of))
    # Half the width where the days allow it: lists are sorted and kept in half the memory.
    first = found.get_column("first").min() or 0
    narrow = first * 2**bits >= -(2**31) and (day_number(as_of) + 1) * 2**bits <= 2**31
    number = "int32" if narrow else "int64"
    coded = named.mutate(
        code=named.activity.cases(*((name, at) for at, name in enumerate(names)), else_=0)
        .cast("int32"),
        day=ibis.ifelse(usable, named.day, ibis.null("int64")).cast(number),
    )  # fmt: skip
    events = coded.mutate(x=(coded.day * 2**bits + coded.code).cast(number))
    more = {name: events[name].min() for name in exits}
    for k in range(len(pathway.stages)):
        own = [at for at, name in enumerate(names) if place.get(name) == k]
        more[f"s{k}"] = first_day(events.day, events.code, own)
    # One table for both questions: each case once, with its list and the day of each stage.
    lists = case_lists(events, list(groups), more)
    cases = engine.kept(_with_exit(lists, pathway, as_of, [*groups, "x"]))
    return Tables(
        cases, cases, _shape(pathway, as_of), tuple(names), _kinds(pathway), as_of,
        account.pop("n"), account,
    )  # fmt: skip


def _of_wide_rows(engine: Engine, rows: ibis.Table, pathway: Pathway) -> Tables:
    there = rows.columns
    groups = {f"g{k}": _group(rows, name) for k, name in enumerate(pathway.groups)}
    stages = {}
    for k, stage in enumerate(pathway.stages):
        own = [_day(rows, name) for name in (stage.column, *stage.aliases) if name in there]
        stages[f"s{k}"] = own[0] if len(own) == 1 else ibis.least(*own)
    exits = _flags(rows, pathway.exits, None)
    case = {"case": rows[pathway.case]} if pathway.case else {}
    known = rows.select(**case, **groups, **stages, **exits)
    dated = [*stages, *(f"d{k}" for k, one in enumerate(pathway.exits) if one.date_column)]
    as_of = pathway.as_of or _last(
        engine.frame(known.aggregate(**{name: known[name].max() for name in dated})).unpivot(
            variable_name="stage", value_name="last"
        )
    )
    limit = day_number(as_of)
    counted = {"read": known.count()}
    counted |= {f"a{k}": (known[s] > limit).sum() for k, s in enumerate(stages)}
    if case:
        counted |= {"blank": known.case.isnull().sum(), "named": known.case.nunique()}
    account = engine.frame(known.aggregate(**counted)).row(0, named=True)
    valid = known.mutate(
        **{s: ibis.ifelse(known[s] <= limit, known[s], ibis.null("int64")) for s in stages}
    )
    read, again = int(account["read"]), 0
    if case and int(account["named"]) + int(account["blank"]) < read:
        again = read - int(account["named"]) - int(account["blank"])
        valid = _merged(valid, [*groups], [*stages, *exits])
    # DuckDB reads a nation's rows again for each question rather than hold them in memory. Spark
    # would plan every column anew for each step of each question; what it keeps goes to disk.
    rows_of_cases = _with_exit(valid, pathway, as_of, list(groups))
    cases = rows_of_cases if engine.name == "duckdb" else engine.kept(rows_of_cases)
    after = sum(int(account[f"a{k}"] or 0) for k in range(len(stages)))
    names = (*pathway.names, *_kinds(pathway))
    return Tables(
        cases, _lists_of(cases, len(stages), len(names)), _shape(pathway, as_of), names,
        _kinds(pathway), as_of, read, {"merged": again, AFTER: after},
    )  # fmt: skip


def _merged(rows: ibis.Table, groups: list[str], days: list[str]) -> ibis.Table:
    """Rows of one case as one; a row without a case is a case of its own."""
    named, blank = rows.filter(rows.case.notnull()), rows.filter(rows.case.isnull())
    least = {name: named[name].min() for name in (*groups, *days)}
    merged = named.group_by("case").aggregate(**least)
    return ibis.union(merged.drop("case"), blank.drop("case").select(*merged.drop("case").columns))


def _lists_of(cases: ibis.Table, n_stages: int, n_names: int) -> ibis.Table:
    """The packed events of wide cases: each stage's day, and the exit after them."""
    bits = bits_for(n_names)
    packed = [cases[f"s{k}"] * 2**bits + k for k in range(n_stages)]
    packed.append(cases.left_on * 2**bits + (cases.left - len(FIXED) + n_stages))
    return cases.select(x=ibis.array(packed).filter(lambda z: z.notnull()).sort())


def _with_exit(cases: ibis.Table, pathway: Pathway, as_of: date, kept: list[str]) -> ibis.Table:
    """`left` and `left_on`: the earliest exit, of one day the first named."""
    stages = [f"s{k}" for k in range(len(pathway.stages))]
    kinds = _kinds(pathway)
    if not pathway.exits:
        return cases.select(*kept, *stages, left=ibis.null("int64"), left_on=ibis.null("int64"))
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


def _flags(
    rows: ibis.Table, exits: Sequence[Exit], own_day: ibis.Value | None
) -> dict[str, ibis.Value]:
    """For exit k: `xk` 0 where the row says it (null where not), and `dk` the day it gives."""
    made: dict[str, ibis.Value] = {}
    for k, one in enumerate(exits):
        wanted = {" ".join(value.split()).casefold() for value in one.values}
        cell = rows[one.column].cast("string").re_replace(r"\s+", " ").strip().lower()
        says = cell.isin(sorted(wanted)).fill_null(ibis.literal(value=False))
        made[f"x{k}"] = ibis.ifelse(says, 0, ibis.null("int64"))
        day = _day(rows, one.date_column) if one.date_column else own_day
        known = ibis.null("int64") if day is None else ibis.ifelse(says, day, ibis.null("int64"))
        made[f"d{k}"] = known
    return made


def _day(rows: ibis.Table, name: str) -> ibis.IntegerValue:
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


def _group(rows: ibis.Table, name: str) -> ibis.Value:
    cell = rows[name].cast("string")
    return ibis.ifelse(cell.strip() == "", ibis.null("string"), cell).fill_null(BLANK)


def _shape(pathway: Pathway, as_of: date) -> Shape:
    n_codes = len(FIXED) + len(_kinds(pathway))
    return Shape(len(pathway.groups), len(pathway.stages), day_number(as_of), n_codes)


def _kinds(pathway: Pathway) -> tuple[str, ...]:
    return tuple(sorted({one.kind for one in pathway.exits}))


def _last(found: pl.DataFrame) -> date:
    """The latest day that is not ahead of today."""
    today = day_number(date.today())  # noqa: DTZ011  (a guard against years such as 2219)
    days = found.get_column("last").drop_nulls()
    plausible = days.filter(days <= today)
    if plausible.len() == 0:
        raise Refused("No day of the data is readable and past", next_step="give --as-of")
    return day_of(int(plausible.max()))  # type: ignore[arg-type]


def _check(rows: ibis.Table, pathway: Pathway) -> None:
    there = rows.columns
    wanted = [pathway.case, *pathway.groups, pathway.activity or "", pathway.time or ""]
    wanted += [name or "" for one in pathway.exits for name in (one.column, one.date_column)]
    if pathway.shape == "wide":
        wanted += [s.column for s in pathway.stages if not {s.column, *s.aliases} & set(there)]
    for name in wanted:
        if name and name not in there:
            raise Refused(
                "A column is named that is not in the file", found=name,
                next_step="choose one of: " + ", ".join(there[:40]),
            )  # fmt: skip
