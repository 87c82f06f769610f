"""The pathway: which column names the case, its stages in order, and how cases leave."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from amparo.errors import Refused
from amparo.flow.reading import Guess, SuggestedExit

SHAPES = ("wide", "long")


@dataclass(frozen=True)
class Stage:
    """A point that cases reach: a date column (wide), or one or more activities (long)."""

    name: str
    column: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exit:
    """How cases leave the path: a column holding one of these values; dated by another column."""

    kind: str
    column: str
    values: tuple[str, ...]
    date_column: str | None = None


@dataclass(frozen=True)
class Pathway:
    """Everything that says how a file is to be understood; a TOML file keeps it for editing."""

    case: str
    stages: tuple[Stage, ...]
    shape: str = "wide"
    unit: str = "case"
    activity: str | None = None
    time: str | None = None
    exits: tuple[Exit, ...] = ()
    groups: tuple[str, ...] = ()
    as_of: date | None = None
    date_order: str | None = None

    def __post_init__(self) -> None:
        names = [stage.name for stage in self.stages]
        if len(names) < 2:
            raise Refused("A pathway needs two stages or more", found=str(len(names)))
        if len(set(names)) < len(names):
            raise Refused("Two stages have the same name", next_step="name each stage once")

    @property
    def names(self) -> tuple[str, ...]:
        """The stages' names, in order."""
        return tuple(stage.name for stage in self.stages)

    @classmethod
    def of(cls, guessed: Guess, *, groups: Sequence[str] = ()) -> Pathway:
        """The pathway that a guess amounts to; suggested exits stay out."""
        return cls(
            case=guessed.case,
            stages=tuple(Stage(name, column) for name, column in guessed.stages),
            shape=guessed.shape,
            unit=guessed.unit,
            activity=guessed.activity,
            time=guessed.time,
            groups=tuple(groups),
            as_of=guessed.as_of,
        )

    @classmethod
    def read(cls, path: str | Path) -> Pathway:
        """Read a pathway file. Raises Refused that names the line or the entry to mend."""
        place = Path(path)
        try:
            content = tomllib.loads(place.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise Refused("There is no such pathway file", where=place.name) from error
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("The pathway file cannot be read", where=place.name) from error
        except tomllib.TOMLDecodeError as error:
            raise Refused(
                "The pathway file is not well-formed", found=str(error), where=place.name,
                next_step="save a fresh one with --save-pathway and edit that",
            ) from error  # fmt: skip
        try:
            return cls._from(content)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refused(
                "An entry of the pathway file is missing or of the wrong kind", found=str(error),
                where=place.name, next_step="compare it with one saved by --save-pathway",
            ) from error  # fmt: skip

    @classmethod
    def _from(cls, content: dict[str, Any]) -> Pathway:
        shape = content.get("shape", "wide")
        if shape not in SHAPES:
            raise ValueError(f"shape = {shape!r}; it is one of {', '.join(SHAPES)}")
        as_of = content.get("as_of")
        return cls(
            case=str(content["case"]),
            stages=tuple(
                Stage(str(s["name"]), str(s["column"]), tuple(map(str, s.get("aliases", []))))
                for s in content["stage"]
            ),
            shape=shape,
            unit=str(content.get("unit", "case")),
            activity=content.get("activity"),
            time=content.get("time"),
            exits=tuple(
                Exit(
                    str(e["kind"]), str(e["column"]), tuple(map(str, e["values"])),
                    e.get("date_column"),
                )
                for e in content.get("exit", [])
            ),
            groups=tuple(map(str, content.get("groups", []))),
            as_of=date.fromisoformat(str(as_of)) if as_of else None,
            date_order=content.get("date_order"),
        )  # fmt: skip

    def write(self, path: str | Path, *, suggested: Sequence[SuggestedExit] = ()) -> None:
        """Keep the pathway as TOML with comments; suggested exits stand in it commented out."""
        place = Path(path)
        try:
            place.write_text(self.as_toml(suggested=suggested), encoding="utf-8")
        except OSError as error:
            raise Refused(
                "The pathway file cannot be written", found=str(error.strerror), where=place.name,
                next_step="name a folder you may write to",
            ) from error  # fmt: skip

    def as_toml(self, *, suggested: Sequence[SuggestedExit] = ()) -> str:
        """The text of the pathway file."""
        lines = [
            "# How amparo diagnose understands the file. Edit it, then use it with --pathway.",
            "",
            "# case: the column that names it; empty: each row counts as one. unit: what counts.",
            f"case = {_text(self.case)}",
            f"unit = {_text(self.unit)}",
            "# wide: a date column for each stage; long: a row for each event",
            f"shape = {_text(self.shape)}",
        ]
        if self.shape == "long":
            lines += [
                f"activity = {_text(self.activity or '')}",
                f"time = {_text(self.time or '')}",
            ]
        if self.as_of:
            lines.append(f"as_of = {self.as_of.isoformat()}  # later dates count as not there")
        if self.date_order:
            lines.append(f"date_order = {_text(self.date_order)}")
        lines.append(f"groups = {_list(self.groups)}  # columns to compare by")
        lines += ["", "# The stages, in order. Delete, rename or reorder them."]
        for stage in self.stages:
            lines += ["[[stage]]", f"name = {_text(stage.name)}", f"column = {_text(stage.column)}"]
            if stage.aliases:
                lines.append(f"aliases = {_list(stage.aliases)}")
            lines.append("")
        lines.append("# Exits: values that mean the case left. date_column says when, where known.")
        for exit_ in self.exits:
            lines += _exit_lines(exit_.kind, exit_.column, exit_.values, exit_.date_column)
        if suggested:
            lines.append("# Values whose words sound like an exit. Take the # away to use one.")
        for one in suggested:
            lines += [
                "# " + t for t in _exit_lines(one.kind, one.column, one.values, None) if t
            ] + [""]
        return "\n".join(lines) + "\n"

    def with_groups(self, groups: Sequence[str]) -> Pathway:
        """The same pathway, compared by these columns."""
        return replace(self, groups=tuple(groups))


def _exit_lines(
    kind: str, column: str, values: Sequence[str], date_column: str | None
) -> list[str]:
    lines = ["[[exit]]", f"kind = {_text(kind)}", f"column = {_text(column)}"]
    lines.append(f"values = {_list(values)}")
    if date_column:
        lines.append(f"date_column = {_text(date_column)}")
    return [*lines, ""]


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    printable = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{printable}"'


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"
