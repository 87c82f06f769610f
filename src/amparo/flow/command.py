"""`amparo diagnose`: the first thing a stranger tries, on the spreadsheet they already have."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amparo.errors import AmparoError, Broken, Refused

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", multiple=True, metavar="COLUMN", help="Compare by a column; repeatable.")
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a report: .html (one file), .json, .pdf or .xlsx; repeatable.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the data, such as 2024-12-31. Default: the latest plausible date.",
)
@click.option("--case", metavar="COLUMN", help="The column that names the case or person.")
@click.option(
    "--stage",
    "stages",
    multiple=True,
    metavar="NAME=COLUMN",
    help="A step and its date column (or activity), in order; repeatable.",
)
@click.option("--activity", metavar="COLUMN", help="One row an event: the column of its name.")
@click.option("--time", metavar="COLUMN", help="One row an event: the column of its day.")
@click.option(
    "--date-order",
    type=click.Choice(["day-first", "month-first"]),
    help="How 03/04/2024 is meant. Default: each column decides.",
)
@click.option(
    "--pathway",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Read case, stages, exits and groups from a pathway file.",
)
@click.option(
    "--save-pathway",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Write what was assumed as a pathway file, for editing.",
)
@click.option("--quiet", "-q", is_flag=True, help="Write the outputs only.")
def diagnose(  # noqa: PLR0917  (click names each)
    file: Path, by: tuple[str, ...], outputs: tuple[Path, ...], as_of: datetime | None,
    case: str | None, stages: tuple[str, ...], activity: str | None, time: str | None,
    date_order: str | None, pathway: Path | None, save_pathway: Path | None,
    quiet: bool,  # noqa: FBT001  (a flag of the command line)
) -> None:  # fmt: skip
    """Learn from a spreadsheet of cases where they are lost and how long each step takes.

    FILE is CSV, TSV, XLSX, Parquet or XES, or any of these gzipped: one row a case with a column of
    dates for each step, or one row an event. What is not given is worked out from the data, and
    said. Nothing leaves this machine.

    \b
    Examples:
      amparo diagnose cases.csv
      amparo diagnose cases.csv --by district -o report.html -o report.json
      amparo diagnose cases.xlsx --stage complaint=reported --stage arrest=date_of_arrest
      amparo diagnose cases.csv --save-pathway path.toml      then edit it, and
      amparo diagnose cases.csv --pathway path.toml
    """
    from amparo.flow.report import check_ending  # noqa: PLC0415  (--help stays quick)

    for output in outputs:
        check_ending(output)
    _keep_what_was_read(file, pathway, outputs, save_pathway)
    with _faults_of_ours(file):
        found = _found(
            file, by=by, case=case, stages=_named(stages), activity=activity, time=time,
            as_of=as_of.date() if as_of else None, date_order=date_order, pathway=pathway,
        )  # fmt: skip
        if save_pathway is not None:
            found.log.pathway.write(save_pathway, suggested=found.log.suggested_exits)
            click.echo(f"Wrote {save_pathway}", err=True)
        for output in outputs:
            found.save(output)
            click.echo(f"Wrote {output}", err=True)
        if not quiet:
            _show(found)


@contextmanager
def _faults_of_ours(file: Path) -> Iterator[None]:
    """A fault of ours becomes a message that names it, never a traceback."""
    try:
        yield
    except MemoryError as error:
        raise Refused(
            "The file needs more memory than this machine has", where=file.name,
            next_step="save it as Parquet, or diagnose it in parts",
        ) from error  # fmt: skip
    except (AmparoError, click.ClickException, BrokenPipeError):
        raise
    except Exception as error:
        raise Broken(
            "Amparo could not finish, and should have", found=f"{type(error).__name__}: {error}",
            where=file.name, next_step="please report it, with a few made-up rows that show it",
        ) from error  # fmt: skip


def _named(stages: tuple[str, ...]) -> dict[str, str] | None:
    """NAME=COLUMN pairs in order; a bare COLUMN names itself."""
    if not stages:
        return None
    named: dict[str, str] = {}
    for stage in stages:
        name, _, column = stage.partition("=")
        if not name or name in named:
            raise Refused(
                "Each --stage is NAME=COLUMN, and each name stands once", found=stage,
                next_step="write it as --stage arrest=date_of_arrest",
            )  # fmt: skip
        named[name] = column or name
    return named


def _keep_what_was_read(
    file: Path, pathway: Path | None, outputs: tuple[Path, ...], save_pathway: Path | None
) -> None:
    """No output may overwrite what is read, or another output; each has a folder to go to."""
    read = [file.resolve(), *([pathway.resolve()] if pathway else [])]
    written = [path.resolve() for path in (*outputs, *([save_pathway] if save_pathway else []))]
    for path in written:
        if path in read or written.count(path) > 1:
            raise Refused(
                "Two of the files named are the same", found=path.name,
                next_step="give the output a name of its own",
            )  # fmt: skip
        if not path.parent.is_dir():
            raise Refused(
                "The folder to write to is not there", found=str(path.parent), where=path.name,
                next_step="make the folder first",
            )  # fmt: skip


def _found(
    file: Path, *, by: tuple[str, ...], case: str | None, stages: dict[str, str] | None,
    activity: str | None, time: str | None, as_of: object, date_order: str | None,
    pathway: Path | None,
) -> Diagnosis:  # fmt: skip
    """The diagnosis, with progress on a terminal."""
    from amparo.flow.diagnosis import diagnose as run  # noqa: PLC0415  (--help stays quick)

    shown = sys.stderr.isatty()

    def tell(what: str, _share: float) -> None:
        if shown:
            click.echo(f"\r\x1b[K{what} …", nl=False, err=True)

    try:
        return run(
            file, by=by, case=case, stages=stages, activity=activity, time=time, as_of=as_of,
            date_order=date_order, pathway=pathway, progress=tell,
        )  # fmt: skip
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def _show(found: Diagnosis) -> None:
    """The summary; headings bold on a terminal, plain in a pipe."""
    from amparo.flow.report.terminal import WIDTH, text_of  # noqa: PLC0415  (--help stays quick)

    if not sys.stdout.isatty():
        click.echo(text_of(found))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for line in text_of(found, width=min(console.width, WIDTH + 20)).splitlines():
        heading = line.startswith("## ")
        console.print(
            line.removeprefix("## "), style="bold" if heading else None, markup=False,
            soft_wrap=True,
        )  # fmt: skip
