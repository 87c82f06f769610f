"""Agreements on sharing as rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from amparo.casework.cases.selectors.agreements import IN_FORCE, OVER, SOON, AgreementLine
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row, Tone

COLUMNS = [
    Column("With"),
    Column("What is shared"),
    Column("From"),
    Column("Until"),
    Column("What to do"),
]
TONES = {IN_FORCE: Tone.GOOD, SOON: Tone.WAITING, OVER: Tone.NEUTRAL}


def agreement_rows(lines: Iterable[AgreementLine], *, may_manage: bool) -> list[Row]:
    """One row each; one that holds can be ended."""
    return [
        Row(
            [
                Cell(line.institution, note=f"Paper: {line.kept_at}" if line.kept_at else ""),
                Cell(line.about, note=line.ended_why),
                spoken_date(line.signed_on),
                Cell(spoken_date(line.until), tag=line.state, tone=TONES[line.state]),
                Cell("End it", reverse("agreement_end", args=[line.id]))
                if may_manage and line.state != OVER
                else "",
            ]
        )
        for line in lines
    ]
