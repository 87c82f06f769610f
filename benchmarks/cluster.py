"""A PostgreSQL in a folder of its own that loses nothing, for the benchmarks that need one."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.plugins import postgres

NAME = "amparo"
# What PostgreSQL's manual advises for a machine of its own: a quarter of the memory to share.
SERVES = {"shared_buffers": "{quarter}MB", "effective_cache_size": "{half}MB", "jit": "off"}
# While rows pour in, which a power cut may lose: they are made anew.
LOADS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "8GB", "autovacuum": "off",
         "wal_level": "minimal", "max_wal_senders": "0"}  # fmt: skip


class Cluster:
    """A server over `folder/data`, reached by a socket in the folder only."""

    def __init__(self, folder: Path) -> None:
        binaries = postgres.find_binaries()
        if binaries is None:
            raise SystemExit(postgres.MISSING)
        self.binaries, self.folder = binaries, folder.resolve()
        self.who: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            self.who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    @property
    def address(self) -> str:
        """What AMPARO_DATABASE is told."""
        return f"postgresql://amparo@/{NAME}?host={quote(str(self.folder))}"

    def make(self) -> None:
        """The empty cluster, and in it an empty database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.who:
            os.chown(self.folder, self.who["user"], self.who["group"])
        locale = "C.UTF-8" if sys.platform.startswith("linux") else "C"
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "amparo", "-A", "trust",
                  "-E", "UTF8", f"--locale={locale}")  # fmt: skip
        self.start()
        self._run("createdb", "-h", str(self.folder), "-U", "amparo", NAME)
        self.stop()

    def start(self, *, loading: bool = False) -> None:
        """Serve the cluster; `loading` gives up safety for speed."""
        megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**6
        settings = {
            name: value.format(quarter=megabytes // 4, half=megabytes // 2)
            for name, value in (SERVES | (LOADS if loading else {})).items()
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-t", "600",
                  "-l", f"{self.folder}/log", "-o",
                  f"-k {self.folder} -c listen_addresses='' {options}", "start")  # fmt: skip

    def stop(self) -> None:
        """Write everything down and stop."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-t", "600", "-m", "fast", "stop")

    def _run(self, tool: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / tool, *arguments], cwd="/", check=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, **self.who,
        )  # fmt: skip
