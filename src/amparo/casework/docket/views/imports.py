"""A court's list of hearings: bring it in, look it over, set it, take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amparo.casework.docket.forms.imports import ConfirmForm, ListForm
from amparo.casework.docket.selectors.calendar import courts_for
from amparo.casework.docket.selectors.imports import (
    court_chosen,
    import_for,
    imports_for,
    rows_used,
)
from amparo.casework.docket.services import importing as services
from amparo.casework.docket.shapes import imports as shapes
from amparo.casework.docket.sheets import read_sheet
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.web.gate import requires


@requires("cases.write")
@require_http_methods(["GET", "POST"])
def hearings_import(request: HttpRequest) -> HttpResponse:
    """The file and its court; then to what it would do."""
    user = who(request)
    sent = request.method == "POST"
    form = ListForm(typed(request), request.FILES if sent else None, courts=courts_for(user))
    kept: list[UUID] = []

    def act() -> None:
        name, content = form.cleaned_data["file"]
        court = court_chosen(user, form.cleaned_data["court"])
        sheet = read_sheet(content, name, order=form.cleaned_data["order"], today=today())
        kept.append(services.keep_list(by=user, at=now(), court=court, sheet=sheet).pk)

    if is_done(request, form, act):
        return redirect("hearings_list", source=kept[0])
    status = 422 if form.errors else 200
    shown = {"form": form, "before": imports_for(user)}
    return render(request, "docket/import.html", shown, status=status)


@requires("cases.write")
@require_http_methods(["GET", "POST"])
def hearings_list(request: HttpRequest, source: UUID) -> HttpResponse:
    """What each row would do; set on a second look. Afterwards, what became of each."""
    found = import_for(who(request), source)
    if found.is_erased:
        return render(request, "docket/import_done.html", shapes.erased_of(found))
    sheet, proposals = services.sheet_of(found), services.look_over(who(request), found)
    if found.state != found.State.SHOWN:
        shown = shapes.done_of(found, sheet, proposals, rows_used(found))
        return render(request, "docket/import_done.html", shown)
    form = ConfirmForm(typed(request), proposals=proposals)
    made: list[object] = []

    def act() -> None:
        perhaps = form.cleaned_data.get("perhaps", [])
        made.extend(services.set_listed(by=who(request), at=now(), source=found, perhaps=perhaps))

    if is_done(request, form, act):
        messages.success(request, f"{_hearings(len(made))} on the calendar.")
        return redirect("hearings_list", source=found.pk)
    shown = {"form": form, **shapes.list_of(found, sheet, proposals)}
    return render(request, "docket/import_list.html", shown)


@requires("cases.write")
@require_POST
def hearings_undo(request: HttpRequest, source: UUID) -> HttpResponse:
    """Take the hearings of a list back."""
    found = import_for(who(request), source)
    n, stay = services.take_list_back(by=who(request), at=now(), source=found)
    kept = "stays" if stay == 1 else "stay"
    more = f" {stay} {kept}, since something is known of it by now." if stay else ""
    messages.success(request, f"{_hearings(n)} taken back.{more}")
    return redirect("hearings_list", source=found.pk)


def _hearings(n: int) -> str:
    return "1 hearing is" if n == 1 else f"{n} hearings are"
