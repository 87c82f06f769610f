"""The `amparo` command: each subcommand is imported only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from amparo import __version__
from amparo.errors import AmparoError

# name -> (module:attribute, the line `amparo --help` shows)
COMMANDS = {
    "diagnose": (
        "amparo.flow.command:diagnose",
        "Learn from a spreadsheet of cases where they are lost and how long each step takes.",
    ),
    "map": (
        "amparo.flow.commands.map:map_",
        "Map what follows what in a file of cases, and which paths they take.",
    ),
    "counts": (
        "amparo.flow.commands.counts:counts",
        "Turn a file of cases into counts that can be shared while the cases stay at home.",
    ),
    "effect": (
        "amparo.flow.commands.effect:effect",
        "Did the repair work? Compare with and without, and say what can be claimed.",
    ),
    "prevalence": (
        "amparo.flow.commands.prevalence:prevalence",
        "How many are there that nobody knows of? A range of models from lists that overlap.",
    ),
    "link": (
        "amparo.flow.commands.link:link",
        "Link lists of people before they are counted; only how many are on which comes out.",
    ),
    "review": (
        "amparo.flow.commands.review:review",
        "Read what case files show was left undone, by whom, and what goes with it.",
    ),
    "simulate": (
        "amparo.flow.commands.simulate:simulate",
        "Learn a system of queues and waits from a file of cases, run it ahead, and ask what if.",
    ),
    "demo": (
        "amparo.config.command:demo",
        "Open a working office with synthetic people on this machine.",
    ),
    "serve": ("amparo.config.command:serve", "Open your own office; sets it up on first use."),
    "verify": (
        "amparo.config.command:verify",
        "Look for tampering: the audit trail, the custody ledgers, the kept files.",
    ),
    "doctor": (
        "amparo.config.upkeep.examining:doctor",
        "Look at this machine: what would let someone in or lose something, and what to do.",
    ),
    "checkpoint": (
        "amparo.config.upkeep.trail:checkpoint",
        "Sign what the audit trail holds now, and hand it to those who keep it elsewhere.",
    ),
    "trail": (
        "amparo.config.upkeep.trail:trail",
        "Write the audit trail for an auditor, with a program that checks it.",
    ),
    "upkeep": (
        "amparo.config.upkeep.rounds:upkeep",
        "Do what is due by the clock; an open office does it by itself.",
    ),
    "copy-key": (
        "amparo.config.upkeep.copying:copy_key",
        "Make the key that opens copies, to be carried away from the office.",
    ),
    "backup": (
        "amparo.config.upkeep.copying:backup",
        "Add a sealed copy of the open office to a folder: database and files together.",
    ),
    "restore": (
        "amparo.config.upkeep.copying:restore",
        "Bring a copy back into an empty place, and compare everything.",
    ),
    "drill": (
        "amparo.config.upkeep.copying:drill",
        "Copy the office, bring the copy back beside it, compare, and clear it away.",
    ),
    "key": (
        "amparo.config.upkeep.keykeeping:key",
        "Change the sealing key on a live office, and keep it in custodians' shares.",
    ),
    "verify-bundle": (
        "amparo.config.command:verify_bundle",
        "Check a bundle of evidence that an office handed out.",
    ),
    "publish": (
        "amparo.config.publishing:publish",
        "Build the public site, with open data in which nobody can be singled out.",
    ),
    "instrument": (
        "amparo.config.instrument:instrument",
        "Load an assessment instrument that the office holds a licence for.",
    ),
    "manage": ("amparo.config.command:manage", "Run a Django management command on the office."),
}


class Lazy(click.Group):
    """A group whose `--help` is answered without importing any command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="amparo")
def amparo() -> None:
    """Casework for victims of violence, and a true account of where justice breaks.

    \b
    Try:  amparo diagnose cases.csv      where cases are lost, how long each step takes
          amparo demo                    an office with synthetic people
    """


def main() -> None:
    """Run the command line; an AmparoError becomes one clear line and exit status 2."""
    try:
        amparo(prog_name="amparo")
    except AmparoError as error:
        click.echo(f"amparo: {error.sentence()}", err=True)
        sys.exit(2)
