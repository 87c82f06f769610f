"""Whether someone showed lately that it is them: asked again before what would do most harm."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from amparo.access.middleware import CLOCK_SLACK_SECONDS

View = Callable[..., HttpResponseBase]
ACT_SECONDS = 600
PAGE_SECONDS = 300  # whoever opens a form has five minutes left to fill it in


def seconds_since_shown(request: HttpRequest) -> float:
    """How long ago the person showed who they are, by signing in or by confirming it.

    What lies ahead, since the clock was set back, is as if it had never been.
    """
    records = get_authentication_records(request, request.user)
    since = time.time() - max((float(one["at"]) for one in records), default=0.0)
    return since if since > -CLOCK_SLACK_SECONDS else math.inf


def fresh(view: View) -> View:
    """Open the view only to someone who showed less than ten minutes ago that it is them.

    Others confirm it and come back. What was typed is never kept in the session: it is a table.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        most = ACT_SECONDS if request.method == "POST" else PAGE_SECONDS
        if not settings.REQUIRE_FRESH_SIGN_IN or seconds_since_shown(request) < most:
            return view(request, *args, **kwargs)
        messages.info(request, "Confirm that it is you, then go on.")
        query = urlencode({"next": _back_to(request)})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")

    return asked


def _back_to(request: HttpRequest) -> str:
    """The page itself; for a button, the page it stands on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    return came_from if is_ours else "/"
