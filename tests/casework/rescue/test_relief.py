"""Each person's relief, and what they need in the first two days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amparo.casework.cases.models import Clock, Milestone, RoleKind, Task
from amparo.casework.cases.services.people import give_role
from amparo.casework.evidence.models import Interview
from amparo.casework.evidence.services.proof import record_interview
from amparo.casework.rescue.models import FirstStep, Relief
from amparo.casework.rescue.selectors.rescue import survivors_for
from amparo.casework.rescue.services.reliefs import NOT_PUNISHED, record_relief, see_to
from amparo.casework.rescue.services.taking_back import take_back
from amparo.errors import Refused
from tests.casework.rescue.furnish import asked, carried_out
from tests.cast import NOW, OPENED_ON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def relieve(cast, *, how="escape", **facts):
    facts = {"relieved_at": NOW - HOUR, "person": cast.victim, **facts}
    return record_relief(by=cast.alma, at=NOW, case=cast.case, how=how, **facts)


def need(cast, code, *, was_met=True, **facts):
    return see_to(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, need=code, was_met=was_met,
        done_at=NOW, **facts,
    )  # fmt: skip


def line(cast):
    return survivors_for(cast.alma, cast.case, today=NOW.date())[0]


def states(cast):
    return {one.need.code: one.state for one in line(cast).needs}


def test_it_records_the_milestone_its_clocks_and_the_first_task(cast):
    relieve(cast)
    told = Milestone.objects.get(type="rescue.victim_relieved")
    assert (told.person, told.happened_on) == (cast.victim, NOW.date())
    assert Clock.objects.filter(started_by=told, person=cast.victim).count() >= 2
    assert Task.objects.filter(opened_by=told, what__contains="first 24 hours").exists()
    assert line(cast).clocks


def test_an_operation_relieves_only_once_carried_out_and_only_in_cases_it_serves(cast):
    operation = asked(cast.alma, cast.case, cast.police)
    with pytest.raises(Refused, match="not carried out"):
        relieve(cast, how="operation", operation=operation)
    carried_out(cast.alma, operation)
    assert relieve(cast, how="operation", operation=operation).milestone.institution == cast.police


@pytest.mark.parametrize("facts", [{"how": "operation"}, {"how": "luck"}])
def test_it_says_how_and_by_which_operation(cast, facts):
    with pytest.raises(Refused):
        relieve(cast, **facts)
    assert not Relief.objects.exists()


def test_nobody_is_brought_out_twice_in_a_day_and_a_mistake_is_taken_back(cast):
    row = relieve(cast)
    with pytest.raises(Refused, match="that day already"):
        relieve(cast)
    take_back(by=cast.alma, at=NOW, row=row, reason="It was her sister")
    assert not line(cast).is_out
    relieve(cast)
    assert line(cast).is_out


def test_a_suspect_is_not_relieved(cast):
    with pytest.raises(Refused, match="not a victim"):
        relieve(cast, person=cast.suspect)


def test_a_victim_who_is_also_suspected_is_flagged_and_somebody_asks_that_they_go_unpunished(cast):
    give_role(
        by=cast.alma,
        at=NOW,
        case=cast.case,
        person=cast.victim,
        role=RoleKind.SUSPECT,
        on=OPENED_ON,
    )
    relieve(cast)
    assert line(cast).is_also_suspected
    assert Task.objects.filter(case=cast.case, what=NOT_PUNISHED).count() == 1


def test_met_needs_are_told_as_milestones_and_unmet_ones_say_why(cast):
    need(cast, "needs")
    with pytest.raises(Refused, match="Say why not"):
        need(cast, "medical", was_met=False)
    need(cast, "medical", was_met=False, words="The clinic was shut")
    assert Milestone.objects.filter(type="rescue.immediate_needs_met").count() == 1
    assert not Milestone.objects.filter(type="restore.medical_exam").exists()
    assert (states(cast)["needs"], states(cast)["medical"]) == ("met", "not_met")


def test_a_statement_is_evidences_and_its_room_is_looked_at(cast):
    record_interview(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, on=date(2024, 3, 1),
        mode=Interview.Mode.WRITTEN, room=Interview.Room.OPEN, words="A desk officer",
    )  # fmt: skip
    assert states(cast)["statement"] == "met"
    assert line(cast).unsuitable == "An open desk or hall"


def test_words_of_a_need_are_sealed(cast):
    row = need(cast, "family", words="Her aunt, not her father")
    assert b"aunt" not in bytes(FirstStep.objects.get().words_sealed)
    assert row.words() == "Her aunt, not her father"
