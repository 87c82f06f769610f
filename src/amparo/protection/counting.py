"""People covered, improving and protected: each person once, however areas lie in one another.

Where a country and a district in it both count, the country's population is taken and the
district's is not added to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

Id = TypeVar("Id")


@dataclass(frozen=True)
class Area:
    """An area: the one it lies in, if any, and how many people live there, where that is known."""

    parent: object | None
    population: int | None


@dataclass(frozen=True)
class Counted:
    """How many people, in which areas; those without a known population are told."""

    people: int
    areas: tuple[object, ...]
    unknown: tuple[object, ...]


def people_in(areas: Mapping[Id, Area], which: Collection[Id]) -> Counted:
    """The people of these areas, of the topmost ones only.

    An area without a known population gives way to the areas below it that count and are known.
    """
    chosen = set(which) & set(areas)
    known = {one for one in chosen if areas[one].population is not None}
    topmost = [one for one in known if not _above(areas, one) & known]
    covered = [one for one in chosen - known if not _above(areas, one) & known]
    people = sum(areas[one].population or 0 for one in topmost)
    return Counted(people, tuple(topmost), tuple(covered))


def _above(areas: Mapping[Id, Area], one: Id) -> set[object]:
    """Every area that it lies in; a ring, which cannot be, ends."""
    found: set[object] = set()
    at = areas[one].parent
    while at is not None and at in areas and at not in found:
        found.add(at)
        at = areas[at].parent  # type: ignore[index]
    return found
