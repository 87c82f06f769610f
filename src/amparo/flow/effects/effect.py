"""The answer to "did the repair work?": a number, its interval, its checks and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.effects.checks import Check
from amparo.flow.effects.panel import Scale
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.effects.verdict import Verdict


class Design(StrEnum):
    """How with is compared with without."""

    SERIES = "series"
    STAGGERED = "staggered"
    WEDGE = "wedge"
    FILES = "files"


class Timing(StrEnum):
    """How it was settled who is repaired when: by choice, or as good as by lot."""

    CHOSEN = "chosen"
    RANDOM = "random"


class Better(StrEnum):
    """Which way the outcome should go."""

    HIGHER = "higher"
    LOWER = "lower"
    UNSAID = "unsaid"


class Weigh(StrEnum):
    """What counts the same in an average: every unit, or every case."""

    UNITS = "units"
    CASES = "cases"


@dataclass(frozen=True)
class Misleading:
    """A number that offices and papers use, computed to show how far it is from the careful one."""

    name: str
    estimate: float
    interval: Interval
    why: str


@dataclass(frozen=True, eq=False, repr=False)
class Effect:
    """What the repair did to one outcome, as far as the design can tell.

    Shapes: `frame` has one row a period since the repair (staggered) or a period (series, wedge);
    `tables` holds what else was estimated, by name.
    Units: of the outcome: shares 0 to 1, counts per unit of exposure, or the number itself.
    `usual` is what the outcome would have been without the repair, as estimated.
    """

    outcome: str
    scale: Scale
    design: Design
    method: str
    estimate: float | None
    se: float | None
    interval: Interval
    usual: float | None
    n_units: int
    n_treated: int
    n_periods: int
    n_rows: int
    unit_word: str
    period_word: str
    better: Better
    checks: tuple[Check, ...]
    frame: pl.DataFrame
    level: float = 0.95
    looked_at: int = 1
    misleading: tuple[Misleading, ...] = ()
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @cached_property
    def verdict(self) -> Verdict:
        """What may be said, in one of five ways."""
        from amparo.flow.effects.verdict import verdict_of  # noqa: PLC0415  (it knows effects)

        return verdict_of(self)

    def sentence(self) -> str:
        """The verdict, with what it rests on."""
        from amparo.flow.effects.verdict import resting_on  # noqa: PLC0415  (it knows effects)

        return f"{self.verdict.sentence} {resting_on(self)}"

    def chart(self, *, narrow: bool = False) -> Any:
        """The effect by period since the repair, or the series with what it would have been."""
        from amparo.flow.effects.drawing import chart_of  # noqa: PLC0415  (draws only when asked)

        return chart_of(self, narrow=narrow)

    def check(self, name: str) -> Check | None:
        """One check by name."""
        return next((one for one in self.checks if one.name == name), None)

    def save(self, path: str | Path) -> None:
        """Write a report: .html, .json or .csv by the ending. Raises: Refused where it cannot."""
        from amparo.flow.effects.report import save  # noqa: PLC0415  (writes only when asked)

        save([self], Path(path))

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Effect({self.sentence()})"
