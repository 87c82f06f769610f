"""One log-linear model: how many there are in all if its lists hang together as it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.prevalence.systems.existence import Check, Exists, check, pose
from amparo.flow.prevalence.systems.intervals import BY_FORMULA, Kind, kind_of
from amparo.flow.prevalence.systems.saying import total_words
from amparo.flow.prevalence.systems.terms import name_of
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists

NEXT = "take an interaction out, merge or leave out a list, or read the lower bound of chao()"


@dataclass(frozen=True, eq=False, repr=False)
class LogLinear:
    """The total under one model. Misleads when lists hang together in a way that it leaves out.

    Source: Fienberg (1972), Biometrika 59; Bishop, Fienberg and Holland (1975), chapter 6.
    """

    lists: CaptureLists
    check: Check
    kind: Kind
    level: float

    @property
    def interactions(self) -> tuple[str, ...]:
        """The interactions that were asked for."""
        return tuple(name_of(term, self.lists.names) for term in self.check.posed.asked)

    @property
    def empty(self) -> tuple[str, ...]:
        """Those on whose lists nobody is at once: their effect is minus infinity."""
        return tuple(name_of(term, self.lists.names) for term in self.check.posed.empty)

    @property
    def known(self) -> int:
        """People on one list or more."""
        return self.lists.n

    @cached_property
    def estimate(self) -> float:
        """People in all: the known, and exp of the model's constant."""
        return self.known + exp(float(self.check.posed.fit.beta[0]))

    @cached_property
    def interval(self) -> Interval:
        """The interval of the kind that was asked for."""
        return self.interval_by(self.kind)

    def interval_by(self, kind: Kind | str, *, level: float | None = None) -> Interval:
        """Another interval for the same estimate: "poisson", "multinomial", "wald", "bootstrap"."""
        named, level = kind_of(kind), level or self.level
        if named is Kind.BOOTSTRAP:
            from amparo.flow.prevalence.systems.resampling import bootstrap  # noqa: PLC0415

            return bootstrap(self, self.estimate, level=level)
        made: Interval = BY_FORMULA[named](self.check.posed, float(self.known), level)
        return made

    def again(self, lists: CaptureLists) -> float:
        """The estimate of the same model from other counts. Raises: CannotEstimate."""
        return loglinear(lists, self.check.posed.asked, kind=self.kind, level=self.level).estimate

    @property
    def bic(self) -> float:
        """Bayesian information criterion; each person is an observation."""
        return -2.0 * self._loglik + log(self.known) * self._size

    @property
    def aic(self) -> float:
        """Akaike's information criterion; terms at minus infinity count as terms."""
        return -2.0 * self._loglik + 2.0 * self._size

    @property
    def _size(self) -> int:
        return len(self.check.posed.kept) + len(self.check.posed.empty)

    @property
    def _loglik(self) -> float:
        from scipy.special import gammaln

        posed = self.check.posed
        return float(posed.fit.loglik - gammaln(posed.counts + 1.0).sum())

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a combination: the lists, how many were seen, how many the model expects."""
        cells, counts = self.lists.table()
        fitted = np.zeros(cells.size)
        posed = self.check.posed
        fitted[posed.cells - 1] = posed.fit.mu
        marks = {name: (cells >> i) & 1 for i, name in enumerate(self.lists.names)}
        return pl.DataFrame({**marks, "seen": counts.astype(np.int64), "expected": fitted})

    @cached_property
    def effects(self) -> pl.DataFrame:
        """One row a term: its effect on the logarithm and its standard error."""
        posed = self.check.posed
        errors = np.sqrt(np.diag(np.linalg.inv(posed.fit.information)))
        names = ["(on no list)", *(name_of(t, self.lists.names) for t in posed.kept[1:])]
        made = pl.DataFrame({"term": names, "effect": posed.fit.beta, "se": errors})
        none = pl.DataFrame(
            {"term": self.empty, "effect": [-np.inf] * len(self.empty),
             "se": [None] * len(self.empty)},
            schema=made.schema,
        )  # fmt: skip
        return pl.concat([made, none])

    def intervals(self) -> pl.DataFrame:
        """One row a kind of interval."""
        rows = [(kind.value, self.interval_by(kind)) for kind in (*BY_FORMULA, Kind.BOOTSTRAP)]
        return pl.DataFrame(
            [{"interval": name, "estimate": self.estimate, "low": one.low, "high": one.high}
             for name, one in rows]
        )  # fmt: skip

    @property
    def method(self) -> str:
        """The model in words."""
        if not self.interactions:
            return "Log-linear, lists independent"
        return "Log-linear with " + ", ".join(self.interactions)

    def sentence(self) -> str:
        """The total, its interval, and that it is one model among many."""
        said = f"{self.method}: " + total_words(
            self.known, self.estimate, self.interval, self.level, self.kind
        )
        return said + ". " + "".join(self.doubts()) + ONE_OF_MANY

    def doubts(self) -> list[str]:
        """What the zeros of the table did to the model."""
        said = []
        if self.empty:
            said.append(f"Nobody is on {_and(self.empty)} at once: taken as kept apart. ")
        if self.check.exists is Exists.EXTENDED:
            said.append(
                f"{self.check.out_of_reach.size} combinations cannot be reached and were given "
                "up (extended maximum likelihood). "
            )
        return said

    def chart(self, *, narrow: bool = False) -> Any:
        """The estimate with its intervals by each likelihood, beside the known."""
        from amparo.flow.prevalence.systems.drawing import intervals_chart  # noqa: PLC0415

        rows = [(kind.value.capitalize(), self.interval_by(kind)) for kind in BY_FORMULA]
        return intervals_chart(rows, known=self.known, about=self.method, narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"LogLinear({self.sentence()})"


ONE_OF_MANY = "Another model can give a very different number: models() shows the range."


def loglinear(
    lists: CaptureLists, interactions: tuple[int, ...], *, kind: Kind, level: float
) -> LogLinear:
    """Check that the model has one estimate, and give it. Raises: CannotEstimate."""
    cells, counts = lists.table()
    found = check(pose(lists.k, cells, counts, interactions))
    if not found.usable:
        raise CannotEstimate(
            _why(found), found=", ".join(name_of(t, lists.names) for t in interactions)
            or "no interaction", where=lists.source, next_step=NEXT,
        )  # fmt: skip
    return LogLinear(lists, found, kind, level)


def _why(found: Check) -> str:
    if found.exists is Exists.MANY:
        return (
            "Not one total but many fit this model equally well: with the combinations that nobody "
            "has, its terms cannot be told apart"
        )
    where = f" ({found.out_of_reach.size} combinations are out of reach)"
    return "No estimate exists for this model: the fit would run away to infinity or to nothing" + (
        where if found.out_of_reach.size else ""
    )


def _and(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace(":", " and ") for name in names)
