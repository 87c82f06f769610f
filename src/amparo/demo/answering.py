"""Complaints about officials, leaders' word, and what people believe, in the synthetic office."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.demo.morning import Morning
from amparo.repair.accountability.models import Grievance
from amparo.repair.accountability.services import beside, keeping
from amparo.repair.accountability.services.handling import Taken, take_step
from amparo.repair.accountability.services.telling import Told, answer, tell_without_a_name
from amparo.repair.hope.services import surveys, word

WORDS = (
    "He wanted two thousand before he would write anything.",
    "They said it was a family matter and sent my sister home.",
    "The owner of the bar knew that they were coming. He was told at noon.",
    "He shouted at the girl in front of everybody.",
    "The same man sits in the station and drinks with the captain.",
)
KINDS = ("bribe_asked", "refused_complaint", "leak", "abuse", "interference")
OPENED_DAYS = 300


def answer_for_it(morning: Morning) -> None:
    """Carry out the acts."""
    by_role = {role: _one_of(morning, role) for role in Role if role not in {Role.PARTNER}}
    supervisor, analyst = by_role[Role.SUPERVISOR], by_role[Role.ANALYST]
    assert supervisor is not None and analyst is not None  # noqa: S101  (both sign in)
    _keep(morning, supervisor)
    _complain(morning, supervisor, analyst)
    _promise(morning, analyst)
    _ask(morning, analyst)


def _one_of(morning: Morning, role: Role) -> User | None:
    rows = User.objects.filter(office=morning.around.office).order_by("email")
    return next((one for one in rows if role in one.held_roles), None)


def _keep(morning: Morning, supervisor: User) -> None:
    """The investigator keeps complaints: asked by the supervisor, agreed to by the caseworker."""
    row = keeping.ask_for_keeper(
        by=supervisor, at=next(morning.ticks), user=morning.team.investigator,
        until=morning.today + timedelta(days=180),
    )  # fmt: skip
    keeping.agree_to_keeper(by=morning.team.caseworker, at=next(morning.ticks), keeper=row)


def _complain(morning: Morning, supervisor: User, analyst: User) -> None:
    """A few before the page was there, many since; some looked into; decoy visits before that."""
    today, keeper = morning.today, morning.team.investigator
    opened, drawn = today - timedelta(days=OPENED_DAYS), random.Random(7)
    police = [morning.around.units[key] for key in ("women_and_children", "harbour", "hill")]
    beside.open_channel(
        by=analyst, at=next(morning.ticks), name="The page that asks for no name", on=opened
    )
    since = sorted((drawn.randrange(5, OPENED_DAYS) for _ in range(19)), reverse=True)
    days = [*(OPENED_DAYS + n for n in (210, 130, 60, 20)), *since]
    for number, ago in enumerate(days):
        unit = police[1] if number % 2 else police[number % 3]
        at = datetime.combine(today - timedelta(days=ago), time(4, number), tzinfo=UTC)
        told = Told(
            KINDS[number % 5], unit.institution, f"Synthetic. {WORDS[number % 5]}", unit,
            "Synthetic officer, badge 00" if number % 4 == 0 else "",
        )  # fmt: skip
        row = tell_without_a_name(at=at, office=morning.around.office, told=told).grievance
        _look_into(morning, row, keeper, number)
    for number in range(36):
        unit = police[number % 3]
        on = today - timedelta(days=400 - 9 * number)
        visit = beside.Visit(
            unit, on, "trafficking_children", was_registered=number > 14 or number % 3 == 0,
            money_asked=number % 9 == 4,
        )  # fmt: skip
        beside.record_decoy(by=keeper, at=next(morning.ticks), visit=visit)
    beside.shield(
        by=keeper, at=next(morning.ticks), institution=police[1].institution,
        measure="kept_in_post", person="Synthetic corporal of the harbour station",
        from_on=today - timedelta(days=40), review_on=today + timedelta(days=50),
    )  # fmt: skip
    beside.recognise(
        by=supervisor, at=next(morning.ticks), institution=police[0].institution, unit=police[0],
        post="Desk officer", how="letter", on=today - timedelta(days=25),
        why="Synthetic. Wrote a complaint down at two in the morning and stayed with the child",
    )  # fmt: skip


def _look_into(morning: Morning, row: Grievance, keeper: User, number: int) -> None:
    body = morning.around.institutions[("trafficking", "oversight")]
    told = row.received_on
    steps = [Taken("referred", told + timedelta(days=2), body=body, due_on=told + timedelta(32))]
    if number % 4 != 3:
        so = "not_substantiated" if number % 3 == 1 else "substantiated"
        steps.append(Taken(so, told + timedelta(days=20 + 3 * (number % 7))))
        if so == "substantiated" and number % 2 == 0:
            after = told + timedelta(days=70 + number)
            steps.append(Taken("sanctioned", after, sanction=("warning", "moved")[number % 4 // 2]))
    for taken in steps:
        if taken.on <= morning.today:
            take_step(by=keeper, at=next(morning.ticks), grievance=row, taken=taken)
    if number % 5 == 0:
        answer(
            by=keeper, at=next(morning.ticks), grievance=row,
            words="Synthetic. Thank you. An oversight body was asked. Come back in a month.",
        )  # fmt: skip


def _promise(morning: Morning, analyst: User) -> None:
    today = morning.today
    police = morning.around.partner_police
    court = morning.around.institutions[("trafficking", "court")]
    made = (
        (police, morning.around.units["harbour"], "Station commander",
         "A room where children can wait alone", "The room is there on a visit", 300, 150, 170),
        (police, None, "Provincial director", "No officer is moved before a trial has ended",
         "The written order", 260, 90, None),
        (court, morning.around.units["branch_a"], "Presiding judge",
         "Hearings of children by video on Tuesdays", "The calendar of the branch", 420, 330, 360),
        (police, None, "Provincial director", "Fuel for visits to scenes in the budget",
         "The budget line", 60, -120, None),
    )  # fmt: skip
    for place, unit, post, promise, shown_by, ago, due, seen in made:
        row = word.commit(
            by=analyst, at=next(morning.ticks),
            promise=word.Promise(
                place, f"Synthetic {post.lower()}", promise, shown_by,
                today - timedelta(days=ago), today - timedelta(days=due), unit,
            ),
        )  # fmt: skip
        if seen is not None:
            word.see(
                by=analyst, at=next(morning.ticks), commitment=row, what="kept",
                on=today - timedelta(days=seen), evidence="Synthetic. Seen on a visit",
            )  # fmt: skip
    letter = word.Sent(
        police, "Synthetic provincial director", "To name an investigator for the harbour cases",
        today - timedelta(days=40), today - timedelta(days=25),
    )  # fmt: skip
    word.send_letter(by=analyst, at=next(morning.ticks), sent=letter)
    _write(morning, analyst)
    word.tie(
        by=analyst, at=next(morning.ticks), institution=police, what="agreement",
        on=today - timedelta(days=700), about="Synthetic. Joint operations and what each brings",
    )  # fmt: skip


def _write(morning: Morning, analyst: User) -> None:
    """A letter about a case, by whoever leads it; and one that was answered in time."""
    lead, police = morning.team.caseworker, morning.around.partner_police
    about = word.Sent(
        police, "Synthetic head of the women and children desk",
        "To visit the scene, and to tell us on which day", morning.today - timedelta(days=12),
        morning.today + timedelta(days=3), morning.cases(lead).first(),
    )  # fmt: skip
    word.send_letter(by=lead, at=next(morning.ticks), sent=about)
    asked = word.Sent(
        morning.around.institutions[("trafficking", "court")], "Synthetic presiding judge",
        "To hear children by video", morning.today - timedelta(days=340),
        morning.today - timedelta(days=320),
    )  # fmt: skip
    row = word.send_letter(by=analyst, at=next(morning.ticks), sent=asked)
    word.answer_letter(
        by=analyst, at=next(morning.ticks), letter=row, on=morning.today - timedelta(days=328),
        says="On Tuesdays, from the new year on",
    )  # fmt: skip


def _ask(morning: Morning, analyst: User) -> None:
    """Two waves of the same survey, drawn so that confidence rose."""
    survey = surveys.begin_survey(
        by=analyst,
        at=next(morning.ticks),
        name="Synthetic. Households of Cebu",
        place=morning.around.places["ph-cebu"],
        population="Synthetic. Adults of 24 places drawn by size, 10 households in each",
    )
    for wave, share in ((0, 0.22), (1, 0.41)):
        drawn = random.Random(wave)
        begun = morning.today - timedelta(days=1200 - 900 * wave)
        surveys.add_wave(
            by=analyst, at=next(morning.ticks), survey=survey, from_on=begun,
            to_on=begun + timedelta(days=20), answers=_answers(drawn, share),
        )  # fmt: skip


def _answers(drawn: random.Random, share: float) -> str:
    lines = ["stratum,cluster,weight,believe,police,courts,rely,heard"]
    for place in range(24):
        here = share + drawn.uniform(-0.15, 0.15)
        for _ in range(10):
            four = [str(3 if drawn.random() < here else 2) for _ in range(3)]
            two = [str(int(drawn.random() < here + more)) for more in (0.15, -0.1)]
            weight = 1 + place % 3
            lines.append(",".join([f"s{place % 2}", f"c{place}", str(weight), *four, *two]))
    return "\n".join(lines)
