"""Work done again: activities repeated in a case, and returns to an earlier stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.counts import ADVANCED, WAITING
from amparo.flow.process.coded import Coded, coded_of
from amparo.flow.process.quantiles import quantiles_of
from amparo.flow.process.variants import EPOCH
from amparo.flow.survival import kaplan_meier

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog

AGAIN, BACK = "again", "back"
SCHEMA = pl.Schema({
    "kind": pl.String, "activity": pl.String, "after": pl.String, "times": pl.Int64,
    "at_once": pl.Int64, "n_cases": pl.Int64, "extra_days": pl.Int64, "median_days": pl.Float64,
    "n_not_yet": pl.Int64,
})  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Rework:
    """What cases go through more than once.

    Shapes: `frame` has one row a loop, the commonest of each kind first. Kind "again": an
    `activity` that a case has more than once; `times` beyond the first, of which `at_once` directly
    after itself; `extra_days` between the first and the last time, added up, and `median_days` of a
    case. Kind "back": a return to the stage `activity` after the later stage `after` was reached;
    `extra_days` until the case was as far again, or so far; `median_days` by Kaplan–Meier, with
    those not yet as far again (`n_not_yet`) counted as waiting.
    Counts: `n_cases` with the loop, of `n` cases with an event; `n_back` went back at least once.
    Misleads when: doing a thing again is the work itself (hearings of a long trial). A log of one
    row a case has each stage once, so that no rework can be seen in it.
    """

    frame: pl.DataFrame
    n: int
    n_back: int
    as_of: date
    unit: str = "case"

    def sentence(self) -> str:
        """What is done again most, in words."""
        from amparo.flow.process.wording import rework_sentence  # noqa: PLC0415  (it knows us)

        return rework_sentence(self)

    def chart(self, *, narrow: bool = False) -> Any:
        """The loops as bars by how many cases have them, as an Altair chart."""
        from amparo.flow.process.charts import rework_chart  # noqa: PLC0415  (when asked)

        return rework_chart(self, narrow=narrow)

    def to_csv(self, path: Any) -> None:
        """Write the loops as CSV. Raises: Refused where it cannot be written."""
        from amparo.flow.process.writing import write_csv  # noqa: PLC0415  (only to write)

        write_csv(self.frame, path)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Rework({self.sentence()})"


def rework(log: EventLog) -> Rework:
    """The loops of a log."""
    coded = coded_of(log)
    events = pl.DataFrame({"case": coded.case_code, "code": coded.activity_code, "day": coded.day})
    names = pl.Series("name", coded.activities, dtype=pl.String)
    back = _returns(events, coded, log)
    parts = [_again(events, names), _back(back)]
    frame = pl.concat([part.select(SCHEMA.names()).cast(SCHEMA) for part in parts])
    n_back = back.get_column("case").n_unique()
    return Rework(frame, coded.n_cases, n_back, log.as_of, log.unit)


def _again(events: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """One row an activity that some case has more than once."""
    before = pl.all_horizontal(pl.col("case", "code") == pl.col("case", "code").shift(1))
    by_case = (
        events.with_columns(before.fill_null(value=False).alias("at_once"))
        .group_by("case", "code")
        .agg(
            (pl.len() - 1).cast(pl.Int64).alias("times"),
            pl.col("at_once").sum().cast(pl.Int64),
            (pl.col("day").max() - pl.col("day").min()).cast(pl.Int64).alias("days"),
        )
        .filter(pl.col("times") > 0)
    )
    days = by_case.group_by("code", "days").agg(pl.len().cast(pl.Int64).alias("n"))
    medians = quantiles_of(days, ["code"], {"median_days": 0.5}).drop("count")
    found = (
        by_case.group_by("code")
        .agg(
            pl.col("times").sum(), pl.col("at_once").sum(),
            pl.len().alias("n_cases"), pl.col("days").sum().alias("extra_days"),
        )
        .join(medians, on="code")
    )  # fmt: skip
    return found.select(
        pl.lit(AGAIN).alias("kind"),
        names.gather(found.get_column("code")).alias("activity"),
        pl.lit(None, dtype=pl.String).alias("after"),
        "times", "at_once", "n_cases", "extra_days", "median_days",
        pl.lit(None, dtype=pl.Int64).alias("n_not_yet"),
    ).sort("n_cases", "activity", descending=[True, False])  # fmt: skip


def _returns(events: pl.DataFrame, coded: Coded, log: EventLog) -> pl.DataFrame:
    """One row a return: `case`, `activity`, `after`, `days` and whether it is `as_far` again.

    A return begins when a stage that the case has already had comes again, after a later one. It
    lasts until the furthest stage so far, or one beyond it, is reached again, and counts once.
    """
    place = {name: k for k, name in enumerate(log.stages)}
    codes = {k: place[name] for k, name in enumerate(coded.activities) if name in place}
    until = (log.as_of - EPOCH).days
    last = pl.col("day").last().over("case")
    finished = pl.Series("finished", coded.finished).gather(events.get_column("case"))
    far = pl.col("stage").cum_max().shift(1).over("case")
    known = (
        events.with_columns(
            pl.when(finished).then(last).otherwise(until).alias("end"),
            pl.col("code")
            .replace_strict(codes, default=None, return_dtype=pl.Int32)
            .alias("stage"),
        )
        .filter(pl.col("stage").is_not_null())
        .with_columns(
            far.alias("far"), (pl.col("stage") < far).fill_null(value=False).alias("behind")
        )
    )
    seen = pl.int_range(pl.len()).over("case", "stage") > 0
    onward = pl.when(~pl.col("behind")).then("day")
    known = known.with_columns(
        (pl.col("behind") & seen).alias("returns"),
        (~pl.col("behind")).cum_sum().over("case").alias("journey"),
        onward.shift(-1).backward_fill().over("case").alias("again"),
    )
    first = pl.col("returns").cum_sum().over("case", "journey") == 1
    found = known.filter(pl.col("returns") & first)
    stages = pl.Series("stage", log.stages, dtype=pl.String)
    return found.select(
        "case",
        stages.gather(found.get_column("stage")).alias("activity"),
        stages.gather(found.get_column("far")).alias("after"),
        (pl.coalesce("again", "end") - pl.col("day")).cast(pl.Int64).alias("days"),
        pl.col("again").is_not_null().alias("as_far"),
    )


def _back(returns: pl.DataFrame) -> pl.DataFrame:
    """One row a (stage returned to, stage reached before), the commonest first."""
    rows = []
    for (activity, after), part in returns.partition_by("activity", "after", as_dict=True).items():
        outcome = pl.when("as_far").then(pl.lit(ADVANCED)).otherwise(pl.lit(WAITING))
        counts = part.group_by("days", outcome.alias("outcome")).agg(pl.len().alias("n"))
        rows.append(
            {
                "kind": BACK, "activity": activity, "after": after, "times": part.height,
                "at_once": None, "n_cases": part.get_column("case").n_unique(),
                "extra_days": part.get_column("days").sum(),
                "median_days": kaplan_meier(counts).median.value,
                "n_not_yet": part.height - int(part.get_column("as_far").sum()),
            }
        )  # fmt: skip
    made = pl.DataFrame(rows, schema=SCHEMA)
    return made.sort("n_cases", "activity", "after", descending=[True, False, False])
