"""From rows as they stand, or a log in memory, to the tables that the pass counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import ibis
import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.steps import FIXED, kinds_of
from amparo.flow.engines import columns
from amparo.flow.engines.columns import Words, coded_groups, day_number, day_of, days_of, with_exit
from amparo.flow.engines.expressions import Shape, case_lists, with_stages
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.events import coded_as, in_order, place_of
from amparo.flow.pathway import Pathway

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine

NO_CASE, NO_DAY, AFTER = "no_case", "no_day", "after"


@dataclass(frozen=True)
class Tables:
    """What an engine holds of a log: `cases` (see Shape), and `lists` of their packed events.

    `names` are the activities by code, `kinds` the exits by code from `len(FIXED)`, `words` the
    values of each group by code; `read` and the reasons of `set_aside` are counts of rows.
    """

    cases: ibis.Table
    lists: ibis.Table
    shape: Shape
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    as_of: date
    read: int
    set_aside: dict[str, int]

    @property
    def bits(self) -> int:
        """How many bits of a packed event hold its activity."""
        return bits_for(len(self.names))

    @property
    def finished_lists(self) -> ibis.Table:
        """The lists of a file with `done`: whether a case has left, or reached the last stage."""
        if "done" in self.lists.columns:
            return self.lists
        return self.lists.select("x", done=_done(self.lists, self.shape.n_stages))


def bits_for(n_activities: int) -> int:
    """Enough bits for so many activities."""
    return max(1, (n_activities - 1).bit_length())


def of_log(engine: Engine, log: EventLog, by: Sequence[str]) -> Tables:
    """A log in memory as tables of the engine."""
    kinds = kinds_of(log)
    number = {kind: len(FIXED) + place for place, kind in enumerate(kinds)}
    days = [
        pl.col(name).to_physical().cast(pl.Int64).alias(f"s{k}")
        for k, name in enumerate(log.stages)
    ]
    groups = [Words.of(log.frame.get_column(log.column_of(name)).unique().to_list()) for name in by]
    cases = log.frame.select(
        *(
            pl.col(log.column_of(name))
            .replace_strict(known.code, default=known.blank, return_dtype=pl.Int32)
            .alias(f"g{k}")
            for k, (name, known) in enumerate(zip(by, groups, strict=True))
        ),
        *days,
        pl.col(EXIT).replace_strict(number, default=None, return_dtype=pl.Int64).alias("left"),
        pl.col(EXIT_ON).to_physical().cast(pl.Int64).alias("left_on"),
    )
    events = log.events()
    names = in_order(events.get_column("activity").unique().to_list(), place_of(log))
    packed = packed_events(events, coded_as(names), bits_for(len(names)))
    shape = Shape(
        len(by), len(log.stages), day_number(log.as_of), len(FIXED) + len(kinds), has_exits=True
    )
    lists = engine.kept(case_lists(engine.given(packed), (), {}, some_null=True))
    return Tables(
        engine.given(cases),
        lists,
        shape,
        tuple(names),
        tuple(kinds),
        tuple(known.words for known in groups),
        log.as_of,
        log.n,
        {},
    )


def packed_events(events: pl.DataFrame, code: pl.Expr, bits: int) -> pl.DataFrame:
    """`case` and `x`, day and activity in one number."""
    day = pl.col("day").to_physical().cast(pl.Int64)
    return events.select("case", (day * 2**bits + code).alias("x"))


def finished(log: EventLog) -> pl.Expr:
    """Whether a case has left, or reached the last stage."""
    return pl.col(EXIT).is_not_null() | pl.col(log.stages[-1]).is_not_null()


def of_rows(engine: Engine, rows: ibis.Table, pathway: Pathway) -> Tables:
    """Rows of a tidy file as tables of the engine: its dates are dates, or written year-month-day.

    As in a log read into memory: the earliest day of a stage counts, days after the as-of day do
    not, rows of nobody are set aside; a group is the least of a case's values, blank where none.
    Raises: Refused for a column that is not there, or an as-of day that nothing tells.
    """
    columns.check(rows, pathway)
    if pathway.shape == "long":
        return _of_events(engine, rows, pathway)
    return _of_wide_rows(engine, rows, pathway)


def _of_events(engine: Engine, rows: ibis.Table, pathway: Pathway) -> Tables:
    said, day = rows[pathway.activity or ""].cast("string"), days_of(rows, pathway.time or "")
    groups = {f"g{k}": rows[name].cast("string") for k, name in enumerate(pathway.groups)}
    exits = columns.flags(rows, pathway.exits, day)
    known = rows.select(case=rows[pathway.case], activity=said, day=day, **groups, **exits)
    found = engine.frame(
        known.group_by("activity", *groups).aggregate(
            n=known.count(),
            no_case=known.case.isnull().sum(),
            no_day=(known.case.notnull() & known.day.isnull()).sum(),
            first=known.day.min(),
            last=known.day.max(),
        )
    )
    as_of = pathway.as_of or last_day(found)
    account = {name: int(found.get_column(name).sum() or 0) for name in ("n", "no_case", "no_day")}
    ahead = known.filter(known.case.notnull() & (known.day > day_number(as_of)))
    some = (found.get_column("last") > day_number(as_of)).any()
    account["after"] = int(engine.frame(ahead.aggregate(n=ahead.count())).item()) if some else 0
    place = {name: at for at, s in enumerate(pathway.stages) for name in (s.column, *s.aliases)}
    there = found.get_column("activity").unique().to_list()
    names = in_order([name for name in there if name is not None], place)
    words = [Words.of(found.get_column(name).unique().to_list()) for name in groups]
    bits = bits_for(len(names))
    # A case whose events cannot be used is a case all the same, with nothing in its list.
    named = known.filter(known.case.notnull())
    activities = Words(tuple(names), {name: at for at, name in enumerate(names)})
    coded = coded_groups(engine, activities.joined(engine, named, "activity"), [*groups], words)
    usable = coded.activity.notnull() & (coded.day <= day_number(as_of))
    # Half the width where the days allow it: lists are sorted and kept in half the memory.
    first = found.get_column("first").min() or 0
    narrow = first * 2**bits >= -(2**31) and (day_number(as_of) + 1) * 2**bits <= 2**31
    number = "int32" if narrow else "int64"
    kept_day = ibis.ifelse(usable, coded.day, ibis.null("int64")).cast(number)
    events = coded.mutate(x=(kept_day * 2**bits + coded.activity).cast(number))
    # One table for both questions: each case once, with its list and the day of each stage.
    some_null = None in there or account["no_day"] + account["after"] > 0
    flagged = {name: events[name].min() for name in exits}
    lists = case_lists(events, list(groups), flagged, some_null=some_null)
    own = [
        [at for at, name in enumerate(names) if place.get(name) == k]
        for k in range(len(pathway.stages))
    ]
    staged = with_stages(lists, own, bits)
    cases = engine.kept(with_exit(staged, pathway, as_of, [*groups, "x"]))
    return Tables(
        cases, cases, _shape(pathway, as_of), tuple(names), columns.kinds_of(pathway),
        tuple(known.words for known in words), as_of, account.pop("n"), account,
    )  # fmt: skip


def _of_wide_rows(engine: Engine, rows: ibis.Table, pathway: Pathway) -> Tables:
    there = rows.columns
    groups = {f"g{k}": rows[name].cast("string") for k, name in enumerate(pathway.groups)}
    stages = {}
    for k, stage in enumerate(pathway.stages):
        own = [days_of(rows, name) for name in (stage.column, *stage.aliases) if name in there]
        stages[f"s{k}"] = own[0] if len(own) == 1 else ibis.least(*own)
    exits = columns.flags(rows, pathway.exits, None)
    case = {"case": rows[pathway.case]} if pathway.case else {}
    spelled = rows.select(**case, **groups, **stages, **exits)
    words = [
        Words.of(engine.frame(spelled.select(name).distinct()).get_column(name).to_list())
        for name in groups
    ]
    known = coded_groups(engine, spelled, list(groups), words)
    dated = [*stages, *(f"d{k}" for k, one in enumerate(pathway.exits) if one.date_column)]
    as_of = pathway.as_of or last_day(
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
    rows_of_cases = with_exit(valid, pathway, as_of, list(groups))
    cases = rows_of_cases if engine.name == "duckdb" else engine.kept(rows_of_cases)
    after = sum(int(account[f"a{k}"] or 0) for k in range(len(stages)))
    kinds = columns.kinds_of(pathway)
    names = (*pathway.names, *kinds)
    return Tables(
        cases, _lists_of(cases, len(stages), len(names)), _shape(pathway, as_of), names, kinds,
        tuple(known.words for known in words), as_of, read, {"merged": again, AFTER: after},
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
    if "left" in cases.columns:
        packed.append(cases.left_on * 2**bits + (cases.left - len(FIXED) + n_stages))
    events = ibis.array(packed).filter(lambda z: z.notnull()).sort()
    return cases.select(x=events, done=_done(cases, n_stages))


def _done(cases: ibis.Table, n_stages: int) -> ibis.BooleanValue:
    reached = cases[f"s{n_stages - 1}"].notnull()
    return reached | cases.left.notnull() if "left" in cases.columns else reached


def _shape(pathway: Pathway, as_of: date) -> Shape:
    n_codes = len(FIXED) + len(columns.kinds_of(pathway))
    return Shape(
        len(pathway.groups), len(pathway.stages), day_number(as_of), n_codes, bool(pathway.exits)
    )


def last_day(found: pl.DataFrame) -> date:
    """The latest day that is not ahead of today."""
    today = day_number(date.today())  # noqa: DTZ011  (a guard against years such as 2219)
    days = found.get_column("last").drop_nulls()
    plausible = days.filter(days <= today)
    if plausible.len() == 0:
        raise Refused("No day of the data is readable and past", next_step="give --as-of")
    return day_of(int(plausible.max()))  # type: ignore[arg-type]
