"""The report as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.flow.prevalence.report.gathered import DEFINITIONS, HEADING, lead, sections
from amparo.flow.report.pdf import document

if TYPE_CHECKING:
    from amparo.flow.prevalence.report.gathered import Gathered


def content_of(found: Gathered) -> bytes:
    """The document's bytes."""
    return document(
        title=f"{HEADING} {found.lists.source}", heading=HEADING, source=found.lists.source,
        lead=lead(found), sections=sections(found), definitions=DEFINITIONS,
    )  # fmt: skip
