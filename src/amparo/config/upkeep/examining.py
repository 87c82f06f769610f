"""`amparo doctor`, on the office that is there."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import django

from amparo.config.command import FOLDER, enter_office
from amparo.config.upkeep import doctor as checks
from amparo.config.upkeep import libraries, served
from amparo.config.upkeep.doctor import Finding, Grade

MARK = {Grade.GOOD: "good  ", Grade.ADVICE: "advice", Grade.DANGER: "DANGER"}


@click.command()
@FOLDER
def doctor(*, folder: Path | None) -> None:
    """Look at this machine: what would let someone in, or lose something, and what to do.

    Exit status: 0 where nothing is dangerous, 1 otherwise.
    """
    home = enter_office(folder)
    django.setup()
    found = list(examine(home))
    for one in sorted(found, key=lambda one: list(Grade).index(one.grade), reverse=True):
        click.echo(f"{MARK[one.grade]}  {one.what}" + (":" if one.next_step else ""))
        if one.next_step:
            click.echo(f"        {one.next_step}.")
    n = sum(one.grade is Grade.DANGER for one in found)
    click.echo(f"\n{n} dangers." if n else "\nNothing is dangerous.")
    sys.exit(1 if n else 0)


def examine(home: Path) -> Iterator[Finding]:
    """Everything about the office in this folder."""

    yield from checks.of_network(os.environ)
    yield from checks.of_folder(home)
    yield from _of_sealing_key()
    secret = Path(os.environ.get("AMPARO_SECRET_KEY_FILE", home / "secret.key"))
    yield from checks.of_key(secret, "key that signs sessions")
    yield from _of_database()
    yield from _of_trail(home)
    yield from _of_answers()
    yield from _of_scanner()
    told = libraries.told()
    today = datetime.now(UTC).date()
    yield from checks.of_libraries(told.renewed_on, today, most_days=told.renew_within_days)


def _of_scanner() -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415  (needs Django set up)

    from amparo.vault import scanning  # noqa: PLC0415

    address = str(settings.SCANNER)
    is_here = scanning.is_of_this_machine(address)
    answers = is_here and bool(address) and scanning.answers()
    yield from checks.of_scanner(address, is_here=is_here, answers=answers)


def _of_sealing_key() -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415  (needs Django set up)

    from amparo.vault import escrow  # noqa: PLC0415
    from amparo.vault.keys import is_kept_in_file, office_key  # noqa: PLC0415

    if is_kept_in_file():
        yield from checks.of_key(Path(settings.KEY_FILE), "sealing key")
    else:
        office_key()
        yield checks.good("The sealing key comes from its keeper, and lies in no file of ours.")
    told = escrow.about()
    drilled = (told or {}).get("drilled_at", "")
    yield from checks.of_escrow(_days_since(drilled) if drilled else None, made=told is not None)


def _days_since(at: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds() / 86400


def _of_answers() -> Iterator[Finding]:
    """The sign-in page and the files beside it, as this machine would serve them."""
    from django.conf import settings  # noqa: PLC0415  (needs Django set up)
    from django.test import Client  # noqa: PLC0415  (asks the office itself; no network)
    from django.urls import reverse  # noqa: PLC0415

    names = [one for one in settings.ALLOWED_HOSTS if not one.startswith(".") and one != "*"]
    client = Client(SERVER_NAME=names[0] if names else "localhost")

    def status(address: str) -> int:
        return client.get(address, secure=settings.HTTPS).status_code

    page = client.get(reverse(settings.LOGIN_URL), secure=settings.HTTPS)
    yield from served.of_answer(dict(page.headers.items()), https=settings.HTTPS)
    files = [f"{settings.STATIC_URL}web/amparo.{kind}" for kind in ("css", "js")]
    outside = [f"{settings.STATIC_URL}../settings.py", f"{settings.STATIC_URL}..%2f..%2fcli.py"]
    answered = {one: status(one) for one in (*files, *outside)}
    yield from served.of_static(Path(settings.STATIC_ROOT), answered)


def _of_database() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415  (needs Django set up)

    from amparo.directory.models import Institution  # noqa: PLC0415

    if connection.vendor == "sqlite":
        import sqlite3  # noqa: PLC0415  (the bundled one, once the settings are read)

        with connection.cursor() as cursor:
            pragmas = {
                name: str(cursor.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("synchronous", "journal_mode")
            }
        offices = Institution.objects.filter(is_office=True).count()
        yield from checks.of_sqlite(sqlite3.sqlite_version_info, pragmas, offices)
        return
    asked = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "server_version")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(asked)])
        told = dict(cursor.fetchall())
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    yield from checks.of_postgres({**told, "rolsuper": "on" if row and row[0] else "off"})


def _of_trail(home: Path) -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415  (needs Django set up)

    from amparo.audit.models import Entry  # noqa: PLC0415
    from amparo.config.upkeep.copying import DRILLED  # noqa: PLC0415
    from amparo.vault.checkpoints import checkpoints_of, own_checkpoints  # noqa: PLC0415

    newest = Entry.objects.order_by("-seq").first()
    covered = max((one.size for one in checkpoints_of(own_checkpoints())), default=0)
    drilled = home / DRILLED
    ago = None
    if drilled.exists():
        ago = _days_since(json.loads(drilled.read_text(encoding="ascii"))["at"])
    waiting = (newest.seq if newest else 0) - covered
    yield from checks.of_copies(str(settings.COPY_KEY), str(settings.WITNESSES), ago, waiting)
    yield from checks.of_clock(time.time(), newest.at.timestamp() if newest else 0.0)
