"""Colleagues and what they lack, and breaches with the clock of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from amparo.access.models import User
from amparo.access.selectors import colleagues_of, may_join_a_team
from amparo.casework.cases.models import Breach, BreachStep, RoleInCase, StaffCheck, TeamMember
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.staffing import CHILD_UNTIL, NEEDED
from amparo.errors import NotVisible

TALK_EVERY = timedelta(days=90)
RENEW = timedelta(days=60)
MOST = 100  # of whom and of what Today tells a supervisor, of each kind
Kind = StaffCheck.Kind
What = BreachStep.What


@dataclass(frozen=True)
class Colleague:
    """Who works on cases, until when each check holds, when they were last asked how they are."""

    user: User
    until: dict[str, date]
    asked_on: date | None
    talk_due: date
    on_a_child: bool

    def lacks(self, today: date) -> list[str]:
        """What is not held today."""
        return [kind.label for kind in NEEDED if self.until.get(kind, date.min) < today]


def colleagues_for(user: User, *, today: date) -> tuple[Colleague, ...]:
    """Everyone of the office who may be on a team, those who lack something first; four queries."""
    if not user.may("programmes.manage"):
        return ()
    people = [one for one in colleagues_of(user) if may_join_a_team(one)]
    rows = _told(user, people, _of(_near_a_child(today), people), today)
    return tuple(sorted(rows, key=lambda row: (not row.lacks(today), row.user.name)))


def _near_a_child(today: date) -> QuerySet[TeamMember]:
    """Who is on the team of an open case in which a child is."""
    child = RoleInCase.objects.filter(
        case=OuterRef("case"), role__in=SURVIVOR_ROLES, to_on__isnull=True,
        person__birth_year__gte=today.year - CHILD_UNTIL,
    )  # fmt: skip
    members = TeamMember.objects.filter(to_on__isnull=True, case__standing__is_open=True)
    return members.filter(Exists(child))


def _told(
    user: User, people: Sequence[User], near: Collection[UUID], today: date
) -> list[Colleague]:
    checks = StaffCheck.objects.all().visible_to(user).filter(user__in=people, on__lte=today)
    until: dict[UUID, dict[str, date]] = {}
    asked: dict[UUID, date] = {}
    for who, kind, on, end in checks.values_list("user", "kind", "on", "until"):
        if kind == Kind.TALK:
            asked[who] = max(on, asked.get(who, on))
        elif end is not None:
            mine = until.setdefault(who, {})
            mine[kind] = max(end, mine.get(kind, end))
    return [
        Colleague(
            one, until.get(one.pk, {}), asked.get(one.pk),
            (asked.get(one.pk) or timezone.localdate(one.joined_at)) + TALK_EVERY,
            on_a_child=one.pk in near,
        )
        for one in people
    ]  # fmt: skip


def colleague_of(user: User, pk: UUID) -> User:
    """One colleague whose checks this person may record; NotVisible otherwise."""
    rows = User.objects.filter(pk=pk, office=user.office_id, is_active=True)
    found = rows.first() if user.may("programmes.manage") and user.office_id else None
    if found is None or not may_join_a_team(found):
        raise NotVisible
    return found


def must_be_seen_to(user: User, *, today: date) -> tuple[list[Colleague], list[Colleague]]:
    """Those on a child's case who lack a check, and those to be asked how they are by now.

    Counts: at most MOST of each, by name. What an office of thousands does not lack is not read.
    """
    if not user.may("programmes.manage"):
        return [], []
    people = colleagues_of(user)
    theirs = StaffCheck.objects.all().visible_to(user).filter(user=OuterRef("pk"), on__lte=today)
    lack = Q()
    for kind in NEEDED:
        lack |= Q(~Exists(theirs.filter(kind=kind, until__gte=today)))
    lacking = _first(people.filter(lack), lambda some: _of(_near_a_child(today), some))
    since, talks = today - TALK_EVERY, theirs.filter(kind=Kind.TALK)
    joined = timezone.make_aware(datetime.combine(since + timedelta(days=1), time.min))
    due = Q(Exists(talks)) | Q(joined_at__lt=joined)
    asked = people.exclude(pk=user.pk).filter(due, ~Exists(talks.filter(on__gt=since)))
    return (
        _told(user, lacking, {one.pk for one in lacking}, today),
        _told(user, _first(asked), (), today),
    )


def _first(
    people: QuerySet[User], wanted: Callable[[list[User]], Collection[UUID]] | None = None
) -> list[User]:
    """The first of them who may be on a team, and are wanted; read some at a time."""
    found: list[User] = []
    for start in count(0, 2 * MOST):
        read = list(people[start : start + 2 * MOST])
        some = [one for one in read if may_join_a_team(one)]
        chosen = {one.pk for one in some} if wanted is None else wanted(some)
        found += [one for one in some if one.pk in chosen]
        if len(found) >= MOST or len(read) < 2 * MOST:
            break
    return found[:MOST]


def _of(members: QuerySet[TeamMember], people: list[User]) -> set[UUID]:
    return set(members.filter(user__in=people).values_list("user", flat=True)) if people else set()


@dataclass(frozen=True)
class BreachLine:
    """A breach, what was done, and until when the authority is told."""

    row: Breach
    steps: tuple[BreachStep, ...]

    @property
    def done(self) -> frozenset[str]:
        """What was done or decided."""
        return frozenset(step.what for step in self.steps)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return What.CLOSED in self.done

    @property
    def waits_for_authority(self) -> bool:
        """Whether the clock of 72 hours still runs, or ran out."""
        return not self.is_closed and not self.done & {What.AUTHORITY, What.NOT_AUTHORITY}

    def is_late(self, now: datetime) -> bool:
        """Whether the authority should have been told by now."""
        return self.waits_for_authority and now > self.row.tell_by


def breaches_for(user: User) -> tuple[BreachLine, ...]:
    """The register, those that wait for the authority first; two queries."""
    rows = Breach.objects.all().visible_to(user).select_related("reported_by")
    lines = [BreachLine(row, tuple(row.steps.all())) for row in rows.prefetch_related("steps__by")]
    return tuple(sorted(lines, key=lambda line: (line.is_closed, not line.waits_for_authority)))


def breach_for(user: User, pk: UUID) -> BreachLine:
    """One breach; NotVisible otherwise."""
    row = Breach.objects.all().visible_to(user).filter(pk=pk).select_related("reported_by").first()
    if row is None:
        raise NotVisible
    return BreachLine(row, tuple(row.steps.select_related("by")))


def open_breaches(user: User) -> Sequence[BreachLine]:
    """Those a supervisor has still to deal with: what the authority waits for longest first.

    Counts: at most MOST; two queries.
    """
    if not user.may("team.manage"):
        return ()
    done = BreachStep.objects.filter(breach=OuterRef("pk"))
    waits = ~Exists(done.filter(what__in=(What.AUTHORITY, What.NOT_AUTHORITY)))
    rows = Breach.objects.all().visible_to(user).filter(~Exists(done.filter(what=What.CLOSED)))
    longest = rows.annotate(waits=waits).order_by("-waits", "known_at", "pk")
    first = longest.prefetch_related("steps")[:MOST]
    return [BreachLine(row, tuple(row.steps.all())) for row in first]
