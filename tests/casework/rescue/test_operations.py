"""An operation is an authority's, its named planners' only, and enters its cases once it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.access.policy import Role
from amparo.audit.models import Entry
from amparo.casework.aftercare.models import BedHold
from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.cases.models import Breakdown, ConflictOfInterest, Milestone
from amparo.casework.cases.services.team import record_conflict
from amparo.casework.rescue.models import Operation, OperationEvent, PlanLine, Planner
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.selectors.leak import leak_review_for
from amparo.casework.rescue.selectors.operation import operation_page_for
from amparo.casework.rescue.selectors.operations import operations_for
from amparo.casework.rescue.services.operations import (
    end_planner,
    name_planner,
    request_operation,
    serve_case,
    take_step,
    tell_outsider,
)
from amparo.casework.rescue.services.planning import (
    add_line,
    hold_beds_for,
    place_someone,
    remove_line,
)
from amparo.errors import Refused
from tests.casework.aftercare.furnish import enter_home
from tests.casework.rescue.furnish import BEFORE, HOUR, asked, carried_out, planned
from tests.cast import NOW, account, open_one

pytestmark = pytest.mark.django_db
COLLEAGUES = ("beni", "sofia", "carla", "dario", "eva", "amira", "adan", "pilar", "nadia")


@pytest.fixture
def operation(cast) -> Operation:
    return asked(cast.alma, cast.case, cast.police)


def sees(cast, name) -> bool:
    return bool(operations_for(getattr(cast, name)))


def step(cast, operation, what, **facts):
    facts = {"happened_at": BEFORE, **facts}
    return take_step(by=cast.alma, at=NOW, operation=operation, what=what, **facts)


@pytest.mark.parametrize("kind", ["organisation", "other", "health"])
def test_only_a_public_authority_carries_out_an_operation(cast, kind):
    cast.police.kind = kind
    with pytest.raises(Refused, match="public authority"):
        request_operation(
            by=cast.alma, at=NOW, case=cast.case, institution=cast.police, happened_at=BEFORE
        )
    assert not Operation.objects.exists()


def test_the_database_knows_no_operation_of_the_office_itself(cast, operation):
    operation.pk, operation.code, operation.authority = operation.key_id, "ZZZZZZ", cast.office
    with pytest.raises(DatabaseError), transaction.atomic():
        operation.save(force_insert=True)


@pytest.mark.parametrize("name", COLLEAGUES)
def test_before_it_is_carried_out_nobody_but_its_planner_knows_not_even_a_supervisor(
    cast, operation, as_, name
):
    assert sees(cast, "alma")
    assert not sees(cast, name)
    client = as_(getattr(cast, name))
    assert client.get(reverse("operation", args=[operation.code])).status_code == 404
    assert client.get(reverse("operation_leak", args=[operation.code])).status_code == 404


def test_nothing_of_it_is_in_the_case_nor_in_the_cases_own_trail(cast, operation):
    planned(cast.alma, operation)
    assert not Milestone.objects.filter(type__startswith="rescue.operation").exists()
    assert not Entry.objects.filter(verb__startswith="operation", case_id=str(cast.case.pk))


def test_whoever_is_named_knows_and_taken_off_knows_no_more(cast, operation):
    planner = name_planner(by=cast.alma, at=NOW, operation=operation, user=cast.sofia)
    assert sees(cast, "sofia")
    end_planner(by=cast.alma, at=NOW, planner=planner)
    assert not sees(cast, "sofia")


def test_the_last_planner_cannot_be_taken_off(cast, operation):
    with pytest.raises(Refused, match="Nobody could open it"):
        end_planner(by=cast.alma, at=NOW, planner=Planner.objects.get())


@pytest.mark.parametrize("name", ["dario", "eva", "adan", "pilar"])
def test_only_colleagues_who_work_on_cases_are_named(cast, operation, name):
    with pytest.raises(Refused):
        name_planner(by=cast.alma, at=NOW, operation=operation, user=getattr(cast, name))


def test_a_conflict_of_interest_shuts_a_planner_out(cast, operation):
    name_planner(by=cast.alma, at=NOW, operation=operation, user=cast.beni)
    record_conflict(
        by=cast.sofia, at=NOW, case=cast.case, user=cast.beni, kind=ConflictOfInterest.Kind.KIN
    )
    assert not sees(cast, "beni")


def test_carried_out_its_history_enters_the_case_on_its_own_days(cast, operation):
    step(cast, operation, What.APPROVED, legal_basis="Order 12", happened_at=NOW - 6 * HOUR)
    step(cast, operation, What.EXECUTED, happened_at=NOW - HOUR)
    rows = Milestone.objects.filter(case=cast.case, type__startswith="rescue.operation")
    assert [(row.type, row.happened_on) for row in rows] == [
        ("rescue.operation_requested", BEFORE.date()),
        ("rescue.operation_approved", NOW.date()),
        ("rescue.operation_executed", NOW.date()),
    ]
    assert {row.institution for row in rows} == {cast.police}
    assert [name for name in COLLEAGUES if sees(cast, name)] == ["beni", "sofia"]


@pytest.mark.parametrize("tells", [True, False])
def test_called_off_it_stays_secret_unless_its_planners_tell(cast, operation, tells):
    step(cast, operation, What.CALLED_OFF, words="The place was empty", tells=tells)
    assert sees(cast, "beni") is tells
    assert Milestone.objects.filter(type="rescue.operation_requested").exists() is tells


def test_it_can_serve_several_cases_and_a_late_one_hears_at_once(cast, operation):
    carried_out(cast.alma, operation)
    second = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    serve_case(by=cast.carla, at=NOW, operation=operation, case=second)
    assert Milestone.objects.filter(case=second, type="rescue.operation_executed").count() == 1
    assert sees(cast, "carla")


@pytest.mark.parametrize(
    ("what", "facts"),
    [
        (What.EXECUTED, {}),
        (What.CLOSED, {}),
        (What.APPROVED, {}),
        (What.REFUSED, {}),
        (What.APPROVED, {"legal_basis": "Order 12", "happened_at": NOW + HOUR}),
        (What.APPROVED, {"legal_basis": "Order 12", "happened_at": BEFORE - HOUR}),
    ],
)
def test_a_step_out_of_turn_or_without_what_it_rests_on_is_refused(cast, operation, what, facts):
    with pytest.raises(Refused):
        step(cast, operation, what, **facts)
    assert OperationEvent.objects.count() == 1


def test_no_briefing_before_the_plan_is_whole_or_says_what_cannot_be_had(cast, operation):
    step(cast, operation, What.APPROVED, legal_basis="Order 12")
    with pytest.raises(Refused, match="not whole"):
        step(cast, operation, What.BRIEFED)
    planned(cast.alma, operation)
    line = PlanLine.objects.get(kind="interpreter")
    remove_line(by=cast.alma, at=NOW, line=line)
    add_line(
        by=cast.alma, at=NOW, operation=operation, kind="interpreter", words="None speaks it",
        is_had=False,
    )  # fmt: skip
    step(cast, operation, What.BRIEFED)
    assert not Breakdown.objects.exists()
    step(cast, operation, What.EXECUTED)
    assert [row.cause for row in Breakdown.objects.all()] == ["B09"]
    assert operation_page_for(cast.alma, operation).phase == What.EXECUTED


def test_one_vehicle_is_never_planned_for_both_sides(cast, operation):
    line = {"by": cast.alma, "at": NOW, "operation": operation, "kind": "vehicle"}
    add_line(**line, words="Van 2", for_whom="victims")
    with pytest.raises(Refused, match="in the plan already"):
        add_line(**line, words="van  2", for_whom="suspects")
    with pytest.raises(Refused, match="whom it is for"):
        add_line(**line, words="Van 3")


def test_placing_both_in_one_van_is_caught_and_what_was_planned_stays_secret(cast, operation):
    name_planner(by=cast.alma, at=NOW, operation=operation, user=cast.sofia)
    hours = {"from_at": NOW + 20 * HOUR, "until_at": NOW + 22 * HOUR}
    place = {"at": NOW, "operation": operation, "case": cast.case, "kind": "vehicle",
             "place": "Van 2", "is_planned": True, **hours}  # fmt: skip
    stay = place_someone(by=cast.alma, person=cast.victim, **place)
    with pytest.raises(WouldMeet):
        place_someone(by=cast.sofia, person=cast.suspect, **place)
    assert stay.is_secret
    assert [line.who for line in operation_page_for(cast.sofia, operation).stays] == ["Victim 1"]


def test_target_place_and_names_are_sealed(cast, operation):
    add_line(by=cast.alma, at=NOW, operation=operation, kind="target", words="The blue house")
    assert b"blue" not in bytes(PlanLine.objects.get().words_sealed)
    assert operation_page_for(cast.alma, operation).plan[0].words == "The blue house"


def test_the_leak_review_lists_who_knew_who_was_told_and_every_look(cast, operation, as_):
    name_planner(by=cast.alma, at=NOW, operation=operation, user=cast.sofia)
    as_(cast.sofia).get(reverse("operation_briefing", args=[operation.code]))
    tell_outsider(
        by=cast.alma, at=NOW, operation=operation, words="The captain, the day but not the place",
        happened_at=BEFORE, institution=cast.police,
    )  # fmt: skip
    review = leak_review_for(operation)
    assert {one.name for one in review.knew} == {"Alma Reyes", "Sofia Ramos"}
    assert [one.words for one in review.told] == ["The captain, the day but not the place"]
    assert ("Sofia Ramos", "operation.read", "briefing") in [
        (look.by, look.verb, look.part) for look in review.looks
    ]


def test_a_look_that_cannot_be_written_down_is_not_given(cast, operation, as_, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no trail")

    monkeypatch.setattr("amparo.casework.rescue.services.written.record", fail)
    client = as_(cast.alma)
    client.raise_request_exception = False
    assert client.get(reverse("operation", args=[operation.code])).status_code == 500


def test_an_investigator_off_the_team_may_plan_without_the_case_opening(cast, operation, as_):
    ines = account("Ines Bautista", Role.INVESTIGATOR, cast.office)
    name_planner(by=cast.alma, at=NOW, operation=operation, user=ines)
    page = as_(ines).get(reverse("operation", args=[operation.code])).content.decode()
    assert cast.case.code not in page
    assert "1 you may not open" in page


def test_a_form_sent_twice_asks_once(cast):
    token = Operation._meta.pk.default()
    ask = {"by": cast.alma, "at": NOW, "case": cast.case, "institution": cast.police,
           "happened_at": BEFORE, "token": token}  # fmt: skip
    assert request_operation(**ask) == request_operation(**ask)
    assert Operation.objects.count() == 1


def test_its_events_are_never_changed(operation):
    with pytest.raises(DatabaseError), transaction.atomic():
        OperationEvent.objects.update(happened_at=NOW + timedelta(days=9))


def test_beds_are_held_without_saying_what_for_and_stand_in_the_plan(cast, operation):
    home = enter_home(cast.alma, cast.place, capacity=2)
    line = hold_beds_for(
        by=cast.alma, at=NOW, operation=operation, home=home, n=2, from_on=NOW.date(),
        until_on=NOW.date() + timedelta(days=2),
    )  # fmt: skip
    held = BedHold.objects.get()
    assert (line.words(), line.n, line.kind) == (home.called, 2, "safe_place")
    assert (held.n, held.case) == (2, None)
    with pytest.raises(Refused):
        hold_beds_for(
            by=cast.alma, at=NOW, operation=operation, home=home, n=99, from_on=NOW.date(),
            until_on=NOW.date(),
        )  # fmt: skip
    assert PlanLine.objects.count() == 1
