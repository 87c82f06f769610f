"""The pages of services: what leaves is shown first, the partner's own pages, notes apart."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.aftercare.models import Episode, MoneyDue, Offer, Paper, ServiceReferral
from amparo.casework.cases.models import Recall, Sending
from amparo.casework.cases.services.paper import withdraw_consent
from amparo.web.dates import spoken_date
from tests.casework.aftercare.furnish import agree
from tests.cast import VICTIM_NAME

pytestmark = pytest.mark.django_db
SAID = "She dreams of the river"


def typed(**given) -> dict[str, object]:
    return {"token": str(uuid4()), **given}


def today() -> str:
    return spoken_date(timezone.localdate())


def at(cast, name, **parts) -> str:
    return reverse(name, kwargs={"code": cast.case.code, **parts})


def drafted(cast, client, **more):
    client.post("/services/add/", {"institution": str(cast.police.pk), "service": "protection"})
    offer = Offer.objects.get()
    given = {"person": str(cast.victim.pk), "target": f"o:{offer.pk}", "urgency": "today",
             "word_request": "Somebody to go with her to court", **more}  # fmt: skip
    assert client.post(at(cast, "referral_new"), typed(**given)).status_code == 302
    return ServiceReferral.objects.get()


def test_the_tab_leads_to_services_and_an_empty_case_says_what_belongs_there(cast, as_):
    client = as_(cast.alma)
    assert at(cast, "case_services") in client.get(f"/cases/{cast.case.code}/").text
    page = client.get(at(cast, "case_services")).text
    assert "No referral is open." in page
    assert "No money was ordered." in page


def test_what_would_leave_is_shown_and_does_not_leave_without_consent(cast, as_):
    client = as_(cast.alma)
    row = drafted(cast, client, known=["name"])
    page = client.get(at(cast, "referral_out", sent=row.pk)).text
    assert "Exactly what would leave" in page
    assert VICTIM_NAME in page
    assert "May not leave yet" in page
    assert "Send exactly this" not in page
    seen = Entry.objects.get(verb="service_referral.shown")
    assert (seen.object_id, seen.fields) == (str(row.pk), ["name"])
    answer = client.post(at(cast, "referral_send", sent=row.pk))
    assert answer.status_code == 422
    assert "No live consent" in answer.text
    assert not Sending.objects.exists()


def test_with_consent_it_is_sent_and_the_list_says_nothing_of_it(cast, as_):
    client = as_(cast.alma)
    row = drafted(cast, client, known=["name"])
    agree(cast.alma, cast.case, cast.victim, cast.police, covers=("identity",))
    client.post(at(cast, "referral_send", sent=row.pk))
    assert Sending.objects.count() == 1
    page = client.get(at(cast, "case_services")).text
    assert row.code in page
    assert VICTIM_NAME not in page
    assert "go with her to court" not in page


def test_a_duty_of_law_takes_two_people(cast, as_):
    row = drafted(cast, as_(cast.alma))
    as_(cast.alma).post(at(cast, "referral_duty", sent=row.pk), {"citation": "Section 9"})
    assert (
        "Agree that this law" not in as_(cast.alma).get(at(cast, "referral_out", sent=row.pk)).text
    )
    assert "Agree that this law" in as_(cast.beni).get(at(cast, "referral_out", sent=row.pk)).text
    as_(cast.beni).post(at(cast, "referral_second", sent=row.pk))
    as_(cast.alma).post(at(cast, "referral_send", sent=row.pk))
    assert Sending.objects.get().seconded_by == cast.beni


def test_the_partner_reads_answers_and_is_told_of_a_withdrawal(cast, as_):
    row = drafted(cast, as_(cast.alma))
    consent = agree(cast.alma, cast.case, cast.victim, cast.police)
    as_(cast.alma).post(at(cast, "referral_send", sent=row.pk))
    client, ref = as_(cast.pilar), {"ref": row.code}
    assert row.code in client.get("/received/").text
    assert "go with her to court" in client.get(reverse("received_one", kwargs=ref)).text
    client.post(reverse("received_answer", kwargs=ref), {"what": "accepted", "reason": ""})
    assert "Accepted" in as_(cast.alma).get(at(cast, "referral_out", sent=row.pk)).text
    withdraw_consent(by=cast.alma, at=timezone.now(), consent=consent, on=timezone.localdate())
    page = client.get(reverse("received_one", kwargs=ref)).text
    assert "go with her to court" not in page
    client.post(reverse("received_recall", kwargs=ref), {"on": today(), "answer": "destroyed"})
    assert Recall.objects.get().answer == "destroyed"
    assert "Destroyed" in as_(cast.alma).get(at(cast, "case_services")).text


def test_an_unanswered_recall_is_loud_and_is_answered_on_the_case(cast, as_):
    client = as_(cast.alma)
    row = drafted(cast, client)
    consent = agree(cast.alma, cast.case, cast.victim, cast.police)
    client.post(at(cast, "referral_send", sent=row.pk))
    client.post(reverse("consent_withdraw", args=[consent.pk]), {"on": today()})
    recall = Recall.objects.get()
    assert "to be called back" in client.get(at(cast, "case_services")).text
    client.post(at(cast, "recall_tell", recall=recall.pk), {"on": today(), "how": "phone"})
    client.post(at(cast, "recall_answer", recall=recall.pk), {"on": today(), "answer": "returned"})
    assert "Given back" in client.get(at(cast, "case_services")).text


def begun(cast, client, **more):
    given = {"person": str(cast.victim.pk), "service": "trauma_therapy", "on": today(), "n": 12,
             "unit": "session", **more}  # fmt: skip
    assert client.post(at(cast, "service_begin"), typed(**given)).status_code == 302
    return Episode.objects.get()


def test_a_service_is_begun_counted_found_and_ended(cast, as_):
    client = as_(cast.alma)
    episode = begun(cast, client).pk
    counted = {"from_on": today(), "to_on": today(), "n_expected": 1, "n_given": 1}
    client.post(at(cast, "service_give", episode=episode), typed(**counted))
    client.post(at(cast, "satisfaction_new", episode=episode), typed(on=today(), score="4"))
    page = client.get(at(cast, "episode", episode=episode)).text
    assert "1 of 1 expected by now, 12 planned" in page
    assert "It helped very much" in page
    client.post(at(cast, "service_end", episode=episode), {"on": today(), "why": "done"})
    assert Episode.objects.get().why_ended == "done"


def test_counselling_notes_open_for_their_author_alone(cast, as_):
    episode = begun(cast, as_(cast.alma)).pk
    as_(cast.beni).post(at(cast, "note_new", episode=episode), typed(on=today(), words=SAID))
    assert SAID in as_(cast.beni).post(at(cast, "notes", episode=episode)).text
    assert as_(cast.alma).post(at(cast, "notes", episode=episode)).status_code == 404
    pages = [as_(cast.beni).get(place).text for place in (
        at(cast, "episode", episode=episode), at(cast, "case_services"),
        at(cast, "case_timeline"), at(cast, "case_looked"), "/search/?q=river",
    )]  # fmt: skip
    assert [SAID in page for page in pages] == [False] * 5


def test_papers_and_money_are_kept_and_shown(cast, as_):
    client = as_(cast.alma)
    client.post(at(cast, "paper_new"), typed(person=str(cast.victim.pk), kind="identity_card"))
    paper = Paper.objects.get().pk
    client.post(at(cast, "paper_step", paper=paper), typed(what="applied", on=today()))
    client.post(
        at(cast, "money_new"),
        typed(person=str(cast.victim.pk), kind="back_wages", amount="900", currency="PHP",
              on=today()),
    )  # fmt: skip
    due = MoneyDue.objects.get().pk
    client.post(at(cast, "money_came", money_due=due), typed(amount="400", on=today()))
    page = client.get(at(cast, "case_services")).text
    assert "Applied for" in page
    assert "400.00 came of 900.00" in page
    assert "500.00 PHP" in page
