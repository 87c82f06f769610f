"""`amparo serve`, `amparo demo` and `amparo manage`.

Django is set up inside the commands, after the folder and the address have been checked: the
settings read the environment once, and `amparo --help` must not wait for them.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from amparo.config import server
from amparo.config.folder import Doorkeeper, Opening, default_folder, prepare
from amparo.errors import Refused

SETTINGS = "amparo.config.settings"
PORT = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to use."
)
PLACE = click.Path(file_okay=False, path_type=Path)
FOLDER = click.option(
    "--folder", type=PLACE, help="Where the office is kept; AMPARO_HOME does the same."
)
# The demo must never find the way to a real office's database, keys or files.
OF_A_REAL_OFFICE = (
    *("AMPARO_DATABASE", "AMPARO_KEY_FILE", "AMPARO_SECRET_KEY_FILE", "AMPARO_FILES"),
    *("AMPARO_KEY", "AMPARO_KEY_PROGRAM"),
    *("AMPARO_HTTPS", "AMPARO_HOSTS", "AMPARO_PROXIES", "AMPARO_EMAIL_BACKEND"),
    *("AMPARO_SMS", "AMPARO_WITNESSES", "AMPARO_COPY_KEY", "AMPARO_LIMITS"),
    *("AMPARO_WORKERS", "AMPARO_SCANNER"),
)


def say(line: str) -> None:
    """One line of progress: to standard error, so that standard output stays for results."""
    click.echo(line, err=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@PORT
@click.option("--folder", type=PLACE, help="Where the office is kept; AMPARO_HOME does the same.")
@click.option("--email", help="First use: the administrator's e-mail address.")
@click.option("--name", help="First use: the administrator's name.")
@click.option("--organisation", help="First use: the organisation's name.")
@click.option("--pack", help="First use: the jurisdiction pack to load, for instance PH.")
def serve(
    *,
    host: str,
    port: int,
    folder: Path | None,
    email: str | None,
    name: str | None,
    organisation: str | None,
    pack: str | None,
) -> None:
    """Open your own office; sets it up on first use."""
    https = os.environ.get("AMPARO_HTTPS", "").strip().lower() in {"1", "yes", "true", "on"}
    if not server.is_loopback(host) and not https:
        raise Refused(
            "Without HTTPS an office listens on this machine only, because names and passwords "
            "would cross the network in the clear",
            found=f"--host {host}",
            next_step="leave --host out, or put a proxy with HTTPS before Amparo and set "
            "AMPARO_HTTPS=1 and AMPARO_HOSTS (docs/deploy.md)",
        )
    home = _enter_folder(folder or _office())
    doorkeeper = Doorkeeper(home)
    other = doorkeeper.enter()
    if other is not None:
        raise Refused(
            "This office is open already",
            found=other.address or "still starting",
            where=str(home),
            next_step="use that one, or stop it with Ctrl-C first",
        )
    server.require_free(host, port)
    _require_safe_network(host)

    from amparo.config import opening  # noqa: PLC0415  (Django; not for --help)

    opening.open_database(home, say=say)
    opening.require_limits()
    opening.warn_of_clock(say=say)
    opening.set_up_first_use(
        email=email, name=name, organisation=organisation, pack=pack, home=home, say=say
    )
    address = server.address_of(host, port)
    _listen(doorkeeper, host, port, Opening(address=address, notice=f"Amparo is open: {address}"))


def _require_safe_network(host: str) -> None:
    """Refuse what would be dangerous wherever others than this machine reach the office."""
    from amparo.config.upkeep.doctor import Grade, of_network  # noqa: PLC0415  (not for --help)

    bad = [one for one in of_network(os.environ, host=host) if one.grade is Grade.DANGER]
    if bad:
        raise Refused(bad[0].what, next_step=f"{bad[0].next_step} (`amparo doctor` says more)")


@click.command()
@PORT
@click.option("--folder", type=PLACE, help="Where the demo is kept; AMPARO_HOME plays no part.")
@click.option("--fresh", is_flag=True, help="Throw the demo office away and grow it again.")
def demo(*, port: int, folder: Path | None, fresh: bool) -> None:
    """Open a working office with synthetic people on this machine."""
    for name in OF_A_REAL_OFFICE:
        os.environ.pop(name, None)
    os.environ["AMPARO_DEMO"] = "1"
    # AMPARO_HOME names a real office; the demo has a place of its own.
    home = _enter_folder(folder or default_folder("demo"))
    doorkeeper = Doorkeeper(home)
    other = doorkeeper.enter()
    if other is not None and fresh:
        raise Refused(
            "The demo is open, so it cannot be grown again",
            found=other.address or "still starting",
            next_step="stop it with Ctrl-C first",
        )
    if other is not None:
        say(other.notice or "The demo is being opened by another window; its address is there.")
        return
    _require_demo(home)
    server.require_free("127.0.0.1", port)
    if fresh:
        _clear(home)

    from amparo.config import opening  # noqa: PLC0415  (Django; not for --help)

    opening.open_database(home, say=say)
    (home / MARK).touch(mode=0o600)
    address = server.address_of("127.0.0.1", port)
    notice = opening.grow_demo(address, say=say)
    _listen(doorkeeper, "127.0.0.1", port, Opening(address=address, notice=notice))


MARK = "synthetic"


def _require_demo(home: Path) -> None:
    """Refuse to grow synthetic people into a folder that holds a real office."""
    if (home / "amparo.sqlite3").exists() and not (home / MARK).exists():
        raise Refused(
            "This folder holds an office that is not the demo",
            where=str(home),
            next_step="name another folder with --folder, or leave it out",
        )


def _clear(home: Path) -> None:
    for name in ("amparo.sqlite3", "amparo.sqlite3-wal", "amparo.sqlite3-shm", "sealing.key"):
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / "files", ignore_errors=True)


def _office() -> Path:
    named = os.environ.get("AMPARO_HOME")
    return Path(named) if named else default_folder("office")


def _enter_folder(folder: Path) -> Path:
    home = folder.expanduser().resolve()
    os.umask(0o077)
    prepare(home)
    os.environ["AMPARO_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    return home


def _listen(doorkeeper: Doorkeeper, host: str, port: int, opening: Opening) -> None:
    def ready() -> None:
        doorkeeper.announce(opening)
        say(f"\n{opening.notice}\nCtrl-C closes it.")

    server.run(host, port, on_ready=ready)
    say("\nClosed.")


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command on the office of AMPARO_HOME."""
    home = _enter_folder(_office())
    from amparo.config import opening  # noqa: PLC0415  (Django; not for --help)

    opening.make_database_private(home)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["amparo manage", *arguments])
    sys.stdout.flush()


def enter_office(folder: Path | None) -> Path:
    """The folder of an office that is there, with the environment its settings are read from."""
    home = _enter_folder(folder or _office())
    if not (home / "amparo.sqlite3").exists() and not os.environ.get("AMPARO_DATABASE"):
        raise Refused(
            "No office is kept here", where=str(home), next_step="name its folder with --folder"
        )
    return home


@click.command()
@FOLDER
@click.option(
    "--witness", "witnesses", multiple=True, type=click.Path(path_type=Path),
    help="A file or folder of checkpoints that was kept elsewhere; may be given again.",
)  # fmt: skip
def verify(*, folder: Path | None, witnesses: tuple[Path, ...]) -> None:
    """Look through the audit trail, the custody ledgers and the kept files for tampering.

    Exit status: 0 where all is whole, 1 where anything is altered, missing or out of order.
    """
    enter_office(folder)
    from amparo.config import verifying  # noqa: PLC0415  (Django; not for --help)

    sys.exit(verifying.verify(say=click.echo, witnesses=witnesses))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_bundle(file: Path) -> None:
    """Check a bundle of evidence against its manifest and signature; no office is needed.

    Exit status: 0 where it is as it was made, 1 where anything was changed.
    """
    from amparo.casework.evidence.bundle.manifest import check  # noqa: PLC0415  (heavy)

    found = check(file.read_bytes())
    for fault in found.faults:
        click.echo(f"{fault}.")
    if found.faults:
        sys.exit(1)
    click.echo(
        f"Case {found.case}, made {found.made_at}: {found.n_files} files, as it was made.\n"
        f"Signed by {found.fingerprint}. Compare these letters with those the office told you."
    )
