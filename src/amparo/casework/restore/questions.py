"""Questions asked before a safety plan, and before a return: data, with reasons and no decision.

Pure. An answer is yes, no or unknown; what speaks for danger is shown in words; a person decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from amparo.directory.packs.records import make
from amparo.errors import Broken

YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)
HIGH, SOME, LOW = "high", "some", "low"
HIGH_FROM, SOME_FROM = 6, 2


@dataclass(frozen=True)
class DangerQuestion:
    """One question, what a yes says, and how heavily it weighs."""

    code: str
    asks: str
    says: str
    weight: int


@dataclass(frozen=True)
class DangerTool:
    """One version of the questions about danger."""

    code: str
    version: str
    name: str
    language: str
    licence: str
    source: str
    question: tuple[DangerQuestion, ...]


@dataclass(frozen=True)
class Suggestion:
    """What the answers suggest, and why: those who decide see the reasons, heaviest first."""

    level: str
    reasons: tuple[str, ...]
    not_known: tuple[str, ...]


@dataclass(frozen=True)
class ReturnQuestion:
    """One question before a return; `good` is the answer that speaks for going."""

    code: str
    kind: str
    asks: str
    good: str


@cache
def danger_tool() -> DangerTool:
    """The questions that ship. Raises Broken where they do not fit."""
    content = _toml("risk.toml")
    problems: list[str] = []
    content["question"] = list(
        make(DangerQuestion, content.get("question", []), "risk.toml", problems)
    )
    made = make(DangerTool, [content], "risk.toml", problems)
    _require(problems, "risk.toml")
    return made[0]


@cache
def return_questions(kind: str) -> tuple[ReturnQuestion, ...]:
    """The questions about a family or a community. Raises Broken where they do not fit."""
    problems: list[str] = []
    rows = _toml("returning.toml").get("question", [])
    made = make(ReturnQuestion, rows, "returning.toml", problems)
    problems += [
        f"{one.code}: {one.kind}, {one.good}"
        for one in made
        if one.kind not in ("family", "community", "both") or one.good not in (YES, NO)
    ]
    _require(problems, "returning.toml")
    return tuple(one for one in made if one.kind in (kind, "both"))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("amparo.packs").joinpath(name).read_text(encoding="utf-8"))


def _require(problems: list[str], where: str) -> None:
    if problems:
        raise Broken("The questions do not fit", found="; ".join(problems), where=where)


def suggested(tool: DangerTool, answers: Mapping[str, str]) -> Suggestion:
    """The level the answers suggest, with each reason; a question nobody answered is named too.

    Misleads when: questions were not asked; what is not known never lowers the level.
    """
    said = [one for one in tool.question if answers.get(one.code) == YES]
    weight = sum(one.weight for one in said)
    level = HIGH if weight >= HIGH_FROM else SOME if weight >= SOME_FROM else LOW
    heaviest = sorted(said, key=lambda one: -one.weight)
    return Suggestion(
        level=level,
        reasons=tuple(one.says for one in heaviest),
        not_known=tuple(
            one.asks for one in tool.question if answers.get(one.code, UNKNOWN) == UNKNOWN
        ),
    )


def against(kind: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What speaks against a return: each question answered otherwise, or not known."""
    return tuple(
        f"{one.asks} {_said(answers.get(one.code, UNKNOWN))}"
        for one in return_questions(kind)
        if answers.get(one.code, UNKNOWN) != one.good
    )


def _said(answer: str) -> str:
    return {YES: "Yes.", NO: "No."}.get(answer, "Not known.")
