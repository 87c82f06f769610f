"""What was typed outlives a dead session: sealed, for the one who typed it, until they are back.

A form that is sent after its session ended, or that asks first who it is, was lost. Now its words
wait in the new session's row, sealed under a key that only this browser holds, and stand in the
form again after signing in. They are nobody else's: a cookie says who typed, and another person
who signs in here gets nothing. Signing out and "Exit this page" forget them. Files are not kept.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from amparo.web import errorpages
from amparo.web.refill import refilled

SECONDS = 3600
MOST_BYTES = 200_000
HELD = "typed"  # the sealed words, in the session's row
KEY, TYPIST = "typed-key", "typist"  # cookies: the key of the words, and who types here
SALT = "amparo.access.typed"
# Never kept: what proves who someone is, and forms' own marks.
SECRET = ("csrfmiddlewaretoken", "password", "passphrase", "code", "credential", "oldpassword")


@dataclass(frozen=True)
class Typed:
    """What was typed, where, and by whom."""

    path: str
    who: str
    fields: dict[str, list[str]]


class KeepsTyped:
    """Keeps what a form held when signing in came between, and puts it back afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        who = _who(request)
        typed = _read(request) if request.method == "GET" and HELD in request.session else None
        if typed is not None and _is_back(request, typed):
            return self._put_back(request, typed)
        response = self.get_response(request)
        if request.path in {reverse("leave"), reverse("account_logout")}:
            if not request.user.is_authenticated:
                forget_typed(response)
        elif request.method == "POST" and who and getattr(response, "is_out_of_date", False):
            response = _keep(request, redirect(request.get_full_path()), who) or response
        elif request.method == "POST" and who and _asks_who_it_is(response):
            response = _keep(request, response, who) or response
        elif request.user.is_authenticated:
            _remember(request, response)
        return response

    def _put_back(self, request: HttpRequest, typed: Typed) -> HttpResponse:
        messages.info(
            request, "This is what you had typed. It is not saved yet: look at it, then send it."
        )
        response = self.get_response(request)
        if response.status_code != 200 or "html" not in response.headers.get("Content-Type", ""):
            response = errorpages.not_saved(request, typed.fields)
        page = response.content.decode(response.charset)
        response.content = refilled(page, typed.fields, path=typed.path).encode(response.charset)
        response.headers.pop("Content-Length", None)
        del request.session[HELD]
        response.delete_cookie(_cookie(KEY))
        return response


def _cookie(name: str) -> str:
    return f"__Host-{name}" if settings.HTTPS else name


def _was(request: HttpRequest) -> str:
    """Who the cookie says typed here; empty where it says nothing that we signed."""
    try:
        return str(loads(request.COOKIES.get(_cookie(TYPIST), ""), salt=SALT))
    except BadSignature:
        return ""


def _who(request: HttpRequest) -> str:
    """Who types in this browser: the one signed in, or who was until the session died."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    return _was(request)


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    """Say in a cookie of this browser's own time who types here; signing out takes it away."""
    if _was(request) != str(request.user.pk):
        _set(response, TYPIST, dumps(str(request.user.pk), salt=SALT))


def forget_typed(response: HttpResponse) -> None:
    """Forget who typed here and what: for signing out and leaving."""
    for name in (KEY, TYPIST):
        response.delete_cookie(_cookie(name))


def _set(response: HttpResponse, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        _cookie(name), value, max_age=max_age, secure=settings.HTTPS, httponly=True,
        samesite="Lax",
    )  # fmt: skip


def _asks_who_it_is(response: HttpResponse) -> bool:
    if response.status_code != 302:
        return False
    asked = {resolve_url(settings.LOGIN_URL), reverse("account_reauthenticate")}
    return response.headers["Location"].partition("?")[0] in asked


def _keep(request: HttpRequest, response: HttpResponse, who: str) -> HttpResponse | None:
    """Seal what was typed into the session that follows, and lead back to its form.

    None where nothing was typed, or more than a form holds.
    """
    fields = {
        name: request.POST.getlist(name)
        for name in request.POST
        if not any(word in name.lower() for word in SECRET)
    }
    if request.path.startswith("/account/") or not any(any(one) for one in fields.values()):
        return None
    content = json.dumps([int(time.time()), who, request.get_full_path(), fields]).encode()
    if len(content) > MOST_BYTES:
        return None
    key, nonce = AESGCM.generate_key(bit_length=256), secrets.token_bytes(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, SALT.encode())
    request.session[HELD] = base64.b64encode(sealed).decode()
    _set(response, KEY, base64.urlsafe_b64encode(key).decode(), SECONDS)
    _set(response, TYPIST, dumps(who, salt=SALT))
    place = response.headers["Location"].partition("?")[0]
    if place != request.path:
        response.headers["Location"] = f"{place}?{urlencode({'next': request.get_full_path()})}"
    return response


def _read(request: HttpRequest) -> Typed | None:
    """What waits in this session, where this browser holds its key and it is not too old."""
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(_cookie(KEY), ""))
        sealed = base64.b64decode(request.session[HELD])
        content = AESGCM(key).decrypt(sealed[:12], sealed[12:], SALT.encode())
        at, who, path, fields = json.loads(content)
    except (InvalidTag, ValueError, binascii.Error):
        return None
    return Typed(path, who, fields) if time.time() - at < SECONDS else None


def _is_back(request: HttpRequest, typed: Typed) -> bool:
    """Whether the one who typed it is here again, before the same form."""
    here = request.get_full_path() == typed.path
    return here and request.user.is_authenticated and str(request.user.pk) == typed.who
