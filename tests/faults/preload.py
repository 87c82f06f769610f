"""Building the library that watches, or fails, what a process does to its files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("preload.c")
MISSING = (
    "The trials that cut the power and fill the disk need a C compiler, and found none.\n"
    "  Debian or Ubuntu:  apt-get install gcc libc6-dev"
)


def find_compiler() -> Path | None:
    """The C compiler on the path."""
    found = shutil.which("cc") or shutil.which("gcc")
    return Path(found) if found else None


def build(folder: Path) -> Path:
    """The library, built into the folder. Raises RuntimeError where there is no compiler."""
    compiler = find_compiler()
    if compiler is None:
        raise RuntimeError(MISSING)
    library = folder / "preload.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return library
