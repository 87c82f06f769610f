"""Recording what happened, and correcting it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases import derive
from amparo.casework.cases.models import Case, Milestone, Person, Precision, RoleInCase
from amparo.casework.cases.services.consequences import carry_out, take_back
from amparo.casework.cases.services.safety import (
    follow_correction,
    hold_for,
    open_duties,
    take_back_duties,
)
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import MilestoneType, milestone_type, milestone_types
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal, unseal

EARLIEST = date(1900, 1, 1)


@transaction.atomic
def record_milestone(
    *,
    by: User,
    at: datetime,
    case: Case,
    type: str,  # noqa: A002  (the field's own name)
    on: date,
    precision: Precision = Precision.DAY,
    person: Person | None = None,
    unit: Unit | None = None,
    institution: Institution | None = None,
    source: str = "",
    note: str = "",
    token: UUID | None = None,
    under: str = "",
) -> Milestone:
    """Add a dated fact to a case and carry out what its type declares.

    Changes: the milestone; the clocks it starts and stops; the tasks and the safety alert it opens;
    the wording of a suspect's role; the case's standing; one audit entry. Where a suspect may be
    free by it, a safety check and a duty to tell for every survivor near them, in any case. A
    form's token becomes the row's id: sent twice, it records once and gives the first row again.
    `under` is the rule that the calling service has kept, for kinds that are held to one.
    Who may: whoever may write in it; views fetch it through `visible_to(user, "cases.write")`.
    Raises: Refused for an unknown type, a future day, a person who is not in the case, or a kind
    that is held to a rule.
    """
    kind = type_of(type)
    if kind.rule != under:
        raise Refused(
            f"“{kind.name}” follows from a rule and is not recorded by hand",
            next_step="open the tab of that way, which says what is still missing",
        )
    hold_for(type, case, person)
    derive.take_turns(case)
    if (first := _recorded_with(token, by=by, case=case)) is not None:
        return first
    check_day(on, at=at)
    _check_person(case, person, kind)
    milestone = Milestone(
        id=token or uuid4(), case=case, type=type, person=person, happened_on=on,
        precision=precision, unit=unit, institution=unit.institution if unit else institution,
        source=source.strip(), recorded_by=by, recorded_at=at,
    )  # fmt: skip
    milestone.note_sealed = _sealed_note(case, milestone, note)
    milestone.save(force_insert=True)
    carry_out(kind, milestone, at=at)
    if kind.frees:
        open_duties(milestone, at=at)
    derive.rebuild(case, pack_code=case.programme.pack)
    record(
        by=by, verb="milestone.recorded", kind="cases.milestone", object_id=str(milestone.pk),
        at=at, case_id=str(case.pk), fields=["happened_on", "type"],
    )  # fmt: skip
    return milestone


@transaction.atomic
def correct_milestone(
    *,
    by: User,
    at: datetime,
    milestone: Milestone,
    reason: str,
    on: date,
    precision: Precision,
    unit: Unit | None = None,
    institution: Institution | None = None,
    source: str = "",
    note: str | None = None,
) -> Milestone:
    """Put a corrected row in the place of a milestone; the old row stays and is shown struck.

    Raises: Refused without a reason; Conflict when it has been corrected already.
    """
    check_day(on, at=at)
    newer = _replacement(by=by, at=at, milestone=milestone, reason=reason)
    newer.happened_on, newer.precision, newer.source = on, precision, source.strip()
    newer.unit, newer.institution = unit, unit.institution if unit else institution
    text = note_of(milestone) if note is None else note
    newer.note_sealed = _sealed_note(milestone.case, newer, text)
    return _put_in_place(newer, by=by, at=at, verb="milestone.corrected", reason=reason)


@transaction.atomic
def withdraw_milestone(*, by: User, at: datetime, milestone: Milestone, reason: str) -> Milestone:
    """Say that a milestone never happened; the row stays and is shown struck.

    Changes: the case's clocks and standing; the open tasks and alert the milestone had opened are
    closed; a suspect's role goes back to the wording it had.

    Raises: Refused without a reason; Conflict when it has been corrected already.
    """
    newer = _replacement(by=by, at=at, milestone=milestone, reason=reason)
    newer.is_void = True
    take_back(milestone, by=by, at=at, reason=reason)
    take_back_duties(milestone, by=by, at=at)
    return _put_in_place(newer, by=by, at=at, verb="milestone.withdrawn", reason=reason)


def note_of(milestone: Milestone) -> str:
    """The note, unsealed."""
    return unseal(
        milestone.note_sealed, milestone.case.key, table="milestone", row=milestone.pk, field="note"
    )


def _sealed_note(case: Case, milestone: Milestone, note: str) -> bytes:
    return seal(note.strip(), case.key, table="milestone", row=milestone.pk, field="note")


def _recorded_with(token: UUID | None, *, by: User, case: Case) -> Milestone | None:
    """What this form recorded already. Raises Refused for a token that is another's."""
    first = Milestone.objects.filter(pk=token).first() if token else None
    if first is not None and (first.case_id, first.recorded_by_id) != (case.pk, by.pk):
        raise Refused("This form is out of date", next_step="open it again")
    return first


def type_of(code: str) -> MilestoneType:
    """The kind of milestone of a code. Raises Refused for one that is not known."""
    if code not in milestone_types():
        raise Refused("This kind of milestone is not known", next_step="choose one from the list")
    return milestone_type(code)


def check_day(on: date, *, at: datetime) -> None:
    """Refuse a day that has not come anywhere on earth, or lies before any case."""
    if on > (at + timedelta(hours=14)).date():
        raise Refused(
            "A milestone cannot lie in the future",
            found=on.isoformat(),
            next_step="record it when it has happened, or add a task for that day",
        )
    if on < EARLIEST:
        raise Refused("This day is too long ago", found=on.isoformat(), next_step="check the year")


def _check_person(case: Case, person: Person | None, kind: MilestoneType) -> None:
    if person is None:
        return
    if kind.about == "case":
        raise Refused(f"“{kind.name}” is about the whole case", next_step="leave the person out")
    if not RoleInCase.objects.filter(case=case, person=person).exists():
        raise Refused("This person is not in the case", next_step="add the person to it first")


def _replacement(*, by: User, at: datetime, milestone: Milestone, reason: str) -> Milestone:
    if not reason.strip():
        raise Refused("A correction needs a reason", next_step="say what was wrong")
    hold_for(milestone.type, milestone.case, milestone.person)
    derive.take_turns(milestone.case)
    if Milestone.objects.filter(supersedes=milestone).exists():
        raise Conflict(
            "This milestone was corrected by someone else meanwhile", theirs={}, yours={},
            next_step="look at the timeline, then correct the newer entry if it is wrong too",
        )  # fmt: skip
    return Milestone(
        case=milestone.case, type=milestone.type, person=milestone.person,
        happened_on=milestone.happened_on, precision=milestone.precision, unit=milestone.unit,
        institution=milestone.institution, source=milestone.source, recorded_by=by, recorded_at=at,
        supersedes=milestone, correction_reason=reason.strip(),
    )  # fmt: skip


def _put_in_place(newer: Milestone, *, by: User, at: datetime, verb: str, reason: str) -> Milestone:
    newer.save(force_insert=True)
    if not newer.is_void and newer.supersedes is not None:
        follow_correction(newer.supersedes, newer)
    derive.rebuild(newer.case, pack_code=newer.case.programme.pack)
    record(
        by=by, verb=verb, kind="cases.milestone", object_id=str(newer.pk), at=at,
        case_id=str(newer.case_id), reason=reason,
    )  # fmt: skip
    return newer
