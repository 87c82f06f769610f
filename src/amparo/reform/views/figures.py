"""Where it breaks: the figures, and the cases behind each number."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.errors import CannotEstimate, NotVisible
from amparo.reform import selectors
from amparo.reform.forms import AskedForm
from amparo.reform.pages.cases import CASE_COLUMNS, case_rows
from amparo.reform.pages.figures import page_of
from amparo.reform.pages.tabs import tabs_of
from amparo.web.gate import requires


def _asked(request: SignedInRequest) -> AskedForm:
    return AskedForm(request.GET, programmes=selectors.programmes_for(request.user))


@require_safe
@requires("figures.read")
def where_it_breaks(request: SignedInRequest) -> HttpResponse:
    """The page of figures over what this user may count."""
    form = _asked(request)
    shown: dict[str, object] = {"filter": form, "in_use": sum(map(bool, request.GET.values()))}
    if not selectors.hides_small(request.user):
        shown["tabs"] = tabs_of(request.GET, "where_it_breaks")
    if form.is_valid():
        asked = form.asked()
        shown["pathway"] = selectors.pathway_asked(asked.pathway)
        try:
            found = selectors.diagnosis_for(request.user, asked)
            shown["page"] = page_of(found, request.user, asked, query=request.GET.dict())
        except CannotEstimate as nothing:
            shown["nothing"] = nothing
    return render(request, "reform/where_it_breaks.html", shown)


@require_safe
@requires("people.read")
def cases_behind(request: SignedInRequest) -> HttpResponse:
    """The cases behind one number, of those this user may open."""
    form = _asked(request)
    step = request.GET.get("step", "0")
    if not form.is_valid() or not (step.isascii() and step.isdigit()):
        raise NotVisible
    outcome, today = request.GET.get("outcome", "entered"), timezone.localdate()
    log, rows, n = selectors.cases_behind(
        request.user, form.asked(), int(step[:4]), outcome, today=today
    )
    names = log.stages[int(step[:4]) : int(step[:4]) + 2]
    kept = {key: value for key, value in request.GET.items() if key in form.fields and value}
    shown = {
        "start": names[0], "to": names[1], "outcome": selectors.SAID[outcome], "n": n,
        "group": form.asked().group,
        "rows": case_rows(rows), "n_shown": len(rows), "columns": CASE_COLUMNS,
        "back_href": f"{reverse('where_it_breaks')}?{urlencode(kept)}",
    }  # fmt: skip
    return render(request, "reform/cases_behind.html", shown)
