"""The report as one self-contained page: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from amparo.flow.effects.effect import Design
from amparo.flow.effects.report.words import (
    DESIGNS,
    READING,
    checks_sheet,
    frame_sheet,
    misleading_sheet,
)
from amparo.flow.effects.verdict import resting_on
from amparo.flow.report.html import figure, page, table

CAPTIONS = {
    Design.SERIES: "What was seen, and what was expected had the repair not come (shaded: how far "
    "that could be off).",
    Design.FILES: "The share among the files of before and of after, with its interval.",
    Design.STAGGERED: "How far repaired units are from what was expected, before and since the "
    "repair (lines: interval of each; shaded: of all at once).",
}

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect


def content_of(found: Sequence[Effect], source: str) -> bytes:
    """The file's bytes, UTF-8."""
    names = ", ".join(one.outcome for one in found)
    designs = [DESIGNS[design] for design in dict.fromkeys(one.design for one in found)]
    return page(
        heading="Did the repair work?", title=f"Did the repair work? {names}: {source}",
        source=source, body="\n".join(fragment(one) for one in found),
        definitions=[*designs, *READING],
    )  # fmt: skip


def fragment(found: Effect) -> str:
    """One effect as the body of a page."""
    shown = found.outcome[0].upper() + found.outcome[1:]
    parts = [
        f"<section><h2>{escape(shown)}</h2>",
        f'<div class="lead"><p>{escape(found.verdict.sentence)}</p></div>',
        f"<p>{escape(resting_on(found))}</p>",
        *(f"<p>{escape(note)}</p>" for note in found.notes),
    ]
    if found.frame.height and found.estimate is not None:
        said = CAPTIONS.get(found.design, CAPTIONS[Design.STAGGERED])
        parts.append(figure(said, found.chart(), found.chart(narrow=True)))
    parts += [table(checks_sheet(found)), table(misleading_sheet(found))]
    sheet = frame_sheet(found)
    parts.append(f"<details><summary>{escape(sheet.caption)}</summary>{table(sheet)}</details>")
    return "".join([*parts, "</section>"])
