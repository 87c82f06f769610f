"""Programmes as rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from amparo.casework.desk.selectors.programmes import ProgrammeRow
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row

COLUMNS = [
    Column("Programme"), Column("Crime type"), Column("Place"), Column("Phase"),
    Column("Cases", number=True),
]  # fmt: skip


def rows_of(programmes: Sequence[ProgrammeRow], *, may_manage: bool) -> list[Row]:
    """One row a programme; the phase leads to its change for those who manage it."""
    return [
        Row(
            [
                Cell(row.name, note=f"Since {spoken_date(row.starts_on)}"),
                row.crime_type,
                row.place,
                Cell(row.phase, reverse("programme_phase", args=[row.id]) if may_manage else ""),
                "" if row.n_cases is None else str(row.n_cases),
            ]
        )
        for row in programmes
    ]
