"""Survivors to check on and to tell when a suspect near them may be free."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.telling import record_check, record_telling
from amparo.casework.frame.asked import is_done, now, today, who
from amparo.casework.frame.shell import look_at
from amparo.casework.restrain.forms.acting import CheckForm, TellForm
from amparo.casework.restrain.selectors.duties import duty_for, waiting_duties_for
from amparo.casework.restrain.shapes import lists
from amparo.casework.restrain.views.asked import form_at
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
NO_WAY = "No safe way is recorded. Do not call or write. Ask in person, or write why not."


@requires("people.read")
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """Every survivor who waits, in all cases one may open, closed files too."""
    found, n = waiting_duties_for(who(request))
    rows = lists.duty_rows(found, today=today(), with_code=True)
    shown = {"rows": rows, "n": n, "n_shown": len(rows) if len(rows) < n else 0}
    return render(request, "restrain/duties.html", shown)


@requires("people.read")
@require_GET
def duty(request: HttpRequest, code: str, duty: UUID) -> HttpResponse:
    """Whom, why, how they may be reached, and what has been done."""
    case, rights, shell = look_at(request, code, part="safety duty", tab="case_suspects")
    found = duty_for(who(request), case, duty)
    shown = {
        **shell,
        "duty": found,
        "facts": lists.duty_facts(found),
        "contact": found.row.survivor.safe_contact() or NO_WAY,
        "may_write": bool(rights.decide("cases.write")),
    }
    return render(request, "restrain/duty.html", shown)


@requires("cases.write")
@both
def check(request: HttpRequest, code: str, duty: UUID) -> HttpResponse:
    """What the safety check found."""
    case = case_for(who(request), code, "cases.write")
    found = duty_for(who(request), case, duty, "cases.write")
    initial = {"version": found.row.version}
    form = CheckForm(request.POST or None, initial=initial, use_required_attribute=False)

    def keep() -> None:
        typed = form.cleaned_data
        record_check(
            by=who(request), at=now(), duty=found.row, is_safe=typed["is_safe"] == "yes",
            found=typed["found"], version=typed["version"],
        )  # fmt: skip

    if is_done(request, form, keep):
        messages.success(request, "The safety check is kept.")
        return redirect("safety_duty", code=case.code, duty=duty)
    back = reverse("safety_duty", args=[case.code, duty])
    return form_at(request, case, form, title="Safety check", submit="Keep it", back=back,
                   caption=found.survivor,
                   text=found.row.survivor.safe_contact() or NO_WAY)  # fmt: skip


@requires("cases.write")
@both
def tell(request: HttpRequest, code: str, duty: UUID) -> HttpResponse:
    """What the survivor was told, when and how."""
    case = case_for(who(request), code, "cases.write")
    found = duty_for(who(request), case, duty, "cases.write")
    initial = {"version": found.row.version, "on": today()}
    form = TellForm(request.POST or None, initial=initial, use_required_attribute=False)

    def keep() -> None:
        typed = form.cleaned_data
        record_telling(
            by=who(request), at=now(), duty=found.row, was_told=typed["was_told"] == "yes",
            on=typed["on"], words=typed["words"], version=typed["version"],
            through=typed["through"], otherwise=typed["otherwise"],
        )  # fmt: skip

    if is_done(request, form, keep):
        messages.success(request, "What the survivor was told is kept.")
        return redirect("safety_duty", code=case.code, duty=duty)
    back = reverse("safety_duty", args=[case.code, duty])
    return form_at(request, case, form, title="What was the survivor told?", submit="Keep it",
                   back=back, caption=found.survivor,
                   text=found.row.survivor.safe_contact() or NO_WAY)  # fmt: skip
