"""Cards: one thing each, with its facts and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from amparo.web.shapes import Fact, Link, Tone


@dataclass(frozen=True)
class Card:
    """One thing that is known or was done."""

    title: str
    facts: Sequence[Fact] = ()
    tag: str = ""
    tone: Tone = Tone.NEUTRAL
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Section:
    """Cards of one kind under a heading, and what may be added."""

    id: str
    title: str
    cards: Sequence[Card] = ()
    text: str = ""
    empty: str = ""
    links: Sequence[Link] = field(default_factory=tuple)


def spoken_moment(at: datetime) -> str:
    """4 March 2024, 09:30."""
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"


def clock_of(at: datetime) -> str:
    """09:30."""
    return f"{timezone.localtime(at):%H:%M}"
