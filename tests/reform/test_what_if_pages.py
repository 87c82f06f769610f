"""The What if pages: asked once, kept, told how far it is, answered; and for whom.

The engine is stood in for by a fitted system of two stations and a ready answer; what it really
gives is asked of it in test_what_if_with_the_engine.py.
"""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from urllib.parse import urlencode

import pytest

from amparo.audit.models import Entry
from amparo.errors import CannotEstimate, Refused
from amparo.reform import working
from amparo.reform.engine import Fitted, Station
from amparo.reform.models import WhatIfRun, WhatIfWork
from tests.reform.questions import AT, run_of
from tests.reform.test_where_it_breaks import present, register

STATIONS = (
    Station(
        "Complaint presented → Complaint registered", people=4, days=12.0, chance=0.62, inside=9,
        basis="a line",
    ),
    Station(
        "Trial opened → Verdict", people=None, days=None, chance=0.8, inside=1, basis="no line"
    ),
)  # fmt: skip


def stood_in(log, people):
    """What the engine would say of a log: two steps, the second a queue once people are known."""
    named = tuple(replace(one, people=people.get(one.name, one.people)) for one in STATIONS)
    kept = {"engine": "", "people": people, "stations": [asdict(one) for one in named]}
    return Fitted(kept, named, hearings=True, adjourns=bool(people))


ANSWER = {
    "sentences": ["With these changes, 14 more cases a year reach “Sentenced”."],
    "definition": "Every number is the mean of 100 futures, with the middle 95 of them.",
    "charts": [],
    "figures": [
        {
            "key": "reached", "what": "Cases that reach “Sentenced”", "unit": "a year",
            "is_shown": True,
            "today": {"said": "41", "between": "33 to 50"},
            "changed": {"said": "55", "between": "46 to 66"},
            "difference": {"said": "+14", "between": "9 to 19"},
        }
    ],
}  # fmt: skip


@pytest.fixture
def office(cast, monkeypatch):
    """The cast with a complaint to learn from, and an engine that answers at once."""
    present(cast.case, cast.alma, 10)
    stand_in(monkeypatch)
    return cast


def stand_in(monkeypatch):
    """An engine that has its answer ready."""
    monkeypatch.setattr("amparo.reform.selectors.whatif.fitted", stood_in)
    monkeypatch.setattr("amparo.reform.selectors.whatif.changed", lambda kept, changes: None)
    monkeypatch.setattr(
        "amparo.reform.engine.simulated", lambda kept, changes, asked, *, progress: ANSWER
    )


@pytest.fixture
def as_nadia(office, client):
    client.force_login(office.nadia)
    return client


TODAY = {
    "years": 3, "arrivals": 100, "adjournments": 100, "advance_0": 62, "service_0": 100,
    "now_0": 4, "people_0": 4, "advance_1": 80, "service_1": 100, "now_1": "", "people_1": "",
}  # fmt: skip


def form_of(client, address="/what-if/"):
    """The hidden token of a page just opened."""
    page = client.get(address).content.decode()
    return re.search(r'name="token" value="([0-9a-f-]+)"', page)[1]


def send(client, address="/what-if/", token=None, **changed):
    token = token or form_of(client)
    return client.post(address, {"token": token, **TODAY, **changed})


def carry_out():
    working.work(holder="one", beats=working.in_line)


def test_the_form_opens_with_what_the_system_has_today(as_nadia):
    page = as_nadia.get("/what-if/").content.decode()
    assert "9 cases here now, 62% go on in the end; 4 at work, 12 days of work on each" in page
    assert "1 case here now, 80% go on in the end; no queue for people is seen" in page
    assert 'value="62"' in page


def test_people_can_be_changed_where_it_is_said_how_many_there_are(as_nadia):
    send(as_nadia, now_1=3, people_1=5)
    run = WhatIfRun.objects.get()
    assert run.system["people"] == {"Trial opened → Verdict": 3}
    assert run.changes == {"stations": {"Trial opened → Verdict": {"people": 5}}}


def test_more_people_than_nobody_knows_how_many_is_no_question(as_nadia):
    answer = send(as_nadia, people_1=5)
    assert answer.status_code == 422
    assert "Enter how many work there today" in answer.content.decode()


def test_saying_how_many_work_there_changes_nothing_yet(as_nadia):
    assert "Change at least one number" in send(as_nadia, now_1=3).content.decode()


def test_fewer_adjournments_are_asked_of_people_who_are_known(as_nadia):
    answer = send(as_nadia, adjournments=67)
    assert answer.status_code == 422
    assert "say below how many people work today" in answer.content.decode()
    assert send(as_nadia, adjournments=67, now_1=3).status_code == 302


def test_what_the_system_cannot_undergo_is_told_on_the_form(as_nadia, monkeypatch):
    def refuses(kept, changes):
        raise Refused("Nobody leaves this step", next_step="leave this change out")

    monkeypatch.setattr("amparo.reform.selectors.whatif.changed", refuses)
    answer = send(as_nadia, advance_1=40)
    assert answer.status_code == 422
    assert "Nobody leaves this step: leave this change out." in answer.content.decode()
    assert not WhatIfRun.objects.exists()


def test_a_question_is_kept_and_has_an_address_of_its_own(as_nadia):
    answer = send(as_nadia, arrivals=120)
    run = WhatIfRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/what-if/{run.pk}/")
    assert run.changes == {"arrivals": 1.2}


def test_only_what_differs_from_today_is_a_change(as_nadia):
    send(as_nadia, people_0=6, service_1=50, advance_0=70)
    assert WhatIfRun.objects.get().changes == {
        "stations": {
            "Complaint presented → Complaint registered": {"people": 6, "advance": 0.7},
            "Trial opened → Verdict": {"service": 0.5},
        }
    }


def test_a_double_press_makes_one_run(as_nadia):
    token = form_of(as_nadia)
    first, second = (send(as_nadia, token=token, arrivals=120) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert WhatIfRun.objects.count() == 1


def test_the_same_question_leads_to_the_kept_answer_and_says_so(as_nadia):
    first = send(as_nadia, arrivals=120)
    again = send(as_nadia, arrivals=120)
    assert again["Location"] == first["Location"]
    assert "This was asked before" in as_nadia.get(again["Location"]).content.decode()


def test_a_system_left_as_it_is_is_no_question(as_nadia):
    answer = send(as_nadia)
    assert answer.status_code == 422
    assert "Change at least one number" in answer.content.decode()
    assert not WhatIfRun.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("arrivals", "9", "from 10 to 300"),
        ("advance_0", "101", "from 0 to 100"),
        ("people_0", "many", "from 1 to 1,000"),
        ("years", "11", "from 1 to 10"),
        ("service_1", "", "from 10 to 300"),
    ],
)
def test_a_number_beyond_its_ends_is_told_both(as_nadia, field, typed, said):
    answer = send(as_nadia, **{field: typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_step_with_a_mistake_is_open(as_nadia):
    page = send(as_nadia, service_1="7").content.decode()
    assert page.count('<details class="amparo-step-form" open>') == 1


def test_more_than_five_at_a_time_are_refused_on_the_form(as_nadia):
    for years in range(1, 6):
        send(as_nadia, years=years, arrivals=120)
    answer = send(as_nadia, years=6, arrivals=120)
    assert answer.status_code == 422
    assert "wait until one is answered" in answer.content.decode()


def test_too_few_records_are_told_with_the_next_step(office, as_nadia, monkeypatch):
    def too_few(log, people):
        raise CannotEstimate("Too few cases finished a step", next_step="choose all programmes")

    monkeypatch.setattr("amparo.reform.selectors.whatif.fitted", too_few)
    page = as_nadia.get("/what-if/").content.decode()
    assert "Too few cases finished a step" in page
    assert "To go on, choose all programmes." in page


def test_a_waiting_run_says_so_and_renews_itself(as_nadia):
    where = send(as_nadia, arrivals=120)["Location"]
    page = as_nadia.get(where).content.decode()
    assert "Waiting its turn" in page
    assert f'hx-get="{where}"' in page
    assert f'<a class="govuk-link" href="{where}">See whether it is done</a>' in page


def test_a_running_run_tells_how_far_it_is(as_nadia):
    where = send(as_nadia, arrivals=120)["Location"]
    WhatIfWork.objects.update(state="running", holder="one", held_until=AT, progress=0.42)
    part = as_nadia.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "42% done" in part
    assert "<html" not in part


def test_a_part_asked_for_after_the_end_sends_for_the_whole_page(as_nadia):
    where = send(as_nadia, arrivals=120)["Location"]
    carry_out()
    assert as_nadia.get(where, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_answer_shows_every_number_with_its_interval(as_nadia):
    where = send(as_nadia, arrivals=120)["Location"]
    carry_out()
    page = as_nadia.get(where).content.decode()
    said = ["14 more cases a year", "33 to 50", "46 to 66", "9 to 19", "the middle 95 of them"]
    assert [text for text in said if text not in page] == []


def test_the_answer_tells_what_it_learned_from_and_how_to_have_it_again(as_nadia):
    where = send(as_nadia, arrivals=120)["Location"]
    carry_out()
    page = as_nadia.get(where).content.decode()
    run = WhatIfRun.objects.get()
    said = ["1 case of the office", "in 200 futures", f"seed {run.seed}", "by Nadia Uy"]
    assert [text for text in said if text not in page] == []


def test_opening_an_answer_is_in_the_trail_and_waiting_is_not(as_nadia):
    where = send(as_nadia, arrivals=120)["Location"]
    as_nadia.get(where)
    assert not Entry.objects.filter(verb="what_if.opened").exists()
    carry_out()
    as_nadia.get(where)
    assert Entry.objects.filter(verb="what_if.opened").count() == 1


def test_a_failed_run_says_why_and_what_to_do(as_nadia, monkeypatch):
    def fails(kept, changes, asked, *, progress):
        raise CannotEstimate("No case ends a step", next_step="choose another pathway")

    where = send(as_nadia, arrivals=120)["Location"]
    monkeypatch.setattr("amparo.reform.engine.simulated", fails)
    carry_out()
    page = as_nadia.get(where).content.decode()
    assert "No case ends a step. To go on, choose another pathway." in page


def test_a_question_can_be_changed_and_asked_again(as_nadia):
    where = send(as_nadia, people_0=6, now_1=2, years=5)["Location"]
    carry_out()
    again = re.search(r'href="(/what-if/\?[^"]+from=[^"]+)"', as_nadia.get(where).content.decode())
    page = as_nadia.get(again[1].replace("&amp;", "&")).content.decode()
    assert re.search(r'name="people_0" value="6"', page)
    assert re.search(r'name="now_1" value="2"', page)
    assert re.search(r'name="years" value="5"', page)


def test_starting_from_what_cannot_be_opened_starts_from_today(office, client):
    run = run_of(office.nadia)
    client.force_login(office.dario)
    present(_case_of(office), office.dario, 10)
    page = client.get(f"/what-if/?from={run.pk}").content.decode()
    assert 'name="arrivals" value="100"' in page


def _case_of(office):
    from amparo.casework.cases.services.opening import start_programme
    from tests.cast import NOW, OPENED_ON, open_one

    programme = start_programme(
        by=office.dario, at=NOW, office=office.other_office, name="Elsewhere",
        crime_type="bonded_labour", jurisdiction=office.place, pack="ph", starts_on=OPENED_ON,
    )  # fmt: skip
    return open_one(by=office.dario, programme=programme, name="Somebody Else")


@pytest.mark.parametrize("text", ["nothing", "00000000-0000-4000-8000-000000000000", "%00"])
def test_starting_from_nonsense_starts_from_today(as_nadia, text):
    assert as_nadia.get(f"/what-if/?from={text}").status_code == 200


def test_kept_questions_are_listed_newest_first(as_nadia):
    send(as_nadia, arrivals=120)
    send(as_nadia, arrivals=67)
    page = as_nadia.get("/what-if/kept/").content.decode()
    assert page.index("33% fewer new cases") < page.index("20% more new cases")


def side_by_side(client, first, second):
    ids = {"first": first["Location"][9:-1], "second": second["Location"][9:-1]}
    return client.get(f"/what-if/compare/?{urlencode(ids)}").content.decode()


def test_two_answers_stand_side_by_side(as_nadia):
    first, second = send(as_nadia, arrivals=120), send(as_nadia, arrivals=67)
    carry_out()
    page = side_by_side(as_nadia, first, second)
    assert "Cases that reach “Sentenced”" in page
    assert "33% fewer new cases" in page


def test_looking_at_two_is_looking_at_each(as_nadia):
    first, second = send(as_nadia, arrivals=120), send(as_nadia, arrivals=67)
    carry_out()
    side_by_side(as_nadia, first, second)
    assert Entry.objects.filter(verb="what_if.opened").count() == 2


def test_answers_from_different_records_are_not_compared(office, as_nadia):
    first = send(as_nadia, arrivals=120)
    register(office.case, office.alma, 14)
    second = send(as_nadia, arrivals=67)
    carry_out()
    assert "These two cannot be compared" in side_by_side(as_nadia, first, second)


def test_an_answer_is_not_compared_with_itself(as_nadia):
    first = send(as_nadia, arrivals=120)
    send(as_nadia, arrivals=67)
    carry_out()
    assert "Choose another than the first" in side_by_side(as_nadia, first, first)


def test_a_run_that_is_not_over_cannot_be_compared(as_nadia):
    first, second = send(as_nadia, arrivals=120), send(as_nadia, arrivals=67)
    assert "Select a valid choice" in side_by_side(as_nadia, first, second)


@pytest.mark.parametrize("who", ["alma", "beni", "carla", "sofia"])
def test_a_question_about_the_office_is_shared_by_its_address(office, as_nadia, client, who):
    where = send(as_nadia, arrivals=120)["Location"]
    client.force_login(getattr(office, who))
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("who", ["dario", "eva", "pilar", "amira", "adan"])
def test_to_anybody_else_the_address_is_one_never_given(office, as_nadia, client, who):
    where = send(as_nadia, arrivals=120)["Location"]
    carry_out()
    client.force_login(getattr(office, who))
    answer = client.get(where)
    nothing = client.get("/what-if/00000000-0000-4000-8000-000000000000/")
    assert answer.status_code == nothing.status_code == 404
    assert len(answer.content) == len(nothing.content)


def test_another_office_cannot_compare_with_it(office, as_nadia, client):
    first, second = send(as_nadia, arrivals=120), send(as_nadia, arrivals=67)
    carry_out()
    client.force_login(office.dario)
    assert "20% more" not in side_by_side(client, first, second)


def test_nothing_kept_names_a_case_or_a_person_in_one(office, as_nadia):
    send(as_nadia, arrivals=120)
    run = WhatIfRun.objects.get()
    kept = f"{run.system} {run.changes} {run.digest}"
    assert str(office.case.pk) not in kept
    assert office.case.code not in kept


@pytest.mark.parametrize("n", [1, 8])
def test_the_list_asks_as_many_questions_however_many_are_kept(
    office, as_nadia, django_assert_num_queries, n
):
    for years in range(1, n + 1):
        run_of(office.nadia, years=years)
        WhatIfWork.objects.update(state="done")
    with django_assert_num_queries(3):
        as_nadia.get("/what-if/kept/")


def test_the_form_asks_a_fixed_number_of_questions(as_nadia, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        as_nadia.get("/what-if/")
