"""The pages of the letters: asking, saying yes, stopping. They know nothing of who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.errors import Refused
from amparo.letters import services
from amparo.letters.forms import EXAMPLE, AskForm
from amparo.letters.reading import LANGUAGES, language_of, said
from amparo.web.gate import open_to_all

OPEN = "anyone may ask for letters; tells nothing of an address or a case"


@open_to_all(OPEN)
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Ask for letters; the thanks are the same whether or not the address was known."""
    language = language_of(request)
    form = AskForm(request.POST if request.method == "POST" else None, language=language)
    status = 200
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            services.ask_for_letters(
                address=address, from_=place_of(request), at=timezone.now(), language=language,
                link=lambda *named: request.build_absolute_uri(services.address_of(*named)),
            )  # fmt: skip
        except Refused:
            form.add_error(None, said(language)["ask"]["too_many"])
            status = 429
        else:
            return _show(request, "asked")
    return _show(request, "ask", status=status, form=form)


@open_to_all(OPEN)
@require_http_methods(["GET", "POST"])
def letters_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes with a button, since programs that look through mail follow links."""
    if request.method == "GET":
        return _show(request, "confirm")
    is_confirmed = services.confirm(token=token, at=timezone.now())
    return _show(request, "thanks" if is_confirmed else "old")


# Exempt: mail programs send this by themselves, as RFC 8058 says; all it does is stop the letters.
@csrf_exempt
@open_to_all(OPEN)
@require_http_methods(["GET", "POST"])
def letters_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop at once, by one click or by the mail program's own button."""
    services.stop(token=token)
    return _show(request, "stopped")


def _show(request: HttpRequest, page: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page in the language of its reader; each offers itself in the others."""
    language = language_of(request)
    words = said(language)
    gaps = {"days": services.DAYS_TO_CONFIRM, "example": EXAMPLE}
    texts = {key: text.format(**gaps) for key, text in words[page].items()}
    others = [(code, said(code)["name"]) for code in LANGUAGES if code != language]
    context = {"t": texts, "page": words["page"], "language": language, "others": others, **more}
    return render(request, f"letters/{page}.html", context, status=status)


def place_of(request: HttpRequest) -> str:
    """Where the request comes from, past as many proxies as the office trusts."""
    n = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = passed[-n] if n and len(passed) >= n else ""
    return trusted or str(request.META.get("REMOTE_ADDR", ""))
