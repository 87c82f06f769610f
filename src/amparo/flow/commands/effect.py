"""`amparo effect`: did the repair work?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.errors import Refused
from amparo.flow.commands import ENDS
from amparo.flow.commands.counting import MORE, judged_by
from amparo.flow.commands.reading import Reading, progress, reading_options, without_by

if TYPE_CHECKING:
    from amparo.flow.effects import Effect
    from amparo.flow.effects.panel import Panel

PERIODS = ("week", "month", "quarter", "year")


def _panel_options(command: Any) -> Any:
    """The options that say what the columns of a panel are, or which outcome to take from a log."""
    options = (
        click.option("--unit", metavar="COLUMN",
                     help="What was repaired: station, court, officer."),
        click.option("--period", metavar="COLUMN", help="When: a month (2024-03), a day or a "
                     f"number; of a file of cases: {', '.join(PERIODS)}. [default: month]"),
        click.option("--outcome", "outcomes", multiple=True, metavar="COLUMN",
                     help="What should have changed; repeatable."),
        click.option("--n", "total", metavar="COLUMN",
                     help="The outcome counts some of these: a share."),
        click.option("--exposure", metavar="COLUMN",
                     help="The outcome is a count over this much."),
        click.option("--treated-from", multiple=True, required=True,
                     metavar="COLUMN|UNIT=PERIOD|PERIOD",
                     help="From when each unit is repaired (blank: never); "
                     "repeatable as UNIT=PERIOD."),
        click.option("--step", nargs=2, metavar="FROM TO",
                     help="FILE holds cases: the step whose share or wait should have changed."),
        click.option("--within", type=click.IntRange(0), metavar="DAYS",
                     help="With --step: the share that goes on within so many days."),
        click.option("--waited", type=click.IntRange(1), metavar="DAYS",
                     help="With --step: days waited on average, none counted beyond so many."),
        click.option("--count", "counted", metavar="STAGE",
                     help="FILE holds cases: how many reach this stage (or have this activity)."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _design_options(command: Any) -> Any:
    options = (
        click.option("--design",
                     type=click.Choice(["auto", "series", "staggered", "wedge", "files"]),
                     default="auto", show_default=True,
                     help="wedge: an order drawn by lot that reaches all. files: before, after."),
        click.option("--timing", type=click.Choice(["chosen", "random"]), default="chosen",
                     show_default=True, help="random: who came when was as good as drawn by lot."),
        click.option("--better", type=click.Choice(["higher", "lower"]),
                     help="Which way is better."),
        click.option("--weigh", type=click.Choice(["units", "cases"]), default="units",
                     show_default=True, help="What counts the same: every unit, or every case."),
        click.option("--against", type=click.Choice(["not_yet", "never"]), default="not_yet",
                     show_default=True, help="Compare with units not yet, or never, repaired."),
        click.option("--anticipation", type=click.IntRange(0), default=0, metavar="PERIODS",
                     help="Periods before the repair in which it may have begun to work."),
        click.option("--placebo-outcome", metavar="COLUMN",
                     help="Something that the repair cannot have reached, as a check."),
        click.option("--output", "-o", "outputs", multiple=True, type=click.Path(path_type=Path),
                     metavar="FILE", help="Write a report: .html, .json or .csv; repeatable."),
        click.option("--quiet", "-q", is_flag=True, help="Write the outputs only."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command(epilog=ENDS, context_settings={"help_option_names": ["-h", "--help"]})
@_panel_options
@reading_options
@MORE
@_design_options
def effect(
    reading: Reading, more: tuple[Path, ...], outputs: tuple[Path, ...],
    quiet: bool,  # noqa: FBT001  (a flag)
    **asked: Any,
) -> None:  # fmt: skip
    """Did the repair work? Compare with and without; say what can be claimed, or why nothing can.

    FILE is a panel, one row for each unit and period, or a file of cases as for `amparo diagnose`
    (then name --step with --within or --waited, or --count), or files of counts by period of entry
    (`amparo counts --period-of`), so that the cases stay at home. The design follows from the dates
    of repair; the verdict refuses where it cannot carry a claim. Nothing leaves this machine.

    \b
    Examples:
      amparo effect stations.csv --unit station --period month --outcome registered
             --n complaints --treated-from trained --better higher -o report.html
      amparo effect cases.csv --step complaint charge --within 60 --unit district
             --treated-from North=2023-03-01 --treated-from South=2024-01-01 -o report.html
      amparo effect court.csv --period month --outcome hearings --treated-from 2023-03
      amparo counts cases.csv --by district --period-of complaint -o monthly.parquet
      amparo effect monthly.parquet --step complaint charge --within 60 --unit district
             --treated-from North=2023-03
    """
    from amparo.flow.effects.report import check_ending, save  # noqa: PLC0415  (--help stays quick)

    if reading.by:
        raise Refused("Units are named with --unit", found=", ".join(reading.by))
    for output in outputs:
        check_ending(output)
    reading.keep_from(*outputs)
    with reading.faults_of_ours():
        found = _found(reading, more, asked)
        for output in outputs:
            save(found, output, source=reading.file.name)
            click.echo(f"Wrote {output}", err=True)
        if not quiet:
            from amparo.flow.effects.report.terminal import text_of  # noqa: PLC0415  (as above)

            click.echo("\n\n".join(text_of(one) for one in found))


without_by(effect)  # units are named with --unit here


def _found(reading: Reading, more: tuple[Path, ...], asked: dict[str, Any]) -> list[Effect]:
    """One effect for each outcome asked for."""
    from amparo.flow.effects import effect as run  # noqa: PLC0415  (--help stays quick)

    how = {name: asked[name] for name in ("design", "timing", "against", "anticipation", "weigh")}
    better = asked["better"]
    of_cases = asked["step"] or asked["counted"]
    if of_cases:
        panel, better = _of_log(reading, more, asked)
        with progress() as tell:
            tell("Comparing with and without", 0.8)
            return [run(panel, better=asked["better"] or better, **how)]
    if more or not asked["outcomes"] or not asked["period"]:
        raise Refused(
            "A panel needs --outcome and --period; cases and counts need --step or --count",
            where=reading.file.name, next_step="see amparo effect --help for an example of each",
        )  # fmt: skip
    from amparo.flow.reading import read_table  # noqa: PLC0415  (--help stays quick)

    with progress() as tell:
        table = read_table(reading.file, progress=tell)
        tell("Comparing with and without", 0.8)
        return [
            run(
                table, outcome=name, unit=asked["unit"], period=asked["period"], n=asked["total"],
                exposure=asked["exposure"], treated_from=_dates(asked["treated_from"]),
                better=better or "unsaid", looked_at=len(asked["outcomes"]),
                placebo_outcome=asked["placebo_outcome"], **how,
            )
            for name in asked["outcomes"]
        ]  # fmt: skip


def _of_log(reading: Reading, more: tuple[Path, ...], asked: dict[str, Any]) -> tuple[Panel, str]:
    """The outcome of cases or counts of them, and which way is better where that is plain."""
    from dataclasses import replace  # noqa: PLC0415  (--help stays quick)

    from amparo.flow.counts import Counts  # noqa: PLC0415  (as above)
    from amparo.flow.effects import outcome  # noqa: PLC0415  (as above)

    period = asked["period"] or "month"
    if period not in PERIODS:
        raise Refused("--period of a file of cases is one of: " + ", ".join(PERIODS), found=period)
    unit = asked["unit"]
    log = judged_by(replace(reading, by=(unit,) if unit else ()), more)
    start, to = asked["step"] or ("", "")
    told: dict[str, Any] = {"by": unit, "period": period}
    if asked["counted"]:
        name = asked["counted"]
        stages = {word for stage in log.pathway.stages for word in (stage.name, stage.column)}
        if name in stages:
            made, better = outcome.entered(log, name, **told), "unsaid"
        elif isinstance(log, Counts):
            raise Refused("Counts know stages only", found=name,
                          next_step="choose one of: " + ", ".join(log.stages[:-1]))  # fmt: skip
        else:
            made, better = outcome.happened(log, name, **told), "unsaid"
    elif asked["within"] is not None:
        made, better = outcome.advanced_within(log, start, to, asked["within"], **told), "higher"
    elif asked["waited"] is not None:
        made, better = outcome.days_waited(log, start, to, asked["waited"], **told), "lower"
    else:
        raise Refused("--step needs --within DAYS or --waited DAYS", found=f"{start} {to}")
    return made.panel(_dates(asked["treated_from"])), better


def _dates(given: tuple[str, ...]) -> Any:
    """A column or one period as it stands; UNIT=PERIOD pairs as a mapping."""
    if not any("=" in one for one in given):
        if len(given) > 1:
            raise Refused(
                "Several --treated-from are written UNIT=PERIOD", found=", ".join(given),
                next_step="such as --treated-from North=2023-03",
            )  # fmt: skip
        return given[0]
    pairs = [one.rpartition("=") for one in given]
    wrong = [one for one, (unit, _, _) in zip(given, pairs, strict=True) if not unit]
    if wrong:
        raise Refused("Each --treated-from is UNIT=PERIOD here", found=", ".join(wrong))
    return {unit: at for unit, _, at in pairs}
