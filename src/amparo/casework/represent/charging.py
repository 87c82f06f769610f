"""Which charges the facts support, what is missing, and where less was charged. Pure: no I/O.

It explains and never decides. An element is shown by any one of its facts; for a child the elements
that the law drops are dropped; whether the victim was a child follows from the year of birth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from amparo.directory.packs import Offence, Pack

CHILD = "child"
ADULT_AT = 18  # years; UN Convention on the Rights of the Child, art. 1, and the laws of both packs


class Answer(StrEnum):
    """What is known of a fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Where an element or an offence stands."""

    MET = "met"
    OPEN = "open"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Element:
    """One element: its state, the facts that show it, and those that would."""

    code: str
    state: State
    shown_by: tuple[str, ...]
    would_show: tuple[str, ...]
    is_dropped: bool = False


@dataclass(frozen=True)
class Assessment:
    """One offence against the facts."""

    offence: Offence
    state: State
    elements: tuple[Element, ...]

    @property
    def missing(self) -> tuple[Element, ...]:
        """The elements that no fact shows yet."""
        return tuple(one for one in self.elements if one.state is not State.MET)


def was_child(birth_year: int | None, acted_on: date | None) -> Answer:
    """Whether someone was under 18 on a day, by the year of birth alone.

    Unknown in the year in which the eighteenth birthday falls, and without year or day.
    """
    if birth_year is None or acted_on is None:
        return Answer.UNKNOWN
    years = acted_on.year - birth_year
    if years == ADULT_AT:
        return Answer.UNKNOWN
    return Answer.YES if years < ADULT_AT else Answer.NO


def assess(
    pack: Pack, answers: Mapping[str, Answer], *, acted_on: date | None
) -> tuple[Assessment, ...]:
    """Every offence in force on the day, the supported first, special law before ordinary.

    `answers` are by code of fact, with `child` among them. Where the day is not known, every
    offence is assessed.
    """
    facts: dict[str, dict[str, tuple[str, ...]]] = {}
    for proof in pack.proofs:
        facts.setdefault(proof.offence, {})[proof.element] = proof.facts
    found = [
        _assessed(offence, facts.get(offence.key, {}), answers)
        for offence in pack.offences
        if acted_on is None or offence.is_in_force(acted_on)
    ]
    rank = {State.MET: 0, State.OPEN: 1, State.NOT_MET: 2}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                rank[one.state], not one.offence.special_law, len(one.missing), one.offence.key,
            ),
        )
    )  # fmt: skip


def _assessed(
    offence: Offence, facts: Mapping[str, tuple[str, ...]], answers: Mapping[str, Answer]
) -> Assessment:
    is_child = answers.get(CHILD, Answer.UNKNOWN)
    elements = tuple(
        _element(code, facts.get(code, ()), answers)
        if code not in offence.child_skips or is_child is not Answer.YES
        else Element(code, State.MET, (CHILD,), (), is_dropped=True)
        for code in offence.elements
    )
    states = {one.state for one in elements}
    if State.NOT_MET in states:
        state = State.NOT_MET
    else:
        state = State.OPEN if State.OPEN in states else State.MET
    return Assessment(offence, state, elements)


def _element(code: str, facts: tuple[str, ...], answers: Mapping[str, Answer]) -> Element:
    named = (CHILD,) if code == CHILD else facts
    said = {fact: answers.get(fact, Answer.UNKNOWN) for fact in named}
    shown = tuple(fact for fact, answer in said.items() if answer is Answer.YES)
    would = tuple(fact for fact, answer in said.items() if answer is Answer.UNKNOWN)
    if shown:
        return Element(code, State.MET, shown, would)
    return Element(code, State.OPEN if would else State.NOT_MET, (), would)


@dataclass(frozen=True)
class Laid:
    """A charge as it was laid: its id, the key of its offence, and who laid it."""

    id: str
    offence: str
    laid_by: str


@dataclass(frozen=True)
class Finding:
    """That less was charged than the facts show. `instead` are the supported special offences."""

    laid: Laid
    instead: tuple[Offence, ...]


def undercharged(assessments: Sequence[Assessment], laid: Iterable[Laid]) -> tuple[Finding, ...]:
    """Charges under ordinary law where the facts show an offence of a special law nobody charged.

    Nothing is found where any special law that the facts show was charged too: which of several
    special laws is right is the lawyer's to say.
    Misleads when: the facts recorded are thin; what was not recorded supports nothing.
    """
    charges = list(laid)
    by_key = {one.offence.key: one for one in assessments}
    supported = [one.offence for one in assessments if one.state is State.MET]
    special = tuple(one for one in supported if one.special_law)
    if not special or {one.offence for one in charges} & {one.key for one in special}:
        return ()
    return tuple(
        Finding(one, special)
        for one in charges
        if one.offence in by_key and not by_key[one.offence].offence.special_law
    )
