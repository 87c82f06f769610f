"""The rows behind the drawings as CSV, with the outcome and the verdict on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect


def content_of(found: Sequence[Effect], source: str) -> bytes:
    """The file's bytes, UTF-8; rows have no room for their source."""
    del source
    parts = [
        one.frame.select(
            pl.lit(one.outcome).alias("outcome"), pl.lit(one.verdict.claim.value).alias("verdict"),
            pl.all(),
        )
        for one in found
    ]  # fmt: skip
    return pl.concat(parts, how="diagonal_relaxed").write_csv().encode()
