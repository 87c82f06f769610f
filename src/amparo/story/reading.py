"""The site's words in each language, and the figures and sources that it stands on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

HERE = Path(__file__).resolve().parent
FIRST = "en"
WHOLE = ("en", "es", "fil")
"""Languages of every page; the others have the story."""

LANGUAGES = (*WHOLE, "hi", "ta", "sw")


@dataclass(frozen=True)
class Source:
    """Where a figure comes from; `number` is its place in the list of sources."""

    id: str
    number: int
    title: str
    by: str
    year: str
    address: str = ""


@dataclass(frozen=True)
class Words:
    """One language: its code, its own name, the direction it is written in, and its texts.

    `decimal` is the mark before a fraction; `reviewed` says whether a native reader has read it.
    """

    code: str
    name: str
    direction: str
    decimal: str
    reviewed: bool
    texts: Mapping[str, Mapping[str, str]]

    @property
    def is_whole(self) -> bool:
        """Whether every page is written in it."""
        return self.code in WHOLE


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def words(code: str) -> Words:
    """The texts of a language."""
    data = _toml(f"words/{code}.toml")
    texts = {key: value for key, value in data.items() if isinstance(value, dict)}
    shape = (data["name"], data["direction"], data["decimal"], data["reviewed"])
    return Words(code, *shape, MappingProxyType(texts))


@cache
def figures() -> Mapping[str, Any]:
    """Every figure of the story, by the part that tells it."""
    return MappingProxyType({k: v for k, v in _toml("sources.toml").items() if k != "source"})


@cache
def sources() -> Mapping[str, Source]:
    """The sources by their short names, numbered in the order the story first needs them."""
    listed = _toml("sources.toml")["source"]
    return MappingProxyType(
        {one["id"]: Source(number=at, **one) for at, one in enumerate(listed, start=1)}
    )
