"""`CaptureLists`: who is known to which lists, as counts of combinations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.prevalence.systems.intervals import Kind, checked_level, kind_of
from amparo.flow.prevalence.systems.terms import Asked, Floats, Ints, cells_of, terms_of

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.averaging import Averaged
    from amparo.flow.prevalence.systems.bounds import Bound
    from amparo.flow.prevalence.systems.latent import LatentClasses
    from amparo.flow.prevalence.systems.loglinear import LogLinear
    from amparo.flow.prevalence.systems.ranges import PrevalenceRange
    from amparo.flow.prevalence.systems.stepwise import Stepwise

MOST_LISTS = 12  # of a model: 4,095 combinations; each further list doubles the work


@dataclass(frozen=True, eq=False, repr=False)
class CaptureLists:
    """How many people are on each combination of lists.

    Shapes: `cells` and `counts` have one value each combination that someone has; bit i of a cell
    says that it is on list i.
    Counts: people, each once; whoever is on no list is in no row.
    """

    names: tuple[str, ...]
    cells: Ints
    counts: Ints
    source: str = "lists"
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def read(
        cls, file: str | Path | pl.DataFrame, *, count: str | None = None,
        lists: Sequence[str] | None = None,
    ) -> CaptureLists:  # fmt: skip
        """Read overlap counts (one row a combination, `count` its column) or people (one row each).

        Every other column, or those that `lists` names, is a list: 1 on it, 0 not on it.
        Raises: Refused that names the rows that are wrong.
        """
        from amparo.flow.prevalence.systems.reading import read_lists  # noqa: PLC0415  (reads only)

        return cls(*read_lists(file, count=count, lists=lists))

    @property
    def k(self) -> int:
        """How many lists there are."""
        return len(self.names)

    @property
    def n(self) -> int:
        """How many people are known to one list or more."""
        return int(self.counts.sum())

    @cached_property
    def on_lists(self) -> Ints:
        """How many people are on each list, (k,)."""
        marks = (self.cells[:, None] >> np.arange(self.k)) & 1
        return np.asarray((marks * self.counts[:, None]).sum(axis=0), dtype=np.int64)

    @cached_property
    def by_number(self) -> Ints:
        """How many people are on exactly 0, 1, … k lists, (k + 1,)."""
        sizes = np.bitwise_count(self.cells).astype(np.int64)
        return np.bincount(sizes, weights=self.counts, minlength=self.k + 1).astype(np.int64)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a combination: 1 or 0 for each list, then the number of people."""
        marks = {name: (self.cells >> i) & 1 for i, name in enumerate(self.names)}
        made = pl.DataFrame({**marks, "people": self.counts})
        return made.sort(
            [pl.sum_horizontal(self.names), *self.names], descending=[False] + [True] * self.k
        )

    def table(self) -> tuple[Ints, Floats]:
        """Every combination but none, with its count. Raises: CannotEstimate for many lists."""
        if self.k > MOST_LISTS:
            small = np.argsort(self.on_lists)[: self.k - MOST_LISTS + 1]
            named = ", ".join(self.names[int(i)] for i in small[:6])
            raise CannotEstimate(
                f"Models are fitted on at most {MOST_LISTS} lists: {self.k} have "
                f"{(1 << self.k) - 1:,} combinations", found=f"{self.k} lists", where=self.source,
                next_step=f"put small ones together with merge(), such as {named}; chao() gives "
                "a lower bound for any number of lists",
            )  # fmt: skip
        cells = cells_of(self.k)
        counts = np.zeros(cells.size)
        counts[self.cells - 1] = self.counts
        return cells, counts

    def check_overlap(self) -> None:
        """Raises: CannotEstimate where nobody is on two lists, so that only a prior would speak."""
        if self.n == int(self.by_number[1]):
            raise CannotEstimate(
                "Nobody is on two lists: nothing tells how many are on none", where=self.source,
                next_step="match people between the lists first, or say that they never meet",
            )  # fmt: skip

    def loglinear(
        self, interactions: Iterable[Asked] = (), *, interval: Kind | str = Kind.MULTINOMIAL,
        level: float = 0.95,
    ) -> LogLinear:  # fmt: skip
        """Fit the model with these interactions, such as ["LA:NG", ("NG", "GP")].

        Raises: CannotEstimate where the table has no estimate for it, and says why.
        """
        from amparo.flow.prevalence.systems.loglinear import loglinear  # noqa: PLC0415  (fits only)

        terms = terms_of(interactions, self.names)
        return loglinear(self, terms, kind=kind_of(interval), level=checked_level(level))

    def stepwise(
        self, level: float = 0.05, *, interval: Kind | str = Kind.MULTINOMIAL,
        confidence: float = 0.95,
    ) -> Stepwise:  # fmt: skip
        """Choose interactions one by one while the most surprising overlap has p below `level`."""
        from amparo.flow.prevalence.systems.stepwise import stepwise  # noqa: PLC0415  (fits only)

        if not 0.0 <= level <= 1.0:
            raise Refused("A level lies between 0 and 1", found=f"{level:g}")
        return stepwise(self, level, kind=kind_of(interval), confidence=checked_level(confidence))

    def best(
        self, criterion: str = "bic", *, interval: Kind | str = Kind.MULTINOMIAL,
        level: float = 0.95,
    ) -> LogLinear:  # fmt: skip
        """The model of pairs with the lowest "bic" or "aic": all of them up to five lists."""
        from amparo.flow.prevalence.systems.search import best  # noqa: PLC0415  (fits only)

        return best(self, criterion, kind=kind_of(interval), level=checked_level(level))

    def average(self, *, level: float = 0.95) -> Averaged:
        """Average over decomposable graphs, each weighed by how well it foretells the table."""
        from amparo.flow.prevalence.systems.averaging import average  # noqa: PLC0415  (as above)

        return average(self, level=checked_level(level))

    def latent_classes(self, *, level: float = 0.95) -> LatentClasses:
        """Let people be of kinds that lists find more or less easily, as many as the table asks."""
        from amparo.flow.prevalence.systems.latent import latent_classes  # noqa: PLC0415

        return latent_classes(self, level=checked_level(level))

    def chao(self, *, level: float = 0.95) -> Bound:
        """A lower bound from how many are on one list only and on two."""
        from amparo.flow.prevalence.systems.bounds import chao  # noqa: PLC0415  (as above)

        return chao(self, level=checked_level(level))

    def two_lists(self, one: str, other: str, *, level: float = 0.95) -> Bound:
        """Chapman's estimate from two of the lists, as if they were independent."""
        from amparo.flow.prevalence.systems.bounds import of_two  # noqa: PLC0415  (as above)

        return of_two(self, one, other, level=checked_level(level))

    def models(self, *, level: float = 0.95) -> PrevalenceRange:
        """Every method beside the others, with what is disputed about them."""
        from amparo.flow.prevalence.systems.ranges import models  # noqa: PLC0415  (as above)

        return models(self, level=checked_level(level))

    def sensitivity(self, *, level: float = 0.05) -> pl.DataFrame:
        """The stepwise and the independent estimate with two lists merged or one left out."""
        from amparo.flow.prevalence.systems.sensitivity import sensitivity  # noqa: PLC0415

        return sensitivity(self, level=level)

    def merge(self, lists: Sequence[str], *, into: str | None = None) -> CaptureLists:
        """Several lists as one: on it is who is on any of them."""
        gone = self._places(lists)
        if len(gone) < 2:
            raise Refused("Two lists are needed to merge", found=", ".join(lists))
        name = into or "".join(self.names[i] for i in gone)
        kept = [i for i in range(self.k) if i not in gone[1:]]
        names = tuple(name if i == gone[0] else self.names[i] for i in kept)
        if len(set(names)) < len(names):
            raise Refused("A list of this name is there already", found=name)
        together = np.zeros(self.cells.size, dtype=bool)
        for i in gone:
            together |= (self.cells >> i & 1) == 1
        columns = [together if i == gone[0] else (self.cells >> i & 1) == 1 for i in kept]
        return self._with(names, columns)

    def without(self, *lists: str) -> CaptureLists:
        """Leave lists out: whoever is on no other list is then not known."""
        gone = self._places(lists)
        kept = [i for i in range(self.k) if i not in gone]
        if len(kept) < 2:
            raise Refused("Two lists are needed at least", found=f"{len(kept)} left")
        columns = [(self.cells >> i & 1) == 1 for i in kept]
        return self._with(tuple(self.names[i] for i in kept), columns)

    def resampled(self, counts: Ints) -> CaptureLists:
        """The same lists with other counts of the same combinations."""
        kept = counts > 0
        return replace(self, cells=self.cells[kept], counts=counts[kept])

    def _with(self, names: tuple[str, ...], columns: Sequence[Any]) -> CaptureLists:
        cells = np.zeros(self.cells.size, dtype=np.int64)
        for i, column in enumerate(columns):
            cells |= column.astype(np.int64) << i
        found, place = np.unique(cells, return_inverse=True)
        sums = np.bincount(place, weights=self.counts, minlength=found.size).astype(np.int64)
        kept = found > 0
        return replace(self, names=names, cells=found[kept], counts=sums[kept])

    def _places(self, lists: Sequence[str]) -> list[int]:
        named = list(dict.fromkeys([lists] if isinstance(lists, str) else lists))
        if missing := [name for name in named if name not in self.names]:
            raise Refused(
                "There is no such list", found=", ".join(missing),
                next_step="there are: " + ", ".join(self.names),
            )  # fmt: skip
        return [self.names.index(name) for name in named]

    def sentence(self) -> str:
        """What the table holds."""
        several = self.n - int(self.by_number[1])
        lists = ", ".join(
            f"{name} {n:,}" for name, n in zip(self.names[:8], self.on_lists, strict=False)
        )
        more = f" and {self.k - 8} more" if self.k > 8 else ""
        return f"{self.n:,} people on {self.k} lists ({lists}{more}); {several:,} on two or more."

    def __repr__(self) -> str:
        return f"CaptureLists({self.sentence()})"
