"""`amparo instrument FILE`: load an instrument that the office holds a licence for."""

from __future__ import annotations

import os
from pathlib import Path

import click

from amparo.config.command import PLACE, _enter_folder, _office
from amparo.config.opening import told_if_not_kept
from amparo.errors import Refused


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--folder", type=PLACE, help="Where the office is kept; AMPARO_HOME does the same.")
@click.option("--check", is_flag=True, help="Only say whether it fits; keep nothing.")
def instrument(*, file: Path, folder: Path | None, check: bool) -> None:
    """Load an instrument from a TOML file into the office, or only check it.

    It is refused with every reason where it does not fit, and where its version is loaded with
    other words.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refused("This file is not text in UTF-8", where=file.name,
                      next_step="save it as UTF-8") from error  # fmt: skip
    from amparo.casework.restore.instruments import read_instrument  # noqa: PLC0415  (heavy)

    made = read_instrument(text, where=file.name)
    if not check:
        _load(text, file.name, folder)
    done = "fits" if check else "is loaded"
    training = f" Only for assessors with: {made.training}" if made.needs_training else ""
    click.echo(
        f"{made.name}, version {made.version}, {done}: {len(made.domain)} domains, "
        f"{made.n_items} items, {made.licence}.{training}"
    )


def _load(text: str, where: str, folder: Path | None) -> None:
    home = _enter_folder(folder or _office())
    if not (home / "amparo.sqlite3").exists() and not os.environ.get("AMPARO_DATABASE"):
        raise Refused(
            "No office is kept here", where=str(home), next_step="name its folder with --folder"
        )
    import django  # noqa: PLC0415  (not for --help)

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from amparo.access.services import System  # noqa: PLC0415
    from amparo.casework.restore.services.instruments import load_instrument  # noqa: PLC0415
    from amparo.directory.models import Institution  # noqa: PLC0415

    offices = Institution.objects.filter(is_office=True)
    if offices.count() != 1:
        raise Refused(
            "The command loads into the one office of a folder", found=f"{offices.count()} offices",
            next_step="sign in as a supervisor and load it under “Instruments”",
        )  # fmt: skip
    office = offices.get()
    with told_if_not_kept(home):
        load_instrument(by=System(), at=timezone.now(), office=office, text=text, where=where)
