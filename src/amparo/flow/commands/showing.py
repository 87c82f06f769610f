"""A summary on the terminal, the same way for every command."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

WIDEST = 120  # columns; longer lines are hard to follow


def show(text_of: Callable[[int], str], *, width: int) -> None:
    """Write the text of this width; headings ("## ") are bold on a terminal, as they are in a pipe.

    A terminal's own width is used where it has one.
    """
    if not sys.stdout.isatty():
        click.echo(text_of(width))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for line in text_of(min(console.width, WIDEST)).splitlines():
        heading = line.startswith("## ")
        console.print(
            line.removeprefix("## "), style="bold" if heading else None, markup=False,
            soft_wrap=True,
        )  # fmt: skip
