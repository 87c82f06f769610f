"""A term that has passed goes to the lead, then to a supervisor, and is ticked off once it stops."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from amparo.audit.models import Entry
from amparo.casework.cases.models import Clock, Task
from amparo.casework.cases.services.escalating import PASSED, escalate_clocks
from amparo.casework.cases.services.tasks import finish_task
from tests.casework.cases.acting import happened
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DUE = date(2024, 2, 3)  # an arrest of 1 February: 36 hours, counted to the day they end


@pytest.fixture
def arrested(cast):
    row = happened(cast, "restrain.arrested", person=cast.suspect)
    Clock.objects.exclude(started_by=row).delete()  # what ran since the file was opened
    return row


def after(days):
    return escalate_clocks(at=NOW, today=DUE + timedelta(days=days))


def tasks():
    rows = Task.objects.filter(what__startswith=PASSED, opened_by__type="restrain.arrested")
    return [(row.owner.name, row.done_at is not None) for row in rows.order_by("made_at", "pk")]


def test_it_goes_to_the_lead_and_a_week_later_to_a_supervisor(cast, arrested):
    assert (after(0), tasks()) == (0, [])
    assert (after(1), tasks()) == (1, [("Alma Reyes", False)])
    assert (after(6), tasks()) == (0, [("Alma Reyes", False)])
    assert (after(7), tasks()) == (1, [(cast.sofia.name, False)])
    assert (after(8), tasks()) == (0, [(cast.sofia.name, False)])
    assert Entry.objects.filter(verb="clock.escalated").count() == 2
    assert Task.objects.get(what__startswith=PASSED).case == cast.case


def test_it_is_ticked_off_once_the_step_is_recorded(cast, arrested):
    after(1)
    happened(cast, "restrain.produced_in_custody", after=4, person=cast.suspect)
    after(8)
    assert tasks() == [("Alma Reyes", True)]


def test_what_the_lead_ticked_off_comes_back_once_to_the_supervisor(cast, arrested):
    after(1)
    finish_task(by=cast.alma, at=NOW, task=Task.objects.get(what__startswith=PASSED))
    assert (after(2), tasks()) == (0, [("Alma Reyes", True)])
    assert after(7) == 1
    assert sorted(tasks()) == [("Alma Reyes", True), (cast.sofia.name, False)]
    assert after(9) == 0


def test_without_a_lead_it_is_a_supervisors_at_once(cast, arrested):
    cast.case.team.filter(leads=True).update(leads=False)
    assert (after(1), tasks()) == (1, [(cast.sofia.name, False)])


def test_the_command_says_how_many_went_up(cast, arrested, capsys):
    call_command("escalate")
    assert "1 terms that have passed" in capsys.readouterr().out
