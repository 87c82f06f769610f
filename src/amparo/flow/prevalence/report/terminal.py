"""The report as text for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from amparo.flow.prevalence.report.gathered import (
    HEADING,
    changes_sheet,
    lead,
    range_sheet,
    steps_sheet,
)
from amparo.flow.report.terminal import table_lines

if TYPE_CHECKING:
    from amparo.flow.prevalence.report.gathered import Gathered

WIDTH = 96


def text_of(found: Gathered, width: int = WIDTH) -> str:
    """The range, the pairs, what other lists would give."""
    return "\n".join(_lines(found, width))


def _lines(found: Gathered, width: int) -> Iterator[str]:
    yield f"## {HEADING}"
    for sentence in lead(found):
        yield from textwrap.wrap(sentence, width, break_on_hyphens=False)
    yield from ("", "## A range of models")
    yield from table_lines(range_sheet(found), width)
    if found.stepwise is not None:
        yield from ("", f"## Pairs that entered, in order (stepwise at {found.stepwise.level:g})")
        yield from table_lines(steps_sheet(found.stepwise), width)
    if found.changes.height > 1:
        yield from ("", "## With lists merged or left out")
        yield from table_lines(changes_sheet(found), width)
