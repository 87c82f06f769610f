"""From a post that asks for a course to a session whose test and files are read, on the pages."""

from amparo.repair.training.models import Course, CourseSession, Mentoring, Official, Score
from tests.casework.desk.conftest import as_
from tests.cast import OPENED_ON
from tests.reform.test_pages_of_repairs import sent
from tests.repair.training.furnish import (
    a_course,
    a_post,
    a_session,
    asks,
    came,
    finished,
    holds,
    sat,
    somebody,
)

__all__ = ["as_"]


def test_a_new_holder_is_flagged_until_it_is_known_who_they_are(cast, as_):
    post, client = a_post(cast), as_(cast.nadia)
    holding = holds(post, "Insp. Nuevo", OPENED_ON)
    place = f"/training/needs/{post.pk}/"
    client.post(place, {**sent(client.get(place)), "topic": "law_elements", "basis": "Order 7"})
    assert "Not known who this is" in client.get("/training/").text
    whose = f"/training/holdings/{holding.pk}/"
    assert whose in client.get("/training/").text
    client.post(whose, {**sent(client.get(whose)), "official": "new"})
    assert Official.objects.get().name == "Insp. Nuevo"
    page = client.get("/training/").text
    assert "Does not have it" in page or "Still has time" in page


def test_from_a_course_to_a_finished_session(cast, as_):
    client = as_(cast.sofia)
    form = sent(client.get("/training/courses/new/"))
    client.post("/training/courses/new/", {
        **form, "title": "The law", "topic": "law_elements", "gives_certificate": "no",
    })  # fmt: skip
    place = f"/training/courses/{Course.objects.get().pk}/"
    client.post(f"{place}teach/", {
        **sent(client.get(f"{place}teach/")), "hours": "6", "outline": "The act", "questions": "A\nB",
    })  # fmt: skip
    client.post(f"{place}hold/", {
        **sent(client.get(f"{place}hold/")), "from_on": "1 March 2024", "to_on": "2 March 2024",
        "place": "Town hall", "trainers": "Atty. Ruiz",
    })  # fmt: skip
    held = f"/training/sessions/{CourseSession.objects.get().pk}/"
    client.post(f"{held}came/", {
        **sent(client.get(f"{held}came/")), "name": "Insp. Sala", "unit": str(cast.station.pk),
    })  # fmt: skip
    person = f"{held}{Official.objects.get().pk}/"
    wrong = client.post(person, {**sent(client.get(person)), "before": "012"})
    assert "2 signs are needed" in wrong.text
    client.post(person, {**sent(client.get(person)), "before": "10", "after": "11"})
    assert Score.objects.count() == 2
    client.post(f"{held}finish/", sent(client.get(f"{held}finish/")))
    page = client.get(held).text
    assert "Finished" in page
    assert "+50 points" in page
    assert "complaints that were registered within 30 days" in page
    assert "The law" in client.get("/training/changed/").text


def test_what_one_person_scored_is_seen_by_those_who_keep_it(cast, as_):
    session, person = a_session(cast, a_course(cast)), somebody(cast)
    came(cast, session, person)
    sat(cast, session, person, "1000", "1110")
    place = f"/training/sessions/{session.pk}/"
    assert (
        "75%" in as_(cast.nadia).get(place).text.split("Who came", 1)[1].split("The questions")[0]
    )
    told = as_(cast.alma).get(place).text.split("Who came", 1)[1].split("The questions")[0]
    assert "75%" not in told
    assert "Noted" in told
    assert as_(cast.alma).get(f"{place}{person.pk}/").status_code == 404


def test_hours_beside_an_official_need_a_case_one_may_open(cast, as_):
    person = somebody(cast)
    place = f"/training/officials/{person.pk}/mentor/"
    typed = {"code": cast.case.code, "topic": "law_elements", "hours": "2", "step": "alone",
             "on": "1 March 2024"}  # fmt: skip
    refused = as_(cast.carla).post(place, {**sent(as_(cast.carla).get(place)), **typed})
    assert "You may open no case of this code" in refused.text
    client = as_(cast.alma)
    client.post(place, {**sent(client.get(place)), **typed})
    assert Mentoring.objects.get().case == cast.case
    assert cast.case.code in client.get(f"/training/officials/{person.pk}/").text
    assert cast.case.code not in as_(cast.carla).get(f"/training/officials/{person.pk}/").text
    assert as_(cast.nadia).get(place).status_code == 404


def test_nobody_is_added_after_the_end(cast, as_):
    session = finished(cast, a_session(cast, a_course(cast)), somebody(cast))
    client, place = as_(cast.nadia), f"/training/sessions/{session.pk}/came/"
    late = client.post(place, {
        **sent(client.get(place)), "name": "Insp. Tarde", "unit": str(cast.station.pk),
    })  # fmt: skip
    assert "This session is finished" in late.text
    assert Official.objects.filter(name="Insp. Tarde").count() == 0


def test_a_post_that_asks_for_nothing_is_said_to(cast, as_):
    a_post(cast)
    client = as_(cast.sofia)
    assert "No post asks for anything yet" in client.get("/training/").text
    assert "Nothing yet" in client.get("/training/needs/").text
    asks(cast, a_post(cast, "Head of desk"))
    assert "Nobody" in client.get("/training/").text
