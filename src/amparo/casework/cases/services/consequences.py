"""What follows from a milestone, as its type declares it, and how it is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import (
    Case,
    Milestone,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.directory.packs import MilestoneType

# The wording of a suspect's role follows these milestones.
STAGES = {
    "represent.charge_sheet_filed": (RoleKind.SUSPECT, RoleKind.ACCUSED),
    "represent.convicted": (RoleKind.ACCUSED, RoleKind.CONVICT),
    "represent.acquitted": (RoleKind.ACCUSED, RoleKind.ACQUITTED),
    "rescue.victim_relieved": (RoleKind.VICTIM, RoleKind.SURVIVOR),
}


def carry_out(kind: MilestoneType, milestone: Milestone, *, at: datetime) -> None:
    """What the type declares as data: tasks, a safety alert, the next wording of a role."""
    from_on = max(milestone.happened_on, timezone.localdate(at))
    for task in kind.tasks:
        Task.objects.create(
            case=milestone.case, what=task.title, opened_by=milestone, made_at=at,
            due_on=from_on + timedelta(days=task.within_days),
            owner=_owner(milestone.case, task.for_role),
        )  # fmt: skip
    if kind.danger:
        SafetyAlert.objects.create(
            case=milestone.case, milestone=milestone, what=kind.name, raised_at=at
        )
    if kind.code in STAGES:
        _advance_role(milestone, *STAGES[kind.code])


def _owner(case: Case, for_role: str) -> User | None:
    """The team member with that role, else whoever leads the case."""
    today = TeamMember.objects.filter(case=case, to_on__isnull=True).select_related("user")
    members = sorted(today, key=lambda member: not member.leads)
    fitting = [member.user for member in members if for_role in member.user.held_roles]
    return next(iter([*fitting, *(member.user for member in members)]), None)


def _advance_role(milestone: Milestone, old: RoleKind, new: RoleKind) -> None:
    """End the old role and start the new one on the milestone's day; history keeps both."""
    froms = SURVIVOR_ROLES[:1] if old == RoleKind.VICTIM else (RoleKind.SUSPECT, RoleKind.ACCUSED)
    if new == RoleKind.ACQUITTED:  # on appeal, too
        froms = (*froms, RoleKind.CONVICT)
    roles = RoleInCase.objects.filter(
        case=milestone.case, role__in=froms, to_on__isnull=True
    ).exclude(role=new)
    if milestone.person_id is not None:
        roles = roles.filter(person=milestone.person_id)
    elif old != RoleKind.SUSPECT:
        return
    for role in roles:
        ends = max(role.from_on, milestone.happened_on)
        RoleInCase.objects.filter(pk=role.pk).update(to_on=ends)
        RoleInCase.objects.get_or_create(
            case=role.case, person=role.person, role=new, to_on=None, defaults={"from_on": ends}
        )


def take_back(milestone: Milestone, *, by: User, at: datetime, reason: str) -> None:
    """Undo what an act that never happened had set off, and say so where it is shown."""
    why, rows = f"The milestone was withdrawn: {reason.strip()}", _itself_and_older(milestone)
    Task.objects.filter(opened_by__in=rows, done_at__isnull=True).update(
        done_at=at, done_by=by, outcome=why[:300]
    )
    SafetyAlert.objects.filter(milestone__in=rows, resolved_at__isnull=True).update(
        resolved_at=at, resolved_by=by, measure=why[:300]
    )
    if milestone.type in STAGES:
        _return_role(milestone, STAGES[milestone.type][1])


def _itself_and_older(milestone: Milestone) -> list[Milestone]:
    """The milestone and the rows it corrected: the first of them opened the tasks."""
    rows, older = [milestone], milestone.supersedes
    while older is not None:
        rows.append(older)
        older = older.supersedes
    return rows


def _return_role(milestone: Milestone, new: RoleKind) -> None:
    """Give back the wording a person had; an accusation that was never made leaves no trace here.

    Where another milestone of the kind is in force for the person, the wording stands.
    """
    others = Milestone.objects.filter(case=milestone.case, type=milestone.type).current()
    held = RoleInCase.objects.filter(case=milestone.case, role=new, to_on__isnull=True)
    if milestone.person_id is not None:
        held = held.filter(person=milestone.person_id)
    for role in held:
        if others.exclude(pk=milestone.pk).filter(person__in=[role.person_id]).exists():
            continue
        before = RoleInCase.objects.filter(
            case=role.case, person=role.person, to_on=role.from_on
        ).exclude(role=new)
        if before.update(to_on=None):
            role.delete()
