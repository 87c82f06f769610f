"""Takes checkpoints of the trail from the served office, at a hundred entries or five minutes."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection
from django.utils import timezone

from amparo.errors import AmparoError
from amparo.vault.checkpoints import is_due, take_checkpoint

LOOK_SECONDS = 20.0


def start() -> threading.Thread:
    """Watch from a thread of this process, for as long as the process lives."""
    thread = threading.Thread(target=_watch, args=(threading.Event(),), daemon=True)
    thread.start()
    return thread


def _watch(over: threading.Event) -> None:
    while not over.wait(LOOK_SECONDS):
        look()


def look() -> None:
    """Take a checkpoint where one is due; what goes wrong is logged, and tried again."""
    try:
        if is_due(timezone.now()):
            take_checkpoint(timezone.now())
    except (AmparoError, DatabaseError, OSError) as error:
        logging.getLogger(__name__).error("No checkpoint was taken: %s", error)
    finally:
        connection.close()
