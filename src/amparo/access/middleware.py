"""A second factor for everyone whose role opens records of people."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from amparo.access.selectors import has_second_factor

OPEN_PREFIXES = ("/account/", "/static/", "/leave/", "/help/")


class SecondFactorRequired:
    """Sends such a person to set one up before anything else opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.REQUIRE_SECOND_FACTOR
            and user.is_authenticated
            and user.sees_people
            and not request.path.startswith(OPEN_PREFIXES)
            and not has_second_factor(user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)
