"""Errors as pages: what is wrong, and what to do next, in words for people."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from amparo.errors import AmparoError, CannotEstimate, Conflict, NotVisible, Refused, TooMany
from amparo.web.shapes import Fact

SECRET = re.compile(r"csrf|password|passphrase|code|credential|secret|version", re.IGNORECASE)

logger = logging.getLogger("amparo")
refusals = logging.getLogger("amparo.refused")


def page_for(request: HttpRequest, error: AmparoError) -> HttpResponse:
    """The page that answers this error, with its status."""
    if isinstance(error, NotVisible):
        _tell_refusal(request)
        return not_found(request)
    if isinstance(error, Conflict):
        return _conflict(request, error)
    refusals.info("%s for %s: %s", type(error).__name__, *_who_and_where(request))
    if isinstance(error, TooMany):
        return _too_many(request, error)
    if isinstance(error, Refused | CannotEstimate):
        return _unprocessable(request, error)
    logger.error("Broken: %s", error.sentence(), exc_info=error)
    return broken(request)


def _tell_refusal(request: HttpRequest) -> None:
    """A line for whoever watches the office: an account's number and a page's name, no more."""
    refusals.info("Not there for %s: %s", *_who_and_where(request))


def _who_and_where(request: HttpRequest) -> tuple[object, str]:
    route = request.resolver_match.url_name if request.resolver_match else ""
    return getattr(request.user, "pk", None) or "nobody", route or ""


FULL = ("disk is full", "no space left", "disk full")
CLOSED = ("readonly database", "read-only", "read only", "unable to open database file")
FAILING = ("disk i/o error", "malformed", "input/output error", "invalid page")
BUSY = ("database is locked", "database table is locked", "deadlock detected")


def trouble_of(error: Exception) -> Refused | None:
    """What a database or a disk that cannot save means to people; None for anything else."""
    words = str(error).lower()
    keeper = "tell whoever looks after Amparo in your office, and keep this page open meanwhile"
    for signs, what, next_step in (
        (FULL, "The office's disk is full", keeper),
        (CLOSED, "The office's disk cannot be written to", keeper),
        (FAILING, "The office's disk fails", keeper),
        (BUSY, "Others are saving at this moment", "wait a minute, then send it again"),
    ):
        if any(sign in words for sign in signs):
            return Refused(what, next_step=next_step)
    return None


def cannot_save(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """503 where the machine cannot save, with what was typed; None where that is not why."""
    trouble = trouble_of(error)
    if trouble is None:
        return None
    logger.error("Not saved: %s", trouble.what, exc_info=error)
    context = {"error": trouble, "typed": _typed(request)}
    return render(request, "web/errors/refused.html", context, status=503)


def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """429 for an account that opened more than any work asks for: when and how it goes on."""
    until = f"{timezone.localtime(error.until):%H:%M}" if error.until else ""
    response = render(
        request, "web/errors/too_many.html", {"error": error, "until": until}, status=429
    )
    if error.until:
        seconds = (error.until - timezone.now()).total_seconds()
        response["Retry-After"] = str(max(1, round(seconds)))
    return response


def _unprocessable(request: HttpRequest, error: AmparoError) -> HttpResponse:
    name = "cannot_estimate" if isinstance(error, CannotEstimate) else "refused"
    # A part asked for by htmx is swapped in place, so it gets the panel without the page.
    part = "_" if request.headers.get("HX-Request") == "true" else ""
    context = {"error": error, "typed": _typed(request)}
    return render(request, f"web/errors/{part}{name}.html", context, status=422)


def _typed(request: HttpRequest) -> list[Fact]:
    """What was sent, but for secrets, so that nobody has to write it twice."""
    return [
        Fact(name.replace("_", " ").capitalize(), ", ".join(request.POST.getlist(name)))
        for name in request.POST
        if not SECRET.search(name) and any(request.POST.getlist(name))
    ]


def _conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    fields = list(dict.fromkeys([*error.theirs, *error.yours]))
    rows = [
        {
            "field": field.replace("_", " ").capitalize(),
            "theirs": error.theirs.get(field, ""),
            "yours": error.yours.get(field, ""),
            "differs": error.theirs.get(field) != error.yours.get(field),
        }
        for field in fields
    ]
    return render(request, "web/errors/conflict.html", {"error": error, "rows": rows}, status=409)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  (Django calls it so)
    """404, the same for what is not there and for what is not for this person."""
    return render(request, "web/errors/not_found.html", {"printed": ""}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  (Django calls it so)
    """403, which only protections of Django's own raise: never who may see a record."""
    return render(request, "web/errors/forbidden.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from a page of ours, or sent after signing out."""
    logger.warning("A form was not accepted: %s", reason)
    response = render(request, "web/errors/form_expired.html", status=403)
    response.is_out_of_date = True  # type: ignore[attr-defined]
    return response


def not_saved(request: HttpRequest, typed: Mapping[str, Sequence[str]]) -> HttpResponse:
    """What was typed before signing in came between, where no form can take it back."""
    error = Refused(
        "You were signed out before this was saved", next_step="send it again where it belongs"
    )
    facts = [
        Fact(name.replace("_", " ").capitalize(), ", ".join(values))
        for name, values in typed.items()
        if any(values)
    ]
    return render(request, "web/errors/refused.html", {"error": error, "typed": facts})


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django calls it so)
    """500; rendered without the request, since whatever broke may be what the shell needs."""
    return HttpResponse(render_to_string("web/errors/broken.html"), status=500)
