"""Putting people in places: nobody brings a survivor and a suspect together unawares."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.apart.meeting import Meeting, WouldMeet, meetings_of, place_digest
from amparo.casework.apart.models import Stay, StayEnd
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.cases.services.safety import hold_people
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal

TOGETHER = "rescue.together_with_suspects"
ONE_ROOM = "B27"


@transaction.atomic
def put_in_place(
    *, by: User, at: datetime, case: Case, person: Person, kind: str, purpose: str, place: str,
    from_at: datetime, until_at: datetime | None = None, is_planned: bool, is_secret: bool = False,
    reason: str = "", institution: Institution | None = None, token: UUID | None = None,
) -> Stay:  # fmt: skip
    """Keep that a person is, or will be, in a place.

    Changes: the stay. Where they meet someone they must be kept from, and it is no plan but so,
    rescue.together_with_suspects about the survivor, once a day: an alert and a task follow.
    Raises: WouldMeet, with nothing saved, unless a reason is given; Refused without a place, for
    someone who is not in the case, for hours that end before they begin, or for a fact to come.
    """
    if token and (first := Stay.objects.filter(pk=token, case=case, recorded_by=by).first()):
        return first
    if not place.strip():
        raise Refused("Say which place", next_step="a name or a number that everyone uses")
    if until_at is not None and until_at <= from_at:
        raise Refused("It ends before it begins", next_step="check the hours")
    if not is_planned:
        check_day(timezone.localdate(from_at), at=at)
    _hold(case, person)
    met = meetings_of(person, place, from_at=from_at, until_at=until_at)
    if met and not reason.strip():
        raise WouldMeet(met)
    row = Stay(
        id=token or uuid4(), case=case, person=person, kind=kind, purpose=purpose,
        place_digest=place_digest(place), from_at=from_at, until_at=until_at,
        is_planned=is_planned, is_secret=is_secret, met=bool(met), recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.place_sealed = seal(place.strip(), case.key, table="stay", row=row.pk, field="place")
    if met:
        row.reason_sealed = seal(reason.strip(), case.key, table="stay", row=row.pk, field="reason")
    row.save(force_insert=True)
    record(
        by=by, verb="stay.allowed_to_meet" if met else "stay.kept", kind="apart.stay",
        object_id=str(row.pk), at=at, case_id="" if is_secret else str(case.pk),
    )  # fmt: skip
    if not is_planned:
        for meeting in met:
            if not meeting.stay.is_planned:
                _tell(row, meeting, by=by, at=at, institution=institution)
    return row


def _hold(case: Case, person: Person) -> None:
    """Have two who are put in one place at once wait for one another."""
    roles = RoleInCase.objects.filter(person=person)
    if not roles.filter(case=case).exists():
        raise Refused("This person is not in the case", next_step="add the person to it first")
    hold_people([person.pk], cases={case.pk, *roles.values_list("case", flat=True)})


def _tell(
    row: Stay, meeting: Meeting, *, by: User, at: datetime, institution: Institution | None
) -> None:
    """Tell of the survivor that they were together, once a day; and note it."""
    stay = row if meeting.is_suspect else meeting.stay
    on = timezone.localdate(max(row.from_at, meeting.stay.from_at))
    role = RoleInCase.objects.filter(person=stay.person_id, role__in=SURVIVOR_ROLES)
    held = role.filter(case=row.case_id).first() or role.first()
    if held is None:
        return
    there = Milestone.objects.filter(
        case=held.case_id, person=stay.person_id, type=TOGETHER, happened_on=on
    )
    if there.current().exists():
        return
    told = record_milestone(
        by=by, at=at, case=held.case, type=TOGETHER, on=on, person=stay.person,
        institution=institution,
    )  # fmt: skip
    note_breakdown(
        by=by, at=at, case=held.case, cause=ONE_ROOM, on=on, institution=institution,
        person=stay.person, milestone=told, evidence="Recorded in one place at the same time",
    )  # fmt: skip


@transaction.atomic
def leave_place(
    *, by: User, at: datetime, stay: Stay, ended_at: datetime, is_void: bool = False
) -> StayEnd:
    """Say when a person left; or that they never were there, or will not go.

    Raises: Refused for an end before the beginning; Conflict when somebody said so first.
    """
    Stay.objects.select_for_update().get(pk=stay.pk)
    if StayEnd.objects.filter(stay=stay).exists():
        raise Conflict("Someone else said so first", theirs={}, yours={})
    if not is_void and ended_at < stay.from_at:
        raise Refused("They cannot leave before they came", next_step="check the hour")
    row = StayEnd.objects.create(
        case=stay.case, stay=stay, ended_at=ended_at, is_void=is_void, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    record(
        by=by, verb="stay.withdrawn" if is_void else "stay.ended", kind="apart.stay",
        object_id=str(stay.pk), at=at, case_id="" if stay.is_secret else str(stay.case_id),
    )  # fmt: skip
    return row
