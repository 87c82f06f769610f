"""A diagnosis as a file: one self-contained page, JSON, PDF or a workbook."""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.errors import Refused

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis

KINDS = {
    ".json": "amparo.flow.report.json",
    ".html": "amparo.flow.report.html",
    ".pdf": "amparo.flow.report.pdf",
    ".xlsx": "amparo.flow.report.xlsx",
}


def check_ending(path: Path) -> str:
    """The kind of report a file name asks for. Raises: Refused that lists the kinds there are."""
    ending = path.suffix.lower()
    if ending not in KINDS:
        raise Refused(
            "No report ends like this", found=path.name,
            next_step="end the name with one of: " + ", ".join(KINDS),
        )  # fmt: skip
    return ending


def save(found: Diagnosis, path: Path) -> None:
    """Write one report, whole or not at all. Raises: Refused where it cannot be written."""
    ending = check_ending(path)
    content: bytes = importlib.import_module(KINDS[ending]).content_of(found)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Refused(
            "The report cannot be written there", found=str(error.strerror), where=str(path),
            next_step="name a folder that exists and that you may write to",
        ) from error  # fmt: skip
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise Refused(
            "The report cannot be written", found=str(error.strerror), where=str(path)
        ) from error
