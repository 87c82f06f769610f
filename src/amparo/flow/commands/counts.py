"""`amparo counts`: counts that can be shared, while the cases stay at home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from amparo.errors import Refused
from amparo.flow.commands import ENDS
from amparo.flow.commands.counting import counting_options, log_or_counts
from amparo.flow.commands.reading import Reading, progress, reading_options

if TYPE_CHECKING:
    from amparo.flow.counts import Counts
    from amparo.flow.eventlog import EventLog


@click.command(epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@reading_options
@counting_options
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path), metavar="FILE.parquet",
    help="Where to write the counts.",
)  # fmt: skip
@click.option(
    "--fewest", type=click.IntRange(1), default=1, show_default=True, metavar="N",
    help="Let no cell stand for fewer cases; 11 is usual for what is published.",
)  # fmt: skip
@click.option(
    "--period-of", metavar="STAGE",
    help="Count by the period in which cases came to this stage as well, so that amparo effect can"
    " judge a repair from the counts.",
)  # fmt: skip
@click.option(
    "--period", type=click.Choice(["week", "month", "quarter", "year"]), default="month",
    show_default=True, help="How long such a period is.",
)  # fmt: skip
def counts(  # noqa: PLR0917  (click names each)
    reading: Reading, more: tuple[Path, ...], engine: str | None, output: Path, fewest: int,
    period_of: str | None, period: str,
) -> None:  # fmt: skip
    """Turn a file of cases into counts by group, step, outcome and days, and nothing else.

    A court or a police service can count at home and share only this; `amparo diagnose` reads the
    counts of one place or of several together. FILE is a file of cases as for `amparo diagnose`, or
    files of counts, which are put together.

    \b
    Examples:
      amparo counts cases.csv --by district -o counts.parquet
      amparo counts cases.csv --by district --fewest 11 -o to-share.parquet
      amparo counts north.parquet south.parquet -o both.parquet
      amparo counts nation.parquet --engine duckdb --by court -o counts.parquet
      amparo diagnose north.parquet south.parquet
      amparo counts cases.csv --by district --period-of complaint -o monthly.parquet
      amparo effect monthly.parquet --step complaint arrest --within 60 --unit district
             --treated-from North=2024-03
    """
    if output.suffix != ".parquet":
        raise Refused("Counts are kept as Parquet", found=output.name,
                      next_step="give the output a name that ends in .parquet")  # fmt: skip
    reading.keep_from(output)
    if output.resolve() in [path.resolve() for path in more]:
        raise Refused("Two of the files named are the same", found=output.name,
                      next_step="give the output a name of its own")  # fmt: skip
    with reading.faults_of_ours():
        from amparo.flow.counts import counted  # noqa: PLC0415  (--help stays quick)

        source = log_or_counts(reading, more, engine)
        if period_of is not None:
            source = _by_period(source, period_of, period)
        with progress() as tell:
            tell("Counting", 0.8)
            made = counted(source).without_small_cells(fewest)
            made.save(output)
    for note in made.assumptions:
        if fewest > 1 and f"{fewest}" in note.because:
            click.echo(f"{note.about}: {note.value} ({note.because})", err=True)
    cells = f"{made.steps.height:,} cells"
    click.echo(f"Wrote {output}: {made.n:,} × {made.unit} in {cells}", err=True)


def _by_period(source: EventLog | Counts, stage: str, period: str) -> EventLog:
    """The log by the period in which cases came to a stage. Raises: Refused for counts."""
    from amparo.flow.effects.entries import by_entry  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.eventlog import EventLog as Log  # noqa: PLC0415  (as above)

    if not isinstance(source, Log):
        raise Refused(
            "Only a file of cases that is read into memory can be counted by period of entry",
            found=f"--period-of {stage}",
            next_step="leave --engine out, and give the file of cases rather than counts",
        )
    return by_entry(source, stage, period)
