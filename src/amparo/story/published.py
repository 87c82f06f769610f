"""What an office has published: the only thing of it that the site ever holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.story.opendata import OpenTable


@dataclass(frozen=True)
class Counter:
    """People covered, improving or protected, and the areas that they live in."""

    kind: str
    people: int
    areas: str


@dataclass(frozen=True)
class Proof:
    """A finished case, told with consent: general place, words that were reviewed, days."""

    title: str
    place: str
    story: str
    shows: str
    days: int | None
    published_on: date


@dataclass(frozen=True)
class Published:
    """Everything of one office on one day; `synthetic` where nobody in it is real."""

    office: str
    on: date
    rule_version: int
    counters: tuple[Counter, ...]
    proofs: tuple[Proof, ...] = ()
    tables: tuple[OpenTable, ...] = ()
    synthetic: bool = False
