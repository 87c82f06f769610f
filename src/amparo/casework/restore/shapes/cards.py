"""Sections of a page as cards of facts with links under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from amparo.web.shapes import Fact, Link, Tone


@dataclass(frozen=True)
class Card:
    """One thing: a title, a tag, its facts, and what can be done with it; `more` is folded."""

    title: str
    facts: Sequence[Fact] = ()
    links: Sequence[Link] = ()
    tag: str = ""
    tone: Tone = Tone.NEUTRAL
    more: Sequence[Fact] = ()


@dataclass(frozen=True)
class Section:
    """A heading with cards under it, or what to say when there are none."""

    id: str
    title: str
    cards: Sequence[Card]
    empty: str = ""
    links: Sequence[Link] = field(default_factory=tuple)
    text: str = ""


def only(*facts: Fact) -> list[Fact]:
    """The facts that say something."""
    return [fact for fact in facts if fact.value]
