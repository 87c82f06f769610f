"""One of everything in evidence, hung on a case."""

from __future__ import annotations

from typing import Any

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.evidence.models import ExhibitFile
from amparo.casework.evidence.services.disclosing import cite_bundle_duty
from amparo.casework.evidence.services.exhibits import (
    ExhibitWords,
    keep_file,
    log_exhibit,
    send_to_laboratory,
)
from amparo.casework.evidence.services.proof import tie
from amparo.directory.models import Institution, Jurisdiction
from tests.cast import NOW, OPENED_ON

PDF = b"%PDF-1.7 a synthetic exhibit"


def logged(case: Case, by: User, **more: Any):
    """A telephone that the police seized and hold."""
    given = {
        "kind": "device_image", "words": ExhibitWords("A telephone", "Her room", "Sgt. Abad"),
        "seized_on": OPENED_ON, "holder": "Station store", "seal_number": "S-1", **more,
    }  # fmt: skip
    return log_exhibit(by=by, at=NOW, case=case, **given)


def prosecution_in(place: Jurisdiction) -> Institution:
    """Who prosecutes in a place, as the directory knows them."""
    found, _ = Institution.objects.get_or_create(
        name="City Prosecutor", jurisdiction=place,
        defaults={"kind": Institution.Kind.PROSECUTION},
    )  # fmt: skip
    return found


def furnish_evidence(case: Case, by: User, suspect: Person) -> dict[str, Any]:
    """An exhibit with a file, at the laboratory, and tied to an element."""
    exhibit = logged(case, by, seized_from=suspect)
    kept = keep_file(
        by=by, at=NOW, exhibit=exhibit, content=[PDF], copy=ExhibitFile.Copy.EVIDENTIARY,
        holder="Station store",
    )  # fmt: skip
    lab = send_to_laboratory(by=by, at=NOW, exhibit=exhibit, asked="Whose is it", on=OPENED_ON)
    tied = tie(by=by, at=NOW, case=case, offence="ph.trafficking", element="act", exhibit=exhibit)
    to = prosecution_in(case.programme.jurisdiction)
    duty = cite_bundle_duty(by=by, at=NOW, case=case, institution=to, citation="Rules, 21")
    return {
        "bundle_duty": duty.pk,
        "exhibit": exhibit.pk,
        "file": kept.pk,
        "lab": lab.pk,
        "tie": tied.pk,
    }
