"""Posts and what they ask for; who holds them, and whether they had it in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.directory.models import Post, PostHolder, Unit
from amparo.directory.selectors import holding_visible_to, post_visible_to
from amparo.errors import NotVisible
from amparo.flow.attrition import wilson
from amparo.flow.survival import Interval
from amparo.repair.training.models import (
    Attendance,
    Mentoring,
    Need,
    Official,
    OfficialHolding,
    SessionEnd,
)
from amparo.repair.training.standing import Standing, due_on, standing


@dataclass(frozen=True)
class Pass:
    """That an official finished a course on a topic, on a day."""

    topic: str
    on: date
    has_certificate: bool


@dataclass(frozen=True)
class Line:
    """A post, one topic it asks for, who holds it or will, and how they stand."""

    need: Need
    holding: PostHolder | None
    official: Official | None
    due: date | None
    standing: Standing | None

    @property
    def is_flag(self) -> bool:
        """Whether somebody has to act: a holder without it, or one nobody knows."""
        return self.standing in {Standing.MISSING, Standing.LATE, Standing.UNKNOWN}


@dataclass(frozen=True)
class Coverage:
    """Posts whose present holder had what is asked, in time.

    Counts: posts × topics with a present holder who is known and whose time is over (`n`); those of
    whom it is not known who they are, and those who still have time, stand apart.
    """

    lines: tuple[Line, ...]
    k: int
    n: int
    n_unknown: int
    n_due: int
    share: Interval

    @property
    def flags(self) -> tuple[Line, ...]:
        """Holders without what their post asks, the newest in office first."""
        found = [line for line in self.lines if line.is_flag and line.holding]
        return tuple(
            sorted(found, key=lambda line: line.holding.from_on, reverse=True)  # type: ignore[union-attr]
        )


def needs_in_force(user: User) -> tuple[Need, ...]:
    """What each post asks for, the latest said of each topic."""
    return latest_needs(Need.objects.all().visible_to(user))


def latest_needs(needs: QuerySet[Need]) -> tuple[Need, ...]:
    """Of these, what is asked for by what each office said last of a post and topic."""
    rows = needs.select_related("post__unit__institution").order_by("said_at", "id")
    last = {(row.office_id, row.post_id, row.topic): row for row in rows}
    found = [row for row in last.values() if row.is_needed]
    return tuple(sorted(found, key=lambda row: (row.post.unit.name, row.post.title, row.topic)))


def coverage_for(user: User, *, today: date) -> Coverage:
    """Every post that asks for something, with its holders now and to come; six queries."""
    needs = needs_in_force(user)
    holdings: dict[UUID, list[PostHolder]] = defaultdict(list)
    rows = PostHolder.objects.filter(post__in={need.post_id for need in needs}).filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today)
    )
    for row in rows.select_related("post").order_by("from_on"):
        holdings[row.post_id].append(row)
    whose = officials_of(user)
    passed = passes_of(user)
    lines: list[Line] = []
    for need in needs:
        held: list[PostHolder | None] = [*holdings[need.post_id]]
        lines += [line_of(need, row, whose, passed, today) for row in held or [None]]
    return _covered(tuple(lines), today)


def line_of(
    need: Need,
    row: PostHolder | None,
    whose: Mapping[UUID, Official],
    passed: Mapping[UUID, list[Pass]],
    today: date,
) -> Line:
    """One topic of a post and one holder, and how they stand; an empty post stands nowhere."""
    if row is None:
        return Line(need, None, None, None, None)
    official = whose.get(row.pk)
    due = due_on(row.from_on, need.from_on, need.within_days)
    has = has_since(passed.get(official.pk, []), need) if official else None
    found = standing(known=official is not None, due=due, has_since=has, today=today)
    return Line(need, row, official, due, found)


def has_since(passed: Iterable[Pass], need: Need) -> date | None:
    """The first day since which somebody has what a post asks for."""
    days = [
        one.on for one in passed
        if one.topic == need.topic and (one.has_certificate or not need.needs_certificate)
    ]  # fmt: skip
    return min(days, default=None)


def _covered(lines: tuple[Line, ...], today: date) -> Coverage:
    present = [line for line in lines if line.holding and line.holding.from_on <= today]
    judged = [line for line in present
              if line.standing in {Standing.IN_TIME, Standing.LATE, Standing.MISSING}]  # fmt: skip
    k = sum(line.standing is Standing.IN_TIME for line in judged)
    return Coverage(
        lines, k, len(judged), sum(line.standing is Standing.UNKNOWN for line in present),
        sum(line.standing is Standing.DUE for line in present), wilson(k, len(judged)),
    )  # fmt: skip


def officials_of(user: User) -> Mapping[UUID, Official]:
    """Holding → the official whose it is, as said last; one query."""
    rows = OfficialHolding.objects.all().visible_to(user).select_related("official")
    last = {row.holding_id: row.official for row in rows.order_by("joined_at", "id")}
    return {pk: official for pk, official in last.items() if official is not None}


def holdings_of(user: User) -> Mapping[UUID, list[PostHolder]]:
    """Official → the holdings that are theirs, the newest first; two queries."""
    whose = officials_of(user)
    found: dict[UUID, list[PostHolder]] = defaultdict(list)
    rows = PostHolder.objects.filter(pk__in=list(whose)).select_related("post__unit")
    for row in rows.order_by("-from_on"):
        found[whose[row.pk].pk].append(row)
    return found


def passes_of(user: User) -> Mapping[UUID, list[Pass]]:
    """Official → the courses they finished; two queries."""
    return passes_in(finished(Attendance.objects.all().visible_to(user)))


def finished(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Those at sessions that are over, in the order they were noted."""
    return rows.filter(session__in=SessionEnd.objects.values("session")).select_related(
        "session__curriculum__course"
    ).order_by("noted_at", "id")  # fmt: skip


def passes_in(rows: Iterable[Attendance]) -> Mapping[UUID, list[Pass]]:
    """Official → the courses they finished, by what was noted last of each session."""
    last = {(row.session_id, row.official_id): row for row in rows}
    found: dict[UUID, list[Pass]] = defaultdict(list)
    for row in last.values():
        if row.hours > 0:
            course = row.session.curriculum.course
            found[row.official_id].append(
                Pass(course.topic, row.session.to_on, row.has_certificate)
            )
    return found


@dataclass(frozen=True)
class Stay:
    """A holding of somebody who has what the post asks for: since when with both, until when."""

    learnt_on: date
    to_on: date | None


def stays_of(user: User, *, today: date) -> tuple[Stay, ...]:
    """Every holding, past and present, of an official who had a topic of the post while in it."""
    needs, whose, passed = needs_in_force(user), officials_of(user), passes_of(user)
    rows = PostHolder.objects.filter(
        pk__in=list(whose), post__in={need.post_id for need in needs}, from_on__lte=today
    )  # fmt: skip
    found: list[Stay] = []
    for row in rows.order_by("from_on", "pk"):
        days = [
            since for need in needs if need.post_id == row.post_id
            if (since := has_since(passed.get(whose[row.pk].pk, []), need)) is not None
            and since <= (row.to_on or today)
        ]  # fmt: skip
        if days:
            found.append(Stay(max(min(days), row.from_on), row.to_on))
    return tuple(found)


def posts_for(user: User) -> list[Post]:
    """Every post of a unit that is open."""
    rows = Post.objects.all().visible_to(user).filter(
        unit__closed_on=None, unit__institution__is_office=False
    )  # fmt: skip
    return list(rows.select_related("unit__institution").order_by("unit__name", "title"))


def post_for(user: User, pk: UUID) -> Post:
    """One post of the directory."""
    return post_visible_to(user, pk)


def holding_for(user: User, pk: UUID) -> PostHolder:
    """One holding of the directory."""
    return holding_visible_to(user, pk)


def officials_for(user: User) -> list[Official]:
    """The office's officials by name."""
    return list(Official.objects.all().visible_to(user))


@dataclass(frozen=True)
class OfficialDetail:
    """One official: what they hold, what they finished, and hours beside them on cases."""

    official: Official
    holdings: tuple[PostHolder, ...]
    passed: tuple[Pass, ...]
    mentoring: tuple[Mentoring, ...]
    codes: Mapping[UUID, str]


def official_for(user: User, pk: UUID) -> OfficialDetail:
    """One official of the office's list; NotVisible where there is none."""
    row = Official.objects.all().visible_to(user).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    theirs = [pk for pk, official in officials_of(user).items() if official.pk == row.pk]
    holdings = PostHolder.objects.filter(pk__in=theirs).select_related("post__unit__institution")
    beside = tuple(Mentoring.objects.all().visible_to(user).filter(official=row)
                   .select_related("noted_by"))  # fmt: skip
    codes = Case.objects.all().visible_to(user).filter(pk__in={one.case_id for one in beside})
    return OfficialDetail(
        row, tuple(holdings), tuple(passes_of(user).get(row.pk, [])), beside,
        dict(codes.values_list("pk", "code")),
    )  # fmt: skip


def case_of(user: User, code: str) -> Case | None:
    """A case by its code, for whoever may open it."""
    return Case.objects.all().visible_to(user).filter(code__iexact=code.strip()).first()


def units_to_choose(user: User) -> dict[str, Unit]:
    """Units that people may come from, by id."""
    rows = Unit.objects.all().visible_to(user).filter(
        closed_on=None, institution__is_office=False
    )  # fmt: skip
    return {str(row.pk): row for row in rows.select_related("institution")}
