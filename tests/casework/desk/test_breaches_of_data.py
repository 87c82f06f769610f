"""A breach of data is written down at once, and its clock runs until the authority is dealt with."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from amparo.casework.cases.models import Breach, BreachStep
from amparo.casework.cases.selectors.office import breach_for, breaches_for, open_breaches
from amparo.casework.cases.services.breaches import add_breach_step, report_breach
from amparo.errors import Conflict, NotVisible, Refused
from amparo.web.dates import spoken_date
from tests.cast import NOW, Cast

What = BreachStep.What


def told(cast: Cast, **more) -> Breach:
    said = {"kind": Breach.Kind.DEVICE, "known_at": NOW, "words": "A phone left in a bus"}
    return report_breach(
        by=cast.alma, at=NOW, office=cast.office, **{"is_risky": True, **said, **more}
    )


def step(cast: Cast, row: Breach, what: What, **more) -> BreachStep:
    said = {"on": NOW.date(), "words": "By letter, by Sofia", **more}
    return add_breach_step(by=cast.sofia, at=NOW, breach=row, what=what, **said)


def test_the_clock_is_seventy_two_hours_from_when_it_was_known(cast):
    row = told(cast, known_at=NOW - timedelta(hours=70))
    line = breach_for(cast.sofia, row.pk)
    assert not line.is_late(NOW + timedelta(hours=2))
    assert line.is_late(NOW + timedelta(hours=2, minutes=1))


@pytest.mark.parametrize("what", [What.AUTHORITY, What.NOT_AUTHORITY])
def test_telling_the_authority_or_saying_why_not_stops_it(cast, what):
    row = told(cast)
    step(cast, row, what)
    assert not breach_for(cast.sofia, row.pk).is_late(NOW + timedelta(days=30))


def test_it_is_not_closed_before_it_was_said_who_was_told(cast):
    row = told(cast)
    with pytest.raises(Refused, match="whether the authority was told"):
        step(cast, row, What.CLOSED)
    step(cast, row, What.AUTHORITY)
    with pytest.raises(Refused, match="whether the people were told"):
        step(cast, row, What.CLOSED)
    step(cast, row, What.NOT_PEOPLE, words="Telling them would tell their husbands")
    step(cast, row, What.CLOSED)
    assert open_breaches(cast.sofia) == []


def test_what_hurts_nobody_is_closed_without_telling_the_people(cast):
    row = told(cast, is_risky=False)
    step(cast, row, What.NOT_AUTHORITY)
    step(cast, row, What.CLOSED)
    assert breach_for(cast.sofia, row.pk).is_closed


def test_a_step_is_recorded_once_and_none_after_it_is_closed(cast):
    row = told(cast, is_risky=False)
    step(cast, row, What.AUTHORITY)
    with pytest.raises(Conflict):
        step(cast, row, What.AUTHORITY)
    step(cast, row, What.CLOSED)
    with pytest.raises(Conflict):
        step(cast, row, What.CONTAINED)


@pytest.mark.parametrize("wrong", [{"words": " "}, {"known_at": NOW + timedelta(hours=1)}])
def test_it_says_what_happened_and_has_happened(cast, wrong):
    with pytest.raises(Refused):
        told(cast, **wrong)


def test_the_register_is_never_rewritten(cast):
    row = told(cast)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Breach.objects.filter(pk=row.pk).update(words="Nothing happened")


def test_supervisors_see_all_and_others_what_they_wrote_down(cast):
    row = told(cast)
    seen = [len(breaches_for(who)) for who in (cast.alma, cast.beni, cast.sofia, cast.dario)]
    assert seen == [1, 0, 1, 0]
    assert open_breaches(cast.alma) == ()
    with pytest.raises(NotVisible):
        breach_for(cast.beni, row.pk)


def test_from_the_page_to_today_and_closed(cast, as_):
    client, today = as_(cast.alma), spoken_date(timezone.localdate())
    typed = {
        "token": uuid4(), "kind": "device", "known_on": today, "known_time": "00:00",
        "is_risky": "no", "words": "A phone left in a bus",
    }  # fmt: skip
    page = client.post("/breaches/new/", typed, follow=True).text
    assert "A phone left in a bus" in page
    assert "Record what was done" not in page
    boss = as_(cast.sofia)
    assert "Breaches of data" in boss.get("/").text
    place = f"/breaches/{Breach.objects.get().pk}/step/"
    for what in ("not_authority", "closed"):
        boss.post(place, {"what": what, "on": today, "words": "It was locked"})
    assert "Closed" in boss.get("/breaches/").text
    assert as_(cast.alma).get(place).status_code == 404
