"""What a history holds beside the milestones: of units, services, evidence and those in office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Kept:
    """A piece of evidence, by its kind."""

    kind: str
    on: date


@dataclass(frozen=True)
class Referred:
    """A survivor referred to a service, and its first answer."""

    id: str
    person: str
    service: str
    sent_on: date
    answered_on: date | None = None
    answer: str = ""
    reason: str = ""
    institution: str = ""


@dataclass(frozen=True)
class Sum:
    """Relief that the state owes a survivor, by when, and the day it had come in full."""

    id: str
    person: str
    due_on: date
    paid_on: date | None = None
    institution: str = ""


@dataclass(frozen=True)
class Load:
    """Files of the office that wait at a unit, and how many hold a post there."""

    unit: str
    n_files: int
    n_officers: int


@dataclass(frozen=True)
class Thing:
    """How many of one thing a unit had from a day on, and how many of those worked."""

    unit: str
    item: str
    on: date
    n_present: int
    n_working: int


@dataclass(frozen=True)
class Untaught:
    """Somebody who took a post of a unit without what the post asks for, and since when they have
    it, if they do."""

    id: str
    on: date
    title: str
    topic: str
    due_on: date
    has_since: date | None = None
    unit: str = ""
    institution: str = ""


@dataclass(frozen=True)
class Moved:
    """Somebody with what their post asks for who left it, and when they had finished the course."""

    id: str
    on: date
    title: str
    learnt_on: date
    unit: str = ""
    institution: str = ""
