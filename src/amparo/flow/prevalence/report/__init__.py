"""A range of models as a file: one page, JSON, PDF, or its rows as CSV."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.errors import Refused
from amparo.flow.whole_file import whole_file

if TYPE_CHECKING:
    from amparo.flow.prevalence.report.gathered import Gathered

KINDS = {
    ".html": "amparo.flow.prevalence.report.page",
    ".json": "amparo.flow.prevalence.report.json",
    ".pdf": "amparo.flow.prevalence.report.pdf",
    ".csv": "amparo.flow.prevalence.report.rows",
}


def check_ending(path: Path) -> str:
    """The kind of report a file name asks for. Raises: Refused that lists the kinds there are."""
    ending = path.suffix.lower()
    if ending not in KINDS:
        raise Refused(
            "No report on prevalence ends like this", found=path.name,
            next_step="end the name with one of: " + ", ".join(KINDS),
        )  # fmt: skip
    return ending


def save(found: Gathered, path: Path) -> None:
    """Write one report, whole or not at all. Raises: Refused where it cannot be written."""
    content: bytes = importlib.import_module(KINDS[check_ending(path)]).content_of(found)
    with whole_file(path) as file:
        file.write(content)
