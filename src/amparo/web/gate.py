"""Who may open a view, declared beside it, so that the route census can read every gate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase

from amparo.errors import NotVisible

View = Callable[..., HttpResponseBase]
READS = ("GET", "HEAD")


def requires(verb: str) -> Callable[[View], View]:
    """Open the view to signed-in people whose roles include the verb.

    Anyone else meets the page that a wrong address gets, so that existence is not told. The view
    carries `verb`, for the route census. A page that is only read is read as of one moment: what
    decides which cases are theirs is found out once (`User.reading`).
    """

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated or not user.may(verb):
                raise NotVisible
            user.reading = {} if request.method in READS else None
            try:
                return view(request, *args, **kwargs)
            finally:
                user.reading = None  # whatever comes after asks anew

        gated.verb = verb  # type: ignore[attr-defined]
        return gated

    return gate


def open_to_all(reason: str) -> Callable[[View], View]:
    """Open the view to everyone, signed in or not, for the reason given.

    The view carries an empty `verb` and `open_reason`, for the route census.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.verb = ""  # type: ignore[attr-defined]
        opened.open_reason = reason  # type: ignore[attr-defined]
        return login_not_required(opened)

    return gate
