"""Colleagues and what hangs on them, and hand-overs that were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from amparo.casework.cases.selectors.handing_over import Act, Load
from amparo.web.shapes import Cell, Column, Row, Tone

COLUMNS = [
    Column("Colleague"), Column("Leads", number=True), Column("Open cases", number=True),
    Column("Open tasks", number=True),
]  # fmt: skip


@dataclass(frozen=True)
class ActLine:
    """A hand-over in words, and where it is undone."""

    title: str
    text: str
    undo: str


def load_rows(loads: Iterable[Load]) -> list[Row]:
    """One row a colleague; a closed account stands out."""
    return [
        Row(
            [
                Cell(
                    load.user.name, reverse("caseload_hand_over", args=[load.user.pk]),
                    tag="" if load.user.is_active else "Account closed", tone=Tone.ALERT,
                ),
                str(load.n_leads), str(load.n_cases), str(load.n_tasks),
            ],
            urgent=not load.user.is_active,
        )
        for load in loads
    ]  # fmt: skip


def act_lines(acts: Iterable[Act]) -> list[ActLine]:
    """What was handed over, and by whom."""
    return [
        ActLine(
            title=f"{len(act.codes)} {'case' if len(act.codes) == 1 else 'cases'} of {act.of}, "
            f"{timezone.localtime(act.at):%-d %B %Y}",
            text=f"{act.why}: {act.words} By {act.by}. {', '.join(act.codes)}. "
            f"Open tasks that went along: {act.n_tasks}.",
            undo=reverse("caseload_hand_over_undo", args=[act.id]) if act.may_undo else "",
        )
        for act in acts
    ]
