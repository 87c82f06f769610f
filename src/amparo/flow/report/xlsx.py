"""The report as a workbook: every table a sheet, numbers as numbers, text never a formula."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.report import content, sheets
from amparo.flow.report.outline import DEFINITIONS

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis

LONGEST_CELL = 32_000  # Excel holds 32,767 characters a cell
MOST_ROWS = 1_000_000  # Excel holds 1,048,576 rows a sheet


def content_of(found: Diagnosis) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter

    buffer = BytesIO()
    # What a cell of the source says stays text: no formula, no link, no number made of it.
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        _write(book, head, "Summary", _summary(found))
        for name, frame in _frames(found):
            _write(book, head, name, frame)
    return buffer.getvalue()


def _summary(found: Diagnosis) -> pl.DataFrame:
    said = [*content.summary(found), *content.ranked_losses(found), *DEFINITIONS]
    return pl.DataFrame({f"{found.log.source}, as of {found.log.as_of.isoformat()}": said})


def _frames(found: Diagnosis) -> list[tuple[str, pl.DataFrame]]:
    """Each sheet's name and rows."""
    rows = [
        {"group": part.group or "(all)", "value": part.value, "stage": r.stage, "reached": r.n,
         "share": r.share}
        for part in (found.whole, *found.groups)
        for r in part.reached
    ]  # fmt: skip
    exits = [
        {"group": part.group or "(all)", "value": part.value, "from": s.start, "to": s.to,
         "exit": kind, "count": n}
        for part in (found.whole, *found.groups)
        for s in part.steps
        for kind, n in s.exits
    ]  # fmt: skip
    months = [
        flow.frame.with_columns(pl.lit(flow.start).alias("from"), pl.lit(flow.to).alias("to"))
        for flow in found.flows
    ]
    quality = [
        {"problem": f.problem, "column": f.column, "count": f.count,
         "examples": "; ".join(f.examples)}
        for f in found.findings
    ]  # fmt: skip
    set_aside = [
        {"problem": f.problem, "column": f.column, "row": row}
        for f in found.findings
        for row in f.rows
    ]
    assumed = [dict(zip(("about", "value", "because"), row, strict=True))
               for row in sheets.noted_assumptions(found)]  # fmt: skip
    made = [
        ("Stages", pl.DataFrame(rows)),
        ("Steps", found.frame),
        ("Exits", pl.DataFrame(exits)),
        ("Months", pl.concat(months, how="vertical_relaxed") if months else pl.DataFrame()),
        ("Assumptions", pl.DataFrame(assumed)),
        ("Quality", pl.DataFrame(quality, infer_schema_length=None)),
        ("Rows", pl.DataFrame(set_aside, infer_schema_length=None)),
        ("Ledger", found.log.ledger.frame if found.log.ledger else pl.DataFrame()),
    ]
    return [(name, frame) for name, frame in made if frame.height]


def _write(book: Any, head: Any, name: str, frame: pl.DataFrame) -> None:
    """One frame as one sheet; the first row stays in sight."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for k, column in enumerate(frame.columns):
        sheet.write_string(0, k, column[:LONGEST_CELL], head)
        cells = frame.get_column(column).head(MOST_ROWS).to_list()
        wide = max((len(str(c)) for c in cells[:200] if c is not None), default=0)
        sheet.set_column(k, k, min(max(wide, len(column), 8), 100) + 1)
        for row, cell in enumerate(cells, start=1):
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(row, k, cell[:LONGEST_CELL])
            else:
                sheet.write(row, k, cell)
