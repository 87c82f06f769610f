"""Training stays with the person, the duty with the post: the rule of Chennai."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.cases.models import Referral
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.opening import open_case, receive_referral
from amparo.casework.cases.services.people import add_person
from amparo.directory.packs.teaching import behaviours, topic_names
from amparo.errors import NotVisible, Refused
from amparo.reform.models import Exposure
from amparo.reform.selectors.evaluating import places_acted
from amparo.repair.training.selectors import courses, officials
from amparo.repair.training.services.courses import finish_session
from amparo.repair.training.services.officials import join_holding
from amparo.repair.training.standing import Standing, due_on, standing
from tests.cast import NOW, OPENED_ON, open_one
from tests.repair.training.furnish import (
    LAST_DAY,
    a_course,
    a_post,
    a_session,
    a_training,
    asks,
    beside,
    came,
    finished,
    holds,
    joined,
    sat,
    somebody,
    ten_answers,
)

TODAY = NOW.date()
LATER = LAST_DAY + timedelta(days=5)


def stands(cast, *, today=TODAY):
    return [
        (line.holding.holder_name, line.standing)
        for line in officials.coverage_for(cast.nadia, today=today).lines
    ]


def test_a_new_holder_without_the_course_raises_a_flag_though_the_last_had_it(cast):
    post, trained = a_post(cast), somebody(cast)
    joined(cast, holds(post, "Insp. Sala", OPENED_ON, LATER - timedelta(days=1)), trained)
    asks(cast, post, from_on=LAST_DAY)
    finished(cast, a_session(cast, a_course(cast)), trained)
    assert stands(cast, today=LAST_DAY) == [("Insp. Sala", Standing.IN_TIME)]
    new = holds(post, "Insp. Nuevo", LATER)
    assert stands(cast) == [("Insp. Nuevo", Standing.UNKNOWN)]
    joined(cast, new, somebody(cast, "Insp. Nuevo"))
    found = officials.coverage_for(cast.nadia, today=TODAY)
    assert [line.holding for line in found.flags] == [new]
    assert (found.k, found.n) == (0, 1)


def test_what_somebody_learned_in_another_post_counts_in_the_next(cast):
    person = somebody(cast)
    finished(cast, a_session(cast, a_course(cast)), person)
    post = a_post(cast)
    asks(cast, post)
    joined(cast, holds(post, "Sala, Insp.", LATER), person)
    assert stands(cast) == [("Sala, Insp.", Standing.IN_TIME)]


def test_a_course_after_taking_office_is_too_late_where_it_is_asked_before(cast):
    person, post = somebody(cast), a_post(cast)
    asks(cast, post)
    joined(cast, holds(post, "Insp. Sala", LAST_DAY - timedelta(days=3)), person)
    finished(cast, a_session(cast, a_course(cast)), person)
    assert stands(cast) == [("Insp. Sala", Standing.LATE)]
    asks(cast, post, within_days=30)
    assert stands(cast) == [("Insp. Sala", Standing.IN_TIME)]


def test_a_course_without_its_certificate_is_not_enough_where_one_is_asked(cast):
    person, post = somebody(cast), a_post(cast)
    asks(cast, post, needs_certificate=True)
    joined(cast, holds(post, "Insp. Sala", LATER), person)
    session = a_session(cast, a_course(cast))
    finished(cast, session, person)
    assert stands(cast) == [("Insp. Sala", Standing.MISSING)]
    came(cast, session, person, certificate=True)
    assert stands(cast) == [("Insp. Sala", Standing.IN_TIME)]


def test_whoever_comes_to_a_post_is_seen_before_they_come(cast):
    post = a_post(cast)
    asks(cast, post)
    joined(cast, holds(post, "Insp. Proxima", TODAY + timedelta(days=20)), somebody(cast))
    found = officials.coverage_for(cast.nadia, today=TODAY)
    assert [line.standing for line in found.lines] == [Standing.DUE]
    assert (found.n, found.n_due) == (0, 0)


def test_a_need_that_is_taken_back_asks_for_nothing(cast):
    post = a_post(cast)
    asks(cast, post)
    asks(cast, post, is_needed=False)
    assert officials.needs_in_force(cast.nadia) == ()


def test_a_holding_joined_in_error_is_unknown_again(cast):
    post, person = a_post(cast), somebody(cast)
    asks(cast, post)
    holding = holds(post, "Insp. Sala", OPENED_ON)
    joined(cast, holding, person)
    with pytest.raises(Refused, match="already"):
        joined(cast, holding, person)
    join_holding(by=cast.nadia, at=NOW, holding=holding, official=None)
    assert stands(cast) == [("Insp. Sala", Standing.UNKNOWN)]


@given(st.dates(date(2020, 1, 1), date(2024, 1, 1)), st.integers(0, 90), st.integers(-200, 200))
def test_nobody_who_had_it_by_the_day_is_ever_flagged(took, within, early):
    due = due_on(took, date(2019, 1, 1), within)
    has = due - timedelta(days=abs(early))
    assert standing(known=True, due=due, has_since=has, today=due) is Standing.IN_TIME
    assert standing(known=True, due=due, has_since=None, today=due) is Standing.MISSING


def test_a_finished_session_makes_its_repair_act_at_every_unit(cast):
    made = a_training(cast)
    session = a_session(cast, a_course(cast), serves=made)
    finished(cast, session, somebody(cast), somebody(cast, "Insp. Otra"))
    row = Exposure.objects.get(intervention=made)
    assert (row.unit, row.from_on) == (cast.station, LAST_DAY)
    assert (row.n_people, row.dose, row.dose_unit) == (2, Decimal(24), "hours of training")
    assert places_acted(made) == {"Station 7": LAST_DAY}
    with pytest.raises(Refused, match="finished already"):
        finish_session(by=cast.nadia, at=NOW, session=session)


def test_nothing_is_finished_before_its_last_day_or_without_anyone(cast):
    course = a_course(cast)
    with pytest.raises(Refused):
        finished(cast, a_session(cast, course, to_on=TODAY + timedelta(days=9)), somebody(cast))
    with pytest.raises(Refused, match="Nobody"):
        finished(cast, a_session(cast, course))


def test_a_certificate_needs_the_test_passed(cast):
    session, person = a_session(cast, a_course(cast), pass_share=Decimal("0.75")), somebody(cast)
    came(cast, session, person)
    with pytest.raises(Refused, match="not passed"):
        came(cast, session, person, certificate=True)
    sat(cast, session, person, "0000", "1101")
    came(cast, session, person, certificate=True)
    assert courses.session_for(cast.nadia, session.pk).people[0].came.has_certificate


def test_a_session_tells_its_questions_its_gain_and_what_is_kept(cast):
    session = a_session(cast, a_course(cast))
    for number, (before, after) in enumerate(ten_answers()):
        person = somebody(cast, f"Insp. {number}")
        came(cast, session, person)
        sat(cast, session, person, before, after, *(["1000"] if number < 5 else []))
    found = courses.session_for(cast.nadia, session.pk)
    assert [item.difficulty for item in found.items.items] == [1.0, 1.0, 0.6, 0.0]
    # Means: before 0.15, after 0.65; (0.65 − 0.15) / 0.85. Kept by five: 0.25 of 0.75.
    assert found.gain.ratio.value == pytest.approx(0.5 / 0.85)
    assert found.kept.ratio.value == pytest.approx(1 / 3)
    assert (found.change.n, found.change.change.value) == (10, pytest.approx(0.5))


def test_answers_fit_their_questions_and_a_later_sitting_is_later(cast):
    session, person = a_session(cast, a_course(cast)), somebody(cast)
    came(cast, session, person)
    with pytest.raises(Refused, match="do not fit"):
        sat(cast, session, person, "11")
    with pytest.raises(Refused, match="day"):
        sat(cast, session, person, "1000", "1000", "1000", later_on=LAST_DAY)


def test_the_files_before_and_after_are_those_of_the_units_trained(cast):
    session = finished(cast, a_session(cast, a_course(cast)), somebody(cast))
    for number, (after, came_in) in enumerate([(-18, None), (-19, 40), (1, 3), (2, 4)]):
        case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
        known = {"by": cast.alma, "at": NOW, "case": case}
        on = LAST_DAY + timedelta(days=after)
        record_milestone(**known, type="rescue.complaint_presented", on=on, unit=cast.station)
        for days in [came_in] * (came_in is not None):
            record_milestone(
                **known, type="rescue.complaint_registered", on=on + timedelta(days=days)
            )
    found = courses.session_for(cast.nadia, session.pk)
    changed = courses.changed_for(cast.nadia, found, today=LAST_DAY + timedelta(days=60))
    assert changed.behaviour.topic == "law_elements"
    assert (changed.steps.k_after, changed.steps.n_after) == (2, 2)
    assert changed.steps.n_before + changed.steps.between == 2


def test_cases_that_officials_opened_are_counted_by_their_first_referral(cast):
    for source, on in (("police", LATER), ("ngo", LATER), ("ngo", OPENED_ON)):
        referral = receive_referral(
            by=cast.alma, at=NOW, programme=cast.programme, received_on=on, source=source,
            told="Seen",
        )  # fmt: skip
        victim = add_person(by=cast.alma, at=NOW, office=cast.office, name="Somebody")
        open_case(
            by=cast.alma, at=NOW, programme=cast.programme, on=on, victim=victim, lead=cast.alma,
            referral=referral,
        )  # fmt: skip
    found = courses.opened_by_officials(cast.nadia, since=LAST_DAY)
    assert (found.k_before, found.n_before, found.k_after, found.n_after) == (0, 1, 1, 2)
    assert Referral.objects.count() == 3


def test_mentoring_is_noted_by_whoever_may_open_the_case(cast):
    person = somebody(cast)
    beside(cast, person)
    found = officials.official_for(cast.carla, person.pk)
    assert [row.hours for row in found.mentoring] == [Decimal("1.5")]
    assert found.codes == {}
    assert officials.official_for(cast.alma, person.pk).codes == {cast.case.pk: cast.case.code}
    with pytest.raises(NotVisible):
        beside(cast, person, by=cast.carla)


def test_another_office_sees_none_of_it(cast):
    session = a_session(cast, a_course(cast))
    asks(cast, a_post(cast))
    assert officials.coverage_for(cast.dario, today=TODAY).lines == ()
    assert courses.courses_for(cast.dario) == ()
    with pytest.raises(NotVisible):
        courses.session_for(cast.dario, session.pk)


def test_every_topic_with_a_step_is_a_topic():
    assert set(behaviours()) <= set(topic_names())
    assert len(behaviours()) >= 8


@pytest.mark.parametrize("table", ["score", "attendance", "need", "officialholding"])
def test_the_database_itself_keeps_what_was_said(cast, table):
    session, person, post = a_session(cast, a_course(cast)), somebody(cast), a_post(cast)
    came(cast, session, person)
    sat(cast, session, person, "1000")
    asks(cast, post)
    joined(cast, holds(post, "Insp. Sala", OPENED_ON), person)
    column = {"score": "answers", "attendance": "hours", "need": "basis"}.get(table, "holding_id")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE training_{table} SET {column} = {column}")  # noqa: S608
