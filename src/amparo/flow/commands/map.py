"""`amparo map`: what follows what in a file of cases, drawn."""

from __future__ import annotations

from pathlib import Path

import click

from amparo.flow.commands import ENDS
from amparo.flow.commands.reading import Reading, progress, reading_options
from amparo.flow.commands.showing import show

SHARE = click.FloatRange(0, 1)


@click.command("map", epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@reading_options
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write .svg, .html (one file), .csv, .json, or the log as .xes or .xes.gz; repeatable.",
)
@click.option(
    "--covering",
    type=SHARE,
    default=0.95,
    show_default=True,
    metavar="SHARE",
    help="Draw the commonest ways that together hold this share of all; 1 draws every way.",
)
@click.option(
    "--above", type=SHARE, metavar="SHARE", help="Draw what this share of the cases did, instead."
)
@click.option(
    "--end",
    "ends",
    multiple=True,
    metavar="ACTIVITY",
    help="An activity that ends a case; repeatable. Default: the last stage, and the exits.",
)
@click.option("--narrow", is_flag=True, help="Draw the .svg for a phone, 340 px wide.")
@click.option("--quiet", "-q", is_flag=True, help="Write the outputs only.")
def map_(  # noqa: PLR0917  (click names each)
    reading: Reading, outputs: tuple[Path, ...], covering: float, above: float | None,
    ends: tuple[str, ...],
    narrow: bool, quiet: bool,  # noqa: FBT001  (flags of the command line)
) -> None:  # fmt: skip
    """Map what follows what in a file of cases: how often, after how many days, on which paths.

    FILE is CSV, TSV, XLSX, Parquet or XES, or any of these gzipped: one row a case with a column of
    dates for each step, or one row an event. Drawings hide what is rare, and say so; .csv and .json
    hold all of it, .xes holds the events under opaque case names. Nothing leaves this machine.

    \b
    Examples:
      amparo map cases.csv -o map.svg
      amparo map events.csv --case id --activity event --time when -o map.html
      amparo map events.csv --by court --end judgment --end withdrawn -o map.html -o map.csv
      amparo map events.csv --above 0.05 -o map.svg -o log.xes.gz
    """
    from amparo.flow.process import report  # noqa: PLC0415  (--help stays quick)

    for output in outputs:
        report.check_ending(output)
    reading.keep_from(*outputs)
    with reading.faults_of_ours():
        log = reading.log()
        with progress() as tell:
            tell("Following the cases", 0.8)
            found = report.found_in(log, above=above, covering=covering, ends=ends, by=reading.by)
            for output in outputs:
                tell(f"Writing {output.name}", 0.9)
                report.save(found, output, narrow=narrow)
        for output in outputs:
            click.echo(f"Wrote {output}", err=True)
        if not quiet:
            from amparo.flow.report.terminal import WIDTH  # noqa: PLC0415  (--help stays quick)

            show(lambda width: report.text_of(found, width=width), width=WIDTH)
