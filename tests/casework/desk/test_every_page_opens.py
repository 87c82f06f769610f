"""Each page of a case opens for its lead, and tells nothing to whoever may not see it."""

import pytest

PARTS = [
    "", "timeline/", "people/", "looked/", "team/", "consent/", "documents/", "record/",
    "record/restrain.arrested/", "record/rescue.complaint_presented/", "tasks/add/",
    "alerts/raise/", "consent/record/", "documents/add/", "close/", "reopen/",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_it_opens_for_the_lead(cast, as_, part):
    answer = as_(cast.alma).get(f"/cases/{cast.case.code}/{part}")
    assert answer.status_code == 200


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", ["carla", "dario", "eva", "nadia", "amira", "adan"])
def test_it_is_not_there_for_others(cast, as_, part, name):
    answer = as_(getattr(cast, name)).get(f"/cases/{cast.case.code}/{part}")
    assert answer.status_code == 404


@pytest.mark.parametrize("part", ["team/add/", "team/share/", "team/conflict/"])
def test_the_supervisor_manages_the_team(cast, as_, part):
    assert as_(cast.sofia).get(f"/cases/{cast.case.code}/{part}").status_code == 200
    assert as_(cast.alma).get(f"/cases/{cast.case.code}/{part}").status_code == 404


@pytest.mark.parametrize(
    "name", ["alma", "beni", "carla", "dario", "eva", "sofia", "nadia", "amira", "adan", "pilar"]
)
def test_today_opens_for_every_role(cast, as_, name):
    assert as_(getattr(cast, name)).get("/").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_no_page_holds_a_name(cast, as_, part):
    answer = as_(cast.alma).get(f"/cases/{cast.case.code}/{part}")
    assert "Batungbakal" not in answer.text
    assert "Catacutan" not in answer.text
