"""What a court's cases and days in court count to: every measure is worked out from these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.courts.asked import Asked
from amparo.flow.eventlog.log import BLANK

ALL = ""  # the unit that stands for all of them together
CASES = ("unit", "came", "went", "standing", "days")
HEARD = ("unit", "scheduled", "adjourned")
LOST = ("unit", "party", "reason", "outcome", "days")
TRIALS = ("unit", "settings", "first_held", "tried")


@dataclass(frozen=True, eq=False)
class CourtCounts:
    """Cases and days in court as counts; no case is in them.

    Shapes: each frame has its own columns and `n`. `cases`: whether one `came` and `went` in the
    period, its `standing` (disposed of, resting, or waiting) and the `days` from filing to that, or
    so far; below 0 where it was disposed of before it was filed. `heard`: cases by how many days in
    court they had, and how many of those were lost. `lost`: lost days in court by whose doing and
    why, and the days to the next or to the disposition, or so far. `trials`: cases with a trial
    date by their dates up to the first that was held, whether the first was, and whether `tried`.
    Counts: `without_filing` cases have events and no filing, and are in none of them.
    """

    cases: pl.DataFrame
    heard: pl.DataFrame
    lost: pl.DataFrame
    trials: pl.DataFrame
    without_filing: int


def counted(events: pl.DataFrame, asked: Asked, as_of: date) -> CourtCounts:
    """The counts of a log's events; see `asked_events`."""
    cases = _cases_of(events, asked)
    settings = _settings_of(events, cases, asked)
    return CourtCounts(
        cases=_n(_standing(cases, asked, as_of), CASES),
        heard=_n(_heard(settings), HEARD),
        lost=_n(_lost(settings, as_of), LOST),
        trials=_n(_trials(settings, cases), TRIALS),
        without_filing=events.get_column("case").n_unique() - cases.height,
    )


def with_all(counts: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """The counts once for all units together, and once for their own where units are asked for."""
    keys = [name for name in counts.columns if name != "n"]
    together = counts.with_columns(pl.lit(ALL).alias("unit"))
    both = pl.concat([together, counts]) if asked.by else together
    return both.group_by(keys).agg(pl.col("n").sum())


def _n(rows: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    return rows.group_by(keys).agg(pl.len().cast(pl.Int64).alias("n"))


def _cases_of(events: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """One row a case that has been filed.

    Shapes: `case`, `unit`, `filed`, `disposed` (the first; null while pending), `rests_since` (the
    day of the last event where that event makes the case inactive and it is pending).
    """

    def first(activities: tuple[str, ...]) -> pl.Expr:
        return pl.col("day").filter(pl.col("activity").is_in(activities)).min()

    rests = pl.col("activity").last().is_in(asked.inactive)
    return (
        events.group_by("case", maintain_order=True)
        .agg(
            pl.col("unit").first().fill_null(BLANK),
            first(asked.filed).alias("filed"),
            first(asked.disposed).alias("disposed"),
            pl.when(rests).then(pl.col("day").last()).alias("rests_since"),
        )
        .filter(pl.col("filed").is_not_null())
        .with_columns(
            pl.when(pl.col("disposed").is_null()).then("rests_since").alias("rests_since")
        )
    )


def _standing(cases: pl.DataFrame, asked: Asked, as_of: date) -> pl.DataFrame:
    disposed, rests = pl.col("disposed"), pl.col("rests_since")
    last = pl.coalesce(disposed, rests, pl.lit(as_of))
    since = asked.since
    return cases.select(
        "unit",
        pl.col("filed").is_between(since, as_of).alias("came"),
        disposed.is_between(since, as_of).fill_null(value=False).alias("went"),
        pl.when(disposed.is_not_null()).then(pl.lit(ADVANCED))
        .when(rests.is_not_null()).then(pl.lit(EXITED))
        .otherwise(pl.lit(WAITING)).alias("standing"),
        (last - pl.col("filed")).dt.total_days().alias("days"),
    )  # fmt: skip


def _settings_of(events: pl.DataFrame, cases: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """One row a setting, a day on which a case was to be heard, in order.

    Shapes: `case`, `unit`, `day`, `lost` (an event of it is named in `adjourned`), `trial`,
    `reason` and `party` (of the adjournment; "(blank)" where none is written), `next_on`: the next
    setting or the disposition, null where there is none yet.
    """
    lost = pl.col("activity").is_in(asked.adjourned)
    said = [
        (pl.col(name).filter(lost).drop_nulls().first() if name in events.columns
         else pl.lit(None, dtype=pl.String)).fill_null(BLANK).alias(name)
        for name in ("reason", "party")
    ]  # fmt: skip
    days = (
        events.filter(pl.col("activity").is_in(asked.settings))
        .group_by("case", "day", maintain_order=True)
        .agg(
            lost.any().alias("lost"),
            pl.col("activity").is_in(asked.trial).any().alias("trial"),
            *said,
        )
        .join(cases.select("case", "unit", "disposed"), on="case", maintain_order="left")
    )
    later = pl.when(pl.col("disposed") >= pl.col("day")).then("disposed")
    following = pl.col("day").shift(-1).over("case")
    return days.with_columns(pl.min_horizontal(following, later).alias("next_on")).drop("disposed")


def _heard(settings: pl.DataFrame) -> pl.DataFrame:
    return settings.group_by("unit", "case").agg(
        pl.len().cast(pl.Int64).alias("scheduled"),
        pl.col("lost").sum().cast(pl.Int64).alias("adjourned"),
    )


def _lost(settings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    gap = (pl.coalesce("next_on", pl.lit(as_of)) - pl.col("day")).dt.total_days()
    outcome = pl.when(pl.col("next_on").is_null()).then(pl.lit(WAITING)).otherwise(pl.lit(ADVANCED))
    return settings.filter("lost").with_columns(gap.alias("days"), outcome.alias("outcome"))


def _trials(settings: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """One row a case with a trial date."""
    held = (~pl.col("lost")).cast(pl.Int64)
    return (
        settings.filter("trial")
        .group_by("case", "unit", maintain_order=True)
        .agg(
            (held.cum_sum() - held == 0).sum().cast(pl.Int64).alias("settings"),
            held.first().cast(pl.Boolean).alias("first_held"),
            (~pl.col("lost")).any().alias("was_held"),
        )
        .join(cases.select("case", pl.col("disposed").is_not_null()), on="case")
        .with_columns((pl.col("was_held") & pl.col("disposed")).alias("tried"))
    )
