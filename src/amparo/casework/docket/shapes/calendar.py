"""The calendar and the cause list, as components show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from amparo.casework.docket.selectors.calendar import (
    MOST,
    NOBODY,
    CauseList,
    CauseRow,
    Chosen,
    Listed,
    Week,
)
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Link, Row, Tone

COLUMNS = ["Hour", "Case", "What for", "Where"]
CAUSES = ["Hour", "Case", "What for", "Goes", "To bring or to ask", "Held?"]


@dataclass(frozen=True)
class DayCard:
    """One day of the week with its rows; days with nothing on them are told in one line."""

    title: str
    closed: str
    vacation: str
    is_today: bool
    rows: Sequence[Row]
    more_href: str


def week_of(week: Week, chosen: Chosen, *, today: date) -> dict[str, Any]:
    """What the template of the calendar is given."""
    before, after = week.starts - timedelta(days=7), week.starts + timedelta(days=7)
    return {
        "title": f"Week of {spoken_date(week.starts)}",
        "columns": COLUMNS,
        "days": [
            DayCard(
                f"{day.on:%A}, {spoken_date(day.on)}", day.closed, day.vacation, day.on == today,
                [_row(one, closed=day.closed) for one in day.rows],
                _list_of(day.on) if day.has_more else "",
            )
            for day in week.days
        ],
        "n": week.n,
        "in_use": bool(chosen.person) + bool(chosen.court),
        "clear_href": _address(Chosen(), week.starts),
        "links": [
            Link("Week before", _address(chosen, before)),
            Link("This week", _address(chosen, today)),
            Link("Week after", _address(chosen, after)),
        ],
    }  # fmt: skip


def _address(chosen: Chosen, day: date) -> str:
    given = {"person": chosen.person, "court": chosen.court, "day": day.isoformat()}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('calendar')}?{query}"


def _row(one: Listed, *, closed: str) -> Row:
    line = one.line
    tag, tone = line.outcome_name, Tone.NEUTRAL
    if closed and not line.outcome:
        tag, tone = "On a holiday: ask the court", Tone.ALERT
    return Row([
        Cell(f"{line.starts_at:%H:%M}" if line.starts_at else "Hour not known"),
        Cell(", ".join(one.codes), _hearing(one), note=", ".join(one.leads)),
        Cell(line.type, tag=tag, tone=tone),
        Cell(line.court, note=line.before),
    ])  # fmt: skip


def _hearing(one: Listed) -> str:
    return reverse("hearing", args=[one.codes[0], one.line.id]) if one.codes else ""


@dataclass(frozen=True)
class CourtList:
    """One court's part of the cause list."""

    title: str
    rows: Sequence[Row]


def causes_of(found: CauseList, on: date, chosen: Chosen) -> dict[str, Any]:
    """What the template of the cause list is given."""
    before, after = on - timedelta(days=1), on + timedelta(days=1)
    return {
        "on": on,
        "most": MOST,
        "is_whole": found.is_whole,
        "whole_href": _list_of(on, chosen, whole="yes"),
        "previous_href": _list_of(on, chosen, page=found.page - 1) if found.page > 1 else "",
        "next_href": _list_of(on, chosen, page=found.page + 1) if found.has_next else "",
        "in_use": int(bool(chosen.court)),
        "clear_href": _list_of(on),
        "title": f"{on:%A}, {spoken_date(on)}",
        "columns": CAUSES,
        "courts": [
            CourtList(court, [_cause(one) for one in grouped])
            for court, grouped in groupby(found.rows, key=lambda one: one.listed.line.court)
        ],
        "links": [
            Link("Day before", _list_of(before, chosen)), Link("Day after", _list_of(after, chosen))
        ],
    }  # fmt: skip


def _list_of(on: date, chosen: Chosen = NOBODY, **more: object) -> str:
    given = {"on": on.isoformat(), "court": chosen.court, **more}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('cause_list')}?{query}"


def _cause(one: CauseRow) -> Row:
    line = one.listed.line
    kinds = code_list("protective_measures")
    unserved = f"{one.n_unserved} of {one.n_called} not served" if one.n_unserved else ""
    wanted = [*one.missing, unserved, *(kinds.name_of(kind) for kind in one.protection)]
    return Row([
        f"{line.starts_at:%H:%M}" if line.starts_at else "Not known",
        Cell(", ".join(one.listed.codes), _hearing(one.listed)),
        Cell(line.type, note=line.before),
        ", ".join(one.listed.leads),
        "; ".join(filter(None, wanted)) or "Nothing noted",
        "",
    ])  # fmt: skip
