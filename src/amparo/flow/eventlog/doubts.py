"""What the days of a case say against each other: out of order, skipped, an exit too early."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from amparo.flow.eventlog.ledger import LedgerLine, line
from amparo.flow.eventlog.log import EXIT, EXIT_ON, ROW
from amparo.flow.findings import MOST_ROWS, Finding

OUT_OF_ORDER = "dated before the step it follows"


def doubts_of(
    frame: pl.DataFrame, names: Sequence[str], unit: str
) -> tuple[list[Finding], list[LedgerLine]]:
    """Findings with row numbers, and a ledger line for the durations of each step."""
    findings: list[Finding] = []
    lines: list[LedgerLine] = []
    for i, (start, to) in enumerate(pairwise(names)):
        has_start, has_to = pl.col(start).is_not_null(), pl.col(to).is_not_null()
        later = [pl.col(name).is_not_null() for name in names[i + 2 :]]
        both = frame.filter(has_start & has_to).height
        early = frame.filter(pl.col(to) < pl.col(start))
        lines.append(
            line(f"durations {start} → {to}", both, both - early.height,
                 {OUT_OF_ORDER: early.height})
        )  # fmt: skip
        findings += _told(
            f"{to} dated before {start}: counted as reached, its duration set aside", to, early,
            [to, start],
        )  # fmt: skip
        missing = has_start & ~has_to
        if later:
            stays = missing & pl.col(EXIT).is_null() & pl.any_horizontal(*later)
            findings += _told(
                f"no day for {to}, though a later stage has one: counted as waiting for {to}",
                to, frame.filter(stays), [],
            )  # fmt: skip
        findings += _told(
            f"an exit dated before {start}: counted as leaving after 0 days", start,
            frame.filter(missing & (pl.col(EXIT_ON) < pl.col(start))), [EXIT_ON, start],
        )  # fmt: skip
    nothing = pl.all_horizontal(*(pl.col(name).is_null() for name in names))
    findings += _told(
        f"no usable date at all: the {unit} is counted, and is in no step", None,
        frame.filter(nothing), [],
    )  # fmt: skip
    return findings, lines


def _told(
    problem: str, column: str | None, rows: pl.DataFrame, days: Sequence[str]
) -> list[Finding]:
    """A finding with row numbers and, where two days contradict each other, both of them."""
    if rows.height == 0:
        return []
    where = rows.get_column(ROW)
    examples = tuple(
        f"row {row}: {two.isoformat()} before {one.isoformat()}"
        for row, two, one in (rows.head(3).select(ROW, *days).rows() if days else ())
    )
    return [Finding(problem, column, rows.height, examples, tuple(where.head(MOST_ROWS).to_list()))]
