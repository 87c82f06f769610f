"""Whoever opens more than work asks for is slowed; supervisors are told, and the trail says so.

Records, files and exports are counted in the trail (`audit.pace`). Pages and lists are counted
here, in the memory of the process: a list holds codes and no names, and counting each in the
database would cost a write for every page that is read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from amparo.access.middleware import OPEN_PREFIXES
from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.models import Slowed
from amparo.audit.pace import is_lifted, limit_named
from amparo.audit.services import record
from amparo.errors import NotVisible, Refused, TooMany
from amparo.web.errorpages import page_for

SHOWN_DAYS = 7

ALWAYS_OPEN = (*OPEN_PREFIXES, "/sessions/", "/pace/")


class Counter:
    """How many pages each account asked for, in minutes of the last hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minutes: dict[str, dict[int, int]] = {}

    def add(self, account: str, *, minutes: int, now: float) -> int:
        """Count one more; how many it makes within so many minutes."""
        minute = int(now // 60)
        with self._lock:
            mine = self._minutes.setdefault(account, {})
            for old in [one for one in mine if one <= minute - minutes]:
                del mine[old]
            mine[minute] = mine.get(minute, 0) + 1
            return sum(mine.values())

    def first_frees(self, account: str, *, minutes: int) -> datetime | None:
        """When the oldest minute that counts no longer does."""
        with self._lock:
            mine = self._minutes.get(account)
            at = (min(mine) + minutes) * 60 if mine else None
        return None if at is None else datetime.fromtimestamp(at, tz=UTC)


class Slows:
    """Answers whoever goes too fast with a page that says when and how to go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages = Counter()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and not request.path.startswith(ALWAYS_OPEN):
            refused = self._too_many_pages(user)
            if refused is not None:
                tell(user, refused, at=timezone.now())
                return page_for(request, refused)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Have it told; the page is made where those of all errors are."""
        if isinstance(exception, TooMany) and isinstance(request.user, User):
            tell(request.user, exception, at=timezone.now())

    def _too_many_pages(self, user: User) -> TooMany | None:
        limit = limit_named("pages")
        most = max(1, limit.most // settings.WORKERS)  # each process counts for itself
        n = self.pages.add(user.actor_id, minutes=limit.minutes, now=time.time())
        if n <= most or is_lifted(user.actor_id, timezone.now()):
            return None
        until = self.pages.first_frees(user.actor_id, minutes=limit.minutes)
        return TooMany(limit.name, limit.said, most, limit.minutes, until)


@transaction.atomic
def tell(user: User, refused: TooMany, *, at: datetime) -> None:
    """Keep that it was slowed, and flag it in the trail: once an hour for each limit."""
    lately = Slowed.objects.filter(
        account_id=user.actor_id, limit=refused.limit, at__gt=at - timedelta(hours=1)
    )
    if lately.exists():
        return
    row = Slowed.objects.create(
        account_id=user.actor_id, limit=refused.limit, what=refused.what, at=at
    )
    record(
        by=System(), verb="pace.slowed", kind="access.user", object_id=user.actor_id, at=at,
        reason=row.limit,
    )  # fmt: skip


@dataclass(frozen=True)
class SlowedRow:
    """An account that was slowed: when, by what, and what a supervisor said to it."""

    id: UUID
    name: str
    at: datetime
    what: str
    answer: str
    is_own: bool


def slowed_for(user: User, *, at: datetime) -> tuple[SlowedRow, ...]:
    """Accounts of the person's office that were slowed within seven days, the newest first.

    For supervisors; two queries.
    """
    if not user.may("team.manage"):
        return ()
    rows = list(Slowed.objects.filter(at__gt=at - timedelta(days=SHOWN_DAYS)))
    if not rows:
        return ()
    accounts = _colleagues(user).filter(pk__in={row.account_id for row in rows})
    names = {str(pk): name for pk, name in accounts.values_list("pk", "name")}
    return tuple(
        SlowedRow(
            row.pk, names[row.account_id], row.at, row.what,
            f"{row.answered_by} {row.get_answer_display()}" if row.answer else "",
            row.account_id == user.actor_id,
        )
        for row in rows if row.account_id in names
    )  # fmt: skip


@transaction.atomic
def answer_slowed(*, by: User, at: datetime, slowed: UUID, answer: str) -> None:
    """Let the account go on for twelve hours, or note that it was looked into.

    Who may: a supervisor of the office, never about themselves.
    Raises: NotVisible for an account of another office; Refused for one's own.
    """
    row = Slowed.objects.select_for_update().filter(pk=slowed).first()
    if row is None or not by.may("team.manage") or answer not in Slowed.Answer.values:
        raise NotVisible
    if not _colleagues(by).filter(pk=row.account_id).exists():
        raise NotVisible
    if row.account_id == by.actor_id:
        raise Refused("Nobody answers for themselves", next_step="ask another supervisor")
    row.answer, row.answered_by, row.answered_at = answer, by.actor_label, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        by=by, verb=f"pace.{answer}", kind="access.user", object_id=row.account_id, at=at,
        reason=row.limit,
    )  # fmt: skip


def _colleagues(user: User) -> QuerySet[User]:
    """Accounts of the person's office, and of partners, who have no supervisor here."""
    if user.office_id is None:
        return User.objects.none()
    return User.objects.filter(Q(office=user.office_id) | Q(office__is_office=False))
