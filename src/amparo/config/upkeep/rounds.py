"""`amparo upkeep`: what must happen by the clock in an office, in one command.

Each round has a time after which it is due again; when it was last made stands in the trail. So the
command may be run as often as one likes, and an open office runs it by itself.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click
import django

from amparo.config.command import FOLDER, enter_office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLY = timedelta(minutes=5)  # a timer that comes a little before its hour is on time


@dataclass(frozen=True)
class Round:
    """One thing done by the clock: what for, how often, and the act, which tells its figures."""

    name: str
    what: str
    every: timedelta
    act: Callable[[datetime], str]


@click.command()
@FOLDER
@click.option("--all", "everything", is_flag=True, help="Make every round, due or not.")
def upkeep(*, folder: Path | None, everything: bool) -> None:
    """Do what is due by the clock: reminders, passed terms, detectors, what was kept long enough.

    Exit status: 1 where a round failed; the others are made all the same.
    """
    enter_office(folder)
    os.nice(10)  # people at work come first
    django.setup()
    failed = False
    for line, went_well in make(everything=everything):
        click.echo(line, err=not went_well)
        failed = failed or not went_well
    sys.exit(int(failed))


def make(*, everything: bool = False) -> Iterator[tuple[str, bool]]:
    """Make every round that is due; what each did, and whether it went well."""
    from django.utils import timezone  # noqa: PLC0415  (Django; not for --help)

    for one in rounds():
        at = timezone.now()
        if not everything and not is_due(one, at):
            continue
        try:
            said = one.act(at)
            note(one, at)
        except Exception:  # one broken round must not keep the others from being made
            logging.getLogger(__name__).exception("The round of %s failed", one.name)
            yield f"{one.what}: failed, and tried again next time. The log says why.", False
        else:
            yield f"{one.what}: {said}.", True


def is_due(one: Round, at: datetime) -> bool:
    """Whether so much time has passed since it was last made; a clock set back makes it due too."""
    from amparo.audit.models import Entry  # noqa: PLC0415  (Django)

    made = Entry.objects.filter(
        actor_id="system", verb="upkeep.made", object_id=one.name,
        at__gt=at - one.every + EARLY, at__lte=at,
    )  # fmt: skip
    return not made.exists()


def note(one: Round, at: datetime) -> None:
    """Write into the trail that it was made."""
    from django.db import transaction  # noqa: PLC0415  (Django)

    from amparo.access.services import System  # noqa: PLC0415  (Django)
    from amparo.audit.services import record  # noqa: PLC0415  (Django)

    with transaction.atomic():
        record(by=System(), verb="upkeep.made", kind="config.round", object_id=one.name, at=at)


def rounds() -> tuple[Round, ...]:
    """Every round, the most urgent first."""
    from amparo.config.upkeep import acts  # noqa: PLC0415  (its rooms need Django set up)

    return (
        Round("reminders", "Reminders of tomorrow's hearings", HOUR, acts.remind_people),
        Round("escalations", "Terms and waits that have passed", DAY, acts.pass_up),
        Round("retention", "What was kept long enough", DAY, acts.note_kept_long_enough),
        Round("detectors", "Detectors of breakdowns", DAY, acts.let_detectors_look),
        Round("sweeping", "What is out of date in the tables of sign-in", DAY, acts.sweep),
    )
