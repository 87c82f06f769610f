"""People in a case: search first, add, look at a name, change, end a role."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.comparing import look_for
from amparo.casework.cases.services.people import (
    bring_into_case,
    change_person,
    end_role,
    read_person,
)
from amparo.casework.desk.forms.people import (
    AddPersonForm,
    ChangePersonForm,
    EndRoleForm,
    LookForm,
)
from amparo.casework.desk.shapes import people as shapes
from amparo.casework.desk.shapes.referrals import id_text
from amparo.casework.desk.selectors import people as ask
from amparo.web.gate import requires


@require_http_methods(["GET", "POST"])
@requires("cases.write")
def person_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Look whether we know them; then use whom we know, or add someone new."""
    case = case_for(request.user, code, "cases.write")
    if request.POST.get("step") == "add":
        return _add(request, code)
    form = LookForm(request.POST or None)
    shown: dict[str, object] = {"case": case, "form": form}
    if request.method == "POST" and form.is_valid():
        texts = form.texts()
        found = (
            look_for(by=request.user, at=timezone.now(), text=texts[0], more=texts[1:])
            if texts
            else ()
        )
        shown["matches"] = shapes.matches_of(found)
        shown["looked"] = bool(texts)
        shown["adding"] = AddPersonForm(initial=shapes.initial_from(form.cleaned_data))
    return render(request, "desk/person_new.html", shown)


def _add(request: SignedInRequest, code: str) -> HttpResponse:
    case = case_for(request.user, code, "cases.write")
    form = AddPersonForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/person_new.html", {"case": case, "adding": form, "form": form})
    given, known = form.cleaned_data, id_text(form.cleaned_data["person"])
    person = bring_into_case(
        by=request.user, at=timezone.now(), case=case, role=shapes.role_of(given["role"]),
        person=ask.person_known_to(request.user, known) if known else form.particulars(),
        on=given["on"],
    )  # fmt: skip
    messages.success(request, "The person is in the case.")
    return redirect("person", code=case.code, person_id=person.pk)


@require_safe
@requires("people.read")
def person(request: SignedInRequest, code: str, person_id: UUID) -> HttpResponse:
    """A person by what they are to the case; the name only on request."""
    case = case_for(request.user, code)
    page = ask.person_page_for(request.user, case, person_id)
    shown = {"case": case, "page": page, "facts": shapes.facts_of(page)} | shapes.roles_of(page)
    return render(request, "desk/person.html", shown)


@require_POST
@requires("people.reveal")
def person_name(request: SignedInRequest, code: str, person_id: UUID) -> HttpResponse:
    """The same page with name, contact and numbers; the look is written in the trail first."""
    case = case_for(request.user, code)
    page = ask.person_page_for(request.user, case, person_id)
    kept = read_person(by=request.user, at=timezone.now(), case=case, person=page.person)
    facts = [*shapes.kept_facts(kept), *shapes.facts_of(page)]
    shown = {"case": case, "page": page, "facts": facts, "kept": kept} | shapes.roles_of(page)
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
        if form.is_valid():
            given = form.particulars(ask.details_of(found))
            change_person(
                by=request.user, at=now, person=found, version=form.cleaned_data["version"],
                **vars(given),
            )  # fmt: skip
            messages.success(request, "The changes are kept.")
            return redirect("person", code=case.code, person_id=found.pk)
    else:
        kept = read_person(by=request.user, at=now, case=case, person=found)
        initial = ChangePersonForm.initial_of(kept) | {"version": found.version}
        form = ChangePersonForm(initial=initial)
    shown = {"case": case, "form": form, "who": who, "person_id": found.pk}
    return render(request, "desk/person_change.html", shown)


@require_http_methods(["GET", "POST"])
@requires("cases.write")
def role_end(request: SignedInRequest, code: str, role_id: UUID) -> HttpResponse:
    """End a role on a day; it stays in the history."""
    case = case_for(request.user, code, "cases.write")
    held = ask.role_in(request.user, case, role_id)
    form = EndRoleForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        end_role(by=request.user, at=timezone.now(), held=held, on=form.cleaned_data["on"])
        messages.success(request, "The role has ended. It stays in the history.")
        return redirect("person", code=case.code, person_id=held.person_id)
    return render(request, "desk/person_role_end.html", {"case": case, "form": form, "held": held})
