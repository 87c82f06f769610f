"""A supervisor hands a colleague's cases to others; nothing is left without an owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.access.policy import Compartment
from amparo.audit.models import Entry
from amparo.casework.cases.models import (
    Case,
    CompartmentHolding,
    ConflictOfInterest,
    HandedCase,
    HandOver,
    Task,
    TeamMember,
)
from amparo.casework.cases.selectors.handing_over import acts_for, held_by, loads_for
from amparo.casework.cases.services.handing_over import Move, hand_over, undo_hand_over
from amparo.casework.cases.services.tasks import add_task
from amparo.casework.cases.services.team import add_to_team, record_conflict
from amparo.errors import Conflict, NotVisible, Refused
from tests.cast import NOW, OPENED_ON, Cast, open_one

LATER = NOW + timedelta(days=2)


@pytest.fixture
def second(cast) -> Case:
    """Another case that Alma leads, with a task of hers."""
    case = open_one(by=cast.alma, programme=cast.programme, name="Second Survivor")
    add_task(by=cast.alma, at=NOW, case=case, what="Ring the school", due_on=OPENED_ON,
             owner=cast.alma)  # fmt: skip
    return case


def give(cast: Cast, *moves: tuple[Case, object], **more) -> HandOver:
    told = {"why": HandOver.Why.LEAVES, "words": "Alma moves to Cebu", "of": cast.alma, **more}
    return hand_over(
        by=cast.sofia, at=NOW, office=cast.office, moves=[Move(*each) for each in moves], **told
    )


def lead_of(case: Case) -> str:
    return TeamMember.objects.get(case=case, leads=True, to_on=None).user.name


def owners(case: Case) -> set[str]:
    rows = Task.objects.filter(case=case, done_at=None).select_related("owner")
    return {task.owner.name if task.owner else "" for task in rows}


def test_lead_team_and_open_tasks_change_hands_together(cast, second):
    give(cast, (cast.case, cast.carla), (second, cast.carla))
    assert (lead_of(cast.case), lead_of(second)) == ("Carla Santos", "Carla Santos")
    assert "Alma Reyes" not in owners(cast.case) | owners(second)
    assert not TeamMember.objects.filter(user=cast.alma, to_on=None).exists()
    assert held_by(cast.sofia, cast.alma.pk).n == 0


def test_each_case_goes_to_whom_it_was_given(cast, second):
    give(cast, (cast.case, cast.beni), (second, cast.carla))
    assert (lead_of(cast.case), lead_of(second)) == ("Beni Cruz", "Carla Santos")


def test_the_day_of_a_task_stays(cast, second):
    before = Task.objects.get(what="Ring the school").due_on
    give(cast, (second, cast.carla))
    assert Task.objects.get(what="Ring the school").due_on == before


def test_each_case_keeps_in_its_trail_why_and_to_whom(cast, second):
    give(cast, (second, cast.carla))
    entry = Entry.objects.get(verb="case.handed_over", case_id=str(second.pk))
    assert (entry.object_id, entry.reason) == (str(cast.carla.pk), "Alma moves to Cebu")


def test_a_task_in_a_case_they_left_or_that_is_closed_is_not_forgotten(cast, second):
    TeamMember.objects.filter(case=second, user=cast.alma).update(leads=False, to_on=OPENED_ON)
    assert second.code in {row.case.code for row in held_by(cast.sofia, cast.alma.pk).rows}
    give(cast, (second, cast.carla))
    assert owners(second) == {"Carla Santos"}


def test_what_was_closed_stays_closed(cast):
    CompartmentHolding.objects.create(
        case=cast.case, user=cast.alma, compartment=Compartment.MEDICAL.value, granted_by=cast.sofia,
        from_on=OPENED_ON, until_on=OPENED_ON + timedelta(days=300), granted_at=NOW,
    )  # fmt: skip
    give(cast, (cast.case, cast.carla))
    assert not CompartmentHolding.objects.filter(user=cast.carla).exists()
    assert CompartmentHolding.objects.get(user=cast.alma).ended_at is not None


@pytest.mark.parametrize(
    ("wrong", "said"), [({"words": " "}, "why the cases"), ({"of": "carla"}, "not theirs")]
)
def test_it_needs_a_reason_and_the_colleagues_own_case(cast, wrong, said):
    of = getattr(cast, wrong.get("of", "alma"))
    with pytest.raises(Refused, match=said):
        give(cast, (cast.case, cast.beni), **{**wrong, "of": of})


def test_nothing_changes_where_one_of_them_may_not_take_it(cast, second):
    record_conflict(by=cast.sofia, at=NOW, case=second, user=cast.carla,
                    kind=ConflictOfInterest.Kind.KIN)  # fmt: skip
    with pytest.raises(Refused, match=second.code):
        give(cast, (cast.case, cast.carla), (second, cast.carla))
    assert (lead_of(cast.case), lead_of(second)) == ("Alma Reyes", "Alma Reyes")
    assert not HandedCase.objects.exists()


def test_a_form_sent_twice_hands_over_once(cast, second):
    token = second.pk
    give(cast, (second, cast.carla), token=token)
    give(cast, (second, cast.carla), token=token)
    assert HandOver.objects.count() == 1


def test_undone_everything_is_as_before(cast, second):
    act = give(cast, (cast.case, cast.carla), (second, cast.beni))
    assert undo_hand_over(by=cast.sofia, at=LATER, act=act) == []
    assert (lead_of(cast.case), lead_of(second)) == ("Alma Reyes", "Alma Reyes")
    assert owners(second) == {"Alma Reyes"}
    now = TeamMember.objects.filter(case=cast.case, to_on=None)
    assert {row.user.name for row in now} == {"Alma Reyes", "Beni Cruz"}
    with pytest.raises(Conflict):
        undo_hand_over(by=cast.sofia, at=LATER, act=act)


def test_a_case_that_was_changed_since_stays_and_is_named(cast, second):
    act = give(cast, (cast.case, cast.carla), (second, cast.carla))
    add_to_team(by=cast.sofia, at=NOW, case=second, user=cast.beni, on=OPENED_ON, leads=True)
    assert undo_hand_over(by=cast.sofia, at=LATER, act=act) == [second.code]
    assert (lead_of(cast.case), lead_of(second)) == ("Alma Reyes", "Beni Cruz")


def test_a_task_done_meanwhile_stays_done(cast, second):
    act = give(cast, (second, cast.carla))
    Task.objects.filter(what="Ring the school").update(done_at=LATER, done_by=cast.carla)
    undo_hand_over(by=cast.sofia, at=LATER, act=act)
    assert Task.objects.get(what="Ring the school").owner == cast.carla


def test_cases_are_not_given_back_to_a_closed_account(cast, second):
    act = give(cast, (second, cast.carla))
    act.of.is_active = False
    with pytest.raises(Refused, match="closed"):
        undo_hand_over(by=cast.sofia, at=LATER, act=act)


def test_a_supervisor_sees_no_case_that_is_kept_from_them(cast, second):
    record_conflict(by=cast.sofia, at=NOW, case=second, user=cast.sofia,
                    kind=ConflictOfInterest.Kind.KIN)  # fmt: skip
    shown = {row.case.code for row in held_by(cast.sofia, cast.alma.pk).rows}
    assert shown == {cast.case.code}
    alma = next(load for load in loads_for(cast.sofia) if load.user == cast.alma)
    assert (alma.n_leads, alma.n_cases) == (1, 1)


def test_whoever_supervises_nobody_sees_nothing(cast, second):
    give(cast, (second, cast.carla))
    assert loads_for(cast.alma) == ()
    assert acts_for(cast.dario) == ()
    with pytest.raises(NotVisible):
        held_by(cast.sofia, cast.dario.pk)
