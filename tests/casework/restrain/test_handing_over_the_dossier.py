"""The risk in writing: handed to a prosecutor on a day, by whom it is told, and the receipt."""

from datetime import timedelta

import pytest

from amparo.audit.models import Entry
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.restrain.models import DossierHandover, DossierReceipt
from amparo.casework.restrain.services.dossier import HANDED, add_receipt, hand_over
from amparo.casework.restrain.services.facts import take_back
from amparo.errors import Refused
from amparo.reform.detect.reading.cases import histories
from tests.casework.cases.acting import DAY
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def handed(cast, *, after=2, **facts):
    return hand_over(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY + timedelta(after),
        **{"to": cast.prosecution, **facts},
    )  # fmt: skip


def told(cast) -> list[Milestone]:
    return list(Milestone.objects.filter(case=cast.case, type=HANDED).current())


def address(cast, rest: str) -> str:
    return f"/cases/{cast.case.code}/suspects/{rest}"


def test_it_is_a_milestone_of_that_day_at_the_office_it_went_to(cast):
    row = handed(cast, words="The clerk at the window")
    assert [(m.happened_on, m.institution, m.person) for m in told(cast)] == [
        (DAY + timedelta(2), cast.prosecution, cast.suspect)
    ]
    assert (row.recorded_by, row.words("words")) == (cast.beni, "The clerk at the window")
    assert b"clerk" not in bytes(row.words_sealed)
    assert Entry.objects.filter(verb="dossier.handed_over", object_id=str(row.pk)).exists()


def test_a_receipt_given_at_once_is_kept_with_it(cast):
    row = handed(cast, receipt="stamped")
    assert row.receipts.get().kind == "stamped"


def test_a_receipt_that_comes_later_is_kept_once(cast):
    row = handed(cast)
    add_receipt(by=cast.alma, at=NOW, handover=row, on=DAY + timedelta(4), kind="signed")
    with pytest.raises(Refused, match="There is a receipt already"):
        add_receipt(by=cast.alma, at=NOW, handover=row, on=DAY + timedelta(5), kind="signed")


@pytest.mark.parametrize(("kind", "after"), [("spoken", 3), ("signed", 1)])
def test_no_receipt_of_another_kind_or_from_before(cast, kind, after):
    row = handed(cast)
    with pytest.raises(Refused):
        add_receipt(by=cast.beni, at=NOW, handover=row, on=DAY + timedelta(after), kind=kind)
    assert not DossierReceipt.objects.exists()


def test_a_court_is_no_prosecutor(cast):
    with pytest.raises(Refused, match="The dossier is for a prosecutor"):
        handed(cast, to=cast.court)
    assert not told(cast)


def test_entered_wrongly_it_is_taken_back_after_its_receipt(cast):
    row = handed(cast, receipt="signed")
    with pytest.raises(Refused, match="Later steps"):
        take_back(by=cast.beni, at=NOW, row=row, reason="Another accused")
    take_back(by=cast.beni, at=NOW, row=row.receipts.get(), reason="Another accused")
    take_back(by=cast.beni, at=NOW, row=row, reason="Another accused")
    assert not told(cast)


def test_nothing_is_kept_when_the_trail_fails(cast, monkeypatch):
    def fails(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("amparo.casework.restrain.services.facts.record", fails)
    with pytest.raises(RuntimeError):
        handed(cast)
    assert not DossierHandover.objects.exists()
    assert not told(cast)


def test_detectors_read_that_it_was_handed_over(cast):
    handed(cast)
    [[read]] = histories(Case.objects.filter(pk=cast.case.pk), today=NOW.date(), broken={})
    assert read.history.has(HANDED)


def test_from_the_dossier_to_the_receipt_on_the_page(cast, as_):
    client = as_(cast.beni)
    risk = client.get(address(cast, f"{cast.suspect.pk}/risk/")).text
    assert "It was handed to the prosecutor" in risk
    form = {"token": "8f14e45f-ceea-4e7a-9b1f-0a1b2c3d4e5f", "on": "3 March 2024",
            "to": str(cast.prosecution.pk), "receipt": "", "words": "Desk officer"}  # fmt: skip
    add = address(cast, f"{cast.suspect.pk}/risk/handed/")
    assert client.post(add, {**form, "to": str(cast.court.pk)}).status_code == 422
    client.post(add, form)
    client.post(add, form)
    row = DossierHandover.objects.get()
    page = client.get(address(cast, f"{cast.suspect.pk}/")).text
    assert "No receipt yet" in page
    receipt = address(cast, f"handovers/{row.pk}/receipt/")
    client.post(receipt, {"token": "1f14e45f-ceea-4e7a-9b1f-0a1b2c3d4e5f", "kind": "signed",
                          "on": "4 March 2024", "words": ""})  # fmt: skip
    page = client.get(address(cast, f"{cast.suspect.pk}/")).text
    assert "A signature on our copy, 4 March 2024" in page
    risk = client.get(address(cast, f"{cast.suspect.pk}/risk/")).text
    assert "receipt: a signature on our copy, 4 March 2024" in risk
    assert "Desk officer" not in risk


def test_who_is_not_on_the_case_does_not_learn_that_it_exists(cast, as_):
    row = handed(cast)
    client = as_(cast.carla)
    assert client.get(address(cast, f"{cast.suspect.pk}/risk/handed/")).status_code == 404
    assert client.get(address(cast, f"handovers/{row.pk}/receipt/")).status_code == 404
