"""The counts of several places as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.counted import Counts
from amparo.flow.counts.steps import CELL, added_up
from amparo.flow.findings import Assumption


def put_together(*places: Counts) -> Counts:
    """One table of counts; a group that only some counted by is left out, and that is said.

    Days are counted from each place's own as-of day, so places of different days add up; the day of
    the whole is the latest.
    Raises: Refused where stages or units differ.
    """
    first = places[0]
    if len(places) == 1:
        return first
    for other in places[1:]:
        _same(first, other, "stages", first.stages, other.stages)
        _same(first, other, "the unit counted", (first.unit,), (other.unit,))
    shared = [g for g in first.pathway.groups if all(g in p.pathway.groups for p in places)]
    columns = [first.column_of(group) for group in shared]
    notes = []
    if lost := sorted({g for p in places for g in p.pathway.groups} - set(shared)):
        notes.append(Assumption("groups left out", ", ".join(lost), "not every place counted them"))
    days = sorted({p.as_of for p in places})
    if len(days) > 1:
        why = "each place's cases are followed to a day of its own"
        notes.append(Assumption("as-of days", f"{days[0]} to {days[-1]}", why))
    exits = tuple(
        {(e.kind, e.column, e.values): e for p in places for e in p.pathway.exits}.values()
    )
    return replace(
        first,
        pathway=replace(first.pathway, groups=tuple(shared), exits=exits),
        as_of=days[-1],
        steps=added_up(pl.concat([_only(p.steps, columns, CELL) for p in places]),
                       [*columns, *CELL]),
        reached=added_up(pl.concat([_only(p.reached, columns, ("stage",)) for p in places]),
                         [*columns, "stage"]),
        days=added_up(pl.concat([p.days for p in places]), ["step", "way", "day"]),
        source=", ".join(dict.fromkeys(p.source for p in places)),
        assumptions=tuple(dict.fromkeys([*(a for p in places for a in p.assumptions), *notes])),
        findings=tuple(f for p in places for f in p.findings),
        fewest=max(p.fewest for p in places),
        withheld=sum(p.withheld for p in places),
        ledger=None,
    )  # fmt: skip


def by_groups(counts: Counts, groups: Sequence[str]) -> Counts:
    """The counts by these of their groups only. Raises: Refused for what is not counted by."""
    columns = [counts.column_of(group) for group in groups]
    return replace(
        counts,
        pathway=replace(counts.pathway, groups=tuple(groups)),
        steps=added_up(_only(counts.steps, columns, CELL), [*columns, *CELL]),
        reached=added_up(_only(counts.reached, columns, ("stage",)), [*columns, "stage"]),
    )


def _only(cells: pl.DataFrame, columns: Sequence[str], keys: Sequence[str]) -> pl.DataFrame:
    return cells.select(*columns, *keys, "n")


def _same(one: Counts, other: Counts, what: str, a: Sequence[str], b: Sequence[str]) -> None:
    if a != b:
        raise Refused(
            f"These counts cannot be put together: {what} differ",
            found=f"{one.source}: {', '.join(a)}; {other.source}: {', '.join(b)}",
            next_step="count both files with the same pathway file (--pathway)",
        )
