"""Complaints, decoy visits and recognition as numbers; no unit of fewer than ten is told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.directory.packs import code_list
from amparo.errors import NotVisible
from amparo.repair.accountability import reckoning
from amparo.repair.accountability.models import (
    Channel,
    DecoyVisit,
    Grievance,
    Recognition,
    Shield,
    Step,
)
from amparo.repair.accountability.services.handling import FOUND


@dataclass(frozen=True)
class Opened:
    """A way to complain, and what changed when it opened."""

    channel: Channel
    change: reckoning.Change | None


@dataclass(frozen=True)
class Figures:
    """What an office's complaints come to."""

    n: int
    n_anonymous: int
    kinds: tuple[tuple[str, int], ...]
    substantiated: reckoning.Share
    n_unclear: int
    n_open: int
    sanctioned: reckoning.Share
    to_finding: reckoning.Wait
    to_sanction: reckoning.Wait
    bribes: reckoning.Share
    units: tuple[tuple[str, reckoning.Share], ...]
    n_small_units: int
    opened: tuple[Opened, ...]
    decoys: reckoning.Rate | None
    recognised: tuple[Recognition, ...]


def figures_for(user: User, *, today: date) -> Figures:
    """The figures of the person's own office. Raises: NotVisible for whoever may not count it.

    Counts: complaints told by the day, with what was done by it; a finding is the latest one.
    Shares of what was found are over those that were found so or not so; those that cannot be told
    and those still open are counted beside.
    """
    if user.office_id is None or not user.may("misconduct.count"):
        raise NotVisible
    rows = list(
        Grievance.objects.filter(office=user.office_id, received_on__lte=today)
        .select_related("unit", "institution").prefetch_related("steps")
    )  # fmt: skip
    steps = {row.pk: [step for step in row.steps.all() if step.on <= today] for row in rows}
    found = {row.pk: _finding(steps[row.pk]) for row in rows}
    so = [row for row in rows if (one := found[row.pk]) and one.what == Step.What.SUBSTANTIATED]
    not_so = [
        row for row in rows if (one := found[row.pk]) and one.what == Step.What.NOT_SUBSTANTIATED
    ]
    sanctions = {row.pk: _sanctioned_on(steps[row.pk]) for row in so}
    visits = DecoyVisit.objects.filter(office=user.office_id, on__lte=today).select_related(
        "unit", "institution"
    )
    cells = _by_unit(rows, found)
    shown = reckoning.enough(cells)
    names = code_list("misconduct")
    kinds = Counter(row.kind for row in rows)
    return Figures(
        n=len(rows),
        n_anonymous=sum(row.way == Grievance.Way.ANONYMOUS for row in rows),
        kinds=tuple((names.name_of(kind), n) for kind, n in kinds.most_common()),
        substantiated=reckoning.share_of(len(so), len(so) + len(not_so)),
        n_unclear=sum(
            one is not None and one.what == Step.What.UNCLEAR for one in found.values()
        ),
        n_open=sum(one is None for one in found.values()),
        sanctioned=reckoning.share_of(sum(on is not None for on in sanctions.values()), len(so)),
        to_finding=reckoning.wait_of(
            [(row.received_on, one.on if (one := found[row.pk]) else None) for row in rows], today
        ),
        to_sanction=reckoning.wait_of(
            [(row.received_on, sanctions[row.pk]) for row in so], today
        ),
        bribes=reckoning.share_of(sum(one.money_asked for one in visits), len(visits)),
        units=tuple((name, reckoning.share_of(*cells[name])) for name in shown),
        n_small_units=len(cells) - len(shown),
        opened=_opened(user, rows, found, today),
        decoys=reckoning.registration(
            (f"{one.unit.name}, {one.institution.name}", one.was_registered) for one in visits
        ),
        recognised=tuple(
            Recognition.objects.all().visible_to(user).select_related("institution", "unit")[:50]
        ),
    )  # fmt: skip


def _finding(steps: list[Step]) -> Step | None:
    found = [step for step in steps if step.what in FOUND]
    return found[-1] if found else None


def _sanctioned_on(steps: list[Step]) -> date | None:
    """The first day on which something followed; that nothing did is no sanction."""
    days = [s.on for s in steps if s.what == Step.What.SANCTIONED and s.sanction != "none"]
    return min(days) if days else None


def _by_unit(rows: list[Grievance], found: dict[UUID, Step | None]) -> dict[str, tuple[int, int]]:
    cells: dict[str, tuple[int, int]] = {}
    for row in rows:
        name = f"{row.unit.name}, {row.institution.name}" if row.unit else row.institution.name
        step = found[row.pk]
        k, n = cells.get(name, (0, 0))
        cells[name] = (k + bool(step and step.what == Step.What.SUBSTANTIATED), n + 1)
    return cells


def _opened(
    user: User, rows: list[Grievance], found: dict[UUID, Step | None], today: date
) -> tuple[Opened, ...]:
    def so(row: Grievance) -> bool | None:
        step = found[row.pk]
        if step is None or step.what == Step.What.UNCLEAR:
            return None
        return step.what == Step.What.SUBSTANTIATED

    told = [(row.received_on, so(row)) for row in rows]
    return tuple(
        Opened(one, reckoning.change_at(one.opened_on, told, today))
        for one in Channel.objects.all().visible_to(user)
    )


def shields_for(user: User) -> list[Shield]:
    """What protects people today, soonest to be looked at first; for keepers only."""
    rows = Shield.objects.all().visible_to(user).filter(to_on__isnull=True)
    return list(rows.select_related("institution", "key"))


def shield_for(user: User, pk: UUID) -> Shield:
    """One of them; NotVisible where there is none."""
    row = Shield.objects.all().visible_to(user).filter(pk=pk, to_on__isnull=True).first()
    if row is None:
        raise NotVisible
    return row
