import pytest

from amparo.audit.models import Entry
from amparo.casework.cases.models import (
    Case,
    Milestone,
    Person,
    Referral,
    RoleInCase,
    RoleKind,
)
from amparo.casework.cases.services.opening import decide_referral
from amparo.casework.cases.services.people import Detail, Particulars, bring_into_case
from tests.cast import NOW, OPENED_ON

pytestmark = pytest.mark.django_db


def test_reading_it_is_in_the_trail(referral, as_, cast):
    as_("carla").get(f"/referrals/{referral.code}/")
    entry = Entry.objects.get(verb="referral.read")
    assert (entry.actor_id, entry.object_id) == (cast.carla.actor_id, str(referral.pk))


def test_it_shows_what_was_told_and_no_name_in_its_title(referral, as_):
    text = as_("carla").get(f"/referrals/{referral.code}/").content.decode()
    assert "kept in a house by the harbour" in text
    assert f"<title>Referral {referral.code} – Amparo</title>" in text


@pytest.mark.parametrize("name", ["dario", "eva", "nadia", "amira", "adan", "pilar"])
def test_it_is_not_there_for(name, referral, as_):
    assert as_(name).get(f"/referrals/{referral.code}/").status_code == 404


def test_a_match_by_phone_is_shown_with_its_case(referral, as_, cast):
    bring_into_case(
        by=cast.alma, at=NOW, case=cast.case, role=RoleKind.WITNESS, on=OPENED_ON,
        person=Particulars("Someone else", (Detail("phone", "0917-555-0142"),)),
    )  # fmt: skip
    text = as_("alma").get(f"/referrals/{referral.code}/").content.decode()
    assert "The same phone" in text
    assert cast.case.code in text


def test_a_suspect_is_never_offered_as_victim(referral, as_, cast):
    bring_into_case(
        by=cast.alma, at=NOW, case=cast.case, role=RoleKind.SUSPECT, on=OPENED_ON,
        person=Particulars("Someone else", (Detail("phone", "0917-555-0142"),)),
    )  # fmt: skip
    text = as_("alma").get(f"/referrals/{referral.code}/").content.decode()
    assert "They are a suspect there" in text
    assert "/open/?person=" not in text


def test_nothing_is_typed_again_about_someone_known(referral, as_, cast):
    address = f"/referrals/{referral.code}/open/?person={cast.victim.pk}"
    fields = as_("alma").get(address).context["form"].fields
    assert list(fields) == ["victim", "lead"]


def test_no_name_and_no_word_about_it_is_asked_for(referral, as_, cast):
    answer = as_("carla").post(f"/referrals/{referral.code}/open/", opened(cast, name=""))
    assert "Enter the name, or say that it is not known" in answer.content.decode()


def test_declining_needs_a_reason(referral, as_):
    answer = as_("carla").post(f"/referrals/{referral.code}/", {"decision": "declined"})
    assert "Enter the reason" in answer.content.decode()
    assert Referral.objects.get().decision == "open"


def test_declining_with_a_reason_is_kept(referral, as_, cast):
    as_("carla").post(
        f"/referrals/{referral.code}/", {"decision": "declined", "reason": "Not a crime we work on"}
    )
    decided = Referral.objects.get()
    assert (decided.decision, decided.decided_by) == ("declined", cast.carla)


def test_it_joins_a_case_of_ones_own(referral, as_, cast):
    as_("beni").post(
        f"/referrals/{referral.code}/", {"decision": "joined", "case_code": cast.case.code.lower()}
    )
    assert Referral.objects.get().case == cast.case


def test_it_does_not_join_a_case_of_others(referral, as_, cast):
    answer = as_("carla").post(
        f"/referrals/{referral.code}/", {"decision": "joined", "case_code": cast.case.code}
    )
    assert "There is no case of this code that you work on" in answer.content.decode()
    assert Referral.objects.get().decision == "open"


def test_once_it_is_a_case_only_its_team_reads_it(referral, as_, cast):
    decide_referral(
        by=cast.alma, at=NOW, referral=referral, decision=Referral.Decision.JOINED, case=cast.case
    )
    assert as_("beni").get(f"/referrals/{referral.code}/").status_code == 200
    assert as_("carla").get(f"/referrals/{referral.code}/").status_code == 404


def test_the_second_decision_meets_the_first(referral, as_, cast):
    client = as_("carla")
    decide_referral(
        by=cast.alma, at=NOW, referral=referral, decision=Referral.Decision.DECLINED, reason="Done"
    )
    answer = client.post(
        f"/referrals/{referral.code}/", {"decision": "referred_on", "reason": "To the police"}
    )
    assert answer.status_code == 409
    assert "Not taken on" in answer.content.decode()


def opened(cast, **more):
    return {"name": "Rosalinda Magsaysay", "born": "2012", "lead": str(cast.carla.pk), **more}


def test_it_becomes_a_case_around_someone_new(referral, as_, cast):
    answer = as_("carla").post(f"/referrals/{referral.code}/open/", opened(cast))
    case = Case.objects.exclude(pk=cast.case.pk).get()
    assert answer["Location"] == f"/cases/{case.code}/"
    assert case.team.get().user == cast.carla
    assert Milestone.objects.get(case=case).happened_on == referral.received_on
    assert Person.objects.get(roles__case=case).birth_year == 2012


def test_an_unknown_name_is_accepted_when_said(referral, as_, cast):
    as_("carla").post(
        f"/referrals/{referral.code}/open/", opened(cast, name="", name_not_known="on")
    )
    case = Case.objects.exclude(pk=cast.case.pk).get()
    assert Person.objects.get(roles__case=case).name() == "not known"


def test_no_safe_contact_means_do_not_contact(referral, as_, cast):
    as_("carla").post(f"/referrals/{referral.code}/open/", opened(cast))
    person = Person.objects.exclude(pk__in=[cast.victim.pk, cast.suspect.pk]).get()
    assert person.safe_contact() == ""
    case = Case.objects.exclude(pk=cast.case.pk).get()
    text = as_("carla").post(f"/cases/{case.code}/people/{person.pk}/name/").content.decode()
    assert "Do not contact" in text


def test_it_becomes_a_case_around_someone_known(referral, as_, cast):
    as_("alma").post(
        f"/referrals/{referral.code}/open/",
        {"victim": str(cast.victim.pk), "lead": str(cast.alma.pk)},
    )
    assert RoleInCase.objects.filter(person=cast.victim).count() == 2


def test_someone_of_others_cases_cannot_be_taken(referral, as_, cast):
    answer = as_("carla").post(
        f"/referrals/{referral.code}/open/",
        {"victim": str(cast.victim.pk), "lead": str(cast.carla.pk)},
    )
    assert answer.status_code == 404
    assert RoleInCase.objects.filter(person=cast.victim).count() == 1


def test_nobody_is_added_when_someone_decided_first(referral, as_, cast):
    decide_referral(
        by=cast.alma, at=NOW, referral=referral, decision=Referral.Decision.DECLINED, reason="Done"
    )
    before = Person.objects.count()
    answer = as_("carla").post(f"/referrals/{referral.code}/open/", opened(cast))
    assert answer.status_code == 409
    assert Person.objects.count() == before


def test_an_analyst_cannot_lead(referral, as_, cast):
    answer = as_("carla").post(
        f"/referrals/{referral.code}/open/", opened(cast, lead=str(cast.nadia.pk))
    )
    assert answer.status_code in {200, 422}
    assert not Case.objects.exclude(pk=cast.case.pk).exists()
