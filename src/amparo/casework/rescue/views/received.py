"""How complaints were received, by institution."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.frame.asked import who
from amparo.casework.rescue.selectors.received import received_for
from amparo.casework.rescue.shapes.received import COLUMNS, rows_of, said_of
from amparo.web.gate import requires


@requires("figures.read")
@require_GET
def complaints_received(request: HttpRequest) -> HttpResponse:
    """Registered, refused, unanswered; the small ones put together."""
    page = received_for(who(request))
    shown = {"columns": COLUMNS, "rows": rows_of(page), "said": said_of(page)}
    return render(request, "rescue/received.html", shown)
