"""A course, held once, with somebody who came and is the holder of a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from amparo.access.models import User
from amparo.directory.models import Post, PostHolder, Unit
from amparo.reform.models import Intervention
from amparo.reform.services.repairs import begin_intervention
from amparo.repair.training.models import Course, CourseSession, Mentoring, Official, Score
from amparo.repair.training.services.courses import (
    Came,
    Held,
    Teaching,
    add_course,
    add_curriculum,
    begin_session,
    finish_session,
    note_attendance,
    note_score,
)
from amparo.repair.training.services.officials import (
    Asked,
    Beside,
    add_official,
    join_holding,
    mentor,
    say_need,
)
from tests.cast import NOW, OPENED_ON, Cast
from tests.reform.repairing import a_problem

LAST_DAY = OPENED_ON + timedelta(days=20)
QUESTIONS = ("Is debt a reason to keep somebody?", "Who decides it?", "Within how many hours?",
             "Who is told?")  # fmt: skip
Sitting = Score.Sitting


def a_course(cast: Cast, title: str = "The law and its elements", **more: Any) -> Course:
    facts = {"topic": "law_elements", "gives_certificate": True, **more}
    return add_course(by=cast.nadia, at=NOW, title=title, **facts)


def a_session(
    cast: Cast, course: Course, *, serves: Intervention | None = None, to_on: date = LAST_DAY,
    pass_share: Decimal | None = None,
) -> CourseSession:  # fmt: skip
    taught = add_curriculum(
        by=cast.nadia, at=NOW, course=course,
        teaching=Teaching(Decimal(12), "The act, the means, the purpose", QUESTIONS, pass_share),
    )  # fmt: skip
    return begin_session(
        by=cast.nadia, at=NOW, curriculum=taught,
        held=Held(to_on - timedelta(days=1), to_on, "Town hall", "Atty. Ruiz", serves),
    )  # fmt: skip


def somebody(cast: Cast, name: str = "Insp. Sala") -> Official:
    return add_official(by=cast.nadia, at=NOW, name=name)


def came(
    cast: Cast, session: CourseSession, official: Official, *, unit: Unit | None = None,
    certificate: bool = False, hours: int = 12,
) -> None:  # fmt: skip
    note_attendance(
        by=cast.nadia, at=NOW, session=session, official=official,
        came=Came(unit or cast.station, Decimal(hours), has_certificate=certificate),
    )  # fmt: skip


def sat(
    cast: Cast, session: CourseSession, official: Official, *answers: str,
    later_on: date = LAST_DAY + timedelta(days=15),
) -> None:  # fmt: skip
    days = (session.from_on, session.to_on, later_on)
    for sitting, given, on in zip(Sitting, answers, days, strict=False):
        note_score(
            by=cast.nadia, at=NOW, session=session, official=official, sitting=sitting,
            answers=given, on=on,
        )  # fmt: skip


def a_post(cast: Cast, title: str = "Desk officer for women") -> Post:
    return Post.objects.create(unit=cast.station, title=title)


def holds(post: Post, name: str, from_on: date, to_on: date | None = None) -> PostHolder:
    return PostHolder.objects.create(post=post, holder_name=name, from_on=from_on, to_on=to_on)


def joined(cast: Cast, holding: PostHolder, official: Official) -> None:
    join_holding(by=cast.nadia, at=NOW, holding=holding, official=official)


def asks(cast: Cast, post: Post, **more: Any) -> None:
    facts = {"topic": "law_elements", "from_on": OPENED_ON, "basis": "Order 7", **more}
    say_need(by=cast.nadia, at=NOW, post=post, asked=Asked(**facts))


def finished(cast: Cast, session: CourseSession, *people: Official, **more: Any) -> CourseSession:
    for one in people:
        came(cast, session, one, **more)
    finish_session(by=cast.nadia, at=NOW, session=session)
    return session


def beside(
    cast: Cast, official: Official, hours: str = "1.5", *, by: User | None = None
) -> Mentoring:
    return mentor(
        by=by or cast.alma, at=NOW, official=official,
        beside=Beside(cast.case, "law_elements", NOW.date(), Decimal(hours),
                      Mentoring.Step.TOGETHER),
    )  # fmt: skip


def a_training(cast: Cast) -> Intervention:
    return begin_intervention(
        by=cast.nadia, at=NOW, problem=a_problem(cast, "B07"), name="The law, taught",
        kind=Intervention.Kind.TRAINING, what="Two days", planned_on=OPENED_ON,
    )  # fmt: skip


def ten_answers() -> Sequence[tuple[str, str]]:
    return [("1000", "1110")] * 6 + [("0000", "1100")] * 4


def furnish_training(cast: Cast) -> dict[str, Any]:
    course, person = a_course(cast), somebody(cast)
    session = a_session(cast, course)
    came(cast, session, person)
    sat(cast, session, person, "1000", "1110")
    beside(cast, person)
    return {"course": course.pk, "session": session.pk, "official": person.pk}
