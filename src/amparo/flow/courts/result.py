"""The court measures together, for all units and for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from amparo.flow.courts.asked import Asked, asked_events, asked_of, named_as_stages
from amparo.flow.courts.cases import ages_of, flow_of, within
from amparo.flow.courts.counted import ALL, CourtCounts, counted, with_all
from amparo.flow.courts.settings import adjourned_of, reasons_of, trials_of
from amparo.flow.eventlog import EventLog

# Each measure with the column of cases (or settings) that it rests on.
RESTS_ON = {
    "n": ("share_within", "share_within_low", "share_within_high", "median_days",
          "median_days_low", "median_days_high"),
    "incoming": ("clearance_rate",),
    "resolved": ("disposition_days",),
    "active": ("backlog_share", "age_quarter_days", "age_median_days", "age_three_quarters_days",
               "age_ninth_decile_days"),
    "finished_only_n": ("finished_only_share_within", "finished_only_median_days"),
    "scheduled": ("adjournment_rate", "adjournment_rate_low", "adjournment_rate_high"),
    "tried": ("mean_trial_settings", "mean_trial_settings_low", "mean_trial_settings_high",
              "tried_on_first_share", "tried_on_first_share_low", "tried_on_first_share_high"),
    "first_dates": ("first_held_share", "first_held_share_low", "first_held_share_high"),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Courts:
    """Clearance, time, age, trial dates and adjournments, for all units and for each.

    Shapes: `frame` has one row a unit, the first (`unit` "") for all; its columns are named in
    docs/methods.md. `ages` has one row a unit and class of age of active pending cases, from
    `from_days` on. `reasons` has one row a unit, party and reason of adjournment. A measure that
    rests on fewer than `asked.fewest` cases of a unit is null there; the counts stay.
    Units: days, differences of calendar dates; shares 0 to 1.
    Counts: cases; settings for adjournments. `without_filing` cases have no filing and are in none.
    Misleads when: the file is a cohort (all filed in one year), for it holds no older pending
    cases; and when cases come back after a disposition, for only their first is counted.
    """

    frame: pl.DataFrame
    ages: pl.DataFrame
    reasons: pl.DataFrame
    asked: Asked
    as_of: date
    unit: str = "case"
    without_filing: int = 0
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> dict[str, Any]:
        """The measures of all units together."""
        return self.frame.row(0, named=True)

    def sentence(self) -> str:
        """How the court keeps up, in words."""
        from amparo.flow.courts.wording import courts_sentence  # noqa: PLC0415  (it knows us)

        return courts_sentence(self)

    def chart(self, *, narrow: bool = False) -> Any:
        """Active pending cases by age, those beyond the standard in brown, as an Altair chart."""
        from amparo.flow.courts.charts import ages_chart  # noqa: PLC0415  (when asked)

        return ages_chart(self, narrow=narrow)

    def reasons_chart(self, *, narrow: bool = False) -> Any:
        """The days that each reason costs, by whose doing it was, as an Altair chart."""
        from amparo.flow.courts.charts import reasons_chart  # noqa: PLC0415  (when asked)

        return reasons_chart(self, narrow=narrow)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Courts({self.sentence()})"


def courts(log: EventLog, **words: Any) -> Courts:
    """The measures of a log whose activities mean what is named here; see `Asked` for the words.

    Raises: Refused where no event files or disposes of a case under these names.
    """
    asked = asked_of(log.as_of, lambda given: named_as_stages(log, given), **words)
    events, never = asked_events(log, asked)
    counts = counted(events, asked, log.as_of)
    return measured(counts, asked, log.as_of, unit=log.unit, never=never)


def measured(
    counts: CourtCounts, asked: Asked, as_of: date, *, unit: str, never: Sequence[str]
) -> Courts:
    """The measures of what was counted; `never` are names asked for that never happen."""
    cases = with_all(counts.cases, asked)
    figures = flow_of(cases, asked.since or as_of, as_of)
    aged, classes = ages_of(cases, asked)
    for part in (
        aged, within(cases, asked), adjourned_of(with_all(counts.heard, asked)),
        trials_of(with_all(counts.trials, asked)),
    ):  # fmt: skip
        figures = figures.join(part, on="unit", how="left")
    whole = ("active", "backlog", "scheduled", "adjourned", "tried", "first_dates")
    figures = figures.with_columns(pl.col(whole).fill_null(0))
    order = figures.with_columns((pl.col("unit") != ALL).alias("own"))
    figures = order.sort("own", "n", "unit", descending=[False, True, False]).drop("own")
    without = counts.without_filing
    notes = [f"No event is called “{name}”." for name in never]
    if without:
        notes.append(f"{without:,} without a filing are in no number here.")
    reasons = reasons_of(with_all(counts.lost, asked))
    found = Courts(figures, classes, reasons, asked, as_of, unit, without, tuple(notes))
    return _guarded(found)


def _guarded(found: Courts) -> Courts:
    """What rests on few cases of a unit is null: it says more about chance than about a place."""
    fewest = found.asked.fewest
    frame = found.frame.with_columns(
        pl.when((pl.col(rests) >= fewest) | (pl.col("unit") == ALL)).then(pl.col(name)).alias(name)
        for rests, kept in RESTS_ON.items()
        for name in kept
    )
    few = (pl.col("n") < fewest) & (pl.col("unit") != ALL)
    medians = ("median_days", "median_days_low", "median_days_high")
    reasons = found.reasons.with_columns(
        pl.when(~few).then(pl.col(name)).alias(name) for name in medians
    )
    return replace(found, frame=frame, reasons=reasons)
