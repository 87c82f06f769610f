"""A letter to an official as it reads: what the case shows, what waits, what is asked, by when.

It holds dates, steps and places of work: no name, no address, nothing that was told in confidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, Milestone
from amparo.casework.cases.models.milestone import Precision
from amparo.directory.packs import milestone_type
from amparo.errors import NotVisible
from amparo.repair.hope.models import Letter

PUBLIC = ("rescue", "restrain", "represent")
EXACT = (Precision.DAY, Precision.ABOUT)


@dataclass(frozen=True)
class Recorded:
    """One step of the case that an authority took, or that it was asked for."""

    on: date
    is_exact: bool
    what: str
    where: str


@dataclass(frozen=True)
class Late:
    """A term that ran out before the letter was sent, and what it waits for."""

    what: str
    due_on: date


@dataclass(frozen=True)
class Reads:
    """A letter with what stands in it."""

    letter: Letter
    recorded: tuple[Recorded, ...]
    late: tuple[Late, ...]


def letter_as_read(user: User, pk: UUID) -> Reads:
    """One letter with its text; NotVisible where there is none. Five queries.

    What is told of the case is as it stood on the day the letter was sent.
    """
    row = (
        Letter.objects.all().visible_to(user)
        .select_related("institution", "case__programme", "answer", "office", "recorded_by")
        .filter(pk=pk).first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    if row.case is None:
        return Reads(row, (), ())
    return Reads(row, _recorded(row.case, row.sent_on), _late(row.case, row.sent_on))


def _recorded(case: Case, until: date) -> tuple[Recorded, ...]:
    rows = (
        Milestone.objects.filter(case=case, happened_on__lte=until, recorded_at__date__lte=until)
        .current().select_related("institution", "unit").order_by("happened_on", "recorded_at")
    )  # fmt: skip
    found = [
        Recorded(
            row.happened_on, row.precision in EXACT, milestone_type(row.type).name,
            row.unit.name if row.unit else row.institution.name if row.institution else "",
        )
        for row in rows
        if milestone_type(row.type).way in PUBLIC and (row.institution_id or row.unit_id)
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _late(case: Case, on: date) -> tuple[Late, ...]:
    rows = Clock.objects.filter(case=case, due_on__lt=on, is_statutory=True).order_by("due_on")
    waiting = [row for row in rows if row.stopped_on is None or row.stopped_on > on]
    return tuple(dict.fromkeys(Late(row.name, row.due_on) for row in waiting))
