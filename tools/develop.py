"""The developer's commands: `./amparo test`, `check`, `bench` and `attack`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
TREES = [name for name in ("src", "tests", "tools", "benchmarks") if (ROOT / name).is_dir()]

USAGE = """usage: ./amparo test [PYTEST ARGUMENTS]   every check and every test, on both databases;
                                       with arguments, only those tests and no checks
       ./amparo check [NAME ...]       every check, or those named
       ./amparo bench [NAME ...]       every benchmark, or those named
       ./amparo attack [--brief] [NAME ...]
                                       every attack, or those named, at length: about an hour"""

# In this order, longest first, so that two cores finish together.
CHECKS: dict[str, list[str]] = {
    "types": [f"{BIN}/mypy", "--no-error-summary"],
    "rooms": [f"{BIN}/lint-imports", "--no-cache", "--no-logo"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "dependencies": [f"{BIN}/deptry", "src", "--no-ansi"],
    "templates": [f"{BIN}/djlint", "src/amparo", "--lint", "--quiet"],
    "pages": [PYTHON, "tools/pages.py"],
    "style": [f"{BIN}/ruff", "check", "--quiet", *TREES],
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", *TREES],
    "locks": [PYTHON, "tools/locks.py"],
    "launcher": ["sh", "-n", "amparo"],
}


@dataclass(frozen=True)
class Outcome:
    """One check: whether it held, how long it took, and what it printed."""

    name: str
    held: bool
    seconds: float
    said: str


def run_check(name: str) -> Outcome:
    """Run one check with a home folder of its own, so that it touches no office."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="amparo-check-") as home:
        done = subprocess.run(
            CHECKS[name],
            cwd=ROOT,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")},
                "AMPARO_HOME": home,
                "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    return Outcome(
        name, done.returncode == 0, time.monotonic() - began, (done.stdout + done.stderr).strip()
    )


def check(names: list[str]) -> list[str]:
    """Run the checks on two cores, one line each; return the names of those that failed."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        sys.exit(f"No check is called {unknown[0]!r}; there are: {', '.join(CHECKS)}.")
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(run_check, names or list(CHECKS)):
            word = "ok" if outcome.held else "FAILED"
            print(f"{outcome.name:<14}{word:<8}{outcome.seconds:5.1f} s", flush=True)
            if not outcome.held:
                failed.append(outcome)
    for outcome in failed:
        command = " ".join(CHECKS[outcome.name]).replace(f"{ROOT}/", "")
        print(f"\n--- {outcome.name}: {command}\n{outcome.said}", flush=True)
    return [outcome.name for outcome in failed]


def install_what_is_missing() -> None:
    """Find what the tests need; install it as root on Debian, else say how, and stop."""
    sys.path.insert(0, str(ROOT))
    from tests.browser import chromium  # noqa: PLC0415  (the tests' own way of finding them)
    from tests.faults import preload  # noqa: PLC0415
    from tests.plugins import java, postgres  # noqa: PLC0415

    needs = [
        ("postgresql", postgres.find_binaries, postgres.MISSING),
        ("chromium", chromium.find_chromium, chromium.MISSING),
        ("default-jre-headless", java.find_java, java.MISSING),
        ("gcc", preload.find_compiler, preload.MISSING),
        ("libc6-dev", preload.find_compiler, preload.MISSING),
    ]
    missing = [need for need in needs if need[1]() is None]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for package, _, _ in missing]
        print(f"Installing {' and '.join(packages)} ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*apt, "update"], env=quiet, check=False)
        subprocess.run(
            [*apt, "install", "--yes", "--no-install-recommends", *packages],
            env=quiet,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        missing = [need for need in needs if need[1]() is None]
    if missing:
        sys.exit("\n".join(message for _, _, message in missing))


def test(arguments: list[str]) -> int:
    """Run the checks, then every test on both databases; pytest's summary is the last line."""
    install_what_is_missing()
    failed = [] if arguments else check([])
    print(flush=True)
    database = [] if any(a.startswith("--db") for a in arguments) else ["--db=both"]
    # In turn, each worker counts to a hundred: pytest's own percentages would add up to more.
    command = [PYTHON, "-m", "pytest", *database, "-o", "console_output_style=classic", *arguments]
    environment = {**os.environ, "AMPARO_CHECKS_FAILED": ", ".join(failed)}
    tests = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return tests or int(bool(failed))


def bench(names: list[str]) -> int:
    """Run the benchmarks, each in a process of its own."""
    there = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("*.py"))}
    unknown = [name for name in names if name not in there]
    if unknown or not there:
        what = f"No benchmark is called {unknown[0]!r}" if unknown else "There is no benchmark yet"
        sys.exit(f"{what}; benchmarks/ holds: {', '.join(there) or 'nothing'}.")
    failed = 0
    for name in names or there:
        print(f"--- {name}", flush=True)
        failed |= subprocess.run([PYTHON, there[name]], cwd=ROOT, check=False).returncode
    return int(bool(failed))


def main(arguments: list[str]) -> int:
    """Carry out one of the developer's commands."""
    match arguments:
        case ["test", *rest]:
            return test(rest)
        case ["check", *names] if not {"-h", "--help"} & set(names):
            return int(bool(check(names)))
        case ["attack", *names] if not {"-h", "--help"} & set(names):
            from attack import attack  # noqa: PLC0415  (beside this file)

            install_what_is_missing()
            return attack(names)
        case ["bench", *names] if not {"-h", "--help"} & set(names):
            return bench(names)
        case _:
            print(USAGE)
            return 0 if {"-h", "--help"} & set(arguments) else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
