"""One case, as its page shows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import (
    Case,
    Clock,
    Document,
    Milestone,
    Person,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.person import SURVIVOR_ROLES, SUSPECT_ROLES
from amparo.casework.cases.selectors.ways import Way, ways_of
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Who:
    """A person in the case, by what they are to it; the name only once asked for."""

    person_id: str
    label: str
    roles: tuple[str, ...]
    since: date
    is_survivor: bool
    is_suspect: bool
    is_guardian: bool
    has_ended: bool
    birth_year: int | None
    language: str


@dataclass(frozen=True)
class Due:
    """A clock or a task that waits."""

    what: str
    due_on: date
    days_over: int
    is_statutory: bool
    is_task: bool
    task_id: str = ""
    owner: str = ""
    about: str = ""
    started_on: date | None = None
    clock: str = ""
    started_by: str = ""


@dataclass(frozen=True)
class SafeContact:
    """How one survivor may be reached; no text means: do not."""

    label: str
    text: str


@dataclass(frozen=True)
class CaseOverview:
    """What the first page of a case shows."""

    ways: tuple[Way, ...]
    due: tuple[Due, ...]
    alerts: tuple[SafetyAlert, ...]
    legal: Due | None
    who: tuple[Who, ...]
    team: tuple[str, ...]
    n_documents: int


def people_in(case: Case, user: User) -> tuple[Who, ...]:
    """Everyone in the case, numbered within their kind: "Victim 1", "Suspect 2"."""
    rows = RoleInCase.objects.visible_to(user).filter(case=case)
    return _numbered(list(rows.select_related("person")))


def labels_in(cases: Collection[UUID], user: User) -> dict[tuple[UUID, str], str]:
    """The label of everyone in these cases, by case and person; one query for all of them."""
    rows = RoleInCase.objects.visible_to(user).filter(case__in=cases).select_related("person")
    by_case: dict[UUID, list[RoleInCase]] = {}
    for role in rows:
        by_case.setdefault(role.case_id, []).append(role)
    return {
        (case, one.person_id): one.label for case, roles in by_case.items()
        for one in _numbered(roles)
    }  # fmt: skip


def _numbered(roles: list[RoleInCase]) -> tuple[Who, ...]:
    grouped: dict[object, list[RoleInCase]] = {}
    for role in roles:
        grouped.setdefault(role.person_id, []).append(role)
    counts: dict[str, int] = {}
    found = []
    for held in grouped.values():
        newest = max(held, key=lambda role: (role.to_on is None, role.from_on))
        label = newest.get_role_display()
        counts[label] = counts.get(label, 0) + 1
        found.append(
            Who(
                person_id=str(newest.person_id),
                label=f"{label} {counts[label]}",
                roles=tuple(role.get_role_display() for role in held if role.to_on is None)
                or (label,),
                since=min(role.from_on for role in held),
                is_survivor=any(role.role in SURVIVOR_ROLES for role in held),
                is_suspect=newest.role in SUSPECT_ROLES,
                is_guardian=any(role.role == RoleKind.GUARDIAN for role in held),
                has_ended=newest.to_on is not None,
                birth_year=newest.person.birth_year,
                language=newest.person.language,
            )
        )
    return tuple(found)


def overview_for(user: User, case: Case, *, today: date) -> CaseOverview:
    """The four ways, what is due, dangers, people and team; seven queries."""
    rows = list(Milestone.objects.visible_to(user).filter(case=case).current())
    clocks = list(Clock.objects.visible_to(user).filter(case=case, stopped_on__isnull=True))
    tasks = list(
        Task.objects.visible_to(user)
        .filter(case=case, done_at__isnull=True)
        .select_related("owner")
    )
    who = people_in(case, user)
    due = dues_of(clocks, tasks, who, today=today)
    alerts = SafetyAlert.objects.visible_to(user).filter(case=case, resolved_at__isnull=True)
    team = TeamMember.objects.visible_to(user).filter(case=case, to_on__isnull=True)
    return CaseOverview(
        ways=ways_of(rows, clocks, case.programme.pack, today=today),
        due=due,
        alerts=tuple(alerts),
        legal=next((item for item in due if item.is_statutory and item.days_over > 0), None),
        who=who,
        team=tuple(
            f"{member.user.name} (leads)" if member.leads else member.user.name
            for member in team.select_related("user")
        ),
        n_documents=Document.objects.visible_to(user).filter(case=case).count(),
    )


def safe_contacts_for(user: User, case: Case) -> tuple[SafeContact, ...]:
    """How each survivor of the case may be reached, unsealed; two queries."""
    labels = {who.person_id: who.label for who in people_in(case, user) if who.is_survivor}
    people = Person.objects.visible_to(user).filter(pk__in=labels).select_related("key")
    found = [SafeContact(labels[str(person.pk)], person.safe_contact()) for person in people]
    return tuple(sorted(found, key=lambda contact: contact.label))


def people_of(user: User, case: Case) -> list[Person]:
    """The people of a case, whose names may be asked for, each with its key; one query."""
    people = Person.objects.visible_to(user).filter(roles__case=case).distinct()
    return list(people.select_related("key"))


def task_for(user: User, task_id: str) -> Task:
    """One open task this user may change; NotVisible where there is none."""
    tasks = Task.objects.visible_to(user, "cases.write").select_related("case", "owner")
    found = tasks.filter(pk=task_id).first()
    if found is None:
        raise NotVisible
    return found


def alert_for(user: User, alert_id: str) -> SafetyAlert:
    """One safety alert this user may resolve; NotVisible where there is none."""
    alerts = SafetyAlert.objects.visible_to(user, "cases.write").select_related("case")
    found = alerts.filter(pk=alert_id).first()
    if found is None:
        raise NotVisible
    return found


def past_tasks_for(user: User, case: Case, *, limit: int = 50) -> list[Task]:
    """The newest tasks that are done, and what came of them."""
    tasks = Task.objects.visible_to(user).filter(case=case, done_at__isnull=False)
    return list(tasks.select_related("done_by").order_by("-done_at")[:limit])


def dues_of(
    clocks: Sequence[Clock], tasks: Sequence[Task], who: Sequence[Who], *, today: date
) -> tuple[Due, ...]:
    """Running clocks and open tasks, soonest first."""
    labels = {one.person_id: one.label for one in who}
    items = [
        Due(
            c.name, c.due_on, (today - c.due_on).days, c.is_statutory, is_task=False,
            about=labels.get(str(c.person_id), "") if c.person_id else "",
            started_on=c.started_on, clock=c.code, started_by=str(c.started_by_id),
        )
        for c in clocks
    ]  # fmt: skip
    items += [
        Due(
            t.what, t.due_on, (today - t.due_on).days, is_statutory=False, is_task=True,
            task_id=str(t.pk), owner=t.owner.name if t.owner else "",
        )
        for t in tasks
    ]  # fmt: skip
    return tuple(sorted(items, key=lambda item: (item.due_on, item.what)))
