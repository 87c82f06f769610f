"""The tree of places."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amparo.directory import selectors, services, tables
from amparo.directory.forms import PlaceForm
from amparo.directory.requests import MemberRequest
from amparo.directory.views.asking import ask
from amparo.web.gate import requires


@require_safe
@requires("directory.read")
def jurisdictions(request: MemberRequest) -> HttpResponse:
    """Every place, with how many people live there by whose count."""
    lines, page = selectors.places_for(request.user, page=request.GET.get("page", "1"))
    shown = {
        "columns": tables.PLACE_COLUMNS, "rows": tables.place_rows(lines), "page": page,
        "n": page.paginator.count, "may_edit": request.user.may("directory.edit"),
    }  # fmt: skip
    return render(request, "directory/jurisdictions.html", shown)


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def jurisdiction_add(request: MemberRequest) -> HttpResponse:
    """Add a place."""
    form = PlaceForm(request.POST or None, places=selectors.places_visible_to(request.user))
    return ask(
        request, form,
        lambda: services.add_jurisdiction(by=request.user, at=timezone.now(), **form.cleaned_data),
        title="Add a place", submit="Add the place", back=reverse("jurisdictions"),
        done="The place was added.",
    )  # fmt: skip
