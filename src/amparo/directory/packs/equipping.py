"""What each kind of unit needs at the least, as data with versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from amparo.directory.packs.reading import _require_none as require_none
from amparo.directory.packs.reading import _toml as toml_of
from amparo.directory.packs.reading import causes, code_list
from amparo.directory.packs.records import make
from amparo.errors import NotVisible

WHERE = "standards.toml"


@dataclass(frozen=True)
class StandardNeed:
    """One thing a unit needs: how many at the least, and what breaks where it is missing."""

    item: str
    at_least: int
    cause: str = ""


@dataclass(frozen=True)
class UnitStandard:
    """What one kind of unit needs, from a day on. `of` are the kinds of institution it fits."""

    kind: str
    name: str
    of: tuple[str, ...]
    version: int
    effective_from: date
    source: str
    needs: tuple[StandardNeed, ...]

    def need(self, item: str) -> StandardNeed | None:
        """What it says of one thing."""
        return next((one for one in self.needs if one.item == item), None)


@cache
def unit_standards() -> tuple[UnitStandard, ...]:
    """Every version of every standard. Raises Broken where one names an unknown thing or cause."""
    problems: list[str] = []
    rows = []
    for row in toml_of(WHERE).get("standard", []):
        needs = make(StandardNeed, row.pop("needs", []), f"{WHERE} {row.get('kind')}", problems)
        rows.append({**{k: v for k, v in row.items() if k != "for"}, "of": row.get("for", []),
                     "needs": needs})  # fmt: skip
    made = make(UnitStandard, rows, WHERE, problems)
    problems += standard_problems(made)
    require_none(problems, WHERE)
    return made


def standard_problems(made: tuple[UnitStandard, ...]) -> list[str]:
    """What is wrong: a version twice, a thing or a cause that no list has, fewer than one."""
    things = {entry.code for entry in code_list("equipment").entries}
    known = {cause.id for cause in causes()}
    found, seen = [], set()
    for one in made:
        if (one.kind, one.version) in seen:
            found.append(f"{one.kind} has version {one.version} twice")
        seen.add((one.kind, one.version))
        items = [need.item for need in one.needs]
        if len(items) != len(set(items)):
            found.append(f"{one.kind} names a thing twice")
        for need in one.needs:
            if need.item not in things:
                found.append(f"{one.kind}: {need.item} is in no list of equipment")
            if need.cause and need.cause not in known:
                found.append(f"{one.kind}: {need.cause} is no cause")
            if need.at_least < 1:
                found.append(f"{one.kind}: {need.item} needs at least one")
    return found


def standards_on(on: date) -> Mapping[str, UnitStandard]:
    """The standard of each kind in force on a day."""
    ordered = sorted(unit_standards(), key=lambda one: one.effective_from)
    first = {one.kind: one for one in reversed(ordered)}
    return {**first, **{one.kind: one for one in ordered if one.effective_from <= on}}


def unit_standard(kind: str, version: int) -> UnitStandard:
    """One version of one standard; NotVisible where there is none."""
    for one in unit_standards():
        if (one.kind, one.version) == (kind, version):
            return one
    raise NotVisible


def thing_names() -> Mapping[str, str]:
    """The things of the standards, by code."""
    return {entry.code: entry.name for entry in code_list("equipment").entries}
