"""`amparo prevalence`: how many are there that nobody knows of?"""

from __future__ import annotations

from pathlib import Path

import click

from amparo.errors import Refused
from amparo.flow.commands import ENDS
from amparo.flow.commands.reading import Reading, progress
from amparo.flow.commands.showing import show

SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)


@click.command("prevalence", epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--count", metavar="COLUMN",
              help="How many people a row stands for. Default: guessed, and said.")  # fmt: skip
@click.option("--list", "lists", multiple=True, metavar="COLUMN",
              help="A column that is a list; repeatable. Default: every other column.")  # fmt: skip
@click.option("--merge", "merges", multiple=True, metavar="A+B",
              help="Take lists as one before anything is counted; repeatable.")  # fmt: skip
@click.option("--without", "gone", multiple=True, metavar="LIST",
              help="Leave a list out; repeatable.")  # fmt: skip
@click.option("--interaction", "interactions", multiple=True, metavar="A:B",
              help="Also fit the model of these interactions only; repeatable.")  # fmt: skip
@click.option("--level", type=SHARE, default=0.05, show_default=True,
              help="The p below which a pair enters the stepwise model.")  # fmt: skip
@click.option("--confidence", type=SHARE, default=0.95, show_default=True,
              help="Of every interval.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, type=click.Path(path_type=Path),
              metavar="FILE",
              help="Write a report: .html, .json, .pdf or .csv; repeatable.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Write the outputs only.")
def prevalence(  # noqa: PLR0917  (click names each)
    file: Path, count: str | None, lists: tuple[str, ...], merges: tuple[str, ...],
    gone: tuple[str, ...], interactions: tuple[str, ...], level: float, confidence: float,
    outputs: tuple[Path, ...], quiet: bool,  # noqa: FBT001  (a flag)
) -> None:  # fmt: skip
    """How many are there that nobody knows of? From lists that overlap, a range of models.

    FILE is CSV, TSV, XLSX or Parquet: a column of 1 and 0 for each list (police, hotline, shelter),
    and either a column of how many people a row stands for, or one row a person. People must have
    been matched between lists before. Every method is told beside the others, with what is
    disputed; a model that this table cannot carry says so. Nothing leaves this machine.

    \b
    Examples:
      amparo prevalence lists.csv --count people -o report.html
      amparo prevalence lists.csv --merge police+agency --level 0.01 -o report.json
      amparo prevalence lists.csv --interaction police:hotline --interaction police:shelter
    """
    from amparo.flow.prevalence import CaptureLists  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.prevalence.report import check_ending, save  # noqa: PLC0415  (as above)

    reading = Reading(file)
    for output in outputs:
        check_ending(output)
    reading.keep_from(*outputs)
    with reading.faults_of_ours(), progress() as tell:
        tell("Reading the lists", 0.0)
        table = CaptureLists.read(file, count=count, lists=lists or None)
        for merge in merges:
            table = table.merge(_several(merge), into=merge)
        table = table.without(*gone) if gone else table
        from amparo.flow.prevalence.report.gathered import gather  # noqa: PLC0415  (as above)

        tell("Asking every method", 0.2)
        found = gather(table, interactions=interactions, level=level, confidence=confidence)
        for output in outputs:
            tell(f"Writing {output.name}", 0.9)
            save(found, output)
    for output in outputs:
        click.echo(f"Wrote {output}", err=True)
    if not quiet:
        from amparo.flow.prevalence.report.terminal import WIDTH, text_of  # noqa: PLC0415

        show(lambda width: text_of(found, width), width=WIDTH)


def _several(merge: str) -> list[str]:
    names = [name.strip() for name in merge.split("+")]
    if len(names) < 2 or not all(names):
        raise Refused("--merge is A+B", found=merge, next_step="such as --merge police+agency")
    return names
