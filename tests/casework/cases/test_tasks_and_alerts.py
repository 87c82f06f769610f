"""Things to do and dangers to answer, and what a list says of them."""

from datetime import date, timedelta

import pytest

from amparo.casework.cases.models import SafetyAlert, Standing, Task
from amparo.casework.cases.services.tasks import (
    add_task,
    finish_task,
    move_task,
    raise_alert,
    resolve_alert,
)
from amparo.errors import Conflict, Refused
from tests.cast import NOW, OPENED_ON

SOON = date(2024, 1, 9)


def add(cast, what="Call the court", due_on=SOON):
    return add_task(by=cast.alma, at=NOW, case=cast.case, what=what, due_on=due_on, owner=cast.beni)


def next_of(cast):
    standing = Standing.objects.get(case=cast.case)
    return standing.next_due_on, standing.next_what


def test_the_soonest_task_is_the_next_step(cast):
    add(cast)
    assert next_of(cast) == (SOON, "Call the court")


def test_a_finished_task_is_no_next_step(cast):
    finish_task(by=cast.beni, at=NOW, task=add(cast), outcome="Called.")
    assert next_of(cast)[1] != "Call the court"


def test_a_task_finished_twice_tells_the_second_of_the_first(cast):
    task = add(cast)
    stale = Task.objects.get(pk=task.pk)
    finish_task(by=cast.beni, at=NOW, task=task)
    with pytest.raises(Conflict):
        finish_task(by=cast.alma, at=NOW, task=stale)


def test_a_task_moved_meanwhile_is_not_moved_again(cast):
    task = add(cast)
    stale = Task.objects.get(pk=task.pk)
    move_task(by=cast.beni, at=NOW, task=task, due_on=SOON + timedelta(days=1), owner=None)
    with pytest.raises(Conflict):
        move_task(by=cast.alma, at=NOW, task=stale, due_on=SOON, owner=None)


def test_a_task_needs_words(cast):
    with pytest.raises(Refused):
        add(cast, what=" ")


def test_an_alert_stays_in_sight_until_a_measure_is_written(cast):
    alert = raise_alert(by=cast.alma, at=NOW, case=cast.case, what="He was seen at the gate.")
    assert Standing.objects.get(case=cast.case).has_alert
    resolve_alert(by=cast.beni, at=NOW, alert=alert, measure="Moved to the shelter.")
    assert not Standing.objects.get(case=cast.case).has_alert


def test_an_alert_is_not_resolved_without_words(cast):
    alert = raise_alert(by=cast.alma, at=NOW, case=cast.case, what="He was seen at the gate.")
    with pytest.raises(Refused):
        resolve_alert(by=cast.beni, at=NOW, alert=alert, measure="")
    assert SafetyAlert.objects.get(pk=alert.pk).resolved_at is None


def test_the_first_task_waits_from_the_day_the_referral_is_recorded(cast):
    task = Task.objects.get(what__startswith="Thank whoever referred")
    assert task.due_on == max(OPENED_ON, NOW.date()) + timedelta(days=2)
