"""What an operation needs, how people are treated in it, and what the first two days ask for."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from amparo.directory.packs.checking import outside, twice
from amparo.directory.packs.reading import causes, milestone_types
from amparo.directory.packs.records import make
from amparo.errors import Broken

WHERE = "operations.toml"


@dataclass(frozen=True)
class PlanKind:
    """A kind of line in a plan; `lacks` is the cause noted where it cannot be had."""

    code: str
    name: str
    meaning: str
    needed: bool = False
    for_whom: bool = False
    lacks: str = ""


@dataclass(frozen=True)
class Check:
    """One question of the dignity checklist, and the cause noted when the answer is no."""

    code: str
    ask: str
    fails: str
    cause: str
    apart: bool = False


@dataclass(frozen=True)
class MinuteKind:
    """A button of the minute log."""

    code: str
    name: str


@dataclass(frozen=True)
class FirstNeed:
    """Something each person brought out needs, within how many hours."""

    code: str
    name: str
    within_hours: int
    milestone: str = ""


@dataclass(frozen=True)
class Operating:
    """Everything an operation asks for, in one version."""

    version: int
    plan: tuple[PlanKind, ...]
    checks: tuple[Check, ...]
    minutes: tuple[MinuteKind, ...]
    first: tuple[FirstNeed, ...]

    def check(self, code: str) -> Check | None:
        """One question, by its code."""
        return next((one for one in self.checks if one.code == code), None)

    def kind(self, code: str) -> PlanKind | None:
        """One kind of line, by its code."""
        return next((one for one in self.plan if one.code == code), None)

    def need(self, code: str) -> FirstNeed | None:
        """One need of the first days, by its code."""
        return next((one for one in self.first if one.code == code), None)

    def minute(self, code: str) -> MinuteKind | None:
        """One button, by its code."""
        return next((one for one in self.minutes if one.code == code), None)


@cache
def operating() -> Operating:
    """What operations ask for. Raises Broken where something in it does not fit."""
    text = (files("amparo.packs") / WHERE).read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    problems: list[str] = []
    made = Operating(
        version=content["version"],
        plan=make(PlanKind, content.get("plan", []), f"{WHERE} plan", problems),
        checks=make(Check, content.get("check", []), f"{WHERE} check", problems),
        minutes=make(MinuteKind, content.get("minute", []), f"{WHERE} minute", problems),
        first=make(FirstNeed, content.get("first", []), f"{WHERE} first", problems),
    )
    problems += operating_problems(
        made, known_causes={cause.id for cause in causes()}, milestones=set(milestone_types())
    )
    if problems:
        raise Broken("The data do not fit", found="; ".join(problems), where=WHERE)
    return made


def operating_problems(
    made: Operating, *, known_causes: Collection[str], milestones: Collection[str]
) -> list[str]:
    """What is wrong in it: codes given twice, causes or milestones that nothing declares."""
    found: list[str] = []
    for rows in (made.plan, made.checks, made.minutes, made.first):
        found += twice((row.code for row in rows), f"{WHERE}:")
        if not rows:
            found.append(f"{WHERE}: a part is empty")
    lacks = [kind.lacks for kind in made.plan if kind.lacks]
    found += outside([*lacks, *(check.cause for check in made.checks)], known_causes, WHERE)
    found += outside((need.milestone for need in made.first if need.milestone), milestones, WHERE)
    return found
