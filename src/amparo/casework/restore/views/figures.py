"""Recovery in figures, for supervisors and analysts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amparo.casework.frame.asked import today, who
from amparo.casework.restore.forms.figures import ScopeForm
from amparo.casework.restore.selectors.figures import figures_for, programmes_of
from amparo.casework.restore.shapes import figures as shapes
from amparo.errors import CannotEstimate
from amparo.web.gate import requires


@requires("figures.exact")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Plans in time, safety plans, change by domain, restored by time, and what survivors say."""
    user = who(request)
    form = ScopeForm(request.GET, programmes=programmes_of(user))
    shown: dict[str, object] = {"filter": form, "in_use": sum(map(bool, request.GET.values()))}
    if form.is_valid():
        try:
            found = figures_for(user, form.scope(), today=today())
            shown["page"] = shapes.page_of(found)
        except CannotEstimate as nothing:
            shown["nothing"] = nothing
    return render(request, "restore/figures.html", shown)
