"""Where a visitor of the synthetic office begins."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amparo.demo.people import sign_ins
from amparo.demo.showcase import CODE
from amparo.demo.stories.guide import GUIDES
from amparo.web.gate import open_to_all

SIGN_INS = ("Sign in as", "Role", "What to try")


@open_to_all("Says whom to sign in as; only the synthetic office has such a page")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Sign-ins, and the way through the four stories; of a real office nothing."""
    if not settings.DEMO:
        return redirect("today")
    accounts = sign_ins(CODE)
    shown = {
        "rows": [(who.email, who.role, f"{who.what_to_try[0].upper()}{who.what_to_try[1:]}")
                 for who in accounts],
        "columns": SIGN_INS, "password": accounts[0].password, "guides": GUIDES,
    }  # fmt: skip
    return render(request, "demo/start.html", shown)
