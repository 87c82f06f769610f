"""Which designs fit how a repair is rolled out, and why: the first that fits is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from amparo.flow.effects.ask import AUTO
from amparo.flow.effects.effect import Design, Timing
from amparo.flow.effects.panel import NEVER, Panel
from amparo.flow.effects.series.checks import FEWEST as FEWEST_PERIODS
from amparo.flow.effects.wedge.model import orders_of
from amparo.flow.effects.wedge.run import FEWEST_ORDERS
from amparo.flow.wording import plural

FEWEST_REPAIRED, FEWEST_UNITS = 5, 8


@dataclass(frozen=True)
class Rollout:
    """When each unit is repaired (None is never), how long it was watched before, in what order.

    `before` counts periods with cases before the first day.
    """

    starts: Mapping[str, date | None]
    before: int
    timing: Timing = Timing.CHOSEN
    period_word: str = "quarter"

    @property
    def repaired(self) -> int:
        """How many units are repaired."""
        return sum(on is not None for on in self.starts.values())

    @property
    def dates(self) -> int:
        """At how many dates."""
        return len({on for on in self.starts.values() if on is not None})


@dataclass(frozen=True)
class Fit:
    """A design, whether the roll-out carries it, and why or why not."""

    design: Design
    fits: bool
    why: str


def fitting(rollout: Rollout) -> tuple[Fit, ...]:
    """Every design with its reasons, the one to propose first.

    Misleads when: read as more than the roll-out allows. The checks of the design are made on the
    outcome itself, when the repair is judged.
    """
    found = [_wedge(rollout), _staggered(rollout), _series(rollout), _files()]
    return tuple(sorted(found, key=lambda one: not one.fits))


def drawn_design(panel: Panel, timing: str | Timing) -> str:
    """A wedge where the order was drawn by lot and reaches all; else what the panel allows."""
    if timing != Timing.RANDOM:
        return AUTO
    _, _, _, first = panel.matrices()
    every = bool((first < panel.axis.n).all())
    return Design.WEDGE if every and orders_of(first) >= FEWEST_ORDERS else AUTO


def _units(n: int) -> str:
    return f"{n:,} {plural('unit', n)}"


def _wedge(rollout: Rollout) -> Fit:
    every = rollout.repaired == len(rollout.starts)
    if rollout.timing is not Timing.RANDOM:
        return Fit(Design.WEDGE, fits=False, why="Nobody drew by lot who is repaired when.")
    if not every:
        left = len(rollout.starts) - rollout.repaired
        return Fit(
            Design.WEDGE,
            fits=False,
            why=f"{_units(left)} will not be repaired; in a wedge all are.",
        )
    firsts = np.array([on.toordinal() if on else NEVER for on in rollout.starts.values()])
    n = orders_of(firsts)
    if n < FEWEST_ORDERS:
        return Fit(
            Design.WEDGE,
            fits=False,
            why=f"The lot could have drawn {n} orders only; it takes {FEWEST_ORDERS}.",
        )
    return Fit(
        Design.WEDGE,
        fits=True,
        why=f"The order of {_units(rollout.repaired)} was drawn by lot and reaches all: the other "
        "orders that the lot could have drawn say what chance does.",
    )


def _staggered(rollout: Rollout) -> Fit:
    never = len(rollout.starts) - rollout.repaired
    if rollout.dates == 0 or (never == 0 and rollout.dates < 2):
        return Fit(
            Design.STAGGERED,
            fits=False,
            why="All are repaired at once: nothing is left to compare.",
        )
    if len(rollout.starts) < FEWEST_UNITS or (
        rollout.dates == 1 and rollout.repaired < FEWEST_REPAIRED
    ):
        some = f"{_units(rollout.repaired)} of {len(rollout.starts)}"
        return Fit(Design.STAGGERED, fits=False, why=f"{some}: too few to tell places apart.")
    when = f"at {rollout.dates} dates" if rollout.dates > 1 else "at one date"
    beside = f", and {_units(never)} never" if never else ""
    return Fit(
        Design.STAGGERED,
        fits=True,
        why=f"{_units(rollout.repaired)} are repaired {when}{beside}: each is compared with those "
        "not repaired yet.",
    )


def _series(rollout: Rollout) -> Fit:
    word = f"{rollout.period_word}s"
    if rollout.before < FEWEST_PERIODS:
        return Fit(
            Design.SERIES,
            fits=False,
            why=f"{rollout.before} {word} with cases before it; it takes {FEWEST_PERIODS} on "
            "either side.",
        )
    alone = rollout.dates == 1
    if not alone:
        return Fit(
            Design.SERIES, fits=False, why="It begins at several dates: a series breaks at one."
        )
    return Fit(
        Design.SERIES,
        fits=True,
        why=f"It begins at one date, after {rollout.before} {word}: what came before says what to "
        "expect after.",
    )


def _files() -> Fit:
    return Fit(
        Design.FILES,
        fits=True,
        why="Files of before and after can always be read. They show a change, not what made it.",
    )
