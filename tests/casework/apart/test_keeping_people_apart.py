"""A survivor and a suspect of one case are not put in one place unawares."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.models import Stay
from amparo.casework.apart.selectors import stays_for
from amparo.casework.apart.services import leave_place, put_in_place
from amparo.casework.cases.models import Breakdown, Milestone, RoleKind, SafetyAlert
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.same_person import link_people
from amparo.errors import Refused
from tests.cast import NOW, OPENED_ON, open_one

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def put(cast, person, *, case=None, place="Room 2", start=0, hours=1, **facts):
    facts = {"is_planned": False, **facts}
    return put_in_place(
        by=cast.alma, at=NOW, case=case or cast.case, person=person, kind="room", place=place,
        purpose="interview", from_at=NOW - 6 * HOUR + start * HOUR,
        until_at=None if hours is None else NOW + (start + hours - 6) * HOUR, **facts,
    )  # fmt: skip


def test_a_suspect_where_a_survivor_is_raises_an_alert_and_saves_nothing(cast):
    put(cast, cast.victim)
    with pytest.raises(WouldMeet) as refusal:
        put(cast, cast.suspect, place=" room  2 ")
    assert [meeting.is_suspect for meeting in refusal.value.meetings] == [False]
    assert Stay.objects.count() == 1


def test_it_goes_on_only_with_a_reason_which_is_sealed_and_then_told(cast):
    put(cast, cast.suspect)
    row = put(cast, cast.victim, reason="The only room with a door")
    told = Milestone.objects.get(case=cast.case, type="rescue.together_with_suspects")
    assert (row.met, row.reason()) == (True, "The only room with a door")
    assert b"only room" not in bytes(row.reason_sealed)
    assert told.person == cast.victim
    assert SafetyAlert.objects.filter(milestone=told).exists()
    assert Breakdown.objects.get(case=cast.case).cause == "B27"


def test_a_plan_to_meet_is_kept_with_its_reason_and_nothing_has_happened_yet(cast):
    put(cast, cast.suspect, start=10, is_planned=True)
    row = put(cast, cast.victim, start=10, is_planned=True, reason="No other van")
    assert row.met
    assert not Milestone.objects.filter(type="rescue.together_with_suspects").exists()


@pytest.mark.parametrize(("start", "hours"), [(1, 1), (-1, 1), (3, None)])
def test_one_after_the_other_is_apart(cast, start, hours):
    put(cast, cast.victim)
    assert not put(cast, cast.suspect, start=start, hours=hours).met


def test_whoever_has_left_meets_nobody(cast):
    stay = put(cast, cast.victim, hours=None)
    leave_place(by=cast.alma, at=NOW, stay=stay, ended_at=NOW - 5 * HOUR)
    assert not put(cast, cast.suspect, start=2).met


def test_whoever_never_came_meets_nobody_and_leaves_the_page(cast):
    stay = put(cast, cast.victim)
    leave_place(by=cast.alma, at=NOW, stay=stay, ended_at=NOW, is_void=True)
    assert not put(cast, cast.suspect).met
    assert [line.who for line in stays_for(cast.alma, cast.case)] == ["Suspect 1"]


def test_a_suspect_of_two_cases_meets_the_survivor_of_either(cast):
    second = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    other = second.roles.get(role=RoleKind.VICTIM).person
    give_role(
        by=cast.carla, at=NOW, case=second, person=cast.suspect, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    put(cast, cast.suspect)
    with pytest.raises(WouldMeet):
        put_in_place(
            by=cast.carla, at=NOW, case=second, person=other, kind="waiting", place="Room 2",
            purpose="hearing", from_at=NOW - 6 * HOUR, is_planned=False,
        )  # fmt: skip


def test_two_records_of_one_suspect_are_one_suspect(cast):
    twin = add_person(by=cast.alma, at=NOW, office=cast.office, name="The Same Man")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=twin, role=RoleKind.WITNESS, on=OPENED_ON
    )
    link_people(by=cast.alma, at=NOW, one=cast.suspect, other=twin, reason="The same scar")
    put(cast, cast.victim)
    with pytest.raises(WouldMeet):
        put(cast, twin)


def test_two_survivors_may_share_a_room(cast):
    other = add_person(by=cast.alma, at=NOW, office=cast.office, name="Her Sister")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=other, role=RoleKind.VICTIM, on=OPENED_ON
    )
    put(cast, cast.victim)
    assert not put(cast, other).met


def test_someone_who_is_not_in_the_case_is_refused(cast):
    with pytest.raises(Refused, match="not in the case"):
        put(cast, add_person(by=cast.alma, at=NOW, office=cast.office, name="A Stranger"))


def test_a_secret_stay_is_seen_by_nobody_else_and_warns_all_the_same(cast):
    put(cast, cast.victim, is_secret=True)
    assert len(stays_for(cast.alma, cast.case)) == 1
    assert stays_for(cast.beni, cast.case) == ()
    assert stays_for(cast.sofia, cast.case) == ()
    with pytest.raises(WouldMeet):
        put(cast, cast.suspect)


def test_the_database_keeps_no_meeting_without_a_reason_and_changes_no_stay(cast):
    row = put(cast, cast.victim)
    with pytest.raises(DatabaseError), transaction.atomic():
        Stay.objects.filter(pk=row.pk).update(place_digest="")
    row.pk, row.met = uuid4(), True
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_the_page_tells_who_is_there_before_anything_is_saved(cast, as_):
    put(cast, cast.victim, start=5, hours=4)
    client = as_(cast.alma)
    address = reverse("place_add", args=[cast.case.code])
    form = client.get(address).context["form"]
    given = {
        "token": form.initial["token"], "person": cast.suspect.pk, "kind": "room",
        "known": "Room 2", "purpose": "interview", "on": "4 March 2024", "starts_at": "09:00",
    }  # fmt: skip
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "Nothing is saved yet" in refused.content.decode()
    assert "Victim 1 is" in refused.content.decode()
    assert "Why there is no other way" in refused.content.decode()
    kept = client.post(address, {**given, "reason": "One room, two doors"})
    assert kept.status_code == 302
    assert Stay.objects.filter(met=True).count() == 1
