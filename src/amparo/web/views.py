"""Pages that belong to no room: help, components, and the way out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from amparo.web import showcase
from amparo.web.gate import open_to_all


@open_to_all("teaches the model, holds no data")
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How Amparo thinks: four ways, repair, protection."""
    return render(request, "web/help.html")


@open_to_all("shows invented examples, holds no data")
@require_GET
def components_page(request: HttpRequest) -> HttpResponse:
    """Every component with its inputs and states."""
    return render(request, "web/components.html", {"exhibits": showcase.exhibits()})


# Exempt: someone in danger must get out even when their form is stale; all it does is sign out.
@csrf_exempt
@open_to_all("leaving must work for everyone, at any moment")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, have the browser forget what it kept, and go to a neutral page."""
    logout(request)
    response = HttpResponseRedirect(settings.EXIT_TO)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"
    return response
