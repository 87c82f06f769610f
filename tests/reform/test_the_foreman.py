"""The served office watches its queue, and starts a worker process when a run waits."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from amparo.reform import foreman
from amparo.reform.services.queue import take_up
from tests.reform.questions import AT, run_of


class Looks:
    """An event that ends the watch after so many looks, and keeps how long each pause was."""

    def __init__(self, n: int) -> None:
        self.n, self.pauses = n, []

    def wait(self, pause: float) -> bool:
        self.pauses.append(pause)
        return len(self.pauses) > self.n


@pytest.fixture
def started(monkeypatch):
    """The commands that were started, each ending as told."""
    commands, ends = [], []

    def run(command, **how):
        commands.append(command)
        return subprocess.CompletedProcess(command, ends.pop() if ends else 0)

    monkeypatch.setattr(foreman.subprocess, "run", run)
    # The watch closes its connection after each look; a test's own must stay.
    monkeypatch.setattr(foreman.connection, "close", lambda: None)
    return commands, ends


def test_a_waiting_run_gets_a_worker_of_its_own(cast, started):
    run_of(cast.nadia)
    foreman._watch(Looks(1))
    assert started[0] == [(sys.executable, "-m", "django", "work", "--follow")]


def test_an_idle_office_starts_none(cast, started):
    foreman._watch(Looks(3))
    assert started[0] == []


def test_a_run_that_a_worker_has_gets_no_second_one(cast, started):
    run_of(cast.nadia)
    take_up(holder="one", at=foreman.timezone.now())
    foreman._watch(Looks(2))
    assert started[0] == []


def test_a_run_whose_worker_died_gets_another(cast, started):
    run_of(cast.nadia)
    take_up(holder="killed", at=AT)
    foreman._watch(Looks(1))
    assert len(started[0]) == 1


def test_a_worker_that_falls_is_not_started_again_at_once(cast, started):
    run_of(cast.nadia)
    started[1].append(1)
    looks = Looks(1)
    foreman._watch(looks)
    assert looks.pauses == [foreman.LOOK_SECONDS, foreman.AFTER_A_FALL_SECONDS]


def test_a_database_that_is_away_does_not_end_the_watch(cast, started, monkeypatch):
    def away(at):
        raise DatabaseError

    monkeypatch.setattr(foreman, "is_anything_free", away)
    looks = Looks(3)
    foreman._watch(looks)
    assert (len(looks.pauses), started[0]) == (4, [])


def test_the_command_carries_out_what_waits(cast, monkeypatch):
    run_of(cast.nadia)
    monkeypatch.setattr(
        "amparo.reform.engine.simulated", lambda *asked, progress: {"figures": []}
    )  # fmt: skip
    said = StringIO()
    call_command("work", stdout=said)
    assert said.getvalue() == "1 carried out; nothing waits.\n"
