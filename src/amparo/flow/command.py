"""`amparo diagnose`: the first thing a stranger tries, on the spreadsheet they already have."""

from __future__ import annotations

from pathlib import Path

import click

from amparo.errors import Refused
from amparo.flow.commands import ENDS
from amparo.flow.commands.counting import counting_options, log_or_counts, without_periods
from amparo.flow.commands.reading import Reading, progress, reading_options
from amparo.flow.commands.showing import show


@click.command(epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@reading_options
@counting_options
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
    "--save-pathway",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Write what was assumed as a pathway file, for editing.",
)
@click.option("--quiet", "-q", is_flag=True, help="Write the outputs only.")
def diagnose(  # noqa: PLR0917  (click names each)
    reading: Reading, more: tuple[Path, ...], engine: str | None,
    outputs: tuple[Path, ...], save_pathway: Path | None,
    quiet: bool,  # noqa: FBT001  (a flag of the command line)
) -> None:  # fmt: skip
    """Learn from a spreadsheet of cases where they are lost and how long each step takes.

    FILE is CSV, TSV, XLSX, Parquet or XES, or any of these gzipped: one row a case with a column of
    dates for each step, or one row an event. What is not given is worked out from the data, and
    said. Nothing leaves this machine. Files of counts (`amparo counts`) are read together.

    \b
    Examples:
      amparo diagnose cases.csv
      amparo diagnose cases.csv --by district -o report.html -o report.json
      amparo diagnose cases.xlsx --stage complaint=reported --stage arrest=date_of_arrest
      amparo diagnose cases.csv --save-pathway path.toml      then edit it, and
      amparo diagnose cases.csv --pathway path.toml
      amparo diagnose north.parquet south.parquet             counts made by amparo counts
      amparo diagnose nation.parquet --engine duckdb --by court
    """
    from amparo.flow.report import check_ending  # noqa: PLC0415  (--help stays quick)

    for output in outputs:
        check_ending(output)
    reading.keep_from(*outputs, save_pathway)
    with reading.faults_of_ours():
        from amparo.flow.diagnosis import diagnose as run  # noqa: PLC0415  (--help stays quick)

        source = without_periods(log_or_counts(reading, more, engine))
        with progress() as tell:
            tell("Working it out", 0.8)
            found = run(source)
            for output in outputs:
                tell(f"Writing {output.name}", 0.9)
                found.save(output)
        if save_pathway is not None:
            if not source.pathway.case:
                raise Refused("Counts have no columns to write a pathway of",
                              next_step="write it where the file of cases is")  # fmt: skip
            found.log.pathway.write(save_pathway, suggested=found.log.suggested_exits)
            click.echo(f"Wrote {save_pathway}", err=True)
        for output in outputs:
            click.echo(f"Wrote {output}", err=True)
        if not quiet:
            from amparo.flow.report.terminal import WIDTH, text_of  # noqa: PLC0415  (as above)

            show(lambda width: text_of(found, width=width), width=WIDTH)
