"""Whether a suspect is free or held, and what to call them, from the milestones of one case.

Pure: no database. Nobody types a liberty status; it follows from what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Liberty(StrEnum):
    """Where a person stands between free and held."""

    UNKNOWN = "unknown"
    LOCATED = "located"
    AT_LARGE = "at_large"
    ARRESTED = "arrested"
    REMANDED = "remanded"
    ON_BAIL = "on_bail"
    CONVICTED_IN_CUSTODY = "convicted_in_custody"
    RELEASED = "released"
    ACQUITTED = "acquitted"


class Stage(StrEnum):
    """What a person may fairly be called."""

    SUSPECT = "suspect"
    ACCUSED = "accused"
    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    LET_GO = "let_go"


@dataclass(frozen=True)
class Happening:
    """A current milestone about one person in one case; neither corrected nor withdrawn."""

    type: str
    happened_on: date
    recorded_at: datetime
    id: str


CONVICTIONS = ("convicted", "convicted_lesser", "guilty_plea", "guilty_plea_lesser")
CHARGED = "represent.charge_sheet_filed"
CONVICTED = "represent.convicted"
ACQUITTED = "represent.acquitted"

HOLDS = {
    "restrain.arrested": Liberty.ARRESTED,
    "restrain.remanded": Liberty.REMANDED,
    "restrain.held_after_conviction": Liberty.CONVICTED_IN_CUSTODY,
}
FREES = {
    "restrain.at_large": Liberty.AT_LARGE,
    "restrain.bailed": Liberty.ON_BAIL,
    "restrain.escaped": Liberty.AT_LARGE,
    "restrain.released": Liberty.RELEASED,
    "restrain.sentence_served": Liberty.RELEASED,
}
LETS_GO = ("represent.charge_declined", "represent.dismissed")
LOCATED = "restrain.located"
HELD = frozenset(HOLDS.values())
FOUND_IN = frozenset({Liberty.UNKNOWN, Liberty.AT_LARGE})
STAGE_WORDS = {
    Stage.SUSPECT: "Suspect",
    Stage.ACCUSED: "Accused",
    Stage.CONVICTED: "Convicted",
    Stage.ACQUITTED: "Acquitted",
    Stage.LET_GO: "No longer charged",
}
IN_WORDS = {
    Liberty.UNKNOWN: "Not known",
    Liberty.LOCATED: "Located, not arrested",
    Liberty.AT_LARGE: "At large",
    Liberty.ARRESTED: "Arrested, in custody",
    Liberty.REMANDED: "Remanded in custody",
    Liberty.ON_BAIL: "Free on bail",
    Liberty.CONVICTED_IN_CUSTODY: "In custody after conviction",
    Liberty.RELEASED: "Released",
    Liberty.ACQUITTED: "Acquitted",
}


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """By the day they happened, then by when they were recorded."""
    return sorted(happenings, key=lambda h: (h.happened_on, h.recorded_at, h.id))


def liberty_of(happenings: Iterable[Happening]) -> Liberty:
    """The liberty these milestones leave a person in, whatever order they are given in.

    An acquittal stands until the person is held again or convicted on appeal: leaving custody
    after it does not make an acquitted person a released suspect.

    Misleads when: an arrest or release was never recorded.
    """
    liberty = Liberty.UNKNOWN
    for happening in in_order(happenings):
        liberty = _after(liberty, happening.type)
    return liberty


def _after(liberty: Liberty, what: str) -> Liberty:
    if what == ACQUITTED:
        return Liberty.ACQUITTED
    if what in HOLDS:
        return HOLDS[what]
    if liberty is Liberty.ACQUITTED:
        return Liberty.UNKNOWN if what == CONVICTED else liberty
    if what == LOCATED:
        return Liberty.LOCATED if liberty in FOUND_IN else liberty
    if what in LETS_GO:
        return Liberty.RELEASED if liberty in {*HELD, Liberty.ON_BAIL} else liberty
    return FREES.get(what, liberty)


def stage_of(happenings: Iterable[Happening]) -> Stage:
    """What to call the person: the last verdict decides, then a charge, then suspicion."""
    stage = Stage.SUSPECT
    for happening in in_order(happenings):
        if happening.type == CONVICTED:
            stage = Stage.CONVICTED
        elif happening.type == ACQUITTED:
            stage = Stage.ACQUITTED
        elif happening.type == CHARGED and stage is Stage.SUSPECT:
            stage = Stage.ACCUSED
    return stage


def stage_by_verdicts(ends: Sequence[str | None]) -> Stage | None:
    """What the standing verdicts on someone's charges make of them, one end a charge.

    None stands for a charge that waits. Gives None where there is no charge at all.
    """
    if not ends:
        return None
    if any(end in CONVICTIONS for end in ends):
        return Stage.CONVICTED
    if any(end is None for end in ends):
        return Stage.ACCUSED
    return Stage.ACQUITTED if "acquitted" in ends else Stage.LET_GO
