"""`amparo key`: a new version of the sealing key, and its keeping by custodians."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import django

from amparo.config.command import FOLDER, enter_office, say
from amparo.errors import Refused

if TYPE_CHECKING:
    from amparo.vault.shares import Share


@click.group()
def key() -> None:
    """Change the key that seals names and files, and keep it for the day it is lost."""


@key.command()
@FOLDER
@click.option("--rewrap", "only_rewrap", is_flag=True,
              help="Add no version: go on where it was stopped.")  # fmt: skip
def rotate(*, folder: Path | None, only_rewrap: bool) -> None:
    """Add a version to the sealing key and bring every data key under it; people work on.

    Stopped at any moment, it has lost nothing: --rewrap goes on.
    """
    enter_office(folder)
    django.setup()
    from amparo.access.services import System  # noqa: PLC0415  (needs Django set up)
    from amparo.vault import rotation  # noqa: PLC0415

    at = datetime.now(UTC)
    if not only_rewrap:
        say(f"Version {rotation.add_version(by=System(), at=at)} is in use.")
    n = 0
    for some in rotation.rewrap(by=System(), at=at):
        n += some
        say(f"  {n:,} data keys are under it ...")
    if left := rotation.waiting():
        raise Refused(f"{left:,} data keys are still under an older version",
                      next_step="run amparo key rotate --rewrap again")  # fmt: skip
    click.echo(f"Every data key is under the newest version; {n:,} were brought to it.")
    say("The old version still opens older copies: amparo key retire takes it out after them.")


@key.command()
@FOLDER
@click.option("--now", is_flag=True, help="At once: the old version was stolen.")
def retire(*, folder: Path | None, now: bool) -> None:
    """Take older versions out of the key file, once no data key and no copy needs them."""
    enter_office(folder)
    django.setup()
    from amparo.access.services import System  # noqa: PLC0415  (needs Django set up)
    from amparo.vault import rotation  # noqa: PLC0415

    old = rotation.retire(by=System(), at=datetime.now(UTC), keeps_copies=not now)
    named = ", ".join(map(str, old))
    click.echo(f"Taken out: version {named}." if old else "There is no older version.")


@key.command()
@FOLDER
@click.option("--shares", "n", default=3, show_default=True, type=click.IntRange(2, 20),
              help="How many custodians there are.")  # fmt: skip
@click.option("--needed", default=2, show_default=True, type=click.IntRange(2, 20),
              help="How many of them open it together.")  # fmt: skip
def escrow(*, folder: Path | None, n: int, needed: int) -> None:
    """Print a share of the key for each custodian, one a page; send them to a printer.

    Fewer shares than are needed tell nothing. They are shown this once and kept nowhere.
    """
    enter_office(folder)
    django.setup()
    from amparo.vault import escrow as kept  # noqa: PLC0415  (needs Django set up)
    from amparo.vault.keys import office_key  # noqa: PLC0415

    pages = [
        f"AMPARO: share {share.place} of {n}, made on {datetime.now(UTC):%d %B %Y}\n\n"
        f"{share.words()}\n\n"
        f"With {needed - 1} more of these the key of the office comes back when it is lost.\n"
        "Keep it where you would keep a will. Show it to nobody, photograph it never.\n"
        "To bring the key back:  amparo key recover sealing.key.age FILE\n"
        for share in kept.make_escrow(office_key(), n=n, needed=needed, at=datetime.now(UTC))
    ]
    click.echo("\f".join(pages))
    say(f"The key lies sealed to them in {kept.sealed_path().name}; folders of copies get it too.")
    say("Try it now, and every three months:  amparo key drill")


@key.command()
@click.argument("sealed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def recover(*, sealed: Path, file: Path) -> None:
    """Bring a lost key back into FILE from SEALED and the custodians' shares."""
    if file.exists():
        raise Refused("A key is never written over", where=str(file))
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
    with tempfile.TemporaryDirectory(prefix="amparo-recover-") as nowhere:
        os.environ["AMPARO_HOME"] = nowhere  # no office is needed, and none is made
        django.setup()
        from amparo.vault import escrow as kept  # noqa: PLC0415  (needs Django set up)
        from amparo.vault.keys import write_key_file  # noqa: PLC0415

        write_key_file(file, kept.recover(sealed.read_bytes(), _ask_for_shares()))
    click.echo(f"The key is back in {file}.")


@key.command()
@FOLDER
def drill(*, folder: Path | None) -> None:
    """Let the custodians bring the key back as though it were lost, and compare; keep nothing."""
    enter_office(folder)
    django.setup()
    from amparo.vault import escrow as kept  # noqa: PLC0415  (needs Django set up)
    from amparo.vault.keys import office_key  # noqa: PLC0415

    if kept.about() is None:
        raise Refused("No custodian holds a share", next_step="run amparo key escrow")
    n = kept.try_recovery(office_key(), _ask_for_shares(), at=datetime.now(UTC))
    click.echo(f"The shares bring the key back, and it opens all {n:,} data keys.")


@key.command()
@FOLDER
@click.argument("email")
def give(*, folder: Path | None, email: str) -> None:
    """Let the custodians give EMAIL every key that people hold, where its holders lost theirs."""
    enter_office(folder)
    django.setup()
    from amparo.access.models import User  # noqa: PLC0415  (needs Django set up)
    from amparo.vault import escrow as kept  # noqa: PLC0415
    from amparo.vault import people  # noqa: PLC0415

    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise Refused("No open account has this e-mail address", found=email)
    private = kept.private_of(_ask_for_shares())
    n = people.give_from_custodians(at=datetime.now(UTC), private=private, to=user)
    click.echo(f"{user.name} holds {n:,} keys now. What they may see stays as it is.")


def _ask_for_shares() -> list[Share]:
    """Shares, one a line, until there are enough; a slip is told, and asked for again."""
    from amparo.vault.shares import read_share  # noqa: PLC0415

    found: dict[int, Share] = {}
    asks = sys.stdin.isatty()
    while not found or len(found) < next(iter(found.values())).needed:
        line = click.prompt("A share", hide_input=True, err=True) if asks else sys.stdin.readline()
        if not asks and not line:
            break
        try:
            share = read_share(line)
        except Refused as slip:
            if not asks:
                raise
            say(slip.sentence())
            continue
        found[share.place] = share
    return list(found.values())
