"""Nothing personal goes to an institution without an agreement that is in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from amparo.casework.cases.models import Sending, SharingAgreement
from amparo.casework.cases.services.agreements import end_agreement, register_agreement
from amparo.casework.cases.services.sending import Duty, send
from amparo.errors import Refused
from tests.casework.aftercare.furnish import agree
from tests.cast import NOW, Cast

TODAY = NOW.date()


@pytest.fixture
def unsigned(cast):
    """Consent is there; nothing was signed with the police."""
    SharingAgreement.objects.filter(institution=cast.police).delete()
    agree(cast.alma, cast.case, cast.victim, cast.police, covers=("identity",))
    return cast


def leave(cast: Cast, **more) -> Sending:
    return send(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, recipient=cast.police,
        covers=["identity"], kind="test", object_id=cast.case.pk, **more,
    )  # fmt: skip


def sign(cast: Cast, **more) -> SharingAgreement:
    told = {"signed_on": TODAY, "until": TODAY + timedelta(days=365), "about": "Names, to protect"}
    whose = {"office": cast.office, "institution": cast.police}
    return register_agreement(by=cast.sofia, at=NOW, **{**whose, **told, **more})


def test_consent_alone_lets_nothing_leave(unsigned):
    with pytest.raises(Refused, match="No agreement on sharing is in force with San Isidro"):
        leave(unsigned)
    assert not Sending.objects.exists()


def test_what_leaves_names_the_agreement_it_left_under(unsigned):
    agreement = sign(unsigned)
    assert leave(unsigned).agreement == agreement


def test_one_with_another_institution_or_of_another_office_does_not_count(unsigned):
    sign(unsigned, institution=unsigned.court)
    sign(unsigned, office=unsigned.other_office)
    with pytest.raises(Refused, match="No agreement"):
        leave(unsigned)


@pytest.mark.parametrize("from_to", [(-400, -1), (-30, -2)])
def test_one_that_is_over_does_not_count(unsigned, from_to):
    first, last = (TODAY + timedelta(days=days) for days in from_to)
    sign(unsigned, signed_on=first, until=last)
    with pytest.raises(Refused, match="No agreement"):
        leave(unsigned)


def test_one_ended_today_does_not_count_today(unsigned):
    agreement = sign(unsigned, signed_on=TODAY - timedelta(days=30))
    end_agreement(by=unsigned.sofia, at=NOW, agreement=agreement, on=TODAY, why="They told others")
    with pytest.raises(Refused, match="No agreement"):
        leave(unsigned)


def test_a_duty_of_law_that_two_answer_for_needs_none(unsigned):
    assert leave(unsigned, duty=Duty("Section 9", unsigned.beni)).agreement is None


def test_the_database_itself_refuses_it(unsigned):
    consent = agree(unsigned.alma, unsigned.case, unsigned.victim, unsigned.police)
    with pytest.raises(IntegrityError, match="agreement in force"):
        Sending.objects.create(
            case=unsigned.case, person=unsigned.victim, recipient=unsigned.police, covers=[],
            purpose="share_police", consent=consent, kind="test", object_id=unsigned.case.pk,
            sent_by=unsigned.alma, sent_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"about": " "}, "what is shared"),
        ({"signed_on": TODAY + timedelta(days=1)}, "day to come"),
        ({"until": TODAY}, "five years at most"),
        ({"until": date(2040, 1, 1)}, "five years at most"),
    ],
)
def test_it_says_what_is_shared_and_ends(cast, wrong, said):
    with pytest.raises(Refused, match=said):
        sign(cast, **wrong)


def test_ending_it_says_why(cast):
    with pytest.raises(Refused, match="why it ends"):
        end_agreement(by=cast.sofia, at=NOW, agreement=sign(cast), on=TODAY, why=" ")


def test_it_is_known_to_its_office_only(cast):
    agreement = sign(cast)
    seen = {
        who.name.split()[0]: SharingAgreement.objects.all().visible_to(who).filter(pk=agreement.pk)
        .exists()
        for who in (cast.alma, cast.sofia, cast.dario, cast.pilar, cast.nadia)
    }  # fmt: skip
    assert seen == {"Alma": True, "Sofia": True, "Dario": False, "Pilar": False, "Nadia": False}
