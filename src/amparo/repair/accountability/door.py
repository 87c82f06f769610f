"""How often the page that asks for no name answers, counted without keeping who asked.

Counts live in this process's memory only, under a key that is drawn anew each hour and never
written down; with the key its counts are gone. All callers together have a limit too, so that
nobody fills the disk by changing addresses. Where several processes serve, each lets its share in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings

HOUR = timedelta(hours=1)


class Door:
    """At most so many an hour from one network, and so many from all together."""

    def __init__(self, *, each: int, all_together: int) -> None:
        self._each, self._all = each, all_together
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew, with another key."""
        self._key = secrets.token_bytes(32)
        self._counts: Counter[bytes] = Counter()
        self._since: datetime | None = None

    def admits(self, network: str, at: datetime) -> bool:
        """Whether one more is let in now; it is counted then."""
        with self._lock:
            if self._since is None or not self._since <= at < self._since + HOUR:
                self.forget()
                self._since = at
            who = hmac.digest(self._key, network.encode(), hashlib.sha256)[:16]
            each, together = (-(-n // settings.WORKERS) for n in (self._each, self._all))
            if self._counts[who] >= each or self._counts.total() >= together:
                return False
            self._counts[who] += 1
            return True


TELLING = Door(each=6, all_together=300)
COMING_BACK = Door(each=30, all_together=3000)
