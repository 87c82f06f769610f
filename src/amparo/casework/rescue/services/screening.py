"""Screening someone, and deciding their status: one orders work, the other is a person’s."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.cases.services.tasks import add_task
from amparo.casework.rescue.models import Screening, StatusDecision
from amparo.casework.rescue.scoring import Answer, Result, result_of
from amparo.casework.rescue.services.written import (
    check_survivor,
    first_of,
    keep,
    new_row,
    tell_once,
)
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import code_list
from amparo.directory.packs.screening import ScreeningTool, screening_versions
from amparo.errors import Refused
from amparo.vault.sealing import seal

CHILD_UNTIL = 18
SOON = ("alert", "danger")


@transaction.atomic
def screen(
    *, by: User, at: datetime, case: Case, person: Person, tool: ScreeningTool,
    answers: Mapping[str, str], on: date, words: str = "", token: UUID | None = None,
) -> Screening:  # fmt: skip
    """Keep one person's answers to a tool.

    Changes: rescue.risk_screened, once a day; where the band asks for it soon, a task for a person
    to look at it. No status changes by it.
    Raises: Refused for an item the tool does not have, or when nothing was answered.
    """
    if (first := first_of(Screening, token, by=by, case=case)) is not None:
        return first
    check_day(on, at=at)
    check_survivor(case, person)
    known = {item.code for item in tool.items}
    if odd := sorted(set(answers) - known):
        raise Refused("The tool does not ask this", found=", ".join(odd))
    if set(answers.values()) <= {Answer.UNKNOWN, ""}:
        raise Refused("Nothing was answered", next_step="answer what is known, one thing is enough")
    row = new_row(
        Screening, by=by, at=at, case=case, words=words, token=token, person=person,
        tool=tool.code, tool_version=tool.version, on=on, was_child=may_be_child(person, on),
    )  # fmt: skip
    row.answers_sealed = seal(
        json.dumps(dict(sorted(answers.items()))), case.key, table="rescue_screening", row=row.pk,
        field="answers",
    )  # fmt: skip
    row.milestone = tell_once(case, "rescue.risk_screened", by=by, at=at, on=on, person=person)
    keep(row, by=by, at=at, verb="person.screened")
    _ask_someone(row, by=by, at=at)
    return row


def _ask_someone(row: Screening, *, by: User, at: datetime) -> None:
    """A task for a person, where the answers ask for one soon."""
    band = outcome_of(row).band
    if band.tone in SOON:
        tool = screening_versions()[row.tool, row.tool_version].name
        add_task(
            by=by, at=at, case=row.case, owner=by,
            what=f"Screened, “{tool}”: look at the answers and decide what is done",
            due_on=row.on + timedelta(days=band.within_days),
        )  # fmt: skip


def outcome_of(row: Screening) -> Result:
    """What the answers call for, by the version of the tool they were given to."""
    tool = screening_versions()[row.tool, row.tool_version]
    return result_of(tool, json.loads(row.answers()), is_child=row.was_child)


def may_be_child(person: Person, on: date) -> bool:
    """Whether the person may be under eighteen: benefit of the doubt where the year touches it."""
    return person.birth_year is not None and on.year - person.birth_year <= CHILD_UNTIL


@transaction.atomic
def decide_status(
    *, by: User, at: datetime, case: Case, person: Person, status: str, decided_by: str, on: date,
    words: str, institution: Institution | None = None, unit: Unit | None = None, paper: str = "",
    screening: Screening | None = None, token: UUID | None = None,
) -> StatusDecision:  # fmt: skip
    """Keep what somebody decided about a person's status, and why.

    Changes: an authority's “victim” records rescue.status_decided, its “not a victim”
    rescue.not_a_victim; the office's own “victim” or “possible” rescue.victim_identified.
    Raises: Refused without a reason, without the authority that decided, or for unknown codes.
    """
    if (first := first_of(StatusDecision, token, by=by, case=case)) is not None:
        return first
    check_day(on, at=at)
    check_survivor(case, person)
    place = unit.institution if unit else institution
    _check(status, decided_by, words, place, on)
    row = new_row(
        StatusDecision, by=by, at=at, case=case, words=words, token=token, person=person,
        status=status, decided_by=decided_by, institution=place, unit=unit, on=on,
        paper=paper.strip(), screening=screening,
    )  # fmt: skip
    row.milestone = _told(row, by=by, at=at)
    keep(row, by=by, at=at, verb="status.decided")
    return row


def _check(status: str, decided_by: str, words: str, place: Institution | None, on: date) -> None:
    if status not in dict(code_list("victim_status").choices(on=on)):
        raise Refused("This status is not known", next_step="choose one from the list")
    if decided_by not in dict(code_list("status_deciders").choices(on=on)):
        raise Refused("Say who decided", next_step="choose one from the list")
    if not words.strip():
        raise Refused("A status needs its reason", next_step="say what it rests on")
    if decided_by != "office" and place is None:
        raise Refused("Say which authority decided", next_step="choose it from the list")


def _told(row: StatusDecision, *, by: User, at: datetime) -> Milestone | None:
    is_own = row.decided_by == "office"
    if row.status == StatusDecision.Status.POSSIBLE and not is_own:
        return None
    what = "rescue.victim_identified" if is_own else "rescue.status_decided"
    if row.status == StatusDecision.Status.NOT:
        if is_own:
            return None
        what = "rescue.not_a_victim"
    return tell_once(
        row.case, what, by=by, at=at, on=row.on, person=row.person, institution=row.institution,
        unit=row.unit,
    )  # fmt: skip
