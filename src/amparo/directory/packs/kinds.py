"""What packs are made of: small frozen records, each with its dates and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

WAYS = ("rescue", "restrain", "represent", "restore")
UNITS = ("hours", "days", "working_days", "months", "years")
CLOCK_KINDS = ("statutory", "expected")
SUBJECTS = ("case", "survivor", "suspect")
LACKS = ("resources", "training", "accountability", "hope")
# As the tables spell them; a test holds both to be the same, for the packs are read without Django.
INSTITUTION_KINDS = (
    "police", "prosecution", "court", "social_services", "oversight", "health", "labour",
    "local_government", "organisation", "other",
)  # fmt: skip
PLACE_KINDS = ("country", "region", "province", "district", "municipality", "village")


@dataclass(frozen=True)
class TaskRule:
    """A task that a milestone opens: what, within how many days, for which role."""

    title: str
    within_days: int
    for_role: str = ""


@dataclass(frozen=True)
class MilestoneType:
    """A kind of dated fact, and its consequences as data."""

    code: str
    way: str
    order: int
    name: str
    meaning: str
    short: str
    about: str
    actors: tuple[str, ...] = ()
    usual: bool = False
    exit: str | None = None
    restrains: bool = False
    danger: bool = False
    frees: bool = False
    rule: str = ""
    tasks: tuple[TaskRule, ...] = ()


@dataclass(frozen=True)
class ClockRule:
    """A term of law or good practice: what starts it, what stops it, how long it runs."""

    code: str
    name: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    n: int
    unit: str
    kind: str
    who_acts: str
    source: str
    detained: bool | None = None
    child: bool | None = None
    waits_for_work: bool = False
    effective_from: date | None = None
    effective_to: date | None = None
    checked: bool = True
    note: str = ""

    def is_in_force(self, on: date) -> bool:
        """Whether the rule binds on this day."""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True)
class Offence:
    """A crime as the law names it, with its place in the international classification (ICCS)."""

    key: str
    name: str
    law: str
    section: str
    iccs: str
    source: str
    special_law: bool = False
    elements: tuple[str, ...] = ()
    child_rule: str = ""
    child_skips: tuple[str, ...] = ()
    penalty: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    checked: bool = True
    note: str = ""

    def is_in_force(self, on: date) -> bool:
        """Whether an act of this day can be charged under it."""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True)
class Proof:
    """An element of an offence, and the facts any one of which shows it."""

    offence: str
    element: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Gather:
    """What proves an element, and how to gather it; of these offences, or of all where none."""

    element: str
    kinds: tuple[str, ...]
    how: str
    offences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """A worked example of a clock, with the reasoning; it runs as a test."""

    clock: str
    started_on: date
    due_on: date
    because: str


@dataclass(frozen=True)
class Court:
    """A level of court, from the first to the last."""

    code: str
    name: str
    hears: str
    source: str


@dataclass(frozen=True)
class Vacation:
    """Days on which courts of these levels sit only for what cannot wait.

    `terms_run` says whether terms of law go on meanwhile; none of a pack's clocks stops otherwise.
    """

    name: str
    from_on: date
    to_on: date
    courts: tuple[str, ...]
    terms_run: bool
    source: str
    checked: bool = False
    note: str = ""


@dataclass(frozen=True)
class Form:
    """A paper the procedure asks for, and the milestone it goes with."""

    code: str
    name: str
    used_for: str
    milestone: str
    source: str


@dataclass(frozen=True)
class StartInstitution:
    """An institution most offices of this place will meet."""

    name: str
    kind: str
    jurisdiction: str
    source: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class StartJurisdiction:
    """A place of the pack's tree, with a population only where its source is sure."""

    code: str
    name: str
    kind: str
    parent: str
    population: int | None = None
    population_year: int | None = None
    population_source: str = ""


@dataclass(frozen=True)
class Pack:
    """One jurisdiction's law and ways, as data."""

    code: str
    name: str
    country: str
    languages: tuple[str, ...]
    time_zone: str
    currency: str
    weekend: tuple[int, ...]
    holidays: Mapping[date, str]
    holidays_source: str
    words: Mapping[str, str]
    address: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    clocks: tuple[ClockRule, ...]
    offences: tuple[Offence, ...]
    courts: tuple[Court, ...]
    forms: tuple[Form, ...]
    examples: tuple[Example, ...]
    jurisdictions: tuple[StartJurisdiction, ...]
    institutions: tuple[StartInstitution, ...]
    vacations: tuple[Vacation, ...] = ()
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Cause:
    """One of the known ways a system breaks, and what it lacks.

    `noted_with` says which form notes it by itself as a fact is recorded; `only_people` why no rule
    can see it in the record of a case.
    """

    id: str
    step: str
    name: str
    lacks: str
    signal: str
    source: str
    milestones: tuple[str, ...] = ()
    noted_with: str = ""
    only_people: str = ""
    checked: bool = True
    effective_from: date | None = None
    effective_to: date | None = None

    def is_in_use(self, on: date) -> bool:
        """Whether new breakdowns may name it on a day."""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True)
class Detector:
    """A rule that reads what an office recorded and proposes breakdowns of one cause.

    `rule` names the function that carries it out; `starts`, `stops`, `values`, `things`, `days` and
    `n` are what it works with, and `awaited` the words for what was waited for. `lack` says how the
    `things` fall short: none there (absent), none of those there works (idle), or none that works
    (none); one of them is enough unless `all_of`. Empty `packs`: everywhere.
    """

    id: str
    version: int
    name: str
    cause: str
    rule: str
    reads: tuple[str, ...]
    meaning: str
    misleads: str
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    lack: str = ""
    all_of: bool = False
    awaited: str = ""
    days: int = 0
    n: int = 0
    step: str = ""
    is_on: bool = True


@dataclass(frozen=True)
class CodeEntry:
    """One value of a code list, with the days it is in use and what it maps to."""

    code: str
    name: str
    effective_from: date | None = None
    effective_to: date | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    checked: bool = True


@dataclass(frozen=True)
class CodeList:
    """A list of codes, in the order pages show it."""

    name: str
    title: str
    source: str
    entries: tuple[CodeEntry, ...]

    def choices(self, *, on: date) -> list[tuple[str, str]]:
        """(code, name) of the entries in use on a day."""
        return [
            (entry.code, entry.name)
            for entry in self.entries
            if (entry.effective_from is None or entry.effective_from <= on)
            and (entry.effective_to is None or on <= entry.effective_to)
        ]

    def name_of(self, code: str) -> str:
        """The name of a code; the code itself where the list has no such entry."""
        return next((entry.name for entry in self.entries if entry.code == code), code)


@dataclass(frozen=True)
class PathwayStage:
    """A stage of a pathway, reached by any of these milestones."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class PathwayExit:
    """A way out of a pathway: its kind, and the milestones that tell of it."""

    kind: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Pathway:
    """The stages that analysis follows over milestones, and the ways out.

    Counts: `counts` says whether a case or a survivor goes along it.
    """

    code: str
    name: str
    meaning: str
    counts: str
    stages: tuple[PathwayStage, ...]
    exits: tuple[PathwayExit, ...]
