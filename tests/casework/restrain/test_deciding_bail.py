"""Bail: a decision, its conditions, what was broken, and whom it frees."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from amparo.casework.cases.models import Milestone, SafetyAlert, SafetyDuty, Task
from amparo.casework.restrain.liberty import Liberty
from amparo.casework.restrain.models import BailCondition
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.services.bail import FREES, MILESTONES, decide_bail, record_breach
from amparo.casework.restrain.services.facts import take_back
from amparo.directory.packs import code_list
from amparo.errors import Refused
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW

pytestmark = pytest.mark.django_db
NO_CONTACT = {"no_contact": "He shall not go near her school"}
CONDITIONS = {"conditional": NO_CONTACT, "varied": NO_CONTACT}


def decide(cast, decision, *, after=2, **facts):
    facts.setdefault("conditions", CONDITIONS.get(decision, {}))
    return decide_bail(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY + timedelta(after),
        decision=decision, court=cast.court, **facts,
    )  # fmt: skip


def liberty(cast) -> Liberty:
    page = suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=NOW.date())
    return page.suspect.liberty


def types(cast) -> list[str]:
    current = Milestone.objects.filter(case=cast.case).current()
    return [m.type for m in current if m.type.startswith("restrain.")]


@pytest.mark.parametrize("decision", sorted(FREES))
def test_every_release_on_bail_tells_every_survivor(cast, second, decision):
    decide(cast, decision)
    assert liberty(cast) is Liberty.ON_BAIL
    assert {d.case.code for d in SafetyDuty.objects.all()} == {cast.case.code, second.code}


@pytest.mark.parametrize("decision", ["remanded", "refused"])
def test_remand_and_refusal_keep_the_person_in_custody(cast, decision):
    happened(cast, "restrain.arrested", person=cast.suspect)
    decide(cast, decision)
    assert liberty(cast) is Liberty.REMANDED
    assert not SafetyDuty.objects.exists()


@pytest.mark.parametrize("decision", ["varied", "revoked"])
def test_what_moves_nobody_leaves_liberty_as_it_is(cast, decision):
    decide(cast, "own_word")
    decide(cast, decision, after=3)
    assert liberty(cast) is Liberty.ON_BAIL


def test_a_release_that_the_timeline_has_already_is_not_recorded_twice(cast):
    happened(cast, "restrain.bailed", person=cast.suspect, after=2)
    row = decide(cast, "own_word")
    assert row.milestone is None
    assert types(cast) == ["restrain.bailed"]
    assert SafetyDuty.objects.count() == 1


def test_every_decision_of_the_list_but_a_breach_can_be_kept():
    offered = {entry.code for entry in code_list("bail_decisions").entries}
    assert offered - set(MILESTONES) == {"breached"}


def test_conditions_are_kept_sealed_and_told_as_a_milestone(cast):
    row = decide(cast, "conditional")
    condition = BailCondition.objects.select_related("case__key").get(decision=row)
    assert (condition.kind, condition.words("words")) == ("no_contact", NO_CONTACT["no_contact"])
    assert b"school" not in bytes(condition.words_sealed)
    assert "restrain.bail_condition_set" in types(cast)


@pytest.mark.parametrize("decision", ["conditional", "varied"])
def test_conditions_are_said(cast, decision):
    with pytest.raises(Refused, match="which conditions"):
        decide(cast, decision, conditions={})


@pytest.mark.parametrize("decision", ["remanded", "refused", "revoked"])
def test_a_person_kept_has_no_conditions(cast, decision):
    with pytest.raises(Refused, match="belong to a release"):
        decide(cast, decision, conditions=NO_CONTACT)


def test_an_unknown_decision_or_condition_is_refused(cast):
    with pytest.raises(Refused, match="decision is not known"):
        decide(cast, "vanished")
    with pytest.raises(Refused, match="condition is not known"):
        decide(cast, "own_word", conditions={"fly": "no"})


def test_a_breach_raises_an_alert_and_a_task(cast):
    row = decide(cast, "conditional")
    breach = record_breach(
        by=cast.alma, at=NOW, decision=row, on=DAY + timedelta(5), words="He called her",
        condition=row.conditions.get(),
    )  # fmt: skip
    assert breach.milestone.type == "restrain.bail_breached"
    assert SafetyAlert.objects.filter(milestone=breach.milestone).count() == 1
    assert Task.objects.filter(opened_by=breach.milestone).count() == 1


def test_a_breach_needs_words_a_release_and_a_later_day(cast):
    row, kept = decide(cast, "own_word"), decide(cast, "refused", after=9)
    with pytest.raises(Refused, match="what happened"):
        record_breach(by=cast.alma, at=NOW, decision=row, on=DAY + timedelta(5), words=" ")
    with pytest.raises(Refused, match="let go"):
        record_breach(by=cast.alma, at=NOW, decision=kept, on=DAY + timedelta(10), words="Came")
    with pytest.raises(Refused, match="before the decision"):
        record_breach(by=cast.alma, at=NOW, decision=row, on=DAY, words="Came")


def test_a_condition_of_another_decision_is_refused(cast):
    first, later = decide(cast, "conditional"), decide(cast, "varied", after=4)
    with pytest.raises(Refused, match="another decision"):
        record_breach(
            by=cast.alma, at=NOW, decision=later, on=DAY + timedelta(5), words="Came",
            condition=first.conditions.get(),
        )  # fmt: skip


def test_a_decision_taken_back_withdraws_both_milestones_and_the_duties(cast, second):
    row = decide(cast, "conditional")
    take_back(by=cast.beni, at=NOW, row=row, reason="Another accused")
    assert types(cast) == []
    assert not SafetyDuty.objects.filter(withdrawn_at=None).exists()


def test_the_database_refuses_to_change_a_condition(cast):
    row = decide(cast, "conditional")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE restrain_bailcondition SET kind = 'other'")
    assert row.conditions.get().kind == "no_contact"
