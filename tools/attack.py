"""`./amparo attack`: what an enemy, a power cut and a full disk would do to an office, at length.

Each trial prints what it counted, beside a control that must fail: a trial whose control holds is
a trial that cannot find anything, and fails here too. Everything happens in folders of its own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
HURT = ("lost", "half", "broken", "corrupt")


@dataclass(frozen=True)
class Length:
    """How often each thing is tried; the disk fails at every so-manyth call."""

    kills: int
    controls: int
    cuts: int
    every: int
    hostile: int
    fuzzed_seconds: int


LONG, BRIEF = Length(500, 20, 300, 1, 20_000, 60), Length(5, 5, 12, 23, 300, 2)


@dataclass(frozen=True)
class Trial:
    """One kind of attack, and how to run it."""

    about: str
    run: Callable[[Length], tuple[bool, str]]


def _environment(**more: str) -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}, **more}


@contextmanager
def _office() -> Iterator[Path]:
    """A folder with a fresh office on SQLite."""
    with tempfile.TemporaryDirectory(prefix="amparo-attack-") as place:
        home = Path(place) / "office"
        home.mkdir()
        _program("office", home)
        yield home


def _program(name: str, home: Path, *arguments: object) -> dict[str, int]:
    command = [PYTHON, "-m", f"tests.faults.{name}", str(home), *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(), check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, int] = json.loads(done.stdout or "{}")
    return found


def _in_copy(name: str, office: Path, *arguments: object) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="amparo-attack-") as place:
        home = Path(place) / "office"
        shutil.copytree(office, home)
        return _program(name, home, *arguments)


def _told(found: dict[str, int]) -> str:
    return ", ".join(f"{value:,} {name.replace('_', ' ')}" for name, value in found.items())


def _hurt(found: dict[str, int]) -> int:
    return sum(found[name] for name in HURT)


def _beside(whole: dict[str, int], control: dict[str, int], what: str) -> tuple[bool, str]:
    held = _hurt(whole) == 0 and whole.get("unclear", 0) + whole.get("died", 0) == 0
    said = f"{_told(whole)}\n  control, {what}: {_told(control)}"
    return held and _hurt(control) > 0, said


def kill_tasks(length: Length) -> tuple[bool, str]:
    with _office() as home:
        found = _in_copy("killing", home, length.kills)
        early = _in_copy("killing", home, length.controls, "--early")
        return _beside(found, early, "acknowledged before the commit")


def kill_papers(length: Length) -> tuple[bool, str]:
    with _office() as home:
        found = _in_copy("killing", home, length.kills, "--what", "papers")
        early = _in_copy("killing", home, length.controls, "--what", "papers", "--early")
        return _beside(found, early, "acknowledged before the commit")


def kill_postgres(length: Length) -> tuple[bool, str]:
    with tempfile.TemporaryDirectory(prefix="amparo-attack-") as place:
        whole, loose = Path(place) / "whole", Path(place) / "loose"
        whole.mkdir()
        loose.mkdir()
        found = _program("killing", whole, length.kills, "--what", "postgres")
        unsynced = _program("killing", loose, 20, "--what", "postgres", "--unsynced")
        return _beside(found, unsynced, "synchronous_commit off")


def cut_power(length: Length) -> tuple[bool, str]:
    n = length.cuts
    with _office() as home:
        found = _in_copy("cutting", home, n)
        normal = _in_copy("cutting", home, n, "--normal")
        held, said = _beside(found, normal, "synchronous NORMAL")
        unsynced = _in_copy("cutting", home, n, "--no-folder-sync")
        said += f"\n  control, folders of papers not synced: {_told(unsynced)}"
        return held and _hurt(unsynced) > 0, said


def fill_disk(length: Length) -> tuple[bool, str]:
    with _office() as home:
        found = _in_copy("filling", home, length.every)
        swallowed = _in_copy("filling", home, 61, "--swallow")
        return _beside(found, swallowed, "what failed is acknowledged")


def _pytest(*places: str, **environment: str) -> tuple[bool, str]:
    # In the suite a test that takes five minutes hangs; here it may be pressing thousands of forms.
    patient = ["-p", "no:cacheprovider", "-o", "faulthandler_timeout=0"]
    command = [PYTHON, "-m", "pytest", "-q", *patient, *places]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(**environment), check=False, capture_output=True,
        text=True,
    )  # fmt: skip
    last = [line for line in done.stdout.splitlines() if re.search(r"\d+ (passed|failed)", line)]
    said = last[-1] if last else done.stdout[-2000:] + done.stderr[-2000:]
    return done.returncode == 0, said if done.returncode == 0 else f"{said}\n{done.stdout[-3000:]}"


def edit_together(length: Length) -> tuple[bool, str]:  # noqa: ARG001  (200 schedules are quick)
    place = "tests/casework/cases/test_two_people_edit_one_record.py"
    results = [_pytest(place, f"--db={database}") for database in ("sqlite", "postgres")]
    return all(held for held, _ in results), " / ".join(said for _, said in results)


def tamper(length: Length) -> tuple[bool, str]:  # noqa: ARG001  (thousands are quick)
    return _pytest("tests/audit", "tests/vault/test_the_custody_ledger.py")


def damage_copies(length: Length) -> tuple[bool, str]:  # noqa: ARG001
    return _pytest("tests/config/test_copies.py", "tests/config/test_a_stolen_office.py")


def press_forms(length: Length) -> tuple[bool, str]:
    n = str(length.hostile)
    return _pytest("tests/faults/test_hostile_forms.py", HOSTILE_INPUTS=n)


def fuzz_parsers(length: Length) -> tuple[bool, str]:
    command = [PYTHON, "-m", "tests.faults.fuzzing", str(length.fuzzed_seconds)]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(), check=False, stdout=subprocess.PIPE, text=True
    )
    found = json.loads(done.stdout or "{}")
    said = "\n  ".join(
        f"{name}: {one['tried']:,} tried, {one['refused']:,} refused, {one['lines']:,} lines"
        + "".join(f"\n    {broken}" for broken in one["broken"])
        for name, one in found.items()
    )
    held, control = _pytest("tests/faults/test_fuzzing_parsers.py", "-k", "would_be_found")
    return done.returncode == 0 and held, f"{said}\n  control, a planted mistake: {control}"


TRIALS: dict[str, Trial] = {
    "kill": Trial("kill -9 of three people at work, SQLite", kill_tasks),
    "kill-papers": Trial("kill -9 while papers are taken in, file storage", kill_papers),
    "kill-postgres": Trial("kill -9 of the whole server, PostgreSQL", kill_postgres),
    "power": Trial("the power is cut, played back on SQLite and files", cut_power),
    "disk": Trial("each write, sync and renaming fails in turn", fill_disk),
    "together": Trial("200 schedules of two people on each database", edit_together),
    "tamper": Trial("tampering with trail, checkpoints and custody", tamper),
    "copies": Trial("a stolen office; damaged, cut and old copies", damage_copies),
    "hostile": Trial("hostile input to every form", press_forms),
    "fuzz": Trial("what parsers read, changed by what reaches new lines", fuzz_parsers),
}


def attack(arguments: list[str]) -> int:
    """Run the trials named, or all; `--brief` runs a few of each. 0 where everything held."""
    length = BRIEF if "--brief" in arguments else LONG
    names = [one for one in arguments if one != "--brief"]
    unknown = [name for name in names if name not in TRIALS]
    if unknown:
        sys.exit(f"No attack is called {unknown[0]!r}; there are: {', '.join(TRIALS)}.")
    failed = []
    for name in names or TRIALS:
        print(f"{name}: {TRIALS[name].about} ...", flush=True)
        began = time.monotonic()
        try:
            held, said = TRIALS[name].run(length)
        except subprocess.CalledProcessError as error:
            held, said = False, f"it did not run: exit status {error.returncode}"
        word = "held" if held else "FAILED"
        print(f"  {said}\n  {word}, {time.monotonic() - began:.0f} s", flush=True)
        if not held:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything held.")
    return int(bool(failed))
