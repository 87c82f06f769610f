"""Homes: whom they take, where they are, how they are kept, and beds that are held."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from amparo.access.policy import Compartment
from amparo.audit.models import Entry
from amparo.casework.aftercare.fitting import Needs, Takes, against
from amparo.casework.aftercare.models import Home, StandardsAnswer, StandardsCheck
from amparo.casework.aftercare.selectors.homes import (
    case_to_travel_for,
    home_page_for,
    homes_with_beds,
)
from amparo.casework.aftercare.services.homekeys import open_address
from amparo.casework.aftercare.services.homes import (
    HomeFacts,
    add_home,
    change_home,
    close_home,
    hold_beds,
    name_escort,
    release_hold,
)
from amparo.casework.aftercare.services.placements import place
from amparo.casework.aftercare.services.standards import check_standards
from amparo.casework.cases.services.compartments import open_compartment
from amparo.directory.models import Unit
from amparo.directory.packs import code_list
from amparo.errors import Conflict, NotVisible, Refused
from tests.casework.aftercare.furnish import ADDRESS, district_of, enter_home, survivor
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
WORKING = {code: "working" for code, _ in code_list("home_standards").choices(on=TODAY)}


def facts(cast, **changes):
    given = {"called": "Casa Sol", "place": district_of(cast.place), "capacity": 2,
             "address": ADDRESS}  # fmt: skip
    return HomeFacts(**{**given, **changes})


def hold(cast, home, *, n=1, first=0, last=3, **more):
    return hold_beds(
        by=cast.alma, at=NOW, home=home, n=n, from_on=TODAY + timedelta(first),
        until_on=TODAY + timedelta(last), why="An operation on Tuesday", **more,
    )  # fmt: skip


def free(user, home, day=0):
    lines = homes_with_beds(user, TODAY + timedelta(day))
    return next(line.free for line in lines if line.id == home.pk)


def test_the_address_is_sealed_and_in_no_list(cast, home):
    assert ADDRESS.encode() not in bytes(home.address_sealed)
    line = homes_with_beds(cast.alma, TODAY)[0]
    assert (line.district, line.free, line.capacity) == ("Northern District", 2, 2)
    assert ADDRESS not in repr(line)


def test_a_place_nearer_than_a_district_is_told_as_its_district(cast):
    cast.place.parent = district_of(cast.place)
    cast.place.save()
    unit = Unit.objects.create(institution=cast.other_office, name="A house")
    kept = add_home(by=cast.sofia, at=NOW, unit=unit, facts=facts(cast, place=cast.place))
    assert kept.district.name == "Northern District"


def test_a_place_in_no_district_is_refused(cast):
    unit = Unit.objects.create(institution=cast.other_office, name="A house")
    with pytest.raises(Refused, match="lies in no district"):
        add_home(by=cast.sofia, at=NOW, unit=unit, facts=facts(cast, place=cast.place))


def test_a_unit_whose_directory_entry_tells_its_town_is_refused(cast):
    unit = Unit.objects.create(
        institution=cast.other_office, name="A house", jurisdiction=cast.place
    )
    with pytest.raises(Refused, match="tells more"):
        add_home(by=cast.sofia, at=NOW, unit=unit, facts=facts(cast))


def test_another_organisation_does_not_know_of_it(cast, home):
    assert homes_with_beds(cast.dario, TODAY) == ()
    assert homes_with_beds(cast.pilar, TODAY) == ()
    with pytest.raises(NotVisible):
        home_page_for(cast.adan, home.pk, today=TODAY)


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (Needs(age=9), "under 12"), (Needs(age=40), "over 30"), (Needs(sex="male"), "only those"),
        (Needs(brings_children=True), "children"),
    ],
)  # fmt: skip
def test_what_stands_against_somebody_is_said(needs, said):
    found = against(Takes(12, 30, ("female",)), needs)
    assert len(found) == 1
    assert said in found[0]


def test_what_is_not_known_stands_against_nothing():
    assert against(Takes(12, 30, ("female",)), Needs()) == ()


def test_homes_that_take_the_person_come_first(cast, home):
    enter_home(cast.sofia, cast.place, called="Aa Men", sexes=("male",))
    found = homes_with_beds(cast.alma, TODAY, needs=Needs(20, "female"))
    assert [line.called for line in found] == ["Casa Luz", "Aa Men"]
    only = homes_with_beds(cast.alma, TODAY, needs=Needs(20, "female"), n=2, fitting=True)
    assert [line.called for line in only] == ["Casa Luz"]


def test_beds_held_are_not_free_on_those_days_only(cast, home):
    hold(cast, home, first=1, last=2)
    assert [free(cast.beni, home, day) for day in range(4)] == [2, 1, 1, 2]


def test_no_more_is_held_than_there_is(cast, home):
    hold(cast, home, n=2, last=3)
    with pytest.raises(Refused, match="no bed for all of these days") as refusal:
        hold(cast, home, first=3, last=5)
    assert "7 March 2024" in refusal.value.found
    hold(cast, home, first=4, last=5)


def test_released_beds_are_free_and_released_once(cast, home):
    held = hold(cast, home, n=2)
    release_hold(by=cast.alma, at=NOW, hold=held)
    assert free(cast.alma, home) == 2
    with pytest.raises(Conflict):
        release_hold(by=cast.alma, at=NOW, hold=held)


def test_what_beds_are_held_for_is_shown_to_their_holder_only(cast, home):
    hold(cast, home, case=cast.case)
    mine = home_page_for(cast.alma, home.pk, today=TODAY).promises[0]
    theirs = home_page_for(cast.beni, home.pk, today=TODAY).promises[0]
    above = home_page_for(cast.sofia, home.pk, today=TODAY).promises[0]
    assert (mine.why, mine.code) == ("An operation on Tuesday", cast.case.code)
    assert (theirs.n, theirs.why, theirs.code, theirs.by) == (1, "", "", "")
    assert (above.why, above.code, above.by, above.may_release) == ("", "", "Alma Reyes", True)


def test_nobody_is_shown_the_address_unless_they_travel_there(cast, home):
    hold(cast, home, case=cast.case)
    for user in (cast.alma, cast.beni, cast.sofia, cast.dario):
        assert case_to_travel_for(user, home, today=TODAY) is None
    with pytest.raises(NotVisible):
        open_address(by=cast.alma, at=NOW, home=home, case=None)


def test_the_escort_is_shown_it_while_the_bed_is_held_and_each_look_is_written(cast, home):
    held = hold(cast, home, case=cast.case)
    name_escort(by=cast.alma, at=NOW, hold=held, escort=cast.beni)
    case = case_to_travel_for(cast.beni, home, today=TODAY)
    seen = open_address(by=cast.beni, at=NOW, home=home, case=case)
    assert seen.address == ADDRESS
    entry = Entry.objects.get(verb="home.address_seen")
    assert (entry.actor_id, entry.case_id) == (str(cast.beni.pk), str(cast.case.pk))
    assert ADDRESS not in str(vars(entry))
    assert case_to_travel_for(cast.beni, home, today=held.until_on + timedelta(1)) is None
    release_hold(by=cast.alma, at=NOW, hold=held)
    assert case_to_travel_for(cast.beni, home, today=TODAY) is None


def test_whoever_does_not_work_on_the_case_is_no_escort(cast, home):
    held = hold(cast, home, case=cast.case)
    with pytest.raises(Refused, match="works on the case"):
        name_escort(by=cast.alma, at=NOW, hold=held, escort=cast.carla)


def test_every_standard_is_looked_at(cast, home):
    told = {"by": cast.sofia, "at": NOW, "home": home, "on": TODAY}
    with pytest.raises(Refused, match="Every standard"):
        check_standards(**told, answers={"food": "working"}, next_due_on=date(2024, 9, 1))
    with pytest.raises(Refused, match="comes after"):
        check_standards(**told, answers=WORKING, next_due_on=TODAY)
    assert not StandardsCheck.objects.exists()


def test_a_fire_exit_that_does_not_open_is_told_as_missing(cast, home):
    check_standards(
        by=cast.sofia, at=NOW, home=home, on=TODAY, next_due_on=date(2024, 9, 1),
        answers={**WORKING, "fire_exits": "present", "food": "missing"}, words="Locked at night",
    )  # fmt: skip
    page = home_page_for(cast.alma, home.pk, today=TODAY)
    found = page.line.standards
    assert found.n_working == found.n_asked - 2
    assert [name[:10] for name in found.essential_missing] == ["Fire exits"]
    assert (found.is_overdue(TODAY), found.is_overdue(date(2024, 9, 2))) == (False, True)
    assert (page.found, page.checked_by) == ("Locked at night", "Sofia Ramos, our office")


def test_what_a_check_found_is_never_changed(cast, home):
    check_standards(
        by=cast.sofia, at=NOW, home=home, on=TODAY, answers=WORKING, next_due_on=date(2024, 9, 1)
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        StandardsAnswer.objects.update(state="missing")
    with pytest.raises(DatabaseError), transaction.atomic():
        StandardsCheck.objects.update(next_due_on=date(2030, 1, 1))


def test_a_home_cannot_shrink_below_whom_it_promised_a_bed(cast, home):
    hold(cast, home, n=2, first=5, last=6)
    with pytest.raises(Refused, match="taken or promised"):
        change_home(
            by=cast.sofia, at=NOW, home=home, version=1,
            facts=facts(cast, called="Casa Luz", capacity=1),
        )  # fmt: skip


def test_changing_a_home_without_an_address_keeps_the_old_one(cast, home):
    kept = change_home(
        by=cast.sofia, at=NOW, home=home, version=1,
        facts=facts(cast, called="Casa Luz", capacity=3, address=""),
    )  # fmt: skip
    assert (kept.capacity, kept.words("address")) == (3, ADDRESS)
    with pytest.raises(Conflict):
        change_home(by=cast.sofia, at=NOW, home=home, version=1, facts=facts(cast))


def test_a_home_somebody_lives_in_is_not_closed(cast, home):
    place(by=cast.alma, at=NOW, case=cast.case, person=survivor(cast), home=home, on=TODAY)
    with pytest.raises(Refused, match="Somebody lives there"):
        close_home(by=cast.sofia, at=NOW, home=home, on=TODAY)


def test_a_closed_home_takes_nobody(cast, home):
    close_home(by=cast.sofia, at=NOW, home=home, on=TODAY)
    assert homes_with_beds(cast.alma, TODAY) == ()
    with pytest.raises(Refused, match="closed"):
        hold(cast, home)
    assert Home.objects.get().closed_on == TODAY


def test_a_holder_of_the_compartment_is_shown_it_while_somebody_of_the_case_lives_there(cast, home):
    until = timezone.localdate() + timedelta(30)
    open_compartment(
        by=cast.sofia, at=timezone.now(), case=cast.case, user=cast.alma,
        compartment=Compartment.SHELTER_ADDRESS, until=until, seconded_by=cast.beni,
    )  # fmt: skip
    assert case_to_travel_for(cast.alma, home) is None
    place(by=cast.alma, at=NOW, case=cast.case, person=cast.victim, home=home, on=TODAY)
    assert case_to_travel_for(cast.alma, home) == cast.case
    assert case_to_travel_for(cast.beni, home) is None
