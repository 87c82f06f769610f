"""The office's folder on disk: who may read it, whether it can be written, who has it open."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from amparo.errors import Refused

LOCK = "open.json"


@dataclass(frozen=True)
class Opening:
    """An office that is open: its address, and what was said to whoever opened it."""

    address: str
    notice: str


def default_folder(name: str) -> Path:
    """Where an office is kept when AMPARO_HOME names no other place: the checkout, or home."""
    checkout = os.environ.get("AMPARO_CHECKOUT")
    return (Path(checkout) / "var" if checkout else Path.home() / ".amparo") / name


def prepare(folder: Path) -> None:
    """Make the folder, readable by its owner only, and see that it can be written.

    Raises: Refused, naming the folder and the way out, where it cannot be written or is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(1_000_000))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> Refused:
    """The message for a folder that refused a write."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Refused(
            "The disk is full, so nothing could be saved",
            where=str(folder),
            next_step="free some space, or name another folder with --folder or AMPARO_HOME",
        )
    return Refused(
        "This folder cannot be written",
        found=(error.strerror or type(error).__name__).lower(),
        where=str(folder),
        next_step="give yourself the right to write there, "
        "or name another folder with --folder or AMPARO_HOME",
    )


def make_private(file: Path) -> None:
    """Create the file readable by its owner only, before anything else creates it wider."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise unwritable(file.parent, error) from error


class Doorkeeper:
    """Holds the folder for one process at a time; the hold ends with the process, however it ends.

    Two servers on one SQLite folder would only slow each other, but two that migrate or grow it
    at once would not be kind to it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK
        self._file: IO[str] | None = None

    def enter(self) -> Opening | None:
        """Take the folder; where another process holds it, return what that one said instead."""
        try:
            descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise unwritable(self.path.parent, error) from error
        file = os.fdopen(descriptor, "r+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                return _read(file)
        file.truncate(0)
        self._file = file
        return None

    def announce(self, opening: Opening) -> None:
        """Write the address where a second process will look for it."""
        if self._file is None:
            return
        self._file.seek(0)
        self._file.truncate()
        json.dump(asdict(opening), self._file)
        self._file.flush()


def _read(file: IO[str]) -> Opening:
    try:
        return Opening(**json.load(file))
    except (ValueError, TypeError):
        return Opening(address="", notice="")
