"""Days in court: how many are lost, why, whose doing it was, and how many days each loss costs."""

from __future__ import annotations

from datetime import date
from math import exp, log, sqrt
from statistics import NormalDist

import polars as pl

from amparo.flow.attrition import wilson
from amparo.flow.counts import ADVANCED, WAITING
from amparo.flow.courts.asked import Asked
from amparo.flow.curves import kaplan_meiers
from amparo.flow.eventlog.log import BLANK
from amparo.flow.survival import LEVEL, Interval

MEDIANS = ("median_days", "median_days_low", "median_days_high")


def settings_of(events: pl.DataFrame, cases: pl.DataFrame, asked: Asked) -> pl.DataFrame:
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


def adjourned_of(settings: pl.DataFrame) -> pl.DataFrame:
    """By unit the settings, those lost, and the rate with an interval that knows of cases.

    Settings of one case are alike, so the interval is that of a ratio of sums over cases, by
    linearisation, on the logit scale. Source: Cochran, Sampling Techniques (1977), section 6.
    """
    by_case = settings.group_by("unit", "case").agg(
        pl.len().alias("n"), pl.col("lost").sum().cast(pl.Int64)
    )
    rows = []
    for (unit,), part in by_case.partition_by("unit", as_dict=True).items():
        scheduled, lost = int(part.get_column("n").sum()), int(part.get_column("lost").sum())
        rate = share_over_cases(part.get_column("lost"), part.get_column("n"))
        rows.append(
            {
                "unit": unit, "scheduled": scheduled, "adjourned": lost,
                "adjournment_rate": rate.value, "adjournment_rate_low": rate.low,
                "adjournment_rate_high": rate.high,
            }
        )  # fmt: skip
    whole = {"unit": pl.String, "scheduled": pl.Int64, "adjourned": pl.Int64}
    parts = dict.fromkeys(
        ("adjournment_rate", "adjournment_rate_low", "adjournment_rate_high"), pl.Float64
    )
    return pl.DataFrame(rows, schema={**whole, **parts})


def share_over_cases(top: pl.Series, bottom: pl.Series, *, level: float = LEVEL) -> Interval:
    """Σ top / Σ bottom over cases, with its interval; Wilson's over cases where all are the same.

    Shapes: one value a case each, `top` never above `bottom`.
    """
    n, whole, part = top.len(), int(bottom.sum()), int(top.sum())
    if whole == 0:
        return Interval(None, None, None)
    rate = part / whole
    squares, both, sizes = (
        int((a * b).sum()) for a, b in ((top, top), (top, bottom), (bottom, bottom))
    )
    rests = whole * whole * squares - 2 * part * whole * both + part * part * sizes  # whole: exact
    error = sqrt(n / max(n - 1, 1) * rests) / whole / whole
    if rests == 0:  # all cases are the same, which is not to know the rate for certain
        edge = wilson(rate * n, n, level=level)
        return Interval(rate, edge.low, edge.high)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * error / (rate * (1 - rate))
    low, high = (1 / (1 + exp(-(log(rate / (1 - rate)) + sign * reach))) for sign in (-1, 1))
    return Interval(rate, low, high)


def reasons_of(settings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """By unit, party and reason: how many settings were lost, and the days until the next.

    Shapes: `unit`, `party`, `reason`, `n`, `share` (of the unit's adjournments), `days` (added up,
    those without a next day up to the as-of day: at least so many), `n_waiting` (without a next day
    yet), `median_days` with `_low` and `_high` by Kaplan–Meier, those without a next day censored.
    """
    keys = ["unit", "party", "reason"]
    gap = (pl.coalesce("next_on", pl.lit(as_of)) - pl.col("day")).dt.total_days()
    outcome = pl.when(pl.col("next_on").is_null()).then(pl.lit(WAITING)).otherwise(pl.lit(ADVANCED))
    lost = settings.filter("lost").with_columns(gap.alias("days"), outcome.alias("outcome"))
    counts = lost.group_by(*keys, "outcome", "days").agg(pl.len().cast(pl.Int64).alias("n"))
    curves = kaplan_meiers(counts, keys)
    medians = pl.DataFrame(
        [
            (*key, m.value, m.low, m.high)
            for key, curve in curves.items()
            for m in [curve.median]
        ],
        schema={**dict.fromkeys(keys, pl.String), **dict.fromkeys(MEDIANS, pl.Float64)},
        orient="row",
    )  # fmt: skip
    return (
        lost.group_by(keys)
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            pl.col("days").sum().cast(pl.Int64),
            pl.col("next_on").is_null().sum().cast(pl.Int64).alias("n_waiting"),
        )
        .with_columns((pl.col("n") / pl.col("n").sum().over("unit")).alias("share"))
        .join(medians, on=keys)
        .select(*keys, "n", "share", "days", "n_waiting", *MEDIANS)
        .sort("unit", "days", "party", "reason", descending=[False, True, False, False])
    )  # fmt: skip


def trials_of(settings: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """By unit how certain trial dates are.

    A case is *tried* when it is disposed of and a trial date of it was held. Its trial settings are
    the trial dates up to and with the first that was held. `first_dates` are of all cases with a
    trial date, tried or not; `first_held_share` is how many of them were held on that first date.
    Source: CourTools 5, for `mean_trial_settings`.
    Misleads when: the mean is of tried cases only; those still being put off are not in it.
    """
    dates = settings.filter("trial")
    held = (~pl.col("lost")).cast(pl.Int64)
    by_case = (
        dates.group_by("case", "unit", maintain_order=True)
        .agg(
            (held.cum_sum() - held == 0).sum().cast(pl.Int64).alias("settings"),
            held.first().cast(pl.Boolean).alias("first_held"),
            (~pl.col("lost")).any().alias("was_held"),
        )
        .join(cases.select("case", "unit", pl.col("disposed").is_not_null()), on=["case", "unit"])
        .with_columns((pl.col("was_held") & pl.col("disposed")).alias("tried"))
    )
    return _certainty(by_case)


def _mean_and_spread(n: int, total: int, squares: int) -> tuple[float | None, float | None]:
    """A mean and its standard error from whole sums, which no order of rows can change."""
    mean = total / n if n else None
    return mean, sqrt((n * squares - total * total) / (n * (n - 1)) / n) if n > 1 else None


def _certainty(by_case: pl.DataFrame) -> pl.DataFrame:
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    tried = pl.col("settings").filter("tried")
    found = by_case.group_by("unit").agg(
        pl.col("tried").sum().cast(pl.Int64),
        tried.sum().alias("settings"),
        (tried * tried).sum().alias("squares"),
        (tried == 1).sum().cast(pl.Int64).alias("on_first"),
        pl.len().cast(pl.Int64).alias("first_dates"),
        pl.col("first_held").sum().cast(pl.Int64),
    )
    rows = []
    for row in found.to_dicts():
        tried_first = wilson(row["on_first"], row["tried"])
        first_held = wilson(row["first_held"], row["first_dates"])
        mean, spread = _mean_and_spread(row["tried"], row["settings"], row["squares"])
        sided = mean is not None and spread is not None
        rows.append(
            {
                "unit": row["unit"], "tried": row["tried"], "mean_trial_settings": mean,
                "mean_trial_settings_low": max(1.0, mean - z * spread) if sided else None,
                "mean_trial_settings_high": mean + z * spread if sided else None,
                "tried_on_first_share": tried_first.value,
                "tried_on_first_share_low": tried_first.low,
                "tried_on_first_share_high": tried_first.high,
                "first_dates": row["first_dates"], "first_held_share": first_held.value,
                "first_held_share_low": first_held.low, "first_held_share_high": first_held.high,
            }
        )  # fmt: skip
    whole = ("tried", "first_dates")
    names = (
        "tried", "mean_trial_settings", "mean_trial_settings_low", "mean_trial_settings_high",
        "tried_on_first_share", "tried_on_first_share_low", "tried_on_first_share_high",
        "first_dates", "first_held_share", "first_held_share_low", "first_held_share_high",
    )  # fmt: skip
    kinds = {name: pl.Int64 if name in whole else pl.Float64 for name in names}
    return pl.DataFrame(rows, schema={"unit": pl.String, **kinds})
