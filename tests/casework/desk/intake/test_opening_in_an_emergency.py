import pytest

from amparo.casework.cases.models import BreakGlass, ConflictOfInterest
from amparo.casework.cases.services.team import break_glass, record_conflict
from tests.cast import NOW

pytestmark = pytest.mark.django_db
REASON = "The hospital calls, she is in danger and the team does not answer."


def test_it_opens_the_case_with_a_reason(as_, cast):
    client = as_("carla")
    assert client.get(f"/cases/{cast.case.code}/").status_code == 404
    answer = client.post("/emergency/", {"code": cast.case.code.lower(), "reason": REASON})
    assert answer["Location"] == f"/cases/{cast.case.code}/"
    assert client.get(f"/cases/{cast.case.code}/").status_code == 200


def test_a_short_reason_is_refused_and_stays_in_the_form(as_, cast):
    answer = as_("carla").post("/emergency/", {"code": cast.case.code, "reason": "urgent"})
    assert "Say in a full sentence" in answer.content.decode()
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("code", ["AAAAAA", ""])
def test_a_code_of_nothing_opens_nothing(code, as_, cast):
    as_("carla").post("/emergency/", {"code": code, "reason": REASON})
    assert not BreakGlass.objects.exists()


def test_the_other_organisation_cannot_use_it(as_, cast):
    as_("dario").post("/emergency/", {"code": cast.case.code, "reason": REASON})
    assert not BreakGlass.objects.exists()


def test_a_conflict_of_interest_stays_shut(as_, cast):
    record_conflict(
        by=cast.sofia, at=NOW, case=cast.case, user=cast.carla, kind=ConflictOfInterest.Kind.KIN
    )
    as_("carla").post("/emergency/", {"code": cast.case.code, "reason": REASON})
    assert not BreakGlass.objects.exists()


def test_whoever_is_on_the_team_needs_no_emergency(as_, cast):
    answer = as_("beni").post("/emergency/", {"code": cast.case.code, "reason": REASON})
    assert answer["Location"] == f"/cases/{cast.case.code}/"
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("name", ["eva", "nadia", "amira", "adan", "pilar"])
def test_it_is_not_there_for(name, as_):
    assert as_(name).get("/emergency/").status_code == 404


@pytest.fixture
def opening(cast):
    return break_glass(by=cast.carla, at=NOW, case=cast.case, reason=REASON)


def test_the_supervisor_sees_it_waiting(as_, opening):
    text = as_("sofia").get("/emergency/reviews/").content.decode()
    assert REASON in text
    assert f"/emergency/reviews/{opening.pk}/" in text


def test_the_supervisor_reviews_it(as_, opening, cast):
    as_("sofia").post(f"/emergency/reviews/{opening.pk}/", {"finding": "It was real."})
    opening.refresh_from_db()
    assert (opening.finding, opening.reviewed_by) == ("It was real.", cast.sofia)


def test_nobody_reviews_their_own(as_, cast):
    own = break_glass(by=cast.sofia, at=NOW, case=cast.case, reason=REASON)
    as_("sofia").post(f"/emergency/reviews/{own.pk}/", {"finding": "It was real."})
    own.refresh_from_db()
    assert own.reviewed_at is None


@pytest.mark.parametrize("name", ["alma", "carla", "dario", "eva", "amira", "adan"])
def test_the_reviews_are_not_there_for(name, as_, opening):
    client = as_(name)
    assert client.get("/emergency/reviews/").status_code == 404
    assert client.get(f"/emergency/reviews/{opening.pk}/").status_code == 404
