"""What a rule sees of one case, and what it saw. Pure: no database, no names, no notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from amparo.directory.packs import milestone_type, milestone_types
from amparo.reform.detect.facts import Kept, Load, Moved, Referred, Sum, Thing, Untaught
from amparo.web.dates import spoken_date

CLOSES = "restore.closed"


@dataclass(frozen=True)
class Event:
    """A milestone in force. `id` is that of the first entry, whatever was corrected since."""

    id: str
    type: str
    on: date
    row: str = ""
    person: str = ""
    institution: str = ""
    unit: str = ""
    kind: str = ""
    is_exact: bool = True
    has_reason: bool = False
    source: str = ""

    @property
    def said(self) -> str:
        """What happened and when, as a sentence begins."""
        return f"{milestone_type(self.type).name} on {spoken_date(self.on)}"

    @property
    def by_authority(self) -> bool:
        """Whether a public authority did it: not the office's own steps."""
        return bool(milestone_type(self.type).actors)


@dataclass(frozen=True)
class Hearing:
    """A hearing and what became of it."""

    id: str
    on: date
    outcome: str = ""
    reason: str = ""
    not_brought: bool = False
    institution: str = ""
    unit: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Interview:
    """A statement taken."""

    id: str
    on: date
    person: str
    number: int = 1
    was_child: bool = False
    room: str = ""


@dataclass(frozen=True)
class Lab:
    """Something sent to a laboratory."""

    id: str
    sent_on: date
    result_on: date | None = None
    institution: str = ""


@dataclass(frozen=True)
class Bail:
    """A decision on liberty, and whether the court knew the risk."""

    id: str
    on: date
    person: str
    decision: str
    risk_was_told: bool | None = None
    breached_on: date | None = None
    institution: str = ""
    row: str = ""


@dataclass(frozen=True)
class Telling:
    """A survivor to be told that someone may be free."""

    id: str
    survivor: str
    due_on: date
    told_on: date | None = None
    was_told: bool | None = None


@dataclass(frozen=True)
class Step:
    """What became of a warrant."""

    id: str
    on: date
    person: str
    what: str
    reason: str = ""
    institution: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Undercharged:
    """A charge of less than the facts show, or less than the lawyer asked for."""

    id: str
    on: date
    person: str
    instead: str
    is_special: bool = True
    institution: str = ""


@dataclass(frozen=True)
class Owed:
    """Money ordered for a survivor, by when it is due, and the day it was paid in full."""

    id: str
    on: date
    survivor: str
    due_on: date | None = None
    paid_on: date | None = None


@dataclass(frozen=True)
class Sentenced:
    """The punishments of one conviction."""

    id: str
    on: date
    person: str
    kinds: frozenset[str]
    institution: str = ""
    unit: str = ""


@dataclass(frozen=True)
class CourtPlan:
    """How a survivor was to testify."""

    person: str
    mode: str


@dataclass(frozen=True)
class HandedOver:
    """A post of the unit that has the case, which another person took."""

    id: str
    on: date
    title: str
    institution: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Broken:
    """A ledger of custody with a line that does not fit."""

    id: str
    on: date
    number: int


@dataclass(frozen=True)
class History:
    """One case as the rules read it, on one day."""

    today: date
    pack: str = "ph"
    events: tuple[Event, ...] = ()
    survivors: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    hearings: tuple[Hearing, ...] = ()
    interviews: tuple[Interview, ...] = ()
    labs: tuple[Lab, ...] = ()
    bails: tuple[Bail, ...] = ()
    tellings: tuple[Telling, ...] = ()
    warrant_steps: tuple[Step, ...] = ()
    undercharged: tuple[Undercharged, ...] = ()
    owed: tuple[Owed, ...] = ()
    sentences: tuple[Sentenced, ...] = ()
    testimonies: tuple[CourtPlan, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    broken: tuple[Broken, ...] = ()
    exhibits: tuple[Kept, ...] = ()
    referred: tuple[Referred, ...] = ()
    sums: tuple[Sum, ...] = ()
    noted: tuple[str, ...] = ()
    loads: tuple[Load, ...] = ()
    things: tuple[Thing, ...] = ()
    untaught: tuple[Untaught, ...] = ()
    moved: tuple[Moved, ...] = ()
    told_on: tuple[date, ...] = ()

    @cached_property
    def in_order(self) -> tuple[Event, ...]:
        """The events, oldest first; of one day, in the order of the ways."""
        order = {code: kind.order for code, kind in milestone_types().items()}
        return tuple(sorted(self.events, key=lambda one: (one.on, order[one.type], one.id)))

    def of(self, *types: str) -> Iterator[Event]:
        """The events of these kinds, oldest first."""
        return (event for event in self.in_order if event.type in types)

    def has(self, *types: str) -> bool:
        """Whether anything of these kinds happened."""
        return next(self.of(*types), None) is not None

    def after(self, start: Event, *types: str) -> Event | None:
        """The first of these kinds on the day of `start` or later, about the same person or all."""
        return next(
            (e for e in self.of(*types) if e is not start and e.on >= start.on and same(start, e)),
            None,
        )

    def before(self, end: Event, *types: str) -> Event | None:
        """The last of these kinds on the day of `end` or earlier, about the same person or all."""
        found = [
            e for e in self.of(*types) if e is not end and e.on <= end.on and same(end, e)
        ]  # fmt: skip
        return found[-1] if found else None

    def ended_on(self, start: Event) -> date:
        """The day until which anything could be waited for: when the case ended, or today."""
        ends = (
            e.on
            for e in self.in_order
            if e.on >= start.on
            and e is not start
            and (e.type == CLOSES or (bool(milestone_type(e.type).exit) and same(start, e)))
        )
        return min([self.today, *ends])


def same(one: Event, other: Event) -> bool:
    """Whether two events are about one person, or either about nobody in particular."""
    return not one.person or not other.person or one.person == other.person


@dataclass(frozen=True)
class Seen:
    """What a rule saw: one fact, in words that say why."""

    fact: str
    on: date
    explained: str
    days_lost: int | None = None
    milestone: str = ""
    person: str = ""
    institution: str = ""
    unit: str = ""


def owner_of(history: History, start: Event, awaited: str) -> Event:
    """The event whose place owed what was awaited: that of the start, where such places do it.

    Else the first of the case at a place of the kind that does: a complaint that a revenue office
    registered is visited by the police.
    """
    actors = milestone_type(awaited).actors
    if not actors or start.kind in actors:
        return start
    return next((e for e in history.in_order if e.kind in actors), start)


def seen(
    event: Event, explained: str, *, on: date | None = None, days_lost: int | None = None,
    fact: str = "", at: Event | None = None,
) -> Seen:  # fmt: skip
    """A fact that hangs on an event; of its person, and of its place or that of `at`."""
    place = at or event
    return Seen(
        fact or f"m:{event.id}", on or event.on, explained, days_lost, event.row, event.person,
        place.institution, place.unit,
    )  # fmt: skip


def days(n: int) -> timedelta:
    """A span."""
    return timedelta(days=n)
