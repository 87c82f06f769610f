"""How people were treated is answered, never hidden; without it no operation closes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from amparo.casework.cases.models import Breakdown, Milestone, RoleKind, SafetyAlert
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.rescue.models import DignityAnswer, OperationEvent
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.selectors.operation import operation_page_for
from amparo.casework.rescue.services.dignity import answer_check, review_operation
from amparo.casework.rescue.services.minutes import count_heads, log_minute, strike_minute
from amparo.casework.rescue.services.operations import take_step
from amparo.casework.rescue.services.reliefs import record_relief
from amparo.directory.packs.operating import operating
from amparo.errors import Refused
from tests.casework.rescue.furnish import BEFORE, answered, asked, carried_out
from tests.cast import NOW, OPENED_ON

pytestmark = pytest.mark.django_db
TOGETHER, APART = "rescue.together_with_suspects", "rescue.victim_suspect_separated"


@pytest.fixture
def operation(cast):
    return carried_out(cast.alma, asked(cast.alma, cast.case, cast.police))


def end(cast, operation):
    take_step(by=cast.alma, at=NOW, operation=operation, what=What.ENDED, happened_at=NOW)


def close(cast, operation):
    return take_step(by=cast.alma, at=NOW, operation=operation, what=What.CLOSED, happened_at=NOW)


def review(cast, operation, **facts):
    facts = {"was_empty": False, "has_evidence": True, "has_arrest": True, **facts}
    return review_operation(
        by=cast.alma,
        at=NOW,
        operation=operation,
        on=NOW.date(),
        words="Two vans next time",
        **facts,
    )


def relieve(cast, operation, person=None):
    return record_relief(
        by=cast.alma, at=NOW, case=cast.case, person=person or cast.victim, how="operation",
        relieved_at=NOW - timedelta(hours=1), operation=operation,
    )  # fmt: skip


def told(what):
    return list(Milestone.objects.filter(type=what).values_list("person", flat=True))


def test_ten_questions_are_asked():
    assert {check.code for check in operating().checks} == {
        "vehicles_apart", "rooms_apart", "waiting_apart", "no_media", "no_restraint",
        "social_worker", "same_sex_officer", "language", "needs", "explained",
    }  # fmt: skip


def test_it_does_not_close_with_one_question_open(cast, operation):
    end(cast, operation)
    review(cast, operation)
    with pytest.raises(Refused, match="not answered"):
        close(cast, operation)
    answered(cast.alma, operation)
    close(cast, operation)
    assert operation_page_for(cast.alma, operation).phase == What.CLOSED


def test_it_does_not_close_without_a_review(cast, operation):
    answered(cast.alma, operation)
    end(cast, operation)
    with pytest.raises(Refused, match="Nobody reviewed"):
        close(cast, operation)


def test_the_database_itself_refuses_to_close_it_with_a_question_open(cast, operation):
    answer_check(by=cast.alma, at=NOW, operation=operation, item="needs", is_kept=True)
    row = OperationEvent(
        id=uuid4(), operation=operation, what="closed", happened_at=NOW, recorded_by=cast.alma,
        recorded_at=NOW,
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_failed_separation_is_told_at_once_of_everyone_brought_out(cast, operation):
    relieve(cast, operation)
    answered(cast.alma, operation, no=("rooms_apart",))
    assert told(TOGETHER) == [cast.victim.pk]
    assert told(APART) == []
    assert SafetyAlert.objects.filter(case=cast.case, milestone__type=TOGETHER).count() == 1


@pytest.mark.parametrize("check", operating().checks, ids=lambda check: check.code)
def test_each_no_is_a_breakdown_of_the_step_and_the_authority(cast, operation, check):
    answered(cast.alma, operation, no=(check.code,))
    row = Breakdown.objects.counted().get()
    assert (row.cause, row.step, row.institution, row.evidence) == (
        check.cause, "operation", cast.police, check.fails
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "causes"),
    [({"was_empty": True}, ["B26"]), ({"has_evidence": False, "has_arrest": False}, ["B25"]),
     ({}, [])],
)  # fmt: skip
def test_a_place_found_empty_and_nothing_gained_are_breakdowns(cast, operation, facts, causes):
    end(cast, operation)
    review(cast, operation, **facts)
    assert list(Breakdown.objects.values_list("cause", flat=True)) == causes


def test_it_is_told_of_whoever_is_recorded_later_too(cast, operation):
    answered(cast.alma, operation, no=("vehicles_apart", "rooms_apart"))
    sister = add_person(by=cast.alma, at=NOW, office=cast.office, name="Her Sister")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=sister, role=RoleKind.VICTIM, on=OPENED_ON
    )
    relieve(cast, operation)
    relieve(cast, operation, sister)
    assert sorted(told(TOGETHER), key=str) == sorted([cast.victim.pk, sister.pk], key=str)


def test_kept_apart_is_told_once_every_question_of_it_says_so(cast, operation):
    relieve(cast, operation)
    answer_check(by=cast.alma, at=NOW, operation=operation, item="rooms_apart", is_kept=True)
    assert told(APART) == []
    answered(cast.alma, operation)
    assert told(APART) == [cast.victim.pk]


def test_a_no_says_what_happened_and_its_words_are_sealed(cast, operation):
    with pytest.raises(Refused, match="Say what happened"):
        answer_check(by=cast.alma, at=NOW, operation=operation, item="no_media", is_kept=False)
    row = answer_check(
        by=cast.alma, at=NOW, operation=operation, item="no_media", is_kept=False, words="Cameras",
    )  # fmt: skip
    assert b"Cameras" not in bytes(row.words_sealed)
    row.pk, row.words_sealed = uuid4(), b""
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_an_answer_given_again_leaves_the_first_in_place(cast, operation):
    answered(cast.alma, operation, no=("needs",))
    answer_check(
        by=cast.beni, at=NOW + timedelta(minutes=5), operation=operation, item="needs", is_kept=True
    )
    line = next(
        one for one in operation_page_for(cast.alma, operation).checks if one.check.code == "needs"
    )
    assert (line.state, line.by) == ("kept", "Beni Cruz")
    assert DignityAnswer.objects.filter(item="needs").count() == 2


def test_nothing_is_answered_before_it_was_carried_out_nor_after_it_closed(cast):
    operation = asked(cast.alma, cast.case, cast.police)
    with pytest.raises(Refused, match="once the operation was carried out"):
        answer_check(by=cast.alma, at=NOW, operation=operation, item="needs", is_kept=True)
    carried_out(cast.alma, operation)
    answered(cast.alma, operation)
    end(cast, operation)
    review(cast, operation)
    close(cast, operation)
    with pytest.raises(Refused, match="closed"):
        answer_check(by=cast.alma, at=NOW, operation=operation, item="needs", is_kept=True)
    with pytest.raises(Refused, match="closed"):
        log_minute(by=cast.alma, at=NOW, operation=operation, what="left")


def test_one_tap_keeps_the_minute_and_two_taps_of_one_button_keep_one(cast, operation):
    token = uuid4()
    for _ in range(2):
        log_minute(by=cast.alma, at=NOW, operation=operation, what="entered", token=token)
    assert [(m.name, m.at) for m in operation_page_for(cast.alma, operation).minutes] == [
        ("Went in", NOW)
    ]


def test_a_minute_tapped_by_mistake_stays_struck(cast, operation):
    row = log_minute(by=cast.alma, at=NOW, operation=operation, what="empty")
    strike_minute(by=cast.alma, at=NOW, minute=row)
    assert [m.is_struck for m in operation_page_for(cast.alma, operation).minutes] == [True]
    with pytest.raises(Refused, match="struck already"):
        strike_minute(by=cast.alma, at=NOW, minute=row)


def test_counts_that_differ_are_said(cast, operation):
    count = {"by": cast.alma, "at": NOW, "operation": operation}
    count_heads(**count, point="found", happened_at=BEFORE, n_girls=2, n_suspects=1)
    relieve(cast, operation)
    assert "1 are recorded as out" in operation_page_for(cast.alma, operation).uncounted
    count_heads(**count, point="arrived", happened_at=NOW, n_girls=1)
    assert "2 were counted first and 1 last" in operation_page_for(cast.alma, operation).uncounted
    with pytest.raises(Refused, match="Count somebody"):
        count_heads(**count, point="leaving", happened_at=NOW)
