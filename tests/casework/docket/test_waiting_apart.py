"""On the day of a hearing a survivor and a suspect are not sent to one corridor unawares."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.models import Stay
from amparo.casework.docket.models import Hearing, Summons
from amparo.casework.docket.selectors.hearing import hearing_page_of
from amparo.casework.docket.services.hearings import (
    Told,
    move_hearing,
    record_outcome,
    set_hearing,
)
from amparo.casework.docket.services.preparing import summon
from amparo.casework.docket.services.waiting import say_where_they_wait
from amparo.errors import Refused
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DAY, BEFORE = date(2024, 3, 1), date(2024, 2, 20)


@pytest.fixture
def hearing(cast, court):
    return set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="judgment", starts_at=time(9)
    )


@pytest.fixture
def both(cast, hearing):
    """The survivor and the man she accuses, both called."""
    return tuple(
        summon(by=cast.beni, at=NOW, hearing=hearing, person=person, role=role, on=BEFORE)
        for person, role in ((cast.victim, "survivor"), (cast.suspect, "accused"))
    )


def wait(cast, summons, *, hours=(8, 12), place="The corridor before Room 3", **more):
    from_at, until_at = (timezone.make_aware(datetime.combine(DAY, time(hour))) for hour in hours)
    return say_where_they_wait(
        by=cast.beni, at=NOW, case=cast.case, summons=summons, kind="waiting", place=place,
        from_at=from_at, until_at=until_at, **more,
    )  # fmt: skip


def lines(cast, hearing):
    return {one.who: one for one in hearing_page_of(cast.beni, cast.case, hearing).summonses}


def test_a_suspect_sent_to_where_the_survivor_waits_is_refused_and_nothing_is_saved(cast, both):
    hers, his = both
    wait(cast, hers)
    with pytest.raises(WouldMeet):
        wait(cast, his, place="the corridor BEFORE room 3")
    assert Stay.objects.count() == 1
    assert Summons.objects.get(pk=his.pk).waits is None
    assert not wait(cast, his, hours=(13, 15)).met


def test_with_a_reason_it_is_kept_and_stands_out_on_the_page_of_the_hearing(cast, hearing, both):
    hers, his = both
    wait(cast, his)
    assert wait(cast, hers, reason="The court has one corridor").met
    found = lines(cast, hearing)
    assert found["Victim 1"].waits == "The corridor before Room 3"
    assert (found["Victim 1"].meets, found["Accused 1"].meets) == (True, False)
    assert Entry.objects.filter(verb="summons.waits", object_id=str(hers.pk)).exists()


def test_saying_it_anew_takes_back_what_was_said_before(cast, both):
    hers, his = both
    wait(cast, hers)
    wait(cast, hers, place="The children's room")
    assert not wait(cast, his).met


def test_a_hearing_that_moves_asks_anew_and_frees_the_place(cast, hearing, both):
    hers, his = both
    wait(cast, hers)
    move_hearing(
        by=cast.beni, at=NOW, hearing=hearing, on=date(2024, 3, 4), starts_at=None, room="",
        judge=None,
    )  # fmt: skip
    assert lines(cast, hearing)["Victim 1"].waits == ""
    assert not wait(cast, his).met


def test_another_room_of_the_court_leaves_them_where_they_wait(cast, hearing, both):
    wait(cast, both[0])
    move_hearing(
        by=cast.beni, at=NOW, hearing=hearing, on=hearing.on, starts_at=hearing.starts_at, room="5",
        judge=None,
    )  # fmt: skip
    assert lines(cast, hearing)["Victim 1"].waits


def test_a_hearing_that_is_cancelled_frees_the_place(cast, hearing, both):
    hers, his = both
    wait(cast, hers)
    record_outcome(by=cast.beni, at=NOW, hearing=hearing, told=Told(Hearing.Outcome.CANCELLED))
    assert Summons.objects.get(pk=hers.pk).waits is None
    with pytest.raises(Refused, match="outcome"):
        wait(cast, Summons.objects.get(pk=his.pk))


def test_whoever_is_not_of_the_case_is_not_put_anywhere(cast, hearing):
    someone = summon(
        by=cast.beni, at=NOW, hearing=hearing, name="An expert", role="witness", on=BEFORE
    )
    with pytest.raises(Refused, match="Only people of the case"):
        wait(cast, someone)


def test_the_page_tells_who_is_there_before_anything_is_saved(cast, hearing, both, client):
    hers, his = both
    wait(cast, hers)
    client.force_login(cast.beni)
    at = reverse("summons_wait", args=[cast.case.code, his.pk])
    assert 'value="08:00"' in client.get(at).content.decode()
    given = {
        "token": str(uuid4()), "kind": "waiting", "known": "The corridor before Room 3",
        "starts_at": "08:30",
    }  # fmt: skip
    answer = client.post(at, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing is saved yet" in page
    assert "Victim 1 " in page
    assert Stay.objects.count() == 1
    answer = client.post(at, {**given, "reason": "One corridor"})
    assert answer["Location"] == reverse("hearing", args=[cast.case.code, hearing.pk])
    assert "Would meet a suspect" not in client.get(at).content.decode()
    assert "Would meet" in client.get(answer["Location"]).content.decode()
