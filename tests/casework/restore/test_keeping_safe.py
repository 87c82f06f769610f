"""Danger weighed, safety plans, the safe channel, threats: what each sets off, and who decides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from amparo.casework.cases.models import Channel, Milestone, Person, SafetyAlert, Task
from amparo.casework.docket.models import Hearing
from amparo.casework.restore.models import ContactWish, RiskAssessment, SafetyPlan
from amparo.casework.restore.questions import danger_tool, suggested
from amparo.casework.restore.selectors.safety import AFTER, BEFORE, DURING, safety_for, stage_on
from amparo.casework.restore.services.safety import (
    keep_contact,
    make_safety_plan,
    take_back_threat,
    weigh_danger,
)
from amparo.errors import Refused
from tests.casework.cases.acting import happened
from tests.casework.docket.furnish import furnish_docket
from tests.casework.restore.furnish import DAY, threatened
from tests.cast import NOW, open_one

pytestmark = pytest.mark.django_db
Level = RiskAssessment.Level
PARTS = {"people": "Aunt Celia, 0917", "steps": "Lock the door, call her"}


def weigh(cast, answers, level, **facts):
    return weigh_danger(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, on=DAY, answers=answers,
        level=level, **facts,
    )  # fmt: skip


def contact(cast, channel, **facts):
    return keep_contact(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, on=DAY, channel=channel, **facts
    )


def page(cast):
    return safety_for(cast.alma, cast.case, cast.victim)


def test_the_answers_give_reasons_heaviest_first_and_name_what_is_not_known():
    tool = danger_tool()
    found = suggested(tool, {"alone": "yes", "weapon": "yes", "threatened": "yes", "worse": "no"})
    assert (found.level, found.reasons[-1]) == ("high", "Nobody near could be called at night")
    assert len(found.not_known) == len(tool.question) - 4


def test_no_answer_at_all_is_not_taken_for_safety():
    found = suggested(danger_tool(), {})
    assert (found.level, len(found.not_known)) == ("low", len(danger_tool().question))


def test_the_questions_alone_raise_no_alert_and_the_worker_decides(cast):
    worst = {one.code: "yes" for one in danger_tool().question}
    weigh(cast, worst, Level.SOME, words="He is in jail until May")
    assert not SafetyAlert.objects.exists()
    row = weigh(cast, {}, Level.HIGH)
    assert (row.suggested, row.level) == (Level.LOW, Level.HIGH)
    assert SafetyAlert.objects.get().what == "High danger to a survivor: see Restore"


def test_choosing_less_than_the_answers_suggest_needs_a_word(cast):
    with pytest.raises(Refused, match="less danger than the answers suggest"):
        weigh(cast, {"weapon": "yes", "self": "yes"}, Level.LOW)


def test_a_safety_plan_says_whom_to_call_and_stops_its_clock(cast):
    happened(cast, "restore.intake", person=cast.victim)
    asked = {"by": cast.alma, "at": NOW, "case": cast.case, "person": cast.victim, "on": DAY}
    with pytest.raises(Refused, match="whom to call"):
        make_safety_plan(**asked, parts={"people": "Aunt"})
    row = make_safety_plan(**asked, parts=PARTS)
    assert page(cast).parts["steps"] == PARTS["steps"]
    assert row.milestone.type == "restore.safety_planned"
    assert not cast.case.clocks.filter(code="practice.safety_plan", stopped_on=None).exists()
    assert b"Celia" not in bytes(SafetyPlan.objects.get().text_sealed)


def test_do_not_contact_is_the_default_and_empties_the_safe_contact(cast):
    assert ContactWish().channel == Channel.NONE
    contact(cast, Channel.NONE, hours="9 to 11", may_leave_message=True)
    held = ContactWish.objects.get()
    assert (held.hours, held.may_leave_message) == ("", False)
    assert Person.objects.select_related("key").get(pk=cast.victim.pk).safe_contact() == ""


def test_the_database_refuses_hours_for_somebody_not_to_be_contacted(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactWish(
            case=cast.case, person=cast.victim, on=DAY, recorded_by=cast.alma, recorded_at=NOW,
            channel=Channel.NONE, hours="9 to 11",
        ).save(force_insert=True)  # fmt: skip


def test_the_channel_its_hours_and_words_stand_on_every_page_of_the_case(cast, as_):
    contact(
        cast, Channel.THROUGH, hours="9 to 11", whom="Her aunt", says="the clinic",
        never="the case",
    )  # fmt: skip
    said = "Through somebody they trust: Her aunt, 9 to 11. Say: “the clinic”. Never say: the case."
    assert said in as_(cast.alma).get(f"/cases/{cast.case.code}/").text
    assert "Leave no message." in as_(cast.alma).get(f"/cases/{cast.case.code}/").text


@pytest.mark.parametrize(
    ("channel", "facts", "said"),
    [(Channel.PHONE, {}, "which hours"), (Channel.THROUGH, {"hours": "9"}, "through whom")],
)
def test_a_way_without_its_hours_or_its_go_between_is_refused(cast, channel, facts, said):
    with pytest.raises(Refused, match=said):
        contact(cast, channel, **facts)


def test_a_threat_raises_an_alert_and_a_task_and_is_linked_to_suspect_and_hearing(cast):
    furnish_docket(cast.case, cast.alma, cast.court, cast.victim, cast.suspect)
    hearing = Hearing.objects.filter(court_case__joined__case=cast.case).first()
    row = threatened(cast.case, cast.victim, cast.alma, suspect=cast.suspect, hearing=hearing)
    assert SafetyAlert.objects.filter(milestone=row.milestone, resolved_at=None).count() == 1
    assert Task.objects.filter(opened_by=row.milestone).count() == 1
    line = page(cast).threats[0]
    assert (line.suspect, line.words) == ("Convicted 1", "He said he knows the school")
    assert line.hearing


def test_a_suspect_or_a_hearing_of_another_case_is_refused(cast):
    other = open_one(by=cast.alma, programme=cast.programme, name="Second Survivor")
    furnish_docket(cast.case, cast.alma, cast.court, cast.victim, cast.suspect)
    hearing = Hearing.objects.first()
    theirs = Person.objects.get(roles__case=other)
    with pytest.raises(Refused, match="not a suspect in the case"):
        threatened(other, theirs, cast.alma, suspect=cast.suspect)
    with pytest.raises(Refused, match="not of this case"):
        threatened(other, theirs, cast.alma, hearing=hearing)


@pytest.mark.parametrize(("after", "stage"), [(0, BEFORE), (10, DURING), (20, DURING), (30, AFTER)])
def test_the_stage_of_the_trial_follows_from_milestones(after, stage):
    days = (DAY + timedelta(days=10), DAY + timedelta(days=30))
    assert stage_on(DAY + timedelta(days=after), days) == stage


def test_a_threat_taken_back_takes_its_milestone_alert_and_task_with_it(cast):
    row = threatened(cast.case, cast.victim, cast.alma)
    with pytest.raises(Refused, match="needs a reason"):
        take_back_threat(by=cast.alma, at=NOW, threat=row, reason=" ")
    take_back_threat(by=cast.alma, at=NOW, threat=row, reason="Another family")
    assert page(cast).threats == ()
    assert not SafetyAlert.objects.filter(resolved_at=None).exists()
    assert not Milestone.objects.filter(type="restore.threat_reported").current().exists()
