"""What must happen by the clock happens by itself, each round in its time, whatever breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.audit.models import Entry
from amparo.config.upkeep import acts, clerk
from amparo.config.upkeep import rounds as kept
from amparo.config.upkeep.rounds import Round, is_due, make, note
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HOURLY = Round("hourly", "A round", timedelta(hours=1), lambda at: "done")


def broken(at):
    raise ValueError(at)


def test_a_round_is_due_once_in_its_time():
    assert is_due(HOURLY, NOW)
    note(HOURLY, NOW)
    assert not is_due(HOURLY, NOW + timedelta(minutes=50))
    assert is_due(HOURLY, NOW + timedelta(hours=1))


def test_a_clock_set_back_makes_it_due():
    note(HOURLY, NOW)
    assert is_due(HOURLY, NOW - timedelta(days=2))


def test_every_round_is_made_and_says_what_it_did(cast):
    told = list(make())
    assert [went_well for _, went_well in told] == [True] * len(kept.rounds())
    assert "0 more closed files were kept long enough" in "".join(line for line, _ in told)
    assert list(make()) == []


def test_one_that_breaks_keeps_no_other_from_being_made(monkeypatch):
    other = Round("broken", "The broken one", timedelta(hours=1), broken)
    monkeypatch.setattr(kept, "rounds", lambda: (other, HOURLY))
    assert [went_well for _, went_well in make()] == [False, True]
    assert [one.object_id for one in Entry.objects.filter(verb="upkeep.made")] == ["hourly"]


def test_an_open_office_starts_them_by_itself_and_only_where_one_is_due(monkeypatch):
    started = []
    monkeypatch.setattr(clerk.subprocess, "run", lambda *words, **_: started.append(words))
    monkeypatch.setattr(clerk.connection, "close", lambda: None)
    monkeypatch.setattr(clerk, "rounds", lambda: (HOURLY,))
    clerk.make_rounds()
    assert started == [(clerk.COMMAND,)]
    note(HOURLY, clerk.timezone.now())
    clerk.make_rounds()
    assert len(started) == 1


def test_what_is_out_of_date_at_the_door_is_swept(cast, client):
    client.force_login(cast.alma)
    assert acts.sweep(NOW).startswith("0 sessions")
    assert acts.sweep(clerk.timezone.now() + timedelta(days=2)).startswith("1 sessions")
