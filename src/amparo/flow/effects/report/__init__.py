"""Effects as a file: one self-contained page, JSON, or the rows of their drawings as CSV."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.errors import Refused
from amparo.flow.whole_file import whole_file

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect

KINDS = {
    ".html": "amparo.flow.effects.report.page",
    ".json": "amparo.flow.effects.report.json",
    ".csv": "amparo.flow.effects.report.rows",
}


def check_ending(path: Path) -> str:
    """The kind of report a file name asks for. Raises: Refused that lists the kinds there are."""
    ending = path.suffix.lower()
    if ending not in KINDS:
        raise Refused(
            "No report on effects ends like this", found=path.name,
            next_step="end the name with one of: " + ", ".join(KINDS),
        )  # fmt: skip
    return ending


def save(found: Sequence[Effect], path: Path, *, source: str = "panel") -> None:
    """Write one report, whole or not at all. Raises: Refused where it cannot be written."""
    content: bytes = importlib.import_module(KINDS[check_ending(path)]).content_of(found, source)
    with whole_file(path) as file:
        file.write(content)
