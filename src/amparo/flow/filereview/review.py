"""A file review: every file with what was done, what was left undone, and how far it got."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.filereview.association import Association, after_all_looks, associate
from amparo.flow.filereview.mapping import Mapping, Step
from amparo.flow.pooling import SEED, Pool, pooled_shares
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.flow.ranking import FUNNEL_Z, SMALLEST
from amparo.flow.reading import read_table
from amparo.flow.survival import LEVEL, Floats, Interval

BETTER_QUARTER = 0.25
FEWEST_UNITS = 4  # a better quarter of fewer is one unit
MOST_FILES = 1_000_000


@dataclass(frozen=True)
class Undone:
    """How often a step was left undone. Counts are files; unknown ones are in neither share.

    `share` is of those known and concerned, with Wilson's interval; `bounds` are the shares if no
    unknown file had failed, and if all had (Manski 1989).
    """

    step: Step
    done: int
    failed: int
    unknown: int
    not_applicable: int
    share: Interval
    bounds: tuple[float, float]


@dataclass(frozen=True)
class UnitRow:
    """One unit at one step: files, share left undone as it is and drawn to the others.

    `stands` is "more" or "less" where the share lies beyond the funnel's 99.8 % limits.
    """

    unit: str
    n: int
    failed: int
    unknown: int
    raw: float
    shrunk: Interval
    stands: str


@dataclass(frozen=True)
class Reach:
    """Files in which the step would have been done, had units failed as seldom as the better
    quarter of them; and all in which it was left undone."""

    step: Step
    failed: int
    reached: Interval


@dataclass(frozen=True, eq=False, repr=False)
class FileReview:
    """Files of several units, read by a mapping.

    Shapes: `failed`, `outcomes`: a column of n each, 1, 0 or NaN where unknown or not concerned.
    """

    mapping: Mapping
    source: str
    units: tuple[str, ...]
    states: dict[str, tuple[str, ...]]
    outcomes: dict[str, Floats]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    unread: dict[str, dict[str, int]]
    level: float = LEVEL

    @classmethod
    def read(cls, file: str | Path, mapping: Mapping, *, level: float = LEVEL) -> FileReview:
        """Read a table of one row a file. Raises: Refused."""
        table = read_table(file)
        frame = table.frame
        mapping.require(frame.columns, table.source)
        if not 0 < frame.height <= MOST_FILES:
            raise Refused("A file review has from one file to a million", found=f"{frame.height:,}",
                          where=table.source)  # fmt: skip
        unread: dict[str, dict[str, int]] = {}
        states, outcomes = {}, {}
        for step in mapping.steps:
            meaning = {
                **dict.fromkeys(step.done, "done"), **dict.fromkeys(step.failed, "failed"),
                **dict.fromkeys(step.not_applicable, "not applicable"),
            }  # fmt: skip
            answers = _answers(frame, step.column)
            states[step.name] = tuple(meaning.get(one, "unknown") for one in answers)
            unread[step.name] = _rest(answers, meaning)
        for one in mapping.outcomes:
            codes = {**dict.fromkeys(one.yes, 1.0), **dict.fromkeys(one.no, 0.0)}
            answers = _answers(frame, one.column)
            outcomes[one.name] = np.array([codes.get(a, np.nan) for a in answers])
            unread[one.name] = _rest(answers, codes)
        groups = tuple((name, _answers(frame, name)) for name in mapping.adjust)
        return cls(mapping, table.source, _answers(frame, mapping.unit), states, outcomes, groups,
                   unread, level)  # fmt: skip

    @property
    def n(self) -> int:
        """How many files."""
        return len(self.units)

    @cached_property
    def undone(self) -> tuple[Undone, ...]:
        """Every step, in the mapping's order."""
        return tuple(self._undone(step) for step in self.mapping.steps)

    def _undone(self, step: Step) -> Undone:
        seen = Counter(self.states[step.name])
        done, failed, unknown = seen["done"], seen["failed"], seen["unknown"]
        known = done + failed
        share = wilson(failed / known, known, self.level) if known else Interval(None, None, None)
        concerned = known + unknown
        bounds = (failed / concerned, (failed + unknown) / concerned) if concerned else (0.0, 1.0)
        return Undone(step, done, failed, unknown, seen["not applicable"], share, bounds)

    def compare(self, step: str) -> tuple[UnitRow, ...]:
        """Units with enough known files, most left undone first; none is ranked by noise.

        Raises: Refused for a step that is not in the mapping.
        """
        names, failed, known, unknown = self._by_unit(self._step(step))
        enough = known >= SMALLEST
        if not enough.any():
            return ()
        pool = self._pool(failed, known)
        low, high = pool.interval(self.level)
        middle = float(failed[enough].sum() / known[enough].sum())
        rows = []
        for i in np.flatnonzero(enough):
            reach = FUNNEL_Z * float(np.sqrt(middle * (1 - middle) / known[i]))
            raw = float(failed[i] / known[i])
            stands = "more" if raw > middle + reach else "less" if raw < middle - reach else ""
            shrunk = Interval(float(pool.values[i]), float(low[i]), float(high[i]))
            rows.append(UnitRow(names[i], int(known[i]), int(failed[i]), int(unknown[i]), raw,
                                shrunk, stands))  # fmt: skip
        return tuple(sorted(rows, key=lambda row: -(row.shrunk.value or 0.0)))

    @cached_property
    def reach(self) -> tuple[Reach, ...]:
        """Which repair would reach most files first; steps whose units are too few come last."""
        found = [self._reach(step) for step in self.mapping.steps]
        return tuple(sorted(found, key=lambda one: -(one.reached.value or 0.0)))

    def _reach(self, step: Step) -> Reach:
        _, failed, known, _ = self._by_unit(step)
        enough = known >= SMALLEST
        total = int(failed.sum())
        if enough.sum() < FEWEST_UNITS:
            return Reach(step, total, Interval(None, None, None))
        pool = self._pool(failed, known)
        rates = pool.draws[:, enough]
        target = np.quantile(rates, BETTER_QUARTER, axis=1)[:, None]
        more = (np.maximum(rates - target, 0.0) * known[enough]).sum(axis=1)
        tail = (1 - self.level) / 2
        low, high = np.quantile(more, [tail, 1 - tail])
        return Reach(step, total, Interval(float(np.mean(more)), float(low), float(high)))

    @cached_property
    def associations(self) -> tuple[Association, ...]:
        """Every step with every outcome, adjusted for the unit and the mapping's columns.

        Over files where the step is known and concerned, and the outcome known; answers that are
        unknown among the adjusting ones are a group of their own.
        """
        found = [
            self._associate(step, outcome)
            for step in self.mapping.steps
            for outcome in self.outcomes
        ]
        return tuple(after_all_looks(found))

    def _associate(self, step: Step, outcome: str) -> Association:
        states, result = np.array(self.states[step.name]), self.outcomes[outcome]
        used = np.isin(states, ["done", "failed"]) & ~np.isnan(result)
        failed = (states[used] == "failed").astype(np.float64)
        columns = [_dummies(np.array(self.units)[used])]
        columns += [_dummies(np.array(values)[used]) for _, values in self.groups]
        return associate(
            failed, result[used], columns, level=self.level, names=(step.name, outcome)
        )

    def _by_unit(self, step: Step) -> tuple[list[str], Floats, Floats, Floats]:
        names = sorted({unit for unit in self.units if unit})
        place = {name: i for i, name in enumerate(names)}
        failed, known, unknown = (np.zeros(len(names)) for _ in range(3))
        for unit, state in zip(self.units, self.states[step.name], strict=True):
            if unit not in place:
                continue
            i = place[unit]
            failed[i] += state == "failed"
            known[i] += state in {"failed", "done"}
            unknown[i] += state == "unknown"
        return names, failed, known, unknown

    def _pool(self, failed: Floats, known: Floats) -> Pool:
        return pooled_shares(failed, known, rng=np.random.default_rng(SEED))

    def _step(self, name: str) -> Step:
        for step in self.mapping.steps:
            if step.name == name:
                return step
        known = ", ".join(one.name for one in self.mapping.steps)
        raise Refused("The mapping has no such step", found=name, next_step=f"one of: {known}")

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a step."""
        rows = [
            (u.step.name, u.done, u.failed, u.unknown, u.not_applicable, u.share.value, u.share.low,
             u.share.high, *u.bounds, u.step.cause or None)
            for u in self.undone
        ]  # fmt: skip
        counts = ("done", "failed", "unknown", "not_applicable")
        shares = ("share", "low", "high", "if_no_unknown_failed", "if_all_unknown_failed")
        schema = {"step": pl.String, **dict.fromkeys(counts, pl.Int64),
                  **dict.fromkeys(shares, pl.Float64), "cause": pl.String}  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def sentence(self) -> str:
        """Where most was left undone, and which repair would reach most, in words."""
        from amparo.flow.filereview.words import said  # noqa: PLC0415  (words import this)

        return said(self)

    def chart(self, *, narrow: bool = False) -> Any:
        """Shares left undone with their intervals, and how far the unknown could move them."""
        from amparo.flow.filereview.drawing import undone_chart  # noqa: PLC0415  (only when asked)

        return undone_chart(self, narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"FileReview({self.sentence()})"


def _answers(frame: pl.DataFrame, column: str) -> tuple[str, ...]:
    values = frame.get_column(column).cast(pl.String).fill_null("").str.strip_chars()
    return tuple(values.to_list())


def _rest(answers: tuple[str, ...], meaning: dict[str, Any]) -> dict[str, int]:
    return dict(Counter(one for one in answers if one not in meaning).most_common())


def _dummies(values: np.ndarray) -> Floats:
    """A column for each value but the commonest; rare ones together, for they tell little."""
    names, counts = np.unique(values, return_counts=True)
    rare = set(names[counts < SMALLEST])
    merged = np.array(["(few)" if one in rare else one for one in values])
    names, counts = np.unique(merged, return_counts=True)
    others = [name for name in names if name != names[counts.argmax()]]
    if not others:
        return np.zeros((values.size, 0))
    return np.column_stack([(merged == name).astype(np.float64) for name in others])
