"""What `amparo counts` and `amparo diagnose` share: files of cases or of counts, and engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.errors import Refused

if TYPE_CHECKING:
    from amparo.flow.commands.reading import Reading
    from amparo.flow.counts import Counts
    from amparo.flow.eventlog import EventLog

MORE = click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="[COUNTS]...")
OPTIONS = (
    MORE,
    click.option(
        "--engine",
        metavar="NAME",
        help="Count a file too large for memory on an engine: duckdb, spark (on this machine; needs"
        " PySpark and Java), or an address as spark://host:7077. Parquet or tidy CSV.",
    ),
)


def counting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add further files of counts, and --engine."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def log_or_counts(
    reading: Reading, more: tuple[Path, ...], engine: str | None
) -> EventLog | Counts:
    """The log of one file, or the counts of one or several put together.

    Raises: Refused where files of cases and of counts are mixed, or an engine cannot be had.
    """
    from amparo.flow.counts import by_groups, put_together  # noqa: PLC0415  (as below)
    from amparo.flow.counts.kept import is_counts  # noqa: PLC0415

    if engine is not None:
        if more:
            raise Refused(
                "An engine counts one file or folder", found=str(more[0]),
                next_step="count each with amparo counts, then put the counts together",
            )  # fmt: skip
        return _on_engine(reading, engine)
    if more or is_counts(reading.file):
        together = put_together(*_counts_of(reading, more))
        return by_groups(together, reading.by) if reading.by else together
    return reading.log()


def judged_by(reading: Reading, more: tuple[Path, ...]) -> EventLog | Counts:
    """The same for a verdict on a repair: counts are as of the earliest of the places' days.

    A month is judged where all of its cases were followed for long enough, at every place.
    """
    from dataclasses import replace  # noqa: PLC0415  (--help stays quick)

    from amparo.flow.counts import put_together  # noqa: PLC0415  (as above)
    from amparo.flow.counts.kept import is_counts  # noqa: PLC0415

    if not (more or is_counts(reading.file)):
        return reading.log()
    places = _counts_of(reading, more)
    together = put_together(*places)
    return replace(together, as_of=min(place.as_of for place in places))


def without_periods(source: EventLog | Counts) -> EventLog | Counts:
    """Counts by period of entry are no units to compare; a log is given back as it is."""
    from amparo.flow.counts import Counts  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.effects.entries import without_entry  # noqa: PLC0415  (as above)

    return without_entry(source) if isinstance(source, Counts) else source


def _counts_of(reading: Reading, more: tuple[Path, ...]) -> list[Counts]:
    from amparo.flow.counts import Counts  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.counts.kept import is_counts  # noqa: PLC0415  (as above)

    files = (reading.file, *more)
    if cases := [path.name for path in files if not is_counts(path)]:
        raise Refused(
            "Several files can be read together only when all are counts",
            found=", ".join(cases),
            next_step="make counts of each first: amparo counts FILE -o counts.parquet",
        )  # fmt: skip
    if told := reading.told():
        raise Refused(
            "These options say how a file of cases is read; counts are made already",
            found=", ".join(told), next_step="give them to amparo counts where the cases are",
        )  # fmt: skip
    return [Counts.read(path) for path in files]


def _on_engine(reading: Reading, name: str) -> Counts:
    from amparo.flow.commands.reading import progress  # noqa: PLC0415  (it imports us not)
    from amparo.flow.engines import counts_of_file, opened  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.engines.sample import pathway_of  # noqa: PLC0415

    with progress() as tell:
        tell("Working out what the columns are", 0.0)
        pathway = pathway_of(reading.file, **reading.how())
        tell(f"Counting on {name}", 0.2)
        with opened(name) as engine:
            return counts_of_file(engine, reading.file, pathway)
