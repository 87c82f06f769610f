"""Asking for letters, saying yes, stopping, and sending one."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.crypto import salted_hmac

from amparo.access.signing_in import network_of
from amparo.errors import Refused
from amparo.letters.models import Asked, Reader
from amparo.vault.sealing import make_data_key

SALT = "amparo.letters"
DAYS_TO_CONFIRM = 7
MOST_FROM_ONE_PLACE = 5
MOST_TO_ONE_ADDRESS = 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Link = Callable[[str, str], str]
"""The full address of a page of letters, given its name and the token."""


@transaction.atomic
def ask_for_letters(*, address: str, from_: str, at: datetime, link: Link) -> None:
    """Write to the address, asking whether it was its owner who asked.

    Nothing tells whether an address was known: whoever has confirmed gets a mail that says so.

    Raises: Refused where too many were asked for from one place within an hour.
    """
    forget_the_unconfirmed(at=at)
    Asked.objects.filter(at__lt=at - DAY).delete()
    if _count(f"place|{network_of(from_)}", at, HOUR) >= MOST_FROM_ONE_PLACE:
        raise Refused("Too many addresses were entered from here", next_step="try again in an hour")
    known = f"address|{address.strip().casefold()}"
    is_often = _count(known, at, DAY) >= MOST_TO_ONE_ADDRESS
    Asked.objects.bulk_create(
        Asked(bucket=_hashed(one), at=at) for one in (f"place|{network_of(from_)}", known)
    )
    if is_often:
        return
    reader = Reader.objects.filter(found_by=_hashed(known)).first() or _new(address, known, at)
    transaction.on_commit(lambda: _ask(reader.pk, reader.confirmed_at, address, link))


def _new(address: str, known: str, at: datetime) -> Reader:
    reader = Reader(id=uuid.uuid4(), key=make_data_key(), found_by=_hashed(known), asked_at=at)
    reader.hold(address.strip())
    reader.token_hash = _hash_of(token_of(reader.pk))
    reader.save(force_insert=True)
    return reader


def _ask(pk: uuid.UUID, confirmed_at: datetime | None, address: str, link: Link) -> None:
    token = token_of(pk)
    if confirmed_at:
        said = "You get these letters already; nothing changes."
    else:
        said = (
            "Somebody, you we hope, asked for Amparo's letters at this address. To get them, open "
            f"this page and say yes within {DAYS_TO_CONFIRM} days:\n\n"
            f"  {link('letters_confirm', token)}\n\nIf it was not you, do nothing: the address "
            "is then forgotten."
        )
    _mail("Amparo's letters", said, address, link("letters_stop", token)).send()


@transaction.atomic
def confirm(*, token: str, at: datetime) -> bool:
    """Say yes; whether the token was one that can."""
    forget_the_unconfirmed(at=at)
    reader = Reader.objects.filter(token_hash=_hash_of(token)).first()
    if reader is None:
        return False
    if reader.confirmed_at is None:
        reader.confirmed_at = at
        reader.save(update_fields=["confirmed_at"])
    return True


@transaction.atomic
def stop(*, token: str) -> None:
    """No letters any more: the row and the key of its address are gone."""
    for reader in Reader.objects.filter(token_hash=_hash_of(token)).select_related("key"):
        _forget(reader)


def forget_the_unconfirmed(*, at: datetime) -> None:
    """Forget those who did not say yes within a week."""
    late = Reader.objects.filter(
        confirmed_at__isnull=True, asked_at__lt=at - timedelta(days=DAYS_TO_CONFIRM)
    )
    for reader in late.select_related("key"):
        _forget(reader)


def _forget(reader: Reader) -> None:
    key = reader.key
    reader.delete()
    key.delete()


@dataclass(frozen=True)
class Sent:
    """How many got a letter, and how many could not be reached."""

    sent: int
    failed: int


def send_letter(*, subject: str, text: str, link: Link) -> Sent:
    """Send a letter to everyone who said yes, each alone, each with the link that ends it."""
    sent = failed = 0
    for reader in Reader.objects.filter(confirmed_at__isnull=False).select_related("key"):
        end = link("letters_stop", token_of(reader.pk))
        try:
            _mail(subject, text, reader.address, end).send()
        except OSError:
            failed += 1
        else:
            sent += 1
    return Sent(sent, failed)


def _mail(subject: str, text: str, address: str, end: str) -> EmailMessage:
    return EmailMessage(
        subject, f"{text}\n\n--\nOne click ends these letters: {end}\n", to=[address],
        headers={"List-Unsubscribe": f"<{end}>",
                 "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip


def token_of(pk: uuid.UUID) -> str:
    """The words that open a reader's links: made anew from the office's secret, never stored."""
    return salted_hmac(SALT, f"token|{pk}", algorithm="sha256").hexdigest()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hashed(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def _count(what: str, at: datetime, within: timedelta) -> int:
    return Asked.objects.filter(bucket=_hashed(what), at__gt=at - within).count()
