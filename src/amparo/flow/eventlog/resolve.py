"""What was given and what is guessed, put together into one pathway for one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from amparo.errors import Refused
from amparo.flow.pathway import Exit, Pathway, Stage
from amparo.flow.reading import Guess, Table, guess

RESERVED = ("case", "exit", "exit_on", "row")


@dataclass(frozen=True)
class Given:
    """What the caller named; nothing means that the pathway or the data decides.

    A person who wrote a file or a command may have misspelt an activity: `typed` then refuses one
    that the log does not hold. A program that asks about a log may know stages nobody has reached.
    """

    case: str | None = None
    stages: Mapping[str, str] | None = None
    activity: str | None = None
    time: str | None = None
    groups: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()
    as_of: date | None = None
    date_order: str | None = None
    pathway: Pathway | None = None
    typed: bool = False


def resolve(table: Table, given: Given) -> tuple[Pathway, Guess]:
    """The whole pathway, and the guess whose dates and notes go with it.

    Raises: Refused for a name that the table does not have, with the names that it has.
    """
    path = given.pathway
    if path is not None:
        given = replace(
            given,
            case=path.case if given.case is None else given.case,
            activity=given.activity or path.activity,
            time=given.time or path.time,
            groups=given.groups or path.groups,
            exits=given.exits or path.exits,
            as_of=given.as_of or path.as_of,
            date_order=given.date_order or path.date_order,
        )
    keep = path is not None and not given.stages
    stages = _columns_of(table, path) if path is not None and keep else given.stages
    found = guess(
        table, case=given.case or None, stages=stages, activity=given.activity,
        time=given.time, as_of=given.as_of, order=given.date_order,
    )  # fmt: skip
    resolved = Pathway(
        case=found.case if given.case is None else given.case,
        stages=path.stages if path is not None and keep else _stages_of(found, given),
        shape=found.shape,
        unit=path.unit if path is not None else found.unit,
        activity=found.activity,
        time=found.time,
        exits=given.exits,
        groups=tuple(dict.fromkeys(given.groups)),
        as_of=found.as_of,
        date_order=given.date_order,
    )
    _check(table, resolved)
    if given.typed and resolved.activity:
        _check_activities(table, resolved, resolved.activity)
    return resolved, found


def _columns_of(table: Table, path: Pathway) -> dict[str, str]:
    """For each stage the first of its names that the table has."""
    if path.shape == "long":
        return {stage.name: stage.column for stage in path.stages}
    there = table.frame.columns
    chosen = {}
    for stage in path.stages:
        names = [name for name in (stage.column, *stage.aliases) if name in there]
        if not names:
            raise _absent(f"stage “{stage.name}” names a column", stage.column, table)
        chosen[stage.name] = names[0]
    return chosen


def _stages_of(found: Guess, given: Given) -> tuple[Stage, ...]:
    """The guessed stages; a guessed name that the log needs for itself is made another."""
    return tuple(
        Stage(f"{name} date" if name in RESERVED and not given.stages else name, column)
        for name, column in found.stages
    )


def _check(table: Table, path: Pathway) -> None:
    if clash := set(RESERVED) & set(path.names):
        raise Refused(
            "A stage may not be called", found=", ".join(sorted(clash)),
            next_step="give it another name",
        )  # fmt: skip
    there = table.frame.columns
    wanted = [path.case, *path.groups]
    wanted += [name or "" for one in path.exits for name in (one.column, one.date_column)]
    for name in wanted:
        if name and name not in there:
            raise _absent("a column is named", name, table)


def _check_activities(table: Table, path: Pathway, activity: str) -> None:
    there = table.frame.get_column(activity).drop_nulls().cast(pl.String).value_counts(sort=True)
    names = there.get_column(activity).to_list()
    for stage in path.stages:
        if not {stage.column, *stage.aliases} & set(names):
            raise Refused(
                f"Stage “{stage.name}” names an activity that is not in the file",
                found=stage.column, where=table.source,
                next_step="choose one of: " + ", ".join(names[:40]),
            )  # fmt: skip


def _absent(what: str, name: str, table: Table) -> Refused:
    there: Sequence[str] = table.frame.columns
    listed = ", ".join(there[:40]) + (" …" if len(there) > 40 else "")
    return Refused(
        f"{what[0].upper()}{what[1:]} that is not in the file", found=name, where=table.source,
        next_step=f"choose one of: {listed}",
    )  # fmt: skip
