"""Services planned against given, notes for their readers only, papers, money, satisfaction."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from amparo.access.policy import Compartment, Role
from amparo.audit.models import Entry
from amparo.casework.aftercare.models import Episode, Note, NotesErasure
from amparo.casework.aftercare.selectors.episodes import (
    court_money_in_case,
    episode_page_for,
    episodes_in_case,
    money_in_case,
    papers_in_case,
)
from amparo.casework.aftercare.services.episodes import (
    Plan,
    ask_satisfaction,
    begin_service,
    end_service,
    give_service,
    note_income,
    read_notes,
    write_note,
)
from amparo.casework.aftercare.services.erasing import (
    AGREE,
    agree_to_destroy,
    ask_to_destroy,
    refuse_to_destroy,
)
from amparo.casework.aftercare.services.escalating import propose_late_relief
from amparo.casework.aftercare.services.money import order_money, receive_money
from amparo.casework.aftercare.services.papers import EXPIRES, add_paper_step, need_paper
from amparo.casework.aftercare.services.referring import answer_referral, send_referral
from amparo.casework.cases.models import Breakdown, Consent, Milestone, SafetyAlert, Task
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.services.compartments import open_compartment
from amparo.casework.cases.services.paper import withdraw_consent
from amparo.casework.cases.services.team import add_to_team
from amparo.errors import Conflict, NotVisible, Refused
from amparo.vault.models import DataKey
from tests.casework.aftercare.furnish import agree, draft, survivor
from tests.casework.cases.acting import happened
from tests.cast import NOW, account

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = date(2024, 2, 1)
SAID = "She dreams of the house by the river"


def begin(cast, service="trauma_therapy", *, n=12, unit=Episode.Unit.SESSION, by=None, **more):
    return begin_service(
        by=by or cast.alma, at=NOW, case=cast.case, person=cast.victim, service=service, on=DAY,
        plan=Plan(n, unit), **more,
    )  # fmt: skip


def give(cast, episode, expected, given, *, first=0, days=0, **more):
    from_on = DAY + timedelta(first)
    return give_service(
        by=cast.alma, at=NOW, episode=episode, from_on=from_on, to_on=from_on + timedelta(days),
        n_expected=expected, n_given=given, **more,
    )  # fmt: skip


def lines(cast, ask, user=None):
    return ask(user or cast.alma, cast.case, people_in(cast.case, cast.alma))


def types(cast):
    return set(Milestone.objects.filter(case=cast.case).current().values_list("type", flat=True))


def test_a_service_begun_and_ended_is_in_the_timeline(cast):
    episode = begin(cast)
    assert "restore.service_started" in types(cast)
    end_service(by=cast.alma, at=NOW, episode=episode, on=TODAY, why="done")
    assert "restore.service_ended" in types(cast)
    with pytest.raises(Conflict):
        end_service(by=cast.alma, at=NOW, episode=episode, on=TODAY, why="done")


def test_the_first_medical_service_is_the_examination(cast):
    begin(cast, "medical", n=1)
    assert "restore.medical_exam" in types(cast)


def test_planned_stands_against_given(cast):
    episode = begin(cast, n=10)
    give(cast, episode, 1, 1)
    give(cast, episode, 1, 0, first=7, why_less="transport")
    line = lines(cast, episodes_in_case)[0]
    assert (line.n_planned, line.n_expected, line.n_given, line.share_given) == (10, 2, 1, 0.5)


def test_less_than_expected_says_why(cast):
    with pytest.raises(Refused, match="Less was given"):
        give(cast, begin(cast), 4, 3)


def test_not_safe_to_go_raises_an_alert(cast):
    give(cast, begin(cast), 1, 0, why_less="afraid")
    assert SafetyAlert.objects.filter(case=cast.case).count() == 1


def test_a_day_of_school_is_counted_once_and_corrected_by_a_new_entry(cast):
    school = begin(cast, "education", n=200, unit=Episode.Unit.DAY)
    month = give(cast, school, 20, 17, days=27, why_less="ill")
    with pytest.raises(Refused, match="counted already"):
        give(cast, school, 5, 5, first=20, days=7)
    give(cast, school, 20, 18, days=27, why_less="ill", replaces=month)
    assert lines(cast, episodes_in_case)[0].n_given == 18
    with pytest.raises(Conflict):
        give(cast, school, 20, 19, days=27, why_less="ill", replaces=month)


def test_a_service_begins_from_an_accepted_referral_only(cast):
    agree(cast.alma, cast.case, cast.victim, cast.police)
    row = draft(cast.alma, cast.case, cast.victim, cast.police)
    send_referral(by=cast.alma, at=NOW, referral=row)
    row.refresh_from_db()
    with pytest.raises(Refused, match="not accepted"):
        begin(cast, "legal", referral=row)
    answer_referral(by=cast.alma, at=NOW, referral=row, what="accepted")
    assert begin(cast, "legal", referral=row).provider == cast.police
    with pytest.raises(Refused, match="began already"):
        begin(cast, "legal", referral=row)


def test_counselling_is_read_by_its_author_and_by_nobody_else_on_the_team(cast):
    episode = begin(cast, by=cast.beni)
    write_note(by=cast.beni, at=NOW, episode=episode, on=DAY, words=SAID)
    episode.refresh_from_db()
    assert [note.words for note in read_notes(by=cast.beni, at=NOW, episode=episode)] == [SAID]
    for user in (cast.alma, cast.sofia, cast.carla, cast.pilar):
        with pytest.raises(NotVisible):
            read_notes(by=user, at=NOW, episode=episode)
    looks = Entry.objects.filter(verb="notes.read")
    assert [look.actor_id for look in looks] == [str(cast.beni.pk)]


def test_a_holder_of_the_compartment_reads_counselling_and_not_medicine(cast):
    therapy, clinic = begin(cast), begin(cast, "medical", n=1)
    for episode in (therapy, clinic):
        write_note(by=cast.alma, at=NOW, episode=episode, on=DAY, words=SAID)
        episode.refresh_from_db()
    worker = account("Rosa Social", Role.SOCIAL_WORKER, cast.office)
    add_to_team(by=cast.sofia, at=NOW, case=cast.case, user=worker, on=DAY)
    open_compartment(
        by=cast.sofia, at=timezone.now(), case=cast.case, user=worker,
        compartment=Compartment.COUNSELLING, seconded_by=cast.alma,
        until=timezone.localdate() + timedelta(30),
    )  # fmt: skip
    assert read_notes(by=worker, at=NOW, episode=therapy)[0].words == SAID
    with pytest.raises(NotVisible):
        read_notes(by=worker, at=NOW, episode=clinic)


def test_what_was_said_is_in_no_page_value_and_in_no_trail(cast):
    episode = begin(cast)
    write_note(by=cast.alma, at=NOW, episode=episode, on=DAY, words=SAID)
    page = episode_page_for(cast.alma, cast.case, episode.pk, people_in(cast.case, cast.alma))
    assert SAID not in repr(page)
    assert SAID not in repr(list(Entry.objects.values()))
    assert SAID.encode() not in bytes(Note.objects.get().words_sealed)


def test_notes_have_a_key_of_their_own_so_that_they_can_end_before_the_case(cast):
    episode = begin(cast)
    write_note(by=cast.alma, at=NOW, episode=episode, on=DAY, words=SAID)
    write_note(by=cast.alma, at=NOW, episode=episode, on=DAY, words="Later")
    episode.refresh_from_db()
    assert episode.notes_key_id not in {None, cast.case.key_id}
    assert Note.objects.count() == 2


def test_the_team_reads_notes_of_services_that_are_no_closed_part(cast):
    episode = begin(cast, "vocational", n=30)
    write_note(by=cast.beni, at=NOW, episode=episode, on=DAY, words="Likes sewing")
    episode.refresh_from_db()
    assert read_notes(by=cast.alma, at=NOW, episode=episode)[0].words == "Likes sewing"


def test_income_is_followed(cast):
    episode = begin(cast, "vocational", n=30)
    note_income(by=cast.alma, at=NOW, episode=episode, on=DAY, amount=Decimal(4000),
                currency="php", per="month")  # fmt: skip
    page = episode_page_for(cast.alma, cast.case, episode.pk, people_in(cast.case, cast.alma))
    assert page.incomes == ((DAY, "4,000.00 PHP a month"),)


def test_that_a_service_made_things_worse_raises_an_alert(cast):
    episode = begin(cast)
    ask_satisfaction(by=cast.alma, at=NOW, episode=episode, on=DAY, score=None)
    assert not SafetyAlert.objects.exists()
    ask_satisfaction(by=cast.alma, at=NOW, episode=episode, on=DAY, score=1, words="He shouts")
    assert SafetyAlert.objects.count() == 1
    assert lines(cast, episodes_in_case)[0].found == "It made things worse"


def test_a_paper_that_expires_is_asked_for_again_in_time(cast):
    paper = need_paper(by=cast.alma, at=NOW, case=cast.case, person=cast.victim, kind="residence")
    step = {"by": cast.alma, "at": NOW, "paper": paper}
    assert lines(cast, papers_in_case)[0].state_name == "Needed"
    add_paper_step(**step, what="applied", on=DAY)
    add_paper_step(**step, what="received", on=TODAY, expires_on=date(2024, 12, 31), words="R-9")
    line = lines(cast, papers_in_case)[0]
    assert (line.state, line.expires_on, line.words) == ("received", date(2024, 12, 31), "R-9")
    assert Task.objects.get(what=EXPIRES, done_at=None).due_on == date(2024, 11, 1)
    add_paper_step(**step, what="lost", on=TODAY)
    assert not Task.objects.filter(what=EXPIRES, done_at=None)
    with pytest.raises(Refused, match="before an earlier step"):
        add_paper_step(**step, what="applied", on=DAY)


def owed(cast, amount=30000, *, kind="relief_immediate", due_on=date(2024, 2, 20), **more):
    return order_money(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, kind=kind,
        amount=Decimal(amount), currency="inr", on=DAY, due_on=due_on, **more,
    )  # fmt: skip


def test_money_comes_in_parts_and_the_whole_is_told(cast):
    due = owed(cast)
    came = {"by": cast.alma, "at": NOW, "due": due}
    receive_money(**came, amount=Decimal(10000), on=date(2024, 2, 10))
    line = lines(cast, money_in_case)[0]
    assert (line.came, line.rest, line.currency) == (Decimal(10000), Decimal(20000), "INR")
    assert (line.is_late(TODAY), line.is_late(date(2024, 2, 20))) == (True, False)
    with pytest.raises(Refused, match="more than was ordered"):
        receive_money(**came, amount=Decimal(20001), on=TODAY)
    assert "restore.money_received" not in types(cast)
    receive_money(**came, amount=Decimal(20000), on=TODAY)
    assert "restore.money_received" in types(cast)
    assert not lines(cast, money_in_case)[0].is_late(TODAY)


def test_money_is_never_changed(cast):
    owed(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        cast.case.roles.model._meta.apps.get_model("aftercare", "MoneyDue").objects.update(amount=1)


def test_relief_the_state_did_not_pay_in_time_is_proposed_as_a_breakdown_once(cast):
    owed(cast)
    owed(cast, kind="back_wages")
    assert propose_late_relief(at=NOW, today=date(2024, 2, 20)) == 0
    assert propose_late_relief(at=NOW, today=TODAY) == 1
    propose_late_relief(at=NOW, today=TODAY)
    assert [row.cause for row in Breakdown.objects.all()] == ["B60"]


def test_compensation_by_a_criminal_court_is_told_from_the_timeline(cast):
    happened(cast, "represent.compensation_ordered", person=cast.victim)
    line = lines(cast, court_money_in_case)[0]
    assert (line.who, line.paid_on) == ("Victim 1", None)


def test_nobody_off_the_team_reads_any_of_it(cast):
    begin(cast)
    owed(cast)
    for ask in (episodes_in_case, money_in_case, papers_in_case, court_money_in_case):
        assert lines(cast, ask, cast.carla) == ()


def test_only_survivors_of_the_case_are_helped_here(cast):
    other = survivor(cast)
    assert need_paper(by=cast.alma, at=NOW, case=cast.case, person=other, kind="passport")
    with pytest.raises(Refused, match="Only a survivor"):
        need_paper(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, kind="passport")


def ended_with_a_note(cast):
    episode = begin(cast, by=cast.beni)
    write_note(by=cast.beni, at=NOW, episode=episode, on=DAY, words=SAID)
    end_service(by=cast.alma, at=NOW, episode=episode, on=TODAY, why="done")
    episode.refresh_from_db()
    return episode


def test_notes_are_destroyed_by_two_people_and_nobody_reads_them_again(cast):
    episode = ended_with_a_note(cast)
    key, note = episode.notes_key, Note.objects.get()
    assert note.words(key) == SAID
    asked = ask_to_destroy(by=cast.beni, at=NOW, episode=episode, why="survivor", words="She asked")
    with pytest.raises(Refused, match="Somebody else agrees"):
        agree_to_destroy(by=cast.beni, at=NOW, erasure=asked)
    assert agree_to_destroy(by=cast.alma, at=NOW, erasure=asked) == 1
    assert not DataKey.objects.filter(pk=key.pk).exists()
    episode.refresh_from_db()
    with pytest.raises(NotVisible):
        read_notes(by=cast.beni, at=NOW, episode=episode)
    done = Entry.objects.get(verb="notes.destroyed")
    assert (done.actor_id, done.fields) == (str(cast.alma.pk), ["survivor"])
    assert Task.objects.get(what=AGREE).done_at is not None
    again = write_note(by=cast.beni, at=later(), episode=episode, on=DAY, words="A new one")
    episode.refresh_from_db()
    assert [one.words for one in read_notes(by=cast.beni, at=NOW, episode=episode)] == ["A new one"]
    assert again.pk != note.pk


def later():
    return NOW + timedelta(minutes=5)


def test_notes_are_not_destroyed_while_the_service_runs_nor_once_somebody_keeps_them(cast):
    running = begin(cast)
    write_note(by=cast.alma, at=NOW, episode=running, on=DAY, words=SAID)
    with pytest.raises(Refused, match="still runs"):
        ask_to_destroy(by=cast.alma, at=NOW, episode=running, why="term")
    episode = ended_with_a_note(cast)
    asked = ask_to_destroy(by=cast.beni, at=NOW, episode=episode, why="term")
    refuse_to_destroy(by=cast.alma, at=NOW, erasure=asked)
    with pytest.raises(Refused, match="before you"):
        agree_to_destroy(by=cast.sofia, at=NOW, erasure=asked)
    assert [one.words for one in read_notes(by=cast.beni, at=NOW, episode=episode)] == [SAID]


def test_the_database_refuses_notes_destroyed_by_one_person_alone(cast):
    asked = ask_to_destroy(by=cast.beni, at=NOW, episode=ended_with_a_note(cast), why="term")
    with pytest.raises(IntegrityError), transaction.atomic():
        NotesErasure.objects.filter(pk=asked.pk).update(
            answered_by=cast.beni, answered_at=NOW, is_done=True
        )
    assert DataKey.objects.filter(pk=asked.episode.notes_key_id).exists()


def test_help_asks_for_no_consent_to_share_and_goes_on_when_one_is_withdrawn(cast):
    episode = begin(cast)
    assert not Consent.objects.filter(case=cast.case).exists()
    consent = agree(cast.alma, cast.case, cast.victim, cast.police)
    withdraw_consent(by=cast.alma, at=NOW, consent=consent, on=TODAY)
    give(cast, episode, 1, 1)
    assert lines(cast, episodes_in_case)[0].to_on is None
    assert lines(cast, episodes_in_case)[0].n_given == 1
