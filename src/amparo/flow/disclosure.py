"""May this table be published? Withholds small cells, and whatever they could be worked out from.

A table of counts with its totals is a set of sums. Whoever reads it can solve them: a withheld cell
is hidden only as far as the published sums leave it free. So the least and the most that each
withheld cell can be is found by linear programming, over all tables that are published together,
and further cells are withheld until none can be narrowed down. Noise is another promise: the
two-sided geometric mechanism, whose strength is epsilon.

Source: Fischetti and Salazar-González (2000) for the attacker's program; Ghosh, Roughgarden and
Sundararajan (2009) for the mechanism.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, floor, log

import numpy as np

from amparo.errors import Refused

FEWEST = 11
TOTAL = "total"
Place = tuple[int, int, int]
"""A figure: its table, its row and its column; one past the last is the total."""


@dataclass(frozen=True)
class Table:
    """Counts by rows and columns; tables with the same `rows_of` have the same row totals."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    rows_of: str = ""

    def figure(self, row: int, column: int) -> int:
        """A cell, or a total where an index is one past the last."""
        return sum(self.counts[r][c] for r, c in self.cells_of(row, column))

    def cells_of(self, row: int, column: int) -> list[tuple[int, int]]:
        """The cells that a figure sums."""
        rows = range(len(self.rows)) if row == len(self.rows) else [row]
        columns = range(len(self.columns)) if column == len(self.columns) else [column]
        return [(r, c) for r in rows for c in columns]

    def places(self) -> Iterator[tuple[int, int]]:
        """Every cell and every total."""
        for row in range(len(self.rows) + 1):
            for column in range(len(self.columns) + 1):
                yield row, column

    def called(self, row: int, column: int) -> str:
        """A figure's name, for people."""
        one = TOTAL if row == len(self.rows) else self.rows[row]
        other = TOTAL if column == len(self.columns) else self.columns[column]
        return f"{self.name}: {one}, {other}"


@dataclass(frozen=True)
class Released:
    """A table as it may be published: each figure, or None where it is withheld."""

    table: Table
    figures: tuple[tuple[int | None, ...], ...]
    epsilon: float | None = None

    @property
    def n_withheld(self) -> int:
        """How many figures are withheld."""
        return sum(one is None for row in self.figures for one in row)


def withhold(tables: Sequence[Table], *, fewest: int = FEWEST) -> tuple[Released, ...]:
    """The tables without what is small, and without what would give it away.

    Zero is small too: that nobody of a group did something singles out all of it.

    Raises: Refused, naming the cell, where a small cell can be worked out whatever is withheld.
    """
    every = [(t, r, c) for t, one in enumerate(tables) for r, c in one.places()]
    value = {(t, r, c): tables[t].figure(r, c) for t, r, c in every}
    hidden = {place for place in every if value[place] < fewest}
    attack = Attack(tables)
    while True:
        open_ = next(
            (one for one in sorted(hidden) if _is_narrow(attack, one, hidden, fewest)), None
        )
        if open_ is None:
            return tuple(_released(tables, t, hidden) for t in range(len(tables)))
        more = _next_to_hide(tables, open_, hidden, value)
        if more is None:
            t, row, column = open_
            raise Refused(
                "A figure could be worked out from the others, whatever is withheld",
                where=tables[t].called(row, column),
                next_step="leave the table out, or put its rows or columns together",
            )
        hidden.add(more)


def _is_narrow(attack: Attack, place: Place, hidden: set[Place], fewest: int) -> bool:
    least, most = attack.range_of(place, hidden)
    return most - least < fewest


def _next_to_hide(
    tables: Sequence[Table], place: Place, hidden: set[Place], value: dict[Place, int]
) -> Place | None:
    """The smallest figure still shown in the same row or column, or in a table that shares it;
    where none is left there, the smallest of all."""
    t, row, column = place
    one = tables[t]
    near = [(t, row, c) for c in range(len(one.columns) + 1)]
    near += [(t, r, column) for r in range(len(one.rows) + 1)]
    for other, table in enumerate(tables):
        if other != t and one.rows_of and table.rows_of == one.rows_of:
            near += [(other, row, c) for c in range(len(table.columns) + 1)]
    shown = [one for one in near if one not in hidden] or [
        one for one in value if one not in hidden
    ]
    return min(
        shown, key=lambda one: (_is_total(tables, one), value[one], one), default=None
    )  # fmt: skip


def _is_total(tables: Sequence[Table], place: Place) -> bool:
    t, row, column = place
    return row == len(tables[t].rows) or column == len(tables[t].columns)


def _released(tables: Sequence[Table], t: int, hidden: set[Place]) -> Released:
    one = tables[t]
    figures = tuple(
        tuple(
            None if (t, row, column) in hidden else one.figure(row, column)
            for column in range(len(one.columns) + 1)
        )
        for row in range(len(one.rows) + 1)
    )
    return Released(one, figures)


class Attack:
    """What a reader of several tables can work out: the least and the most of a withheld figure."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        starts = np.cumsum([0, *(len(one.rows) * len(one.columns) for one in tables)])
        self._start = [int(one) for one in starts[:-1]]
        self._n = int(starts[-1])
        self._same = self._same_totals()

    def range_of(self, place: Place, hidden: set[Place]) -> tuple[int, int]:
        """The least and the most that a figure can be, given every figure that is not hidden."""
        from scipy.optimize import linprog

        rows, sides = list(self._same), [0.0] * len(self._same)
        for t, one in enumerate(self.tables):
            for r, c in one.places():
                if (t, r, c) not in hidden:
                    rows.append(self._sum(t, r, c))
                    sides.append(float(one.figure(r, c)))
        wanted = self._sum(*place)
        equal = {"A_eq": np.array(rows), "b_eq": np.array(sides)} if rows else {}
        low = linprog(wanted, bounds=(0, None), method="highs", **equal)
        high = linprog(-wanted, bounds=(0, None), method="highs", **equal)
        least = int(np.ceil(low.fun - 1e-6)) if low.status == 0 else 0
        most = int(np.floor(-high.fun + 1e-6)) if high.status == 0 else 10**9
        return least, most

    def _sum(self, t: int, row: int, column: int) -> np.ndarray:
        line = np.zeros(self._n)
        width = len(self.tables[t].columns)
        for r, c in self.tables[t].cells_of(row, column):
            line[self._start[t] + r * width + c] = 1.0
        return line

    def _same_totals(self) -> list[np.ndarray]:
        """Row totals of tables that share their rows are the same people."""
        first: dict[str, int] = {}
        lines = []
        for t, one in enumerate(self.tables):
            if one.rows_of in first:
                other = first[one.rows_of]
                for row in range(len(one.rows)):
                    here = self._sum(t, row, len(one.columns))
                    lines.append(here - self._sum(other, row, len(self.tables[other].columns)))
            elif one.rows_of:
                first[one.rows_of] = t
        return lines


def with_noise(table: Table, *, epsilon: float, seed: str, fewest: int = FEWEST) -> Released:
    """The table with two-sided geometric noise in each cell, totals made of the noisy cells.

    One person more or less changes one cell by one, so that no figure tells more of them than a
    factor of e to the epsilon. What comes out below `fewest` is withheld as well, which takes
    nothing from the promise. The same seed gives the same noise: asking twice shows nothing.

    Misleads when: tables over the same people are published together; their epsilons add up.
    """
    if not 0.01 <= epsilon <= 10:
        raise Refused("Epsilon lies between 0.01 and 10", found=f"{epsilon:g}")
    chance = random.Random(seed)
    noisy = replace(
        table,
        counts=tuple(
            tuple(max(0, n + geometric(chance, epsilon)) for n in row) for row in table.counts
        ),
    )
    figures = tuple(
        tuple(
            _if_large(noisy.figure(row, column), fewest) for column in range(len(table.columns) + 1)
        )
        for row in range(len(table.rows) + 1)
    )
    return Released(noisy, figures, epsilon)


def _if_large(n: int, fewest: int) -> int | None:
    return n if n >= fewest else None


def geometric(chance: random.Random, epsilon: float) -> int:
    """A whole number around zero: each step further is less likely by a factor of e to epsilon."""
    return _one_sided(chance, epsilon) - _one_sided(chance, epsilon)


def _one_sided(chance: random.Random, epsilon: float) -> int:
    return floor(log(1.0 - chance.random()) / -epsilon)


def chance_of(k: int, epsilon: float) -> float:
    """The probability that the noise is k."""
    a = exp(-epsilon)
    return (1 - a) / (1 + a) * a ** abs(k)
