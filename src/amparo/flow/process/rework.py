"""Work done again: activities repeated in a case, and returns to an earlier stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
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
    one_row_a_case: bool = False

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


@dataclass(frozen=True, eq=False)
class Loops:
    """What is done again, as counts; no case is in them.

    Shapes: `again`: cases (`n`) by activity, the times beyond the first, and the days from first to
    last; `at_once`: how often (`n`) an activity directly followed itself; `back`: returns (`n`) by
    the stage (`activity`) returned to, the one reached before (`after`), whether the case is
    `as_far` again, and the days to that, or so far; `back_cases`: how many cases (`n`) returned so.
    Counts: `n` cases with an event, of which `n_back` returned at least once.
    """

    again: pl.DataFrame
    at_once: pl.DataFrame
    back: pl.DataFrame
    back_cases: pl.DataFrame
    n: int
    n_back: int


def rework(log: EventLog) -> Rework:
    """The loops of a log."""
    return rework_from(_loops(log), log.as_of, log.unit, one_row_a_case=log.pathway.shape != "long")


def rework_from(loops: Loops, as_of: date, unit: str, *, one_row_a_case: bool) -> Rework:
    """The loops, the commonest of each kind first, from what was counted."""
    parts = [_again(loops), _back(loops)]
    frame = pl.concat([part.select(SCHEMA.names()).cast(SCHEMA) for part in parts])
    return Rework(frame, loops.n, loops.n_back, as_of, unit, one_row_a_case)


def _loops(log: EventLog) -> Loops:
    """The loops of a log in memory."""
    coded = coded_of(log)
    words = pl.Series("activity", coded.activities, dtype=pl.String)
    events = pl.DataFrame({"case": coded.case_code, "code": coded.activity_code, "day": coded.day})
    events = events.with_columns(words.gather(events.get_column("code")))
    before = pl.all_horizontal(pl.col("case", "code") == pl.col("case", "code").shift(1))
    by_case = events.group_by("case", "activity").agg(
        (pl.len() - 1).cast(pl.Int64).alias("times"),
        (pl.col("day").max() - pl.col("day").min()).cast(pl.Int64).alias("days"),
    )
    back = _returns(coded, log)
    ways = ["activity", "after"]
    return Loops(
        again=_n(by_case.filter(pl.col("times") > 0), ["activity", "times", "days"]),
        at_once=_n(events.filter(before.fill_null(value=False)), ["activity"]),
        back=_n(back, [*ways, "as_far", "days"]),
        back_cases=_n(back.unique(["case", *ways]), ways),
        n=coded.n_cases,
        n_back=back.get_column("case").n_unique(),
    )


def _n(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    return rows.group_by(keys).agg(pl.len().cast(pl.Int64).alias("n"))


def _again(loops: Loops) -> pl.DataFrame:
    """One row an activity that some case has more than once."""
    n = pl.col("n")
    days = loops.again.group_by("activity", "days").agg(n.sum())
    medians = quantiles_of(days, ["activity"], {"median_days": 0.5}).rename({"count": "n_cases"})
    totals = loops.again.group_by("activity").agg(
        (pl.col("times") * n).sum().alias("times"), (pl.col("days") * n).sum().alias("extra_days")
    )
    return (
        totals.join(medians, on="activity")
        .join(loops.at_once.rename({"n": "at_once"}), on="activity", how="left")
        .with_columns(
            pl.col("at_once").fill_null(0),
            pl.lit(AGAIN).alias("kind"),
            pl.lit(None, dtype=pl.String).alias("after"),
            pl.lit(None, dtype=pl.Int64).alias("n_not_yet"),
        )
        .sort("n_cases", "activity", descending=[True, False])
    )


def _returns(coded: Coded, log: EventLog) -> pl.DataFrame:
    """One row a return: `case`, `activity`, `after`, `days` and whether it is `as_far` again.

    A return begins when a stage that the case has already had comes again, after a later one. It
    lasts until the furthest stage so far, or one beyond it, is reached again, and counts once.
    """
    place = {name: k for k, name in enumerate(log.stages)}
    stage_of = np.array([place.get(name, -1) for name in coded.activities], dtype=np.int64)
    stage = stage_of[coded.activity_code]
    there = np.flatnonzero(stage >= 0)
    case, stage, day = coded.case_code[there].astype(np.int64), stage[there], coded.day[there]
    first = np.diff(case, prepend=-1) > 0
    reached = case * len(place) + stage  # rises with the case, so that each case begins anew
    far = np.roll(np.maximum.accumulate(reached), 1)
    behind = ~first & (reached < far)
    seen = ~pl.Series(reached).is_first_distinct().to_numpy()
    journey = np.cumsum(~behind)
    returns = np.flatnonzero(behind & seen)
    returns = returns[pl.Series(journey[returns]).is_first_distinct().to_numpy()]
    onward = np.append(np.flatnonzero(~behind), case.size)
    again = onward[journey[returns]]  # the first event that is no longer behind
    as_far = np.append(case, -1)[again] == case[returns]
    last = np.flatnonzero(np.diff(coded.case_code, append=-1))
    ends = np.where(coded.finished, coded.day[last], (log.as_of - EPOCH).days)
    end = np.where(as_far, np.append(day, 0)[again], ends[case[returns]])
    stages = pl.Series("stage", log.stages, dtype=pl.String)
    return pl.DataFrame(
        [
            pl.Series("case", case[returns]),
            stages.gather(stage[returns]).alias("activity"),
            stages.gather(far[returns] % len(place)).alias("after"),
            pl.Series("days", (end - day[returns]).astype(np.int64)),
            pl.Series("as_far", as_far),
        ]
    )


def _back(loops: Loops) -> pl.DataFrame:
    """One row a (stage returned to, stage reached before), the commonest first."""
    rows = []
    ways = ["activity", "after"]
    n, as_far = pl.col("n"), pl.col("as_far")
    outcome = pl.when(as_far).then(pl.lit(ADVANCED)).otherwise(pl.lit(WAITING)).alias("outcome")
    for (activity, after), part in loops.back.partition_by(ways, as_dict=True).items():
        counts = part.select("days", outcome, "n")
        rows.append(
            {
                "kind": BACK, "activity": activity, "after": after,
                "times": part.select(n.sum()).item(), "at_once": None,
                "extra_days": part.select((pl.col("days") * n).sum()).item(),
                "median_days": kaplan_meier(counts).median.value,
                "n_not_yet": part.select(n.filter(~as_far).sum()).item(),
            }
        )  # fmt: skip
    found = pl.DataFrame(rows, schema={k: v for k, v in SCHEMA.items() if k != "n_cases"})
    made = found.join(loops.back_cases.rename({"n": "n_cases"}), on=ways)
    return made.sort("n_cases", "activity", "after", descending=[True, False, False])
