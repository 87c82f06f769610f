"""What happens between the command and the first page: database, first use, demo."""

from __future__ import annotations

import io
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from amparo.config.folder import make_private, unwritable
from amparo.errors import AmparoError, Refused

Say = Callable[[str], None]
CLOCK_SLACK_SECONDS = 120


def make_database_private(home: Path) -> None:
    """See that a SQLite database is created with mode 0600; its journals then follow it."""
    if not os.environ.get("AMPARO_DATABASE"):
        make_private(home / "amparo.sqlite3")


def open_database(home: Path, *, say: Say) -> None:
    """Set up Django and bring the database up to this version of Amparo.

    Raises: Refused where SQLite could lose commits, or the database cannot be reached or written.
    """
    make_database_private(home)
    import django  # noqa: PLC0415  (after the environment is complete)

    try:
        django.setup()
    except OSError as error:
        raise unwritable(home, error) from error
    from django.db import DatabaseError, connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        _require_safe_sqlite()
    try:
        _migrate(say)
    except DatabaseError as error:
        raise _database_refused(home, connection.vendor, error) from error
    finally:
        connection.close()


def _require_safe_sqlite() -> None:
    import sqlite3  # noqa: PLC0415  (the bundled one, once the settings are read)

    from amparo.config.sqlite import is_safe  # noqa: PLC0415

    if not is_safe(sqlite3.sqlite_version_info):
        raise Refused(
            "This SQLite can lose saved records",
            found=sqlite3.sqlite_version,
            next_step="run ./amparo setup, which brings a mended one, or use PostgreSQL "
            "(AMPARO_DATABASE)",
        )


@contextmanager
def told_if_not_kept(home: Path) -> Iterator[None]:
    """Say in words what a database that could not be written means: nothing was kept.

    Raises: Refused in place of the database's own error.
    """
    from django.db import DatabaseError, connection  # noqa: PLC0415  (its settings come first)

    try:
        yield
    except DatabaseError as error:
        raise _database_refused(home, connection.vendor, error) from error


def _database_refused(home: Path, vendor: str, error: Exception) -> AmparoError:
    """The database's own words, without the address or the account they were meant for."""
    words = str(error).lower()
    is_full = "full" in words or "no space left" in words
    if is_full or any(one in words for one in ("readonly", "read-only", "unable to open")):
        return Refused(
            "The database could not be written",
            found="a full disk" if is_full else "a file, folder or server closed to writing",
            where=str(home) if vendor == "sqlite" else "AMPARO_DATABASE",
            next_step="free some space, or give yourself the right to write there, and do it "
            "again: nothing was kept",
        )
    if vendor == "postgresql":
        return Refused(
            "The database did not let Amparo in, or could not be prepared",
            found=type(error).__name__,
            where="AMPARO_DATABASE",
            next_step="see that PostgreSQL runs, that the account may create tables, and that "
            "the address is postgresql://account@host/name",
        )
    return Refused(
        "The database could not be prepared",
        found=str(error),
        where=str(home),
        next_step="restore the last copy, or ask for help with this message",
    )


class _Progress(io.StringIO):
    """Counts the migrations that Django reports, and shows the count."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total
        self.done = 0

    def write(self, text: str) -> int:
        if text.startswith("  Applying "):
            self.done += 1
            _overwrite(f"  bringing the database on: step {self.done} of {self.total}")
        return len(text)


def _overwrite(line: str) -> None:
    """Progress on one line of a terminal, wiped by an empty one; nothing elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r{line:<78}" + ("" if line else "\r"), err=True, nl=False)


def _migrate(say: Say) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from amparo.vault.tables import is_empty  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps == 0:
        return
    began = time.monotonic()
    is_new = is_empty(connection)
    say("Making the database ..." if is_new else f"Bringing the database on ({steps} steps) ...")
    call_command("migrate", interactive=False, verbosity=1, stdout=_Progress(steps))
    _overwrite("")
    say(f"  done in {time.monotonic() - began:.1f} s")


def grow_demo(address: str, *, say: Say) -> str:
    """Grow the synthetic office, or find it grown; return what to tell the visitor."""
    from amparo.demo.office import grow  # noqa: PLC0415  (its models need the app registry)

    shown: list[str] = []

    def progress(what: str, share: float) -> None:
        if sys.stderr.isatty():
            _overwrite(f"  {what}: {share:.0%}")
        elif what not in shown:
            say(f"  {what} ...")
        shown.append(what)

    began = time.monotonic()
    office = grow(progress=progress)
    _overwrite("")
    if shown:
        say(f"  the demo office is grown, in {time.monotonic() - began:.1f} s")
    width = max(len(who.email) for who in office.sign_ins)
    secret = max(len(who.password) for who in office.sign_ins)
    lines = [
        f"{who.email:<{width}}  {who.password:<{secret}}  {who.role}: {who.what_to_try}"
        for who in office.sign_ins
    ]
    return "\n".join(
        [
            f"The demo office is open: {address}",
            "Everyone in it is synthetic. Sign in as one of these, each with its password:",
            "",
            *lines,
            "",
            f"Four stories, each from what broke in cases to what is told: {address}demo/",
            "",
        ]
    )


def set_up_first_use(
    *,
    email: str | None,
    name: str | None,
    organisation: str | None,
    pack: str | None,
    home: Path,
    say: Say,
) -> None:
    """Make the first administrator and organisation where there is no account yet.

    Asks on a terminal; elsewhere what is missing is named and nothing is made.
    """
    from amparo.access.models import User  # noqa: PLC0415

    if User.objects.exists():
        if email or name or organisation or pack:
            say("This office is set up already; --email, --name, --organisation and --pack are")
            say("for its first use, and were not looked at.")
        return
    from amparo.config import firstuse  # noqa: PLC0415

    asked = firstuse.ask if sys.stdin.isatty() else firstuse.require
    wanted = asked(email=email, name=name, organisation=organisation, pack=pack)
    password = wanted.password or secrets.token_urlsafe(15)

    def tell() -> None:
        if not wanted.password:
            say(f"  Sign in as:  {wanted.email}")
            say(f"  Password:    {password}")
            say("  It is shown this once and kept nowhere; change it after signing in.")

    with told_if_not_kept(home):
        firstuse.set_up(wanted, password=password, tell=tell)
    say(f"The office of {wanted.organisation} is set up.")


def warn_of_clock(*, say: Say) -> None:
    """Say where the clock stands behind the newest entry of the trail; the office opens all the
    same, since a clock that was once ahead must not shut it for ever."""
    from django.utils import timezone  # noqa: PLC0415

    from amparo.audit.models import Entry  # noqa: PLC0415  (needs the app registry)

    newest = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    behind = (newest - timezone.now()).total_seconds() if newest else 0.0
    if behind > CLOCK_SLACK_SECONDS:
        say(
            f"The clock of this machine is {behind / 3600:,.1f} hours behind the newest entry of "
            "the audit trail. Set it: terms of the law, reminders and sessions are counted by it."
        )


def require_limits() -> None:
    """Refuse to open with figures of limits that are not understood, rather than to fail later."""
    from amparo.audit.pace import limits  # noqa: PLC0415  (needs the app registry)

    limits()
