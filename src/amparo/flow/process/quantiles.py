"""Quantiles from counts by days: how many times each number of days occurred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl


def quantiles_of(
    counts: pl.DataFrame, keys: Sequence[str], shares: Mapping[str, float]
) -> pl.DataFrame:
    """One row a key, in their order: `count`, and for each of `shares` that quantile of `days`.

    A quantile lies between the two days around its place: type 7 of Hyndman and Fan (1996), the
    usual definition, by which the quantile ½ is the median.
    """
    ordered = counts.sort(*keys, "days").with_columns(
        pl.col("n").cum_sum().over(keys).alias("(upto)"),
        pl.col("n").sum().over(keys).alias("count"),
    )
    found = []
    for name, share in shares.items():
        place = (pl.col("count") - 1) * share
        low, high = (_at(ordered, edge) for edge in (place.floor(), place.ceil()))
        part = (place - place.floor()).alias("part")
        between = _rows_at(ordered, place.floor()).select(part).to_series()
        found.append((low + (high - low) * between).alias(name))
    once = _rows_at(ordered, pl.lit(0)).select(*keys, "count")
    return once.hstack(found)


def _rows_at(ordered: pl.DataFrame, place: pl.Expr) -> pl.DataFrame:
    """Of each key the one row that holds this place, counted from 0."""
    return ordered.filter((pl.col("(upto)") > place) & (pl.col("(upto)") - pl.col("n") <= place))


def _at(ordered: pl.DataFrame, place: pl.Expr) -> pl.Series:
    return _rows_at(ordered, place).get_column("days")
