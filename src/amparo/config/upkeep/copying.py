"""`amparo copy-key`, `amparo backup`, `amparo restore` and `amparo drill`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import django

from amparo.config.command import FOLDER, enter_office, say
from amparo.config.folder import default_folder
from amparo.errors import Refused
from amparo.vault import age

if TYPE_CHECKING:
    from amparo.config.upkeep.copies.making import Made
    from amparo.config.upkeep.copies.store import Store

DRILLED = "drilled.json"
KEEP_DAYS = 35  # what was erased in the office is gone from its copies after as many days
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PLACE = click.Path(file_okay=False, path_type=Path)


@click.command("copy-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def copy_key(*, file: Path) -> None:
    """Make the key that opens copies: carry FILE away, and keep the line that is printed.

    Only FILE opens a copy. Keep it on two sticks in two houses, and not on the office's machine.
    """
    key = age.new_private_key()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused("A key is never written over", where=str(file)) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write("# Opens copies of an Amparo office. Keep it away from that office.\n")
        out.write(f"# {age.public_words(key.public_key())}\n{age.private_words(key)}\n")
        out.flush()
        os.fsync(out.fileno())
    say(f"The private key is in {file}. Carry it away from this machine, twice.")
    say("On the office's machine set:")
    click.echo(f"AMPARO_COPY_KEY={age.public_words(key.public_key())}")


@click.command()
@click.argument("copies", type=PLACE)
@FOLDER
@click.option(
    "--keep-days", default=KEEP_DAYS, show_default=True, type=click.IntRange(1),
    help="Remove copies that are older, and never the newest.",
)  # fmt: skip
@click.option("--check", is_flag=True, help="Make none: look through the copies that are there.")
def backup(*, copies: Path, folder: Path | None, keep_days: int, check: bool) -> None:
    """Add a sealed copy of the open office to the folder COPIES; only what is new is written.

    The copy holds the database and every file, and not the sealing key: keep that apart.
    """
    home = enter_office(folder)
    if home in (resolved := copies.expanduser().resolve()).parents or resolved == home:
        raise Refused("A copy inside the office's own folder is lost with it",
                      next_step="name a folder on another disk")  # fmt: skip
    if check:
        _look_through(resolved)
        return
    made = _make(resolved)
    _put_escrow_beside(resolved)
    kept = _store(resolved).forget_before(datetime.now(UTC) - timedelta(days=keep_days))
    if kept:
        say(f"{kept} older than {keep_days} days are removed.")
    click.echo(made.path.name)


def _put_escrow_beside(copies: Path) -> None:
    """The key sealed to its custodians, so that whoever restores needs nothing of this machine."""
    from amparo.vault.escrow import sealed_path  # noqa: PLC0415  (needs Django set up)

    if (sealed := sealed_path()).exists():
        target = copies / sealed.name
        part = target.with_name(f"{target.name}.part")
        part.write_bytes(sealed.read_bytes())
        part.replace(target)


def _look_through(copies: Path) -> None:
    """Every piece of every copy against the hash that was signed; no private key is needed."""
    django.setup()
    store = _store(copies)
    manifests = store.manifests()
    if not manifests:
        raise Refused("No finished copy is here", where=str(copies))
    pieces = {name: told for one in manifests for name, told in one.pieces.items()}
    for name, (size, digest) in pieces.items():
        store.sealed(name, size, digest)
    click.echo(f"{len(manifests)} copies, {len(pieces):,} pieces, whole. "
               f"The newest is of {manifests[-1].made:%d %B %Y, %H:%M} UTC.")  # fmt: skip


def _make(copies: Path, to: str = "") -> Made:
    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from amparo.config.upkeep.copies import making  # noqa: PLC0415  (needs Django set up)

    began = time.monotonic()
    to = to or str(settings.COPY_KEY)
    made = making.make_copy(copies, making.read_recipient(to), datetime.now(UTC))
    say(f"Copied {made.n_rows:,} rows and {made.n_files:,} files in "
        f"{time.monotonic() - began:.1f} s: {made.n_written / 1e6:,.1f} MB new of "
        f"{made.n_bytes / 1e6:,.1f} MB.")  # fmt: skip
    return made


def _store(copies: Path) -> Store:
    from amparo.config.upkeep.copies.making import names_of_office  # noqa: PLC0415
    from amparo.config.upkeep.copies.store import Store  # noqa: PLC0415

    return Store(copies, names_of_office())


@click.command()
@click.argument("copies", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", required=True, type=FILE, help="The private key, from its stick.")
@click.option("--sealing-key", required=True, type=FILE, help="The office's sealing key.")
@click.option("--folder", type=PLACE, help="Where the office is to be; AMPARO_HOME does the same.")
@click.option("--at", default="", help="The copy whose name begins so, in place of the newest.")
@click.option(
    "--witness", "witnesses", multiple=True, type=click.Path(exists=True, path_type=Path),
    help="Checkpoints kept elsewhere: a copy older than them is refused.",
)  # fmt: skip
@click.option("--accept-loss", is_flag=True, help="Take an older copy, and lose what came after.")
def restore(
    *,
    copies: Path,
    key: Path,
    sealing_key: Path,
    folder: Path | None,
    at: str,
    witnesses: tuple[Path, ...],
    accept_loss: bool,
) -> None:
    """Bring a copy back into an empty place, and compare everything with what was copied.

    Nothing is left behind where the copy is damaged, cut, of another key, or too old.
    """
    named = os.environ.get("AMPARO_HOME")
    home = (folder or (Path(named) if named else default_folder("office"))).expanduser().resolve()
    os.umask(0o077)
    from amparo.config.upkeep.copies import restoring  # noqa: PLC0415  (heavy)

    chosen = restoring.Chosen(
        copies, age.read_private(key.read_text(encoding="ascii")), sealing_key.resolve(), at,
        witnesses, accept_loss,
    )  # fmt: skip
    restoring.restore(chosen, home, say=say)
    click.echo(f"Restored into {home}. Open it with: amparo serve --folder {home}")


@click.command()
@FOLDER
@click.option("--key", type=FILE, help="The private key, to try that it opens what it should.")
def drill(*, folder: Path | None, key: Path | None) -> None:
    """Copy the office and bring the copy back beside it, compare everything, and clear it away.

    Do it once a month, with the private key from its stick: a copy that was never brought back is
    a hope. On PostgreSQL the account must be allowed to make a database.
    """
    home = enter_office(folder)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="amparo-drill-", dir=home) as held:
        place = Path(held)
        file, words = _key_for(place, key)
        _make(place / "copies", words)
        with _elsewhere() as environment:
            command = [
                *(sys.executable, "-c", "from amparo.cli import main; main()", "restore"),
                *(str(place / "copies"), "--key", str(file)),
                *("--sealing-key", str(_sealing_key(place)), "--folder", str(place / "office")),
            ]
            done = subprocess.run(  # noqa: S603  (ourselves, no shell)
                command, env=environment, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
    if done.returncode:
        raise Refused("The drill failed: this office could not be brought back from its copy")
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "with_key": key is not None}
    (home / DRILLED).write_text(json.dumps(told), encoding="ascii")
    click.echo(f"The copy was brought back and is the same in every row and file, in "
               f"{time.monotonic() - began:.0f} s.")  # fmt: skip
    if key is None:
        click.echo("A key made for this drill was used: take --key to try the real one.")


def _sealing_key(place: Path) -> Path:
    """The file of the sealing key, or one of the drill where the office keeps none."""
    from django.conf import settings  # noqa: PLC0415  (set up by the copy)

    from amparo.vault.keys import is_kept_in_file, office_key, write_key_file  # noqa: PLC0415

    if is_kept_in_file():
        return Path(settings.KEY_FILE)
    write_key_file(place / "sealing.key", office_key())
    return place / "sealing.key"


def _key_for(place: Path, key: Path | None) -> tuple[Path, str]:
    if key is not None:
        public = age.read_private(key.read_text(encoding="ascii")).public_key()
        wanted = os.environ.get("AMPARO_COPY_KEY", "")
        if wanted and age.public_words(public) != wanted:
            raise Refused(
                "This key does not open the office's copies",
                next_step="look for the stick that belongs to AMPARO_COPY_KEY",
            )
        return key.resolve(), age.public_words(public)
    made = age.new_private_key()
    file = place / "drill.key"
    file.write_text(age.private_words(made), encoding="ascii")
    return file, age.public_words(made.public_key())


@contextmanager
def _elsewhere() -> Iterator[dict[str, str]]:
    """The environment of another office; on PostgreSQL with a database that is dropped after."""
    environment = {name: value for name, value in os.environ.items() if name != "AMPARO_HOME"}
    address = environment.get("AMPARO_DATABASE", "")
    if not address:
        yield environment
        return
    from django.db import connection  # noqa: PLC0415  (set up by the copy)
    from psycopg import Error, sql  # noqa: PLC0415

    from amparo.config.upkeep.copies.database import connected  # noqa: PLC0415

    name = f"amparo_drill_{uuid.uuid4().hex[:12]}"
    made = sql.Identifier(name)
    with connected(connection.settings_dict) as database:
        try:
            database.execute(sql.SQL("CREATE DATABASE {}").format(made))
        except Error as error:
            raise Refused(
                "The drill needs a database of its own, and may not make one",
                next_step="let the account make databases (ALTER ROLE ... CREATEDB)",
            ) from error
        head, _, query = address.partition("?")
        other = f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
        try:
            yield {**environment, "AMPARO_DATABASE": other}
        finally:
            database.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))
