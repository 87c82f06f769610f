"""Programmes: one crime type in one place over one period."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.services.opening import change_programme_phase, start_programme
from amparo.casework.desk.forms.programmes import PhaseForm, ProgrammeForm
from amparo.casework.desk.selectors import programmes as ask
from amparo.casework.desk.shapes.programmes import COLUMNS, rows_of
from amparo.casework.frame.asked import is_done
from amparo.errors import NotVisible
from amparo.web.gate import requires
from amparo.web.shapes import Action


@require_safe
@requires("directory.read")
def programmes(request: SignedInRequest) -> HttpResponse:
    """The office's programmes and the phase each is in."""
    may_manage = request.user.may("programmes.manage")
    rows = rows_of(ask.programmes_for(request.user), may_manage=may_manage)
    actions = [Action("Start a programme", reverse("programme_new"))] if may_manage else []
    shown = {"rows": rows, "columns": COLUMNS, "actions": actions}
    return render(request, "desk/programmes.html", shown)


@require_http_methods(["GET", "POST"])
@requires("programmes.manage")
def programme_new(request: SignedInRequest) -> HttpResponse:
    """Begin work on one crime type in one place."""
    if (office := request.user.office) is None:
        raise NotVisible
    form = ProgrammeForm(request.POST or None, places=ask.place_choices_for(request.user))

    def start() -> None:
        given = dict(form.cleaned_data)
        given["jurisdiction"] = ask.place_for(request.user, given["jurisdiction"])
        start_programme(by=request.user, at=timezone.now(), office=office, **given)

    if is_done(request, form, start):
        messages.success(request, "The programme has started.")
        return redirect("programmes")
    return render(request, "desk/programme_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires("programmes.manage")
def programme_phase(request: SignedInRequest, programme_id: UUID) -> HttpResponse:
    """Move a programme to another phase."""
    found = ask.programme_in_office(request.user, programme_id)
    initial = {"phase": found.phase, "version": found.version}
    form = PhaseForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        change_programme_phase(
            by=request.user, at=timezone.now(), programme=found, phase=given["phase"],
            version=given["version"],
        )  # fmt: skip
        messages.success(request, "The phase has changed.")
        return redirect("programmes")
    return render(request, "desk/programme_phase.html", {"form": form, "programme": found})
