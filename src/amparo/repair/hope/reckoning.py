"""What answers come to: weighted shares by the survey's design, and two waves compared."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from math import sqrt
from typing import Any

import polars as pl

from amparo import __version__
from amparo.errors import Refused
from amparo.flow.prevalence import Prevalence, Wave, compare, household
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.flow.survival import Interval
from amparo.repair.hope.questions import Questions

DESIGN = ("stratum", "cluster", "weight")
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Reckoned:
    """The answers as kept, their digest, and what they come to."""

    data: dict[str, Any]
    digest: str
    result: dict[str, Any]
    engine: str = __version__


def read_answers(text: str, questions: Questions) -> pl.DataFrame:
    """One row a person asked, from pasted CSV; columns that could name somebody are refused.

    Raises: Refused that names the column or the row.
    """
    try:
        frame = pl.read_csv(io.StringIO(text.strip()), infer_schema=False)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise Refused(
            "This is not a table of answers", next_step="paste CSV with its first row of names"
        ) from error
    codes = [one.code for one in questions.asked]
    known = {*DESIGN, *codes}
    if other := sorted(set(frame.columns) - known):
        raise Refused(
            "Only answers are kept, never who gave them", found=", ".join(other)[:200],
            next_step="leave out all but: " + ", ".join([*DESIGN, *codes]),
        )  # fmt: skip
    if not set(codes) & set(frame.columns):
        raise Refused("No question is there", next_step="name columns: " + ", ".join(codes))
    if not 2 <= frame.height <= MOST_ROWS:
        raise Refused(f"From 2 to {MOST_ROWS:,} rows", found=f"{frame.height:,}")
    return frame


def reckon(frame: pl.DataFrame, questions: Questions) -> Reckoned:
    """The share of confident answers to each question, weighted, with Wilson's interval on the
    sample that the design is worth.

    Counts: people asked; empty answers are missing and told beside, never counted as no.
    Raises: Refused for an answer or weight that is none.
    """
    shares = [
        _of(frame, one.code, one.counts) for one in questions.asked if one.code in frame.columns
    ]
    data = {"version": questions.number, "columns": frame.columns, "rows": frame.rows()}
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    result = {"n": frame.height, "questions": shares}
    return Reckoned(data, hashlib.sha256(text.encode()).hexdigest(), result)


def _of(frame: pl.DataFrame, code: str, counts: frozenset[int]) -> dict[str, Any]:
    asked = frame.with_columns(pl.col(code).str.strip_chars().cast(pl.Int64, strict=False))
    wrong = asked.filter(
        pl.col(code).is_null() & (frame[code].fill_null("").str.strip_chars() != "")
        | (pl.col(code) < 0) | (pl.col(code) > 4)
    )  # fmt: skip
    if wrong.height:
        raise Refused(
            "An answer is none of those that can be given", where=code,
            found=f"{wrong.height} rows", next_step="numbers as in the questions; empty for none",
        )  # fmt: skip
    given = asked.filter(pl.col(code).is_not_null()).with_columns(
        pl.col(code).is_in(sorted(counts)).cast(pl.Int64).alias("_so")
    )
    if not given.height:
        return {"code": code, "share": None, "low": None, "high": None, "n": 0,
                "missing": frame.height, "design_effect": None, "log_se": None}  # fmt: skip
    named = {name: name for name in DESIGN if name in frame.columns}
    found = household(given, outcome="_so", **named)  # type: ignore[arg-type]
    share = found.share
    return {
        "code": code, "share": share.value, "low": share.low, "high": share.high,
        "n": given.height, "missing": frame.height - given.height,
        "design_effect": max(1.0, found.design_effect), "log_se": _log_se(found),
    }  # fmt: skip


def _log_se(found: Prevalence) -> float:
    """How sure the logarithm of the share is, on the sample that the design is worth; half a person
    is added on either side where nobody or all were confident."""
    share, n = found.share.value or 0.0, found.n_effective
    if share in {0.0, 1.0}:
        share, n = (share * n + 0.5) / (n + 1), n + 1
    return sqrt((1 - share) / (share * n))


def changed(earlier: dict[str, Any], later: dict[str, Any], names: tuple[str, str]) -> str:
    """How the share of one question changed between two waves, in words."""
    if not earlier["share"] or not later["share"]:
        return "Nobody, or nobody who answered: no change can be told."
    first = Wave(names[0], earlier["share"], earlier["log_se"])
    return compare(first, Wave(names[1], later["share"], later["log_se"])).sentence()


def kept_share(k: int, n: int) -> Interval:
    """The share of commitments that were kept in time, of those that fell due."""
    return wilson(k / n, n, 0.95) if n else Interval(None, None, None)
