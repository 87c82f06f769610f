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
    def repaired(self) -> npt.NDArray[np.bool_]:
        """Whether each cluster holds a unit that is repaired."""
        return self.by_cluster((self.starts[self.cohort] < NEVER).astype(float)) > 0

    def by_cluster(self, values: Floats) -> Floats:
        """Values of units, added up by cluster."""
        names, place = np.unique(self.cluster, return_inverse=True)
        made = np.zeros((names.size, *values.shape[1:]))
        np.add.at(made, place, values)
        return made

    def _by_cohort(self, values: Floats) -> Floats:
        made = np.zeros((self.starts.size, values.shape[1]))
        np.add.at(made, self.cohort, values)
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
