"""FILE and the options that say how to read it, the same for every command that reads a log.

@click.command()
@reading_options
@click.option("--output", "-o", ...)
def map(reading: Reading, output: Path) -> None:
    with reading.faults_of_ours():
        log = reading.log()
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.errors import AmparoError, Broken, Refused

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog

Tell = Callable[[str, float], None]
BAR = 20  # characters

OPTIONS = (
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--by", multiple=True, metavar="COLUMN", help="Compare by a column; repeatable."),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="The day of the data, such as 2024-12-31. Default: the latest plausible date.",
    ),
    click.option("--case", metavar="COLUMN", help="The column that names the case or person."),
    click.option(
        "--stage",
        "stages",
        multiple=True,
        metavar="NAME=COLUMN",
        help="A step and its date column (or activity), in order; repeatable.",
    ),
    click.option(
        "--activity", metavar="COLUMN", help="One row an event: the column of its name."
    ),
    click.option("--time", metavar="COLUMN", help="One row an event: the column of its day."),
    click.option(
        "--date-order",
        type=click.Choice(["day-first", "month-first"]),
        help="How 03/04/2024 is meant. Default: each column decides.",
    ),
    click.option(
        "--pathway",
        type=click.Path(path_type=Path),
        metavar="FILE.toml",
        help="Read case, stages, exits and groups from a pathway file.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """A file, and what the command line said about how to read it."""

    file: Path
    by: tuple[str, ...] = ()
    as_of: date | None = None
    case: str | None = None
    stages: tuple[str, ...] = ()
    activity: str | None = None
    time: str | None = None
    date_order: str | None = None
    pathway: Path | None = None

    def log(self) -> EventLog:
        """The log, with progress on a terminal. Raises: Refused for what cannot be read so."""
        from amparo.flow.eventlog import EventLog  # noqa: PLC0415  (--help stays quick)

        with progress() as tell:
            return EventLog.read(self.file, progress=tell, **self.how())

    def how(self) -> dict[str, Any]:
        """What `EventLog.read` is to be told beside the file."""
        return {
            "groups": self.by, "case": self.case, "stages": _named(self.stages),
            "activity": self.activity, "time": self.time, "as_of": self.as_of,
            "date_order": self.date_order, "pathway": self.pathway,
        }  # fmt: skip

    def told(self) -> list[str]:
        """The options given that say how a file of cases is to be read, but for --by."""
        names = ("as_of", "case", "stages", "activity", "time", "date_order", "pathway")
        said = {"stages": "stage"}
        return [
            "--" + said.get(name, name).replace("_", "-") for name in names if getattr(self, name)
        ]

    def keep_from(self, *written: Path | None) -> None:
        """Raises: Refused where an output would overwrite what is read, or has no folder."""
        read = [self.file.resolve(), *([self.pathway.resolve()] if self.pathway else [])]
        places = [path.resolve() for path in written if path is not None]
        for path in places:
            if path in read or places.count(path) > 1:
                raise Refused(
                    "Two of the files named are the same", found=path.name,
                    next_step="give the output a name of its own",
                )  # fmt: skip
            if not path.parent.is_dir():
                raise Refused(
                    "The folder to write to is not there", found=str(path.parent), where=path.name,
                    next_step="make the folder first",
                )  # fmt: skip

    @contextmanager
    def faults_of_ours(self) -> Iterator[None]:
        """A fault of ours becomes a message that names it, never a traceback."""
        try:
            yield
        except MemoryError as error:
            raise Refused(
                "The file needs more memory than this machine has", where=self.file.name,
                next_step="save it as Parquet, or read it in parts",
            ) from error  # fmt: skip
        except (AmparoError, click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            raise Broken(
                "Amparo could not finish, and should have",
                found=f"{type(error).__name__}: {error}", where=self.file.name,
                next_step="please report it, with a few made-up rows that show it",
            ) from error  # fmt: skip


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add FILE and the options of reading; the command gets all of them as `reading`."""

    @functools.wraps(command)
    def gathered(**given: Any) -> Any:
        told = {name: given.pop(name) for name in Reading.__dataclass_fields__}
        if isinstance(told["as_of"], datetime):
            told["as_of"] = told["as_of"].date()
        return command(reading=Reading(**told), **given)

    made: Callable[..., Any] = gathered
    for option in reversed(OPTIONS):
        made = option(made)
    return made


def without_by(command: Any) -> None:
    """Hide --by of a command that compares nothing by a column; it refuses it where given."""
    for option in getattr(command, "params", []):
        if option.name == "by":
            option.hidden = True


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar and what is being done, in one line on a terminal only; cleared at the end."""
    shown = sys.stderr.isatty()

    def tell(what: str, share: float) -> None:
        if shown:
            click.echo(f"\r\x1b[K{bar(share)} {what} …", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def bar(share: float) -> str:
    """ "[████████············]  40 %" of the work."""
    done = round(BAR * min(1.0, max(0.0, share)))
    return f"[{'█' * done}{'·' * (BAR - done)}] {min(1.0, max(0.0, share)):4.0%}"


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
