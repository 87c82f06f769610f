"""Reminders of the next day in court. They never say whose, where or what about: only that."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.mail import send_mail
from django.db import IntegrityError, transaction

from amparo.access.models import User
from amparo.casework.docket.gateways import SmsGateway, gateway
from amparo.casework.docket.models import Reminder
from amparo.casework.docket.selectors.calendar import Chosen, hearings_for
from amparo.casework.docket.services.own_calendar import own_calendar
from amparo.web.dates import spoken_date

log = logging.getLogger(__name__)
SUBJECT = "Amparo: a date tomorrow"


@dataclass(frozen=True)
class Sent:
    """What a round of reminders did. Counts: messages."""

    sent: int
    failed: int


def remind(*, at: datetime, today: date, sms: SmsGateway | None = None) -> Sent:
    """Remind everyone on a team of tomorrow's hearings, by the ways they chose; each way once.

    A way that fails is tried again in the next round; the others go out meanwhile.
    """
    tomorrow = today + timedelta(days=1)
    sent = failed = 0
    for user, n in _to_remind(tomorrow):
        for channel, to in _ways(user):
            done = _send_once(user, channel, to, n, tomorrow, at=at, sms=sms or gateway())
            sent, failed = sent + (done is True), failed + (done is False)
    return Sent(sent, failed)


def _to_remind(on: date) -> Iterator[tuple[User, int]]:
    people = User.objects.filter(is_active=True).select_related("office").order_by("pk")
    for user in people.iterator(chunk_size=500):
        if user.may("people.read"):
            rows = hearings_for(user, Chosen(person=str(user.pk)))
            n = rows.filter(on=on, outcome="").count()
            if n:
                yield user, n


def _ways(user: User) -> list[tuple[Reminder.Channel, str]]:
    mine = own_calendar(user)
    phone = mine.phone() if mine.phone_sealed else ""
    ways = [(Reminder.Channel.EMAIL, user.email)] if mine.by_email else []
    return ways + ([(Reminder.Channel.SMS, phone)] if phone else [])


def text_of(n: int, on: date) -> str:
    """What a reminder says. Counts: hearings."""
    hearings = "a hearing" if n == 1 else f"{n} hearings"
    return f"You have {hearings} on {spoken_date(on)}. Open Amparo to see where and when."


def _send_once(
    user: User, channel: Reminder.Channel, to: str, n: int, on: date, *, at: datetime,
    sms: SmsGateway,
) -> bool | None:  # fmt: skip
    """True when it went out, False when it failed, None when it had gone before.

    The row is written first and falls with a failure: nobody is told twice by two rounds at once.
    """
    try:
        with transaction.atomic():
            Reminder.objects.create(user=user, on=on, channel=channel, sent_at=at)
            if channel == Reminder.Channel.EMAIL:
                send_mail(SUBJECT, text_of(n, on), None, [to])
            else:
                sms.send(to=to, text=text_of(n, on))
    except IntegrityError:
        return None
    except OSError as error:
        log.warning("A reminder by %s did not go out: %s", channel.label, type(error).__name__)
        return False
    return True
