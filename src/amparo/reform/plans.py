"""A plan of an evaluation: what is looked at, where, and what is expected, before it begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any


class Looks(StrEnum):
    """What the outcome is."""

    RECURRENCE = "recurrence"
    STEP = "step"
    DONE = "done"


class Method(StrEnum):
    """By which design a repair is judged; as the designs of `flow.effects` are called."""

    FITS = ""
    SERIES = "series"
    STAGGERED = "staggered"
    WEDGE = "wedge"
    FILES = "files"

    @property
    def words(self) -> str:
        """What pages show."""
        return _METHODS[self]


_METHODS = {
    Method.FITS: "By whichever fits when it is judged",
    Method.SERIES: "One series, before and after",
    Method.STAGGERED: "Differences in differences",
    Method.WEDGE: "Stepped wedge, drawn by lot",
    Method.FILES: "Files read before and after",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What is registered.

    `looks`: the share of cases that break so again, the share that goes from `start` to `to` within
    `within` days, or the share in which the milestone `to` came within so many days of `start`.
    `by` is the kind of unit, `units` those to be repaired and the day planned for each; all others
    are compared with. `expected` is the change expected, in percentage points.
    `method` is the design it will be judged by; empty where the one that fits is taken.
    """

    looks: str
    cause: str
    step: str
    start: str
    to: str
    within: int
    by: str
    period: str
    better: str
    timing: str
    units: Mapping[str, str]
    expected: float
    why: str
    method: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {**asdict(self), "units": dict(sorted(self.units.items()))}


def digest_of(*parts: Any) -> str:
    """The fingerprint of a plan with its baseline: any change of either gives another."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()
