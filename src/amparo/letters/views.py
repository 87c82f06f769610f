"""The pages of the letters: asking, saying yes, stopping. They know nothing of who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.errors import Refused
from amparo.letters import services
from amparo.letters.forms import AskForm
from amparo.web.gate import open_to_all

OPEN = "anyone may ask for letters; tells nothing of an address or a case"


@open_to_all(OPEN)
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Ask for letters; the thanks are the same whether or not the address was known."""
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            services.ask_for_letters(
                address=address, from_=place_of(request), at=timezone.now(),
                link=lambda page, token: request.build_absolute_uri(reverse(page, args=[token])),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, f"{refusal.what}: {refusal.next_step}.")
            status = 429
        else:
            return render(request, "letters/asked.html")
    return render(request, "letters/letters.html", {"form": form}, status=status)


@open_to_all(OPEN)
@require_http_methods(["GET", "POST"])
def letters_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes with a button, since programs that look through mail follow links."""
    if request.method == "GET":
        return render(request, "letters/confirm.html")
    is_confirmed = services.confirm(token=token, at=timezone.now())
    return render(request, "letters/thanks.html", {"is_confirmed": is_confirmed})


# Exempt: mail programs send this by themselves, as RFC 8058 says; all it does is stop the letters.
@csrf_exempt
@open_to_all(OPEN)
@require_http_methods(["GET", "POST"])
def letters_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop at once, by one click or by the mail program's own button."""
    services.stop(token=token)
    return render(request, "letters/stopped.html")


def place_of(request: HttpRequest) -> str:
    """Where the request comes from, past as many proxies as the office trusts."""
    n = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = passed[-n] if n and len(passed) >= n else ""
    return trusted or str(request.META.get("REMOTE_ADDR", ""))
