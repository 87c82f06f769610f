"""Watches the queue from the served office, and starts a worker process when a run waits.

A process of its own, and a patient one: a page never waits for a simulation, and one that runs out
of memory takes nothing with it. It ends when nothing is left, so an idle office carries no worker.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

from django.db import DatabaseError, connection
from django.utils import timezone

from amparo.reform.services.queue import is_anything_free

LOOK_SECONDS = 1.0
AFTER_A_FALL_SECONDS = 30.0
COMMAND = (sys.executable, "-m", "django", "work", "--follow")


def start() -> threading.Thread:
    """Watch from a thread of this process, for as long as the process lives."""
    thread = threading.Thread(target=_watch, args=(threading.Event(),), daemon=True)
    thread.start()
    return thread


def _watch(over: threading.Event) -> None:
    pause = LOOK_SECONDS
    while not over.wait(pause):
        pause = LOOK_SECONDS
        if _is_anything_free():
            ended = subprocess.run(COMMAND, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
            # A worker that cannot start would otherwise be started every second for ever.
            pause = AFTER_A_FALL_SECONDS if ended.returncode else LOOK_SECONDS


def _is_anything_free() -> bool:
    try:
        return is_anything_free(timezone.now())
    except DatabaseError:  # a database that is away for a while is no reason to stop watching
        logging.getLogger(__name__).warning("the queue could not be read", exc_info=True)
        return False
    finally:
        connection.close()
