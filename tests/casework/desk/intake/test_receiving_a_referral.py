from datetime import UTC, date, datetime

import pytest

from amparo.audit.models import Entry
from amparo.casework.cases.models import Referral, Task
from amparo.casework.cases.services.opening import receive_referral
from tests.cast import VICTIM_NAME

pytestmark = pytest.mark.django_db


def typed(cast, **more):
    return {
        "programme": str(cast.programme.pk), "received_on": "8 January 2024", "source": "hotline",
        "told": "A girl is kept in a house by the harbour.", **more,
    }  # fmt: skip


def test_it_is_kept_and_leads_to_its_page(cast, as_):
    answer = as_("carla").post("/referrals/new/", typed(cast))
    assert answer["Location"] == f"/referrals/{Referral.objects.get().code}/"


def test_what_was_told_is_sealed(cast, as_):
    as_("carla").post("/referrals/new/", typed(cast))
    assert b"harbour" not in bytes(Referral.objects.get().told_sealed)


def test_nothing_told_is_asked_for(cast, as_):
    text = as_("carla").post("/referrals/new/", typed(cast, told="")).content.decode()
    assert "“What were you told?” needs an answer" in text


def test_a_day_to_come_is_refused_and_what_was_typed_stays(cast, as_):
    answer = as_("carla").post("/referrals/new/", typed(cast, received_on="31 December 2099"))
    assert "This day is still to come" in answer.content.decode()
    assert "kept in a house by the harbour" in answer.content.decode()


def test_the_lead_of_a_case_with_a_like_name_is_asked_to_compare(cast, as_):
    as_("carla").post("/referrals/new/", typed(cast, name="Lurdes Batungbacal"))
    task = Task.objects.get(case=cast.case, what__startswith="Possible same person")
    assert task.owner == cast.alma
    assert Referral.objects.get().code in task.what


def test_whoever_wrote_it_down_is_told_nothing_of_that_case(cast, as_):
    answer = as_("carla").post("/referrals/new/", typed(cast, name=VICTIM_NAME), follow=True)
    text = answer.content.decode()
    assert cast.case.code not in text
    assert "Nobody in your own cases has a like name" in text


def test_no_lead_is_asked_where_no_name_is_alike(cast, as_):
    as_("carla").post("/referrals/new/", typed(cast, name="Quirino Villafuerte"))
    assert not Task.objects.filter(what__startswith="Possible same person").exists()


def test_nobody_is_asked_when_whoever_writes_sees_the_match_already(cast, as_):
    as_("beni").post("/referrals/new/", typed(cast, name=VICTIM_NAME))
    assert not Task.objects.filter(what__startswith="Possible same person").exists()


def test_the_other_organisation_is_asked_nothing(cast, as_):
    as_("dario").post("/referrals/new/", typed(cast, name=VICTIM_NAME))
    assert not Referral.objects.exists()


def test_the_trail_holds_no_name(cast, as_):
    as_("carla").post("/referrals/new/", typed(cast, name="Quirino Villafuerte"))
    entry = Entry.objects.get(verb="referral.received")
    assert "Quirino" not in f"{entry.reason}{entry.fields}{entry.object_id}"


def test_the_day_is_the_offices_and_not_that_of_greenwich(cast, settings):
    settings.TIME_ZONE = "Asia/Manila"
    morning = datetime(2024, 3, 4, 22, 30, tzinfo=UTC)  # 06:30 on 5 March in Manila
    kept = receive_referral(
        by=cast.carla, at=morning, programme=cast.programme, received_on=date(2024, 3, 5),
        source="hotline", told="A call at dawn.",
    )  # fmt: skip
    assert kept.received_on == date(2024, 3, 5)
