"""The whole diagnosis of a log: where cases are lost, how long steps take, overall and by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow import attrition, counts, courts, ranking
from amparo.flow.attrition import Reached, Step
from amparo.flow.counts import Counts, days_of, reached_by
from amparo.flow.counts.kept import is_counts
from amparo.flow.courts import Flow
from amparo.flow.eventlog import EventLog
from amparo.flow.findings import Finding
from amparo.flow.ranking import Place
from amparo.flow.survival import FinishedOnly, SurvivalCurve, finished_only, kaplan_meier

if TYPE_CHECKING:
    from amparo.flow.opportunity import Opportunities
    from amparo.flow.reaching import Attrition

MOST_GROUPS = 400  # a column's largest values; the report says how many are left out


@dataclass(frozen=True)
class Part:
    """The diagnosis of all cases, or of one group's.

    `curves` counts those who skipped a step as waiting for it; `unskipped` leaves them out.
    """

    group: str
    value: str
    n: int
    reached: tuple[Reached, ...]
    steps: tuple[Step, ...]
    curves: tuple[SurvivalCurve, ...]
    unskipped: tuple[SurvivalCurve, ...]
    finished: tuple[FinishedOnly, ...]


@dataclass(frozen=True)
class Diagnosis:
    """Where cases are lost and how long each step takes, with everything needed to judge it."""

    log: EventLog | Counts
    whole: Part
    groups: tuple[Part, ...]
    flows: tuple[Flow, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[tuple[str, int], ...] = field(default=())

    @cached_property
    def places(self) -> list[Place]:
        """Every step of the whole as a place."""
        return ranking.of_steps(self.whole.steps, self.whole.unskipped)

    @cached_property
    def group_places(self) -> list[Place]:
        """Every step of every group as a place."""
        return [
            place
            for part in self.groups
            for place in ranking.of_steps(
                part.steps, part.unskipped, group=part.group, value=part.value
            )
        ]

    @cached_property
    def attrition(self) -> Attrition | None:
        """Who reaches each stage within 30, 90 and 365 days; none where nobody is at the first."""
        from amparo.flow.reaching import attrition_of  # noqa: PLC0415  (only when asked)

        try:
            return attrition_of(self.log)
        except CannotEstimate:
            return None

    @cached_property
    def opportunities(self) -> dict[str, Opportunities]:
        """Where to repair first, for each column with enough units to compare."""
        from amparo.flow.opportunity import opportunities_of  # noqa: PLC0415  (only when asked)

        found = {}
        for group in dict.fromkeys(part.group for part in self.groups):
            try:
                found[group] = opportunities_of(self.log, by=group)
            except CannotEstimate:
                continue
        return found

    @property
    def most_lost(self) -> list[Place]:
        """Steps by what is lost there, most first."""
        return ranking.most_lost(self.places)

    @property
    def most_time(self) -> list[Place]:
        """Steps by the time that goes there, most first."""
        return ranking.most_time(self.places)

    @property
    def standing_out(self) -> list[Place]:
        """Groups whose share advanced differs from the whole's beyond chance."""
        whole = {(step.start, step.to): step for step in self.whole.steps}
        return ranking.standing_out(whole, self.group_places)

    @property
    def frame(self) -> pl.DataFrame:
        """One row a step and group, with counts, shares and days."""
        from amparo.flow.report.content import step_rows  # noqa: PLC0415  (the report knows us)

        return pl.DataFrame(
            [row for part in (self.whole, *self.groups) for row in step_rows(part)],
            infer_schema_length=None,
        )

    def sentence(self) -> str:
        """What an analyst would say first."""
        from amparo.flow.report.content import summary  # noqa: PLC0415  (the report knows us)

        return " ".join(summary(self))

    def chart(self) -> Any:
        """The share of cases that reached each stage, as an Altair chart."""
        from amparo.flow import charts  # noqa: PLC0415  (draws only when asked)

        return charts.reached_chart(self.whole.reached, self.log.unit)

    def save(self, path: str | Path) -> None:
        """Write the report; the ending says which kind: .html, .json, .pdf or .xlsx."""
        from amparo.flow.report import save  # noqa: PLC0415  (the report knows us)

        save(self, Path(path))

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import fragment  # noqa: PLC0415  (notebooks only)

        return fragment(self)

    def __repr__(self) -> str:
        return f"Diagnosis of {self.log.n:,} {self.log.unit}s: {self.sentence()}"


def diagnose(
    source: EventLog | Counts | str | Path | Any, *, by: Sequence[str] = (), **how: Any
) -> Diagnosis:
    """Diagnose a log, counts of one, or a file or frame that EventLog.read understands.

    A file of counts (`amparo counts`) is read as such. Overall, and by group.
    """
    log = _log_of(source, by, how)
    groups: list[Part] = []
    left_out: list[tuple[str, int]] = []
    for group in by or log.pathway.groups:
        parts, more = _parts_of(log, group)
        groups += parts
        left_out += [(group, more)] if more else []
    days = days_of(log)
    flows = tuple(courts.monthly(log, index, days=days) for index in range(len(log.stages) - 1))
    return Diagnosis(log, part_of(log), tuple(groups), flows, log.findings, tuple(left_out))


def _log_of(source: Any, by: Sequence[str], how: dict[str, Any]) -> EventLog | Counts:
    if isinstance(source, EventLog | Counts):
        return source
    if isinstance(source, str | Path) and is_counts(Path(source)):
        return Counts.read(source)
    return EventLog.read(source, groups=by, **how)


def part_of(log: EventLog | Counts) -> Part:
    """The diagnosis of one log without flows; from its counts."""
    there = dict(reached_by(log, ()).rows())
    k = [there.get(place, 0) for place in range(len(log.stages))]
    reached = attrition.reached_of(log.stages, k, log.n)
    return _part("", "", log.n, log.stages, reached, counts.of(log))


def _parts_of(log: EventLog | Counts, group: str) -> tuple[list[Part], int]:
    """The diagnosis of a group's values, most cases first, and how many of them are left out."""
    column = log.column_of(group)
    there: dict[str, dict[int, int]] = {}
    for value, stage, n in reached_by(log, [group]).rows():
        there.setdefault(value, {})[stage] = n
    sizes = sorted(there, key=lambda value: (-there[value].get(-1, 0), value))
    tables = counts.of(log, by=[group]).partition_by(column, as_dict=True, include_key=False)
    nothing = counts.of(log).clear()
    parts = []
    for value in sizes[:MOST_GROUPS]:
        n, found = there[value].get(-1, 0), there[value]
        k = [found.get(place, 0) for place in range(len(log.stages))]
        reached = attrition.reached_of(log.stages, k, n)
        parts.append(_part(group, value, n, log.stages, reached, tables.get((value,), nothing)))
    return parts, max(0, len(sizes) - MOST_GROUPS)


def _part(  # noqa: PLR0917  (two callers, above)
    group: str, value: str, n: int, stages: tuple[str, ...], reached: tuple[Reached, ...],
    table: pl.DataFrame,
) -> Part:  # fmt: skip
    steps = [counts.of_step(table, index) for index in range(len(stages) - 1)]
    return Part(
        group=group,
        value=value,
        n=n,
        reached=reached,
        steps=tuple(attrition.step_of(table, index, stages) for index in range(len(steps))),
        curves=tuple(
            kaplan_meier(step, name=f"{stages[i]} → {stages[i + 1]}")
            for i, step in enumerate(steps)
        ),
        unskipped=tuple(kaplan_meier(step.filter(pl.col("kind") != "skipped")) for step in steps),
        finished=tuple(finished_only(step) for step in steps),
    )
