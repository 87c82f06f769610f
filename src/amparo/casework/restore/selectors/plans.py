"""A survivor's plan as pages show it: what is written, what it lacks, its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person, Task, TeamMember
from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.models import Plan, PlanSignature, PlanVersion
from amparo.casework.restore.planning import (
    Action,
    Content,
    Difference,
    Goal,
    Lack,
    State,
    differences,
    state_of,
)
from amparo.casework.restore.services.plans import basis_with_reds, content_of, lacks_in
from amparo.errors import NotVisible


@dataclass(frozen=True)
class VersionLine:
    """One version, and who signed it."""

    row: PlanVersion
    agreed: PlanSignature | None
    approved: PlanSignature | None

    def state(self, n_lacks: int) -> State:
        """Where it stands."""
        return state_of(
            has_version=True, n_lacks=n_lacks, is_agreed=self.agreed is not None,
            is_approved=self.approved is not None,
        )  # fmt: skip


@dataclass(frozen=True)
class PlanPage:
    """Everything a page about a plan shows; `changed` where more is written than the newest
    version says."""

    plan: Plan | None
    instrument: Instrument
    content: Content
    lacks: tuple[Lack, ...]
    reds: tuple[str, ...]
    versions: tuple[VersionLine, ...]
    state: State
    is_changed: bool
    tasks: Mapping[UUID, Task]
    owners: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        """Domain → its name."""
        return {domain.code: domain.name for domain in self.instrument.domain}

    @property
    def review_on(self) -> date | None:
        """When the plan in force is reviewed."""
        agreed = [line for line in self.versions if line.agreed]
        return agreed[0].row.review_on if agreed else None


@dataclass(frozen=True)
class VersionPage:
    """One version, and what it changed of the one before."""

    line: VersionLine
    content: Content
    instrument: Instrument
    changes: tuple[Difference, ...]
    is_newest: bool
    lacks: tuple[Lack, ...]
    reason: str
    guardian: str
    owners: Mapping[str, str]


def plan_page_for(user: User, case: Case, person: Person) -> PlanPage:
    """The plan of a survivor; an empty one where none is begun."""
    rows = Plan.objects.visible_to(user).filter(case=case, person=person)
    plan = rows.select_related("case__key", "case__office", "person", "review_task").first()
    content = content_of(plan) if plan else Content()
    basis = basis_with_reds(case, person)
    lacks = lacks_in(basis, content)
    versions = _versions(user, plan) if plan else ()
    newest = versions[0] if versions else None
    return PlanPage(
        plan=plan,
        instrument=basis.instrument,
        content=content,
        lacks=lacks,
        reds=basis.reds,
        versions=versions,
        state=newest.state(len(lacks)) if newest else (State.LACKING if plan else State.NONE),
        is_changed=newest is None or content_of(newest.row) != content,
        tasks={row.action: row.task for row in plan.tasks.select_related("task")} if plan else {},
        owners=owners_in(case),
    )


def _versions(user: User, plan: Plan) -> tuple[VersionLine, ...]:
    rows = PlanVersion.objects.visible_to(user).filter(plan=plan)
    found = rows.select_related("case__key", "recorded_by", "plan").prefetch_related(
        "signatures__recorded_by"
    )
    return tuple(_line(row) for row in found)


def _line(row: PlanVersion) -> VersionLine:
    signed = list(row.signatures.all())
    approved = [one for one in signed if one.kind == PlanSignature.Kind.APPROVED]
    agreed = [one for one in signed if one.kind != PlanSignature.Kind.APPROVED]
    return VersionLine(row, agreed[0] if agreed else None, approved[0] if approved else None)


def owners_in(case: Case) -> dict[str, str]:
    """User id → name, of the case's team today."""
    rows = TeamMember.objects.filter(case=case, to_on__isnull=True).select_related("user")
    return {str(row.user_id): row.user.name for row in rows}


def plan_for(user: User, case: Case, person: Person, verb: str = "cases.write") -> Plan:
    """The plan of a survivor that this user may write in; NotVisible where none is begun."""
    rows = Plan.objects.visible_to(user, verb).filter(case=case, person=person)
    found = rows.select_related("case__key", "case__office", "person", "review_task").first()
    if found is None:
        raise NotVisible
    return found


def version_for(user: User, case: Case, person: Person, pk: UUID) -> PlanVersion:
    """One version of this survivor's plan; NotVisible where there is none."""
    rows = PlanVersion.objects.visible_to(user).filter(case=case, person=person, pk=pk)
    found = rows.select_related(
        "case__key", "case__office", "person", "plan__case__key", "plan__case__office",
        "plan__person", "recorded_by",
    ).first()  # fmt: skip
    if found is None:
        raise NotVisible
    return found


def version_page_for(user: User, case: Case, person: Person, pk: UUID) -> VersionPage:
    """A version with its differences from the one before."""
    row = version_for(user, case, person, pk)
    page = plan_page_for(user, case, person)
    before = next((v.row for v in page.versions if v.row.number == row.number - 1), None)
    content = content_of(row)
    old = content_of(before) if before else Content()
    line = next(one for one in page.versions if one.row.pk == row.pk)
    agreed = line.agreed
    return VersionPage(
        line=line,
        content=content,
        instrument=page.instrument,
        changes=differences(old, content, page.names) if before else (),
        is_newest=page.versions[0].row.pk == row.pk,
        lacks=lacks_in(basis_with_reds(case, person), content),
        reason=_reason(agreed) if agreed else "",
        guardian=str(agreed.guardian_id) if agreed and agreed.guardian_id else "",
        owners=page.owners,
    )


def _reason(row: PlanSignature) -> str:
    return PlanSignature.objects.select_related("case__key").get(pk=row.pk).words("words")


def goal_in(content: Content, pk: UUID) -> Goal:
    """A goal of what is written; NotVisible where there is none."""
    for goal in content.goals:
        if goal.id == pk:
            return goal
    raise NotVisible


def action_in(content: Content, pk: UUID) -> Action:
    """An action of what is written; NotVisible where there is none."""
    for action in content.actions:
        if action.id == pk:
            return action
    raise NotVisible
