from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from amparo.casework.cases.models import Milestone, RoleInCase, RoleKind
from amparo.casework.docket.models import Appeal, Sentence, Verdict
from amparo.casework.docket.services.appeals import decide_appeal, file_appeal
from amparo.casework.docket.services.compensation import order_compensation, record_payment
from amparo.casework.docket.services.filing import accuse, lay_charge, open_court_case
from amparo.casework.docket.services.sentences import pass_sentence
from amparo.casework.docket.services.verdicts import enter_plea, give_verdict, latest
from amparo.errors import Refused
from tests.casework.docket.conftest import FILED_ON
from tests.casework.docket.test_filing_in_court import types_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db
VERDICT_ON = date(2024, 2, 20)


def role_of(person):
    return list(
        RoleInCase.objects.filter(person=person, to_on__isnull=True).values_list("role", flat=True)
    )


@pytest.fixture
def lesser(cast, court):
    return lay_charge(
        by=cast.beni, at=NOW, accused=court.first, offence="ph.child_prostitution", on=FILED_ON
    )


def verdict(cast, charge, outcome, **more):
    return give_verdict(
        **{"by": cast.beni, "at": NOW, "charge": charge, "outcome": outcome, "on": VERDICT_ON,
           **more},
    )  # fmt: skip


def test_the_first_plea_of_an_accused_arraigns_them_once(cast, court, lesser):
    for charge in (court.charge, lesser):
        enter_plea(by=cast.beni, at=NOW, charge=charge, plea="not_guilty", on=date(2024, 1, 30))
    assert types_of(cast.case).count("represent.arraigned") == 1


def test_one_conviction_convicts_whatever_the_other_charges_end_in(cast, court, lesser):
    verdict(cast, lesser, "acquitted")
    assert "represent.acquitted" not in types_of(cast.case)
    verdict(cast, court.charge, "convicted")
    assert types_of(cast.case).count("represent.convicted") == 1
    assert role_of(cast.suspect) == [RoleKind.CONVICT]


def test_an_accused_is_acquitted_when_the_last_charge_ends_without_a_conviction(
    cast, court, lesser
):
    verdict(cast, court.charge, "acquitted")
    assert role_of(cast.suspect) == [RoleKind.ACCUSED]
    verdict(cast, lesser, "withdrawn")
    assert "represent.acquitted" in types_of(cast.case)
    assert role_of(cast.suspect) == [RoleKind.ACQUITTED]


@pytest.fixture
def elsewhere(cast, court):
    """A charge against the same person in another court, about the same case."""
    other = open_court_case(by=cast.beni, at=NOW, case=cast.case, court=cast.police, on=FILED_ON)
    accused = accuse(by=cast.beni, at=NOW, court_case=other, person=cast.suspect, on=FILED_ON)
    return lay_charge(by=cast.beni, at=NOW, accused=accused, offence="ph.vawc", on=FILED_ON)


def test_a_charge_withdrawn_in_one_court_takes_back_no_conviction_of_another(
    cast, court, elsewhere
):
    verdict(cast, court.charge, "convicted")
    verdict(cast, elsewhere, "withdrawn")
    assert types_of(cast.case).count("represent.convicted") == 1
    assert role_of(cast.suspect) == [RoleKind.CONVICT]


def test_nobody_is_acquitted_while_another_court_tries_them(cast, court, elsewhere):
    verdict(cast, court.charge, "acquitted")
    assert role_of(cast.suspect) == [RoleKind.ACCUSED]
    verdict(cast, elsewhere, "acquitted")
    assert role_of(cast.suspect) == [RoleKind.ACQUITTED]


def test_charges_dropped_without_a_verdict_are_dismissed_not_acquitted(cast, court):
    verdict(cast, court.charge, "dismissed_delay")
    assert "represent.dismissed" in types_of(cast.case)


def test_a_verdict_set_right_takes_back_what_no_longer_holds(cast, court):
    verdict(cast, court.charge, "convicted")
    verdict(cast, court.charge, "acquitted", reason="Read from the wrong page")
    kinds = types_of(cast.case)
    assert "represent.acquitted" in kinds
    assert "represent.convicted" not in kinds
    assert role_of(cast.suspect) == [RoleKind.ACQUITTED]
    assert court.charge.verdicts.count() == 2


def test_a_second_verdict_needs_a_reason(cast, court):
    verdict(cast, court.charge, "convicted")
    with pytest.raises(Refused, match="has a verdict already"):
        verdict(cast, court.charge, "acquitted")


def test_a_lesser_conviction_names_its_offence(cast, court):
    with pytest.raises(Refused, match="lesser offence"):
        verdict(cast, court.charge, "convicted_lesser")
    row = verdict(cast, court.charge, "convicted_lesser", offence="ph.child_prostitution")
    assert row.offence == "ph.child_prostitution"


def test_the_database_refuses_to_change_a_verdict(cast, court):
    row = verdict(cast, court.charge, "convicted")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Verdict.objects.filter(pk=row.pk).update(outcome="acquitted")


def test_one_sentence_may_follow_another_of_the_same_person(cast, court, lesser):
    first = verdict(cast, court.charge, "convicted")
    second = verdict(cast, lesser, "convicted")
    facts = {"by": cast.beni, "at": NOW, "on": VERDICT_ON, "kind": "custody"}
    whole = pass_sentence(verdict=first, years=20, credit_days=30, **facts)
    after = pass_sentence(verdict=second, years=2, after=whole, **facts)
    assert (whole.runs, after.runs) == (Sentence.Runs.CONCURRENT, Sentence.Runs.CONSECUTIVE)
    assert types_of(cast.case).count("represent.sentenced") == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "custody"}, "needs a term"),
        ({"kind": "life", "years": 3}, "has no term"),
        ({"kind": "fine"}, "needs an amount"),
        ({"kind": "fine", "amount": Decimal(-5)}, "more than nothing"),
        ({"kind": "custody", "years": 1, "on": date(2024, 2, 1)}, "before the verdict"),
        ({"kind": "exile"}, "not known"),
    ],
)
def test_a_sentence_that_cannot_be_is_refused(cast, court, facts, said):
    row = verdict(cast, court.charge, "convicted")
    with pytest.raises(Refused, match=said):
        pass_sentence(**{"by": cast.beni, "at": NOW, "verdict": row, "on": VERDICT_ON, **facts})


def test_nobody_is_sentenced_for_a_charge_of_which_they_were_acquitted(cast, court):
    row = verdict(cast, court.charge, "acquitted")
    with pytest.raises(Refused, match="needs a conviction"):
        pass_sentence(by=cast.beni, at=NOW, verdict=row, kind="custody", years=1, on=VERDICT_ON)


def test_compensation_is_paid_when_the_last_of_it_arrives(cast, court):
    order = order_compensation(
        by=cast.beni, at=NOW, court_case=court.case, survivor=cast.victim,
        amount=Decimal(50000), currency="PHP", on=VERDICT_ON,
    )  # fmt: skip
    pay = {"by": cast.beni, "at": NOW, "order": order, "on": date(2024, 3, 1)}
    record_payment(amount=Decimal(20000), **pay)
    assert "represent.compensation_paid" not in types_of(cast.case)
    with pytest.raises(Refused, match="more than was ordered"):
        record_payment(amount=Decimal(30001), **pay)
    record_payment(amount=Decimal(30000), **pay)
    assert "represent.compensation_paid" in types_of(cast.case)


def appeal(cast, row):
    return file_appeal(
        by=cast.beni, at=NOW, verdict=row, side=Appeal.Side.DEFENCE, on=date(2024, 2, 25)
    )


def decided(cast, row, result, **more):
    return decide_appeal(
        by=cast.beni, at=NOW, appeal=row, result=result, on=date(2024, 3, 1), **more
    )


def test_an_appeal_that_overturns_acquits_and_the_conviction_stays_in_the_history(cast, court):
    row = verdict(cast, court.charge, "convicted")
    decided(cast, appeal(cast, row), Appeal.Result.OVERTURNED, outcome="acquitted")
    kinds = types_of(cast.case)
    assert {"represent.convicted", "represent.appeal_decided", "represent.acquitted"} <= {*kinds}
    assert role_of(cast.suspect) == [RoleKind.ACQUITTED]
    assert latest(court.charge).outcome == "acquitted"


def test_an_appeal_that_fails_changes_no_verdict(cast, court):
    row = verdict(cast, court.charge, "convicted")
    decided(cast, appeal(cast, row), Appeal.Result.UPHELD)
    assert latest(court.charge) == row
    assert role_of(cast.suspect) == [RoleKind.CONVICT]


def test_a_charge_sent_back_has_no_verdict_until_it_is_tried_again(cast, court):
    row = verdict(cast, court.charge, "convicted")
    decided(cast, appeal(cast, row), Appeal.Result.SENT_BACK)
    assert latest(court.charge) is None


def test_a_result_and_its_verdict_must_fit(cast, court):
    filed = appeal(cast, verdict(cast, court.charge, "convicted"))
    with pytest.raises(Refused, match="do not fit"):
        decided(cast, filed, Appeal.Result.OVERTURNED)
    with pytest.raises(Refused, match="do not fit"):
        decided(cast, filed, Appeal.Result.UPHELD, outcome="acquitted")


def test_nothing_is_kept_when_the_trail_cannot_be_written(cast, court, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no trail")

    monkeypatch.setattr("amparo.casework.docket.services.filing.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        verdict(cast, court.charge, "convicted")
    assert not Verdict.objects.exists()
    assert not Milestone.objects.filter(type="represent.convicted").exists()
