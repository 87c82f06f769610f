"""What the served office does by the clock: checkpoints of the trail, and the rounds of upkeep.

A checkpoint is taken in this process, at a hundred entries or five minutes. The rounds are made by
a process of their own at low priority: no page waits for them, and nobody has to set up a timer.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from amparo.config.upkeep.rounds import is_due, rounds
from amparo.errors import AmparoError
from amparo.vault.checkpoints import is_due as is_checkpoint_due
from amparo.vault.checkpoints import take_checkpoint

LOOK_SECONDS = 20.0
LOOKS_BETWEEN_ROUNDS = 30  # ten minutes; the first a while after the door was opened
COMMAND = (str(Path(sys.executable).with_name("amparo")), "upkeep")


def start() -> threading.Thread:
    """Watch from a thread of this process, for as long as the process lives."""
    thread = threading.Thread(target=_watch, args=(threading.Event(),), daemon=True)
    thread.start()
    return thread


def _watch(over: threading.Event) -> None:
    n = 0
    while not over.wait(LOOK_SECONDS):
        look()
        n += 1
        # The demo's people are made: nobody is reminded, and nothing of theirs is kept too long.
        if n % LOOKS_BETWEEN_ROUNDS == 0 and not settings.DEMO:
            make_rounds()


def look() -> None:
    """Take a checkpoint where one is due; what goes wrong is logged, and tried again."""
    try:
        if is_checkpoint_due(timezone.now()):
            take_checkpoint(timezone.now())
    except (AmparoError, DatabaseError, OSError) as error:
        logging.getLogger(__name__).error("No checkpoint was taken: %s", error)
    finally:
        connection.close()


def make_rounds() -> None:
    """Start `amparo upkeep` where any round is due, and wait for it."""
    try:
        waits = any(is_due(one, timezone.now()) for one in rounds())
    except DatabaseError as error:
        logging.getLogger(__name__).error("No round was made: %s", error)
        return
    finally:
        connection.close()
    if waits:
        subprocess.run(  # noqa: S603  (a constant command)
            COMMAND, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
