"""The cases behind a number, as a table."""

from __future__ import annotations

from django.urls import reverse

from amparo.casework.cases.selectors.caseload import CaseRow
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Row

CASE_COLUMNS = ("Case", "Programme", "Opened", "Next", "Lead")


def case_rows(rows: list[CaseRow]) -> list[Row]:
    """Cases as a table: code first, then what is next."""
    return [
        Row(
            (
                Cell(row.code, href=reverse("case", args=[row.code])),
                row.programme,
                spoken_date(row.opened_on),
                Cell(
                    row.next_what or ("No next step" if row.is_open else "Closed"),
                    note=spoken_date(row.next_due_on) if row.next_due_on else "",
                ),
                row.lead,
            )
        )
        for row in rows
    ]
