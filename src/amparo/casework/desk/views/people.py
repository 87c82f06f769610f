"""People in a case: search first, add, look at a name, change, end a role."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.search import are_all_read
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.comparing import look_for
from amparo.casework.cases.services.people import (
    bring_into_case,
    change_person,
    details_of,
    end_role,
    read_person,
)
from amparo.casework.desk.forms.people import (
    AddPersonForm,
    ChangePersonForm,
    EndRoleForm,
    LookForm,
)
from amparo.casework.desk.selectors import people as ask
from amparo.casework.desk.shapes import people as shapes
from amparo.casework.desk.shapes.referrals import id_text
from amparo.casework.frame.asked import is_done
from amparo.casework.frame.purposes import why_asked
from amparo.web.gate import requires

if TYPE_CHECKING:
    from amparo.casework.cases.models import Person


@require_http_methods(["GET", "POST"])
@requires("cases.write")
def person_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Look whether we know them; then use whom we know, or add someone new."""
    case = case_for(request.user, code, "cases.write")
    if request.POST.get("step") == "add":
        return _add(request, code)
    form = LookForm(request.POST or None)
    shown: dict[str, object] = {"case": case, "form": form} | shapes.adding_to(case.code)

    def look() -> None:
        texts = form.texts()
        if texts:
            found = look_for(by=request.user, at=timezone.now(), text=texts[0], more=texts[1:])
            shown["matches"] = shapes.matches_of(found)
            shown["still_reading"] = not are_all_read(request.user)
        shown["looked"] = bool(texts)
        adding = AddPersonForm(initial=shapes.initial_from(form.cleaned_data))
        shown.update(adding=adding, why=why_asked(adding))

    is_done(request, form, look)
    return render(request, "desk/person_new.html", shown)


def _add(request: SignedInRequest, code: str) -> HttpResponse:
    case = case_for(request.user, code, "cases.write")
    form = AddPersonForm(request.POST)
    known = id_text(request.POST.get("person", ""))
    kept = ask.person_known_to(request.user, known) if known else None

    def add() -> None:
        bring_into_case(
            by=request.user, at=timezone.now(), case=case, person=kept or form.particulars(),
            role=shapes.role_of(form.cleaned_data["role"]), on=form.cleaned_data["on"],
        )  # fmt: skip

    if is_done(request, form, add):
        messages.success(request, "The person is in the case.")
        return redirect("case_people", code=case.code)
    shown = {
        "case": case, "adding": form, "form": form, "why": why_asked(form),
        **shapes.adding_to(case.code),
    }  # fmt: skip
    return render(request, "desk/person_new.html", shown)


@require_safe
@requires("people.read")
def person(request: SignedInRequest, code: str, person_id: UUID) -> HttpResponse:
    """A person by what they are to the case; the name only on request."""
    case = case_for(request.user, code)
    page = ask.person_page_for(request.user, case, person_id)
    facts = shapes.facts_of(page)
    shown = {"case": case, "facts": facts} | shapes.person_of(page, case.code, request.user)
    return render(request, "desk/person.html", shown)


@require_POST
@requires("people.reveal")
def person_name(request: SignedInRequest, code: str, person_id: UUID) -> HttpResponse:
    """The same page with name, contact and numbers; the look is written in the trail first."""
    case = case_for(request.user, code)
    page = ask.person_page_for(request.user, case, person_id)
    kept = read_person(by=request.user, at=timezone.now(), case=case, person=page.person)
    facts = [*shapes.kept_facts(kept), *shapes.facts_of(page)]
    shown = {"case": case, "facts": facts, "kept": kept}
    shown |= shapes.person_of(page, case.code, request.user)
    return render(request, "desk/person.html", shown)


@require_http_methods(["GET", "POST"])
@requires("cases.write")
def person_change(request: SignedInRequest, code: str, person_id: UUID) -> HttpResponse:
    """Change what is kept; whoever saved first is not overwritten."""
    case = case_for(request.user, code, "cases.write")
    found, now = ask.person_in(request.user, case, person_id), timezone.now()
    who = ask.person_page_for(request.user, case, person_id).who
    if request.method == "POST":
        form = ChangePersonForm(request.POST)
        if is_done(request, form, lambda: _change(request, found, form)):
            messages.success(request, "The changes are kept.")
            return redirect("person", code=case.code, person_id=found.pk)
    else:
        kept = read_person(by=request.user, at=now, case=case, person=found)
        initial = ChangePersonForm.initial_of(kept) | {"version": found.version}
        form = ChangePersonForm(initial=initial)
    back = reverse("person", args=[case.code, found.pk])
    shown = {"case": case, "form": form, "who": who, "back": back, "why": why_asked(form)}
    return render(request, "desk/person_change.html", shown)


def _change(request: SignedInRequest, found: Person, form: ChangePersonForm) -> None:
    change_person(
        by=request.user, at=timezone.now(), person=found, version=form.cleaned_data["version"],
        given=form.particulars(details_of(found)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("cases.write")
def role_end(request: SignedInRequest, code: str, role_id: UUID) -> HttpResponse:
    """End a role on a day; it stays in the history."""
    case = case_for(request.user, code, "cases.write")
    held = ask.role_in(request.user, case, role_id)
    form = EndRoleForm(request.POST or None, initial={"on": timezone.localdate()})

    def end() -> None:
        end_role(by=request.user, at=timezone.now(), held=held, on=form.cleaned_data["on"])

    if is_done(request, form, end):
        messages.success(request, "The role has ended. It stays in the history.")
        return redirect("person", code=case.code, person_id=held.person_id)
    back = reverse("person", args=[case.code, held.person_id])
    shown = {"case": case, "form": form, "held": held, "back": back}
    return render(request, "desk/person_role_end.html", shown)
