"""Can this model be estimated from this table? Asked before anything is estimated.

Source: Fienberg and Rinaldo (2012), Annals of Statistics 40: the estimate exists just where the
sums the model looks at lie inside the cone of what the cells can give; its facial sets say which
cells it can give at all. Chan, Silverman and Vincent (2021), JASA 116: with lists that nobody is on
at once, existence and rank are to be asked of the cells that remain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from amparo.flow.prevalence.systems.fit import Fit, fit_poisson
from amparo.flow.prevalence.systems.terms import Floats, Ints, closed, design, held


class Exists(StrEnum):
    """Whether a maximum likelihood estimate exists, and in which sense."""

    YES = "yes"
    EXTENDED = "on the cells that the table can reach"
    NO = "no"
    MANY = "not one but many"


@dataclass(frozen=True)
class Posed:
    """A model set to a table, without the terms and cells that zeros rule out.

    `empty` are the terms on whose lists nobody is at once: their effect is minus infinity, their
    cells are given up. `kept` are the terms that are left, `cells` and `counts` the cells.
    """

    k: int
    asked: tuple[int, ...]
    kept: tuple[int, ...]
    empty: tuple[int, ...]
    cells: Ints
    counts: Floats

    @cached_property
    def x(self) -> Floats:
        """The design, one row a cell."""
        return design(self.cells, self.kept)

    @cached_property
    def fit(self) -> Fit:
        """The fit on all cells that are left; asked only of what exists."""
        return fit_poisson(self.x, self.counts)


@dataclass(frozen=True)
class Check:
    """What was found: whether an estimate exists, and a model posed so that it can be fitted."""

    exists: Exists
    posed: Posed
    out_of_reach: Ints

    @property
    def usable(self) -> bool:
        """Whether there is one estimate, in the plain or in the extended sense."""
        return self.exists in {Exists.YES, Exists.EXTENDED}


def pose(k: int, cells: Ints, counts: Floats, interactions: tuple[int, ...]) -> Posed:
    """The model with its empty terms at minus infinity."""
    terms = closed(k, interactions)
    empty = [term for term in terms if term and held(cells, counts, term) == 0]
    least = [term for term in empty if not any(o != term and o & term == o for o in empty)]
    out = np.zeros(cells.size, dtype=bool)
    for term in least:
        out |= (cells & term) == term
    kept = tuple(term for term in terms if not any(one & term == one for one in least))
    return Posed(k, interactions, kept, tuple(least), cells[~out], counts[~out])


def check(posed: Posed) -> Check:
    """Whether the model has one estimate on its cells, and on which of them.

    A fit that settles inside is itself the proof: its means are positive and give the sums seen.
    Only where none does is the linear programme asked which cells can be reached.
    """
    none = np.empty(0, dtype=np.int64)
    if rank(posed.x) < len(posed.kept):
        return Check(Exists.MANY, posed, none)
    if posed.fit.settled:
        return Check(Exists.YES, posed, none)
    reach = reachable(posed.x, posed.counts)
    if reach.all():
        return Check(Exists.NO, posed, none)
    return _extended(posed, reach)


def _extended(posed: Posed, reach: npt.NDArray[np.bool_]) -> Check:
    """The model on the cells that can be reached, where those still say how many are unseen."""
    out = posed.cells[~reach]
    cells, counts = posed.cells[reach], posed.counts[reach]
    kept = independent(design(cells, posed.kept))
    less = Posed(posed.k, posed.asked, tuple(posed.kept[i] for i in kept), posed.empty, cells,
                 counts)  # fmt: skip
    whole = design(cells, posed.kept)
    unseen = np.zeros((1, len(posed.kept)))
    unseen[0, 0] = 1.0  # the cell of no list: the constant alone
    if rank(np.vstack([whole, unseen])) > rank(whole):
        return Check(Exists.NO, posed, out)
    exists = Exists.EXTENDED if less.fit.settled else Exists.NO
    return Check(exists, less, out)


def reachable(x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
    """The facial set: cells that may have a positive mean while the model's sums stay as seen.

    One linear programme: the largest Σ min(1, mean) over means that give a multiple of the sums.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    cells, terms = x.shape
    sums = (x.T @ y)[:, None]
    # Means are part + more, with 0 ≤ part ≤ 1 counted and more ≥ 0 free; t is the multiple.
    left = csr_array(x.T)
    rows = hstack([left, left, csr_array(-sums)], format="csr")
    cost = np.concatenate([-np.ones(cells), np.zeros(cells + 1)])
    bounds = [(0.0, 1.0)] * cells + [(0.0, None)] * (cells + 1)
    found = linprog(cost, A_eq=rows, b_eq=np.zeros(terms), bounds=bounds, method="highs")
    if found.x is None:
        return np.ones(cells, dtype=bool)
    return np.asarray((found.x[:cells] > 0.5) | (y > 0))


def rank(x: Floats) -> int:
    """How many columns are not made of the others. Entries are 0 and 1, so products are exact."""
    return int(np.linalg.matrix_rank(x.T @ x, hermitian=True)) if x.size else 0


def independent(x: Floats) -> list[int]:
    """Columns, first ones first, none of which is made of those before it."""
    kept: list[int] = []
    for column in range(x.shape[1]):
        if rank(x[:, [*kept, column]]) > len(kept):
            kept.append(column)
    return kept
