"""The questions on confidence and reliance, as data by version."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from amparo.errors import Broken


@dataclass(frozen=True)
class Question:
    """One question, and which answers count as confident."""

    code: str
    text: str
    answers: str
    counts: frozenset[int]


@dataclass(frozen=True)
class Questions:
    """One version of the questions. A version never changes."""

    number: int
    effective_from: date
    source: str
    asked: tuple[Question, ...]


@cache
def versions() -> Mapping[int, Questions]:
    """Every version by its number. Raises: Broken for a number or a code that is there twice."""
    content = files("amparo.packs").joinpath("confidence.toml").read_text(encoding="utf-8")
    found: dict[int, Questions] = {}
    for row in tomllib.loads(content)["version"]:
        asked = tuple(
            Question(one["code"], one["text"], one["answers"], frozenset(one["counts"]))
            for one in row["question"]
        )
        if row["number"] in found or len({one.code for one in asked}) < len(asked):
            raise Broken("A version or question stands there twice", where="confidence.toml")
        found[row["number"]] = Questions(row["number"], row["effective_from"], row["source"], asked)
    return MappingProxyType(found)


def newest(on: date) -> Questions:
    """The version in use on a day."""
    in_use = [one for one in versions().values() if one.effective_from <= on]
    return max(in_use, key=lambda one: one.number)
