"""`amparo link`: who is on several lists, before anybody is counted."""

from __future__ import annotations

from pathlib import Path

import click

from amparo.errors import Refused
from amparo.flow.commands.reading import progress

ANSWERS = {"yes": True, "no": False}


@click.command("link", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--on", "on", multiple=True, required=True, metavar="COLUMN",
              help="A column that every list has, such as a name; repeatable.")  # fmt: skip
@click.option("--output", "-o", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The overlap counts, as CSV for `amparo prevalence`.")  # fmt: skip
@click.option("--doubt", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the pairs in doubt here, as CSV with a column to answer in.")  # fmt: skip
@click.option("--answers", type=click.Path(exists=True, path_type=Path), metavar="FILE",
              help="The same file with yes or no in its last column.")  # fmt: skip
def link(
    files: tuple[Path, ...], on: tuple[str, ...], output: Path, doubt: Path | None,
    answers: Path | None,
) -> None:  # fmt: skip
    """Link lists of people, plain or hashed, and write only how many are on which.

    Each of FILES is a list (CSV, TSV, XLSX or Parquet), one row a record; its name is the list's.
    Nothing leaves this machine. The counts hold nothing that tells who anyone is; the pairs in
    doubt do, so keep that file where the lists are kept, and destroy it with them.

    \b
    Example:
      amparo link police.csv shelter.csv --on name --on birth -o overlap.csv --doubt doubt.csv
      amparo link police.csv shelter.csv --on name --on birth -o overlap.csv --answers doubt.csv
      amparo prevalence overlap.csv --count people
    """
    from amparo.flow import linking  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.reading.table import read_content  # noqa: PLC0415

    lists = {one.stem: read_content(one.read_bytes(), one.name).frame for one in files}
    if len(lists) < len(files):
        raise Refused("Two lists have the same name", next_step="name each file for its list")
    with progress() as tell:
        tell("Comparing records", 0.1)
        found = linking.link(lists, on, answers=_answers(answers) if answers else None)
    found.overlap.write_csv(output)
    if doubt:
        linking.doubts(found, lists, on).write_csv(doubt)
    click.echo(found.sentence())


def _answers(file: Path) -> dict[tuple[str, str], bool]:
    """What people said of pairs. Raises: Refused, with every row that is neither yes nor no."""
    import polars as pl  # noqa: PLC0415  (--help stays quick)

    rows = pl.read_csv(file, infer_schema=False).select("left", "right", "same").rows()
    wrong = [
        f"row {at}: {said!r}" for at, (_, _, said) in enumerate(rows, start=2)
        if said and said.strip().lower() not in ANSWERS
    ]  # fmt: skip
    if wrong:
        raise Refused("Answer each pair with yes or no", found="; ".join(wrong), where=file.name)
    return {(left, right): ANSWERS[said.strip().lower()] for left, right, said in rows if said}
