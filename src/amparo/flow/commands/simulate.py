"""`amparo simulate`: what lies ahead, and what if something were different."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.errors import Refused
from amparo.flow.commands import ENDS
from amparo.flow.commands.reading import Reading, reading_options, without_by
from amparo.flow.whole_file import whole_file

if TYPE_CHECKING:
    from amparo.flow.system import Difference, Simulated, System

ENDINGS = (".html", ".json", ".csv")
MEANINGS = (
    "Every number is a median over replications; 95 in 100 of them lie between low and high.",
    "A replication draws anew what was learned and what chance decides; base and change meet the"
    " same luck, so that their difference is that of the change.",
    "What is not in the model (people who leave, cases not taken in turn) is in no number here.",
)


@click.command(epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@reading_options
@click.option("--years", type=click.FloatRange(0.05, 50), default=2.0, show_default=True,
              help="How far ahead.")  # fmt: skip
@click.option("--replications", type=click.IntRange(1, 100_000), default=200, show_default=True,
              help="How many times over.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
              help="The same seed gives the same answer.")  # fmt: skip
@click.option("--capacity", multiple=True, metavar="STEP=N",
              help="How many people work at a step; STEP=none: it has no queue.")  # fmt: skip
@click.option("--people", multiple=True, metavar="STEP=+N", help="What if so many more work there.")
@click.option("--service", multiple=True, metavar="STEP=x0.5", help="What if it took so much time.")
@click.option("--advance", multiple=True, metavar="STEP=+0.10",
              help="What if so much more of those who leave it went on.")  # fmt: skip
@click.option("--adjournments", metavar="x0.67", help="What if so many hearings were adjourned.")
@click.option("--arrivals", metavar="x1.2", help="What if so many came.")
@click.option("--hearing", metavar="ACTIVITY", help="The activity of a hearing that is held.")
@click.option("--adjourned", metavar="ACTIVITY", help="The activity of a hearing that is not.")
@click.option("--backtest", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="Learn on what was known that day, and compare with what came.")  # fmt: skip
@click.option("--save-system", type=click.Path(path_type=Path), metavar="FILE.json",
              help="Keep what was learned; FILE may be such a file the next time.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, type=click.Path(path_type=Path),
              metavar="FILE", help="Write .html, .json or .csv; repeatable.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Write the outputs only.")
def simulate(reading: Reading, outputs: tuple[Path, ...], save_system: Path | None,
             quiet: bool, **asked: Any) -> None:  # noqa: FBT001  # fmt: skip
    """Learn queues, waits and outcomes from a file of cases, run them ahead, and ask what if.

    FILE is a file of cases as for `amparo diagnose`, or a system kept with --save-system. A step is
    named by the stage it leads to. Base and change meet the same luck, so that their difference is
    that of the change.

    \b
    Examples:
      amparo simulate cases.csv --years 3
      amparo simulate cases.csv --capacity disposed=12 --people disposed=+2 -o two-judges.html
      amparo simulate cases.csv --service "scene visited=x0.5" --advance charged=+0.10
      amparo simulate cases.csv --backtest 2023-06-30
    """
    for output in outputs:
        if output.suffix not in ENDINGS:
            raise Refused("The output's ending says what it is", found=output.name,
                          next_step="end it in .html, .json or .csv")  # fmt: skip
    if reading.by:
        raise Refused(
            "A simulation is of one system, and compares no groups", found=", ".join(reading.by),
            next_step="simulate each group from a file of its own",
        )  # fmt: skip
    reading.keep_from(*outputs, save_system)
    with reading.faults_of_ours():
        if asked["backtest"] is not None:
            _backtest(reading, outputs, asked, quiet=quiet)
            return
        system = _system(reading, asked)
        if save_system is not None:
            _write(save_system, system.to_json())
        found = _run(system, asked)
        for output in outputs:
            _write(output, _as(output, found))
        if not quiet:
            _show(system, found)


without_by(simulate)


def _system(reading: Reading, asked: dict[str, Any]) -> System:
    from amparo.flow.system import System  # noqa: PLC0415  (--help stays quick)

    if reading.file.suffix == ".json":
        try:
            return System.from_json(reading.file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("The system cannot be read", found=str(error), where=reading.file.name,
                          next_step="check the name") from error  # fmt: skip
    log = reading.log()
    return System.fit(log, hearing=asked["hearing"], adjourned=asked["adjourned"],
                      capacity=_capacity(asked))  # fmt: skip


def _capacity(asked: dict[str, Any]) -> dict[str, int | None]:
    pairs = _pairs("--capacity", asked["capacity"])
    return {n: None if v == "none" else _whole("--capacity", v) for n, v in pairs.items()}


def _run(system: System, asked: dict[str, Any]) -> Simulated | Difference:
    how = {name: asked[name] for name in ("years", "replications", "seed")}
    wanted: dict[str, Any] = {
        name: {
            step: read(f"--{name}", text) for step, text in _pairs(f"--{name}", asked[name]).items()
        }
        for name, read in (("people", _whole), ("service", _times), ("advance", _number))
    }
    wanted |= {n: _times(f"--{n}", asked[n]) for n in ("adjournments", "arrivals")}
    # A change that cannot be is said before anything is run.
    changed = system.change(**wanted)
    with click.progressbar(length=100, label="Simulating", file=sys.stderr) as bar:
        half = 2 if changed.changes else 1
        base = system.simulate(progress=_towards(bar, 0, half), **how)
        if not changed.changes:
            return base
        return changed.simulate(progress=_towards(bar, 50, half), **how).against(base)


def _towards(bar: Any, start: int, parts: int) -> Any:
    def tell(share: float) -> None:
        bar.update(max(0, int(start + 100 * share / parts) - bar.pos))

    return tell


def _backtest(
    reading: Reading, outputs: tuple[Path, ...], asked: dict[str, Any], *, quiet: bool
) -> None:
    from amparo.flow.system import System  # noqa: PLC0415  (--help stays quick)

    log = reading.log()
    with click.progressbar(length=100, label="Simulating", file=sys.stderr) as bar:
        found = System.backtest(
            log, split=asked["backtest"].date(), replications=asked["replications"],
            seed=asked["seed"], capacity=_capacity(asked), hearing=asked["hearing"],
            adjourned=asked["adjourned"], progress=_towards(bar, 0, 1),
        )  # fmt: skip
    for output in outputs:
        _write(output, _as(output, found))
    if not quiet:
        click.echo(found.sentence())
        _table(found.frame)


def _as(output: Path, found: Any) -> str:
    if output.suffix == ".csv":
        return str(found.frame.write_csv())
    if output.suffix == ".json":
        system = found.system if hasattr(found, "system") else found.changed.system
        said = {
            "schema": "amparo.simulation 1.0",
            "sentence": found.sentence(),
            "changes": [asdict(change) for change in system.changes],
            "steps": [{"step": s.name, "basis": s.basis} for s in system.stations],
            "rows": json.loads(found.frame.write_json()),
        }
        return json.dumps(said, ensure_ascii=False, indent=1)
    return _page(found)


def _page(found: Any) -> str:
    """The answer as one file: sentence, drawing, what each step rests on, and the numbers."""
    from amparo.flow.report.html import figure, page, table  # noqa: PLC0415  (--help stays quick)
    from amparo.flow.report.sheets import Sheet  # noqa: PLC0415

    system = found.system if hasattr(found, "system") else found.changed.system
    frame = found.frame
    if "month" in frame.columns:
        frame = frame.filter(frame.get_column("month") == frame.get_column("month").max())
    rows = tuple(tuple(_shown(cell) for cell in row) for row in frame.rows())
    numbers = Sheet("The numbers", tuple(n.replace("_", " ") for n in frame.columns), rows,
                    frozenset(range(2, frame.width)))  # fmt: skip
    steps = Sheet("What each step rests on", ("Step", "Learned"),
                  tuple((s.name, s.basis) for s in system.stations))  # fmt: skip
    body = figure(found.sentence(), found.chart()) + table(numbers) + table(steps)
    return page(
        heading="What if", title=f"What if: {system.learned_from}",
        source=f"{system.learned_from} · from {system.starts_on.isoformat()}", body=body,
        definitions=MEANINGS,
    ).decode()  # fmt: skip


def _shown(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and cell != cell):  # noqa: PLR0124  (not a number)
        return "–"
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)


def _show(system: System, found: Simulated | Difference) -> None:
    import polars as pl  # noqa: PLC0415  (--help stays quick)

    click.echo(system.sentence())
    for one in system.stations:
        click.echo(f"- {one.name}: {one.basis}.")
    click.echo()
    click.echo(found.sentence())
    frame = found.frame
    if "month" in frame.columns:
        last = frame.get_column("month").max()
        frame = frame.filter((pl.col("month") == last) & (pl.col("measure") == "inside")).drop(
            "month"
        )
    _table(frame)


def _table(frame: Any) -> None:
    import polars as pl  # noqa: PLC0415  (--help stays quick)

    with pl.Config(tbl_rows=200, tbl_cols=-1, tbl_hide_dataframe_shape=True, fmt_str_lengths=60,
                   tbl_hide_column_data_types=True, tbl_formatting="ASCII_BORDERS_ONLY_CONDENSED",
                   tbl_width_chars=100, float_precision=1):  # fmt: skip
        click.echo(str(frame))


def _write(path: Path, text: str) -> None:
    with whole_file(path) as file:
        file.write(text.encode())
    click.echo(f"Wrote {path}", err=True)


def _pairs(option: str, given: tuple[str, ...]) -> dict[str, str]:
    made = {}
    for text in given:
        name, equals, value = text.rpartition("=")
        if not equals or not name:
            raise Refused(f"{option} is written STEP=VALUE", found=text,
                          next_step='such as "disposed=+2"')  # fmt: skip
        made[name] = value
    return made


def _number(option: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise Refused(f"{option} needs a number", found=text) from error


def _whole(option: str, text: str) -> int:
    value = _number(option, text)
    if value != int(value):
        raise Refused(f"{option} needs a whole number", found=text)
    return int(value)


def _times(option: str, text: str | None) -> Any:
    """ "x0.5" or "0.5": how many times what it is."""
    return None if text is None else _number(option, text.lstrip("x×"))
