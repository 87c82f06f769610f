"""Every method beside the others: a range of totals, with what is disputed about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.prevalence.systems.saying import DISPUTE, people
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists


@dataclass(frozen=True)
class Model:
    """One method's answer, or why it has none."""

    name: str
    method: str
    estimate: float | None
    interval: Interval
    kind: str
    says: str


@dataclass(frozen=True, eq=False, repr=False)
class PrevalenceRange:
    """What each method says. There is no `estimate`: the range is the answer."""

    lists: CaptureLists
    level: float
    rows: tuple[Model, ...]

    @property
    def known(self) -> int:
        """People on one list or more."""
        return self.lists.n

    @cached_property
    def totals(self) -> tuple[Model, ...]:
        """The methods that gave a total; the lower bound is not one."""
        return tuple(r for r in self.rows if r.estimate is not None and r.name != "chao")

    @property
    def lowest(self) -> Model | None:
        """The method with the lowest total."""
        return min(self.totals, key=lambda one: one.estimate or 0.0, default=None)

    @property
    def highest(self) -> Model | None:
        """The method with the highest total."""
        return max(self.totals, key=lambda one: one.estimate or 0.0, default=None)

    @property
    def interval(self) -> Interval:
        """The lowest and the highest estimate; no number stands between them."""
        given = [one.estimate for one in self.totals if one.estimate is not None]
        return Interval(None, min(given, default=None), max(given, default=None))

    @property
    def reach(self) -> Interval:
        """The lowest and the highest end of any method's interval; None where one has no end."""
        lows = [one.interval.low for one in self.totals]
        highs = [one.interval.high for one in self.totals]
        low = min((end for end in lows if end is not None), default=None)
        high = (
            None if None in highs else max((end for end in highs if end is not None), default=None)
        )
        return Interval(None, low, high)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a method."""
        schema = {"method": pl.String, "estimate": pl.Float64, "low": pl.Float64,
                  "high": pl.Float64, "interval": pl.String, "says": pl.String}  # fmt: skip
        rows = [(r.method, r.estimate, r.interval.low, r.interval.high, r.kind, r.says)
                for r in self.rows]  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def sentence(self) -> str:
        """The range, and the dispute."""
        low, high = self.lowest, self.highest
        if low is None or high is None:
            return (
                f"{self.known:,} people are known; no model has an estimate from these lists. "
                f"{DISPUTE}"
            )
        if low is high:
            span = f"{low.method} gives {people(low.estimate)}; no other method has an estimate"
        else:
            span = (
                f"from {people(low.estimate)} ({low.method}) to {people(high.estimate)} "
                f"({high.method}), {len(self.totals)} methods"
            )
        return (
            f"{self.known:,} people are known; in all, {span}. {self._reach()}{self._bound()}"
            f"{DISPUTE}"
        )

    def _reach(self) -> str:
        """How far the methods' own intervals go, which is further than their totals."""
        low, high = self.reach.low, self.reach.high
        if low is None:
            return ""
        end = "without an upper end" if high is None else f"to {people(high)}"
        return f"Their intervals reach from {people(low)} {end}. "

    def _bound(self) -> str:
        """Where the lower bound lies above a total, that not both can be right."""
        bound = next((one.estimate for one in self.rows if one.name == "chao"), None)
        below = [one for one in self.totals if (one.estimate or 0.0) < (bound or 0.0)]
        if not below:
            return ""
        return (
            f"{len(below)} of them lie below Chao’s lower bound ({people(bound)}): either lists "
            "avoid each other’s people, and it is no bound, or those totals are too low. "
        )

    def chart(self, *, narrow: bool = False) -> Any:
        """Every method's total with its interval, beside the known."""
        from amparo.flow.prevalence.systems.drawing import intervals_chart  # noqa: PLC0415

        rows = [(one.method, one.interval) for one in self.rows if one.estimate is not None]
        about = "People in all, by method"
        return intervals_chart(rows, known=self.known, about=about, narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"PrevalenceRange({self.sentence()})"


def models(lists: CaptureLists, *, level: float) -> PrevalenceRange:
    """Ask every method; one that has no estimate says why."""
    asked: list[tuple[str, str, Callable[[], Any]]] = [
        ("chao", "Chao’s lower bound", lambda: lists.chao(level=level)),
        ("independent", "Lists independent", lambda: lists.loglinear(level=level)),
        ("stepwise", "Stepwise at 0.05", lambda: lists.stepwise(0.05, confidence=level)),
        ("strict", "Stepwise at 0.001", lambda: lists.stepwise(0.001, confidence=level)),
        ("aic", "Lowest AIC", lambda: lists.best("aic", level=level)),
        ("bic", "Lowest BIC", lambda: lists.best("bic", level=level)),
        ("average", "Average over graphs", lambda: lists.average(level=level)),
        ("latent", "Latent classes", lambda: lists.latent_classes(level=level)),
    ]
    return PrevalenceRange(lists, level, tuple(_asked(*one) for one in asked))


def _asked(name: str, method: str, call: Callable[[], Any]) -> Model:
    try:
        found = call()
        return Model(name, method, float(found.estimate), found.interval, str(found.kind),
                     found.sentence())  # fmt: skip
    except CannotEstimate as error:
        return Model(name, method, None, Interval(None, None, None), "", error.what)
