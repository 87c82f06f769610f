"""Carrying out what was asked: fit is done, so this simulates, beats, and keeps the answer.

It reads no case: a run holds the system that its question is asked of.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone

from amparo import __version__
from amparo.errors import AmparoError, Broken
from amparo.reform.models import WhatIfRun
from amparo.reform.services.queue import LEASE, HoldLost, answer, beat, give_up, take_up

Now = Callable[[], datetime]
BEAT_SECONDS = LEASE.total_seconds() / 6


@dataclass
class Pulse:
    """Tells the queue how far a run is, at most once a second."""

    run: WhatIfRun
    holder: str
    now: Now
    share: float = 0.0
    lost: threading.Event = field(default_factory=threading.Event)
    _told: float = field(default=0.0, repr=False)

    def tell(self, share: float) -> None:
        """Raises: HoldLost when another worker has the run now."""
        self.share = share
        if self.lost.is_set():
            raise HoldLost
        if time.monotonic() - self._told >= 1:
            self.beat()

    def beat(self) -> None:
        """Renew the hold. Raises: HoldLost when another worker has the run now."""
        self._told = time.monotonic()
        beat(run=self.run, holder=self.holder, at=self.now(), progress=self.share)


@contextmanager
def beating(pulse: Pulse, *, every: float = BEAT_SECONDS) -> Iterator[None]:
    """Beat from a thread meanwhile, since a compiled simulation may be silent for long."""
    over = threading.Event()

    def go_on() -> None:
        try:
            while not over.wait(every):
                pulse.beat()
        except HoldLost:
            pulse.lost.set()
        finally:
            connection.close()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def in_line(_pulse: Pulse) -> Iterator[None]:
    """No thread: progress alone beats, as in a test that holds its own transaction."""
    yield


def work(
    *,
    holder: str,
    now: Now = timezone.now,
    beats: Callable[[Pulse], object] = beating,
) -> int:
    """Carry out what waits, longest waiting first, until nothing does. Counts: runs taken up."""
    taken = 0
    while (run := take_up(holder=holder, at=now())) is not None:
        taken += 1
        carry_out(run, Pulse(run, holder, now), beats)
    return taken


def carry_out(run: WhatIfRun, pulse: Pulse, beats: Callable[[Pulse], object]) -> None:
    """Simulate one run and keep its answer, or why there is none."""
    from amparo.reform.engine import simulated  # noqa: PLC0415  (numba, in the worker only)

    try:
        with beats(pulse):  # type: ignore[attr-defined]
            result = simulated(run.system, run.changes, run, progress=pulse.tell)
        answer(
            run=run, holder=pulse.holder, at=pulse.now(), version=__version__, result=result
        )  # fmt: skip
    except HoldLost:
        return
    except AmparoError as error:
        give_up(run=run, holder=pulse.holder, at=pulse.now(), error=error)
    except Exception:  # whatever it is, the queue goes on and the person who asked is told
        logging.getLogger(__name__).exception("the run %s failed", run.pk)
        give_up(
            run=run, holder=pulse.holder, at=pulse.now(),
            error=Broken("Amparo itself failed at this", next_step="tell whoever keeps the server"),
        )  # fmt: skip
