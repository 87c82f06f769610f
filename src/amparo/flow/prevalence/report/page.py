"""The report as one self-contained page: the range first, then what it rests on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from amparo.flow.prevalence.report.gathered import DEFINITIONS, HEADING, lead, sections
from amparo.flow.report.html import page, section_of

if TYPE_CHECKING:
    from amparo.flow.prevalence.report.gathered import Gathered


def content_of(found: Gathered) -> bytes:
    """The file's bytes, UTF-8."""
    first = "".join(f"<p>{escape(sentence)}</p>" for sentence in lead(found))
    parts = [f'<div class="lead">{first}</div>', *(section_of(one) for one in sections(found))]
    return page(
        heading=HEADING, title=f"{HEADING} {found.lists.source}", source=found.lists.source,
        body="\n".join(parts), definitions=DEFINITIONS,
    )  # fmt: skip
