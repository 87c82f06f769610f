"""What the engine makes of a wave's counts, of two waves, and of crimes against convictions.

Plain values go in and come out, fit to be kept: no row and no person is known here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from math import log
from typing import Any

import polars as pl

from amparo import __version__
from amparo.errors import AmparoError, Refused
from amparo.flow import CannotEstimate, CaptureLists
from amparo.flow.prevalence import Wave, compare
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.flow.reading.table import read_content

Z = 1.959963984540054


@dataclass(frozen=True)
class Reckoned:
    """A wave's data as kept, their digest, and the result with the version that made it."""

    data: dict[str, Any]
    digest: str
    result: dict[str, Any]
    engine: str = __version__


def digest_of(content: object) -> str:
    """SHA-256 of plain values."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_counts(victims: int, asked: int, design_effect: float) -> Reckoned:
    """A share with Wilson's interval on the effective sample."""
    if victims > asked:
        raise Refused("There are more victims than people asked", found=f"{victims} of {asked}")
    share = wilson(victims / asked, asked / design_effect, 0.95)
    wave = Wave.counted("", victims, asked, design_effect=design_effect)
    data = {"victims": victims, "asked": asked, "design_effect": design_effect}
    result = {
        "unit": "share", "value": share.value, "low": share.low, "high": share.high, "n": asked,
        "log_se": wave.log_se, "share_for_ratio": wave.share,
        "method": "Wilson on the effective sample",
        "sentence": f"{victims:,} of {asked:,}: {share.value:.2%} ({share.low:.2%} to "
        f"{share.high:.2%}, Wilson, 95%).",
    }  # fmt: skip
    return Reckoned(data, digest_of(data), result)


def of_published(share: float, low: float, high: float, n: int | None) -> Reckoned:
    """A share with the interval it was published with."""
    if not 0 < low <= share <= high <= 1:
        raise Refused(
            "The share lies between the ends of its interval, above 0 and up to 100",
            found=f"{share:.2%}, {low:.2%} to {high:.2%}",
        )  # fmt: skip
    data = {"share": share, "low": low, "high": high, "n": n}
    result = {
        "unit": "share", "value": share, "low": low, "high": high, "n": n,
        "log_se": (log(high) - log(low)) / (2 * Z), "share_for_ratio": share,
        "method": "as published",
        "sentence": f"{share:.2%} ({low:.2%} to {high:.2%}), as published.",
    }  # fmt: skip
    return Reckoned(data, digest_of(data), result)


def of_lists(table: str) -> Reckoned:
    """A range of models from overlap counts; no one number is kept as the answer.

    Raises: Refused for a table that cannot be read, or that names people row by row.
    """
    lists = CaptureLists.read(read_lists_text(table))
    try:
        found = lists.models()
    except AmparoError as error:
        raise Refused(error.what, next_step=error.next_step) from error
    span = found.reach
    data = {"lists": list(lists.names), "people_by_lists": lists.frame.to_dicts()}
    methods = [
        {"method": one.method, "value": one.estimate, "low": one.interval.low,
         "high": one.interval.high, "kind": one.kind}
        for one in found.rows
    ]  # fmt: skip
    result = {
        "unit": "people", "value": None, "low": span.low, "high": span.high, "n": lists.n,
        "methods": methods, "method": "range of models", "sentence": found.sentence(),
    }  # fmt: skip
    return Reckoned(data, digest_of(data), result)


def read_lists_text(table: str) -> pl.DataFrame:
    """The overlap counts that were pasted: lists and a column of people. Raises: Refused."""
    frame = read_content(table.encode(), "the table").frame
    if frame.height > 5000:
        raise Refused(
            "That is a row for each person; keep only the counts of each combination here",
            found=f"{frame.height:,} rows",
            next_step="amparo prevalence FILE reads people row by row on your own machine",
        )  # fmt: skip
    return frame


@dataclass(frozen=True)
class Between:
    """How one wave differs from an earlier one, in words and numbers."""

    sentence: str
    change: float
    low: float | None
    high: float | None

    @property
    def is_sure_fall(self) -> bool:
        """Whether it fell by more than chance explains."""
        return self.high is not None and self.high < 0


def between(
    earlier: tuple[str, dict[str, Any]], later: tuple[str, dict[str, Any]]
) -> Between | None:
    """The change between two waves of shares; None where either is a range of models."""
    if "log_se" not in earlier[1] or "log_se" not in later[1]:
        return None
    one, other = (
        Wave(when, float(made["share_for_ratio"]), made["log_se"], made["n"])
        for when, made in (earlier, later)
    )
    try:
        found = compare(one, other)
    except (Refused, CannotEstimate):
        return None
    change = found.change
    return Between(found.sentence(), float(change.value or 0.0), change.low, change.high)


@dataclass(frozen=True)
class Impunity:
    """Convictions for each estimated crime, with the range that the estimate's range gives."""

    convictions: int
    crimes_low: float
    crimes_high: float

    @property
    def share_low(self) -> float:
        """Convictions against the most crimes."""
        return self.convictions / self.crimes_high

    @property
    def share_high(self) -> float:
        """Convictions against the fewest crimes."""
        return min(1.0, self.convictions / self.crimes_low)

    def sentence(self) -> str:
        """The gap in words."""
        return (
            f"{self.convictions:,} convictions against {self.crimes_low:,.0f} to "
            f"{self.crimes_high:,.0f} estimated crimes: {_small(self.share_low)} to "
            f"{_small(self.share_high)} were punished."
        )


def impunity(convictions: int, crimes_low: float, crimes_high: float) -> Impunity:
    """Raises: Refused where the range of crimes is none."""
    if not 0 < crimes_low <= crimes_high or convictions < 0:
        raise Refused("A range of crimes goes from a number above 0 to one no smaller")
    return Impunity(convictions, crimes_low, crimes_high)


def _small(share: float) -> str:
    return f"{share:.3%}" if share < 0.001 else f"{share:.1%}"
