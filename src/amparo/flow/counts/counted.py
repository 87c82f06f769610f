"""All counts of a log, and nothing else of it: what a place can share while its cases stay home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.steps import of
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.ledger import Ledger
from amparo.flow.eventlog.log import BLANK, column_for
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Pathway

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.flow.comparing import Compared
    from amparo.flow.opportunity import Opportunities
    from amparo.flow.pathway import Between
    from amparo.flow.reaching import Attrition
    from amparo.flow.waits import Curves

CAME, WENT = "in", "out"


@dataclass(frozen=True)
class Counts:
    """Counts of cases by group, step, outcome and days; answers what a log answers by counting.

    Shapes: `steps` has a row for each (groups, step, outcome, kind, days) with `n`; `reached` for
    each (groups, stage) with `n`, where stage −1 is all cases; `days` for each (step, way, day)
    with `n`: how many came in and went out of a step on a calendar day (the first of its month
    where small cells were left out).
    Counts: the unit is what one row of the log stood for. `withheld` cases are in none of them.
    """

    pathway: Pathway
    as_of: date
    steps: pl.DataFrame
    reached: pl.DataFrame
    days: pl.DataFrame
    source: str = "counts"
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()
    fewest: int = 1
    withheld: int = 0
    ledger: Ledger | None = None

    # What a report asks of a log and counts do not have.
    suggested_exits: tuple[()] = ()

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages' names, in order."""
        return self.pathway.names

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        return self.pathway.unit

    @property
    def n(self) -> int:
        """How many cases are counted."""
        return int(self.reached.filter(pl.col("stage") == -1).get_column("n").sum())

    def column_of(self, group: str) -> str:
        """The column that holds a group. Raises: Refused for what is not counted by."""
        if group not in self.pathway.groups:
            there = ", ".join(self.pathway.groups) or "nothing"
            raise Refused(
                f"The counts are not grouped by “{group}”",
                next_step=f"they are grouped by {there}; count again with --by {group}",
            )
        return column_for(group, self.stages)

    @property
    def frame(self) -> pl.DataFrame:
        """One row a group, step, outcome and days, with `n`: what every estimator works from."""
        return self.steps

    def sentence(self) -> str:
        """How many cases are counted, in how many cells, and how small a cell may be, in words."""
        from amparo.flow.wording import counted as said  # noqa: PLC0415  (it knows intervals)
        from amparo.flow.wording import day  # noqa: PLC0415

        few = "" if self.fewest < 2 else f"; no cell stands for fewer than {self.fewest}"
        by = f" by {', '.join(self.pathway.groups)}" if self.pathway.groups else ""
        return (
            f"{said(self.n, self.unit)} from {self.stages[0]} to {self.stages[-1]}{by}, as known "
            f"on {day(self.as_of)}, in {self.steps.height:,} cells{few}."
        )

    def chart(self) -> Any:
        """How many reached each stage, as an Altair chart."""
        from amparo.flow.attrition import reached_of  # noqa: PLC0415  (it reads counts)
        from amparo.flow.charts import reached_chart  # noqa: PLC0415  (draws only when asked)

        there = dict(reached_by(self, ()).select("stage", "n").rows())
        stages = [there.get(place, 0) for place in range(len(self.stages))]
        return reached_chart(reached_of(self.stages, stages, self.n), self.unit)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Counts({self.sentence()})"

    def save(self, path: str | Path) -> None:
        """Keep as one Parquet file. Raises: Refused where it cannot be written."""
        from pathlib import Path as Place  # noqa: PLC0415

        from amparo.flow.counts.kept import keep  # noqa: PLC0415  (it makes counts)

        keep(self, Place(path))

    @classmethod
    def read(cls, path: str | Path) -> Counts:
        """Read what `save` kept. Raises: Refused for another file."""
        from pathlib import Path as Place  # noqa: PLC0415

        from amparo.flow.counts.kept import read_counts  # noqa: PLC0415  (it makes counts)

        return read_counts(Place(path))

    def attrition(
        self, *, by: Sequence[str] = (), horizons: Sequence[int] = (30, 90, 365)
    ) -> Attrition:
        """Who reaches each stage within so many days of the first, and where the others leave."""
        from amparo.flow.reaching import attrition_of  # noqa: PLC0415  (it reads counts)

        return attrition_of(self, by=by, horizons=horizons)

    def survival(self, step: Between, *, by: Sequence[str] = ()) -> Curves:
        """How long a step takes, by groups. Raises: Refused for stages that are no neighbours."""
        from amparo.flow.waits import survival_of  # noqa: PLC0415  (it reads counts)

        return survival_of(self, step, by=by)

    def compare(
        self, step: Between, *, by: str, within: int = 365, overdispersed: bool = False
    ) -> Compared:
        """The units of a column compared fairly: the share that goes on within so many days."""
        from amparo.flow.comparing import compare_units  # noqa: PLC0415  (it reads counts)

        return compare_units(self, step, by=by, within=within, overdispersed=overdispersed)

    def opportunities(self, *, by: str, horizon: int | None = None) -> Opportunities:
        """Where to repair first: what each unit would win at each step by doing as the better."""
        from amparo.flow.opportunity import opportunities_of  # noqa: PLC0415  (it reads counts)

        return opportunities_of(self, by=by, horizon=horizon)

    def with_those_of(self, *others: Counts) -> Counts:
        """The counts of several places as one. Raises: Refused where they counted differently."""
        from amparo.flow.counts.together import put_together  # noqa: PLC0415  (it makes counts)

        return put_together(self, *others)

    def without_small_cells(self, fewest: int = 11) -> Counts:
        """Counts in which no cell stands for fewer cases; how is in docs/methods.md."""
        from amparo.flow.counts.few import without_small_cells  # noqa: PLC0415  (it makes counts)

        return without_small_cells(self, fewest)


def counted(log: EventLog | Counts, *, by: Sequence[str] | None = None) -> Counts:
    """All counts of a log by its groups, or by those named; counts are given back as they are."""
    if not isinstance(log, EventLog):
        return log
    from dataclasses import replace  # noqa: PLC0415

    groups = tuple(by if by is not None else log.pathway.groups)
    pathway = replace(log.pathway, groups=groups)
    return Counts(
        pathway, log.as_of, of(log, by=groups), reached_by(log, groups), days_of(log),
        log.source, log.assumptions, log.findings, ledger=log.ledger,
    )  # fmt: skip


def reached_by(log: EventLog | Counts, by: Sequence[str]) -> pl.DataFrame:
    """How many cases have a day for each stage, by group; stage −1 is all of them."""
    columns = [log.column_of(group) for group in by]
    if not isinstance(log, EventLog):
        return log.reached.group_by(*columns, "stage").agg(pl.col("n").sum()).sort(
            *columns, "stage"
        )  # fmt: skip
    filled = log.frame.lazy().with_columns(pl.col(name).fill_null(BLANK) for name in columns)
    parts = [filled.group_by(columns).agg(pl.len().cast(pl.Int64).alias("n")) if columns
             else filled.select(pl.len().cast(pl.Int64).alias("n"))]  # fmt: skip
    for stage in log.stages:
        there = pl.col(stage).count().cast(pl.Int64).alias("n")
        parts.append(filled.group_by(columns).agg(there) if columns else filled.select(there))
    numbered = [
        part.with_columns(pl.lit(place - 1, dtype=pl.Int32).alias("stage"))
        for place, part in enumerate(parts)
    ]
    made = pl.concat(numbered).select(*columns, "stage", "n").collect()
    return made.sort(*columns, "stage")


def days_of(log: EventLog | Counts) -> pl.DataFrame:
    """How many came into each step and left it, by calendar day."""
    if not isinstance(log, EventLog):
        return log.days
    parts: list[pl.LazyFrame] = []
    for index in range(len(log.stages) - 1):
        start, to = log.stages[index], log.stages[index + 1]
        entered = log.frame.lazy().filter(pl.col(start).is_not_null())
        went: Any = (
            pl.when(pl.col(to).is_not_null())
            .then(pl.max_horizontal(start, to))
            .when(pl.col(EXIT).is_not_null())
            .then(pl.max_horizontal(start, EXIT_ON))
        )
        for way, day in ((CAME, pl.col(start)), (WENT, went)):
            parts.append(
                entered.select(day.alias("day"))
                .drop_nulls()
                .group_by("day")
                .agg(pl.len().cast(pl.Int64).alias("n"))
                .select(
                    pl.lit(index, dtype=pl.Int32).alias("step"),
                    pl.lit(way).alias("way"),
                    "day",
                    "n",
                )
            )
    return pl.concat(parts).collect().sort("step", "way", "day")
