"""How the answers of a file review are read: kept as TOML, so that the next file is read alike."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amparo.errors import Refused

KEYS = ("unit", "adjust", "step", "outcome")
STEP_KEYS = ("name", "column", "done", "failed", "not_applicable", "cause", "repair")
OUTCOME_KEYS = ("name", "column", "yes", "no")


@dataclass(frozen=True)
class Step:
    """A thing that should have been done in every file it applies to.

    Answers in `done`, `failed` and `not_applicable` are what they say; every other is unknown.
    """

    name: str
    column: str
    done: tuple[str, ...]
    failed: tuple[str, ...]
    not_applicable: tuple[str, ...] = ()
    cause: str = ""
    repair: str = ""


@dataclass(frozen=True)
class Outcome:
    """How far the case got; answers in neither list are unknown."""

    name: str
    column: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True)
class Mapping:
    """The columns of a file review: whose files, what was to be done, what came of them.

    `adjust` names columns that were settled before the steps, such as the kind of crime.
    """

    unit: str
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    adjust: tuple[str, ...] = ()

    @classmethod
    def read(cls, place: str | Path) -> Mapping:
        """A mapping file. Raises: Refused that names the entry to mend."""
        path = Path(place)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError as error:
            raise Refused("There is no such mapping file", where=path.name) from error
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("The mapping file cannot be read", where=path.name) from error
        except tomllib.TOMLDecodeError as error:
            raise Refused(
                "The mapping file is not well-formed", found=str(error), where=path.name,
                next_step="docs/review.md shows one",
            ) from error  # fmt: skip
        return _mapping(content, path.name)

    def require(self, columns: list[str], source: str) -> None:
        """Raise Refused where the file lacks a column that the mapping names."""
        named = [self.unit, *self.adjust, *(s.column for s in self.steps)]
        named += [one.column for one in self.outcomes]
        if missing := sorted({name for name in named if name not in columns}):
            raise Refused(
                "The mapping names columns that the file does not have", found=", ".join(missing),
                where=source, next_step="the file has: " + ", ".join(columns),
            )  # fmt: skip


def _mapping(content: Table[str, Any], where: str) -> Mapping:
    _known(content, KEYS, where)
    unit = _text(content, "unit", where)
    steps = tuple(_step(item, where) for item in _blocks(content, "step", where))
    outcomes = tuple(_outcome(item, where) for item in _blocks(content, "outcome", where))
    if not steps:
        raise Refused("A mapping names at least one [[step]]", where=where)
    names = [*(one.name for one in steps), *(one.name for one in outcomes)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Refused("Two entries have one name", found=", ".join(twice), where=where)
    return Mapping(unit, steps, outcomes, _texts(content, "adjust", where))


def _step(item: Table[str, Any], where: str) -> Step:
    _known(item, STEP_KEYS, where)
    name = _text(item, "name", where)
    done, failed, without = (_texts(item, k, where) for k in ("done", "failed", "not_applicable"))
    if not done or not failed:
        raise Refused("A [[step]] says which answers mean done and failed", found=name, where=where)
    if twice := {*done} & {*failed} or ({*done} | {*failed}) & {*without}:
        raise Refused("An answer has two meanings", found=", ".join(sorted(twice)), where=where)
    cause, repair = _text(item, "cause", where, ""), _text(item, "repair", where, "")
    return Step(name, _text(item, "column", where), done, failed, without, cause, repair)


def _outcome(item: Table[str, Any], where: str) -> Outcome:
    _known(item, OUTCOME_KEYS, where)
    name, yes, no = _text(item, "name", where), *(_texts(item, k, where) for k in ("yes", "no"))
    if not yes or not no or {*yes} & {*no}:
        raise Refused("An [[outcome]] says which answers are yes and which no", found=name,
                      where=where)  # fmt: skip
    return Outcome(name, _text(item, "column", where), yes, no)


def _known(item: Table[str, Any], keys: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(item) - set(keys)):
        raise Refused(
            "The mapping has a key that means nothing here", found=", ".join(unknown), where=where,
            next_step="known here are: " + ", ".join(keys),
        )  # fmt: skip


def _blocks(content: Table[str, Any], key: str, where: str) -> list[Table[str, Any]]:
    found = content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Refused(f"Each {key} is a block under [[{key}]]", where=where)
    return found


def _text(item: Table[str, Any], key: str, where: str, default: str | None = None) -> str:
    found = item.get(key, default)
    if not isinstance(found, str) or (default is None and not found):
        shown = "nothing" if not found else repr(found)
        raise Refused(f"{key} is a text in quotes", found=shown, where=where)
    return found


def _texts(item: Table[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = item.get(key, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise Refused(
            f"{key} is a list of texts", found=repr(found), where=where,
            next_step=f'write it as: {key} = ["one", "two"]',
        )  # fmt: skip
    return tuple(found)
