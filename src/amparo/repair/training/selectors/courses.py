"""Courses and their sessions; what a test tells, what was learned, what changed in the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.casework.cases.models import Referral
from amparo.directory.models import Unit
from amparo.directory.packs.teaching import Behaviour, behaviours, official_sources
from amparo.errors import NotVisible
from amparo.flow.attrition import wilson
from amparo.flow.beforeafter import BeforeAfter, difference_of_shares
from amparo.flow.learning import (
    ItemAnalysis,
    Learned,
    item_analysis,
    normalised_gain,
    retention,
)
from amparo.flow.paired import PairedChange, paired_change
from amparo.flow.survival import Interval
from amparo.reform.models import Intervention
from amparo.reform.selectors.beforeafter import StepAsked, step_before_after
from amparo.repair.training.models import (
    Attendance,
    Course,
    CourseSession,
    Curriculum,
    Official,
    Score,
    SessionEnd,
)
from amparo.repair.training.services.courses import present, share_right

Sitting = Score.Sitting


@dataclass(frozen=True)
class CourseDetail:
    """A course, its curricula from the newest, its sessions."""

    course: Course
    curricula: tuple[Curriculum, ...]
    sessions: tuple[CourseSession, ...]
    finished: frozenset[UUID]

    @property
    def newest(self) -> Curriculum | None:
        """The version that is taught now."""
        return self.curricula[0] if self.curricula else None


def courses_for(user: User) -> tuple[CourseDetail, ...]:
    """The office's courses; four queries."""
    rows = Course.objects.all().visible_to(user).prefetch_related("curricula__sessions")
    ends = frozenset(SessionEnd.objects.all().visible_to(user).values_list("session_id", flat=True))
    return tuple(_course(row, ends) for row in rows)


def course_for(user: User, pk: UUID, verb: str = "figures.exact") -> CourseDetail:
    """One course; NotVisible where there is none."""
    row = (
        Course.objects.all().visible_to(user, verb).filter(pk=pk)
        .prefetch_related("curricula__sessions__intervention").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    ends = SessionEnd.objects.filter(session__curriculum__course=row)
    return _course(row, frozenset(ends.values_list("session_id", flat=True)))


def _course(row: Course, ends: frozenset[UUID]) -> CourseDetail:
    curricula = tuple(reversed(row.curricula.all()))
    sessions = [session for each in curricula for session in each.sessions.all()]
    sessions.sort(key=lambda session: session.from_on, reverse=True)
    return CourseDetail(row, curricula, tuple(sessions), ends)


@dataclass(frozen=True)
class Taken:
    """Somebody who came, and their answers by sitting."""

    came: Attendance
    scores: Mapping[str, Score]

    def share(self, sitting: Score.Sitting) -> float | None:
        """The share right at one sitting."""
        score = self.scores.get(sitting)
        return share_right(score.answers) if score else None


@dataclass(frozen=True)
class SessionDetail:
    """A session: who came, what the test tells, what was learned and kept."""

    session: CourseSession
    is_finished: bool
    people: tuple[Taken, ...]
    items: ItemAnalysis
    change: PairedChange
    gain: Learned
    kept: Learned

    @property
    def units(self) -> list[Unit]:
        """The units that people came from."""
        return sorted({one.came.unit for one in self.people}, key=lambda unit: unit.name)


def session_for(user: User, pk: UUID, verb: str = "figures.exact") -> SessionDetail:
    """One session with what its test tells; NotVisible where there is none."""
    row = (
        CourseSession.objects.all().visible_to(user, verb).filter(pk=pk)
        .select_related("curriculum__course", "intervention", "office").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    scores: dict[UUID, dict[str, Score]] = {}
    for score in Score.objects.filter(session=row).order_by("noted_at", "id"):
        scores.setdefault(score.official_id, {})[score.sitting] = score
    people = tuple(Taken(came, scores.get(came.official_id, {})) for came in present(row))
    return SessionDetail(
        row, SessionEnd.objects.filter(session=row).exists(), people,
        item_analysis(answers_at(people, Sitting.AFTER) or answers_at(people, Sitting.BEFORE)),
        paired_change(pairs(people, Sitting.BEFORE, Sitting.AFTER)),
        normalised_gain(pairs(people, Sitting.BEFORE, Sitting.AFTER)),
        retention(pairs(people, Sitting.AFTER, Sitting.LATER)),
    )  # fmt: skip


def answers_at(people: Sequence[Taken], sitting: Score.Sitting) -> list[list[int]]:
    """Everyone's answers of one sitting, as ones and noughts."""
    return [
        [int(one) for one in person.scores[sitting].answers]
        for person in people if sitting in person.scores
    ]  # fmt: skip


def pairs(
    people: Sequence[Taken], earlier: Score.Sitting, later: Score.Sitting
) -> list[tuple[float | None, float | None]]:
    """Shares right at two sittings, of everyone who sat either."""
    found = [(one.share(earlier), one.share(later)) for one in people]
    return [pair for pair in found if pair != (None, None)]


def repairs_open(user: User) -> list[Intervention]:
    """The office's repairs that a session may serve."""
    return list(Intervention.objects.all().visible_to(user).filter(kind="training"))


def official_in(user: User, session: CourseSession, pk: UUID) -> Official:
    """Somebody of the office's list who came to the session; NotVisible otherwise."""
    row = (
        Official.objects.all().visible_to(user)
        .filter(pk=pk, attendance__session=session).distinct().first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True)
class Changed:
    """A finished session, the step it should change, and the cases before and after it."""

    session: CourseSession
    behaviour: Behaviour | None
    steps: BeforeAfter | None
    opened: BeforeAfter


def changed_for(user: User, found: SessionDetail, *, today: date) -> Changed:
    """What the files show before the last day of a session and after it, at the units trained.

    Counts: cases that may enter the person's figures. No effect is claimed: the repair's page
    compares with units that were not trained.
    """
    session = found.session
    behaviour = behaviours().get(session.curriculum.course.topic)
    steps = None
    if behaviour is not None and found.units:
        asked = StepAsked(behaviour.start, behaviour.steps, behaviour.within)
        steps = step_before_after(user, found.units, asked, since=session.to_on, today=today)
    return Changed(session, behaviour, steps, opened_by_officials(user, since=session.to_on))


def opened_by_officials(user: User, *, since: date) -> BeforeAfter:
    """Of the office's cases, those an official saw and brought, before a day and after it (I59)."""
    counts = {False: [0, 0], True: [0, 0]}
    for received_on, source in first_referrals(user):
        side = counts[received_on >= since]
        side[0] += source in official_sources()
        side[1] += 1
    (k1, n1), (k2, n2) = counts[False], counts[True]
    return BeforeAfter(
        since, 0, k1, n1, k2, n2, 0, 0, wilson(k1, n1), wilson(k2, n2),
        difference_of_shares(k1, n1, k2, n2),
    )  # fmt: skip


def first_referrals(user: User, scope: Scope | None = None) -> list[tuple[date, str]]:
    """When each case's first referral came, and from which source; one query."""
    cases = counted_cases(user, scope or Scope())
    rows = Referral.objects.filter(case__in=cases).order_by("-received_on", "-recorded_at")
    first = {case: (on, source) for case, on, source in
             rows.values_list("case_id", "received_on", "source")}  # fmt: skip
    return list(first.values())


def opened_by_year(user: User) -> list[tuple[int, int, int, Interval]]:
    """Year, cases that officials brought, all cases, and the share with its interval."""
    counts: dict[int, list[int]] = {}
    for on, source in first_referrals(user):
        year = counts.setdefault(on.year, [0, 0])
        year[0] += source in official_sources()
        year[1] += 1
    return [(year, k, n, wilson(k, n)) for year, (k, n) in sorted(counts.items())]
