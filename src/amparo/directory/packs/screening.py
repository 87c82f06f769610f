"""Screening tools: what is asked, in which parts, and what the answers call for. Versioned data.

A result orders human work and decides nothing; `bands` say what a person does next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from amparo.directory.packs.checking import outside, twice
from amparo.directory.packs.records import make
from amparo.errors import Broken

ROOT = files("amparo.packs") / "screening"
SCORINGS = ("count", "parts", "first", "doubt")
TONES = ("neutral", "good", "active", "waiting", "alert", "danger")


@dataclass(frozen=True)
class ScreeningPart:
    """A part of a tool. Where it does not count, its answers are kept and change no result."""

    code: str
    name: str
    counts: bool = True
    child_skips: bool = False


@dataclass(frozen=True)
class ScreeningItem:
    """One thing to find out, answered yes, no or not known."""

    code: str
    part: str
    text: str
    means: str = ""


@dataclass(frozen=True)
class Band:
    """What a person does when at least so much was told; within how many days, 0 for none set."""

    code: str
    name: str
    at_least: int
    means: str
    within_days: int
    tone: str


@dataclass(frozen=True)
class ScreeningTool:
    """One version of one tool.

    `scoring`: "count" counts the signs; "parts" counts the parts that were told, of which a child
    needs fewer; "first" takes the first act in order; "doubt" treats whoever may be a child as one.
    """

    code: str
    version: int
    name: str
    about: str
    source: str
    licence: str
    scoring: str
    parts: tuple[ScreeningPart, ...]
    items: tuple[ScreeningItem, ...]
    bands: tuple[Band, ...]

    def items_of(self, part: str) -> tuple[ScreeningItem, ...]:
        """The items of one part, in order."""
        return tuple(item for item in self.items if item.part == part)


@cache
def screening_versions() -> Mapping[tuple[str, int], ScreeningTool]:
    """Every version of every tool. Raises Broken where something in them does not fit."""
    places = sorted(place.name for place in ROOT.iterdir() if place.name.endswith(".toml"))
    tools = [_read(name) for name in places]
    clash = twice((f"{tool.code}-{tool.version}" for tool in tools), "tool")
    if clash:
        raise Broken("The data do not fit", found="; ".join(clash), where="screening")
    return MappingProxyType({(tool.code, tool.version): tool for tool in tools})


def screening_tools() -> tuple[ScreeningTool, ...]:
    """The newest version of each tool, danger first."""
    newest: dict[str, ScreeningTool] = {}
    for (code, version), tool in screening_versions().items():
        if code not in newest or newest[code].version < version:
            newest[code] = tool
    return tuple(sorted(newest.values(), key=lambda tool: (tool.code != "danger", tool.name)))


def _read(name: str) -> ScreeningTool:
    where = f"screening/{name}"
    content: dict[str, Any] = tomllib.loads((ROOT / name).read_text(encoding="utf-8"))
    problems: list[str] = []
    row = {
        **{key: value for key, value in content.items() if key not in {"part", "item", "band"}},
        "parts": make(ScreeningPart, content.get("part", []), f"{where} part", problems),
        "items": make(ScreeningItem, content.get("item", []), f"{where} item", problems),
        "bands": make(Band, content.get("band", []), f"{where} band", problems),
    }
    made = make(ScreeningTool, [row], where, problems)
    if problems or not made:
        raise Broken("The data do not fit", found="; ".join(problems), where=where)
    if wrong := tool_problems(made[0], where):
        raise Broken("The data do not fit", found="; ".join(wrong), where=where)
    return made[0]


def tool_problems(tool: ScreeningTool, where: str) -> list[str]:
    """What is wrong in a tool."""
    parts = [part.code for part in tool.parts]
    found = twice((item.code for item in tool.items), f"{where} item") + twice(parts, where)
    found += outside((item.part for item in tool.items), parts, where)
    found += outside([tool.scoring], SCORINGS, where)
    found += outside((band.tone for band in tool.bands), TONES, where)
    found += [f"{where}: {part} has no item" for part in parts if not tool.items_of(part)]
    steps = [band.at_least for band in tool.bands]
    if not steps or steps != sorted(set(steps), reverse=True) or steps[-1] != 0:
        found.append(f"{where}: bands go from the most to 0")
    return found
