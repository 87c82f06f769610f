"""Colleagues, and breaches, as rows and facts; and what of both stands on Today."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from amparo.casework.cases.models import StaffCheck
from amparo.casework.cases.selectors.office import MOST, RENEW, BreachLine, Colleague
from amparo.casework.desk.shapes.lists import Section
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Row, Tone

COLLEAGUES = [
    Column("Colleague"), Column("Background check"), Column("Code of conduct"),
    Column("Asked how they are"),
]  # fmt: skip
BREACHES = [Column("Known since"), Column("What happened"), Column("The authority")]
SHOWN = 10


def colleague_rows(rows: Iterable[Colleague], *, today: date) -> list[Row]:
    """Until when each holds; what is lacking stands out where a child is near."""
    return [
        Row(
            [
                Cell(
                    one.user.name, reverse("colleague_check", args=[one.user.pk]),
                    note=", ".join(sorted(role.label for role in one.user.held_roles)),
                    tag="On a child’s case" if one.on_a_child and one.lacks(today) else "",
                    tone=Tone.ALERT,
                ),
                _until(one, StaffCheck.Kind.BACKGROUND, today),
                _until(one, StaffCheck.Kind.CODE, today),
                _asked(one, today),
            ],
            urgent=one.on_a_child and bool(one.lacks(today)),
        )
        for one in rows
    ]  # fmt: skip


def _until(one: Colleague, kind: StaffCheck.Kind, today: date) -> Cell:
    end = one.until.get(kind)
    if end is None:
        return Cell(tag="Not recorded", tone=Tone.WAITING)
    if end < today:
        return Cell(f"Ended {spoken_date(end)}", tag="Ended", tone=Tone.ALERT)
    soon = end - today <= RENEW
    return Cell(f"Until {spoken_date(end)}", tag="Ends soon" if soon else "", tone=Tone.WAITING)


def _asked(one: Colleague, today: date) -> Cell:
    on = f"On {spoken_date(one.asked_on)}" if one.asked_on else "Not yet"
    return Cell(on, tag="Ask now" if one.talk_due <= today else "", tone=Tone.WAITING)


def breach_rows(lines: Iterable[BreachLine], *, now: datetime) -> list[Row]:
    """One row each, with the clock of 72 hours."""
    return [
        Row(
            [
                Cell(_moment(line.row.known_at), reverse("breach", args=[line.row.pk])),
                Cell(line.row.get_kind_display(), note="Can hurt somebody" if line.row.is_risky
                     else ""),
                _clock(line, now),
            ],
            urgent=line.is_late(now),
        )
        for line in lines
    ]  # fmt: skip


def _clock(line: BreachLine, now: datetime) -> Cell:
    if line.is_closed:
        return Cell(tag="Closed", tone=Tone.GOOD)
    if not line.waits_for_authority:
        return Cell(tag="Decided", tone=Tone.ACTIVE)
    late = line.is_late(now)
    return Cell(
        f"Tell it by {_moment(line.row.tell_by)}", tag="Too late: tell it now" if late else "Waits",
        tone=Tone.ALERT if late else Tone.WAITING,
    )  # fmt: skip


def breach_facts(line: BreachLine) -> list[Fact]:
    """What happened, and what was done, in order."""
    row = line.row
    facts = [
        Fact("What happened", f"{row.get_kind_display()}. {row.words}"),
        Fact("Known since", _moment(row.known_at)),
        Fact("About", "Not known yet" if row.n_people is None else f"{row.n_people:,} people"),
        Fact("Can it hurt somebody?", "Yes" if row.is_risky else "No"),
        Fact("Written down by", row.reported_by.name),
    ]
    if line.waits_for_authority:
        facts.append(Fact("Tell the authority by", _moment(row.tell_by)))
    facts += [
        Fact(step.get_what_display(), f"{spoken_date(step.on)}. {step.words} ({step.by.name})")
        for step in line.steps
    ]
    return facts


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"


def office_sections(
    lacking: list[Colleague], to_ask: list[Colleague], breaches: Iterable[BreachLine], *,
    today: date, now: datetime,
) -> list[Section]:  # fmt: skip
    """What an office owes its people and those its data is about; nothing where nothing waits."""
    found = []
    if open_ones := list(breaches):
        found.append(
            Section(
                id="breaches", title="Breaches of data", count=_up_to_most(open_ones),
                rows=[_breach_row(line, now) for line in open_ones[:SHOWN]],
                href=reverse("breaches"), link="See the register",
            )
        )  # fmt: skip
    if lacking:
        rows = [
            Fact(one.user.name, f"On a child’s case without: {', '.join(one.lacks(today)).lower()}",
                 href=reverse("colleague_check", args=[one.user.pk]), tag="Check", tone=Tone.ALERT)
            for one in lacking[:SHOWN]
        ]  # fmt: skip
        found.append(_colleagues("unchecked", "Colleagues without a check", lacking, rows))
    if to_ask:
        rows = [
            Fact(one.user.name, "Ask how the work is for them. Nothing of it is written here.",
                 href=reverse("colleague_check", args=[one.user.pk]),
                 tag=f"Since {spoken_date(one.talk_due)}", tone=Tone.WAITING)
            for one in to_ask[:SHOWN]
        ]  # fmt: skip
        found.append(_colleagues("ask", "Colleagues to ask how they are", to_ask, rows))
    return found


def _up_to_most(of: Sized) -> str:
    return f"{len(of)}{' or more' * (len(of) == MOST)}"


def _colleagues(ident: str, title: str, of: list[Colleague], rows: list[Fact]) -> Section:
    return Section(
        id=ident, title=title, count=_up_to_most(of), rows=rows,
        href=reverse("colleagues"), link="See all colleagues",
    )  # fmt: skip


def _breach_row(line: BreachLine, now: datetime) -> Fact:
    clock = _clock(line, now)
    return Fact(
        line.row.get_kind_display(), clock.text or "The authority is dealt with; close it.",
        href=reverse("breach", args=[line.row.pk]), tag=clock.tag, tone=clock.tone,
    )  # fmt: skip
