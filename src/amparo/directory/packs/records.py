"""From rows of a data file to records, with every field's name and type looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")
Row = dict[str, Any]


def make(
    kind: type[Kind], rows: Sequence[Row], where: str, problems: list[str]
) -> tuple[Kind, ...]:
    """One record a row; rows that cannot be read are left out, and told of in `problems`."""
    made = []
    for n, row in enumerate(rows, start=1):
        wrong = wrongs(kind, row)
        problems += [f"{where} row {n}{_named(row)}: {what}" for what in wrong]
        if not wrong:
            made.append(kind(**{name: _frozen(value) for name, value in row.items()}))
    return tuple(made)


def wrongs(kind: type[Any], row: Row) -> list[str]:
    """What is missing, unknown, or of the wrong type in a row."""
    needed, hints = _needed(kind), _hints(kind)
    found = [f"no {name}" for name in sorted(needed - row.keys())]
    found += [f"{name} is unknown" for name in sorted(row.keys() - hints.keys())]
    for name in sorted(row.keys() & hints.keys()):
        value = row[name]
        if not _fits(value, hints[name]):
            found.append(f"{name} is {type(value).__name__}, not {_said(hints[name])}")
        elif name in needed and value == "" and name != "parent":
            found.append(f"{name} is empty")
    return found


def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _needed(kind: type[Any]) -> frozenset[str]:
    return frozenset(
        f.name
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    )


def _named(row: Row) -> str:
    name = row.get("code") or row.get("key") or row.get("id") or row.get("name") or ""
    return f" ({name})" if name else ""


def _fits(value: Any, hint: Any) -> bool:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return any(_fits(value, one) for one in inside)
    if origin is tuple:
        return isinstance(value, list | tuple) and all(_fits(one, inside[0]) for one in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_fits(one, inside[1]) for one in value.values())
    # A bool is an int and a datetime a date to Python; neither is to a reader of law.
    return type(value) is hint


def _said(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint)) if get_origin(hint) is None else str(hint)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
