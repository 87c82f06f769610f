"""Colleagues and their checks; the register of breaches of data."""

from __future__ import annotations

from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.cases.selectors import office as ask
from amparo.casework.cases.services import breaches as registers
from amparo.casework.cases.services.staffing import record_check_of
from amparo.casework.desk.forms import office as forms
from amparo.casework.desk.shapes import office as shapes
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.errors import NotVisible
from amparo.web.gate import requires
from amparo.web.shapes import Action

both = require_http_methods(["GET", "POST"])


@requires("programmes.manage")
@require_GET
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who works on cases, until when each check holds, and who is to be asked how they are."""
    rows = ask.colleagues_for(who(request), today=today())
    shown = {
        "columns": shapes.COLLEAGUES, "rows": shapes.colleague_rows(rows, today=today()),
    }  # fmt: skip
    return render(request, "desk/colleagues.html", shown)


@requires("programmes.manage")
@both
def colleague_check(request: HttpRequest, colleague: UUID) -> HttpResponse:
    """Record that something was done for a colleague; what was found or said is not kept."""
    found = ask.colleague_of(who(request), colleague)
    form = forms.CheckForm(typed(request), today=today())

    def keep() -> None:
        record_check_of(by=who(request), at=now(), user=found, **form.cleaned_data)

    if is_done(request, form, keep):
        messages.success(request, "Recorded.")
        return redirect("colleagues")
    return _form(
        request, form, title=f"Record for {found.name}", submit="Record it", back="colleagues",
        label="Colleagues",
    )  # fmt: skip


@requires("referrals.read")
@require_GET
def breaches(request: HttpRequest) -> HttpResponse:
    """The register: all of it for supervisors, what one wrote down oneself for everybody else."""
    shown = {
        "columns": shapes.BREACHES,
        "rows": shapes.breach_rows(ask.breaches_for(who(request)), now=now()),
        "actions": [Action("Write a breach down", reverse("breach_new"))],
    }
    return render(request, "desk/breaches.html", shown)


@requires("referrals.read")
@both
def breach_new(request: HttpRequest) -> HttpResponse:
    """Write down that something personal got out, was lost, or was changed."""
    office = who(request).office
    if office is None:
        raise NotVisible
    form = forms.BreachForm(typed(request), now=now())

    def keep() -> None:
        given = form.cleaned_data
        registers.report_breach(
            by=who(request), at=now(), office=office, kind=given["kind"], words=given["words"],
            known_at=given["known_at"], n_people=given["n_people"], token=given["token"],
            is_risky=given["is_risky"] == "yes",
        )  # fmt: skip

    if is_done(request, form, keep):
        messages.success(request, "Written down. A supervisor sees it on Today, with its clock.")
        return redirect("breach", breach=form.cleaned_data["token"])
    return _form(
        request, form, title="Write a breach down", submit="Write it down", back="breaches",
        label="Breaches of data",
        text="Nobody is blamed for telling. Stop it first if you can, then write it down.",
    )  # fmt: skip


@requires("referrals.read")
@require_GET
def breach(request: HttpRequest, breach: UUID) -> HttpResponse:
    """One breach, and what was done about it."""
    line = ask.breach_for(who(request), breach)
    may = who(request).may("team.manage") and not line.is_closed
    step = Action("Record what was done", reverse("breach_step", args=[breach]), "primary")
    shown = {"facts": shapes.breach_facts(line), "actions": [step] if may else []}
    return render(request, "desk/breach.html", shown)


@requires("team.manage")
@both
def breach_step(request: HttpRequest, breach: UUID) -> HttpResponse:
    """What was done about it, or why something is not."""
    line = ask.breach_for(who(request), breach)
    form = forms.BreachStepForm(typed(request), today=today(), done=line.done)

    def keep() -> None:
        registers.add_breach_step(by=who(request), at=now(), breach=line.row, **form.cleaned_data)

    if is_done(request, form, keep):
        messages.success(request, "Recorded.")
        return redirect("breach", breach=breach)
    shown = {
        "form": form, "title": "What was done", "submit": "Record it", "label": "The breach",
        "back": reverse("breach", args=[breach]),
    }  # fmt: skip
    return render(request, "desk/office_form.html", shown, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, form: django_forms.Form, *, title: str, submit: str, back: str,
    label: str, text: str = "",
) -> HttpResponse:  # fmt: skip
    shown = {
        "form": form, "title": title, "submit": submit, "text": text, "label": label,
        "back": reverse(back),
    }  # fmt: skip
    return render(request, "desk/office_form.html", shown, status=422 if form.errors else 200)
