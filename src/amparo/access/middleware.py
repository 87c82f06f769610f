"""A second factor for everyone, and sessions that end."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from amparo.access.selectors import has_second_factor

IDLE_SECONDS = 20 * 60
SHARED_IDLE_SECONDS = 5 * 60
WRITE_SECONDS = 60
CLOCK_SLACK_SECONDS = 120
GIVEN_SECONDS = 3 * 24 * 3600
OUT_OF_DATE = (
    "The password that you were given is older than three days and opens nothing any more. "
    "Ask an administrator for a new one."
)
IDLE = "You were signed out because nothing happened for a while."
SET_BACK = (
    "You were signed out because the clock of this office was set back. "
    "If it happens again, tell whoever looks after Amparo."
)
OPEN_PREFIXES = ("/account/", "/static/", "/leave/", "/help/")


class SecondFactorRequired:
    """Sends whoever has none to set one up before anything else opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.REQUIRE_SECOND_FACTOR
            and user.is_authenticated
            and not request.path.startswith(OPEN_PREFIXES)
            and not has_second_factor(user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)


class PasswordIsTheirs:
    """Sends whoever signed in with a password that an administrator gave to choose their own.

    After three days such a password opens nothing: a letter or a message with it lies about.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or user.given_at is None:
            return self.get_response(request)
        if abs((timezone.now() - user.given_at).total_seconds()) > GIVEN_SECONDS:
            logout(request)
            messages.error(request, OUT_OF_DATE)
            return redirect("account_login")
        if request.path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        messages.info(request, "Choose a password of your own: somebody else knows this one.")
        return redirect("account_change_password")


class SessionsEnd:
    """Ends a session that was idle, sooner on a shared machine, and any after half a day.

    Its last use is written once a minute at most, so that reading pages does not write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now, session = time.time(), request.session
        signed_in = request.user.last_login
        began = session.get("began", signed_in.timestamp() if signed_in else now)
        seen = session.get("seen", began)
        idle = SHARED_IDLE_SECONDS if session.get("shared") else IDLE_SECONDS
        # Where the clock was set back, nobody can say how old a session is: it is over.
        was_set_back = max(seen, began) - now > CLOCK_SLACK_SECONDS
        if was_set_back or now - seen > idle or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            messages.info(request, SET_BACK if was_set_back else IDLE)
            query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return redirect(f"{reverse('account_login')}?{query}")
        if now - seen > WRITE_SECONDS:
            session["began"], session["seen"] = began, now
        return self.get_response(request)
