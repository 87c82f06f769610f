"""An office to be hurt: what is done in it, what is acknowledged, and what must hold afterwards."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ACKS = "acks"
LETTER = b"%PDF-1.7 " + bytes(range(256))


def enter(home: Path, *, database: str = "") -> None:
    """Set Django up on the office in this folder; once in a process."""
    for name in [name for name in os.environ if name.startswith("AMPARO_")]:
        del os.environ[name]
    os.environ |= {"AMPARO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"}
    if database:
        os.environ["AMPARO_DATABASE"] = database
    import django

    django.setup()


def prepare(home: Path, *, database: str = "") -> None:
    """Make the office: its tables, the cast and one case; then let the database go."""
    enter(home, database=database)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from amparo.vault.keys import make_key_file
    from tests.cast import gather

    call_command("migrate", verbosity=0)
    make_key_file(Path(settings.KEY_FILE))
    gather()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def move_to(home: Path) -> None:
    """Point this process at another folder with a copy of the same office."""
    from django.conf import settings
    from django.db import connections

    settings.HOME, settings.FILES = home, home / "files"
    settings.KEY_FILE = home / "sealing.key"
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = home / "amparo.sqlite3"


def act(n: int, *, papers: bool, size: int = 40_000) -> str:
    """One act of a colleague, with its entry in the trail: a task, or a paper. What to acknowledge."""
    from django.conf import settings
    from django.utils import timezone

    from amparo.access.models import User
    from amparo.casework.cases.models import Case
    from amparo.casework.cases.services.paper import add_document
    from amparo.casework.cases.services.tasks import add_task
    from tests.cast import OPENED_ON

    alma = User.objects.get(email="alma@example.org")
    case = Case.objects.select_related("key", "programme", "office").first()
    if not papers:
        task = add_task(by=alma, at=timezone.now(), case=case, what=f"Act {n}", due_on=OPENED_ON,
                        owner=alma)  # fmt: skip
        return f"task {task.pk.hex}"
    content = LETTER + random.randbytes(size)
    paper = add_document(by=alma, at=timezone.now(), case=case, kind="letter", title=f"Paper {n}",
                         content=[content])  # fmt: skip
    name = paper.file_id.hex
    sealed = (Path(settings.FILES) / name[:2] / name).read_bytes()
    return f"paper {paper.pk.hex} {name} {hashlib.sha256(sealed).hexdigest()}"


def act_once_imported() -> None:
    """Import what an act needs, once for every fork that follows; nothing is done."""
    from django.contrib.auth.hashers import get_hasher

    import amparo.casework.cases.services.paper
    import amparo.casework.cases.services.tasks
    import amparo.config.urls  # noqa: F401
    import tests.cast  # noqa: F401

    get_hasher()


def acknowledge(home: Path, words: str) -> None:
    """Tell the person that it is saved, where whatever is done to the office cannot take it back."""
    descriptor = os.open(home / ACKS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{words}\n".encode())
    os.close(descriptor)


@dataclass
class Found:
    """What holds in an office afterwards, against what was acknowledged."""

    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    broken: int = 0
    corrupt: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing that was acknowledged is lost, and nothing is half there."""
        return not (self.lost or self.half or self.broken or self.corrupt)


ASKED = {
    "task": "SELECT id FROM cases_task",
    "paper": "SELECT id FROM cases_document",
    "told": "SELECT verb, object_id FROM audit_entry WHERE verb IN ('task.added','document.added')",
    "chain": "SELECT seq, previous, digest FROM audit_entry ORDER BY seq",
    "files": "SELECT file_id FROM cases_document",
}


def look(execute, files: Path, acks: Iterable[str]) -> Found:
    """Compare the tables and the files with what was acknowledged."""
    found = Found()
    there = {kind: {_hex(row[0]) for row in execute(ASKED[kind])} for kind in ("task", "paper")}
    told = {(verb.split(".")[0], _hex(pk)) for verb, pk in execute(ASKED["told"])}
    own = {("task", one) for one in there["task"]} | {("document", one) for one in there["paper"]}
    by_act = {one for one in own if one[0] == "document"} | {
        one for one in own if one[0] == "task" and one in told
    }
    found.half = len(told - own) + len({one for one in by_act if one not in told})
    expected, before = 1, "0" * 64
    for seq, previous, digest in execute(ASKED["chain"]):
        if seq != expected or previous != before:
            found.broken += 1
        expected, before = seq + 1, digest
    kept = {_hex(row[0]) for row in execute(ASKED["files"])}
    found.half += sum(not (files / name[:2] / name).is_file() for name in kept)
    for line in acks:
        found.acknowledged += 1
        kind, pk, *more = line.split()
        if pk not in there[kind]:
            found.lost += 1
        elif more:
            path = files / more[0][:2] / more[0]
            sealed = path.read_bytes() if path.is_file() else b""
            found.lost += hashlib.sha256(sealed).hexdigest() != more[1]
    return found


def _hex(value: object) -> str:
    return str(value).replace("-", "")


def look_at_sqlite(home: Path, acks: Iterable[str]) -> Found:
    """Open the database as the next start does, and compare."""
    database = sqlite3.connect(home / "amparo.sqlite3")
    try:
        found = look(lambda words: database.execute(words).fetchall(), home / "files", acks)
        found.corrupt = database.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    except sqlite3.DatabaseError as error:
        return Found(corrupt=1, faults=[str(error)])
    finally:
        database.close()
    return found


def acks_of(home: Path) -> list[str]:
    """What was acknowledged, whole lines only."""
    path = home / ACKS
    text = path.read_text() if path.exists() else ""
    return [line for line in text.split("\n")[:-1] if line]


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), database=sys.argv[2] if len(sys.argv) > 2 else "")
