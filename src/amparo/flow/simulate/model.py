"""What a simulated justice system is made of: steps that wait, exits, units, and causes.

A model is data. Nothing in it is drawn, and nothing in it computes a summary: a cause that is
planted here must be found again by the estimators, from the records alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class About(StrEnum):
    """Whom a step concerns; a step about people happens once for each of them."""

    CASE = "case"
    SURVIVOR = "survivor"
    SUSPECT = "suspect"


class Known(StrEnum):
    """How exactly the day of a record is known; the day given is the first it can mean."""

    DAY = "day"
    MONTH = "month"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Wait:
    """Days between a step and the one it follows: log-normal.

    Units: `median` in days; `spread` is the standard deviation of the logarithm of the days.
    """

    median: float
    spread: float = 0.5


@dataclass(frozen=True, slots=True)
class Instead:
    """What happens in a step's place, and how often; `leaves` ends that subject's path."""

    code: str
    chance: float
    leaves: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of record: what it follows, how long it waits, and how it can fail.

    Counts: `chance` is the share of subjects who reach `after` and then this step or what happens
    instead; the rest wait here for ever. `unless` names records that keep the step from happening.
    `kinds` are shares of ways it can be done, such as charged under one law or the other.
    """

    code: str
    after: tuple[str, ...]
    wait: Wait
    by: str = ""
    about: About = About.CASE
    chance: float = 1.0
    instead: tuple[Instead, ...] = ()
    unless: tuple[str, ...] = ()
    ends_path: bool = False
    kinds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """What comes again and again between two steps, such as hearings; sometimes the other way."""

    code: str
    after: str
    until: tuple[str, ...]
    every: Wait
    by: str = ""
    about: About = About.CASE
    other: str = ""
    other_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A cause: while it lasts, in its units, it changes how long steps wait and how often.

    It binds on the day a step's wait begins, or on the day of `dated_by` where a repair helps new
    cases only; `given` binds it to cases with that record. `chance`, `instead_chance` and `kinds`
    replace those of the step; `times_wait` multiplies its wait.
    """

    key: str
    because: str
    on: tuple[str, ...]
    from_on: date | None = None
    until_on: date | None = None
    units: tuple[str, ...] = ()
    given: str = ""
    dated_by: str = ""
    times_wait: float = 1.0
    chance: float | None = None
    instead_chance: float | None = None
    kinds: tuple[tuple[str, float], ...] = ()

    def lasts(self, on: date) -> bool:
        """Whether it binds on this day."""
        begun = self.from_on is None or self.from_on <= on
        return begun and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, slots=True)
class SimulatedUnit:
    """A station, branch or desk: its institution, and the share of cases that come to it."""

    key: str
    institution: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of years: how many cases arrive, and who tells of them.

    Units: `a_year` is relative; a run scales it to the number of cases asked for.
    """

    from_on: date
    a_year: float
    sources: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One programme's justice system, over its years."""

    key: str
    starts_on: date
    periods: tuple[Period, ...]
    units: tuple[SimulatedUnit, ...]
    steps: tuple[Step, ...]
    effects: tuple[Effect, ...]
    repeats: tuple[Repeat, ...] = ()
    first: str = "rescue.referral_received"
    closes: str = "restore.closed"
    # ends of the public path: when the first comes, what the justice system would do next does not
    leaves_for_all: tuple[str, ...] = ("represent.withdrawn",)
    verdicts: tuple[str, ...] = (
        "represent.convicted", "represent.acquitted", "represent.dismissed",
    )  # fmt: skip
    justice_ways: tuple[str, ...] = ("represent", "restrain")
    more_survivors: float = 0.35
    more_suspects: float = 0.3
    children: float = 1.0
    share_imprecise: float = 0.06
    share_corrected: float = 0.015


@dataclass(frozen=True, slots=True)
class Record:
    """One dated fact of one simulated case; no name, and no field for one.

    `person` counts the survivors, or the suspects, of the case from 0. `recorded_on` is the day it
    was written down; `first_said` is the wrong day that was written then, where a correction on
    `corrected_on` put `on` in its place.
    """

    case: int
    code: str
    on: date
    recorded_on: date
    known: Known
    institution: str | None
    unit: str | None
    about: About
    person: int | None
    kind: str = ""
    first_said: date | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True)
class SimulatedCase:
    """How a case came and who is in it, as counts, and its records in the order of their days."""

    number: int
    arrived_on: date
    source: str
    unit: str
    n_survivors: int
    n_suspects: int
    has_child: bool
    records: tuple[Record, ...]
