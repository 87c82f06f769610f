"""Warrants: issued, sent, carried out or not and why, recalled; and how old they are."""

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.casework.cases.models import Clock, Milestone, SafetyDuty
from amparo.casework.restrain.models import Warrant
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.services.facts import take_back
from amparo.casework.restrain.services.warrants import add_warrant_step, issue_warrant
from amparo.errors import Refused
from tests.casework.cases.acting import DAY
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def warrant(cast):
    return issue_warrant(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY, court=cast.court,
        number="W-24-77",
    )  # fmt: skip


def step(cast, warrant, what, *, after=1, **facts):
    return add_warrant_step(
        by=cast.beni, at=NOW, warrant=warrant, on=DAY + timedelta(after), what=what, **facts
    )


def types(cast) -> list[str]:
    current = Milestone.objects.filter(case=cast.case).current()
    return [m.type for m in current if m.type.startswith("restrain.")]


def card(cast):
    return suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=TODAY).warrants[0]


def test_it_starts_the_clocks_of_the_pack(cast, warrant):
    codes = set(
        Clock.objects.filter(case=cast.case, person=cast.suspect).values_list("code", flat=True)
    )
    assert codes == {"ph.warrant", "ph.archive"}


def test_its_number_is_kept_sealed(warrant):
    kept = Warrant.objects.select_related("case__key").get(pk=warrant.pk)
    assert kept.words("number") == "W-24-77"
    assert b"W-24" not in bytes(kept.number_sealed)


def test_it_ages_while_it_waits(cast, warrant):
    assert (card(cast).is_open, card(cast).age_days) == (True, (TODAY - DAY).days)


def test_sending_it_leaves_it_open(cast, warrant):
    step(cast, warrant, "sent")
    assert card(cast).is_open


def test_carrying_it_out_records_the_arrest(cast, warrant):
    step(cast, warrant, "executed")
    assert types(cast) == ["restrain.warrant_issued", "restrain.arrested"]
    assert not card(cast).is_open


def test_an_arrest_that_is_recorded_already_is_not_recorded_twice(cast, warrant):
    from tests.casework.cases.acting import happened

    happened(cast, "restrain.arrested", person=cast.suspect, after=1)
    step(cast, warrant, "executed")
    assert types(cast).count("restrain.arrested") == 1


@pytest.mark.parametrize("reason", ["fled", "not_found"])
def test_whoever_fled_is_at_large_and_survivors_are_told(cast, second, warrant, reason):
    step(cast, warrant, "not_executed", reason=reason)
    assert types(cast)[-1] == "restrain.at_large"
    assert {d.case.code for d in SafetyDuty.objects.all()} == {cast.case.code, second.code}


@pytest.mark.parametrize("reason", ["not_tried", "no_means", "wrong_address", "shielded"])
def test_not_being_looked_for_frees_nobody(cast, warrant, reason):
    step(cast, warrant, "not_executed", reason=reason)
    assert types(cast) == ["restrain.warrant_issued"]
    assert card(cast).is_open


def test_not_carried_out_needs_a_reason(cast, warrant):
    with pytest.raises(Refused, match="why"):
        step(cast, warrant, "not_executed")


@pytest.mark.parametrize("end", ["executed", "recalled"])
def test_nothing_follows_its_end(cast, warrant, end):
    step(cast, warrant, end)
    with pytest.raises(Refused, match="has ended"):
        step(cast, warrant, "sent", after=2)


def test_no_step_lies_before_it(cast, warrant):
    with pytest.raises(Refused, match="before the warrant"):
        step(cast, warrant, "sent", after=-1)


def test_a_form_sent_twice_keeps_one_step(cast, warrant):
    token = uuid4()
    first = step(cast, warrant, "sent", token=token)
    assert step(cast, warrant, "sent", token=token).pk == first.pk
    assert warrant.steps.count() == 1


def test_a_step_taken_back_withdraws_what_it_recorded(cast, second, warrant):
    wrong = step(cast, warrant, "not_executed", reason="fled")
    take_back(by=cast.beni, at=NOW, row=wrong, reason="He was in hospital")
    assert types(cast) == ["restrain.warrant_issued"]
    assert not SafetyDuty.objects.filter(withdrawn_at=None).exists()


def test_a_warrant_with_steps_is_not_taken_back_before_them(cast, warrant):
    step(cast, warrant, "sent")
    with pytest.raises(Refused, match="Later steps"):
        take_back(by=cast.beni, at=NOW, row=warrant, reason="Another person")


def test_only_a_suspect_of_the_case_has_one(cast):
    with pytest.raises(Refused, match="not a suspect"):
        issue_warrant(by=cast.beni, at=NOW, case=cast.case, person=cast.victim, on=DAY)


def test_nothing_is_saved_when_the_trail_cannot_be_written(cast, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("amparo.casework.restrain.services.facts.record", fail)
    with pytest.raises(RuntimeError):
        issue_warrant(by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY)
    assert not Warrant.objects.exists()
    assert "restrain.warrant_issued" not in types(cast)
