"""Household surveys: strata, clusters, weights, and intervals by design."""

from __future__ import annotations

from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.prevalence.designs.ratio import (
    codes,
    lonely_doubt,
    numbers,
    ratio_of,
    scaled,
    taylor,
    wilson,
)
from amparo.flow.prevalence.designs.result import Prevalence, Study
from amparo.flow.survival import Interval


def household(
    frame: pl.DataFrame, *, outcome: str, weight: str | None = None, stratum: str | None = None,
    cluster: str | None = None, population: float | None = None, interval: str = "wilson",
    by: str | None = None, level: float = 0.95,
) -> Prevalence:  # fmt: skip
    """The share of people asked to whom it happened (`outcome` 1 or 0), by the survey's design.

    Wilson's interval is of the effective sample; "taylor" is linearised.
    Misleads when those who could not be asked live more of the crime, or do not tell.
    Raises: Refused for what cannot be read so.
    """
    if interval not in {"wilson", "taylor"}:
        raise Refused("An interval is wilson or taylor", found=interval)
    found = _of(frame, outcome, weight, stratum, cluster)
    y = numbers(frame, outcome, of="1 or 0")
    if ((y != 0) & (y != 1)).any():
        raise Refused(f"{outcome} must hold 1 (it happened) or 0", found=f"{y.max():g}")
    share = _share(found, interval, level)
    named = {"wilson": "Wilson on the effective sample", "taylor": "Taylor linearisation"}
    rows: list[dict[str, Any]] = []
    for (group,), part in frame.group_by([by] if by else [], maintain_order=True) if by else ():
        own = _of(part, outcome, weight, stratum, cluster)
        ends = _share(own, interval, level)
        rows.append({"group": str(group), "n": own.n, "share": own.value, "low": ends.low,
                     "high": ends.high})  # fmt: skip
    schema = {"group": pl.String, "n": pl.Int64, "share": pl.Float64, "low": pl.Float64,
              "high": pl.Float64}  # fmt: skip
    return Prevalence(
        Study.HOUSEHOLD, share, scaled(share, population), level, found.n,
        found.n_effective, "weighted share", named[interval],
        pl.DataFrame(rows, schema=schema), lonely_doubt(found) if cluster else (),
    )  # fmt: skip


def _of(frame: pl.DataFrame, outcome: str, weight: str | None, stratum: str | None,
        cluster: str | None) -> Any:  # fmt: skip
    y = numbers(frame, outcome, of="1 or 0")
    return ratio_of(
        y, numbers(frame, None, of=""), numbers(frame, weight, of="weights"),
        codes(frame, stratum), codes(frame, cluster, each_its_own=True),
    )  # fmt: skip


def _share(found: Any, interval: str, level: float) -> Interval:
    if interval == "taylor":
        return taylor(found, level)
    return wilson(found.value, found.n_effective, level, found.freedom)
