"""A secret that is written once: whole and on the disk, or not there; and never over another."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_once(path: Path, text: str) -> None:
    """Put the text into a new file that its owner alone reads; a file that is there stays.

    It takes its name when all of it is on the disk: a start that was killed meanwhile leaves no
    half of a key, which the next one would take for the key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _name(part, path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _name(part: Path, path: Path) -> None:
    try:
        path.hardlink_to(part)  # unlike a renaming it never takes another file's place
    except FileExistsError:
        return
    except OSError:  # a stick or a share without such links
        if not path.exists():
            part.replace(path)
