"""Nobody is put on the team of a child's case without a check and a signed code that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.access.policy import Role
from amparo.access.services import System, open_account
from amparo.casework.cases.models import HandOver, Person, StaffCheck, TeamMember
from amparo.casework.cases.selectors import office
from amparo.casework.cases.selectors.office import colleagues_for, must_be_seen_to
from amparo.casework.cases.services.handing_over import Move, hand_over
from amparo.casework.cases.services.opening import open_case
from amparo.casework.cases.services.people import add_person
from amparo.casework.cases.services.staffing import record_check_of
from amparo.casework.cases.services.team import add_to_team
from amparo.casework.desk.shapes import office as shapes
from amparo.errors import Refused
from amparo.web.dates import spoken_date
from tests.cast import NOW, PASSWORD, Cast

TODAY = NOW.date()
YEAR = timedelta(days=365)
Kind = StaffCheck.Kind


@pytest.fixture
def child(cast):
    """The survivor of the case is sixteen, and this Carla is new and was not checked."""
    Person.objects.filter(pk=cast.victim.pk).update(birth_year=TODAY.year - 16)
    new = open_account(
        by=System(), at=NOW, email="new@example.org", name="Carla Nueva", password=PASSWORD,
        roles=[Role.CASEWORKER], office=cast.office,
    )  # fmt: skip
    return replace(cast, carla=new)


def check(cast: Cast, kind: Kind, **more) -> StaffCheck:
    told = {"user": cast.carla, "on": TODAY, "until": TODAY + YEAR, **more}
    return record_check_of(by=cast.sofia, at=NOW, kind=kind, **told)


def join(cast: Cast) -> None:
    add_to_team(by=cast.sofia, at=NOW, case=cast.case, user=cast.carla, on=TODAY)


def on_the_team(cast: Cast) -> bool:
    return TeamMember.objects.filter(case=cast.case, user=cast.carla, to_on=None).exists()


def test_without_either_nobody_joins_a_childs_case(child):
    with pytest.raises(Refused, match="background check, code of conduct signed"):
        join(child)
    check(child, Kind.BACKGROUND)
    with pytest.raises(Refused, match=r"lacks: code of conduct signed"):
        join(child)
    check(child, Kind.CODE)
    join(child)
    assert on_the_team(child)


def test_one_that_has_ended_or_not_begun_does_not_count(child):
    check(child, Kind.CODE)
    check(child, Kind.BACKGROUND, on=TODAY - YEAR, until=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="lacks: background check"):
        join(child)


def test_whoever_may_still_be_seventeen_is_a_child(child):
    Person.objects.filter(pk=child.victim.pk).update(birth_year=TODAY.year - 18)
    with pytest.raises(Refused, match="A child is in this case"):
        join(child)


def test_a_grown_survivors_case_asks_for_none(child):
    Person.objects.filter(pk=child.victim.pk).update(birth_year=TODAY.year - 30)
    join(child)
    assert on_the_team(child)


def test_nobody_unchecked_leads_a_childs_case_from_its_first_day(child):
    girl = add_person(by=child.alma, at=NOW, office=child.office, name="A Girl",
                      birth_year=TODAY.year - 12)  # fmt: skip
    with pytest.raises(Refused, match="A child is in this case"):
        open_case(by=child.alma, at=NOW, programme=child.programme, on=TODAY, victim=girl,
                  lead=child.carla)  # fmt: skip


def test_nor_is_a_childs_case_handed_over_to_them(child):
    with pytest.raises(Refused, match=child.case.code):
        hand_over(
            by=child.sofia, at=NOW, office=child.office, of=child.alma, why=HandOver.Why.LEAVES,
            words="She moves", moves=[Move(child.case, child.carla)],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"until": None}, "until when"),
        ({"until": TODAY + 6 * YEAR}, "until when"),
        ({"on": TODAY + timedelta(days=1)}, "day to come"),
    ],
)
def test_a_check_ends_and_has_been_done(child, wrong, said):
    with pytest.raises(Refused, match=said):
        check(child, Kind.BACKGROUND, **wrong)


def test_nobody_records_their_own(child):
    with pytest.raises(Refused, match="of themselves"):
        check(child, Kind.CODE, user=child.sofia)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffCheck.objects.create(
            office=child.office, user=child.sofia, recorded_by=child.sofia, kind=Kind.CODE,
            on=TODAY, until=TODAY + YEAR, recorded_at=NOW,
        )  # fmt: skip


def test_whoever_is_near_a_child_and_lacks_one_is_named_to_a_supervisor(child):
    check(child, Kind.CODE)
    check(child, Kind.BACKGROUND, until=TODAY + timedelta(days=30))
    join(child)
    later = TODAY + timedelta(days=31)
    assert child.carla not in {one.user for one in must_be_seen_to(child.sofia, today=TODAY)[0]}
    assert child.carla in {one.user for one in must_be_seen_to(child.sofia, today=later)[0]}
    assert must_be_seen_to(child.alma, today=later) == ([], [])


def test_the_first_hundred_are_named_and_the_list_says_so(child, monkeypatch):
    monkeypatch.setattr(office, "MOST", 2)
    monkeypatch.setattr(shapes, "MOST", 2)
    due = TODAY + timedelta(days=90)
    everyone = [one.user for one in colleagues_for(child.sofia, today=due)]
    found = must_be_seen_to(child.sofia, today=due)[1]
    by_name = sorted((one for one in everyone if one != child.sofia), key=lambda one: one.name)
    assert [one.user for one in found] == by_name[:2]
    assert shapes.office_sections([], found, [], today=due, now=NOW)[0].count == "2 or more"


def test_everybody_is_asked_how_they_are_every_three_months(child):
    due = TODAY + timedelta(days=90)
    before, after = (
        {one.user for one in must_be_seen_to(child.sofia, today=day)[1]}
        for day in (due - timedelta(days=1), due)
    )
    assert child.carla not in before
    assert child.carla in after
    check(child, Kind.TALK, on=TODAY, until=None)
    row = next(one for one in colleagues_for(child.sofia, today=due) if one.user == child.carla)
    assert row.asked_on == TODAY


def test_the_page_records_it_and_shows_what_is_lacking(child, as_):
    client, today = as_(child.sofia), timezone.localdate()
    assert "Not recorded" in client.get("/colleagues/").text
    place = f"/colleagues/{child.carla.pk}/"
    typed = {"token": child.case.pk, "kind": "background", "on": spoken_date(today)}
    assert "Say until when it holds" in client.post(place, typed).text
    client.post(place, {**typed, "until": spoken_date(today + YEAR)})
    assert f"Until {spoken_date(today + YEAR)}" in client.get("/colleagues/").text
    assert as_(child.alma).get("/colleagues/").status_code == 404


def test_sent_twice_it_is_kept_once(child):
    first = check(child, Kind.CODE, token=child.case.pk)
    assert check(child, Kind.CODE, token=child.case.pk) == first
