"""`amparo review`: what the files show was left undone, by whom, and what goes with it."""

from __future__ import annotations

from pathlib import Path

import click

from amparo.flow.commands import ENDS
from amparo.flow.commands.reading import Reading, progress
from amparo.flow.commands.showing import show


@click.command("review", epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("mapping", type=click.Path(path_type=Path))
@click.option("--confidence", type=click.FloatRange(0.5, 1, max_open=True), default=0.95,
              show_default=True, help="Of every interval.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, type=click.Path(path_type=Path),
              metavar="FILE",
              help="Write a report: .html, .json, .pdf or .csv; repeatable.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Write the outputs only.")
def review(
    file: Path, mapping: Path, confidence: float, outputs: tuple[Path, ...],
    quiet: bool,  # noqa: FBT001  (a flag)
) -> None:  # fmt: skip
    """What do case files show was left undone, by whom, and what goes with it further down?

    FILE has one row for each file that was read: CSV, TSV, XLSX or Parquet. MAPPING is TOML and
    says which column answers what: the unit, the steps with the answers that mean done, failed or
    not concerned, the outcomes, and what cases differ by. Every other answer is unknown, is
    counted, and is in no share. Nothing leaves this machine.

    \b
    Examples:
      amparo review files.csv mapping.toml -o report.html
      amparo review files.xlsx mapping.toml --confidence 0.9 -o report.json --quiet
    """
    from amparo.flow.filereview import FileReview, Mapping  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.filereview.report import (  # noqa: PLC0415  (as above)
        WIDTH,
        check_ending,
        save,
        text_of,
    )

    reading = Reading(file)
    for output in outputs:
        check_ending(output)
    reading.keep_from(*outputs)
    with reading.faults_of_ours(), progress() as tell:
        tell("Reading the files", 0.0)
        found = FileReview.read(file, Mapping.read(mapping), level=confidence)
        tell("Comparing", 0.3)
        found.sentence()
        for output in outputs:
            tell(f"Writing {output.name}", 0.8)
            save(found, output)
    for output in outputs:
        click.echo(f"Wrote {output}", err=True)
    if not quiet:
        show(lambda width: text_of(found, width), width=WIDTH)
