"""What is measured, as data: the catalogue of indicators, and the rule of protection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from amparo.directory.packs.reading import _require_none as require_none
from amparo.directory.packs.reading import _toml as toml_of
from amparo.directory.packs.reading import milestone_types
from amparo.directory.packs.records import make
from amparo.errors import NotVisible

POLARITIES = ("up", "down", "ambiguous")
KINDS = ("share", "days", "count", "rate", "score")
RULES = (
    "", "people", "median", "share", "none", "events", "before", "breakdowns", "records", "study",
    "rule",
)  # fmt: skip
PARTS = {1: "Casework and the justice system", 2: "Repair", 3: "Prevention"}


@dataclass(frozen=True)
class Indicator:
    """One thing that is measured: what it means, how it is reckoned, and where that comes from.

    `rule` says how it is computed from an office's milestones, or that it is counted over its other
    records (`protection.selectors.records`); it is empty where it is entered.
    """

    id: str
    part: int
    name: str
    definition: str
    formula: str
    unit: str
    polarity: str
    kind: str
    version: int
    source: str
    rule: str = ""
    per: str = "case"
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    exits: tuple[str, ...] = ()
    within: int = 0

    @property
    def is_computed(self) -> bool:
        """Whether the office's own milestones or records give it."""
        return self.rule not in {"", "study", "rule"}


@dataclass(frozen=True)
class ProtectionRule:
    """When an area counts as covered, improving, protected; a change is a new version."""

    version: int
    effective_from: date
    baseline_waves: int
    waves_to_compare: int
    fall_at_least: float
    latest_within_years: int
    covered: str
    improving: str
    protected: str
    source: str


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by id. Raises Broken where one names a milestone that is none."""
    where, problems = "indicators.toml", list[str]()
    made = make(Indicator, toml_of(where).get("indicator", []), where, problems)
    types = milestone_types()
    for one in made:
        unknown = [code for code in (*one.begins, *one.ends, *one.exits) if code not in types]
        if unknown:
            problems.append(f"{one.id} names no milestone: {', '.join(unknown)}")
        for value, known in ((one.polarity, POLARITIES), (one.kind, KINDS), (one.rule, RULES)):
            if value not in known:
                problems.append(f"{one.id}: {value!r} is none of {', '.join(known)}")
        if one.part not in PARTS:
            problems.append(f"{one.id} is of no part")
    require_none(problems, where)
    return MappingProxyType({one.id: one for one in made})


def indicator(code: str) -> Indicator:
    """One indicator; NotVisible for a code that is none."""
    found = indicators().get(code.upper())
    if found is None:
        raise NotVisible
    return found


@cache
def protection_rules() -> tuple[ProtectionRule, ...]:
    """Every version of the rule, the oldest first."""
    where, problems = "protection_rule.toml", list[str]()
    made = make(ProtectionRule, toml_of(where).get("rule", []), where, problems)
    require_none(problems, where)
    return tuple(sorted(made, key=lambda one: one.version))


def protection_rule(on: date) -> ProtectionRule:
    """The rule in force on a day; the first where none was yet."""
    in_force = [one for one in protection_rules() if one.effective_from <= on]
    return in_force[-1] if in_force else protection_rules()[0]
