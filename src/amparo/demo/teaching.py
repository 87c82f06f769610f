"""The synthetic office's training: officials who were never taught, then were, and then saw it.

The story of Chennai: those whose work it was to free people had never been taught what bonded
labour is. They asked for a course; since then they open cases themselves. The duty stays with the
post, so whoever came to it later without the course is flagged.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.demo.morning import Morning
from amparo.directory.models import PostHolder, Unit
from amparo.flow.simulate.programmes import OFFICIALS_TRAINED
from amparo.reform.models import Intervention
from amparo.repair.training.models import CourseSession, Curriculum, Mentoring, Official, Score
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

TRAINED = ("revenue_north", "revenue_south", "town", "rural", "port")
OUTLINE = (
    "Synthetic. What the Act of 1976 calls bonded labour, and what it presumes. The first visit: "
    "whom to ask, apart from whom. The certificate of release, the same day. The charge that fits. "
    "Money and papers that are owed. Live cases, worked through together."
)
# question → share of the untrained, and of the trained, who know
QUESTIONS = (
    ("May an advance keep a worker in a kiln?", 0.45, 0.95),
    ("Who gives the certificate of release?", 0.20, 0.90),
    ("Must the owner be present when workers are asked?", 0.30, 0.90),
    ("Does a signed paper prove consent?", 0.35, 0.80),
    ("Within how long must the charge be filed?", 0.15, 0.60),
    ("What is owed on the day of release?", 0.10, 0.75),
    ("Is a family that may leave one at a time free?", 0.25, 0.70),
    ("What is the Act called?", 0.90, 1.00),
)
KNEW = ("Southern division", "Port station, Chennai")
BESIDE = 6


def teach(morning: Morning, made: Intervention) -> None:
    """What posts ask, the course of a repair, whose posts are whose, hours on live cases."""
    analyst = next(
        user for user in User.objects.filter(office=morning.around.office).order_by("email")
        if Role.ANALYST in user.held_roles
    )  # fmt: skip
    units = [morning.around.units[key] for key in TRAINED]
    taught = _write(morning, analyst)
    session = _hold(morning, analyst, taught, OFFICIALS_TRAINED, made)
    people = [person for unit in units for person in _those_of(morning, analyst, unit)]
    for unit, person in people:
        _attend(morning, analyst, session, unit, person)
    finish_session(by=analyst, at=next(morning.ticks), session=session)
    now = [one for unit in units for one in _post(morning, analyst, unit)]
    _before_office(morning, analyst, taught, now)
    _beside(morning, [person for _, person in people])


def _write(morning: Morning, by: User) -> Curriculum:
    course = add_course(
        by=by, at=next(morning.ticks), topic="law_elements", gives_certificate=True,
        title="Bonded labour: the law and the first day",
    )  # fmt: skip
    return add_curriculum(
        by=by, at=next(morning.ticks), course=course,
        teaching=Teaching(Decimal(12), OUTLINE, [asked for asked, _, _ in QUESTIONS]),
    )  # fmt: skip


def _hold(
    morning: Morning, by: User, taught: Curriculum, on: date, made: Intervention | None = None
) -> CourseSession:
    return begin_session(
        by=by, at=next(morning.ticks), curriculum=taught,
        held=Held(on - timedelta(days=1), on, "Synthetic academy", "Synthetic trainers", made),
    )  # fmt: skip


def _before_office(
    morning: Morning, by: User, taught: Curriculum, now: list[tuple[PostHolder, Official]]
) -> None:
    """Some of those who came to a post later had sat in the course before they did; the others
    stand on Today."""
    came = [one for one in now if one[0].post.unit.name in KNEW]
    if not came:
        return
    session = _hold(morning, by, taught, min(row.from_on for row, _ in came) - timedelta(days=12))
    for row, person in came:
        _attend(morning, by, session, row.post.unit, person)
    finish_session(by=by, at=next(morning.ticks), session=session)


def _those_of(morning: Morning, by: User, unit: Unit) -> list[tuple[Unit, Official]]:
    """Who held the unit's post that day, and colleagues who hold none."""
    names = [morning.names.next() for _ in range(2)]
    held = PostHolder.objects.filter(
        post__unit=unit, from_on__lte=OFFICIALS_TRAINED
    ).order_by("-from_on")  # fmt: skip
    made = [add_official(by=by, at=next(morning.ticks), name=name) for name in names]
    for holding in held[:1]:
        head = add_official(by=by, at=next(morning.ticks), name=holding.holder_name)
        join_holding(by=by, at=next(morning.ticks), holding=holding, official=head)
        made.insert(0, head)
    return [(unit, one) for one in made]


def _attend(
    morning: Morning, by: User, session: CourseSession, unit: Unit, person: Official
) -> None:
    note_attendance(
        by=by, at=next(morning.ticks), session=session, official=person,
        came=Came(unit, Decimal(12), has_certificate=True),
    )  # fmt: skip
    draw = np.random.default_rng([sum(map(ord, person.name)), len(person.name)])
    able = draw.normal(0, 0.3)
    before, after = [row[1] for row in QUESTIONS], [row[2] for row in QUESTIONS]
    sittings = (
        (Score.Sitting.BEFORE, before, session.from_on),
        (Score.Sitting.AFTER, after, session.to_on),
        (Score.Sitting.LATER, after, session.to_on + timedelta(days=150)),
    )
    for sitting, knows, on in sittings:
        faded = 0.12 if sitting is Score.Sitting.LATER else 0.0
        if sitting is Score.Sitting.LATER and draw.random() < 0.3:
            continue  # moved away, or not found again
        marks = [str(int(draw.random() < share + able - faded)) for share in knows]
        note_score(
            by=by, at=next(morning.ticks), session=session, official=person, sitting=sitting,
            answers="".join(marks), on=on,
        )  # fmt: skip


def _post(morning: Morning, by: User, unit: Unit) -> list[tuple[PostHolder, Official]]:
    """The post asks for the course; whoever holds it now is known where there was time to say."""
    found: list[tuple[PostHolder, Official]] = []
    for post in unit.posts.all()[:1]:
        say_need(
            by=by, at=next(morning.ticks), post=post,
            asked=Asked(
                "law_elements", OFFICIALS_TRAINED, "Synthetic order of the collector",
                within_days=0, needs_certificate=True,
            ),
        )  # fmt: skip
        now = post.holders.filter(to_on__isnull=True).first()
        if now is not None and unit.name != "Town station":
            person = add_official(by=by, at=next(morning.ticks), name=now.holder_name)
            join_holding(by=by, at=next(morning.ticks), holding=now, official=person)
            found.append((now, person))
    return found


def _beside(morning: Morning, people: list[Official]) -> None:
    """Hours on live cases, further each time."""
    by = morning.teams["bonded"][0].caseworker
    steps = list(Mentoring.Step)
    for number, case in enumerate(morning.cases(by)[:BESIDE]):
        mentor(
            by=by, at=next(morning.ticks), official=people[number % 2],
            beside=Beside(
                case, "law_elements", morning.today - timedelta(days=40 - 5 * number),
                Decimal(2) - Decimal(number) / 4, steps[min(number // 2, 2)],
            ),
        )  # fmt: skip
