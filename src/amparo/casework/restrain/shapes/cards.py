"""Cards: one thing each, with its facts and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from amparo.casework.cases.models import Case
from amparo.casework.cases.services.people import Particulars
from amparo.casework.frame.shell import address
from amparo.casework.restrain.models import Fact as Row
from amparo.casework.restrain.selectors.facts import FACTS
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


@dataclass(frozen=True)
class Seeing:
    """Who looks: whether they may write, and what was revealed to them."""

    case: Case
    may_write: bool
    today: date
    names: Particulars | None = None

    @property
    def shows_names(self) -> bool:
        """Whether names were asked for."""
        return self.names is not None

    def link(self, label: str, name: str, **parts: object) -> list[Link]:
        """A link to a form, for whoever may write."""
        return [Link(label, address(name, self.case, **parts))] if self.may_write else []


def facts_of(*pairs: tuple[str, str]) -> list[Fact]:
    """Labels with their values; those without a value are left out."""
    return [Fact(label, value) for label, value in pairs if value]


def take_back_link(row: Row, case: Case, *, may_write: bool, what: str) -> list[Link]:
    """Where a fact that was entered wrongly is taken back."""
    if not may_write:
        return []
    name = next(name for name, model in FACTS.items() if isinstance(row, model))
    href = address("fact_take_back", case, fact=name, row=row.pk)
    return [Link("Entered wrongly?", href, note=what)]
