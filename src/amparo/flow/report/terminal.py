"""The diagnosis on a terminal: plain text, with a little weight where a terminal can show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

from amparo.flow.report import content, repairs, sheets
from amparo.flow.report.sheets import Sheet

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis

WIDTH = 100
MOST_FINDINGS = 12
MOST_GROUPS = 15


def text_of(found: Diagnosis, *, width: int = WIDTH) -> str:
    """The whole summary as text; a line that starts with "## " is a heading."""
    return "\n".join(_lines(found, width))


def _lines(found: Diagnosis, width: int) -> Iterator[str]:
    for sentence in content.summary(found):
        yield from wrap(sentence, width)
    for heading, sheet in _sheets(found):
        yield from ("", f"## {heading}")
        yield from table_lines(sheet, width)
    for sentence in content.standing_out(found):
        yield from wrap(sentence, width, initial_indent="- ", subsequent_indent="  ")
    for group, one in found.opportunities.items():
        yield from ("", f"## Where to repair first, by {group}")
        yield from wrap(f"{one.sentence()} {repairs.CAUTION}", width)
    yield from ("", "## What was assumed")
    for about, value, because in sheets.noted_assumptions(found):
        line = f"{about}: {value} ({because})"
        yield from wrap(line, width, initial_indent="- ", subsequent_indent="  ")
    yield from ("", "## What was noticed in the data")
    yield from _findings(found, width)
    if found.log.ledger is not None:
        yield from wrap(found.log.ledger.sentence(), width)
    yield from _suggested(found, width)


def _sheets(found: Diagnosis) -> Iterator[tuple[str, Sheet]]:
    whole = found.whole
    yield "How far cases get", sheets.reached_sheet(whole, found.log.unit)
    if found.attrition is not None:
        yield "Who gets how far within which time", repairs.attrition_sheet(found.attrition)
    yield "What became of those who began each step", sheets.outcome_sheet(whole)
    if (left := sheets.exits_sheet(whole)) is not None:
        yield "How those who left did so", left
    yield "How long each step takes, in days", _brief(sheets.duration_sheet(whole))
    yield "Coming in, going out: " + sheets.flow_sheet(found).caption, sheets.flow_sheet(found)
    for group in dict.fromkeys(part.group for part in found.groups):
        sheet = sheets.group_sheet(found, group)
        shown = replace(sheet, rows=sheet.rows[:MOST_GROUPS])
        more = len(sheet.rows) - len(shown.rows) + dict(found.left_out).get(group, 0)
        yield f"By {group}" + (f" (the largest; {more} more)" if more else ""), shown


def _brief(sheet: Sheet) -> Sheet:
    """The columns of the durations that fit a terminal."""
    keep = (0, 1, 4, 5, 6, 7)
    headers = (
        "Step",
        "Half gone on after",
        "In 30",
        "In 90",
        "In 365",
        "Misleading: finished only",
    )
    rows = tuple(tuple(row[k] for k in keep) for row in sheet.rows)
    return Sheet(sheet.caption, headers, rows, frozenset(range(1, 6)))


def _findings(found: Diagnosis, width: int) -> Iterator[str]:
    for finding in found.findings[:MOST_FINDINGS]:
        example = f"; such as {finding.examples[0]}" if finding.examples else ""
        place = f"{finding.column}: " if finding.column else ""
        line = f"{finding.count:,} × {place}{finding.problem}{example}"
        yield from wrap(line, width, initial_indent="- ", subsequent_indent="  ")
    if (more := len(found.findings) - MOST_FINDINGS) > 0:
        yield f"- and {more} more: every one, with its row numbers, is in --output report.json"


def _suggested(found: Diagnosis, width: int) -> Iterator[str]:
    sheet = sheets.suggested_sheet(found)
    if sheet is None:
        return
    yield from ("", "## Values that sound like exits (suggested, not used)")
    for kind, column, values in sheet.rows:
        line = f"{kind}: {column} is {values}"
        yield from wrap(line, width, initial_indent="- ", subsequent_indent="  ")
    how = "To use them: --save-pathway path.toml, take away the #, then --pathway path.toml"
    yield from wrap(how, width)


def table_lines(sheet: Sheet, width: int = WIDTH) -> Iterator[str]:
    """A table in columns, headers wrapped; where it is too wide, one block a row instead."""
    columns = list(zip(*sheet.rows, strict=True)) if sheet.rows else [()] * len(sheet.headers)
    sizes = [
        max([*(len(cell) for cell in column), *(len(word) for word in header.split()), 1])
        for header, column in zip(sheet.headers, columns, strict=True)
    ]
    if sum(sizes) + 2 * len(sizes) > width:
        yield from _blocks(sheet)
        return
    heads = [wrap(header, size) or [""] for header, size in zip(sheet.headers, sizes, strict=True)]
    tall = max(len(head) for head in heads)
    for k in range(tall):
        cells = [head[k - (tall - len(head))] if k >= tall - len(head) else "" for head in heads]
        yield _row(cells, sizes, sheet.numbers)
    yield "  ".join("-" * size for size in sizes)
    for row in sheet.rows:
        yield _row(row, sizes, sheet.numbers)


def _row(cells: Sequence[str], sizes: Sequence[int], numbers: frozenset[int]) -> str:
    shown = [
        cell.rjust(size) if k in numbers else cell.ljust(size)
        for k, (cell, size) in enumerate(zip(cells, sizes, strict=True))
    ]
    return "  ".join(shown).rstrip()


def _blocks(sheet: Sheet) -> Iterator[str]:
    for row in sheet.rows:
        yield row[0]
        for header, cell in zip(sheet.headers[1:], row[1:], strict=True):
            yield f"    {header}: {cell}"
