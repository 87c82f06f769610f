"""The Services page of a case: where survivors live, and all that helps them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.aftercare.selectors.services import services_for
from amparo.casework.aftercare.shapes.services import sections_of
from amparo.casework.frame.asked import today, who
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires

TAB = "case_services"


@requires("people.read")
@require_GET
def services(request: HttpRequest, code: str) -> HttpResponse:
    """Placements, referrals, services, papers and money of the survivors of a case."""
    case, rights, shell = look_at(request, code, part="services", tab=TAB)
    page = services_for(who(request), case, today=today())
    writes = bool(rights.decide("cases.write"))
    shown = {**shell, "sections": sections_of(page, case, writes=writes, today=today())}
    return render(request, "aftercare/services.html", shown)
