"""What a colleague leads, is on the team of, and has still to do; and what was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import Case, HandOver, Task, TeamMember
from amparo.casework.cases.selectors.team import team_choices
from amparo.errors import NotVisible

AT_ONCE = 25
SHOWN_TASKS = 3
SHOWN_ACTS = 20


@dataclass(frozen=True)
class Load:
    """A colleague, and what hangs on them."""

    user: User
    n_leads: int
    n_cases: int
    n_tasks: int


@dataclass(frozen=True)
class HeldCase:
    """A case of a colleague: whether they lead it, and their open tasks, those due first."""

    case: Case
    leads: bool
    is_open: bool
    due_on: date | None
    tasks: tuple[str, ...]
    n_tasks: int


@dataclass(frozen=True)
class Held:
    """The cases to hand over now, and how many there are in all."""

    of: User
    rows: tuple[HeldCase, ...]
    n: int


@dataclass(frozen=True)
class Act:
    """A hand-over that was made."""

    id: UUID
    of: str
    by: str
    at: datetime
    why: str
    words: str
    codes: tuple[str, ...]
    n_tasks: int
    may_undo: bool


def loads_for(user: User) -> tuple[Load, ...]:
    """Colleagues with something in hand, the heaviest first; three queries."""
    mine = Case.objects.all().visible_to(user, "team.manage")
    members = TeamMember.objects.filter(to_on__isnull=True, case__in=mine)
    members = members.filter(case__standing__is_open=True)
    cases = {
        row["user"]: (row["n"], row["n_leads"])
        for row in members.order_by().values("user").annotate(
            n=Count("pk"), n_leads=Count("pk", filter=Q(leads=True))
        )
    }  # fmt: skip
    tasks = Task.objects.filter(done_at__isnull=True, case__in=mine, owner__isnull=False)
    n_tasks = dict(tasks.order_by().values_list("owner").annotate(n=Count("pk")))
    people = User.objects.filter(pk__in={*cases, *n_tasks})
    found = []
    for one in people:
        n_cases, n_leads = cases.get(one.pk, (0, 0))
        found.append(Load(one, n_leads, n_cases, n_tasks.get(one.pk, 0)))
    return tuple(sorted(found, key=lambda load: (-load.n_cases, load.user.name)))


def held_by(user: User, pk: UUID) -> Held:
    """The first cases that hang on a colleague, what they lead and what is due first.

    Raises: NotVisible for whoever holds nothing of this person's office.
    """
    mine = Case.objects.all().visible_to(user, "team.manage")
    of = User.objects.filter(pk=pk, office=user.office_id).first()
    if of is None:
        raise NotVisible
    rows = _hang_on(mine, of)
    n = rows.count()
    shown = list(
        rows.select_related("standing").order_by("-standing__is_open", "standing__next_due_on")[
            :AT_ONCE
        ]
    )
    leads = set(
        TeamMember.objects.filter(user=of, leads=True, to_on__isnull=True, case__in=shown)
        .values_list("case", flat=True)
    )  # fmt: skip
    tasks: dict[UUID, list[str]] = {}
    open_tasks = Task.objects.filter(owner=of, done_at__isnull=True, case__in=shown)
    for case, what in open_tasks.order_by("due_on").values_list("case", "what"):
        tasks.setdefault(case, []).append(what)
    return Held(of, tuple(_held(row, leads, tasks.get(row.pk, ())) for row in shown), n)


def _hang_on(cases: QuerySet[Case], of: User) -> QuerySet[Case]:
    """Open cases a colleague is on the team of, and any in which a task of theirs waits."""
    member = TeamMember.objects.filter(case=OuterRef("pk"), user=of, to_on__isnull=True)
    task = Task.objects.filter(case=OuterRef("pk"), owner=of, done_at__isnull=True)
    return cases.filter(Q(Exists(member), standing__is_open=True) | Q(Exists(task)))


def _held(row: Case, leads: set[UUID], tasks: Sequence[str]) -> HeldCase:
    return HeldCase(
        row, row.pk in leads, row.standing.is_open, row.standing.next_due_on,
        tuple(tasks[:SHOWN_TASKS]), len(tasks),
    )  # fmt: skip


def takers_for(user: User, of: User) -> list[User]:
    """Colleagues who may take a case, by name."""
    return [one for one in team_choices(user) if one.pk != of.pk]


def acts_for(user: User, of: User | None = None) -> tuple[Act, ...]:
    """What was handed over, newest first; of one colleague, or of all; three queries.

    Cases a conflict of interest keeps from this person are left out.
    """
    rows = HandOver.objects.all().visible_to(user).select_related("of", "by")
    if of is not None:
        rows = rows.filter(of=of)
    mine = Case.objects.all().visible_to(user, "team.manage")
    found = []
    for row in rows.prefetch_related("cases__case")[:SHOWN_ACTS]:
        cases = list(row.cases.all())
        seen = set(mine.filter(pk__in=[one.case_id for one in cases]).values_list("pk", flat=True))
        found.append(_act(row, [one for one in cases if one.case_id in seen], len(cases)))
    return tuple(act for act in found if act.codes)


def _act(row: HandOver, cases: list, n_all: int) -> Act:  # type: ignore[type-arg]
    return Act(
        row.pk, row.of.name, row.by.name, row.at, row.get_why_display(), row.words,
        tuple(sorted(one.case.code for one in cases)), sum(len(one.tasks) for one in cases),
        may_undo=row.undone_at is None and len(cases) == n_all,
    )  # fmt: skip


def act_of(user: User, pk: UUID) -> HandOver:
    """A hand-over this person may undo, whole; NotVisible otherwise."""
    found = next((act for act in acts_for(user) if act.id == pk and act.may_undo), None)
    row = HandOver.objects.all().visible_to(user).filter(pk=pk).select_related("of").first()
    if found is None or row is None:
        raise NotVisible
    return row
