"""Asking for letters, saying yes, stopping, and sending one."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from amparo.access.signing_in import network_of
from amparo.errors import Refused
from amparo.letters.models import Asked, Reader
from amparo.letters.reading import FIRST, said
from amparo.vault.sealing import make_data_key

SALT = "amparo.letters"
DAYS_TO_CONFIRM = 7
MOST_FROM_ONE_PLACE = 5
MOST_TO_ONE_ADDRESS = 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Link = Callable[[str, str, str], str]
"""The full address of a page of letters, given its name, the token and the language."""


@transaction.atomic
def ask_for_letters(
    *, address: str, from_: str, at: datetime, link: Link, language: str = FIRST
) -> None:
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
    if reader.confirmed_at is None and reader.language != language:
        reader.language = language
        reader.save(update_fields=["language"])
    transaction.on_commit(lambda: _ask(reader, address, link))


def _new(address: str, known: str, at: datetime) -> Reader:
    reader = Reader(id=uuid.uuid4(), key=make_data_key(), found_by=_hashed(known), asked_at=at)
    reader.hold(address.strip())
    reader.token_hash = _hash_of(token_of(reader.pk))
    reader.save(force_insert=True)
    return reader


def _ask(reader: Reader, address: str, link: Link) -> None:
    token, mail = token_of(reader.pk), said(reader.language)["mail"]
    if reader.confirmed_at:
        text = mail["already"]
    else:
        yes = link("letters_confirm", token, reader.language)
        text = f"{mail['ask'].format(days=DAYS_TO_CONFIRM)}\n\n  {yes}\n\n{mail['not_you']}"
    _mail(mail["subject"], text, address, reader, link).send()


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


def send_letter(*, subject: str, text: str, link: Link, language: str = "") -> Sent:
    """Send a letter to everyone who said yes, each alone, each with the link that ends it.

    With a language, only to those who asked in it.
    """
    sent = failed = 0
    to = Reader.objects.filter(confirmed_at__isnull=False).select_related("key")
    for reader in to.filter(language=language) if language else to:
        try:
            _mail(subject, text, reader.address, reader, link).send()
        except OSError:
            failed += 1
        else:
            sent += 1
    return Sent(sent, failed)


def _mail(subject: str, text: str, address: str, reader: Reader, link: Link) -> EmailMessage:
    end = link("letters_stop", token_of(reader.pk), reader.language)
    return EmailMessage(
        subject, f"{text}\n\n--\n{said(reader.language)['mail']['end']} {end}\n", to=[address],
        headers={"List-Unsubscribe": f"<{end}>",
                 "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip


def address_of(page: str, token: str, language: str) -> str:
    """The address of a reader's page below the site's, in their language."""
    return f"{reverse(page, args=[token])}?{urlencode({'language': language})}"


def token_of(pk: uuid.UUID) -> str:
    """The words that open a reader's links: made anew from the office's secret, never stored."""
    return salted_hmac(SALT, f"token|{pk}", algorithm="sha256").hexdigest()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hashed(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def _count(what: str, at: datetime, within: timedelta) -> int:
    return Asked.objects.filter(bucket=_hashed(what), at__gt=at - within).count()
