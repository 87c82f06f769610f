"""What components are given: small frozen values that selectors and views fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a tag means. DANGER is for danger to a person, ALERT for what is overdue or failing."""

    NEUTRAL = "neutral"
    GOOD = "good"
    ACTIVE = "active"
    WAITING = "waiting"
    ALERT = "alert"
    DANGER = "danger"


class State(StrEnum):
    """Where a step of a way stands; each has its own shape, since colour alone is not seen."""

    label: str

    def __new__(cls, value: str, label: str) -> State:
        state = str.__new__(cls, value)
        state._value_ = value
        state.label = label
        return state

    DONE = "done", "Done"
    DUE = "due", "Due"
    NOT_STARTED = "not_started", "Not started"
    OVERDUE = "overdue", "Overdue"


@dataclass(frozen=True)
class Link:
    """A link, or the entry of a list of them; `current` marks where one is."""

    label: str
    href: str
    current: bool = False
    note: str = ""


@dataclass(frozen=True)
class Action:
    """A button: a link, or with `post` a form of its own."""

    label: str
    href: str
    kind: str = "secondary"
    post: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers are set to the right."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: its text, where it leads, a second line, and a tag."""

    text: str = ""
    href: str = ""
    note: str = ""
    tag: str = ""
    tone: Tone = Tone.NEUTRAL
    overdue: str = ""


@dataclass(frozen=True)
class Row:
    """One row; the first cell is its heading. `urgent` marks it by a bar at its side."""

    cells: Sequence[Cell | str]
    urgent: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a way."""

    label: str
    state: State
    when: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Way:
    """One of the four ways, with where it stands in words and its steps."""

    title: str
    summary: str
    steps: Sequence[Step]
    action: Action | None = None


@dataclass(frozen=True)
class Fact:
    """A label with its value, and perhaps a link to change it."""

    label: str
    value: str
    href: str = ""
    action: str = ""
    action_href: str = ""
    tag: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class Happening:
    """One entry of a timeline."""

    title: str
    when: str
    by: str = ""
    text: str = ""
    href: str = ""
    tag: str = ""
    tone: Tone = Tone.NEUTRAL
    superseded: bool = False


@dataclass(frozen=True)
class Figure:
    """A number on a card; `note` carries its interval, period or n."""

    label: str
    value: str
    note: str = ""
    href: str = ""
    tone: Tone = Tone.NEUTRAL
