"""Letters to officials: their clocks, and how each reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from amparo.repair.hope.models import Letter
from amparo.repair.hope.selectors.letters import Reads
from amparo.web.dates import spoken_date, spoken_days
from amparo.web.shapes import Cell, Fact, Row, Tone

LETTERS = ("To", "What it asks", "Sent", "Answer")


def letters(rows: Sequence[Letter], today: date, *, keeps: bool) -> list[Row]:
    """Letters and their clocks."""
    return [
        Row(
            (
                Cell(
                    f"{one.post}, {one.institution.name}", href=reverse("letter", args=[one.pk]),
                    note=f"About case {one.case.code}" if one.case else "",
                ),
                one.asks, spoken_date(one.sent_on), _answer(one, today, keeps=keeps),
            )
        )
        for one in rows
    ]  # fmt: skip


def _answer(one: Letter, today: date, *, keeps: bool) -> Cell:
    if hasattr(one, "answer"):
        late = (one.answer.on - one.due_on).days
        note = f"{spoken_days(late)} late" if late > 0 else "In time"
        return Cell(one.answer.says, note=f"{spoken_date(one.answer.on)}. {note}")
    over = (today - one.due_on).days
    return Cell(
        "Keep the answer" if keeps else "None yet",
        href=reverse("letter_answer", args=[one.pk]) if keeps else "",
        note=f"Due by {spoken_date(one.due_on)}",
        overdue=f"{spoken_days(over)} late" if over > 0 else "",
    )


def letter_facts(one: Letter, today: date) -> list[Fact]:
    """A letter's clock."""
    answer = _answer(one, today, keeps=False)
    came = f"{answer.text}. {answer.note}" if hasattr(one, "answer") else answer.text
    told = [
        Fact("To", f"{one.post}, {one.institution.name}"),
        Fact("Sent", spoken_date(one.sent_on)),
        Fact("An answer is due by", spoken_date(one.due_on),
             tag=answer.overdue.capitalize(), tone=Tone.ALERT),
        Fact("Answer", came),
        Fact("Written by", one.recorded_by.name),
    ]  # fmt: skip
    return [fact for fact in told if fact.value]


def letter_recorded(found: Reads) -> list[str]:
    """What the case shows, one line a step."""
    return [
        f"{spoken_date(one.on) if one.is_exact else f'{one.on:%B %Y}'}: {one.what}"
        + (f" ({one.where})" if one.where else "")
        for one in found.recorded
    ]


def letter_late(found: Reads) -> list[str]:
    """Terms of the law that ran out."""
    return [f"{one.what}: until {spoken_date(one.due_on)}" for one in found.late]
