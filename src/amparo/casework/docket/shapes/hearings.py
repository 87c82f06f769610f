"""The page of a hearing, as components show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from amparo.casework.docket.selectors.hearing import (
    HearingPage,
    MeasureLine,
    ReadyLine,
    SummonsLine,
)
from amparo.casework.docket.selectors.lines import HearingLine
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Fact, Link, Row, Tone

SUMMONSES = ["Who", "As", "How far", "Waits that day"]
MEASURES = ["Protection", "For", "The court"]
READY = ["What", "By whom", "Ready"]
PRESENT = ["Accused", "Came", "Counsel", "Interpreter"]
ORDERS = ["Ordered", "By whom", "Until"]


def hearing_of(page: HearingPage, code: str, *, today: date, writes: bool) -> dict[str, Any]:
    """What the template is given."""
    line = page.line
    return {
        "line": line,
        "when": _when(line),
        "facts": _facts(page, code),
        "actions": _actions(line, code, today) if writes else [],
        "add": _adding(line, code) if writes and not line.outcome else [],
        "is_bare": writes and not line.outcome
        and not (page.summonses or page.measures or page.readiness),
        "summons_columns": SUMMONSES, "measure_columns": MEASURES, "ready_columns": READY,
        "present_columns": PRESENT, "order_columns": ORDERS,
        "summonses": [
            _summons(one, code, writes=writes, is_over=bool(line.outcome))
            for one in page.summonses
        ],
        "measures": [_measure(one, code, writes=writes) for one in page.measures],
        "readiness": [_ready(one, code, writes=writes) for one in page.readiness],
        "presences": [
            Row([Cell(one.who, note=", ".join(one.lacked)), one.came, one.counsel, one.interpreter])
            for one in page.presences
        ],
        "orders": [
            Row([one.words, one.party, spoken_date(one.due_on) if one.due_on else "No day was set"])
            for one in page.orders
        ],
    }  # fmt: skip


def _when(line: HearingLine) -> str:
    clock = f" at {line.starts_at:%H:%M}" if line.starts_at else ""
    return f"{spoken_date(line.on)}{clock}"


def _facts(page: HearingPage, code: str) -> list[Fact]:
    line = page.line
    known = [
        ("Court", line.court), ("Judge", ", ".join(filter(None, [line.judge, page.sits]))),
        ("Room", line.room),
        ("What happened", line.outcome_name), ("Why", line.reason),
        ("On whose side", line.party), ("Noted", page.words),
        ("Also about", ", ".join(page.also_in)),
    ]  # fmt: skip
    facts = [Fact(label, value) for label, value in known if value]
    near = [("Before it", page.follows), ("After it", page.following)]
    return facts + [
        Fact(label, f"{one.type}, {_when(one)}", href=reverse("hearing", args=[code, one.id]))
        for label, one in near
        if one
    ]


def _actions(line: HearingLine, code: str, today: date) -> list[Action]:
    here = [code, line.id]
    if line.outcome:
        return [Action("Take it back", reverse("hearing_undo", args=here))]
    tell = Action("Say what happened", reverse("hearing_tell", args=here), "primary")
    move = Action("Move it", reverse("hearing_move", args=here))
    return [tell, move] if line.on <= today else [move]


def _adding(line: HearingLine, code: str) -> list[Link]:
    here = [code, line.id]
    return [
        Link("Add who must come", reverse("summons_new", args=here)),
        Link("Ask for protection", reverse("measure_ask", args=here)),
        Link("Add what must be ready", reverse("readiness_new", args=here)),
        Link("How survivors testify, travel and are told", reverse("case_prepare", args=[code])),
    ]


def _summons(one: SummonsLine, code: str, *, writes: bool, is_over: bool) -> Row:
    came = {True: "Came", False: "Did not come", None: ""}[one.came]
    tone = {True: Tone.GOOD, False: Tone.ALERT, None: Tone.NEUTRAL}[one.came]
    return Row([
        Cell(one.who, reverse("summons_move", args=[code, one.id]) if writes else ""),
        one.role,
        Cell(one.state, note=spoken_date(one.state_on), tag=came, tone=tone),
        _waits(one, code, writes=writes and not is_over),
    ])  # fmt: skip


def _waits(one: SummonsLine, code: str, *, writes: bool) -> Cell:
    href = reverse("summons_wait", args=[code, one.id]) if writes and one.can_wait else ""
    said = one.waits or ("Not said yet" if one.can_wait else "Not kept here")
    return Cell(said, href, tag="Would meet a suspect" * one.meets, tone=Tone.DANGER)


def _ready(one: ReadyLine, code: str, *, writes: bool) -> Row:
    if one.ready_on:
        state = Cell(tag="Ready", tone=Tone.GOOD, note=spoken_date(one.ready_on))
    else:
        state = Cell("Not yet", reverse("readiness_done", args=[code, one.id]) if writes else "")
    return Row([one.what, one.party, state])


def _measure(one: MeasureLine, code: str, *, writes: bool) -> Row:
    if one.is_granted is None:
        answer = Cell(
            "Not decided", reverse("measure_decide", args=[code, one.id]) if writes else "",
            note=f"Asked {spoken_date(one.asked_on)}",
        )  # fmt: skip
    else:
        answer = Cell(
            tag="Granted" if one.is_granted else "Refused",
            tone=Tone.GOOD if one.is_granted else Tone.ALERT,
            note=spoken_date(one.decided_on) if one.decided_on else "",
        )
    return Row([one.kind, one.who, answer])
