"""One case, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from amparo.access.models import User
from amparo.casework.cases.derive import WAYS
from amparo.casework.cases.models import (
    Case,
    Clock,
    Consent,
    Document,
    Milestone,
    RoleInCase,
    SafetyAlert,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.person import SURVIVOR_ROLES, SUSPECT_ROLES
from amparo.casework.cases.services.milestones import note_of
from amparo.casework.cases.services.paper import title_of
from amparo.directory.packs import MilestoneType, milestone_types

WAY_NAMES = {
    "rescue": "Rescue", "restrain": "Restrain", "represent": "Represent", "restore": "Restore",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One line of a way: done on a day, due by a day, overdue, or not started."""

    code: str
    name: str
    state: str
    on: date | None = None
    precision: str = "day"
    due_on: date | None = None
    clock: str = ""
    days_over: int = 0


@dataclass(frozen=True)
class Way:
    """One of the four ways: its steps in order, and its one-line state."""

    code: str
    name: str
    now: str
    steps: tuple[Step, ...]
    n_overdue: int


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    id: str
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


@dataclass(frozen=True)
class Who:
    """A person in the case, by what they are to it; the name only once asked for."""

    person_id: str
    label: str
    roles: tuple[str, ...]
    since: date
    is_survivor: bool
    is_suspect: bool
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
    version: int = 1


@dataclass(frozen=True)
class CaseOverview:
    """What the first page of a case shows."""

    case: Case
    ways: tuple[Way, ...]
    due: tuple[Due, ...]
    alerts: tuple[SafetyAlert, ...]
    legal: Due | None
    who: tuple[Who, ...]
    team: tuple[TeamMember, ...]
    may_write: bool
    why_not: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def people_in(case: Case, user: User) -> tuple[Who, ...]:
    """Everyone in the case, numbered within their kind: "Victim 1", "Suspect 2"."""
    roles = list(RoleInCase.objects.visible_to(user).filter(case=case).select_related("person"))
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
                birth_year=newest.person.birth_year,
                language=newest.person.language,
            )
        )
    return tuple(found)


def overview_for(user: User, case: Case, *, today: date) -> CaseOverview:
    """The four ways, what is due, dangers, people and team; a fixed number of queries."""
    rows = list(Milestone.objects.visible_to(user).filter(case=case).current())
    clocks = list(Clock.objects.visible_to(user).filter(case=case, stopped_on__isnull=True))
    tasks = list(
        Task.objects.visible_to(user)
        .filter(case=case, done_at__isnull=True)
        .select_related("owner")
    )
    due = dues_of(clocks, tasks, today=today)
    alerts = SafetyAlert.objects.visible_to(user).filter(case=case, resolved_at__isnull=True)
    legal = next((item for item in due if item.is_statutory and item.days_over > 0), None)
    team = TeamMember.objects.visible_to(user).filter(case=case).select_related("user")
    may_write = Case.objects.all().visible_to(user, "cases.write").filter(pk=case.pk).exists()
    return CaseOverview(
        case=case,
        ways=ways_of(rows, clocks, case.programme.pack, today=today),
        due=due,
        alerts=tuple(alerts),
        legal=legal,
        who=people_in(case, user),
        team=tuple(team),
        may_write=may_write,
        why_not="" if may_write else "Your role reads this case and does not write in it.",
    )


def dues_of(clocks: Sequence[Clock], tasks: Sequence[Task], *, today: date) -> tuple[Due, ...]:
    """Running clocks and open tasks, soonest first."""
    items = [
        Due(c.name, c.due_on, (today - c.due_on).days, c.is_statutory, is_task=False)
        for c in clocks
    ]
    items += [
        Due(
            t.what, t.due_on, (today - t.due_on).days, is_statutory=False, is_task=True,
            task_id=str(t.pk), owner=t.owner.name if t.owner else "", version=t.version,
        )
        for t in tasks
    ]  # fmt: skip
    return tuple(sorted(items, key=lambda item: (item.due_on, item.what)))


def ways_of(
    rows: Sequence[Milestone], clocks: Sequence[Clock], pack_code: str, *, today: date
) -> tuple[Way, ...]:
    """The four ways: what is done, and the usual steps still ahead, with clocks that wait."""
    done: dict[str, Milestone] = {}
    for row in rows:
        if row.type not in done or row.happened_on >= done[row.type].happened_on:
            done[row.type] = row
    waiting = _clocks_by_stop(clocks, pack_code)
    types = sorted(milestone_types().values(), key=lambda kind: kind.order)
    return tuple(_way(way, types, done, waiting, today=today) for way in WAYS)


def _clocks_by_stop(clocks: Sequence[Clock], pack_code: str) -> dict[str, Clock]:
    """The milestone code that would stop a running clock → that clock, the soonest due."""
    from amparo.directory.packs import load_pack  # noqa: PLC0415

    rules = {rule.code: rule for rule in load_pack(pack_code).clocks}
    found: dict[str, Clock] = {}
    for clock in sorted(clocks, key=lambda c: c.due_on, reverse=True):
        rule = rules.get(clock.code)
        for stop in rule.stops[:1] if rule else ():
            found[stop] = clock
    return found


def _way(
    way: str,
    types: Sequence[MilestoneType],
    done: dict[str, Milestone],
    waiting: dict[str, Clock],
    *,
    today: date,
) -> Way:
    steps = []
    for kind in types:
        if kind.way != way:
            continue
        if (row := done.get(kind.code)) is not None:
            steps.append(Step(kind.code, kind.name, "done", row.happened_on, row.precision))
        elif (clock := waiting.get(kind.code)) is not None:
            over = (today - clock.due_on).days
            state = "overdue" if over > 0 else "due"
            steps.append(
                Step(
                    kind.code, kind.name, state, due_on=clock.due_on, clock=clock.name,
                    days_over=max(0, over),
                )
            )  # fmt: skip
        elif kind.usual:
            steps.append(Step(kind.code, kind.name, "not-started"))
    reached = [step for step in steps if step.state == "done"]
    latest = max(reached, key=lambda step: step.on or date.min, default=None)
    return Way(
        code=way,
        name=WAY_NAMES[way],
        now=latest.name if latest else "Not started",
        steps=tuple(steps),
        n_overdue=sum(step.state == "overdue" for step in steps),
    )


def timeline_for(user: User, case: Case) -> tuple[Moment, ...]:
    """Every milestone, newest first, those corrected or withdrawn struck; three queries."""
    rows = (
        Milestone.objects.visible_to(user)
        .filter(case=case)
        .select_related("institution", "unit", "recorded_by", "superseded_by", "case__key")
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
        way=kind.way,
        name=kind.name,
        on=row.happened_on,
        precision=row.precision,
        where=row.unit.name if row.unit else (row.institution.name if row.institution else ""),
        who=labels.get(str(row.person_id), "") if row.person_id else "",
        source=row.source,
        note=note_of(row) if sees_people else "",
        recorded_by=row.recorded_by.name if row.recorded_by and sees_people else "",
        recorded_at=row.recorded_at,
        is_struck=newer is not None,
        why_struck=newer.correction_reason if newer else "",
        replaces=row.supersedes_id is not None,
        may_correct=newer is None and user.may("cases.write"),
    )


@dataclass(frozen=True)
class Paper:
    """A document in the list; its title is unsealed for the team."""

    id: str
    title: str
    kind: str
    dated_on: date | None
    added_by: str
    added_at: datetime
    n_bytes: int
    sha256: str


def documents_for(user: User, case: Case) -> tuple[Paper, ...]:
    """The case's documents, newest first."""
    rows = (
        Document.objects.visible_to(user)
        .filter(case=case)
        .select_related("file", "added_by", "case__key")
    )
    return tuple(
        Paper(
            id=str(row.pk), title=title_of(row), kind=row.kind, dated_on=row.dated_on,
            added_by=row.added_by.name if row.added_by else "", added_at=row.added_at,
            n_bytes=row.file.n_bytes, sha256=row.file.sha256,
        )
        for row in rows
    )  # fmt: skip


def consents_for(user: User, case: Case) -> list[Consent]:
    """What people agreed to or refused, newest first."""
    return list(
        Consent.objects.visible_to(user).filter(case=case).select_related("person", "recipient")
    )
