"""Whether a home takes somebody: a pure comparison, which says in words what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Takes:
    """Whom a home takes; no sexes named means all of them."""

    youngest: int = 0
    oldest: int | None = None
    sexes: tuple[str, ...] = ()
    with_children: bool = False


@dataclass(frozen=True)
class Needs:
    """What is known of whoever needs a place; what is not known stands against nothing."""

    age: int | None = None
    sex: str = ""
    brings_children: bool = False


def needs_of(birth_year: int | None, sex: str, *, on: date) -> Needs:
    """What is known of a person that a home asks for. Units: whole years, by the year of birth."""
    return Needs(on.year - birth_year if birth_year else None, sex)


def against(takes: Takes, needs: Needs) -> tuple[str, ...]:
    """What stands against this person living there; nothing where the home takes them."""
    found = []
    if needs.age is not None and needs.age < takes.youngest:
        found.append(f"takes nobody under {takes.youngest}")
    if needs.age is not None and takes.oldest is not None and needs.age > takes.oldest:
        found.append(f"takes nobody over {takes.oldest}")
    if needs.sex in {"female", "male"} and takes.sexes and needs.sex not in takes.sexes:
        found.append(f"takes only those who are {' or '.join(takes.sexes)}")
    if needs.brings_children and not takes.with_children:
        found.append("takes nobody with children of their own")
    return tuple(found)
