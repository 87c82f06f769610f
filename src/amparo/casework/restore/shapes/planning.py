"""The pages of a plan and of a version; and what was chosen in its forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.shell import address
from amparo.casework.restore.models import PlanSignature
from amparo.casework.restore.planning import SAID, Action, Content, Goal
from amparo.casework.restore.selectors.plans import PlanPage, VersionLine, VersionPage
from amparo.casework.restore.shapes.cards import Card, only
from amparo.casework.restore.shapes.tab import PLAN_TONES
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Cell, Fact, Link, Row, Tone

VERSIONS = ("Version", "Agreed", "Approved", "Review")
CHANGES = ("What", "Before", "Now")
NOW = {"added": Tone.GOOD, "changed": Tone.ACTIVE, "left out": Tone.WAITING}


def plan_page(
    found: PlanPage, case: Case, about: Who, *, writes: bool, today: date
) -> dict[str, Any]:
    """What is written, by domain; what it lacks; the versions."""
    here = {"survivor": about.person_id}
    return {
        "about_label": about.label,
        "back": address("recovery", case, **here),
        "state": SAID[found.state],
        "tone": PLAN_TONES[found.state],
        "lacks": [lack.what for lack in found.lacks],
        "is_changed": found.is_changed and bool(found.versions),
        "domains": [
            _domain(found, domain.code, domain.name, case, about, writes=writes, today=today)
            for domain in found.instrument.domain
        ],
        "make_href": (
            address("plan_version_make", case, **here)
            if writes and not found.lacks and found.plan is not None
            else ""
        ),
        "version_columns": VERSIONS,
        "versions": [_version_row(line, case, about, today) for line in found.versions],
        "own_href": address("recovery_own", case, **here),
    }


def _domain(
    found: PlanPage, code: str, name: str, case: Case, about: Who, *, writes: bool, today: date
) -> dict[str, Any]:
    here = {"survivor": about.person_id}
    side = found.content.side(code)
    links = [
        Link("Strengths and needs", address("plan_side", case, part=code, **here)),
        Link("Add a goal", address("goal_add", case, part=code, **here)),
    ]
    return {
        "name": name,
        "is_red": code in found.reds,
        "facts": only(Fact("Strong", side.strengths), Fact("Needed", side.needs)),
        "goals": [
            _goal(found, goal, case, about, writes=writes, today=today)
            for goal in found.content.goals_of(code)
        ],
        "links": links if writes else [],
    }


def _goal(
    found: PlanPage, goal: Goal, case: Case, about: Who, *, writes: bool, today: date
) -> Card:
    here = {"survivor": about.person_id}
    links = [
        Link("Add what is done", address("action_add", case, goal=goal.id, **here)),
        Link("Change", address("goal_change", case, goal=goal.id, **here)),
        Link("Leave out", address("plan_leave_out", case, goal=goal.id, **here)),
    ]
    return Card(
        f"“{goal.words}”",
        [
            _action(found, action, case, about, writes=writes, today=today)
            for action in found.content.actions_of(goal.id)
        ],
        links if writes else [],
        tag=f"Reached {spoken_date(goal.reached_on)}" if goal.reached_on else "",
        tone=Tone.GOOD,
    )


def _action(
    found: PlanPage, action: Action, case: Case, about: Who, *, writes: bool, today: date
) -> Fact:
    task = found.tasks.get(action.id)
    done = task is not None and task.done_at is not None
    late = not done and action.due_on < today
    return Fact(
        _who(action, found.owners),
        f"{action.what}, by {spoken_date(action.due_on)}",
        tag="Done" if done else spoken_due(action.due_on, today).capitalize() if late else "",
        tone=Tone.GOOD if done else Tone.ALERT,
        action="Change" if writes else "",
        action_href=address("action_change", case, survivor=about.person_id, action=action.id)
        if writes
        else "",
    )


def _who(action: Action, owners: Mapping[str, str]) -> str:
    if action.owner is None:
        return action.who or "The survivor"
    return owners.get(str(action.owner), "A colleague")


def _version_row(line: VersionLine, case: Case, about: Who, today: date) -> Row:
    row = line.row
    href = address("plan_version", case, survivor=about.person_id, version=row.pk)
    return Row([
        Cell(f"Version {row.number}, {spoken_date(row.on)}", href,
             note=f"{_counted(row.n_goals, 'goal')}, {_counted(row.n_actions, 'action')}"),
        _signed(line.agreed),
        _signed(line.approved),
        Cell(spoken_date(row.review_on),
             note=spoken_due(row.review_on, today).capitalize() if line.agreed else ""),
    ])  # fmt: skip


def _counted(n: int, what: str) -> str:
    return f"1 {what}" if n == 1 else f"{n} {what}s"


def _signed(row: PlanSignature | None) -> Cell:
    if row is None:
        return Cell(tag="Not yet", tone=Tone.WAITING)
    said = row.get_kind_display()
    return Cell(said, note=f"{spoken_date(row.on)}, {row.recorded_by.name}")


def version_page(
    found: VersionPage, case: Case, about: Who, *, writes: bool, approves: bool
) -> dict[str, Any]:
    """One version as it was made, and what it changed."""
    here = {"survivor": about.person_id, "version": found.line.row.pk}
    agreed, approved = found.line.agreed, found.line.approved
    may_agree = writes and found.is_newest and agreed is None and not found.lacks
    may_approve = approves and agreed is not None and approved is None
    return {
        "title": f"Version {found.line.row.number}",
        "back": address("care_plan", case, survivor=about.person_id),
        "about_label": about.label,
        "facts": _version_facts(found),
        "lacks": [lack.what for lack in found.lacks] if agreed is None else [],
        "goals": _goals(found.content, found.owners),
        "change_columns": CHANGES,
        "changes": [
            Row([Cell(one.what, tag=one.kind.capitalize(), tone=NOW[one.kind]), one.before,
                 one.after])
            for one in found.changes
        ],
        "agree_href": address("plan_agree", case, **here) if may_agree else "",
        "approve_href": address("plan_approve", case, **here) if may_approve else "",
    }  # fmt: skip


def _version_facts(found: VersionPage) -> list[Fact]:
    row, line = found.line.row, found.line
    agreed = _said(line.agreed) if line.agreed else "Not yet"
    approved = _said(line.approved) if line.approved else "Not yet"
    facts = [
        Fact("Made", f"{spoken_date(row.on)}, {row.recorded_by.name}"),
        Fact("Agreed", agreed), Fact("Approved", approved),
        Fact("Review", spoken_date(row.review_on)),
    ]  # fmt: skip
    return facts + ([Fact("What they said", found.reason)] if found.reason else [])


def _said(row: PlanSignature) -> str:
    return f"{row.get_kind_display()}, {spoken_date(row.on)}"


def _goals(content: Content, owners: Mapping[str, str]) -> list[Card]:
    return [
        Card(
            f"“{goal.words}”",
            [
                Fact(_who(action, owners), f"{action.what}, by {spoken_date(action.due_on)}")
                for action in content.actions_of(goal.id)
            ],
        )
        for goal in content.goals
    ]


def chosen_kind(code: str) -> PlanSignature.Kind:
    """On which ground, from a form's code."""
    return PlanSignature.Kind(code)
