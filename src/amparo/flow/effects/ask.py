"""`effect(...)`: did the repair work?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from amparo.errors import Refused
from amparo.flow.effects.effect import Better, Design, Effect, Timing
from amparo.flow.effects.panel import NEVER, Panel, panel_of
from amparo.flow.effects.series import run as series
from amparo.flow.effects.staggered import run as staggered
from amparo.flow.effects.staggered.callaway import Against
from amparo.flow.effects.wedge import run as wedge

AUTO = "auto"
E = TypeVar("E", bound=StrEnum)


def effect(
    source: str | Path | Any,
    *,
    outcome: str = "",
    unit: str | None = None,
    period: str = "",
    treated_from: str | Mapping[Any, Any] = "",
    n: str | None = None,
    exposure: str | None = None,
    design: str | Design = AUTO,
    timing: str | Timing = Timing.CHOSEN,
    against: str | Against = Against.NOT_YET,
    better: str | Better = Better.UNSAID,
    anticipation: int = 0,
    level: float = 0.95,
    looked_at: int = 1,
    cycle: int | None = None,
) -> Effect:
    """Did the repair work? One outcome, with and without, as far as the design can tell.

    `source` is a file, a frame or a `Panel` (such as `outcome.Outcome.panel` makes from a log).
    `outcome` counts some of `n` (a share), or is counted over `exposure`, or is any number.
    `treated_from` is a column, or maps unit → period; blank is never. `timing="random"` says that
    who was repaired when was as good as drawn by lot: a stronger promise, checked, and a sharper
    estimate. `looked_at`: how many outcomes were looked at, this one included.
    `cycle`: periods in a year, where the periods are plain numbers.
    Raises: Refused for what cannot be read; CannotEstimate where there is nothing to compare.
    """
    if isinstance(source, Panel):
        panel = source
    else:
        panel = panel_of(
            source, outcome=outcome, unit=unit, period=period, treated_from=treated_from, n=n,
            exposure=exposure,
        )  # fmt: skip
    way = _one_of(Better, better, "better")
    how = _one_of(Timing, timing, "timing")
    chosen = design_of(panel) if design == AUTO else _one_of(Design, design, "design")
    if chosen is Design.SERIES:
        asked = series.Asked(way, anticipation, level, looked_at, cycle)
        return series.run(panel, asked)
    if chosen is Design.WEDGE:
        return wedge.run(panel, wedge.Asked(way, level, looked_at))
    ask = staggered.Asked(
        timing=how, against=_one_of(Against, against, "against"), better=way,
        anticipation=anticipation, level=level, looked_at=looked_at,
    )  # fmt: skip
    return staggered.run(panel, ask)


def design_of(panel: Panel) -> Design:
    """The design that a panel has: a series where one unit, or all at once, were repaired."""
    _, _, _, first = panel.matrices()
    first = np.where(first >= panel.axis.n, NEVER, first)
    starts = np.unique(first[first < NEVER])
    if starts.size == 0:
        raise Refused(
            "No unit is repaired within the data", found=f"{first.size} units",
            next_step="say from which period with treated_from",
        )  # fmt: skip
    repaired = int((first < NEVER).sum())
    alone = starts.size == 1 and (repaired == first.size or repaired < 5)
    return Design.SERIES if alone or first.size == 1 else Design.STAGGERED


def _one_of(kinds: type[E], given: str, what: str) -> E:
    try:
        return kinds(given)
    except ValueError as error:
        raise Refused(
            f"{what} is one of: " + ", ".join(kind.value for kind in kinds), found=str(given)
        ) from error
