"""Cases before a court, from their counts: what comes and goes, how old it is, and how long."""

from __future__ import annotations

from datetime import date

import polars as pl

from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.courts.asked import Asked
from amparo.flow.curves import kaplan_meiers
from amparo.flow.process.quantiles import quantiles_of
from amparo.flow.survival import Interval, SurvivalCurve

EDGES = (0, 91, 181, 366, 731, 1096)  # days; the age classes begin here
TIMES = ("share_within", "median_days")
AGES = {
    "age_quarter_days": 0.25, "age_median_days": 0.5, "age_three_quarters_days": 0.75,
    "age_ninth_decile_days": 0.9,
}  # fmt: skip


def flow_of(cases: pl.DataFrame, since: date, as_of: date) -> pl.DataFrame:
    """By unit: what came in and went out in the period, what is pending, and the two rates.

    Source: CourTools 2 and CEPEJ: clearance rate = resolved / incoming; disposition time = pending
    at the end / resolved × days of the period.
    """
    days = (as_of - since).days + 1
    standing = pl.col("standing")
    counts = {
        "n": pl.lit(value=True),
        "incoming": pl.col("came"),
        "resolved": pl.col("went"),
        "pending": standing != ADVANCED,
        "inactive": standing == EXITED,
    }
    return (
        cases.group_by("unit")
        .agg(pl.col("n").filter(which).sum().alias(name) for name, which in counts.items())
        .with_columns(
            _ratio("resolved", "incoming").alias("clearance_rate"),
            (_ratio("pending", "resolved") * days).alias("disposition_days"),
        )
    )


def ages_of(cases: pl.DataFrame, asked: Asked) -> tuple[pl.DataFrame, pl.DataFrame]:
    """By unit the age of active pending cases and the backlog share; and cases by class of age.

    Source: CourTools 4; the backlog is what is older than the standard.
    Units: days since filing, up to the as-of day.
    """
    aged = cases.filter(pl.col("standing") == WAITING).group_by("unit", "days").agg(
        pl.col("n").sum()
    )  # fmt: skip
    old = pl.col("n").filter(pl.col("days") > asked.standard_days).sum()
    quantiles = quantiles_of(aged, ["unit"], AGES).rename({"count": "active"})
    figures = quantiles.join(aged.group_by("unit").agg(old.alias("backlog")), on="unit")
    place = pl.sum_horizontal(pl.col("days") >= edge for edge in EDGES[1:])
    begins = place.replace_strict(dict(enumerate(EDGES)), return_dtype=pl.Int64)
    classes = (
        aged.with_columns(begins.alias("from_days"))
        .group_by("unit", "from_days")
        .agg(pl.col("n").sum())
        .with_columns((pl.col("n") / pl.col("n").sum().over("unit")).alias("share"))
        .sort("unit", "from_days")
    )
    return figures.with_columns(_ratio("backlog", "active").alias("backlog_share")), classes


def times_of(cases: pl.DataFrame) -> dict[str, SurvivalCurve]:
    """By unit the time from filing to disposition, open cases counted as far as they are known.

    A resting case is followed up to the day it came to rest. A disposition dated before its filing
    has no time.
    """
    counts = (
        cases.filter(pl.col("days") >= 0)
        .group_by("unit", pl.col("standing").alias("outcome"), "days")
        .agg(pl.col("n").sum())
    )
    return {str(key[0]): curve for key, curve in kaplan_meiers(counts, ["unit"]).items()}


def within(cases: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """By unit the share disposed of within the standard: true to open cases, and of finished only.

    Source: CourTools 3 is the second, disposed in time / disposed: it leaves out who still waits.
    """
    done = (
        cases.filter((pl.col("standing") == ADVANCED) & (pl.col("days") >= 0))
        .group_by("unit", "days")
        .agg(pl.col("n").sum())
    )
    in_time = pl.col("n").filter(pl.col("days") <= asked.standard_days).sum()
    shares = done.group_by("unit").agg(
        (in_time / pl.col("n").sum()).alias("finished_only_share_within")
    )
    medians = quantiles_of(done, ["unit"], {"finished_only_median_days": 0.5})
    finished = medians.rename({"count": "finished_only_n"}).join(shares, on="unit")
    rows = []
    for unit, curve in times_of(cases).items():
        share, median = curve.reached_by(asked.standard_days), curve.median
        rows.append(
            {
                "unit": unit, "durations": curve.n, **_three("share_within", share),
                **_three("median_days", median), "followed_days": curve.followed_days,
            }
        )  # fmt: skip
    parts = (f"{name}{end}" for name in TIMES for end in ("", "_low", "_high"))
    schema = {"unit": pl.String, "durations": pl.Int64, **dict.fromkeys(parts, pl.Float64)}
    made = pl.DataFrame(rows, schema={**schema, "followed_days": pl.Int64})
    return made.join(finished, on="unit", how="left")


def _three(name: str, value: Interval) -> dict[str, float | None]:
    return {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}


def _ratio(top: str, bottom: str) -> pl.Expr:
    return pl.when(pl.col(bottom) > 0).then(pl.col(top) / pl.col(bottom))
