"""Answers of the policy as rows."""

from __future__ import annotations

from collections.abc import Sequence

from amparo.casework.cases.selectors.compartments import Answer
from amparo.web.shapes import Cell, Row, Tone


def answer_rows(answers: Sequence[Answer], *, yes: str, no: str) -> list[Row]:
    """What is asked, the answer, and the sentence that says why."""
    return [
        Row(
            [
                Cell(one.what, note=one.note),
                Cell(tag=yes, tone=Tone.GOOD) if one.is_allowed else Cell(tag=no),
                one.because,
            ]
        )
        for one in answers
    ]
