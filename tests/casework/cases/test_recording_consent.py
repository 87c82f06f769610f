"""Consent: one purpose, one recipient, explained; a child's never by a suspect."""

from datetime import date

import pytest

from amparo.casework.cases.models import Consent, RoleKind
from amparo.casework.cases.services.paper import record_consent, withdraw_consent
from amparo.casework.cases.services.people import add_person, give_role
from amparo.errors import Refused
from tests.cast import NOW, OPENED_ON

ON = date(2024, 2, 1)


def consent(cast, **facts):
    given = {
        "by": cast.alma, "at": NOW, "case": cast.case, "person": cast.victim,
        "purpose": "share_police", "is_given": True, "on": ON, "explained_how": "Read aloud",
        "explained_in": "Tagalog", **facts,
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
