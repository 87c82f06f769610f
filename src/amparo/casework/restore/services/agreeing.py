"""Agreement to a plan, on a ground that fits the survivor; a supervisor's approval; the chase."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase, RoleKind, Task
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.safety import one_person
from amparo.casework.cases.services.tasks import add_task, finish_task, move_task
from amparo.casework.restore.models import Plan, PlanSignature, PlanTask, PlanVersion
from amparo.casework.restore.planning import Action
from amparo.casework.restore.services.plans import (
    Basis,
    basis_with_reds,
    content_of,
    is_agreed,
    lacks_in,
)
from amparo.casework.restore.services.writing import begin, keep, tell
from amparo.errors import Conflict, Refused

REVIEW = "Review the plan together with the survivor"
ACTION = "An action of the plan: {domain}"
ADULT = 18
Kind = PlanSignature.Kind


def may_sign(person: Person, on: date) -> tuple[Kind, ...]:
    """Which agreement a survivor of this age can give; for a child a guardian signs too, or a
    best-interest decision stands in."""
    year = person.birth_year
    if year is None:
        return (Kind.AGREED, Kind.ASSENT, Kind.BEST_INTEREST)
    return (Kind.ASSENT, Kind.BEST_INTEREST) if on.year - year < ADULT else (Kind.AGREED,)


@transaction.atomic
def agree_plan(
    *, by: User, at: datetime, version: PlanVersion, kind: Kind, on: date,
    guardian: Person | None = None, words: str = "", token: UUID | None = None,
) -> PlanSignature:  # fmt: skip
    """Keep that a version was agreed and signed, and by whom.

    Changes: restore.plan_agreed for the first agreement, later restore.plan_reviewed; a task for
    each action, a task for the review; tasks of what the version leaves out are closed.
    Raises: Refused for a version that is not the newest or lacks something by now, for a ground
    that does not fit the survivor's age, for a guardian who may not sign, and for a
    best-interest decision without a reason.
    """
    if token and (first := PlanSignature.objects.filter(pk=token, version=version).first()):
        return first
    plan = _hold(version.plan)
    if is_agreed(version):
        raise Conflict("Somebody recorded the agreement first", theirs={}, yours={})
    if plan.versions.filter(number__gt=version.number).exists():
        raise Refused("There is a newer version", next_step="have that one agreed")
    if on < version.on:
        raise Refused("A version cannot be agreed before it was made", found=on.isoformat())
    basis = basis_with_reds(plan.case, plan.person)
    if lacks := lacks_in(basis, content_of(version)):
        raise Refused(
            f"Since it was made the plan came to lack: {'; '.join(one.what for one in lacks)}",
            next_step="add these and make a new version",
        )
    _require_ground(version, kind, on=on, guardian=guardian, words=words)
    row, is_new = begin(
        PlanSignature, by=by, at=at, case=plan.case, person=plan.person, on=on, token=token,
        words={"words": words}, version=version, kind=kind, guardian=guardian,
        has_reason=bool(words.strip()),
    )  # fmt: skip
    if is_new:
        row.milestone = tell(row, _milestone(row), by=by, at=at)
        keep(row, by=by, at=at, verb="plan.agreed", fields=[kind])
        _chase(plan, version, basis, by=by, at=at)
    return row


def _hold(plan: Plan) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",)).filter(pk=plan.pk)
    return rows.select_related("case__key", "case__office", "person", "review_task__case").get()


def _milestone(row: PlanSignature) -> str:
    first = Milestone.objects.filter(
        case=row.case, person=row.person, type="restore.plan_agreed"
    ).current()
    is_later = first.exists() and not first.filter(happened_on=row.on).exists()
    return "restore.plan_reviewed" if is_later else "restore.plan_agreed"


def _require_ground(
    version: PlanVersion, kind: Kind, *, on: date, guardian: Person | None, words: str
) -> None:
    allowed = may_sign(version.person, on)
    if kind not in allowed:
        raise Refused(
            "This ground does not fit the survivor’s age",
            next_step=" or ".join(one.label.lower() for one in allowed),
        )
    if kind == Kind.BEST_INTEREST and not words.strip():
        raise Refused("A best-interest decision needs its reason", next_step="write it down")
    if kind != Kind.ASSENT:
        return
    if guardian is None:
        raise Refused("Say which guardian signed", next_step="choose one of the case")
    require_guardian(version.case, guardian)


def require_guardian(case: Case, guardian: Person) -> None:
    """Refuse someone who is no guardian in the case, or a suspect in any case of the office.

    The reason is not told: it may lie in a case that the team here must not know of.
    """
    if not RoleInCase.objects.filter(
        case=case, person=guardian, role=RoleKind.GUARDIAN, to_on__isnull=True
    ).exists():
        raise Refused("This person is not a guardian in the case",
                      next_step="give them the role under “People” first")  # fmt: skip
    if _is_suspected(guardian):
        raise Refused(
            "This guardian may not sign",
            next_step="choose another guardian, or record a best-interest decision with its reason",
        )


def _is_suspected(person: Person) -> bool:
    """Whether they, or a record decided to be the same person, are a suspect in any case, and were
    not acquitted there."""
    group = one_person([person.pk])
    rows = RoleInCase.objects.filter(person__in=group, role__in=SUSPECT_ROLES)
    held: dict[UUID, set[str]] = {}
    for case_id, role in rows.values_list("case", "role"):
        held.setdefault(case_id, set()).add(role)
    return any(RoleKind.ACQUITTED not in roles for roles in held.values())


@transaction.atomic
def approve_plan(*, by: User, at: datetime, version: PlanVersion, on: date) -> PlanSignature:
    """A supervisor's approval of an agreed version; never by the person who made it.

    Raises: Refused for anyone else; Conflict when somebody approved it first.
    """
    if Role.SUPERVISOR not in by.held_roles:
        raise Refused("A supervisor approves a plan", next_step="ask yours")
    if version.recorded_by_id == by.pk:
        raise Refused("Nobody approves a plan they made themselves",
                      next_step="ask another supervisor")  # fmt: skip
    if not is_agreed(version):
        raise Refused("The survivor agrees first", next_step="record the agreement")
    if version.signatures.filter(kind=Kind.APPROVED).exists():
        raise Conflict("Another supervisor approved it first", theirs={}, yours={})
    row, _ = begin(
        PlanSignature, by=by, at=at, case=version.case, person=version.person, on=on,
        words={}, version=version, kind=Kind.APPROVED,
    )  # fmt: skip
    keep(row, by=by, at=at, verb="plan.approved")
    return row


def _chase(plan: Plan, version: PlanVersion, basis: Basis, *, by: User, at: datetime) -> None:
    """The tasks of an agreed version: one an action that is a colleague's, one for the review."""
    content = content_of(version)
    names = {goal.id: goal.domain for goal in content.goals if goal.reached_on is None}
    wanted = {
        action.id: action for action in content.actions if action.goal in names and action.owner
    }
    held = {row.action: row for row in plan.tasks.select_related("task__case", "task__owner")}
    for action_id, row in held.items():
        if action_id not in wanted and row.task.done_at is None:
            finish_task(by=by, at=at, task=row.task, outcome="No longer in the plan")
    for action in wanted.values():
        domain = names[action.goal]
        title = ACTION.format(domain=basis.names.get(domain, domain))
        _task_of(plan, action, title, held.get(action.id), by=by, at=at)
    if plan.review_task is not None and plan.review_task.done_at is None:
        finish_task(by=by, at=at, task=plan.review_task, outcome="The plan was agreed anew")
    review = add_task(by=by, at=at, case=plan.case, what=REVIEW, due_on=version.review_on, owner=by)
    Plan.objects.filter(pk=plan.pk).update(review_task=review)


def _task_of(
    plan: Plan, action: Action, title: str, held: PlanTask | None, *, by: User, at: datetime
) -> None:
    owner = User.objects.filter(pk__in=[action.owner], office=plan.case.office_id).first()
    if held is None:
        task = add_task(by=by, at=at, case=plan.case, what=title, due_on=action.due_on, owner=owner)
        PlanTask.objects.create(case=plan.case, plan=plan, action=action.id, task=task, made_by=by)
        return
    task = Task.objects.select_related("case").get(pk=held.task_id)
    if task.done_at is None and (task.due_on, task.owner_id) != (action.due_on, action.owner):
        move_task(by=by, at=at, task=task, due_on=action.due_on, owner=owner)
