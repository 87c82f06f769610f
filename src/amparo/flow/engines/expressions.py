"""The counts pass as Ibis expressions: written once, run by every engine that Ibis speaks to.

Days are whole numbers since 1970-01-01, so that no engine's own idea of a difference of dates comes
in. The events of a case are one sorted list of numbers, day and activity in one: no engine needs an
ordered aggregate, and what happens on one day stands in the order of the pathway everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis


@dataclass(frozen=True)
class Shape:
    """The columns of a table of cases: groups `g0` …, stages `s0` …, `left` (a code) and `left_on`
    where there are exits.

    Units: stages and `left_on` are days since 1970-01-01.
    """

    n_groups: int
    n_stages: int
    as_of: int
    n_codes: int
    has_exits: bool

    @property
    def groups(self) -> list[str]:
        """The group columns."""
        return [f"g{k}" for k in range(self.n_groups)]

    @property
    def n_cells(self) -> int:
        """How many pairs of step and code there are: a packed cell is of `n_cells` by days."""
        return (self.n_stages - 1) * self.n_codes

    @property
    def n_ways(self) -> int:
        """How many pairs of step and way, in or out, there are."""
        return (self.n_stages - 1) * 2


def case_lists(
    events: ibis.Table, groups: Sequence[str], more: dict[str, ibis.Value], *, some_null: bool
) -> ibis.Table:
    """One row a case: its groups, `x`, and what `more` works out.

    Shapes: `events` has `case`, the groups and `x`, the packed event: day << bits | activity;
    `some_null` where some of those are null, which are in no list.
    """
    gathered = events.group_by("case").aggregate(
        **{name: events[name].min() for name in groups},
        **more,
        x=events.x.collect(include_null=not some_null),
    )
    return gathered.mutate(x=gathered.x.sort())


def with_stages(lists: ibis.Table, own: Sequence[Sequence[int]], bits: int) -> ibis.Table:
    """The lists with `s0` …: the first day of any of each stage's own activities, null without.

    A list is in order, so the first place of an activity is its earliest day: looking it up there
    takes a third of the time of a minimum for each stage.
    """
    mask = (1 << bits) - 1
    coded = lists.mutate(v=lists.x.map(lambda z: z & mask))
    wanted = sorted({code for codes in own for code in codes})
    placed = coded.mutate(**{f"p{code}": coded.v.index(code).cast("int32") for code in wanted})
    days = {
        code: ibis.ifelse(
            placed[f"p{code}"] >= 0,
            placed.x[placed[f"p{code}"]] >> bits,
            ibis.null(placed.x.type().value_type),
        )
        for code in wanted
    }
    first = {}
    for k, codes in enumerate(own):
        some = [days[code] for code in codes] or [ibis.null("int64")]
        first[f"s{k}"] = some[0] if len(some) == 1 else ibis.least(*some)
    return placed.select(*lists.columns, **first)


def steps(cases: ibis.Table, shape: Shape) -> ibis.Table:
    """`g…, cell, n` by the counting rules of docs/methods.md.

    A cell is one number, so that an engine groups by one key besides the groups and not by three:
    (days + 1) · `n_cells` + step · `n_codes` + code, where no days are −1.
    """
    parts = [_step(cases, shape, index) for index in range(shape.n_stages - 1)]
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return together.group_by([*shape.groups, "cell"]).aggregate(n=together.count())


def _step(cases: ibis.Table, shape: Shape, index: int) -> ibis.Table:
    start, to = cases[f"s{index}"], cases[f"s{index + 1}"]
    later = [cases[f"s{k}"].notnull() for k in range(index + 2, shape.n_stages)]
    skipped = ibis.or_(*later) if later else ibis.literal(value=False)

    def cell(days: ibis.Value | int, code: ibis.Value | int) -> ibis.Value:
        wide = days.cast("int64") if isinstance(days, ibis.Value) else ibis.literal(days, "int64")
        return (wide + 1) * shape.n_cells + (code + index * shape.n_codes)

    gone = []
    if shape.has_exits:
        days = ibis.greatest(cases.left_on - start, 0)
        gone = [(cases.left.notnull(), cell(days, cases.left))]
    cells = ibis.cases(
        (to < start, cell(-1, 0)),
        (to.notnull(), cell(to - start, 1)),
        *gone,
        (skipped, cell(shape.as_of - start, 3)),
        else_=cell(shape.as_of - start, 2),
    )
    return cases.filter(start.notnull()).select(*shape.groups, cell=cells)


def reached(cases: ibis.Table, shape: Shape) -> ibis.Table:
    """`g…, n_all, n0 …`: how many cases, and how many with a day for each stage."""
    there = {f"n{k}": cases[f"s{k}"].count() for k in range(shape.n_stages)}
    counted = {"n_all": cases.count(), **there}
    if not shape.n_groups:
        return cases.aggregate(**counted)
    return cases.group_by(shape.groups).aggregate(**counted)


def days(cases: ibis.Table, shape: Shape) -> ibis.Table:
    """`cell, n`: how many came into each step, and left it, on each day.

    A cell is day · `n_ways` + 2 · step, and one more for those who left.
    """
    parts = []
    for index in range(shape.n_stages - 1):
        start, to = cases[f"s{index}"], cases[f"s{index + 1}"]
        entered = cases.filter(start.notnull())
        parts.append(entered.select(cell=start.cast("int64") * shape.n_ways + 2 * index))
        went, gone = ibis.greatest(start, to), to.notnull()
        if shape.has_exits:
            left = ibis.greatest(start, cases.left_on)
            went, gone = ibis.ifelse(gone, went, left), gone | cases.left.notnull()
        out = entered.filter(gone)
        parts.append(out.select(cell=went.cast("int64") * shape.n_ways + (2 * index + 1)))
    together = ibis.union(*parts)
    return together.group_by("cell").aggregate(n=together.count())


def follows(lists: ibis.Table, bits: int) -> ibis.Table:
    """`a, b, days, n`: how often activity b directly followed activity a, by days between."""
    mask = (1 << bits) - 1
    some = lists.filter(lists.x.length() > 1)
    at = some.select("x", at=ibis.range(1, some.x.length()).unnest())
    pairs = at.select(one=at.x[at["at"] - 1], two=at.x[at["at"]])
    coded = pairs.select(
        a=pairs.one & mask, b=pairs.two & mask, days=(pairs.two >> bits) - (pairs.one >> bits)
    )
    return coded.group_by(["a", "b", "days"]).aggregate(n=coded.count())


def variants(lists: ibis.Table, bits: int) -> ibis.Table:
    """`v, days, n`: how many cases had each order of activities, by days from first to last."""
    mask = (1 << bits) - 1
    some = lists.filter(lists.x.length() > 0)
    coded = some.select(
        v=some.x.map(lambda z: z & mask),
        days=(some.x[some.x.length() - 1] >> bits) - (some.x[0] >> bits),
    )
    return coded.group_by(["v", "days"]).aggregate(n=coded.count())


def paths(lists: ibis.Table, bits: int, until: int) -> ibis.Table:
    """`v, done, days, n`: the order of activities; days from the first to the last, or so far."""
    mask = (1 << bits) - 1
    some = lists.filter(lists.x.length() > 0)
    last = ibis.ifelse(some.done, (some.x[some.x.length() - 1] >> bits).cast("int64"), until)
    coded = some.select("done", v=some.x.map(lambda z: z & mask), days=last - (some.x[0] >> bits))
    return coded.group_by(["v", "done", "days"]).aggregate(n=coded.count())


def ends(lists: ibis.Table, bits: int) -> ibis.Table:
    """`a, b, done, n`: how many cases began with activity a and have b as the last, so far."""
    mask = (1 << bits) - 1
    some = lists.filter(lists.x.length() > 0)
    coded = some.select("done", a=some.x[0] & mask, b=some.x[some.x.length() - 1] & mask)
    return coded.group_by(["a", "b", "done"]).aggregate(n=coded.count())


def activities(lists: ibis.Table, bits: int) -> ibis.Table:
    """`a, n, n_cases`: how often each activity was, and in how many cases."""
    mask = (1 << bits) - 1
    some = lists.filter(lists.x.length() > 0)
    coded = some.select(v=some.x.map(lambda z: z & mask))
    every = coded.select(a=coded.v.unnest(), one=ibis.literal(0, "int64"))
    once = coded.select(a=coded.v.unique().unnest(), one=ibis.literal(1, "int64"))
    both = ibis.union(every, once)
    return both.group_by("a").aggregate(
        n=both.count(where=both.one == 0), n_cases=both.count(where=both.one == 1)
    )


def cases_of_pairs(lists: ibis.Table, bits: int) -> ibis.Table:
    """`a, b, n`: in how many cases activity b directly followed activity a."""
    mask = (1 << bits) - 1
    some = lists.filter(lists.x.length() > 1)
    coded = some.select(v=some.x.map(lambda z: (z & mask).cast("int64")))
    following = ibis.range(1, coded.v.length()).map(
        lambda at: (coded.v[at - 1] << bits) | coded.v[at]
    )
    pairs = coded.select(pair=following.unique().unnest())
    counted = pairs.group_by("pair").aggregate(n=pairs.count())
    return counted.select(a=counted.pair >> bits, b=counted.pair & mask, n=counted.n)
