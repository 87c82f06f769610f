"""A proof point, a commitment, a letter and a survey, for tests that need one of everything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from amparo.access.models import User
from amparo.casework.cases.models import Case, Consent, Person
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.paper import record_consent
from amparo.directory.models import Institution, Jurisdiction
from amparo.repair.hope.models import Commitment, ConfidenceSurvey, Letter, Proof
from amparo.repair.hope.services import proofs, surveys, word
from amparo.repair.hope.services.proofs import Words
from tests.cast import ALL_TOLD, NOW, OPENED_ON, Cast

TODAY = NOW.date()
WORDS = Words(
    "A verdict within months",
    "A girl was sold over a screen. The police came within days, and a court heard her by video.",
    "That a court can decide within months when one judge hears such cases only.",
)
LINE = "stratum,cluster,weight,believe,rely"


def agree(by: User, case: Case, person: Person, *, is_given: bool = True, on: date = OPENED_ON,
          until: date | None = None) -> Consent:  # fmt: skip
    """The survivor's answer to being told of."""
    return record_consent(
        by=by, at=NOW, case=case, person=person, purpose="proof_point", is_given=is_given, on=on,
        explained_how="Aloud, with the text", explained_in="Tagalog", until=until, **ALL_TOLD,
    )  # fmt: skip


def end_in_court(by: User, case: Case, suspect: Person, *, final: bool = True) -> None:
    """Told, convicted, and perhaps final."""
    steps = [("rescue.complaint_presented", None, 1), ("represent.convicted", suspect, 41)]
    steps += [("represent.final", suspect, 55)] if final else []
    for type_, person, day in steps:
        record_milestone(
            by=by, at=NOW, case=case, type=type_, person=person,
            on=OPENED_ON + timedelta(days=day),
        )  # fmt: skip


def country() -> Jurisdiction:
    """A place far enough."""
    return Jurisdiction.objects.get_or_create(
        code="ph-all", defaults={"name": "The Philippines", "kind": "country", "path": "/"}
    )[0]


def a_proof(by: User, case: Case, person: Person, words: Words = WORDS) -> Proof:
    """A proof point that nobody has checked."""
    return proofs.begin_proof(
        by=by, at=NOW, case=case, person=person, place=country(), words=words, on=TODAY
    )


def told(by: User, second: User, publisher: User, case: Case, person: Person) -> Proof:
    """A proof point that is published."""
    proof = a_proof(by, case, person)
    proofs.check_wording(by=second, at=NOW, proof=proof, found="clear")
    proof.refresh_from_db()
    return proofs.publish(
        by=publisher, at=NOW, proof=proof, on=TODAY, review_on=TODAY + timedelta(days=180)
    )


def a_promise(by: User, institution: Institution, **more: Any) -> Commitment:
    """That a chief promised a desk."""
    facts = {
        "institution": institution, "post": "Chief of police", "promise": "A desk for women",
        "shown_by": "The desk is staffed on a visit", "promised_on": OPENED_ON,
        "due_on": OPENED_ON + timedelta(days=30), **more,
    }  # fmt: skip
    return word.commit(by=by, at=NOW, promise=word.Promise(**facts))


def a_letter(by: User, institution: Institution, case: Case | None = None) -> Letter:
    """A letter that waits for an answer."""
    sent = word.Sent(
        institution, "Provincial director", "To assign an investigator", OPENED_ON,
        OPENED_ON + timedelta(days=15), case,
    )  # fmt: skip
    return word.send_letter(by=by, at=NOW, sent=sent)


def a_survey(by: User, place: Jurisdiction) -> ConfidenceSurvey:
    """A survey without a wave."""
    return surveys.begin_survey(
        by=by, at=NOW, name="Households of San Isidro", place=place, population="Adults"
    )


def a_wave(by: User, survey: ConfidenceSurvey, rows: list[str], *, year: int) -> Any:
    """A wave of answers."""
    return surveys.add_wave(
        by=by, at=NOW, survey=survey, from_on=date(year, 1, 5), to_on=date(year, 1, 20),
        answers="\n".join([LINE, *rows]),
    )  # fmt: skip


def furnish_hope(cast: Cast) -> dict[str, Any]:
    """One of each of the office."""
    return {
        "commitment": a_promise(cast.nadia, cast.police).pk,
        "letter": a_letter(cast.nadia, cast.police).pk,
        "survey": a_survey(cast.nadia, cast.place).pk, "partner": cast.police.pk,
    }  # fmt: skip


def furnish_proof(case: Case, by: User, helper: User, victim: Person) -> dict[str, Any]:
    """A proof point of a case, found clear."""
    agree(by, case, victim)
    proof = a_proof(by, case, victim)
    proofs.check_wording(by=helper, at=NOW, proof=proof, found="clear")
    return {"proof": proof.pk}
