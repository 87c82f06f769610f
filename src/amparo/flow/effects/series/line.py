"""A series and the columns it is regressed on: level, trend, season, and the break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amparo.flow.effects.panel import Floats, Ints, Scale

SEASON_FROM = 24  # periods; below it a season cannot be told from a trend


@dataclass(frozen=True, eq=False)
class Line:
    """Periods in order, without those that have no outcome.

    Shapes: `at`, `y`, `n` (T): place on the axis, outcome, what it rests on. `first`: the place
    from which the repair counts. `cycle`: periods in a year, None where there is no calendar.
    """

    at: Ints
    y: Floats
    n: Floats
    first: int
    cycle: int | None
    scale: Scale

    @property
    def after(self) -> Floats:
        """1 from the repair on, else 0."""
        return (self.at >= self.first).astype(float)

    @property
    def waves(self) -> int:
        """How many pairs of waves the season gets: two where three years are seen, one for two."""
        if not self.cycle or self.at.size < max(SEASON_FROM, 2 * self.cycle):
            return 0
        return 2 if self.at.size >= 3 * self.cycle and self.cycle > 4 else 1

    def until(self, place: int) -> Line:
        """The part before a place."""
        keep = self.at < place
        return Line(self.at[keep], self.y[keep], self.n[keep], self.first, self.cycle, self.scale)

    def broken_at(self, place: int) -> Line:
        """The same series with the repair dated otherwise."""
        return Line(self.at, self.y, self.n, place, self.cycle, self.scale)


def columns(line: Line, *, repaired: bool = True) -> Floats:
    """Level, trend, season, then the break's level and slope (0 where not `repaired`): T × p."""
    t = (line.at - line.first).astype(float)
    made = [np.ones_like(t), t / max(1, line.at.size)]
    for wave in range(1, line.waves + 1):
        angle = 2 * np.pi * wave * line.at / (line.cycle or 1)
        made += [np.sin(angle), np.cos(angle)]
    after = line.after if repaired else np.zeros_like(t)
    return np.column_stack([*made, after, after * t / max(1, line.at.size)])
