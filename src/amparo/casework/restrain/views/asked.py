"""What every view about suspects asks: the page a form belongs to, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import who
from amparo.casework.restrain.selectors.suspects import suspect_in

if TYPE_CHECKING:
    from amparo.casework.cases.models import Case, Person


def to_write_in(request: HttpRequest, code: str, suspect: UUID) -> tuple[Case, Person, str]:
    """The case, one of its suspects, and what to call them; for whoever may write in it."""
    case = case_for(who(request), code, "cases.write")
    person = suspect_in(who(request), case, suspect)
    return case, person, label_of(request, case, person.pk)


def label_of(request: HttpRequest, case: Case, person_id: UUID) -> str:
    """What a person is called on pages: Suspect 1, Victim 2."""
    people = people_in(case, who(request))
    return next((one.label for one in people if one.person_id == str(person_id)), "Someone")


def to_suspect(
    request: HttpRequest, case: Case, person_id: UUID, said: str
) -> HttpResponseRedirect:
    """Back to the suspect's page, which says what was done."""
    messages.success(request, said)
    return redirect("suspect", code=case.code, suspect=person_id)


def suspect_form(
    request: HttpRequest, case: Case, form: forms.Form, *, title: str, submit: str, about: UUID,
    text: str = "", caption: str = "", warning: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form about one suspect on one page."""
    back = reverse("suspect", args=[case.code, about])
    return form_at(request, case, form, title=title, submit=submit, back=back, text=text,
                   caption=caption or label_of(request, case, about), warning=warning)  # fmt: skip


def form_at(
    request: HttpRequest, case: Case, form: forms.Form, *, title: str, submit: str, back: str,
    text: str = "", caption: str = "", warning: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form on one page, with the way back."""
    shown = {
        "case": case, "form": form, "title": title, "submit": submit, "back": back, "text": text,
        "caption": caption, "warning": warning,
    }  # fmt: skip
    return render(request, "restrain/form.html", shown, status=422 if form.errors else 200)
