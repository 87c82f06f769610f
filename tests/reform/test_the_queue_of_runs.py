"""One worker has a run at a time; a dead one loses it; what was acknowledged is never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from amparo.errors import CannotEstimate
from amparo.reform import working
from amparo.reform.models import WhatIfAnswer, WhatIfWork
from amparo.reform.services.queue import (
    LEASE,
    HoldLost,
    answer,
    beat,
    give_up,
    is_anything_free,
    take_up,
)
from tests.reform.questions import AT, run_of

LATER = AT + LEASE


def work_of(run) -> WhatIfWork:
    return WhatIfWork.objects.get(run=run)


def finish(run, holder="one", at=AT):
    return answer(run=run, holder=holder, at=at, version="0", result={"rows": []})


def test_an_empty_queue_has_nothing_to_take_up(db):
    assert take_up(holder="one", at=AT) is None


def test_what_waited_longest_is_taken_up_first(cast):
    run_of(cast.nadia, minutes=2)
    first = run_of(cast.nadia, minutes=1, years=4)
    assert take_up(holder="one", at=AT) == first


def test_two_workers_never_have_the_same_run(cast):
    run_of(cast.nadia)
    assert [take_up(holder=name, at=AT) is None for name in ("one", "two")] == [False, True]


def test_a_worker_that_is_beaten_to_it_takes_the_next(cast, monkeypatch):
    first = run_of(cast.nadia)
    second = run_of(cast.nadia, years=4, minutes=1)
    import amparo.reform.services.queue as queue

    honest, seen = queue._free, []

    def overtaken(at):
        rows = honest(at)
        if not seen:
            seen.append(rows.order_by("run__asked_at").values_list("pk", "attempts").first())
            WhatIfWork.objects.filter(pk=first.pk).update(
                state="running", holder="two", held_until=LATER, attempts=1
            )
            return _Fixed(seen[0])
        return rows

    monkeypatch.setattr(queue, "_free", overtaken)
    assert queue.take_up(holder="one", at=AT) == second


class _Fixed:
    """A look at the queue that is a moment old."""

    def __init__(self, row):
        self.row = row

    def order_by(self, *names):
        return self

    def values_list(self, *names):
        return self

    def first(self):
        return self.row


def test_a_run_whose_worker_fell_silent_is_taken_up_again(cast):
    run = run_of(cast.nadia)
    take_up(holder="killed", at=AT)
    assert not is_anything_free(LATER - timedelta(seconds=1))
    assert take_up(holder="one", at=LATER) == run
    assert work_of(run).attempts == 2


def test_a_worker_that_beats_keeps_its_run(cast):
    run_of(cast.nadia)
    run = take_up(holder="one", at=AT)
    beat(run=run, holder="one", at=LATER - timedelta(seconds=1), progress=0.5)
    assert take_up(holder="two", at=LATER) is None
    assert work_of(run).progress == 0.5


def test_a_worker_that_lost_its_run_learns_it_at_the_next_beat(cast):
    run_of(cast.nadia)
    run = take_up(holder="slow", at=AT)
    take_up(holder="one", at=LATER)
    with pytest.raises(HoldLost):
        beat(run=run, holder="slow", at=LATER, progress=0.9)


def test_a_worker_that_lost_its_run_keeps_no_answer(cast):
    run_of(cast.nadia)
    run = take_up(holder="slow", at=AT)
    take_up(holder="one", at=LATER)
    with pytest.raises(HoldLost):
        finish(run, "slow", LATER)
    assert not WhatIfAnswer.objects.exists()


def test_a_run_that_ended_three_workers_is_given_up_with_its_reason(cast):
    run = run_of(cast.nadia)
    for n in range(3):
        take_up(holder=f"killed {n}", at=AT + n * LEASE)
    assert take_up(holder="one", at=AT + 3 * LEASE) is None
    assert (work_of(run).state, work_of(run).reason[:24]) == ("failed", "The worker stopped 3 tim")


def test_an_answered_run_is_over(cast):
    run_of(cast.nadia)
    run = take_up(holder="one", at=AT)
    finish(run)
    assert (work_of(run).state, work_of(run).progress) == ("done", 1.0)
    assert not is_anything_free(AT + 100 * LEASE)


def test_a_run_without_an_answer_says_why_and_what_to_do(cast):
    run_of(cast.nadia)
    run = take_up(holder="one", at=AT)
    error = CannotEstimate("Too few cases", found="3", next_step="choose wider dates")
    give_up(run=run, holder="one", at=AT, error=error)
    work = work_of(run)
    assert (work.reason, work.next_step) == ("Too few cases, found 3", "choose wider dates")


@pytest.fixture
def engine(monkeypatch):
    """A simulation in the engine's place, for what the queue makes of its ends."""

    def put(simulated):
        monkeypatch.setattr("amparo.reform.engine.simulated", simulated)

    return put


def do_all():
    return working.work(holder="one", now=lambda: AT, beats=working.in_line)


def test_a_failing_run_does_not_stop_the_queue(cast, engine):
    bad, good = run_of(cast.nadia), run_of(cast.nadia, years=4, minutes=1)

    def simulated(system, changes, run, *, progress):
        if run.pk == bad.pk:
            raise ZeroDivisionError
        return {"rows": []}

    engine(simulated)
    assert do_all() == 2
    assert (work_of(bad).state, work_of(good).state) == ("failed", "done")
    assert "Amparo itself failed" in work_of(bad).reason


def test_what_cannot_be_estimated_is_told_and_not_tried_again(cast, engine):
    run = run_of(cast.nadia)

    def simulated(system, changes, run, *, progress):
        raise CannotEstimate("No case finished this step", next_step="choose another pathway")

    engine(simulated)
    assert (do_all(), do_all()) == (1, 0)
    assert work_of(run).next_step == "choose another pathway"


def test_a_worker_that_lost_its_run_stops_at_once(cast, engine):
    run = run_of(cast.nadia)
    shares = []

    def simulated(system, changes, run, *, progress):
        WhatIfWork.objects.filter(run=run).update(holder="two")
        for share in (0.1, 0.2):
            progress(share)
            shares.append(share)

    engine(simulated)
    do_all()
    assert shares == []
    assert (work_of(run).state, work_of(run).holder) == ("running", "two")


@pytest.mark.django_db(transaction=True)
def test_a_silent_simulation_is_kept_alive_by_a_thread(cast):
    run_of(cast.nadia)
    run = take_up(holder="one", at=AT)
    beaten = working.Pulse(run, "one", lambda: AT + timedelta(seconds=20))
    with working.beating(beaten, every=0.01):
        wait_until(lambda: work_of(run).held_until == AT + timedelta(seconds=20) + LEASE)


@pytest.mark.django_db(transaction=True)
def test_the_thread_tells_the_worker_that_its_run_is_lost(cast):
    run_of(cast.nadia)
    run = take_up(holder="one", at=AT)
    WhatIfWork.objects.filter(run=run).update(holder="two")
    pulse = working.Pulse(run, "one", lambda: AT)
    with working.beating(pulse, every=0.01):
        pulse.lost.wait(5)
    with pytest.raises(HoldLost):
        pulse.tell(0.5)


def wait_until(is_so, tries=500):
    import time

    for _ in range(tries):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen within five seconds")


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_one_moment_each_run_has_one(cast):
    asked = {run_of(cast.nadia, years=1, changes={"arrivals": n}).pk for n in range(1, 6)}
    with ThreadPoolExecutor(4) as workers:
        taken = [run for found in workers.map(take_all, "abcd") for run in found]
    assert sorted(taken) == sorted(asked)


def take_all(holder):
    taken = []
    try:
        while (run := take_up(holder=holder, at=AT)) is not None:
            taken.append(run.pk)
    finally:
        connection.close()
    return taken
