"""The command in this process, with the error line and the status that `amparo` gives.

A process of its own takes over a second to start; one test of each command still does that.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from amparo.cli import amparo
from amparo.errors import AmparoError

COMMAND = Path(sys.executable).parent / "amparo"


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*words: object, cwd: Path | None = None) -> Done:
    with chdir(cwd or Path.cwd()):
        made = CliRunner().invoke(amparo, [str(word) for word in words])
    if isinstance(made.exception, AmparoError):
        return Done(2, made.stdout, f"{made.stderr}amparo: {made.exception.sentence()}")
    if made.exception is not None and not isinstance(made.exception, SystemExit):
        raise made.exception
    return Done(made.exit_code, made.stdout, made.stderr)


def run_installed(*words: object) -> Done:
    """The same in a process of its own, as it is installed."""
    done = subprocess.run(
        [COMMAND, *map(str, words)], check=False, capture_output=True, text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "DJANGO_SETTINGS_MODULE": ""},
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)
