"""A person is out of the violence, and what they need in the first two days."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase, Task
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.cases.services.safety import one_person
from amparo.casework.cases.services.tasks import add_task
from amparo.casework.rescue.models import (
    FirstStep,
    Operation,
    OperationCase,
    OperationEvent,
    Relief,
    TakenBack,
)
from amparo.casework.rescue.services.dignity import spread_answers
from amparo.casework.rescue.services.written import (
    check_survivor,
    first_of,
    in_trail,
    keep,
    new_row,
    tell_once,
)
from amparo.directory.packs import code_list
from amparo.directory.packs.operating import operating
from amparo.errors import Refused

RELIEVED = "rescue.victim_relieved"
NOT_PUNISHED = "Ask that a victim is not prosecuted for what they were made to do"


@transaction.atomic
def record_relief(
    *, by: User, at: datetime, case: Case, person: Person, how: str, relieved_at: datetime,
    operation: Operation | None = None, words: str = "", token: UUID | None = None,
) -> Relief:  # fmt: skip
    """Keep that a person is out of the violence.

    Changes: rescue.victim_relieved, unless the timeline has it, whose task sees to the first 24
    hours and whose clocks run; what the checklist of the operation has found is kept for them too;
    where they are suspected too, a task asks that they go unpunished for what they had to do.
    Raises: Refused for someone who is no survivor, was relieved that day already, or by an
    operation that does not serve the case or was not carried out.
    """
    if (first := first_of(Relief, token, by=by, case=case)) is not None:
        return first
    on = timezone.localdate(relieved_at)
    check_day(on, at=at)
    check_survivor(case, person)
    _check(case, person, how, relieved_at, operation)
    authority = operation.authority if operation else None
    row = new_row(
        Relief, by=by, at=at, case=case, words=words, token=token, person=person, how=how,
        relieved_at=relieved_at, operation=operation,
    )  # fmt: skip
    told = tell_once(
        case, RELIEVED, by=by, at=at, on=on, person=person, institution=authority,
        unit=operation.unit if operation else None,
    )  # fmt: skip
    there = Milestone.objects.filter(case=case, type=RELIEVED, person=person, happened_on=on)
    row.milestone = told or there.current().latest("recorded_at")
    keep(row, by=by, at=at, verb="person.relieved")
    if operation is not None:
        in_trail(operation, by=by, at=at, verb="operation.relief_recorded")
        spread_answers(operation, by=by, at=at)
    ask_not_to_punish(case, person, by=by, at=at)
    return row


def _check(
    case: Case, person: Person, how: str, relieved_at: datetime, operation: Operation | None
) -> None:
    on = timezone.localdate(relieved_at)
    if how not in dict(code_list("relief_ways").choices(on=on)):
        raise Refused("Say how they came out", next_step="choose one")
    if (how == "operation") != (operation is not None):
        raise Refused("An operation brought them out, or none did", next_step="choose which")
    if operation is not None:
        if not OperationCase.objects.filter(operation=operation, case=case).exists():
            raise Refused("This operation does not serve the case", next_step="add the case to it")
        # Hours are typed to the minute: one that began in this minute was carried out by then.
        carried = OperationEvent.objects.filter(
            operation=operation, what=OperationEvent.What.EXECUTED,
            happened_at__lt=relieved_at + timedelta(minutes=1),
        )  # fmt: skip
        if not carried.exists():
            raise Refused(
                "The operation was not carried out by then",
                next_step="record that it began, or check the hour",
            )
    Case.objects.select_for_update().get(pk=case.pk)
    back = TakenBack.objects.filter(case=case).values("row")
    same = Relief.objects.filter(case=case, person=person).exclude(pk__in=back)
    if any(timezone.localdate(row.relieved_at) == on for row in same):
        raise Refused("This person was recorded as out of the violence that day already")


def is_also_suspected(case: Case, person: Person) -> bool:
    """Whether a victim of this case is a suspect too, here or in another case of the office."""
    group = one_person([person.pk])
    roles = RoleInCase.objects.filter(
        person__in=group, role__in=SUSPECT_ROLES, to_on__isnull=True, case__office=case.office_id
    ).exclude(role="acquitted")
    return roles.exists()


def ask_not_to_punish(case: Case, person: Person, *, by: User, at: datetime) -> None:
    """Open the task of non-punishment, once a case, where a victim is a suspect too."""
    waits = Task.objects.filter(case=case, what=NOT_PUNISHED, done_at__isnull=True)
    if is_also_suspected(case, person) and not waits.exists():
        add_task(
            by=by, at=at, case=case, what=NOT_PUNISHED, owner=None,
            due_on=timezone.localdate(at) + timedelta(days=1),
        )  # fmt: skip


@transaction.atomic
def see_to(
    *, by: User, at: datetime, case: Case, person: Person, need: str, was_met: bool,
    done_at: datetime, words: str = "", token: UUID | None = None,
) -> FirstStep:  # fmt: skip
    """Keep that a person had what they need; or did not, and why.

    Changes: where it was met, the milestone that the need declares, unless the timeline has it.
    Raises: Refused for a need that is not on the list, an hour to come, or no without a reason.
    """
    if (first := first_of(FirstStep, token, by=by, case=case)) is not None:
        return first
    on = timezone.localdate(done_at)
    check_day(on, at=at)
    check_survivor(case, person)
    declared = operating().need(need)
    if declared is None:
        raise Refused("This is not on the list", next_step="choose one from the list")
    if not was_met and not words.strip():
        raise Refused("Say why not", next_step="what stood in the way, in a sentence")
    row = new_row(
        FirstStep, by=by, at=at, case=case, words=words, token=token, person=person, need=need,
        was_met=was_met, done_at=done_at,
    )  # fmt: skip
    if was_met and declared.milestone:
        row.milestone = tell_once(case, declared.milestone, by=by, at=at, on=on, person=person)
    keep(row, by=by, at=at, verb="need.met" if was_met else "need.not_met")
    return row
