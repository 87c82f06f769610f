"""The panel as arrays, by cohort: units first repaired in the same period are one cohort."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from amparo.flow.effects.panel import NEVER, Floats, Ints


@dataclass(frozen=True, eq=False)
class Cells:
    """Units × periods in cohorts.

    Shapes: `y`, `w` (N × T): outcome, and its weight, 0 where nothing is known; `cohort` (N): place
    in `starts` (G), the periods of repair in order, `NEVER` last where there are such; `cluster`
    (N): units that share one belong together.
    """

    y: Floats
    w: Floats
    cohort: Ints
    starts: Ints
    cluster: Ints

    @property
    def n(self) -> int:
        """How many units."""
        return int(self.y.shape[0])

    @property
    def n_periods(self) -> int:
        """How many periods."""
        return int(self.y.shape[1])

    @property
    def n_clusters(self) -> int:
        """How many clusters."""
        return int(np.unique(self.cluster).size)

    @cached_property
    def weights(self) -> Floats:
        """The weight of each cohort in each period (G × T)."""
        return self._by_cohort(self.w)

    @cached_property
    def sums(self) -> Floats:
        """The weighted outcome of each cohort in each period (G × T)."""
        return self._by_cohort(self.w * self.y)

    @cached_property
    def sizes(self) -> Floats:
        """How many units each cohort has (G)."""
        return np.bincount(self.cohort, minlength=self.starts.size).astype(float)

    @cached_property
    def size(self) -> Floats:
        """What each unit counts for when cohorts are averaged (N): its mean weight."""
        return np.asarray(self.w.mean(axis=1))

    @cached_property
    def shares(self) -> Floats:
        """Each cohort's part of the whole, per unit (G): it weighs the cohorts."""
        return np.bincount(self.cohort, self.size, self.starts.size) / self.n

    @property
    def is_plain(self) -> bool:
        """Whether every unit is there in every period, each counting the same."""
        return bool(np.all(self.w == 1.0))

    @cached_property
    def means(self) -> Floats:
        """The mean outcome of each cohort in each period (G × T); 0 where nothing is known."""
        empty = np.zeros_like(self.sums)
        return np.divide(self.sums, self.weights, out=empty, where=self.weights > 0)

    @cached_property
    def few(self) -> Floats:
        """By how much a unit's distance from its cohort's mean is too short (G × T).

        √(m / (m − 1)) for m clusters of equal weight; of unequal ones, for as many as would weigh
        alike (Kish 1965). 1 for a cluster alone, which lies on its mean.
        """
        made = np.ones(self.weights.shape)
        for g in range(self.starts.size):
            here = self.cohort == g
            _, place = np.unique(self.cluster[here], return_inverse=True)
            squares = (_added(self.w[here], place) ** 2).sum(axis=0)
            m = np.divide(self.weights[g] ** 2, squares, out=made[g].copy(), where=squares > 0)
            np.sqrt(np.divide(m, m - 1, out=made[g], where=m > 1.0 + 1e-9), out=made[g])
        return made

    @cached_property
    def is_alone(self) -> npt.NDArray[np.bool_]:
        """Whether each unit's cohort is one cluster only (N): its spread cannot be seen."""
        each = [np.unique(self.cluster[self.cohort == g]).size for g in range(self.starts.size)]
        return np.asarray(np.array(each)[self.cohort] < 2)

    @cached_property
    def few_sides(self) -> Floats:
        """The same factor for the mean over all repaired clusters, or all others, by unit."""
        n = float(self.repaired.sum())
        sides = np.where(self.starts[self.cohort] < NEVER, n, self.repaired.size - n)
        m = np.maximum(sides, 2.0)
        return np.asarray(np.sqrt(m / (m - 1)))

    @cached_property
    def dates(self) -> Ints:
        """Each cluster's date of repair, by number; those alone at their date share one number."""
        _, place = np.unique(self.cluster, return_index=True)
        own = self.cohort[place]
        return np.where(np.bincount(own)[own] > 1, own, self.starts.size)

    @cached_property
    def repaired(self) -> npt.NDArray[np.bool_]:
        """Whether each cluster holds a unit that is repaired."""
        return self.by_cluster((self.starts[self.cohort] < NEVER).astype(float)) > 0

    def by_cluster(self, values: Floats) -> Floats:
        """Values of units, added up by cluster."""
        names, place = np.unique(self.cluster, return_inverse=True)
        if names.size == self.n:
            return values[np.argsort(place)]
        return _added(values, place)

    def _by_cohort(self, values: Floats) -> Floats:
        made = np.zeros((self.starts.size, values.shape[1]))
        np.add.at(made, self.cohort, values)
        return made


def _added(values: Floats, place: Ints) -> Floats:
    made = np.zeros((int(place.max()) + 1, *values.shape[1:]))
    np.add.at(made, place, values)
    return made


def cells_of(y: Floats, w: Floats, first: Ints, cluster: Ints | None = None) -> Cells:
    """Cells from units × periods; a repair after the last period counts as never."""
    first = np.where(first >= y.shape[1], NEVER, first)
    starts, cohort = np.unique(first, return_inverse=True)
    known = np.isfinite(y) & (w > 0)
    return Cells(
        y=np.where(known, y, 0.0),
        w=np.where(known, w, 0.0),
        cohort=cohort.astype(np.int64),
        starts=starts.astype(np.int64),
        cluster=np.arange(y.shape[0]) if cluster is None else cluster,
    )
