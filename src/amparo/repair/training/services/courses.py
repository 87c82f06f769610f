"""Courses, sessions, who came, what they scored; finishing a session makes its repair act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution, Unit
from amparo.directory.packs.teaching import topic_names
from amparo.errors import NotVisible, Refused
from amparo.reform.models import Intervention
from amparo.reform.services.repairs import Dose, act_more
from amparo.repair.training.models import (
    Attendance,
    Course,
    CourseSession,
    Curriculum,
    Official,
    Score,
    SessionEnd,
)
from amparo.repair.training.services.officials import add_official

MANAGE = "repairs.manage"
HOURS = "hours of training"


def _may(by: User, office_id: UUID | None) -> Institution:
    """The office of whoever keeps its courses; NotVisible for anyone else."""
    if by.office is None or by.office_id != office_id or not by.may(MANAGE):
        raise NotVisible
    return by.office


@transaction.atomic
def add_course(
    *, by: User, at: datetime, topic: str, title: str, gives_certificate: bool,
    token: UUID | None = None,
) -> Course:  # fmt: skip
    """Add a course. Raises: Refused for an unknown topic, or a title that is taken."""
    office = _may(by, by.office_id)
    if token and (first := Course.objects.filter(pk=token, added_by=by).first()):
        return first
    if topic not in topic_names() or not title.strip():
        raise Refused("Say what it teaches, and its title", next_step="choose a topic")
    try:
        with transaction.atomic():
            row = Course.objects.create(
                id=token or uuid4(), office=office, topic=topic, title=title.strip(),
                gives_certificate=gives_certificate, added_by=by, added_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "A course of this title is there already", next_step="name it anew"
        ) from error
    _told("course.added", "training.course", row.pk, by=by, at=at, fields=[topic])
    return row


@dataclass(frozen=True)
class Teaching:
    """One version of what is taught: hours, outline, the questions of the test, the pass mark."""

    hours: Decimal
    outline: str
    questions: Sequence[str] = ()
    pass_share: Decimal | None = None


@transaction.atomic
def add_curriculum(*, by: User, at: datetime, course: Course, teaching: Teaching) -> Curriculum:
    """Add a version of a course's curriculum; those before stay with the sessions held by them.

    Raises: Refused without an outline, or for a pass mark without questions.
    """
    _may(by, course.office_id)
    if not teaching.outline.strip() or teaching.hours <= 0:
        raise Refused("Say what is taught, and for how long", next_step="give the outline")
    if teaching.pass_share is not None and not teaching.questions:
        raise Refused("A pass mark needs questions", next_step="write them, one a line")
    Course.objects.select_for_update().get(pk=course.pk)
    row = Curriculum.objects.create(
        course=course, number=course.curricula.count() + 1, hours=teaching.hours,
        outline=teaching.outline.strip(), questions=list(teaching.questions),
        pass_share=teaching.pass_share, added_by=by, added_at=at,
    )  # fmt: skip
    _told("curriculum.added", "training.course", course.pk, by=by, at=at, fields=[str(row.number)])
    return row


@dataclass(frozen=True)
class Held:
    """When and where a session is held, by whom, and which repair it serves."""

    from_on: date
    to_on: date
    place: str
    trainers: str
    intervention: Intervention | None = None


@transaction.atomic
def begin_session(
    *, by: User, at: datetime, curriculum: Curriculum, held: Held, token: UUID | None = None
) -> CourseSession:
    """Begin a session; it may lie ahead. Raises: Refused where it ends before it begins."""
    office = _may(by, curriculum.course.office_id)
    if token and (first := CourseSession.objects.filter(pk=token, begun_by=by).first()):
        return first
    if held.to_on < held.from_on:
        raise Refused("It ends after it begins", next_step="check the days")
    if held.intervention is not None and held.intervention.office_id != by.office_id:
        raise NotVisible
    row = CourseSession.objects.create(
        id=token or uuid4(), office=office, curriculum=curriculum, from_on=held.from_on,
        to_on=held.to_on, place=held.place.strip(), trainers=held.trainers.strip(),
        intervention=held.intervention, begun_by=by, begun_at=at,
    )  # fmt: skip
    _told("session.begun", "training.coursesession", row.pk, by=by, at=at)
    return row


@dataclass(frozen=True)
class Came:
    """From which unit somebody came, for how long, and whether with a certificate at the end."""

    unit: Unit
    hours: Decimal
    has_certificate: bool = False


@transaction.atomic
def note_attendance(
    *, by: User, at: datetime, session: CourseSession, official: Official, came: Came
) -> Attendance:
    """Say that an official came; said again, the later counts.

    Raises: Refused where the course gives no certificate, where the test was not passed, where more
    hours are given than are taught, or once the session is finished for anyone who was not there.
    """
    _may(by, session.office_id)
    if official.office_id != session.office_id:
        raise NotVisible
    if came.hours < 0 or came.hours > session.curriculum.hours:
        raise Refused(
            "More hours than are taught", found=f"{came.hours} of {session.curriculum.hours}",
            next_step="check the hours",
        )  # fmt: skip
    was = Attendance.objects.filter(session=session, official=official).last()
    if is_finished(session) and was is None:
        raise Refused(
            "This session is finished", next_step="a new session takes whoever comes later"
        )
    if came.has_certificate:
        _may_be_certified(session, official)
    row = Attendance.objects.create(
        session=session, official=official, unit=came.unit, hours=came.hours,
        has_certificate=came.has_certificate, noted_by=by, noted_at=at,
    )  # fmt: skip
    _told("attendance.noted", "training.coursesession", session.pk, by=by, at=at)
    return row


@transaction.atomic
def note_newcomer(
    *, by: User, at: datetime, session: CourseSession, name: str, came: Came, token: UUID
) -> Attendance:
    """Say that somebody came who is not in the list yet; both or neither is kept."""
    official = add_official(by=by, at=at, name=name, token=token)
    return note_attendance(by=by, at=at, session=session, official=official, came=came)


def _may_be_certified(session: CourseSession, official: Official) -> None:
    curriculum = session.curriculum
    if not curriculum.course.gives_certificate:
        raise Refused("This course gives no certificate", next_step="leave it out")
    if curriculum.pass_share is None:
        return
    last = Score.objects.filter(
        session=session, official=official, sitting=Score.Sitting.AFTER
    ).last()
    share = share_right(last.answers) if last else None
    if share is None or share < float(curriculum.pass_share):
        raise Refused(
            "The test after the course was not passed",
            next_step=f"note the answers first; {curriculum.pass_share:.0%} are needed",
        )


def share_right(answers: str) -> float:
    """The share of right answers."""
    return answers.count("1") / len(answers)


def is_finished(session: CourseSession) -> bool:
    """Whether the session is finished."""
    return SessionEnd.objects.filter(session=session).exists()


@transaction.atomic
def note_score(
    *,
    by: User,
    at: datetime,
    session: CourseSession,
    official: Official,
    sitting: Score.Sitting,
    answers: str,
    on: date,
) -> Score:
    """Keep somebody's answers, question by question: 1 right, 0 wrong. Said again, the later
    counts.

    Raises: Refused where they do not fit the questions, for a day that does not fit the sitting, or
    for whoever did not come.
    """
    _may(by, session.office_id)
    n = len(session.curriculum.questions)
    if n == 0 or len(answers) != n or set(answers) - {"0", "1"}:
        raise Refused(
            "The answers do not fit the questions", found=f"{len(answers)} of {n}",
            next_step="write 1 for right and 0 for wrong, one for each question",
        )  # fmt: skip
    check_day(on, at=at)
    late = sitting is Score.Sitting.LATER
    if (late and on <= session.to_on) or (sitting is Score.Sitting.BEFORE and on > session.to_on):
        raise Refused("This day does not fit that sitting", next_step="check the day")
    if not Attendance.objects.filter(session=session, official=official).exists():
        raise Refused("They did not come to this session", next_step="add them to it first")
    row = Score.objects.create(
        session=session, official=official, sitting=sitting, on=on, answers=answers, noted_by=by,
        noted_at=at,
    )  # fmt: skip
    _told("score.noted", "training.coursesession", session.pk, by=by, at=at, fields=[sitting.value])
    return row


@transaction.atomic
def finish_session(*, by: User, at: datetime, session: CourseSession) -> SessionEnd:
    """Say that a session is finished.

    Changes: its end; where it serves a repair, the repair acts at every unit that someone came from
    from the last day on, with the people and the hours; one audit entry.
    Raises: Refused before its last day, without anyone who came, or the second time.
    """
    _may(by, session.office_id)
    check_day(session.to_on, at=at)
    CourseSession.objects.select_for_update().get(pk=session.pk)
    if is_finished(session):
        raise Refused("It is finished already", next_step="look at it again")
    there = present(session)
    if not there:
        raise Refused("Nobody came", next_step="add who came first")
    end = SessionEnd.objects.create(session=session, finished_by=by, finished_at=at)
    if session.intervention is not None:
        by_unit: dict[Unit, list[Attendance]] = defaultdict(list)
        for row in there:
            by_unit[row.unit].append(row)
        for unit, rows in by_unit.items():
            hours = sum((row.hours for row in rows), Decimal(0))
            act_more(
                by=by, at=at, intervention=session.intervention, unit=unit,
                from_on=session.to_on, dose=Dose(len(rows), hours, HOURS),
            )  # fmt: skip
    _told("session.finished", "training.coursesession", session.pk, by=by, at=at)
    return end


def present(session: CourseSession) -> list[Attendance]:
    """Who came, each once as said last; nobody who was there for no hour."""
    rows = Attendance.objects.filter(session=session).select_related(
        "official", "unit__institution"
    )
    last = {row.official_id: row for row in rows}
    return sorted((row for row in last.values() if row.hours > 0), key=lambda r: r.official.name)


def _told(
    verb: str, kind: str, pk: UUID, *, by: User, at: datetime, fields: Sequence[str] = ()
) -> None:
    record(by=by, verb=verb, kind=kind, object_id=str(pk), at=at, fields=fields)
