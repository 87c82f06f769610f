"""What happened in a case, newest first, with what was corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from amparo.access.models import User
from amparo.casework.cases.derive import CLOSES
from amparo.casework.cases.models import Case, Clock, Milestone, SafetyDuty, Task
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.services.milestones import note_of
from amparo.directory.packs import MilestoneType, code_list, milestone_types
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    id: str
    type: str
    way: str
    name: str
    on: date
    precision: str
    where: str
    who: str
    source: str
    note: str
    recorded_by: str
    recorded_at: datetime
    is_struck: bool
    why_struck: str
    replaces: bool
    may_correct: bool


def timeline_for(user: User, case: Case) -> tuple[Moment, ...]:
    """Every milestone, newest first, those corrected or withdrawn struck; three queries.

    A partner sees what is in force only: the reason of a correction may name people.
    """
    visible = Milestone.objects.visible_to(user).filter(case=case)
    rows = (visible if user.may("people.read") else visible.current()).select_related(
        "institution", "unit", "recorded_by", "superseded_by", "case__key"
    )
    labels = {who.person_id: who.label for who in people_in(case, user)}
    types = milestone_types()
    ordered = sorted(rows, key=lambda m: (m.happened_on, m.recorded_at), reverse=True)
    return tuple(_moment(row, labels, types[row.type], user) for row in ordered if not row.is_void)


def _moment(row: Milestone, labels: dict[str, str], kind: MilestoneType, user: User) -> Moment:
    newer = getattr(row, "superseded_by", None)
    sees_people = user.may("people.read")
    return Moment(
        id=str(row.pk),
        type=row.type,
        way=kind.way,
        name=kind.name,
        on=row.happened_on,
        precision=row.precision,
        where=row.unit.name if row.unit else (row.institution.name if row.institution else ""),
        who=labels.get(str(row.person_id), "") if row.person_id else "",
        source=source_of(row) if sees_people else "",
        note=note_of(row) if sees_people else "",
        recorded_by=row.recorded_by.name if row.recorded_by and sees_people else "",
        recorded_at=row.recorded_at,
        is_struck=newer is not None,
        why_struck=newer.correction_reason if newer else "",
        replaces=row.supersedes_id is not None,
        may_correct=newer is None and user.may("cases.write"),
    )


def source_of(row: Milestone) -> str:
    """Where it is written, in words; for a closed file, why it was closed."""
    name = "closure_reasons" if row.type == CLOSES else "source_documents"
    return code_list(name).name_of(row.source)


def milestone_for(user: User, milestone_id: str) -> Milestone:
    """One milestone in force that this user may correct; NotVisible where there is none."""
    found = (
        Milestone.objects.visible_to(user, "cases.write")
        .current()
        .select_related("case__programme", "case__key", "institution", "unit", "person")
        .filter(pk=milestone_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def consequences_of(milestone: Milestone) -> list[str]:
    """The clocks and tasks a milestone set off in its case, in words with their days."""
    clocks = Clock.objects.filter(started_by=milestone, stopped_on__isnull=True)
    tasks = Task.objects.filter(opened_by=milestone, done_at__isnull=True)
    waits = [(clock.due_on, clock.name) for clock in clocks]
    waits += [(task.due_on, task.what) for task in tasks]
    duties = SafetyDuty.objects.filter(
        cause=milestone, case=milestone.case_id, withdrawn_at__isnull=True
    )
    waits += [(duty.due_on, "A safety check of a survivor, and telling them") for duty in duties]
    return [f"{words}, by {due_on.day} {due_on:%B %Y}" for due_on, words in sorted(waits)]
