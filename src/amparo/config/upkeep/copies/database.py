"""The database in a copy: a snapshot of a live one, a digest of each table, and the way back.

SQLite is copied by its own backup interface, with the one SQLite library that this process holds;
PostgreSQL by `pg_dump` in the snapshot in which the tables are digested. Both go on being written
to meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.errors import Refused

if TYPE_CHECKING:
    import psycopg

PAGES = 256 * 1024  # a multiple of every page size, so that a changed page changes one piece
LINES = 1 << 20
TABLES_OF_POSTGRES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
)
TABLES_OF_SQLITE = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
)

# Two servers show the same row in the same letters, whatever their own settings are.
SAME_EVERYWHERE = (
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c bytea_output=hex "
    "-c extra_float_digits=3"
)

Digests = dict[str, tuple[int, str]]
"""(rows, digest) of each table."""

NEWEST = "SELECT seq, digest FROM audit_entry ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True)
class Snapshot:
    """One state of the database: its tables' digests, how far the trail goes, its bytes."""

    tables: Digests
    trail: tuple[int, str]
    blocks: Iterator[bytes]


@contextmanager
def snapshot_of_sqlite(source: Path, part: Path) -> Iterator[Snapshot]:
    """One consistent state; `part` is where it lies meanwhile, and is removed afterwards."""
    import sqlite3  # noqa: PLC0415  (the bundled one, once the settings are read)

    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        live, copy = sqlite3.connect(source, timeout=60), sqlite3.connect(part)
        try:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            digests = digests_of_sqlite(copy)
            trail = copy.execute(NEWEST).fetchone() or (0, "")
        finally:
            copy.close()
            live.close()
        yield Snapshot(digests, trail, _blocks(part))
    finally:
        part.unlink(missing_ok=True)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(PAGES):
            yield block


def digests_of_sqlite(database: Any) -> Digests:
    """Rows and digest of every table, whatever order the rows lie in."""
    names = [name for (name,) in database.execute(TABLES_OF_SQLITE)]
    return {name: _summed(_rows_of_sqlite(database, name)) for name in names}


def _rows_of_sqlite(database: Any, table: str) -> Iterator[bytes]:
    for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  (its own name)
        yield repr(row).encode()


def _summed(rows: Iterator[bytes]) -> tuple[int, str]:
    """How many rows, and the sum of their hashes: the same for the same rows in any order."""
    n, total = 0, 0
    for row in rows:
        n, total = n + 1, total + int.from_bytes(hashlib.sha256(row).digest(), "big")
    return n, f"{total % (1 << 512):0128x}"


@contextmanager
def snapshot_of_postgres(settings: dict[str, Any]) -> Iterator[Snapshot]:
    """One consistent state: the digests and the dump are made in the same transaction's view."""
    environment = environment_of(settings)
    with connected(settings) as database:
        database.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = database.execute("SELECT pg_export_snapshot()").fetchone()
        digests = digests_of_postgres(database)
        trail = database.execute(NEWEST).fetchone() or (0, "")
        command = [
            program("pg_dump"), "--no-owner", "--no-privileges", "--encoding=UTF8",
            f"--snapshot={found[0] if found else ''}",
        ]  # fmt: skip
        with subprocess.Popen(  # noqa: S603  (a program found on this machine, no shell)
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as dump:  # fmt: skip
            yield Snapshot(digests, (trail[0], trail[1]), _lines(dump))
        database.execute("ROLLBACK")


def _lines(dump: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Pieces that end where a line's own hash says so: rows put between move no others."""
    if dump.stdout is None or dump.stderr is None:
        return
    held: list[bytes] = []
    size = 0
    for line in dump.stdout:
        held.append(line)
        size += len(line)
        if size >= LINES or (size >= LINES // 16 and zlib.crc32(line) % 1024 == 0):
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
    said = dump.stderr.read().decode(errors="replace").strip().splitlines()
    if dump.wait() != 0:
        raise Refused("pg_dump failed", found=said[-1][:200] if said else "no message")


def digests_of_postgres(database: psycopg.Connection[Any]) -> Digests:
    """Rows and digest of every table of the schema."""
    names = [name for (name,) in database.execute(TABLES_OF_POSTGRES).fetchall()]
    return {name: _summed(_rows_of_postgres(database, name)) for name in names}


def _rows_of_postgres(database: psycopg.Connection[Any], table: str) -> Iterator[bytes]:
    from psycopg import sql  # noqa: PLC0415  (only where PostgreSQL is used)

    query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    held = b""
    with database.cursor().copy(query) as copy:
        for block in copy:
            *whole, held = (held + bytes(block)).split(b"\n")
            yield from whole


@contextmanager
def connected(settings: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """A connection of our own to the database of these settings, with no transaction begun."""
    import psycopg  # noqa: PLC0415  (only where PostgreSQL is used)

    with psycopg.connect(
        host=settings["HOST"] or None, port=settings["PORT"] or None, dbname=settings["NAME"],
        user=settings["USER"] or None, password=settings["PASSWORD"] or None, autocommit=True,
        options=SAME_EVERYWHERE,
    ) as database:  # fmt: skip
        yield database


def environment_of(settings: dict[str, Any]) -> dict[str, str]:
    """What PostgreSQL's programs read; a password never stands among their arguments."""
    told = {
        "PGHOST": settings["HOST"], "PGPORT": str(settings["PORT"] or ""),
        "PGDATABASE": settings["NAME"], "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }  # fmt: skip
    return {**os.environ, **{name: value for name, value in told.items() if value}}


def program(name: str) -> str:
    """One of PostgreSQL's programs, the newest that this machine has. Raises: Refused."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4])
    )
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise Refused(
            f"{name} is not on this machine",
            next_step="install PostgreSQL's client programs, of the server's version or newer",
        )
    return found


def load_into_postgres(settings: dict[str, Any], dump: Iterator[bytes]) -> None:
    """Play a dump into an empty database, whole or not at all. Raises: Refused where it fails."""
    command = [program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction"]
    with subprocess.Popen(  # noqa: S603  (a program found on this machine, no shell)
        command, env=environment_of(settings), stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as loading:  # fmt: skip
        if loading.stdin is None or loading.stderr is None:
            return
        try:
            for piece in dump:
                loading.stdin.write(piece)
            loading.stdin.close()
        except BrokenPipeError:
            pass  # psql ended early; its status says so
        said = loading.stderr.read().decode(errors="replace").strip().splitlines()
        if loading.wait() != 0:
            raise Refused(
                "The database did not take the copy", found=said[-1][:200] if said else "no message"
            )
