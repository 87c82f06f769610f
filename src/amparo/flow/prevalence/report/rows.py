"""One row a method as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amparo.flow.prevalence.report.gathered import Gathered


def content_of(found: Gathered) -> bytes:
    """The file's bytes, UTF-8."""
    return found.range.frame.write_csv().encode()
