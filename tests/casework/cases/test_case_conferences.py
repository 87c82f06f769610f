"""A case conference: who came, what was decided, and the tasks that fall out of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from amparo.casework.cases.models import Conference, Milestone, Task
from amparo.casework.cases.selectors.conferring import conferences_of
from amparo.casework.cases.services.conferring import ToDo, record_conference
from amparo.errors import Refused
from tests.cast import NOW, Cast

TODAY = NOW.date()
SOON = TODAY + timedelta(days=5)


def meet(cast: Cast, **more) -> Conference:
    told = {
        "on": TODAY, "came": [cast.alma, cast.beni], "institutions": [cast.police],
        "others": "Her aunt Nena", "survivor": Conference.Survivor.CAME,
        "decided": "She stays with her aunt until the hearing", "next_on": SOON,
        "to_do": [ToDo("Ask the court for a screen", cast.beni, SOON)],
    }  # fmt: skip
    return record_conference(by=cast.alma, at=NOW, case=cast.case, **{**told, **more})


def test_it_stands_in_the_timeline_and_its_tasks_with_their_owners(cast):
    meet(cast)
    assert Milestone.objects.filter(case=cast.case, type="restore.conference_held").count() == 1
    assert Task.objects.get(what="Ask the court for a screen").owner == cast.beni
    assert Task.objects.get(what__startswith="Case conference").due_on == SOON


def test_what_was_decided_and_who_else_came_is_sealed(cast):
    row = meet(cast)
    kept = bytes(row.decided_sealed) + bytes(row.others_sealed)
    assert b"aunt" not in kept
    (shown,) = conferences_of(cast.beni, cast.case)
    assert (shown.decided, shown.others) == (
        "She stays with her aunt until the hearing", "Her aunt Nena",
    )  # fmt: skip
    assert shown.came == ("Alma Reyes", "Beni Cruz", "San Isidro Police")


def test_only_whoever_may_open_the_case_reads_it(cast):
    meet(cast)
    readers = (cast.carla, cast.dario, cast.pilar, cast.nadia)
    assert [conferences_of(who, cast.case) for who in readers] == [(), (), (), ()]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"came": []}, "who of the office came"),
        ({"decided": " "}, "what was decided"),
        ({"next_on": TODAY}, "next time"),
    ],
)
def test_it_says_who_came_and_what_was_decided(cast, wrong, said):
    with pytest.raises(Refused, match=said):
        meet(cast, **wrong)


def test_a_task_belongs_to_somebody_on_the_team_or_nothing_is_kept(cast):
    with pytest.raises(Refused, match="on the team"):
        meet(cast, to_do=[ToDo("Ring", cast.carla, SOON)])
    assert not Conference.objects.exists()


def test_sent_twice_it_is_kept_once(cast):
    token = cast.case.pk
    assert meet(cast, token=token) == meet(cast, token=token)
    assert Task.objects.filter(what="Ask the court for a screen").count() == 1


def test_what_was_decided_is_never_changed(cast):
    row = meet(cast)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Conference.objects.filter(pk=row.pk).update(on=SOON)
