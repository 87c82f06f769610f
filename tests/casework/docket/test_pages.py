"""The pages of the court, filled in by hand as a lawyer does, and seen by whom they are for."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.docket.models import (
    Charge,
    CourtCase,
    Hearing,
    Presence,
    Sentence,
    Verdict,
)
from amparo.casework.docket.services.filing import accuse, join_case, lay_charge, open_court_case
from amparo.casework.docket.services.hearings import set_hearing
from amparo.directory.services import add_post, add_unit, appoint_holder
from tests.casework.docket.conftest import FILED_ON
from tests.cast import NOW, OPENED_ON, open_one

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


@pytest.fixture
def lawyer(client, cast):
    client.force_login(cast.beni)
    return client


def place(name, case, **parts):
    return reverse(name, kwargs={"code": case.code, **parts})


def send(client, name, case, typed, **parts):
    return client.post(place(name, case, **parts), {"token": uuid4(), **typed}, follow=True)


def shown(client, name, case, **parts):
    return client.get(place(name, case, **parts)).content.decode()


def test_a_case_that_is_not_in_court_says_what_to_do_first(lawyer, cast):
    page = shown(lawyer, "case_court", cast.case)
    assert "Not in court yet" in page
    assert place("court_case_new", cast.case) in page


def test_a_court_case_is_added_by_its_form_once_however_often_it_is_sent(lawyer, cast):
    typed = {
        "place": f"i:{cast.court.pk}", "on": "15 January 2024", "number": "R-1", "token": uuid4(),
    }  # fmt: skip
    for _ in range(2):
        send(lawyer, "court_case_new", cast.case, typed)
    assert CourtCase.objects.count() == 1
    page = shown(lawyer, "case_court", cast.case)
    assert "Nobody is accused in this court case yet" in page
    assert "R-1" in page


def test_a_number_known_already_says_what_to_do_and_keeps_what_was_typed(lawyer, cast, court):
    typed = {"place": f"i:{cast.court.pk}", "on": "15 January 2024", "number": "r-psg 24-1"}
    answer = send(lawyer, "court_case_new", cast.case, typed)
    assert answer.status_code == 422
    assert "in the file already" in answer.content.decode()
    assert "r-psg 24-1" in answer.content.decode()


def test_a_charge_is_laid_pleaded_to_and_decided(lawyer, cast, court):
    send(
        lawyer, "charge_lay", cast.case,
        {"accused": court.second.pk, "offence": "ph.child_abuse", "on": "16 January 2024",
         "victim": "", "acted_on": "2 November 2023", "place": ""},
        court_case=court.case.pk,
    )  # fmt: skip
    charge = Charge.objects.get(accused=court.second)
    send(lawyer, "plea", cast.case, {"plea": "guilty", "on": "1 March 2024"}, charge=charge.pk)
    send(
        lawyer, "verdict", cast.case, {"outcome": "guilty_plea", "on": "1 March 2024"},
        charge=charge.pk,
    )  # fmt: skip
    verdict = Verdict.objects.get(charge=charge)
    send(
        lawyer, "sentence", cast.case, {"kind": "custody", "years": "6", "on": "1 March 2024"},
        verdict=verdict.pk,
    )  # fmt: skip
    assert Sentence.objects.get().years == 6
    page = shown(lawyer, "accused", cast.case, accused=court.second.pk)
    assert "Custody for a term: 6 years" in page
    assert "1 March 2024 to 1 March 2030" in page


def test_an_appeal_is_filed_and_decided(lawyer, cast, court):
    verdict = {"outcome": "convicted", "on": "1 March 2024"}
    send(lawyer, "verdict", cast.case, verdict, charge=court.charge.pk)
    said = Verdict.objects.get()
    send(lawyer, "appeal", cast.case, {"side": "defence", "on": "1 March 2024"}, verdict=said.pk)
    assert "On appeal" in shown(lawyer, "case_court", cast.case)
    appeal = said.appeals.get()
    send(
        lawyer, "appeal_decide", cast.case, {"result": "sent_back", "on": "1 March 2024"},
        appeal=appeal.pk,
    )  # fmt: skip
    assert "Sent back to be tried again" in shown(lawyer, "case_court", cast.case)


def test_what_happened_is_told_in_one_form(lawyer, cast, court):
    row = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="mention")
    assert "Nobody has said what happened" in shown(lawyer, "case_court", cast.case)
    typed = {
        "version": row.version, "outcome": "adjourned", "reason": "counsel_absent",
        "next_on": "22 March 2024", f"came_{court.first.pk.hex}": "yes",
        f"counsel_{court.first.pk.hex}": "no",
    }  # fmt: skip
    send(lawyer, "hearing_tell", cast.case, typed, hearing=row.pk)
    page = shown(lawyer, "hearing", cast.case, hearing=row.pk)
    assert "Defence counsel absent" in page or "counsel" in page.lower()
    assert "No counsel" in page
    assert Presence.objects.get().counsel == "no"
    assert Hearing.objects.filter(on=date(2024, 3, 22), follows=row).exists()


def test_what_few_hearings_need_is_folded_away_until_something_in_it_is_wrong(lawyer, cast, court):
    row = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="mention")
    page = shown(lawyer, "hearing_tell", cast.case, hearing=row.pk)
    assert page.count('<details class="govuk-details">') == 3
    told = {"version": row.version, "outcome": "held", "order": "He is brought in time"}
    answer = send(lawyer, "hearing_tell", cast.case, told, hearing=row.pk).content.decode()
    assert "Choose who must obey it" in answer
    assert answer.count('<details class="govuk-details" open>') == 1


def test_what_was_told_is_taken_back(lawyer, cast, court):
    row = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="mention")
    told = {"version": row.version, "outcome": "held"}
    send(lawyer, "hearing_tell", cast.case, told, hearing=row.pk)
    send(lawyer, "hearing_undo", cast.case, {"reason": "Another case"}, hearing=row.pk)
    row.refresh_from_db()
    assert not row.outcome


def test_putting_off_without_a_reason_is_refused_with_the_form_as_typed(lawyer, cast, court):
    row = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="mention")
    told = {"version": row.version, "outcome": "adjourned", "words": "The fan was broken"}
    answer = send(lawyer, "hearing_tell", cast.case, told, hearing=row.pk)
    assert answer.status_code == 422
    assert "needs a reason" in answer.content.decode()
    assert "The fan was broken" in answer.content.decode()


def test_whoever_tells_second_is_shown_that_somebody_did(lawyer, cast, court):
    row = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="mention")
    told = {"version": row.version, "outcome": "held"}
    send(lawyer, "hearing_tell", cast.case, told, hearing=row.pk)
    answer = send(lawyer, "hearing_tell", cast.case, told, hearing=row.pk)
    assert answer.status_code == 409


def test_a_hearing_says_before_whom_and_the_next_one_too(lawyer, cast, court):
    room_4 = add_unit(by=cast.adan, at=NOW, institution=cast.court, name="Branch 4")
    post = add_post(by=cast.adan, at=NOW, unit=room_4, title="Presiding judge")
    appoint_holder(by=cast.adan, at=NOW, post=post, holder_name="Amado Sy", from_on=FILED_ON)
    elsewhere = add_unit(by=cast.adan, at=NOW, institution=cast.prosecution, name="Desk")
    other = add_post(by=cast.adan, at=NOW, unit=elsewhere, title="Prosecutor")
    form = {"type": "mention", "on": "2 March 2024", "room": "3"}
    wrong = send(lawyer, "hearing_set", cast.case, {**form, "judge": str(other.pk)},
                 court_case=court.case.pk)  # fmt: skip
    assert wrong.status_code == 422
    send(
        lawyer, "hearing_set", cast.case, {**form, "judge": str(post.pk)}, court_case=court.case.pk
    )
    row = Hearing.objects.get()
    assert "Presiding judge, Amado Sy" in shown(lawyer, "hearing", cast.case, hearing=row.pk)
    for address in ("/calendar/?day=2024-03-02", "/calendar/list/?on=2024-03-02"):
        assert "Presiding judge, Room 3" in lawyer.get(address).content.decode()
    told = {"version": row.version, "outcome": "held", "next_on": "4 April 2024"}
    send(lawyer, "hearing_tell", cast.case, told, hearing=row.pk)
    assert Hearing.objects.get(outcome="").judge == post


def test_one_entry_serves_the_sisters_case_heard_the_same_day(lawyer, cast, court):
    sister = open_one(by=cast.beni, programme=cast.programme)
    other = open_court_case(by=cast.beni, at=NOW, case=sister, court=cast.court, on=FILED_ON)
    rows = [
        set_hearing(by=cast.beni, at=NOW, court_case=one, on=DAY, type="mention")
        for one in (court.case, other)
    ]
    assert sister.code in shown(lawyer, "hearing_tell", cast.case, hearing=rows[0].pk)
    told = {"version": rows[0].version, "outcome": "held", "also": [str(rows[1].pk)]}
    send(lawyer, "hearing_tell", cast.case, told, hearing=rows[0].pk)
    assert set(Hearing.objects.values_list("outcome", flat=True)) == {"held"}


def test_a_row_of_another_court_case_is_not_found_under_this_code(lawyer, cast, court):
    sister = open_one(by=cast.beni, programme=cast.programme)
    names = {"accused": court.first.pk, "charge": court.charge.pk}
    addresses = [
        place("accused", sister, accused=names["accused"]),
        place("plea", sister, charge=names["charge"]),
        place("hearing_set", sister, court_case=court.case.pk),
    ]
    assert [lawyer.get(one).status_code for one in addresses] == [404, 404, 404]


def test_people_of_another_file_are_counted_in_and_not_described(client, cast, court):
    other = add_person(by=cast.dario, at=NOW, office=cast.other_office, name="Nina Elsewhere")
    sister = open_one(by=cast.beni, programme=cast.programme)
    join_case(by=cast.beni, at=NOW, case=sister, court_case=court.case, on=FILED_ON)
    give_role(by=cast.beni, at=NOW, case=sister, person=other, role=RoleKind.SUSPECT, on=OPENED_ON)
    row = accuse(by=cast.beni, at=NOW, court_case=court.case, person=other, on=FILED_ON)
    lay_charge(by=cast.beni, at=NOW, accused=row, offence="ph.trafficking", on=FILED_ON)
    client.force_login(cast.alma)
    page = shown(client, "case_court", cast.case)
    assert "Someone of another file" in page
    assert "Nina" not in page
    assert sister.code not in page


def queries(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(60) as seen:
        client.get(address)
    return len(seen)


def test_the_court_page_asks_no_more_of_a_long_trial(
    lawyer, cast, court, django_assert_max_num_queries
):
    address = place("case_court", cast.case)
    set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="mention")
    few = queries(lawyer, django_assert_max_num_queries, address)
    for day in range(2, 22):
        on = date(2024, 3, day)
        set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=on, type="mention")
        lay_charge(
            by=cast.beni, at=NOW, accused=court.second, offence="ph.trafficking", on=FILED_ON
        )
    assert queries(lawyer, django_assert_max_num_queries, address) == few
