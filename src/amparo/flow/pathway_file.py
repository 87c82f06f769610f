"""The pathway as a file: TOML, with comments for the person who edits it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from amparo.errors import Refused
from amparo.flow.pathway import SHAPES, Exit, Pathway, Stage
from amparo.flow.reading import SuggestedExit

KEYS = (
    "case", "unit", "shape", "activity", "time", "as_of", "date_order", "groups", "stage", "exit",
)  # fmt: skip
STAGE_KEYS = ("name", "column", "aliases")
EXIT_KEYS = ("kind", "column", "values", "date_column")
ORDERS = ("day-first", "month-first")


def read(place: Path) -> Pathway:
    """Read a pathway file. Raises: Refused that names the line, or the entry to mend."""
    try:
        content = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise Refused("There is no such pathway file", where=place.name) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("The pathway file cannot be read", where=place.name) from error
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            "The pathway file is not well-formed", found=str(error), where=place.name,
            next_step="save a fresh one with --save-pathway and edit that",
        ) from error  # fmt: skip
    return _pathway(content, place.name)


def _pathway(content: Mapping[str, Any], where: str) -> Pathway:
    _known(content, KEYS, where)
    shape = _text(content, "shape", where, "wide")
    if shape not in SHAPES:
        raise Refused("shape is one of: " + ", ".join(SHAPES), found=shape, where=where)
    order = _text(content, "date_order", where, "") or None
    if order is not None and order not in ORDERS:
        raise Refused("date_order is one of: " + ", ".join(ORDERS), found=order, where=where)
    return Pathway(
        case=_text(content, "case", where, ""),
        stages=tuple(_stage(item, where) for item in _blocks(content, "stage", where)),
        shape=shape,
        unit=_text(content, "unit", where, "case"),
        activity=_text(content, "activity", where, "") or None,
        time=_text(content, "time", where, "") or None,
        exits=tuple(_exit(item, where) for item in _blocks(content, "exit", where)),
        groups=_texts(content, "groups", where),
        as_of=_day(content.get("as_of"), where),
        date_order=order,
    )


def _stage(item: Mapping[str, Any], where: str) -> Stage:
    _known(item, STAGE_KEYS, where)
    name = _text(item, "name", where)
    return Stage(name, _text(item, "column", where, name), _texts(item, "aliases", where))


def _exit(item: Mapping[str, Any], where: str) -> Exit:
    _known(item, EXIT_KEYS, where)
    values = _texts(item, "values", where)
    if not values:
        raise Refused("An [[exit]] names the values that mean it", where=where)
    day = _text(item, "date_column", where, "") or None
    return Exit(_text(item, "kind", where), _text(item, "column", where), values, day)


def _day(found: Any, where: str) -> date | None:
    if found is None or type(found) is date:
        return found
    try:
        return date.fromisoformat(str(found))
    except ValueError as error:
        raise Refused(
            "as_of is a day", found=str(found), where=where,
            next_step="write it as: as_of = 2024-12-31",
        ) from error  # fmt: skip


def _known(item: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    if unknown := sorted(set(item) - set(keys)):
        raise Refused(
            "The pathway file has a key that means nothing here", found=", ".join(unknown),
            where=where, next_step="known here are: " + ", ".join(keys),
        )  # fmt: skip


def _blocks(content: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    found = content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Refused(f"Each {key} is a block under [[{key}]]", where=where)
    return found


def _text(item: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    found = item.get(key, default)
    if not isinstance(found, str):
        shown = "nothing" if found is None else repr(found)
        raise Refused(f"{key} is a text in quotes", found=shown, where=where)
    return found


def _texts(item: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = item.get(key, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise Refused(
            f"{key} is a list of texts", found=repr(found), where=where,
            next_step=f'write it as: {key} = ["one", "two"]',
        )  # fmt: skip
    return tuple(found)


def text_of(path: Pathway, suggested: Sequence[SuggestedExit]) -> str:
    """The text of the file; suggested exits stand in it commented out."""
    lines = [
        "# How amparo diagnose understands the file. Edit it, then use it with --pathway.",
        "",
        "# case: the column that names it; empty: each row counts as one. unit: what counts.",
        f"case = {_quoted(path.case)}",
        f"unit = {_quoted(path.unit)}",
        "# wide: a date column for each stage; long: a row for each event",
        f"shape = {_quoted(path.shape)}",
    ]
    if path.shape == "long":
        lines += [
            f"activity = {_quoted(path.activity or '')}",
            f"time = {_quoted(path.time or '')}",
        ]
    if path.as_of:
        lines.append(f"as_of = {path.as_of.isoformat()}  # later dates count as not there")
    if path.date_order:
        lines.append(f"date_order = {_quoted(path.date_order)}")
    lines.append(f"groups = {_listed(path.groups)}  # columns to compare by")
    lines += ["", "# The stages, in order. Delete, rename or reorder them."]
    for stage in path.stages:
        lines += ["[[stage]]", f"name = {_quoted(stage.name)}", f"column = {_quoted(stage.column)}"]
        if stage.aliases:
            lines.append(f"aliases = {_listed(stage.aliases)}")
        lines.append("")
    lines.append("# Exits: values that mean the case left. date_column says when, where known.")
    for exit_ in path.exits:
        lines += _exit_lines(exit_.kind, exit_.column, exit_.values, exit_.date_column)
    if suggested:
        lines.append("# Values whose words sound like an exit. Take the # away to use one.")
    for one in suggested:
        lines += ["# " + t for t in _exit_lines(one.kind, one.column, one.values, None) if t] + [""]
    return "\n".join(lines) + "\n"


def _exit_lines(
    kind: str, column: str, values: Sequence[str], date_column: str | None
) -> list[str]:
    lines = ["[[exit]]", f"kind = {_quoted(kind)}", f"column = {_quoted(column)}"]
    lines.append(f"values = {_listed(values)}")
    if date_column:
        lines.append(f"date_column = {_quoted(date_column)}")
    return [*lines, ""]


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    printable = "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)
    return f'"{printable}"'


def _listed(values: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(value) for value in values) + "]"
