"""Referrals to services: exactly what leaves, the answer, chasing, and who else sees it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from amparo.audit.models import Entry
from amparo.casework.aftercare import content
from amparo.casework.aftercare.models import BedHold, ReferralStep, ServiceReferral
from amparo.casework.aftercare.selectors.received import received_for, received_one
from amparo.casework.aftercare.services.escalating import escalate
from amparo.casework.aftercare.services.referring import (
    NEXT,
    WAITING,
    answer_referral,
    chase_referral,
    cite_duty,
    draft_referral,
    end_referral,
    read_received,
    second_duty,
    send_referral,
    state_of,
)
from amparo.casework.cases.models import Breakdown, Sending, Task
from amparo.casework.cases.services.paper import withdraw_consent
from amparo.errors import NotVisible, Refused
from tests.casework.aftercare.furnish import agree, draft
from tests.cast import NOW, SAFE_CONTACT, VICTIM_NAME

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LAW = "RA 9208, section 16"


@pytest.fixture
def drafted(cast):
    return draft(cast.alma, cast.case, cast.victim, cast.police)


@pytest.fixture
def sent(cast, drafted):
    agree(cast.alma, cast.case, cast.victim, cast.police)
    send_referral(by=cast.alma, at=NOW, referral=drafted)
    return ServiceReferral.objects.get()


def answer(cast, referral, what, *, by=None, **more):
    return answer_referral(by=by or cast.alma, at=NOW, referral=referral, what=what, **more)


def open_tasks(cast, what=WAITING):
    return Task.objects.filter(case=cast.case, what=what, done_at=None)


def kept(cast, known, **words):
    row = draft(
        cast.alma, cast.case, cast.victim, cast.police, known=known,
        words={"request": "A safe way to court", **words},
    )  # fmt: skip
    return row, content.from_text(row.words("content"))


def test_only_what_was_chosen_is_in_it(cast):
    row, lines = kept(cast, ("age_band", "language"))
    said = " ".join(line.value for line in lines)
    assert [line.code for line in lines] == ["request", "age_band", "language"]
    assert VICTIM_NAME not in said
    assert row.fields == ["request", "age_band", "language"]


def test_what_it_says_is_sealed(cast):
    row, lines = kept(cast, ("name", "safe_contact"))
    assert {line.value for line in lines} >= {VICTIM_NAME, SAFE_CONTACT}
    assert VICTIM_NAME.encode() not in bytes(row.content_sealed)


def test_a_field_outside_the_list_cannot_be_in_it(cast, drafted):
    told = {"by": cast.alma, "at": NOW, "case": cast.case, "person": cast.victim,
            "service": "legal", "recipient": cast.police}  # fmt: skip
    with pytest.raises(Refused, match="may not be in a referral"):
        draft_referral(**told, known=["address"], words={"request": "Help"})
    with pytest.raises(Refused, match="what is asked for"):
        draft_referral(**told, known=[], words={})


def test_what_each_field_needs_of_consent_is_data():
    assert content.covers_of(["request", "age_band", "sex", "language"]) == ()
    assert content.covers_of(["name", "health"]) == ("identity", "medical")


def test_whoever_offers_nothing_of_the_kind_is_not_referred_to(cast):
    with pytest.raises(Refused, match="do not offer"):
        draft_referral(
            by=cast.alma, at=NOW, case=cast.case, person=cast.victim, service="legal",
            recipient=cast.court, known=[], words={"request": "Help"},
        )  # fmt: skip


def test_it_does_not_leave_without_consent(cast, drafted):
    with pytest.raises(Refused, match="No live consent"):
        send_referral(by=cast.alma, at=NOW, referral=drafted)
    assert not Sending.objects.exists()
    assert state_of(drafted) == ""


def test_consent_to_another_recipient_does_not_carry_it(cast, drafted):
    agree(cast.alma, cast.case, cast.victim, cast.prosecution)
    with pytest.raises(Refused, match="No live consent"):
        send_referral(by=cast.alma, at=NOW, referral=drafted)


def test_consent_that_does_not_cover_a_group_does_not_carry_it(cast):
    row, _ = kept(cast, ("name",), health="A broken arm")
    agree(cast.alma, cast.case, cast.victim, cast.police, covers=("identity",))
    with pytest.raises(Refused, match="No live consent"):
        send_referral(by=cast.alma, at=NOW, referral=row)
    both = agree(cast.alma, cast.case, cast.victim, cast.police, covers=("identity", "medical"))
    send_referral(by=cast.alma, at=NOW, referral=row)
    assert Sending.objects.get().consent == both


def test_once_sent_it_is_kept_with_its_consent_and_waits_for_an_answer(cast, sent):
    left = Sending.objects.get()
    assert (left.recipient, left.purpose, left.covers) == (cast.police, "share_police", [])
    assert left.consent is not None
    assert open_tasks(cast).get().due_on == TODAY + timedelta(7)
    with pytest.raises(Refused, match="cannot follow"):
        send_referral(by=cast.alma, at=NOW, referral=sent)


def test_what_left_is_never_changed(cast, sent):
    with pytest.raises(DatabaseError), transaction.atomic():
        Sending.objects.update(covers=["identity"])
    with pytest.raises(DatabaseError), transaction.atomic():
        ReferralStep.objects.update(what="ended")


def test_the_database_lets_nothing_leave_without_consent_or_duty(cast, drafted):
    row = Sending(
        case=cast.case, person=cast.victim, recipient=cast.police, purpose="share_police",
        kind="test", object_id=drafted.pk, sent_by=cast.alma, sent_at=NOW,
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    row.duty, row.seconded_by = LAW, cast.alma
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_duty_of_law_needs_a_citation_and_a_second_person(cast, drafted):
    with pytest.raises(Refused, match="duty of law is cited"):
        cite_duty(by=cast.alma, at=NOW, referral=drafted, citation=" ")
    cite_duty(by=cast.alma, at=NOW, referral=drafted, citation=LAW)
    with pytest.raises(Refused, match="Somebody else agrees"):
        second_duty(by=cast.alma, at=NOW, referral=drafted)
    with pytest.raises(Refused, match="No live consent"):
        send_referral(by=cast.alma, at=NOW, referral=drafted)
    second_duty(by=cast.beni, at=NOW, referral=drafted)
    send_referral(by=cast.alma, at=NOW, referral=drafted)
    left = Sending.objects.get()
    assert (left.consent, left.duty, left.seconded_by) == (None, LAW, cast.beni)


def test_whoever_seconded_does_not_also_send_it(cast, drafted):
    cite_duty(by=cast.alma, at=NOW, referral=drafted, citation=LAW)
    second_duty(by=cast.beni, at=NOW, referral=drafted)
    with pytest.raises(Refused, match="second person"):
        send_referral(by=cast.beni, at=NOW, referral=drafted)


def test_accepting_closes_the_wait_and_declining_asks_for_another(cast, sent):
    with pytest.raises(Refused, match="why it was declined"):
        answer(cast, sent, "declined")
    answer(cast, sent, "declined", reason="full")
    assert (open_tasks(cast).count(), open_tasks(cast, NEXT).count()) == (0, 1)
    answer(cast, sent, "accepted")
    assert state_of(sent) == "accepted"
    with pytest.raises(Refused, match="cannot follow"):
        answer(cast, sent, "declined", reason="full")


def test_trauma_counselling_that_nobody_has_time_for_is_proposed_as_a_breakdown(cast):
    agree(cast.alma, cast.case, cast.victim, cast.police)
    row = draft(cast.alma, cast.case, cast.victim, cast.police, service="trauma_therapy")
    send_referral(by=cast.alma, at=NOW, referral=row)
    row.refresh_from_db()
    answer(cast, row, "declined", reason="full")
    assert Breakdown.objects.with_state().get().state == "proposed"
    assert Breakdown.objects.get().cause == "B59"


def test_asking_again_gives_it_to_the_lead(cast, drafted):
    agree(cast.alma, cast.case, cast.victim, cast.police)
    send_referral(by=cast.beni, at=NOW, referral=drafted)
    drafted.refresh_from_db()
    assert open_tasks(cast).get().owner == cast.beni
    chase_referral(by=cast.beni, at=NOW + timedelta(days=8), referral=drafted)
    task = open_tasks(cast).get()
    assert (task.owner, task.due_on) == (cast.alma, TODAY + timedelta(15))


def test_what_nobody_answers_goes_up_to_the_lead_then_to_a_supervisor(cast, drafted):
    agree(cast.alma, cast.case, cast.victim, cast.police)
    send_referral(by=cast.beni, at=NOW, referral=drafted)
    owners = []
    for days in (8, 14, 14, 21):
        later = NOW + timedelta(days=days)
        done = escalate(at=later, today=later.date())
        owners.append((open_tasks(cast).get().owner, done.referrals))
    assert owners == [(cast.beni, 0), (cast.alma, 1), (cast.alma, 0), (cast.sofia, 1)]
    assert open_tasks(cast).get().due_on == TODAY + timedelta(7)


def test_an_answered_one_goes_nowhere(cast, sent):
    answer(cast, sent, "accepted")
    later = NOW + timedelta(days=90)
    assert escalate(at=later, today=later.date()).referrals == 0


def test_the_partner_sees_what_was_sent_to_them_and_answers(cast, sent):
    found, line = received_one(cast.pilar, sent.code)
    lines = read_received(by=cast.pilar, at=NOW, referral=found)
    assert [one.code for one in lines] == ["request", "age_band"]
    assert (line.sender, line.state) == ("Casa Amparo", "sent")
    assert Entry.objects.filter(verb="service_referral.received").count() == 1
    answer(cast, found, "accepted", by=cast.pilar)
    assert state_of(sent) == "accepted"


def test_what_waits_for_the_partners_answer_stands_on_their_today(cast, sent, as_):
    client = as_(cast.pilar)
    page = client.get("/").text
    assert f'href="/received/{sent.code}/"' in page
    assert "Waits for your answer" in page
    assert VICTIM_NAME not in page
    answer(cast, sent, "accepted", by=cast.pilar)
    assert "Referred to you:" not in client.get("/").text


def test_a_partner_sees_no_draft_and_nobody_elses(cast, drafted):
    other = draft(cast.alma, cast.case, cast.victim, cast.court, service="medical")
    agree(cast.alma, cast.case, cast.victim, cast.court)
    send_referral(by=cast.alma, at=NOW, referral=other)
    assert received_for(cast.pilar) == ()
    for row in (drafted, other):
        with pytest.raises(NotVisible):
            received_one(cast.pilar, row.code)


@pytest.mark.parametrize("who", ["alma", "carla", "dario", "adan", "eva"])
def test_nobody_else_receives(cast, sent, who):
    assert received_for(getattr(cast, who)) == ()


def test_a_partner_reaches_no_row_of_the_case_by_it(cast, sent):
    assert not ServiceReferral.objects.all().visible_to(cast.pilar)
    assert not ServiceReferral.objects.all().visible_to(cast.carla)
    assert ServiceReferral.objects.all().visible_to(cast.beni).count() == 1


def test_once_called_back_the_partner_reads_nothing_more(cast, sent):
    withdraw_consent(by=cast.alma, at=NOW, consent=Sending.objects.get().consent, on=TODAY)
    found, line = received_one(cast.pilar, sent.code)
    assert line.is_recall_open
    assert read_received(by=cast.pilar, at=NOW, referral=found) == ()


def test_a_home_that_accepts_keeps_a_bed_for_whoever_referred(cast, home):
    keeper = home.unit.institution
    agree(cast.alma, cast.case, cast.victim, keeper)
    row = draft_referral(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, service="safe_house",
        recipient=keeper, home=home, known=["age_band"], words={"request": "A bed tonight"},
    )  # fmt: skip
    send_referral(by=cast.alma, at=NOW, referral=row)
    row.refresh_from_db()
    answer(cast, row, "accepted", by=cast.beni)
    held = BedHold.objects.get()
    assert (held.held_by, held.case, held.n, held.from_on) == (cast.alma, cast.case, 1, TODAY)


def test_a_home_without_a_bed_cannot_accept(cast, home):
    keeper = home.unit.institution
    agree(cast.alma, cast.case, cast.victim, keeper)
    BedHold.objects.create(
        home=home, n=2, from_on=TODAY, until_on=TODAY, why_sealed=b"", held_by=cast.sofia,
        held_at=NOW,
    )  # fmt: skip
    row = draft_referral(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, service="safe_house",
        recipient=keeper, home=home, known=[], words={"request": "A bed tonight"},
    )  # fmt: skip
    send_referral(by=cast.alma, at=NOW, referral=row)
    row.refresh_from_db()
    with pytest.raises(Refused, match="no bed"):
        answer(cast, row, "accepted")
    assert state_of(row) == "sent"


def test_one_no_longer_needed_stops_waiting(cast, sent):
    end_referral(by=cast.alma, at=NOW, referral=sent)
    assert not open_tasks(cast)
    with pytest.raises(Refused):
        answer(cast, sent, "accepted")


def test_no_task_names_the_service_or_the_person(cast, sent):
    words = " ".join(Task.objects.values_list("what", flat=True))
    assert cast.police.name not in words
    assert VICTIM_NAME not in words
