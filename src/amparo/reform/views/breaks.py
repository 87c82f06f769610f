"""What breaks, one cause at a time, and the cases behind it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.eventlog import Scope
from amparo.directory.packs import causes
from amparo.errors import CannotEstimate
from amparo.reform.pages.breaks import breaks_page, cause_named, one_break_page, tabs_of
from amparo.reform.pages.cases import CASE_COLUMNS, case_rows
from amparo.reform.pages.lost import fewer_cell
from amparo.reform.selectors.breaks import breaks_for, one_break_for
from amparo.reform.selectors.lost import next_lost_for
from amparo.reform.selectors.problems import cases_broken as broken
from amparo.reform.views.asked import one_of_causes, today
from amparo.web.gate import requires


def _known() -> dict[str, str]:
    return {cause.id: cause.step for cause in causes()}


@require_safe
@requires("figures.exact")
def what_breaks(request: SignedInRequest) -> HttpResponse:
    """Causes over the cases that reached their step; whether more cases would show more."""
    shown: dict[str, object] = {"tabs": tabs_of(request.user, "what_breaks")}
    try:
        found = breaks_for(request.user, Scope())
        fewer = next_lost_for(request.user, Scope(), found.clusters, today=today())
        shown["page"] = breaks_page(found, {key: fewer_cell(one) for key, one in fewer.items()})
    except CannotEstimate as nothing:
        shown["nothing"] = nothing
    return render(request, "reform/breaks.html", shown)


@require_safe
@requires("figures.exact")
def one_break(request: SignedInRequest) -> HttpResponse:
    """One cause at one step, by unit and by half-year; without one, the list to choose from."""
    if not request.GET.get("cause"):
        return redirect("what_breaks")
    cause, step = one_of_causes(request, _known())
    found = one_break_for(request.user, Scope(), cause=cause, step=step, today=today())
    page = one_break_page(found, request.user, cause=cause, step=step)
    may_manage = request.user.may("repairs.manage")
    return render(request, "reform/one_break.html", {"page": page, "may_manage": may_manage})


@require_safe
@requires("people.read")
def cases_broken(request: SignedInRequest) -> HttpResponse:
    """The cases behind one cause, of those this user may open."""
    if not request.GET.get("cause"):
        return redirect("what_breaks")
    cause, step = one_of_causes(request, _known())
    rows, n = broken(request.user, cause=cause, step=step, today=today())
    back = f"{reverse('one_break')}?cause={cause}&step={step}" \
        if request.user.may("figures.exact") else reverse("caseload")  # fmt: skip
    shown = {
        "title": cause_named(cause).name, "rows": case_rows(list(rows)), "n": n,
        "n_shown": len(rows), "columns": CASE_COLUMNS, "back_href": back,
    }  # fmt: skip
    return render(request, "reform/cases_broken.html", shown)
