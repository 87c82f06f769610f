"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from amparo.errors import Refused


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write bytes into, which takes its name when all is written.

    Raises: Refused where it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Refused(
            "The file cannot be written there", found=str(error.strerror), where=str(path),
            next_step="name a folder that exists and that you may write to",
        ) from error  # fmt: skip
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        made.chmod(0o644)
        made.replace(path)
    except OSError as error:
        raise Refused(
            "The file cannot be written", found=str(error.strerror), where=str(path)
        ) from error
    finally:
        made.unlink(missing_ok=True)
