"""One operation as a page, a briefing sheet, a log and a leak review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.urls import reverse

from amparo.casework.evidence.bundle.text import Bundle, Section, Sheet
from amparo.casework.rescue.models import Headcount, OperationEvent
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.selectors.operation import (
    CheckLine,
    MinuteLine,
    OperationPage,
    PlanView,
)
from amparo.casework.rescue.selectors.operations import place_of
from amparo.casework.rescue.shapes.cards import clock_of, spoken_moment
from amparo.casework.rescue.shapes.rescue import phase_tone
from amparo.directory.packs.operating import operating
from amparo.web.shapes import Action, Cell, Fact, Happening, Link, Row, Tone

STEP_ACTS = {
    What.APPROVED: "The authority approved it",
    What.REFUSED: "The authority refused it",
    What.BRIEFED: "Everyone was briefed",
    What.EXECUTED: "It was carried out",
    What.ENDED: "Everyone is in safety or in custody",
    What.CALLED_OFF: "Call it off",
    What.CLOSED: "Close the operation",
}
PLAN = ["What", "Which or who", "For whom", "What to do"]
COUNTS = ["Where", "At", "Women", "Men", "Girls", "Boys", "Suspects"]
STAYS = ["Who", "Where", "When", "Kept apart"]
PLANNERS = ["Who knows", "Since", "Named by", "What to do"]
CHECKS = {
    "kept": ("Yes", Tone.GOOD), "failed": ("No", Tone.DANGER), "open": ("Not answered", Tone.ALERT),
}  # fmt: skip


def at(page: OperationPage, name: str, **parts: object) -> str:
    """The address of a page of this operation."""
    return reverse(name, kwargs={"operation": page.operation.code, **parts})


def head_facts(page: OperationPage) -> list[Fact]:
    """Whose it is, where it stands, which cases it serves."""
    known = [one.code for one in page.served if one.code]
    others = len(page.served) - len(known)
    served = ", ".join(known + ([f"{others} you may not open"] if others else []))
    facts = [
        Fact("Whose operation", place_of(page.operation)),
        Fact("Where it stands", "", tag=page.phase_name, tone=phase_tone(page.phase)),
        Fact("Serves", served),
    ]
    law = next((e.legal_basis for e in page.events if e.legal_basis), "")
    return [*facts, Fact("Law", law)] if law else facts


def actions_of(page: OperationPage) -> list[Action]:
    """The next steps; the first is the usual one."""
    kinds = {What.REFUSED: "secondary", What.CALLED_OFF: "warning"}
    acts: list[Action] = []
    for what in page.next_steps:
        first = "primary" if not acts and what != What.CALLED_OFF else "secondary"
        href = at(page, "operation_step", step=what)
        acts.append(Action(STEP_ACTS[What(what)], href, kinds.get(What(what), first)))
    return acts


def links_of(page: OperationPage) -> list[Link]:
    """The other pages of the operation."""
    links = [Link("Briefing sheet", at(page, "operation_briefing"))]
    if page.phase in {What.APPROVED, What.BRIEFED} or page.is_running or page.minutes:
        links.append(Link("Minute log", at(page, "operation_log")))
    return [*links, Link("Who knew", at(page, "operation_leak"))]


def history(page: OperationPage) -> list[Happening]:
    """The steps that were taken."""
    return [
        Happening(
            event.name, spoken_moment(event.at), f"Written down by {event.by}",
            ". ".join(filter(None, [event.legal_basis, event.words])),
        )
        for event in page.events
    ]  # fmt: skip


def plan_rows(page: OperationPage, *, may_write: bool) -> list[Row]:
    """The lines of the plan."""
    return [_line(view, page, may_write=may_write) for view in page.plan]


def _line(view: PlanView, page: OperationPage, *, may_write: bool) -> Row:
    words = view.words + (f" ({view.n})" if view.n else "")
    off = at(page, "operation_line_remove", line=view.line_id)
    return Row([
        view.kind.name,
        Cell(words) if view.is_had else Cell(words, tag="Cannot be had", tone=Tone.ALERT),
        view.for_whom,
        Cell("Take it off", off) if may_write and not page.is_over else "",
    ])  # fmt: skip


def add_links(page: OperationPage) -> list[Link]:
    """What may be added to the plan; what is missing first."""
    kinds = operating().plan
    return [
        Link(kind.name, at(page, "operation_line", plan_kind=kind.code), note=kind.meaning)
        for kind in kinds
    ]


def stay_rows(page: OperationPage) -> list[Row]:
    """Who is, or is to be, where."""
    return [
        Row(
            [
                Cell(stay.who, note="Planned" if stay.is_planned else ""),
                Cell(stay.place, note=stay.kind), stay.when,
                Cell(tag="Would meet" if stay.is_planned else "Met", tone=Tone.DANGER,
                     note=stay.reason)
                if stay.reason else "Yes",
            ],
            urgent=bool(stay.reason),
        )
        for stay in page.stays
    ]  # fmt: skip


def planner_rows(page: OperationPage, *, may_write: bool) -> list[Row]:
    """Who may open it now."""
    return [
        Row([
            row.user.name, spoken_moment(row.from_at), row.named_by.name,
            Cell("Take off", at(page, "operation_planner_end", planner=row.pk))
            if may_write else "",
        ])
        for row in page.planners if row.until_at is None
    ]  # fmt: skip


def count_rows(counts: Sequence[Headcount]) -> list[Row]:
    """The counts, side by side."""
    return [
        Row([one.get_point_display(), clock_of(one.happened_at), str(one.n_women), str(one.n_men),
             str(one.n_girls), str(one.n_boys), str(one.n_suspects)])
        for one in counts
    ]  # fmt: skip


def relief_facts(page: OperationPage) -> list[Fact]:
    """Whom it brought out."""
    return [Fact(label, spoken_moment(row.relieved_at)) for label, row in page.reliefs]


def relief_links(page: OperationPage) -> list[Link]:
    """Whom of its cases it may still have brought out."""
    out = {str(row.person_id) for _, row in page.reliefs}
    several = sum(one.case is not None for one in page.served) > 1
    return [
        Link(
            f"{who.label}, {one.code}" if several else who.label,
            reverse("relief_add", args=[one.code, who.person_id])
            + f"?operation={page.operation.code}",
        )
        for one in page.served if one.case is not None
        for who in one.people if who.is_survivor and who.person_id not in out
    ]  # fmt: skip


def check_facts(page: OperationPage, *, may_write: bool) -> list[Fact]:
    """The dignity checklist, question by question."""
    opens = may_write and page.is_running
    return [_check(line, page, opens=opens) for line in page.checks]


def _check(line: CheckLine, page: OperationPage, *, opens: bool) -> Fact:
    tag, tone = CHECKS[line.state]
    said = f"{line.said} ({line.by})" if line.said else f"Answered by {line.by}" if line.by else ""
    href = at(page, "operation_check", item=line.check.code) if opens else ""
    return Fact(line.check.ask, said, href=href, tag=tag, tone=tone)


def review_facts(page: OperationPage) -> list[list[Fact]]:
    """What was learnt."""
    answer = {True: "Yes", False: "No"}
    return [
        [
            Fact("Talked through", f"{one.on:%-d %B %Y}, written by {one.recorded_by.name}"),
            Fact("Empty on arrival", answer[one.was_empty]),
            Fact("A suspect arrested", answer[one.has_arrest]),
            Fact("Evidence secured", answer[one.has_evidence]),
            Fact("What was learnt", one.words()),
        ]
        for one in page.reviews
    ]  # fmt: skip


def log_of(page: OperationPage) -> dict[str, Any]:
    """The buttons, each with a token of its own, and what was kept, the newest first."""
    begun = next((event for event in page.events if event.what == What.EXECUTED), None)
    return {
        "buttons": [(kind.code, kind.name, str(uuid4())) for kind in operating().minutes],
        "minutes": [_minute(line) for line in page.minutes],
        "begins": begun is None and What.EXECUTED in page.next_steps,
        "begun": f"Begun {spoken_moment(begun.at)}" if begun else "",
        "may_log": page.is_running,
        "newest": next((line for line in page.minutes if not line.is_struck), None),
    }  # fmt: skip


def _minute(line: MinuteLine) -> Happening:
    return Happening(
        line.name, clock_of(line.at), line.by, " ".join(filter(None, [line.words, *line.notes])),
        tag="Look at this" if line.is_trouble else "", tone=Tone.ALERT,
        superseded=line.is_struck,
    )  # fmt: skip


def briefing_of(page: OperationPage) -> Bundle:
    """The briefing sheet: the plan by kind, who is to be where, and how people are treated."""
    law = next((e.legal_basis for e in page.events if e.legal_basis), "Not approved yet")
    groups = []
    for kind in operating().plan:
        mine = [view for view in page.plan if view.kind.code == kind.code]
        if mine:
            rows = [
                [view.words if view.is_had else f"Cannot be had: {view.words}", view.for_whom,
                 str(view.n or "")]
                for view in mine
            ]  # fmt: skip
            groups.append(Section(kind.name, (), [Sheet(["Which or who", "For", "Number"], rows)]))
    stays = [[stay.who, stay.place, stay.when] for stay in page.stays]
    return Bundle(
        f"Briefing, operation {page.operation.code}",
        [
            f"An operation of {place_of(page.operation)}. Law: {law}.",
            "For those who take part, and nobody else. Collect every copy after the briefing.",
        ],
        [
            *groups,
            Section("Who is to be where", ("Victims and suspects never share a place.",),
                    [Sheet(["Who", "Where", "When"], stays)]),
            Section("How people are treated", [check.ask for check in operating().checks]),
        ],
    )  # fmt: skip


def step_title(what: str) -> str:
    """The heading of a step's form."""
    return STEP_ACTS[What(what)]


def step_said(what: str) -> str:
    """What is told once a step was taken."""
    return f"Kept: {dict(OperationEvent.What.choices)[what].lower()}."
