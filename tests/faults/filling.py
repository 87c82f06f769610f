"""The disk is full, or fails, at one particular write: at each of them in turn.

Run as a program: an office's folder (which is copied for each run), every how many calls, a seed.
Each write, sync, truncation and renaming of a few acts fails once with ENOSPC or EIO, or for ever.
`--swallow` acknowledges what failed: it must be found out.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults import office
from tests.faults.preload import build

ROOT = Path(__file__).resolve().parents[2]
ACTS = 6
CLEAR = "clear"


def act_all(home: Path, *, swallow: bool) -> dict[str, int]:
    """A few acts, each on a fresh connection after a fault as the next request is; what was said."""
    from django.db import DatabaseError, connection

    from amparo.errors import AmparoError
    from amparo.web.errorpages import trouble_of

    said = {"done": 0, "refused": 0, "unclear": 0}
    for n in range(ACTS):
        try:
            words = office.act(n, papers=n % 3 == 1, size=70_000)
        except (DatabaseError, AmparoError, OSError) as error:
            is_clear = isinstance(error, AmparoError) or trouble_of(error) is not None
            said["refused"] += 1
            said["unclear"] += not is_clear
            if not is_clear:
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
            connection.close()
            words = f"task {'0' * 32}" if swallow else ""
        else:
            said["done"] += 1
        if words:
            office.acknowledge(home, words)
    return said


def in_a_fork(home: Path, n: int, with_: int, *, for_ever: bool, swallow: bool) -> dict[str, int]:
    """One run in a process of its own; how many calls it made, and what was said."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        office.move_to(home)
        library = ctypes.CDLL(None)
        library.faults_count.restype = ctypes.c_long
        library.faults_fail(ctypes.c_long(n), with_, int(for_ever))
        said = act_all(home, swallow=swallow)
        calls = int(library.faults_count())
        library.faults_fail(ctypes.c_long(0), 0, 0)
        os.write(writing, json.dumps({**said, "calls": calls}).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        content = told.read()
    os.waitpid(pid, 0)
    return json.loads(content or b"{}")


def run(given: argparse.Namespace, place: Path) -> dict[str, int]:
    """Every call in turn, each error, once and for ever."""
    office.enter(given.home)
    office.act_once_imported()
    sum_ = {"runs": 0, "calls": 0, "acknowledged": 0, "refused": 0, "unclear": 0, "died": 0,
            "lost": 0, "half": 0, "broken": 0, "corrupt": 0, "with_loss": 0}  # fmt: skip

    def one(n: int, with_: int, *, for_ever: bool) -> int:
        home = place / "run"
        shutil.copytree(given.home, home)
        said = in_a_fork(home, n, with_, for_ever=for_ever, swallow=given.swallow)
        found = office.look_at_sqlite(home, office.acks_of(home))
        shutil.rmtree(home)
        if n:
            sum_["runs"] += 1
            sum_["died"] += not said
            for name in ("refused", "unclear"):
                sum_[name] += said.get(name, 0)
            for name in ("acknowledged", "lost", "half", "broken", "corrupt"):
                sum_[name] += getattr(found, name)
            sum_["with_loss"] += not found.is_whole
        return said.get("calls", 0)

    sum_["calls"] = one(0, 0, for_ever=False)
    for n in range(1 + given.seed % given.every, sum_["calls"] + 1, given.every):
        for with_ in (errno.ENOSPC, errno.EIO):
            for for_ever in (False, True):
                one(n, with_, for_ever=for_ever)
    return sum_


def main() -> None:
    """Run with the library loaded, and say what was found, as JSON."""
    asked = argparse.ArgumentParser()
    asked.add_argument("home", type=Path)
    asked.add_argument("every", type=int)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--swallow", action="store_true")
    given = asked.parse_args()
    if place := os.environ.get("FAULTS_ROOT"):
        sys.stdout.write(json.dumps(run(given, Path(place))))
        return
    with tempfile.TemporaryDirectory(prefix="amparo-full-") as place:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")}
        library = build(Path(place))
        work = Path(place) / "work"
        work.mkdir()
        environment = {**kept, "LD_PRELOAD": str(library), "FAULTS_ROOT": str(work)}
        command = [sys.executable, "-m", "tests.faults.filling", *sys.argv[1:]]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
