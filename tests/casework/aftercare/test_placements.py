"""Placements: one at a time, apart from suspects, in a bed that is there."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from amparo.audit.models import Entry
from amparo.casework.aftercare.models import Placement
from amparo.casework.aftercare.selectors.homes import homes_with_beds
from amparo.casework.aftercare.services.homes import hold_beds
from amparo.casework.aftercare.services.placements import (
    LEAVES,
    end_placement,
    place,
    plan_leaving,
    take_back_placement,
)
from amparo.casework.cases.models import Milestone, RoleKind, SafetyAlert, Task
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.same_person import link_people
from amparo.errors import Conflict, Refused
from tests.casework.aftercare.furnish import enter_home, survivor
from tests.cast import NOW, OPENED_ON, open_one

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = TODAY - timedelta(30)
Kind = Placement.Kind


def put(cast, home, *, person=None, on=DAY, by=None, case=None, **more):
    return place(
        by=by or cast.alma, at=NOW, case=case or cast.case, person=person or cast.victim,
        home=home, on=on, **more,
    )  # fmt: skip


def end(cast, stay, *, on=TODAY, why="moved"):
    return end_placement(by=cast.alma, at=NOW, placement=stay, on=on, why=why)


def told(cast) -> list[str]:
    rows = Milestone.objects.filter(case=cast.case, type__contains="plac").current()
    return sorted(rows.values_list("type", flat=True))


def free(cast, home, on=TODAY):
    return next(line.free for line in homes_with_beds(cast.alma, on) if line.id == home.pk)


def person_as(cast, role, name="Somebody Else"):
    other = add_person(by=cast.alma, at=NOW, office=cast.office, name=name)
    give_role(by=cast.alma, at=NOW, case=cast.case, person=other, role=role, on=OPENED_ON)
    return other


def test_the_first_nights_are_safety_and_what_follows_is_a_placement(cast, home):
    first = put(cast, home)
    assert told(cast) == ["rescue.safe_placement"]
    end(cast, first, on=DAY + timedelta(9))
    put(cast, home, on=DAY + timedelta(9), kind=Kind.LONG)
    assert told(cast) == ["rescue.safe_placement", "restore.placed", "restore.placement_ended"]


def test_what_the_timeline_has_is_not_recorded_twice(cast, home):
    stay = put(cast, home)
    take_back_placement(by=cast.alma, at=NOW, placement=stay, reason="Another girl")
    assert told(cast) == []
    put(cast, home)
    assert told(cast) == ["rescue.safe_placement"]


def test_a_form_sent_twice_places_once(cast, home):
    token = UUID("6e6b2a39-9a1c-4a4e-9a53-7f7c4f0a6f11")
    assert put(cast, home, token=token).pk == put(cast, home, token=token).pk
    assert Placement.objects.count() == 1


def test_nobody_lives_in_two_places_at_once(cast, home):
    other = enter_home(cast.sofia, cast.place, called="Casa Mar")
    stay = put(cast, home)
    with pytest.raises(Refused, match="has a placement"):
        put(cast, other, on=TODAY)
    end(cast, stay, on=TODAY)
    with pytest.raises(Refused, match="has a placement"):
        put(cast, other, on=TODAY - timedelta(1))
    put(cast, other, on=TODAY)


def test_the_database_refuses_two_stays_that_share_a_day(cast, home):
    stay = end(cast, put(cast, home), on=TODAY)
    stay.pk, stay.milestone, stay.end_milestone = None, None, None
    stay.id = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        stay.save(force_insert=True)


def test_a_stay_takes_a_bed_until_it_ends(cast, home):
    stay = put(cast, home)
    assert free(cast, home) == 1
    end(cast, stay)
    assert (free(cast, home), free(cast, home, TODAY - timedelta(1))) == (2, 1)


def test_a_full_home_takes_nobody(cast, home):
    put(cast, home)
    put(cast, home, person=survivor(cast))
    with pytest.raises(Refused, match="no bed"):
        put(cast, home, person=survivor(cast, name="Third Girl"))


def test_a_bed_promised_to_others_is_not_taken_by_an_open_stay(cast, home):
    week = TODAY + timedelta(7)
    hold_beds(
        by=cast.carla, at=NOW, home=home, n=2, from_on=week, until_on=week, why="Another team"
    )
    with pytest.raises(Refused, match="no bed"):
        put(cast, home, on=TODAY)


def test_whoever_comes_for_a_held_bed_takes_that_one(cast, home):
    hold_beds(
        by=cast.alma, at=NOW, home=home, n=2, from_on=TODAY, until_on=TODAY + timedelta(3),
        case=cast.case, why="Two girls",
    )  # fmt: skip
    assert free(cast, home) == 0
    stay = put(cast, home, on=TODAY)
    assert (stay.hold is not None, free(cast, home)) == (True, 0)
    put(cast, home, on=TODAY, person=survivor(cast))
    assert (free(cast, home), free(cast, home, TODAY + timedelta(9))) == (0, 0)


def test_a_home_that_does_not_take_such_a_person_needs_a_reason(cast, home):
    boy = survivor(cast, name="A Boy", sex="male")
    with pytest.raises(Refused, match="takes only those who are female"):
        put(cast, home, person=boy)
    stay = put(cast, home, person=boy, despite="His sister is there")
    assert stay.words("despite") == "His sister is there"


def test_only_a_survivor_of_the_case_is_placed(cast, home):
    with pytest.raises(Refused, match="Only a survivor"):
        put(cast, home, person=cast.suspect)


def test_a_suspect_is_not_given_the_care_of_a_survivor(cast):
    guardian = person_as(cast, RoleKind.GUARDIAN)
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=guardian, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    with pytest.raises(Refused, match="suspect cannot be given the care"):
        put(cast, None, kind=Kind.FAMILY, carer=guardian)


def test_nor_is_somebody_decided_to_be_the_suspect_under_another_name(cast):
    guardian = person_as(cast, RoleKind.GUARDIAN)
    link_people(by=cast.alma, at=NOW, one=guardian, other=cast.suspect, reason="The same scar")
    with pytest.raises(Refused, match="suspect cannot be given the care"):
        put(cast, None, kind=Kind.FAMILY, carer=guardian)


def test_a_safe_aunt_may_care_for_her(cast):
    aunt = person_as(cast, RoleKind.WITNESS)
    stay = put(cast, None, kind=Kind.FAMILY, carer=aunt)
    assert (stay.carer, stay.home, told(cast)) == (aunt, None, ["restore.placed"])


def test_a_survivor_and_a_suspect_of_her_case_do_not_sleep_under_one_roof(cast, home):
    other = open_one(by=cast.alma, programme=cast.programme, name="Second Survivor")
    both = survivor(cast, name="Harmed And Accused", case=other)
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=both, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    put(cast, home, person=both, case=other)
    with pytest.raises(Refused, match="must be kept apart"):
        put(cast, home)


def test_leaving_in_danger_raises_an_alert_and_moving_does_not(cast, home):
    end(cast, put(cast, home), why="moved")
    assert not SafetyAlert.objects.exists()
    end(cast, put(cast, home, on=TODAY), why="left")
    assert SafetyAlert.objects.filter(case=cast.case, resolved_at=None).count() == 1


def test_an_ended_stay_does_not_end_again(cast, home):
    stay = put(cast, home)
    end(cast, stay)
    with pytest.raises(Conflict):
        end(cast, stay)


def test_a_stay_taken_back_frees_its_bed_and_stays_in_the_trail(cast, home):
    stay = put(cast, home)
    with pytest.raises(Refused, match="needs a reason"):
        take_back_placement(by=cast.alma, at=NOW, placement=stay, reason=" ")
    take_back_placement(by=cast.alma, at=NOW, placement=stay, reason="Wrong home")
    assert free(cast, home) == 2
    verbs = Entry.objects.filter(object_id=str(stay.pk)).values_list("verb", flat=True)
    assert set(verbs) == {"survivor.placed", "placement.taken_back"}


def leave(cast, stay, on):
    return plan_leaving(by=cast.alma, at=NOW, placement=stay, on=on)


def held(cast, home, first, last):
    return hold_beds(
        by=cast.beni, at=NOW, home=home, n=1, from_on=TODAY + timedelta(first),
        until_on=TODAY + timedelta(last), why="A girl who comes then",
    )  # fmt: skip


def test_a_planned_leaving_frees_the_bed_from_that_day_on(cast):
    home = enter_home(cast.sofia, cast.place, capacity=1)
    stay = put(cast, home)
    with pytest.raises(Refused, match="no bed"):
        held(cast, home, 10, 12)
    leave(cast, stay, TODAY + timedelta(10))
    held(cast, home, 10, 12)
    assert Task.objects.get(what=LEAVES).due_on == TODAY + timedelta(10)
    with pytest.raises(Refused, match="no bed"):
        held(cast, home, 9, 9)


def test_what_was_promised_to_others_is_not_taken_by_staying_on(cast):
    home = enter_home(cast.sofia, cast.place, capacity=1)
    stay = leave(cast, put(cast, home), TODAY + timedelta(10))
    held(cast, home, 12, 14)
    assert leave(cast, stay, TODAY + timedelta(12)).leaves_on == TODAY + timedelta(12)
    for later in (TODAY + timedelta(13), None):
        with pytest.raises(Refused, match="no bed"):
            leave(cast, stay, later)


def test_whoever_did_not_leave_on_the_planned_day_keeps_the_bed(cast):
    home = enter_home(cast.sofia, cast.place, capacity=1)
    stay = leave(cast, put(cast, home), TODAY + timedelta(3))

    def free_ahead(days):
        seen = homes_with_beds(cast.alma, TODAY + timedelta(5), today=TODAY + timedelta(days))
        return seen[0].free

    assert (free_ahead(0), free_ahead(3)) == (1, 0)
    with pytest.raises(Refused, match="lies ahead"):
        leave(cast, stay, TODAY)
