"""A proof point is told only with a live consent, a second reader and a final judgment."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from amparo.access.policy import Role
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.cases.services.milestones import withdraw_milestone
from amparo.casework.cases.services.paper import withdraw_consent
from amparo.errors import NotVisible, Refused
from amparo.repair.hope.models import Proof, Wording
from amparo.repair.hope.selectors import ProofPoint, published_proof_points
from amparo.repair.hope.selectors.proofs import candidates_for
from amparo.repair.hope.services import proofs
from amparo.vault.models import DataKey
from tests.cast import NOW, SUSPECT_NAME, VICTIM_NAME, account
from tests.repair.hope.furnish import WORDS, a_proof, agree, country, end_in_court, told

TODAY = NOW.date()


@pytest.fixture
def consent(cast):
    """The cast's case is won and final, and the survivor agrees."""
    end_in_court(cast.alma, cast.case, cast.suspect)
    return agree(cast.alma, cast.case, cast.victim)


def publish_it(cast) -> Proof:
    return told(cast.alma, cast.beni, cast.eva, cast.case, cast.victim)


def public(cast, on=TODAY):
    return published_proof_points(office=cast.office, today=on)


def kept_words() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title_sealed, story_sealed, shows_sealed FROM hope_wording")
        return b"".join(bytes(part) for row in cursor.fetchall() for part in row)


def test_what_is_published_carries_no_case_and_no_person(cast, consent):
    proof = publish_it(cast)
    assert public(cast) == (
        ProofPoint(
            WORDS.title, "The Philippines", WORDS.story, WORDS.shows, 40, TODAY
        ),
    )  # fmt: skip
    assert {one.name for one in fields(ProofPoint)} == {
        "title", "place_in_general", "story", "what_it_shows", "days", "published_on",
    }  # fmt: skip
    text = repr(public(cast))
    secrets = [VICTIM_NAME, SUSPECT_NAME, cast.case.code, str(proof.pk), str(cast.case.pk)]
    assert [one for one in secrets if one in text] == []


def test_nothing_is_told_of_another_office(cast, consent):
    publish_it(cast)
    assert published_proof_points(office=cast.other_office, today=TODAY) == ()


def test_when_consent_is_withdrawn_it_is_gone_at_once_and_its_words_are_destroyed(cast, consent):
    publish_it(cast)
    assert kept_words()
    withdraw_consent(by=cast.alma, at=NOW, consent=consent, on=TODAY)
    assert public(cast) == ()
    assert kept_words() == b""


def test_a_later_refusal_ends_it_as_well(cast, consent):
    publish_it(cast)
    agree(cast.alma, cast.case, cast.victim, is_given=False, on=TODAY)
    assert public(cast) == ()
    assert kept_words() == b""


def test_the_words_come_back_where_the_withdrawal_itself_is_taken_back(cast, consent):
    publish_it(cast)
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw_consent(by=cast.alma, at=NOW, consent=consent, on=TODAY)
        raise RuntimeError
    assert len(public(cast)) == 1


def test_a_new_consent_does_not_bring_the_old_words_back(cast, consent):
    publish_it(cast)
    withdraw_consent(by=cast.alma, at=NOW, consent=consent, on=TODAY)
    agree(cast.alma, cast.case, cast.victim, on=TODAY)
    assert public(cast) == ()


def test_a_withdrawal_by_the_office_destroys_the_key_of_its_words(cast, consent):
    proof = publish_it(cast)
    key = proof.key_id
    proofs.withdraw(by=cast.alma, at=NOW, proof=proof, on=TODAY)
    assert public(cast) == ()
    assert kept_words() == b""
    assert not DataKey.objects.filter(pk=key).exists()


def test_a_consent_that_has_run_out_carries_it_no_longer(cast):
    end_in_court(cast.alma, cast.case, cast.suspect)
    agree(cast.alma, cast.case, cast.victim, until=TODAY + timedelta(days=10))
    publish_it(cast)
    assert len(public(cast, TODAY + timedelta(days=10))) == 1
    assert public(cast, TODAY + timedelta(days=11)) == ()


def test_past_its_review_it_is_not_told(cast, consent):
    publish_it(cast)
    assert len(public(cast, TODAY + timedelta(days=179))) == 1
    assert public(cast, TODAY + timedelta(days=180)) == ()


def test_without_the_survivors_consent_none_is_written(cast):
    end_in_court(cast.alma, cast.case, cast.suspect)
    with pytest.raises(Refused, match="has not agreed"):
        a_proof(cast.alma, cast.case, cast.victim)


def test_it_waits_for_the_final_judgment(cast):
    end_in_court(cast.alma, cast.case, cast.suspect, final=False)
    agree(cast.alma, cast.case, cast.victim)
    with pytest.raises(Refused, match="not final"):
        publish_it(cast)
    assert public(cast) == ()


def test_a_final_judgment_that_was_recorded_in_error_takes_it_back(cast, consent):
    publish_it(cast)
    final = Milestone.objects.get(case=cast.case, type="represent.final")
    withdraw_milestone(by=cast.alma, at=NOW, milestone=final, reason="It was appealed")
    assert public(cast) == ()


def test_whoever_wrote_it_does_not_check_it_and_the_database_refuses_it_too(cast, consent):
    proof = a_proof(cast.alma, cast.case, cast.victim)
    with pytest.raises(Refused, match="You wrote it"):
        proofs.check_wording(by=cast.alma, at=NOW, proof=proof, found="clear")
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(proof=proof).update(
            found="clear", checked_by=cast.alma, checked_at=NOW
        )
    with pytest.raises(Refused, match="No second person"):
        proofs.publish(
            by=cast.eva, at=NOW, proof=proof, on=TODAY, review_on=TODAY + timedelta(days=9)
        )


def test_words_that_are_changed_are_checked_anew_and_not_told_until_then(cast, consent):
    proof = publish_it(cast)
    proofs.reword(by=cast.beni, at=NOW, proof=proof, words=replace(WORDS, title="Within months"))
    assert public(cast) == ()
    with pytest.raises(Refused, match="You wrote it"):
        proofs.check_wording(by=cast.alma, at=NOW, proof=proof, found="clear")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("Lourdes was sold.", "part of a name"),
        ("CATACUTAN sold her.", "part of a name"),
        ("It began on 3 March 2021.", "a whole date"),
        ("She called 09171234567.", "a whole date or a number"),
    ],
)
def test_words_by_which_somebody_is_known_are_refused_without_telling_whom(
    cast, consent, part, said
):
    with pytest.raises(Refused, match=said) as refusal:
        a_proof(cast.alma, cast.case, cast.victim, replace(WORDS, story=part))
    assert "Lourdes" not in str(refusal.value)
    assert not Proof.objects.exists()


def test_the_code_of_the_case_is_refused(cast, consent):
    words = replace(WORDS, shows=f"See {cast.case.code.lower()}.")
    with pytest.raises(Refused, match="the code of the case"):
        a_proof(cast.alma, cast.case, cast.victim, words)


def test_a_place_nearer_than_a_province_is_refused(cast, consent):
    with pytest.raises(Refused, match="too near"):
        proofs.begin_proof(
            by=cast.alma, at=NOW, case=cast.case, person=cast.victim, place=cast.place,
            words=WORDS, on=TODAY,
        )  # fmt: skip


def test_a_publisher_publishes_what_is_clear_and_never_sees_the_case(cast, client, consent):
    proof = a_proof(cast.alma, cast.case, cast.victim)
    at = reverse("proof_publish", args=[proof.pk])
    client.force_login(cast.eva)
    assert client.get(at).status_code == 404
    proofs.check_wording(by=cast.beni, at=NOW, proof=proof, found="clear")
    text = client.get(at).content.decode()
    assert WORDS.story in text
    assert cast.case.code not in text
    assert client.get(reverse("proof", args=[proof.pk])).status_code == 404
    assert client.post(at, {"review_on": "1 January 2019"}).status_code == 422
    page = client.get(reverse("hope")).content.decode()
    assert WORDS.title in page
    assert cast.case.code not in page


@pytest.mark.parametrize("who", ["carla", "dario", "nadia", "pilar", "amira"])
def test_whoever_does_not_reach_the_case_does_not_find_it(cast, client, consent, who):
    proof = a_proof(cast.alma, cast.case, cast.victim)
    client.force_login(getattr(cast, who))
    assert client.get(reverse("proof", args=[proof.pk])).status_code == 404
    assert client.get(reverse("proof_publish", args=[proof.pk])).status_code == 404


def test_a_publisher_of_another_office_publishes_nothing_here(cast, consent):
    proof = a_proof(cast.alma, cast.case, cast.victim)
    stranger = account("Odette Lim", Role.PUBLISHER, cast.other_office)
    with pytest.raises(NotVisible):
        proofs.publish(by=stranger, at=NOW, proof=proof, on=TODAY, review_on=TODAY)


def test_to_whom_it_was_told_is_kept(cast, consent):
    proof = publish_it(cast)
    row = proofs.show(
        by=cast.eva, at=NOW, proof=proof, on=TODAY, audience="officials", n_people=40,
        where="Judges' academy",
    )  # fmt: skip
    assert list(proof.showings.all()) == [row]
    with pytest.raises(Refused, match="not published then"):
        proofs.show(
            by=cast.eva, at=NOW, proof=proof, on=TODAY - timedelta(days=1), audience="media",
            n_people=1, where="Radio",
        )  # fmt: skip


def test_a_won_case_is_proposed_to_whoever_may_open_it(cast, consent):
    found = candidates_for(cast.alma, today=TODAY)
    assert [one.code for one in found] == [cast.case.code]
    assert "40 days from the complaint to the verdict, among the faster quarter" in found[0].why
    assert found[0].agreed
    assert found[0].final
    assert candidates_for(cast.carla, today=TODAY) == ()


def test_the_pages_carry_it_from_a_case_to_the_second_reader(cast, client, consent):
    client.force_login(cast.alma)
    country().__class__.objects.filter(pk=country().pk).update(path=cast.place.path[:1])
    at = f"{reverse('proof_begin')}?case={cast.case.code}"
    form = client.get(at).context["form"]
    typed = {"token": form.initial["token"], "person": cast.victim.pk, "place": country().pk,
             "title": WORDS.title, "story": WORDS.story, "shows": WORDS.shows}  # fmt: skip
    assert client.post(at, typed).status_code == 302
    proof = Proof.objects.get()
    mine = client.get(reverse("proof", args=[proof.pk])).content.decode()
    assert "Say whether anybody could be known by it" not in mine
    client.force_login(cast.beni)
    assert (
        "Say whether anybody could be known by it"
        in client.get(reverse("proof", args=[proof.pk])).content.decode()
    )
    sent = client.post(reverse("proof_check", args=[proof.pk]), {"found": "back", "why": ""})
    assert sent.status_code == 422
    client.post(reverse("proof_check", args=[proof.pk]), {"found": "clear"})
    assert "Ready to be published" in client.get(reverse("proof", args=[proof.pk])).content.decode()
    client.post(reverse("proof_withdraw", args=[proof.pk]), {"csrf": "x"})
    assert kept_words() == b""
    assert Case.objects.filter(pk=cast.case.pk).exists()
