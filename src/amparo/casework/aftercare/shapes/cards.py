"""Cards: one thing that helps somebody, with its facts and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from amparo.web.shapes import Fact, Link, Tone


@dataclass(frozen=True)
class Card:
    """One thing that helps somebody; `more` is folded away, `href` is the page it leads to."""

    title: str
    facts: Sequence[Fact] = ()
    more: Sequence[Fact] = ()
    tag: str = ""
    tone: Tone = Tone.NEUTRAL
    links: Sequence[Link] = ()
    href: str = ""


@dataclass(frozen=True)
class Section:
    """Cards of one kind under a heading, those of the past folded away, and what may be added."""

    id: str
    title: str
    cards: Sequence[Card] = ()
    past: Sequence[Card] = ()
    text: str = ""
    empty: str = ""
    links: Sequence[Link] = field(default_factory=tuple)


def facts_of(*pairs: tuple[str, str]) -> list[Fact]:
    """Labels with their values; those without a value are left out."""
    return [Fact(label, value) for label, value in pairs if value]
