"""The Court page of a case, and the page of one accused."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.docket.selectors.court import accused_of, court_of
from amparo.casework.docket.shapes import court as shapes
from amparo.casework.frame.asked import today, who
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def court(request: HttpRequest, code: str) -> HttpResponse:
    """Every court case with its charges, its next date, and what waits to be told."""
    case, rights, shell = look_at(request, code, part="court", tab="case_court")
    shows = bool(rights.decide("people.reveal"))
    found = court_of(who(request), case, today=today(), show_number=shows)
    writes = bool(rights.decide("cases.write"))
    shown = shapes.court_page(found, case.code, today=today(), writes=writes)
    return render(request, "docket/court.html", {**shell, **shown})


@requires("people.read")
@require_GET
def accused(request: HttpRequest, code: str, accused: UUID) -> HttpResponse:
    """One accused: defence, custody, and each charge with what the court said."""
    case, rights, shell = look_at(request, code, part="accused", tab="case_court")
    one = accused_of(court_of(who(request), case, today=today()), accused)
    writes = bool(rights.decide("cases.write"))
    shown = shapes.accused_page(one, case.code, writes=writes)
    return render(request, "docket/accused.html", {**shell, **shown})
