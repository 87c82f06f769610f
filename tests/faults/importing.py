"""An import is killed, or fails, at one statement of its own: at many of them in turn.

Run as a program: an office's folder, at how many statements of each, and `--postgres` for a server
made for this. Each import is something brought in from outside: the first use of an office, a pack
of places and institutions, an instrument, a court's list of hearings (read, set, taken back). Where it did not come to its end,
every table must be as it was; done again, it must be there once; a second time must add nothing.
`--bare` runs them without their transaction: that must be found out.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.faults import office
from tests.faults.killing import Server

LIST = "Docket number,Hearing date,Purpose\nR-1,2030-04-05,Mention\nR-1,2030-05-06,Judgment\n"
FAULT = "database or disk is full"


@dataclass
class Found:
    """What was seen over all trials."""

    trials: int = 0
    statements: int = 0
    half: int = 0
    doubled: int = 0
    incomplete: int = 0
    unclear: int = 0
    why: list[str] = field(default_factory=list)


def imports() -> dict[str, Callable[[], object]]:
    """Each import, as its command or page carries it out; one stands on the one before."""
    from django.utils import timezone

    from amparo.access.models import User
    from amparo.access.services import System
    from amparo.casework.docket.models import HearingImport
    from amparo.casework.docket.services.importing import keep_list, set_listed, take_list_back
    from amparo.casework.docket.sheets import read_sheet
    from amparo.casework.restore.services.instruments import load_instrument
    from amparo.config.firstuse import FirstUse, set_up
    from amparo.directory.models import Institution
    from amparo.directory.services import install_pack
    from tests.casework.restore.test_instruments import LICENSED

    def told() -> dict[str, Any]:
        return {"by": User.objects.get(email="alma@example.org"), "at": timezone.now()}

    def court() -> Institution:
        return Institution.objects.get(name="Regional Trial Court")

    def the_list() -> HearingImport:
        return HearingImport.objects.earliest("made_at")

    def read() -> object:
        sheet = read_sheet(LIST.encode(), "list.csv", order="ymd", today=date(2030, 4, 1))
        return keep_list(**told(), court=court(), sheet=sheet)

    wanted = FirstUse("first@example.org", "First Person", "A New House", "ph")
    return {
        "first use": lambda: set_up(wanted, password="paper boats on a slow river"),
        "pack": lambda: install_pack(by=System(), at=timezone.now(), pack_code="in-tn"),
        "instrument": lambda: load_instrument(
            by=System(), at=timezone.now(), office=Institution.objects.get(name="Casa Amparo"),
            text=LICENSED, where="scale.toml",
        ),
        "read": read,
        "set": lambda: set_listed(**told(), source=the_list(), perhaps=()),
        "back": lambda: take_list_back(**told(), source=the_list()),
    }  # fmt: skip


REFUSED_AGAIN = {
    "first use",
    "set",
    "back",
}  # the others may be done twice: nothing is added, or a list shown
SHOWN_AGAIN = {"read"}


def furnish() -> None:
    """A court case that the list speaks of, in the office that the cast made."""
    from django.utils import timezone

    from amparo.access.models import User
    from amparo.casework.cases.models import Case
    from amparo.casework.docket.services.filing import open_court_case
    from amparo.directory.models import Institution

    open_court_case(
        by=User.objects.get(email="alma@example.org"), at=timezone.now(), case=Case.objects.first(),
        court=Institution.objects.get(name="Regional Trial Court"), on=date(2024, 1, 15),
        number="R-1",
    )  # fmt: skip


def state() -> dict[str, tuple[int, str]]:
    """Every table, by how many rows it holds and what is in them."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (the database's own names)
            rows = sorted(repr(tuple(map(_plain, row))) for row in cursor.fetchall())
            digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            found[table] = (len(rows), digest)
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@contextlib.contextmanager
def cut_at(n: int, *, kill: bool) -> Iterator[list[int]]:
    """Kill this process, or fail as a full disk does, at the n-th statement; at 0 none."""
    from django.db import OperationalError, connection

    calls: list[int] = []

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):  # more of them in a trial
            return execute(sql, params, many, context)
        calls.append(1)
        if len(calls) == n:
            if kill:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OperationalError(FAULT)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        yield calls


def in_a_fork(act: Callable[[], object], n: int = 0, *, kill: bool = False, bare: bool) -> str:
    """Act in a process of its own: how many statements, and how it ended; empty where killed."""
    from django.db import connection, transaction

    from amparo.errors import AmparoError
    from amparo.web.errorpages import trouble_of

    connection.close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        said = "done"
        if bare:
            transaction.Atomic.__enter__ = lambda _self: None  # type: ignore[method-assign]
            transaction.Atomic.__exit__ = lambda *_: None  # type: ignore[method-assign]
        with cut_at(n, kill=kill) as calls:
            try:
                act()
            except AmparoError:
                said = "refused"
            except Exception as error:  # noqa: BLE001  (whatever it says is judged)
                said = "told" if trouble_of(error) is not None else f"unclear {error!r}"
        os.write(writing, f"{len(calls)} {said}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        words = told.read().decode()
    os.waitpid(pid, 0)
    return words


def statements_of(act: Callable[[], object]) -> int:
    """How many statements it takes: done, and left before it is kept."""
    from django.db import transaction

    def left() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    n, _, said = in_a_fork(left, bare=False).partition(" ")
    if said != "done":
        raise SystemExit(said)
    return int(n)


def try_one(name: str, act: Callable[[], object], found: Found, *, cuts: int, bare: bool) -> None:
    """One import: cut at statements from its first to its last, then done, then done again."""
    before, n_statements = state(), statements_of(act)
    found.statements += n_statements
    step = max(1, n_statements // cuts)
    for n in [*range(1, n_statements, step), n_statements]:
        for kill in (True, False):
            said = in_a_fork(act, n, kill=kill, bare=bare).partition(" ")[2]
            found.trials += 1
            found.unclear += said != ("" if kill else "told")
            if (after := state()) != before:
                found.half += 1
                found.why.append(f"{name} cut at {n}: {_differing(before, after)}")
                return
    found.incomplete += in_a_fork(act, bare=bare).partition(" ")[2] != "done"
    whole = state()
    found.incomplete += whole == before
    said = in_a_fork(act, bare=bare).partition(" ")[2]
    found.unclear += said != ("refused" if name in REFUSED_AGAIN else "done")
    again = state()
    if again != whole and name not in SHOWN_AGAIN:
        found.doubled += 1
        found.why.append(f"{name} again: {_differing(whole, again)}")


def _differing(one: dict[str, Any], other: dict[str, Any]) -> str:
    return ", ".join(table for table in one if one[table] != other[table])


def run(given: argparse.Namespace, server: Server | None) -> Found:
    """Every import in turn."""
    if server is None:
        office.enter(given.home)
    else:
        office.prepare(given.home, database=server.address)
    office.act_once_imported()
    furnish()
    found = Found()
    for name, act in imports().items():
        try_one(name, act, found, cuts=given.cuts, bare=given.bare)
        if found.half:
            break
    return found


def main() -> None:
    """Cut, look, and say what was found, as JSON."""
    asked = argparse.ArgumentParser()
    asked.add_argument("home", type=Path)
    asked.add_argument("cuts", type=int)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--bare", action="store_true")
    given = asked.parse_args()
    server = Server() if given.postgres else None
    try:
        sys.stdout.write(json.dumps(vars(run(given, server))))
    finally:
        if server is not None:
            server.one.stop()


if __name__ == "__main__":
    main()
