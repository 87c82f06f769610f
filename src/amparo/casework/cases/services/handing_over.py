"""Handing a colleague's cases to others: the lead, the place on the team and every open task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases import derive
from amparo.casework.cases.models import Case, HandedCase, HandOver, Task, TeamMember
from amparo.casework.cases.services.compartments import close_all_of
from amparo.casework.cases.services.tasks import move_task
from amparo.casework.cases.services.team import add_to_team, leave_team
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused


@dataclass(frozen=True)
class Move:
    """One case, and who takes it."""

    case: Case
    to: User


@transaction.atomic
def hand_over(
    *, by: User, at: datetime, office: Institution, of: User, moves: Sequence[Move],
    why: HandOver.Why, words: str, token: UUID | None = None,
) -> HandOver:  # fmt: skip
    """Give cases of a colleague to others: all of it or nothing.

    Changes, in each case: whoever takes it is on the team, and leads it where the colleague led;
    every open task of the colleague is theirs, on its day; the colleague leaves the team, and the
    closed parts that were open to them are closed. Nothing closed is opened to anyone.
    Raises: Refused without a reason or a case, for a case that is not the colleague's, for whoever
    may not work on it (a conflict of interest, another role), naming the case by its code.
    """
    if token and (first := HandOver.objects.filter(pk=token, by=by).first()):
        return first
    if not words.strip():
        raise Refused("Say why the cases change hands")
    if not moves:
        raise Refused("No case was chosen", next_step="choose who takes at least one")
    act = HandOver.objects.create(
        id=token or uuid4(), office=office, of=of, why=HandOver.Why(why), words=words.strip(),
        by=by, at=at,
    )  # fmt: skip
    for move in moves:
        _hand_over_one(act, move)
    record(
        by=by, verb="cases.handed_over", kind="access.user", object_id=of.actor_id, at=at,
        fields=[act.why], reason=words,
    )  # fmt: skip
    return act


def _hand_over_one(act: HandOver, move: Move) -> None:
    case, on = move.case, timezone.localdate(act.at)
    code = case.code
    if move.to.pk == act.of_id:
        raise Refused(f"Case {code} would stay where it is", next_step="choose somebody else")
    member = _membership(case, act.of)
    tasks = _open_tasks(case, act.of)
    if member is None and not tasks:
        raise Refused(f"Case {code} is not theirs any more", next_step="look at the list again")
    leads = member is not None and member.leads
    joins = _membership(case, move.to) is None
    if joins or leads:
        try:
            add_to_team(by=act.by, at=act.at, case=case, user=move.to, on=on, leads=leads)
        except Refused as refusal:
            raise Refused(f"Case {code}: {refusal.what.lower()}",
                          next_step="choose somebody else for it") from refusal  # fmt: skip
    for task in tasks:
        move_task(by=act.by, at=act.at, task=task, due_on=task.due_on, owner=move.to)
    if member is not None:
        member.refresh_from_db()
        leave_team(by=act.by, at=act.at, member=member, on=on)
    HandedCase.objects.create(
        hand_over=act, case=case, of=act.of, to=move.to, was_member=member is not None,
        was_lead=leads, did_join=joins, tasks=[str(task.pk) for task in tasks],
    )  # fmt: skip
    record(
        by=act.by, verb="case.handed_over", kind="access.user", object_id=move.to.actor_id,
        at=act.at, case_id=str(case.pk), fields=["lead"] if leads else [], reason=act.words,
    )  # fmt: skip


@transaction.atomic
def undo_hand_over(*, by: User, at: datetime, act: HandOver) -> list[str]:
    """Give the cases back; the codes of those that stay, since somebody changed them since.

    Tasks that were finished meanwhile stay finished. Closed parts stay closed.
    Raises: Refused where the colleague's account is closed; Conflict where it was undone already.
    """
    if not act.of.is_active:
        raise Refused("Their account is closed", next_step="hand the cases to somebody who is here")
    if not HandOver.objects.filter(pk=act.pk, undone_at__isnull=True).update(
        undone_at=at, undone_by=by
    ):
        raise Conflict("Someone else undid this first", theirs={}, yours={})
    stayed = []
    for row in act.cases.select_related("case", "to"):
        if not _give_back(row, act, by=by, at=at):
            stayed.append(row.case.code)
    record(by=by, verb="hand_over.undone", kind="access.user", object_id=act.of.actor_id, at=at)
    return sorted(stayed)


def _give_back(row: HandedCase, act: HandOver, *, by: User, at: datetime) -> bool:
    case, on = row.case, timezone.localdate(at)
    taker = _membership(case, row.to)
    if taker is None or (row.was_lead and not taker.leads):
        return False
    if _membership(case, act.of) is None and row.was_member:
        try:
            add_to_team(by=by, at=at, case=case, user=act.of, on=on, leads=row.was_lead)
        except Refused:
            return False
    for task in Task.objects.filter(pk__in=row.tasks, owner=row.to, done_at__isnull=True):
        move_task(by=by, at=at, task=task, due_on=task.due_on, owner=act.of)
    if row.did_join and not _open_tasks(case, row.to):
        TeamMember.objects.filter(pk=taker.pk).update(to_on=max(on, taker.from_on), leads=False)
        close_all_of(by=by, at=at, case=case, user=row.to)
    derive.refresh_next(case)
    record(
        by=by, verb="case.given_back", kind="access.user", object_id=act.of.actor_id, at=at,
        case_id=str(case.pk),
    )  # fmt: skip
    return True


def _membership(case: Case, user: User) -> TeamMember | None:
    rows = TeamMember.objects.filter(case=case, user=user, to_on__isnull=True)
    return rows.select_related("case", "user").first()


def _open_tasks(case: Case, user: User) -> list[Task]:
    return list(
        Task.objects.filter(case=case, owner=user, done_at__isnull=True).select_related("case")
    )
