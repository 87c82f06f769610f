"""Instruments as data: domains, items, and what each score means, read from a file and checked.

Pure: no database. The house's own instrument ships in `packs/instruments`; an office may load
others that it holds a licence for.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from amparo.directory.packs.records import make
from amparo.errors import Broken, Refused

OWN = "amparo.recovery"
SHIPPED = files("amparo.packs").joinpath("instruments")
COLOURS = ("red", "amber", "green", "blue", "grey")
SHAPES: Mapping[str, str] = {
    "square": "■", "triangle": "▲", "circle": "●", "star": "★", "diamond": "◆",
}  # fmt: skip
LARGEST = 500_000  # characters; the largest instruments in use are a tenth of it
_CODE = re.compile(r"[a-z][a-z0-9_.]{1,59}\Z")
_PART = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}\Z")


@dataclass(frozen=True)
class Step:
    """One score of the scale: its name, a colour with a shape, and plain words for the survivor."""

    score: int
    name: str
    plain: str
    colour: str
    shape: str
    needs_goal: bool = False

    @property
    def sign(self) -> str:
        """The shape as a character: colour alone is not seen by everyone."""
        return SHAPES[self.shape]


@dataclass(frozen=True)
class Item:
    """One thing that is scored; `anchors` say what each score looks like, the lowest first."""

    code: str
    name: str
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class Domain:
    """A part of life. One that is `asked_anew` is never filled in from last time."""

    code: str
    name: str
    plain: str
    meaning: str
    item: tuple[Item, ...]
    asked_anew: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, in order."""
        return self.item


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument; scores of two versions are never compared."""

    code: str
    version: str
    name: str
    language: str
    licence: str
    holder: str
    source: str
    step: tuple[Step, ...]
    domain: tuple[Domain, ...]
    is_open: bool = False
    needs_training: bool = True
    training: str = ""

    @property
    def key(self) -> str:
        """Code and version as one word."""
        return f"{self.code}/{self.version}"

    @property
    def n_items(self) -> int:
        """How many items are scored."""
        return sum(len(domain.items) for domain in self.domain)

    def of(self, code: str) -> Domain:
        """A domain by its code. Raises Broken for one that is not of this instrument."""
        for domain in self.domain:
            if domain.code == code:
                return domain
        raise Broken("An instrument has no such domain", found=code, where=self.key)

    def step_of(self, score: float) -> Step:
        """The step a mean stands on: the last one it has reached, so nothing looks better than it
        is."""
        reached = [step for step in self.step if step.score <= score + 1e-9]
        return reached[-1] if reached else self.step[0]


def read_instrument(text: str, *, where: str) -> Instrument:
    """An instrument from TOML. Raises Refused that tells everything that does not fit in it."""
    if len(text) > LARGEST:
        raise Refused("This file is too long to be an instrument", where=where,
                      next_step="give the file of one instrument")  # fmt: skip
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            f"The file cannot be read as TOML: {error}", where=where,
            next_step="compare it with the instrument that ships, in packs/instruments",
        ) from error  # fmt: skip
    problems: list[str] = []
    rows = {**content, "step": _rows(content, "step"), "domain": _rows(content, "domain")}
    rows["step"] = list(make(Step, rows["step"], "step", problems))
    rows["domain"] = list(make(Domain, _domains(rows["domain"], problems), "domain", problems))
    made = make(Instrument, [rows], "instrument", problems) if not problems else ()
    problems += _faults(made[0]) if made else []
    if problems:
        raise Refused(
            f"The instrument does not fit: {'; '.join(problems[:12])}", where=where,
            next_step="mend this and load it again",
        )  # fmt: skip
    return made[0]


def _rows(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = content.get(name, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _domains(rows: list[dict[str, Any]], problems: list[str]) -> list[dict[str, Any]]:
    made = []
    for row in rows:
        where = f"items of {row.get('code')}"
        made.append({**row, "item": list(make(Item, _rows(row, "item"), where, problems))})
    return made


def _faults(made: Instrument) -> list[str]:
    """What does not hold between the parts of an instrument."""
    found = (
        [] if _CODE.match(made.code) else [f"{made.code!r} is not a code such as asosample.adult"]
    )
    if not _VERSION.match(made.version):
        found.append(f"{made.version!r} is not a version such as 2.1")
    scores = [step.score for step in made.step]
    if len(scores) < 2 or scores != list(range(scores[0], scores[0] + len(scores))):
        found.append("the scores must be two or more whole numbers, one after another")
    if not all(0 <= score <= 10 for score in scores):
        found.append("scores lie from 0 to 10")
    if not any(step.needs_goal for step in made.step):
        found.append("no step needs a goal: say which scores are red with needs_goal = true")
    found += [f"colour of step {s.score}: {s.colour}" for s in made.step if s.colour not in COLOURS]
    found += [f"shape of step {s.score}: {s.shape}" for s in made.step if s.shape not in SHAPES]
    found += _twice([step.shape for step in made.step], "the shape")
    if not made.domain:
        found.append("no domain")
    found += _twice([domain.code for domain in made.domain], "the domain")
    for domain in made.domain:
        found += [] if _PART.match(domain.code) else [f"{domain.code!r} is not a code"]
        found += [] if domain.items else [f"{domain.code} has no item"]
        found += _twice([item.code for item in domain.items], f"{domain.code}: the item")
        for item in domain.items:
            found += [] if _PART.match(item.code) else [f"{item.code!r} is not a code"]
            if len(item.anchors) != len(scores) or not all(one.strip() for one in item.anchors):
                found.append(f"{domain.code}.{item.code} needs {len(scores)} anchors, one a score")
    if not made.is_open and not (made.needs_training and made.training.strip()):
        found.append(
            "an instrument that is not open says needs_training = true, and in `training` which "
            "training its licence asks for"
        )
    return found


def _twice(values: Sequence[str], what: str) -> list[str]:
    return [f"{what} {value} is given {n} times" for value, n in Counter(values).items() if n > 1]


@cache
def shipped() -> Mapping[str, Instrument]:
    """The instruments that ship, by code and version. Raises Broken where one does not fit."""
    found = {}
    for place in sorted(SHIPPED.iterdir(), key=lambda one: one.name):
        if place.name.endswith(".toml"):
            try:
                one = read_instrument(place.read_text(encoding="utf-8"), where=place.name)
            except Refused as refusal:
                raise Broken(refusal.what, found=refusal.found, where=refusal.where) from refusal
            found[one.key] = one
    return found


def own_instrument() -> Instrument:
    """The newest version of the house's own instrument."""
    mine = [one for one in shipped().values() if one.code == OWN]
    return max(mine, key=lambda one: one.version)
