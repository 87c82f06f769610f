from datetime import date

import pytest

from amparo.casework.cases.models import Milestone, Task
from amparo.casework.docket.models import (
    Adjournment,
    CourtOrder,
    Hearing,
    Presence,
    Recorded,
)
from amparo.casework.docket.services.filing import join_case, open_court_case
from amparo.casework.docket.services.hearings import (
    Ordered,
    There,
    Told,
    move_hearing,
    record_outcome,
    set_hearing,
    undo_outcome,
)
from amparo.errors import Conflict, Refused
from tests.casework.docket.conftest import FILED_ON
from tests.casework.docket.test_filing_in_court import types_of
from tests.cast import NOW, open_one

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)
NEXT = date(2024, 3, 22)
PUT_OFF = Told(Hearing.Outcome.ADJOURNED, reason="judge_absent", next_on=NEXT)


@pytest.fixture
def hearing(cast, court):
    return set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="evidence_in_chief"
    )


def tell(cast, hearing, told, **more):
    return record_outcome(by=cast.beni, at=NOW, hearing=hearing, told=told, **more)


def open_tasks(case):
    return list(Task.objects.filter(case=case, done_at__isnull=True).values_list("what", flat=True))


def test_one_form_says_why_on_whose_side_and_when_next(cast, hearing):
    (following,) = tell(cast, hearing, PUT_OFF)
    why = Adjournment.objects.get(hearing=hearing)
    assert (why.reason, why.party) == ("judge_absent", "court")
    assert (following.on, following.type, following.follows) == (NEXT, hearing.type, hearing)
    assert types_of(cast.case).count("represent.hearing_adjourned") == 1


def test_what_the_form_told_needs_no_task(cast, hearing):
    tell(cast, hearing, PUT_OFF)
    assert "Find out the reason and the next date" not in open_tasks(cast.case)


def test_a_next_date_that_is_not_known_becomes_a_task(cast, hearing):
    tell(cast, hearing, Told(Hearing.Outcome.PART_HEARD))
    assert "Find out the date of the next hearing" in open_tasks(cast.case)


def test_an_order_becomes_a_task_by_its_day(cast, hearing):
    order = Ordered("The police produce the telephone", "police", date(2024, 3, 15))
    tell(cast, hearing, Told(Hearing.Outcome.HELD, next_on=NEXT, orders=[order]))
    task = Task.objects.get(what="See that a court order is obeyed")
    assert (task.due_on, task.owner) == (date(2024, 3, 15), cast.alma)
    assert b"telephone" not in bytes(CourtOrder.objects.get().words_sealed)


def test_who_was_there_is_kept_for_each_accused(cast, court, hearing):
    there = {
        court.first.pk: There(Presence.Came.YES, Presence.Had.NO),
        court.second.pk: There(Presence.Came.NOT_BROUGHT),
    }
    tell(cast, hearing, Told(Hearing.Outcome.HELD, next_on=NEXT, present=there))
    assert Presence.objects.get(accused=court.first).counsel == Presence.Had.NO
    assert Presence.objects.get(accused=court.second).came == Presence.Came.NOT_BROUGHT


def test_one_entry_serves_every_case_the_court_case_is_about(cast, court, hearing):
    other = open_one(by=cast.alma, programme=cast.programme, name="Another Survivor")
    join_case(by=cast.alma, at=NOW, case=other, court_case=court.case, on=FILED_ON)
    tell(cast, hearing, PUT_OFF)
    assert types_of(other).count("represent.hearing_adjourned") == 1
    assert types_of(cast.case).count("represent.hearing_adjourned") == 1


def test_one_entry_serves_what_is_heard_together(cast, court, hearing):
    sibling = open_court_case(by=cast.beni, at=NOW, case=cast.case, court=cast.court, on=FILED_ON)
    other = set_hearing(by=cast.beni, at=NOW, court_case=sibling, on=DAY, type="mention")
    assert len(tell(cast, hearing, PUT_OFF, also=[other])) == 2
    other.refresh_from_db()
    assert other.outcome == Hearing.Outcome.ADJOURNED


def test_the_next_date_that_is_on_the_calendar_already_is_not_set_twice(cast, court, hearing):
    there = set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=NEXT, type="evidence_in_chief"
    )
    assert tell(cast, hearing, PUT_OFF) == [there]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Told(Hearing.Outcome.ADJOURNED), "needs a reason"),
        (Told(Hearing.Outcome.ADJOURNED, reason="bored"), "not known"),
        (Told(Hearing.Outcome.HELD, next_on=DAY), "comes after this one"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_and_nothing_is_kept(cast, hearing, told, said):
    with pytest.raises(Refused, match=said):
        tell(cast, hearing, told)
    assert Hearing.objects.get(pk=hearing.pk).outcome == ""


def test_a_day_that_has_not_come_has_no_outcome(cast, court):
    ahead = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=NEXT, type="mention")
    with pytest.raises(Refused, match="future"):
        tell(cast, ahead, Told(Hearing.Outcome.HELD))


def test_two_who_tell_the_same_hearing_do_not_overwrite_each_other(cast, hearing):
    stale = Hearing.objects.get(pk=hearing.pk)
    tell(cast, hearing, PUT_OFF)
    with pytest.raises(Conflict):
        tell(cast, stale, Told(Hearing.Outcome.HELD))


def test_taking_an_outcome_back_takes_all_of_it_back(cast, court, hearing):
    told = Told(
        Hearing.Outcome.ADJOURNED, reason="accused_absent", next_on=NEXT,
        orders=[Ordered("A warrant is issued", "police")],
        present={court.first.pk: There(Presence.Came.NO)},
    )  # fmt: skip
    before = open_tasks(cast.case)
    (following,) = tell(cast, hearing, told)
    undo_outcome(by=cast.beni, at=NOW, hearing=hearing, reason="It was another court")
    following.refresh_from_db()
    assert (hearing.outcome, following.outcome) == ("", Hearing.Outcome.CANCELLED)
    assert "represent.hearing_adjourned" not in types_of(cast.case)
    assert [rows.objects.count() for rows in (Recorded, Presence, Adjournment, CourtOrder)] == [
        0
    ] * 4
    assert open_tasks(cast.case) == before


def test_it_can_be_told_again_after_it_was_taken_back(cast, hearing):
    tell(cast, hearing, PUT_OFF)
    undo_outcome(by=cast.beni, at=NOW, hearing=hearing, reason="Wrong reason")
    tell(cast, hearing, Told(Hearing.Outcome.HELD, next_on=NEXT))
    assert types_of(cast.case).count("represent.hearing_held") == 1
    assert Milestone.objects.filter(type="represent.hearing_adjourned").count() == 2


def test_an_outcome_that_another_followed_is_not_taken_back(cast, court, hearing):
    (following,) = tell(cast, hearing, Told(Hearing.Outcome.HELD, next_on=date(2024, 3, 4)))
    tell(cast, following, Told(Hearing.Outcome.HELD, next_on=NEXT))
    with pytest.raises(Refused, match="take that one back first"):
        undo_outcome(by=cast.beni, at=NOW, hearing=hearing, reason="Wrong")


def test_a_hearing_ahead_can_be_moved_and_one_told_of_cannot(cast, hearing):
    move_hearing(
        by=cast.beni, at=NOW, hearing=hearing, on=date(2024, 3, 2), starts_at=None, room="3",
        judge=None,
    )  # fmt: skip
    assert hearing.on == date(2024, 3, 2)
    tell(cast, hearing, PUT_OFF)
    with pytest.raises(Refused, match="take it back first"):
        move_hearing(
            by=cast.beni, at=NOW, hearing=hearing, on=NEXT, starts_at=None, room="", judge=None
        )
