"""Days in court, from their counts: how many are lost, why, whose doing, and the days it costs."""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import NormalDist

import polars as pl

from amparo.flow.attrition import wilson
from amparo.flow.counts import WAITING
from amparo.flow.curves import kaplan_meiers
from amparo.flow.survival import LEVEL, Interval

MEDIANS = ("median_days", "median_days_low", "median_days_high")


def adjourned_of(heard: pl.DataFrame) -> pl.DataFrame:
    """By unit the settings, those lost, and the rate with an interval that knows of cases.

    Settings of one case are alike, so the interval is that of a ratio of sums over cases, by
    linearisation, on the logit scale. Source: Cochran, Sampling Techniques (1977), section 6.
    """
    rows = []
    for (unit,), part in heard.partition_by("unit", as_dict=True).items():
        n, heard_on, lost = (part.get_column(name) for name in ("n", "scheduled", "adjourned"))
        scheduled, adjourned = int((heard_on * n).sum()), int((lost * n).sum())
        rate = share_over_cases(lost, heard_on, n)
        rows.append(
            {
                "unit": unit, "scheduled": scheduled, "adjourned": adjourned,
                "adjournment_rate": rate.value, "adjournment_rate_low": rate.low,
                "adjournment_rate_high": rate.high,
            }
        )  # fmt: skip
    whole = {"unit": pl.String, "scheduled": pl.Int64, "adjourned": pl.Int64}
    parts = dict.fromkeys(
        ("adjournment_rate", "adjournment_rate_low", "adjournment_rate_high"), pl.Float64
    )
    return pl.DataFrame(rows, schema={**whole, **parts})


def share_over_cases(
    top: pl.Series, bottom: pl.Series, cases: pl.Series | None = None, *, level: float = LEVEL
) -> Interval:
    """Σ top / Σ bottom over cases, with its interval; Wilson's over cases where all are the same.

    Shapes: one value a case each, or of so many `cases` alike; `top` never above `bottom`.
    """
    alike = pl.repeat(1, top.len(), eager=True) if cases is None else cases
    n, whole, part = int(alike.sum()), int((bottom * alike).sum()), int((top * alike).sum())
    if whole == 0:
        return Interval(None, None, None)
    rate = part / whole
    squares, both, sizes = (
        int((a * b * alike).sum()) for a, b in ((top, top), (top, bottom), (bottom, bottom))
    )
    rests = whole * whole * squares - 2 * part * whole * both + part * part * sizes  # whole: exact
    error = sqrt(n / max(n - 1, 1) * rests) / whole / whole
    if rests == 0:  # all cases are the same, which is not to know the rate for certain
        edge = wilson(rate * n, n, level=level)
        return Interval(rate, edge.low, edge.high)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * error / (rate * (1 - rate))
    low, high = (1 / (1 + exp(-(log(rate / (1 - rate)) + sign * reach))) for sign in (-1, 1))
    return Interval(rate, low, high)


def reasons_of(lost: pl.DataFrame) -> pl.DataFrame:
    """By unit, party and reason: how many settings were lost, and the days until the next.

    Shapes: `unit`, `party`, `reason`, `n`, `share` (of the unit's adjournments), `days` (added up,
    those without a next day up to the as-of day: at least so many), `n_waiting` (without a next day
    yet), `median_days` with `_low` and `_high` by Kaplan–Meier, those without a next day censored.
    """
    keys = ["unit", "party", "reason"]
    curves = kaplan_meiers(lost, keys)
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
            pl.col("n").sum(),
            (pl.col("days") * pl.col("n")).sum().alias("days"),
            pl.col("n").filter(pl.col("outcome") == WAITING).sum().alias("n_waiting"),
        )
        .with_columns((pl.col("n") / pl.col("n").sum().over("unit")).alias("share"))
        .join(medians, on=keys)
        .select(*keys, "n", "share", "days", "n_waiting", *MEDIANS)
        .sort("unit", "days", "party", "reason", descending=[False, True, False, False])
    )  # fmt: skip


def _mean_and_limits(
    n: int, total: int, squares: int
) -> tuple[float | None, float | None, float | None]:
    """A mean of one or more with its limits, from whole sums: no order of rows can change it."""
    if n < 2:
        return (total / n if n else None), None, None
    mean = total / n
    error = sqrt((n * squares - total * total) / (n * (n - 1)) / n)
    spread = NormalDist().inv_cdf(0.5 + LEVEL / 2) * error
    return mean, max(1.0, mean - spread), mean + spread


def trials_of(trials: pl.DataFrame) -> pl.DataFrame:
    """By unit how certain trial dates are.

    A case is *tried* when it is disposed of and a trial date of it was held. Its trial settings are
    the trial dates up to and with the first that was held. `first_dates` are of all cases with a
    trial date, tried or not; `first_held_share` is how many of them were held on that first date.
    Source: CourTools 5, for `mean_trial_settings`.
    Misleads when: the mean is of tried cases only; those still being put off are not in it.
    """
    n, settings = pl.col("n"), pl.col("settings")
    tried = pl.col("tried")
    found = trials.group_by("unit").agg(
        n.filter(tried).sum().alias("tried"),
        (n * settings).filter(tried).sum().alias("settings"),
        (n * settings * settings).filter(tried).sum().alias("squares"),
        n.filter(tried & (settings == 1)).sum().alias("on_first"),
        n.sum().alias("first_dates"),
        n.filter("first_held").sum().alias("first_held"),
    )
    rows = []
    for row in found.to_dicts():
        tried_first = wilson(row["on_first"], row["tried"])
        first_held = wilson(row["first_held"], row["first_dates"])
        mean, low, high = _mean_and_limits(row["tried"], row["settings"], row["squares"])
        rows.append(
            {
                "unit": row["unit"], "tried": row["tried"], "mean_trial_settings": mean,
                "mean_trial_settings_low": low, "mean_trial_settings_high": high,
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
