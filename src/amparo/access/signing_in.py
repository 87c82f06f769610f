"""Guessing is slowed, and nobody can be shut out by it: failed sign-ins, and devices known before.

Five failures within a quarter of an hour close the door to strangers, for an account and for an
address, each time for longer. A device on which the account signed in before has a count of its
own, so whoever guesses from elsewhere does not keep its owner out; a passkey is never counted.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.signing import BadSignature
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from amparo.access.models import SignInFailure, User
from amparo.access.services import System
from amparo.audit.services import record

MOST = 5
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
KNOWN_DAYS = 180
SALT = "amparo.access.known-device"


def wait_after(n: int) -> timedelta:
    """How long the door stays closed after the n-th failure: a quarter of an hour, doubling."""
    if n < MOST:
        return timedelta()
    doubled: int = 1 << min(n - MOST, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def closed_until(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """When the next try is taken, given the instants of failures; None for now.

    Failures before a pause of four hours are forgotten; so are those further ahead than the longest
    wait, which a clock left there that was set back since: they would shut the door for as long.
    """
    n, last = 0, None
    for at in sorted(one for one in failures if one - now <= LONGEST_WAIT):
        n = 1 if last is not None and at - last > LONGEST_WAIT else n + 1
        last = at
    if last is None or now - last > LONGEST_WAIT:
        return None
    until = last + wait_after(n)
    return until if until > now else None


@transaction.atomic
def begin_try(request: HttpRequest, email: str, address: str, at: datetime) -> datetime | None:
    """Count a try before the password is looked at; when to come back, where it is not taken.

    Counted first, a thousand tries at once are a thousand tries: at most as many more get through
    as the server has threads.
    """
    buckets = _buckets(request, email, address)
    day = timedelta(days=1)
    SignInFailure.objects.filter(Q(at__lt=at - day) | Q(at__gt=at + day)).delete()
    rows = [SignInFailure(bucket=bucket, at=at) for bucket in buckets]
    kept = [(row, _before(row, at)) for row in rows]
    until = [found for _, failures in kept if (found := closed_until(failures, at))]
    if until:
        return max(until)
    for row, _ in kept:
        row.save(force_insert=True)
    request.sign_in_try = [row.pk for row in rows]  # type: ignore[attr-defined]
    return None


def _before(row: SignInFailure, at: datetime) -> list[datetime]:
    rows = SignInFailure.objects.filter(bucket=row.bucket, at__gte=at - timedelta(days=1))
    return list(rows.values_list("at", flat=True))


@transaction.atomic
def take_try(what: str, at: datetime) -> tuple[datetime | None, int]:
    """Count one try of something guessed: when it is taken (None for now), and its number."""
    row = SignInFailure(bucket=_hashed(what), at=at)
    until = closed_until(_before(row, at), at)
    if until is None:
        row.save(force_insert=True)
    return until, row.pk or 0


def forget_try(number: int) -> None:
    """Take back a try that was right."""
    SignInFailure.objects.filter(pk=number).delete()


def succeed(request: HttpRequest) -> None:
    """Take back what this try counted: the password was right."""
    SignInFailure.objects.filter(pk__in=getattr(request, "sign_in_try", [])).delete()


@transaction.atomic
def fail(request: HttpRequest, email: str, address: str, at: datetime) -> None:
    """Write a failure into the trail, and with the fifth that the account is slowed.

    No more are written than tries are taken, so that nobody can fill the trail.
    """
    bucket = _buckets(request, email, address)[0]
    user = User.objects.filter(email__iexact=email.strip()).first()
    told = {"by": System(), "kind": "access.user", "at": at,
            "object_id": user.actor_id if user else "unknown"}  # fmt: skip
    record(verb="sign_in.failed", **told)  # type: ignore[arg-type]
    if SignInFailure.objects.filter(bucket=bucket, at__gte=at - FIRST_WAIT).count() == MOST:
        record(verb="sign_in.slowed", **told)  # type: ignore[arg-type]


@transaction.atomic
def tell(user: User, at: datetime) -> None:
    """Write into the trail that somebody signed in."""
    record(by=user, verb="sign_in.done", kind="access.user", object_id=user.actor_id, at=at)


def _buckets(request: HttpRequest, email: str, address: str) -> list[str]:
    """What is counted: the known device alone, or account and address for a stranger.

    The table keeps keyed hashes: it is no list of who works here, nor from where.
    """
    name = email.strip().casefold()
    device = known_device(request, name)
    if device:
        return [_hashed(f"device|{name}|{device}")]
    return [_hashed(f"account|{name}"), _hashed(f"address|{network_of(address)}")]


def _hashed(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """The address, or for IPv6 its /64: one household has billions of those."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network(f"{found}/64", strict=False))
    return str(found)


def _cookie(name: str) -> str:
    prefix = "__Host-" if settings.HTTPS else ""
    return f"{prefix}known-{_hashed(f'cookie|{name}')[:12]}"


def known_device(request: HttpRequest, email: str) -> str:
    """The device on which this account signed in before, or nothing.

    A new password makes every device a stranger again.
    """
    try:
        told = request.get_signed_cookie(
            _cookie(email), salt=SALT, max_age=timedelta(days=KNOWN_DAYS)
        )
    except (KeyError, BadSignature):
        return ""
    device, _, stamp = (told or "").partition(".")
    user = User.objects.filter(email__iexact=email).first()
    return device if user and hmac.compare_digest(stamp, _stamp(user)) else ""


def remember_device(response: HttpResponse, user: User) -> None:
    """Have this browser known from now on; for one's own device, not for a shared one."""
    response.set_signed_cookie(
        _cookie(user.email.casefold()), f"{secrets.token_hex(8)}.{_stamp(user)}", salt=SALT,
        max_age=timedelta(days=KNOWN_DAYS), httponly=True, samesite="Lax", secure=settings.HTTPS,
    )  # fmt: skip


def _stamp(user: User) -> str:
    return _hashed(f"stamp|{user.get_session_auth_hash()}")[:24]
