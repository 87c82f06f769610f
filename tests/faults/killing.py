"""kill -9 at a moment nobody chose, again and again, while three people work.

Run as a program: the office's folder, how many trials, a seed, and what is done: tasks, papers, or
postgres (where the whole server is killed). `early` acknowledges before the commit, and
`unsynced` lets PostgreSQL answer before its disk has: both must be found out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.faults import office
from tests.plugins.postgres import Throwaway, find_binaries

WRITERS = 3


def write(home: Path, *, papers: bool, early: bool, unsynced: bool) -> None:
    """Act and acknowledge until killed; what is refused is not acknowledged."""
    from django.db import connection, transaction

    if unsynced:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
    n = 0
    while True:
        n += 1
        if early:
            with transaction.atomic():
                office.acknowledge(home, office.act(n, papers=papers))
                time.sleep(0.02)
        else:
            words = office.act(n, papers=papers)
            office.acknowledge(home, words)


def start_writers(home: Path, **how: bool) -> list[int]:
    """Fork people at work; each has a connection of its own."""
    pids = []
    for _ in range(WRITERS):
        pid = os.fork()
        if pid == 0:
            random.seed()
            with Path(os.devnull).open("w") as silence:
                os.dup2(silence.fileno(), 2)
            with contextlib.suppress(BaseException):
                write(home, **how)
            os._exit(1)
        pids.append(pid)
    return pids


def end(pids: list[int]) -> None:
    """Kill them all, and wait until they are gone."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)


class Server:
    """A PostgreSQL that keeps its promises, until it is killed."""

    def __init__(self) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise SystemExit("no PostgreSQL")
        self.one = Throwaway(binaries)
        self.folder = self.one.start()
        self.one._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "fast", "-w", "stop")
        self.open()

    @property
    def address(self) -> str:
        return f"postgresql://amparo@/postgres?host={self.folder}"

    def open(self) -> None:
        """Start it; after a kill it recovers from its log first."""
        for patience in range(20):
            with contextlib.suppress(RuntimeError):
                self.one._run(
                    *("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log"),
                    *("-o", f"-k {self.folder} -c listen_addresses='' -c shared_buffers=32MB"),
                    "start",
                )
                return
            time.sleep(0.1 * patience)
        raise SystemExit("PostgreSQL did not come back")

    def kill(self) -> None:
        """kill -9 of the postmaster and every process of its."""
        head = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        family = [head, *children_of(head)]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 10
        while time.monotonic() < until and any(map(is_running, family)):
            time.sleep(0.01)


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def main() -> None:
    """Kill, look, and say what was found, as JSON."""
    asked = argparse.ArgumentParser()
    asked.add_argument("home", type=Path)
    asked.add_argument("trials", type=int)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--what", choices=["tasks", "papers", "postgres"], default="tasks")
    asked.add_argument("--early", action="store_true")
    asked.add_argument("--unsynced", action="store_true")
    given = asked.parse_args()
    hand, server = random.Random(given.seed), None
    if given.what == "postgres":
        server = Server()
    try:
        sys.stdout.write(json.dumps(trials(given, hand, server)))
    finally:
        if server is not None:
            server.one.stop()


def trials(given: argparse.Namespace, hand: random.Random, server: Server | None) -> dict[str, int]:
    """The sum of every trial; each goes on in the office that the one before left."""
    if server is None:
        office.enter(given.home)
    else:
        office.prepare(given.home, database=server.address)
    office.act_once_imported()
    sum_ = {"trials": 0, "acknowledged": 0, "lost": 0, "half": 0, "broken": 0, "corrupt": 0,
            "with_loss": 0}  # fmt: skip
    before = 0
    for _ in range(given.trials):
        how = {"papers": given.what == "papers", "early": given.early, "unsynced": given.unsynced}
        pids = start_writers(given.home, **how)
        time.sleep(hand.uniform(0.05, 0.45) + (0.2 if server else 0.1))
        if server is not None:
            server.kill()
        end(pids)
        acks = office.acks_of(given.home)
        found = look_now(given.home, server, acks)
        sum_["trials"] += 1
        sum_["acknowledged"] += len(acks) - before
        for name in ("half", "broken", "corrupt"):
            sum_[name] += getattr(found, name)
        sum_["lost"] += found.lost
        sum_["with_loss"] += bool(found.lost)
        if found.lost:  # told once: the trials after start from what is there
            (given.home / office.ACKS).unlink()
            acks = []
        before = len(acks)
    return sum_


def look_now(home: Path, server: Server | None, acks: list[str]) -> office.Found:
    """Look at the office after the kill, on its database."""
    if server is None:
        return office.look_at_sqlite(home, acks)
    import psycopg

    server.open()
    with psycopg.connect(host=str(server.folder), user="amparo", dbname="postgres") as database:
        return office.look(lambda words: database.execute(words).fetchall(), home / "files", acks)


if __name__ == "__main__":
    sys.exit(main())
