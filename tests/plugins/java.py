"""Java, which the tests of the Spark engine need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MISSING = (
    "The tests of the Spark engine need Java 17 or later, and found none.\n"
    "  Debian or Ubuntu:  apt-get install default-jre-headless\n"
    "  macOS:             brew install openjdk\n"
    "  elsewhere:         JAVA_HOME names the folder that holds bin/java"
)


def find_java() -> Path | None:
    """The program `java`: of JAVA_HOME, or on the path."""
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").exists():
        return Path(home) / "bin" / "java"
    found = shutil.which("java")
    return Path(found) if found else None
