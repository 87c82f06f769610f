"""The counts pass as Ibis expressions: written once, run by every engine that Ibis speaks to.

Days are whole numbers since 1970-01-01, so that no engine's own idea of a difference of dates comes
in. The events of a case are one sorted list of numbers, day and activity in one: no engine needs an
ordered aggregate, and what happens on one day stands in the order of the pathway everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis

CAME, WENT = "in", "out"


@dataclass(frozen=True)
class Shape:
    """The columns of a table of cases: groups `g0` …, stages `s0` …, `left` (a code) and `left_on`.

    Units: stages and `left_on` are days since 1970-01-01.
    """

    n_groups: int
    n_stages: int
    as_of: int

    @property
    def groups(self) -> list[str]:
        """The group columns."""
        return [f"g{k}" for k in range(self.n_groups)]


def case_lists(
    events: ibis.Table, groups: Sequence[str], more: dict[str, ibis.Value]
) -> ibis.Table:
    """One row a case: its groups, `x`, and what `more` works out.

    Shapes: `events` has `case`, the groups and `x`, the packed event: day << bits | activity.
    """
    gathered = events.group_by("case").aggregate(
        **{name: events[name].min() for name in groups}, **more, x=events.x.collect()
    )
    return gathered.mutate(x=gathered.x.sort())


def first_day(x: ibis.IntegerColumn, codes: Sequence[int], bits: int) -> ibis.IntegerValue:
    """The first day of any of these activities among packed events; null where there is none."""
    if not codes:
        return ibis.null("int64")
    return x.min(where=(x & ((1 << bits) - 1)).isin(list(codes))).cast("int64") >> bits


def steps(cases: ibis.Table, shape: Shape) -> ibis.Table:
    """`g…, step, code, days, n` by the counting rules of docs/methods.md."""
    parts = [_step(cases, shape, index) for index in range(shape.n_stages - 1)]
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return together.group_by([*shape.groups, "step", "code", "days"]).aggregate(n=together.count())


def _step(cases: ibis.Table, shape: Shape, index: int) -> ibis.Table:
    start, to = cases[f"s{index}"], cases[f"s{index + 1}"]
    later = [cases[f"s{k}"].notnull() for k in range(index + 2, shape.n_stages)]
    skipped = ibis.or_(*later) if later else ibis.literal(value=False)
    gap = to - start
    code = ibis.cases(
        (to.notnull() & (gap < 0), 0),
        (to.notnull(), 1),
        (cases.left.notnull(), cases.left),
        (skipped, 3),
        else_=2,
    )
    days = ibis.cases(
        (to.notnull() & (gap < 0), ibis.null("int64")),
        (to.notnull(), gap),
        (cases.left.notnull(), ibis.greatest(cases.left_on - start, 0)),
        else_=ibis.literal(shape.as_of, "int64") - start,
    )
    return cases.filter(start.notnull()).select(
        *shape.groups,
        step=ibis.literal(index, "int32"),
        code=code.cast("int32"),
        days=days.cast("int64"),
    )


def reached(cases: ibis.Table, shape: Shape) -> ibis.Table:
    """`g…, n_all, n0 …`: how many cases, and how many with a day for each stage."""
    there = {f"n{k}": cases[f"s{k}"].count() for k in range(shape.n_stages)}
    counted = {"n_all": cases.count(), **there}
    if not shape.n_groups:
        return cases.aggregate(**counted)
    return cases.group_by(shape.groups).aggregate(**counted)


def days(cases: ibis.Table, shape: Shape) -> ibis.Table:
    """`step, way, day, n`: how many came into each step and left it on each day."""
    parts = []
    for index in range(shape.n_stages - 1):
        start, to = cases[f"s{index}"], cases[f"s{index + 1}"]
        entered = cases.filter(start.notnull())
        went = ibis.cases(
            (to.notnull(), ibis.greatest(start, to)),
            (cases.left.notnull(), ibis.greatest(start, cases.left_on)),
            else_=ibis.null("int64"),
        )
        step = ibis.literal(index, "int32")
        parts.append(entered.select(step=step, way=ibis.literal(CAME), day=start))
        gone = entered.select(step=step, way=ibis.literal(WENT), day=went)
        parts.append(gone.filter(gone.day.notnull()))
    together = ibis.union(*parts)
    return together.group_by(["step", "way", "day"]).aggregate(n=together.count())


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
        v=some.x.map(lambda z: z & mask), days=(some.x.maxs() >> bits) - (some.x.mins() >> bits)
    )
    return coded.group_by(["v", "days"]).aggregate(n=coded.count())
