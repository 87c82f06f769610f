"""What every view about a survivor asks: the survivor, the form's page, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import is_done, who
from amparo.casework.restore.selectors.survivors import survivor_for

if TYPE_CHECKING:
    from amparo.casework.cases.models import Case, Person
    from amparo.casework.cases.selectors.case import Who

both = require_http_methods(["GET", "POST"])
TAB = "case_restore"


def to_write(request: HttpRequest, code: str, survivor: UUID) -> tuple[Case, Person, Who]:
    """The case and one of its survivors, for whoever may write in it."""
    case = case_for(who(request), code, "cases.write")
    person, about = survivor_for(who(request), case, survivor)
    return case, person, about


def to_survivor(
    request: HttpRequest, case: Case, person: Person, said: str
) -> HttpResponseRedirect:
    """Back to the survivor's page, which says what was done."""
    messages.success(request, said)
    return redirect("recovery", code=case.code, survivor=person.pk)


def to_plan(request: HttpRequest, case: Case, person: Person, said: str) -> HttpResponseRedirect:
    """Back to the plan, which says what was done."""
    messages.success(request, said)
    return redirect("care_plan", code=case.code, survivor=person.pk)


def form_at(
    request: HttpRequest, case: Case, form: forms.Form, *, title: str, submit: str, about: Who,
    back: str = "", text: str = "", warning: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form about one survivor on one page, with the way back."""
    shown = {
        "case": case, "form": form, "title": title, "submit": submit, "text": text,
        "back": back or reverse("recovery", args=[case.code, about.person_id]),
        "caption": about.label, "warning": warning,
    }  # fmt: skip
    return render(request, "restore/form.html", shown, status=422 if form.errors else 200)


def act_at(
    request: HttpRequest, where: tuple[Case, Person, Who], form: forms.Form,
    act: Callable[[], object], *, title: str, submit: str, said: str, text: str = "",
    warning: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form and one act about a survivor: the form until it is right, then back."""
    case, person, about = where
    if is_done(request, form, act):
        return to_survivor(request, case, person, said)
    return form_at(
        request, case, form, title=title, submit=submit, about=about, text=text, warning=warning
    )
