"""Consent: one purpose, one recipient, explained; a child's never by a suspect."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from amparo.casework.cases.models import Consent, RoleKind
from amparo.casework.cases.services.paper import record_consent, told_fields, withdraw_consent
from amparo.casework.cases.services.people import add_person, give_role
from amparo.errors import Refused
from tests.cast import ALL_TOLD, NOW, OPENED_ON

ON = date(2024, 2, 1)


def consent(cast, **facts):
    given = {
        "by": cast.alma, "at": NOW, "case": cast.case, "person": cast.victim,
        "purpose": "share_police", "is_given": True, "on": ON, "explained_how": "Read aloud",
        "explained_in": "Tagalog", **ALL_TOLD, **facts,
    }  # fmt: skip
    return record_consent(**given)


def test_it_is_kept_with_purpose_and_recipient(cast):
    kept = consent(cast, recipient=cast.police, covers=["identity"])
    assert (kept.purpose, kept.recipient, kept.covers) == (
        "share_police", cast.police, ["identity"],
    )  # fmt: skip


def test_a_refusal_is_recorded_too(cast):
    assert consent(cast, is_given=False).is_given is False


@pytest.mark.parametrize("missing", ["explained_how", "explained_in"])
def test_it_does_not_count_unexplained(cast, missing):
    with pytest.raises(Refused, match="explained"):
        consent(cast, **{missing: " "})


@pytest.mark.parametrize("left", Consent.Told.values)
def test_a_yes_does_not_count_before_each_of_it_was_told(cast, left):
    told = [one for one in Consent.Told.values if one != left]
    with pytest.raises(Refused, match="told all of it"):
        consent(cast, told=told)
    kept = consent(cast, told=told, is_given=False)  # a no needs nothing more
    assert left not in kept.told()


def test_research_is_asked_by_itself_and_a_no_is_kept(cast):
    with pytest.raises(Refused, match="research"):
        consent(cast, research="")
    assert consent(cast, research="no").research == "no"


def test_the_database_refuses_a_yes_that_leaves_a_question_open(cast):
    facts = {"case": cast.case, "person": cast.victim, "purpose": "casework", "on": ON,
             "explained_how": "Aloud", "explained_in": "Tagalog", "recorded_at": NOW,
             "research": "no", **told_fields(Consent.Told.values)}  # fmt: skip
    for wrong in ({"told_keeping": None}, {"told_uses": False}, {"research": None}):
        with pytest.raises(DatabaseError, match="a yes needs"), transaction.atomic():
            Consent.objects.create(is_given=True, **{**facts, **wrong})
        with pytest.raises(DatabaseError, match="a yes needs"), transaction.atomic():
            Consent.objects.bulk_create([Consent(is_given=True, **{**facts, **wrong})])
    Consent.objects.create(is_given=True, **facts)


def test_a_guardian_who_is_a_suspect_cannot_consent_for_the_child(cast):
    with pytest.raises(Refused, match="suspect"):
        consent(cast, basis=Consent.Basis.ASSENT_GUARDIAN, guardian=cast.suspect)
    assert not Consent.objects.exists()


def test_another_guardian_can(cast):
    aunt = add_person(by=cast.alma, at=NOW, office=cast.office, name="An Aunt")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=aunt, role=RoleKind.GUARDIAN, on=OPENED_ON
    )
    kept = consent(cast, basis=Consent.Basis.ASSENT_GUARDIAN, guardian=aunt)
    assert kept.guardian == aunt


def test_assent_needs_a_guardian(cast):
    with pytest.raises(Refused, match="guardian"):
        consent(cast, basis=Consent.Basis.ASSENT_GUARDIAN)


def test_a_childs_best_interest_needs_a_reason(cast):
    with pytest.raises(Refused, match="reason"):
        consent(cast, basis=Consent.Basis.BEST_INTEREST)


def test_it_can_be_taken_back_and_stays_on_record(cast):
    kept = consent(cast)
    withdraw_consent(by=cast.alma, at=NOW, consent=kept, on=date(2024, 3, 1))
    kept.refresh_from_db()
    assert kept.withdrawn_on == date(2024, 3, 1)
