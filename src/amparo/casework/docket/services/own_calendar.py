"""A person's private feed, and how they want to be reminded."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.docket.models import OwnCalendar
from amparo.errors import Conflict, NotVisible, Refused
from amparo.vault.sealing import make_data_key, seal

TOKEN_BYTES = 32
NOTED_EVERY = timedelta(days=1)  # phones ask four times an hour; one entry a day says it is read
SHORTEST, LONGEST = 6, 15  # digits of a phone number, ITU-T E.164


def digest_of(token: str) -> str:
    """What is kept of a feed's address."""
    return hashlib.sha256(token.encode()).hexdigest()


def own_calendar(user: User) -> OwnCalendar:
    """The person's calendar, made when first asked for."""
    found = OwnCalendar.objects.visible_to(user).select_related("key").first()
    if found is None:
        with transaction.atomic():
            found, _ = OwnCalendar.objects.get_or_create(
                user=user, defaults={"key": make_data_key()}
            )
    return found


@transaction.atomic
def open_feed(*, by: User, at: datetime) -> str:
    """A new secret address, which ends an earlier one; shown once, since only a digest is kept."""
    mine, token = own_calendar(by), secrets.token_urlsafe(TOKEN_BYTES)
    OwnCalendar.objects.filter(pk=mine.pk).update(
        feed_digest=digest_of(token), feed_since=at, feed_read_at=None
    )
    _written(mine, by=by, at=at, verb="feed.opened")
    return token


@transaction.atomic
def close_feed(*, by: User, at: datetime) -> None:
    """End the feed: whoever has the address sees nothing from now on."""
    mine = own_calendar(by)
    OwnCalendar.objects.filter(pk=mine.pk).update(feed_digest="", feed_since=None)
    _written(mine, by=by, at=at, verb="feed.closed")


@transaction.atomic
def read_feed(*, at: datetime, token: str) -> User:
    """Whose feed this address is; NotVisible where it is nobody's, or they left.

    Changes: at most once a day, an entry in the trail that it was read.
    """
    rows = OwnCalendar.objects.select_related("user", "user__office")
    mine = rows.filter(feed_digest=digest_of(token)).first() if token else None
    if mine is None or not mine.user.is_active or not mine.user.may("people.read"):
        raise NotVisible
    if mine.feed_read_at is None or mine.feed_read_at <= at - NOTED_EVERY:
        OwnCalendar.objects.filter(pk=mine.pk).update(feed_read_at=at)
        _written(mine, by=mine.user, at=at, verb="feed.read")
    user: User = mine.user
    return user


@transaction.atomic
def choose_reminders(*, by: User, at: datetime, version: int, by_email: bool, phone: str) -> None:
    """By which ways to be reminded of the next day in court.

    Raises: Refused for a number that no phone has; Conflict where it was changed elsewhere.
    """
    digits = "".join(c for c in phone if c.isdigit())
    if phone.strip() and not SHORTEST <= len(digits) <= LONGEST:
        raise Refused(
            "This is no phone number", next_step="give it with its country, like +63 900 000 0000"
        )
    mine = own_calendar(by)
    sealed = (
        seal(phone.strip(), mine.key, table="own_calendar", row=mine.pk, field="phone")
        if phone.strip()
        else b""
    )
    changed = OwnCalendar.objects.filter(pk=mine.pk, version=version).update(
        by_email=by_email, phone_sealed=sealed, version=F("version") + 1
    )
    if not changed:
        raise Conflict("You changed this in another window first", theirs={}, yours={})
    _written(mine, by=by, at=at, verb="reminders.chosen", fields=["by_email", "phone"])


def _written(
    mine: OwnCalendar, *, by: User, at: datetime, verb: str, fields: list[str] | None = None
) -> None:
    record(
        by=by, verb=verb, kind="docket.owncalendar", object_id=str(mine.pk), at=at,
        fields=fields or [],
    )  # fmt: skip
