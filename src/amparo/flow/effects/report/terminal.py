"""The answer as text for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from amparo.flow.effects.report.words import QUESTIONS, misleading_sheet, outcome_of
from amparo.flow.effects.verdict import resting_on

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect

WIDTH = 88


def text_of(found: Effect) -> str:
    """Verdict, what it rests on, the checks, what misleads."""
    lines = [f"## {found.outcome[0].upper()}{found.outcome[1:]}", *_wrapped(found.verdict.sentence)]
    lines += ["", *_wrapped(resting_on(found))]
    for note in found.notes:
        lines += _wrapped(note)
    lines += ["", "What was checked"]
    for check in found.checks:
        question = QUESTIONS.get(check.name, check.name)
        lines += _wrapped(f"{question} {outcome_of(check).capitalize()}. {check.says}", "- ")
    lines += ["", "The careful number, and those that mislead"]
    for name, value, interval, why in misleading_sheet(found).rows:
        lines += _wrapped(f"{name}: {value} ({interval}); {why}", "- ")
    return "\n".join(lines)


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark),
        break_on_hyphens=False,
    )  # fmt: skip
