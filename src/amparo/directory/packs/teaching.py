"""What a topic of training should change in the files, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from amparo.directory.packs.reading import _require_none as require_none
from amparo.directory.packs.reading import _toml as toml_of
from amparo.directory.packs.reading import code_list, milestone_types
from amparo.directory.packs.records import make

WHERE = "training.toml"


@dataclass(frozen=True)
class Behaviour:
    """A step that trained officials should take: from which milestone to which, within how long."""

    topic: str
    name: str
    start: str
    steps: tuple[str, ...]
    within: int
    source: str


@cache
def behaviours() -> Mapping[str, Behaviour]:
    """What each topic should change, by topic. Raises Broken where one names what is unknown."""
    problems: list[str] = []
    made = make(Behaviour, toml_of(WHERE).get("behaviour", []), WHERE, problems)
    known, topics = milestone_types(), topic_names()
    for one in made:
        problems += [f"{one.topic}: {code} is no milestone" for code in (one.start, *one.steps)
                     if code not in known]  # fmt: skip
        if one.topic not in topics:
            problems.append(f"{one.topic} is no topic of training")
    sources = {entry.code for entry in code_list("referral_sources").entries}
    problems += [f"{code} refers no case" for code in official_sources() - sources]
    require_none(problems, WHERE)
    return {one.topic: one for one in made}


@cache
def official_sources() -> frozenset[str]:
    """Which sources of a referral are officials who saw the case themselves."""
    return frozenset(toml_of(WHERE).get("officials", []))


def topic_names() -> Mapping[str, str]:
    """The topics of training, by code."""
    return {entry.code: entry.name for entry in code_list("training_topics").entries}


@dataclass(frozen=True)
class Gate:
    """One criterion by which a programme moves from a phase to the next."""

    of: str
    to: str
    criterion: str
    at_least: int | float
    words: str
    source: str


CRITERIA = {"cases", "shared", "opened", "hours", "in_force"}


@cache
def gates() -> tuple[Gate, ...]:
    """Every criterion. Raises Broken for one that nothing counts."""
    problems: list[str] = []
    made = make(Gate, toml_of(WHERE).get("gate", []), WHERE, problems)
    problems += [f"nothing counts {one.criterion}" for one in made
                 if one.criterion not in CRITERIA]  # fmt: skip
    require_none(problems, WHERE)
    return made
