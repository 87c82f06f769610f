"""Cases before a court: when filed, when disposed of, and whether they rest; and their numbers."""

from __future__ import annotations

from datetime import date

import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.courts.asked import Asked
from amparo.flow.curves import kaplan_meiers
from amparo.flow.eventlog.log import BLANK
from amparo.flow.survival import Interval, SurvivalCurve

ALL = ""  # the unit that stands for all of them together
EDGES = (0, 91, 181, 366, 731, 1096)  # days; the age classes begin here


def cases_of(events: pl.DataFrame, asked: Asked) -> pl.DataFrame:
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


def with_all(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """The rows once for all units together, and once for their own where units are asked for."""
    together = frame.with_columns(pl.lit(ALL).alias("unit"))
    return pl.concat([together, frame]) if asked.by else together


def flow_of(cases: pl.DataFrame, since: date, as_of: date) -> pl.DataFrame:
    """By unit: what came in and went out in the period, what is pending, and the two rates.

    Source: CourTools 2 and CEPEJ: clearance rate = resolved / incoming; disposition time = pending
    at the end / resolved × days of the period.
    """
    days = (as_of - since).days + 1
    incoming, resolved = (
        pl.col(name).is_between(since, as_of).sum().cast(pl.Int64) for name in ("filed", "disposed")
    )
    pending = pl.col("disposed").is_null()
    return (
        cases.group_by("unit")
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            incoming.alias("incoming"),
            resolved.alias("resolved"),
            pending.sum().cast(pl.Int64).alias("pending"),
            pl.col("rests_since").is_not_null().sum().cast(pl.Int64).alias("inactive"),
        )
        .with_columns(
            _ratio("resolved", "incoming").alias("clearance_rate"),
            (_ratio("pending", "resolved") * days).alias("disposition_days"),
        )
    )


def ages_of(cases: pl.DataFrame, asked: Asked, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """By unit the age of active pending cases and the backlog share; and cases by class of age.

    Source: CourTools 4; the backlog is what is older than the standard.
    Units: days since filing, up to the as-of day.
    """
    active = cases.filter(pl.col("disposed").is_null() & pl.col("rests_since").is_null())
    aged = active.with_columns((pl.lit(as_of) - pl.col("filed")).dt.total_days().alias("age"))
    quantiles = {"quarter": 0.25, "median": 0.5, "three_quarters": 0.75, "ninth_decile": 0.9}
    figures = aged.group_by("unit").agg(
        pl.len().cast(pl.Int64).alias("active"),
        *(
            pl.col("age").quantile(share, interpolation="linear").alias(f"age_{name}_days")
            for name, share in quantiles.items()
        ),
        (pl.col("age") > asked.standard_days).sum().cast(pl.Int64).alias("backlog"),
    )
    place = pl.sum_horizontal(pl.col("age") >= edge for edge in EDGES[1:])
    begins = place.replace_strict(dict(enumerate(EDGES)), return_dtype=pl.Int64)
    classes = (
        aged.with_columns(begins.alias("from_days"))
        .group_by("unit", "from_days")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .with_columns((pl.col("n") / pl.col("n").sum().over("unit")).alias("share"))
        .sort("unit", "from_days")
    )
    return figures.with_columns(_ratio("backlog", "active").alias("backlog_share")), classes


def times_of(cases: pl.DataFrame, as_of: date) -> dict[str, SurvivalCurve]:
    """By unit the time from filing to disposition, open cases counted as far as they are known.

    A resting case is followed up to the day it came to rest. A disposition dated before its filing
    has no time.
    """
    waited = pl.coalesce("disposed", "rests_since", pl.lit(as_of)) - pl.col("filed")
    outcome = (
        pl.when(pl.col("disposed").is_not_null()).then(pl.lit(ADVANCED))
        .when(pl.col("rests_since").is_not_null()).then(pl.lit(EXITED))
        .otherwise(pl.lit(WAITING))
    )  # fmt: skip
    counts = (
        cases.select("unit", waited.dt.total_days().alias("days"), outcome.alias("outcome"))
        .filter(pl.col("days") >= 0)
        .group_by("unit", "outcome", "days")
        .agg(pl.len().cast(pl.Int64).alias("n"))
    )
    return {str(key[0]): curve for key, curve in kaplan_meiers(counts, ["unit"]).items()}


def within(cases: pl.DataFrame, asked: Asked, as_of: date) -> pl.DataFrame:
    """By unit the share disposed of within the standard: true to open cases, and of finished only.

    Source: CourTools 3 is the second, disposed in time / disposed: it leaves out who still waits.
    """
    days = (pl.col("disposed") - pl.col("filed")).dt.total_days()
    finished = (
        cases.filter(days >= 0)
        .group_by("unit")
        .agg(
            pl.len().cast(pl.Int64).alias("finished_only_n"),
            (days <= asked.standard_days).mean().alias("finished_only_share_within"),
            days.median().alias("finished_only_median_days"),
        )
    )
    rows = []
    for unit, curve in times_of(cases, as_of).items():
        share, median = curve.reached_by(asked.standard_days), curve.median
        rows.append(
            {
                "unit": unit, "durations": curve.n, **_three("share_within", share),
                **_three("median_days", median), "followed_days": curve.followed_days,
            }
        )  # fmt: skip
    schema = {"unit": pl.String, "durations": pl.Int64, "followed_days": pl.Int64}
    made = pl.DataFrame(rows, schema_overrides=schema)
    return made.join(finished, on="unit", how="left")


def _three(name: str, value: Interval) -> dict[str, float | None]:
    return {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}


def _ratio(top: str, bottom: str) -> pl.Expr:
    return pl.when(pl.col(bottom) > 0).then(pl.col(top) / pl.col(bottom))
