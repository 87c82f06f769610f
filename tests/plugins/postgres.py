"""A throw-away PostgreSQL: made in a temporary folder, reached by its socket only, then removed.

Works as root (the server itself runs as the system's `postgres` user, because `initdb` refuses
root) and as anyone else. Its settings give up durability for speed: right for tests of behaviour,
wrong for tests that pull the plug.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PREFIX = "amparo-pg-"
MISSING = (
    "The tests need PostgreSQL's own programs, and found none.\n"
    "  Debian or Ubuntu:  apt-get install postgresql\n"
    "  macOS:             brew install postgresql\n"
    "  elsewhere:         AMPARO_POSTGRES_BIN names the folder that holds initdb and pg_ctl"
)


def find_binaries() -> Path | None:
    """The folder that holds `initdb` and `pg_ctl`: the highest version found on this machine."""
    named = os.environ.get("AMPARO_POSTGRES_BIN")
    if named:
        return Path(named) if (Path(named) / "initdb").exists() else None
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
        *Path("/usr/local/opt").glob("postgresql*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
    ]
    found = [place for place in places if (place / "initdb").exists()]
    if found:
        return max(found, key=_version)
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    pg_config = shutil.which("pg_config")
    if pg_config is None:
        return None
    said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
    place = Path(said.stdout.strip())
    return place if (place / "initdb").exists() else None


def _version(place: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in place.parent.name).split()
    return tuple(int(part) for part in digits) or (0,)


class Throwaway:
    """One server and its folder; `start` returns the folder of its socket."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder: Path | None = None
        self.who: dict[str, Any] = {}

    def start(self) -> Path:
        """Make the cluster and start it. Takes 2 to 3 seconds. Raises RuntimeError with its log."""
        as_root = os.geteuid() == 0
        # Root's own TMPDIR may be closed to the user the server runs as.
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp" if as_root else None))  # noqa: S108
        if as_root:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        (self.folder / "owner").write_text(str(os.getpid()), encoding="ascii")
        locale = "C.UTF-8" if sys.platform.startswith("linux") else "C"
        try:
            self._run(
                *("initdb", "-D", f"{self.folder}/data", "-U", "amparo", "-A", "trust"),
                *("-E", "UTF8", f"--locale={locale}", "--no-sync"),
            )
            self._run(
                *("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o"),
                f"-k {self.folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off "
                "-c synchronous_commit=off",
                "start",
            )
        except BaseException:
            self.stop()
            raise
        return self.folder

    def stop(self) -> None:
        """Stop the server and remove its folder; does nothing the second time."""
        if self.folder is None:
            return
        folder, self.folder = self.folder, None
        _stop(self.binaries, folder, self.who)

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.binaries / tool, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if tool == "initdb" else subprocess.DEVNULL,
            check=False,
            text=True,
            **self.who,
        )
        if done.returncode:
            log = Path(f"{self.folder}/log")
            why = log.read_text(encoding="utf-8") if log.exists() else done.stderr
            raise RuntimeError(f"{tool} failed with status {done.returncode}:\n{why}")


def _stop(binaries: Path, folder: Path, who: dict[str, Any]) -> None:
    subprocess.run(
        [binaries / "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **who,
    )
    shutil.rmtree(folder, ignore_errors=True)


def sweep(binaries: Path) -> None:
    """Stop and remove servers whose test run was killed before it could do so."""
    for owner in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/owner"):
        try:
            folder, status = owner.parent, owner.parent.stat()
            if status.st_uid != os.geteuid() and os.geteuid() != 0:
                continue
            os.kill(int(owner.read_text(encoding="ascii")), 0)
        except ProcessLookupError:
            who = {"user": status.st_uid, "group": status.st_gid, "extra_groups": []}
            _stop(binaries, folder, who if os.geteuid() == 0 else {})
        except (OSError, ValueError):
            continue
