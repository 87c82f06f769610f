"""Institutions and their units."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amparo.directory import selectors, services, tables
from amparo.directory.forms import (
    ChangeInstitutionForm,
    CloseForm,
    FindForm,
    NewInstitutionForm,
    UnitForm,
)
from amparo.directory.requests import MemberRequest
from amparo.directory.views.asking import ask
from amparo.web.gate import requires


@require_safe
@requires("directory.read")
def directory(request: MemberRequest) -> HttpResponse:
    """Every institution, narrowed by kind, place and name."""
    form = FindForm(request.GET, places=selectors.places_visible_to(request.user))
    asked = form.asked()
    lines, page = selectors.institution_lines_for(
        request.user, **asked, page=request.GET.get("page", "1")
    )
    shown = {
        "filter": form, "in_use": sum(map(bool, asked.values())), "page": page,
        "columns": tables.INSTITUTION_COLUMNS, "rows": tables.institution_rows(lines),
        "n": page.paginator.count, "may_edit": request.user.may("directory.edit"),
    }  # fmt: skip
    return render(request, "directory/directory.html", shown)


@require_safe
@requires("directory.read")
def institution(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One institution: its units, their posts, who holds them and who did."""
    detail = selectors.institution_detail(request.user, pk, today=timezone.localdate())
    shown = {"institution": detail, "units": tables.unit_cards(detail)}
    return render(request, "directory/institution.html", shown)


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def institution_add(request: MemberRequest) -> HttpResponse:
    """Add an institution."""
    places = selectors.places_visible_to(request.user)
    form = NewInstitutionForm(request.POST or None, places=places)
    return ask(
        request, form,
        lambda: services.add_institution(by=request.user, at=timezone.now(), **form.cleaned_data),
        title="Add an institution", submit="Add the institution", back=reverse("directory"),
        done="The institution was added.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def institution_change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct an institution's name, kind or place."""
    row = selectors.institution_visible_to(request.user, pk)
    initial = {name: getattr(row, name) for name in ("name", "kind", "jurisdiction", "version")}
    places = selectors.places_visible_to(request.user)
    form = ChangeInstitutionForm(request.POST or None, initial=initial, places=places)
    return ask(
        request, form,
        lambda: services.change_institution(
            by=request.user, at=timezone.now(), institution=row, **form.cleaned_data
        ),
        title=f"Change {row.name}", submit="Save the change",
        back=reverse("institution", args=[pk]), done="The institution was changed.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def unit_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a unit to an institution."""
    row = selectors.institution_visible_to(request.user, pk)
    form = UnitForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.add_unit(
            by=request.user, at=timezone.now(), institution=row, **form.cleaned_data
        ),
        title=f"Add a unit to {row.name}", submit="Add the unit",
        back=reverse("institution", args=[pk]), done="The unit was added.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def unit_close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say when a unit closed."""
    unit = selectors.unit_visible_to(request.user, pk)
    form = CloseForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.close_unit(
            by=request.user, at=timezone.now(), unit=unit, **form.cleaned_data
        ),
        title=f"When did {unit.name} close?", submit="Save the day",
        back=reverse("institution", args=[unit.institution_id]), done="The unit is closed.",
    )  # fmt: skip
