"""What was tried lately, for every process that serves: codes used once, tries that are counted.

allauth keeps in Django's cache that a code was used and how often one was tried. A cache in memory
is one a process: with two, a code would be good twice and guesses twice as many. Django's own cache
in the database pickles what it keeps, so that whoever can write there could run code here; this one
keeps JSON, finds its rows by a keyed digest (no address, account or code can be read from one), and
a restart forgets nothing.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from amparo.access.models import Tried

SALT = "amparo.access.tried"
FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
CLOCK_SLACK = timedelta(minutes=2)


class Shared(BaseCache):
    """Django's cache over rows of the database; its `add` is won by one process alone."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:  # fmt: skip
        """Keep what is not there yet; whether it was not."""
        over().delete()
        facts = {"value": value, "at": timezone.now(), "until": self._until(timeout)}
        _, is_new = Tried.objects.get_or_create(digest=self._digest(key, version), defaults=facts)
        return is_new

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept, while it holds."""
        rows = _in_force().filter(digest=self._digest(key, version))
        found = rows.values_list("value").first()
        return default if found is None else found[0]

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:  # fmt: skip
        """Keep it, in place of what was there."""
        over().delete()
        facts = {"value": value, "at": timezone.now(), "until": self._until(timeout)}
        Tried.objects.update_or_create(digest=self._digest(key, version), defaults=facts)

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Let it hold so long from now; whether it was there."""
        rows = _in_force().filter(digest=self._digest(key, version))
        return bool(rows.update(until=self._until(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it; whether it was there."""
        return bool(Tried.objects.filter(digest=self._digest(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        Tried.objects.all().delete()

    def _digest(self, key: str, version: int | None) -> str:
        whole = self.make_and_validate_key(key, version=version)
        return salted_hmac(SALT, whole, algorithm="sha256").hexdigest()

    def _until(self, timeout: float | None) -> datetime:
        ends = self.get_backend_timeout(timeout)
        if ends is None:
            return FOR_EVER
        return timezone.now() + timedelta(seconds=ends - time.time())


def over() -> QuerySet[Tried]:
    """What holds no longer; what the clock, set back since, has still to reach, as well."""
    now = timezone.now()
    return Tried.objects.filter(Q(until__lte=now) | Q(at__gt=now + CLOCK_SLACK))


def _in_force() -> QuerySet[Tried]:
    now = timezone.now()
    return Tried.objects.filter(until__gt=now, at__lte=now + CLOCK_SLACK)
