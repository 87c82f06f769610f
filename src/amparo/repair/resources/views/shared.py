"""What a partner sees of the means of their own unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.reform.views.asked import today
from amparo.repair.resources.pages import shared as pages
from amparo.repair.resources.selectors.shared import own_resources
from amparo.web.gate import requires


@require_safe
@requires("repairs.shared")
def shared_resources(request: SignedInRequest) -> HttpResponse:
    """What their unit has of what it needs, what was asked for it, and what it was given."""
    shown = {
        "units": pages.sections(own_resources(request.user, today=today())),
        "gap_columns": pages.GAPS, "request_columns": pages.REQUESTS,
        "thing_columns": pages.THINGS,
    }  # fmt: skip
    return render(request, "resources/shared.html", shown)
