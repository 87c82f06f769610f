"""How long a case is kept, what holds it, and erasing it by two people's word."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from amparo.access.fresh import fresh
from amparo.casework.aftercare.selectors.keeping import (
    notes_due_for,
    notes_terms_for,
    own_notes_due_for,
)
from amparo.casework.aftercare.services.keeping import set_notes_term
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.keeping import due_for, keeping_for, rules_for
from amparo.casework.cases.services import keeping as services
from amparo.casework.desk.forms.keeping import (
    AgreeForm,
    EraseForm,
    HoldForm,
    NotesTermForm,
    RetentionForm,
)
from amparo.casework.frame.asked import act_page, is_done, now, to_case, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.errors import NotVisible
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def keeping(request: HttpRequest, code: str) -> HttpResponse:
    """How long this case is kept, whether something holds it, and whether it is to be erased."""
    case, rights, shell = look_at(request, code, part="keeping", tab="case_team")
    found = keeping_for(who(request), case, rights)
    return render(
        request, "desk/keeping.html",
        {**shell, "keeping": found, "may_see_due": who(request).may("cases.erase")},
    )  # fmt: skip


@requires("cases.write")
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Put a legal hold on the case."""
    case = case_for(who(request), code, "cases.write")
    form = HoldForm(typed(request), use_required_attribute=False)
    return act_page(
        request, case, form,
        lambda: services.put_hold(by=who(request), at=now(), case=case, **form.cleaned_data),
        title="Put a legal hold on it", submit="Hold it", back="case_keeping",
        said="It is held: nobody can erase it until the hold is lifted.",
        text="Nothing of the case can be erased, whoever asks, until a supervisor lifts the hold.",
    )  # fmt: skip


@requires("cases.erase")
@require_POST
@fresh
def lift(request: HttpRequest, code: str) -> HttpResponse:
    """Lift the legal hold."""
    case = case_for(who(request), code, "cases.erase")
    services.lift_hold(by=who(request), at=now(), case=case)
    return to_case(request, case, "The hold is lifted.", "case_keeping")


@requires("cases.erase")
@fresh
def erase(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the case to be erased; somebody else agrees."""
    case = case_for(who(request), code, "cases.erase")
    form = EraseForm(typed(request), use_required_attribute=False)
    return act_page(
        request, case, form,
        lambda: services.ask_to_erase(
            by=who(request), at=now(), case=case, why=form.chosen()
        ),
        title="Erase this case", submit="Ask for a second word", back="case_keeping",
        said="Asked for. Nothing is erased before a colleague agrees on this page.",
        text="Names, contacts, notes, papers and everything sealed in the case become unreadable "
        "for ever: here at once, and in copies made before when those are removed, after 35 days. "
        "Its dates and codes stay for the figures.",
        warning=True,
    )  # fmt: skip


@requires("erasures.second")
@fresh
def agree(request: HttpRequest, code: str) -> HttpResponse:
    """Give the second word: the case is erased at once."""
    case = case_for(who(request), code, "erasures.second")
    form = AgreeForm(typed(request), case=case)
    if is_done(
        request, form, lambda: services.agree_to_erase(by=who(request), at=now(), case=case)
    ):
        messages.success(request, f"{case.code} is erased.")
        return redirect("caseload")
    return act_page(
        request, case, form, lambda: None, title="Agree to erase this case", submit="Erase it now",
        said="", back="case_keeping", warning=True,
        text="Nobody can bring it back from here. If anything speaks against it, "
        "say no on the page before.",
    )  # fmt: skip


@requires("people.read")
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Say no to erasing it, or take the request back."""
    case = case_for(who(request), code, "people.read")
    services.drop_erasure(by=who(request), at=now(), case=case)
    return to_case(request, case, "It is not erased.", "case_keeping")


@requires("erasures.second")
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Closed cases that were kept long enough, for both people whose word it takes; and for whoever
    supervises, for how long each programme keeps its files. Notes that fall due, for whoever keeps
    them too."""
    user = who(request)
    own = own_notes_due_for(user, today=today())
    if not user.may("cases.erase"):
        found = due_for(user, today=today(), verb="erasures.second")
        return render(request, "desk/erasures.html", {"due": found, "asks": False, "own": own})
    return render(
        request, "desk/erasures.html",
        {
            "asks": True, "own": own, "due": due_for(user, today=today()), "rules": rules_for(user),
            "notes": notes_due_for(user, today=today()), "terms": notes_terms_for(user),
        },
    )  # fmt: skip


@requires("cases.erase")
@fresh
def retention(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Say for how many years the closed files of a programme are kept."""
    rules = {one.pk: (one, years) for one, years in rules_for(who(request))}
    if programme_id not in rules:
        raise NotVisible
    programme, years = rules[programme_id]
    form = RetentionForm(typed(request), initial={"years": years}, use_required_attribute=False)
    if is_done(
        request, form,
        lambda: services.set_retention(
            by=who(request), at=now(), programme=programme, **form.cleaned_data
        ),
    ):  # fmt: skip
        messages.success(request, f"Closed files of {programme.name} are kept so long.")
        return redirect("erasures")
    return render(
        request, "desk/retention.html",
        {"form": form, "programme": programme, "title": "How long its closed files are kept"},
        status=422 if form.errors else 200,
    )  # fmt: skip


@requires("cases.erase")
@fresh
def notes_term(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Say for how many years after a service of a programme ended its notes are kept."""
    terms = {one.pk: (one, years) for one, years in notes_terms_for(who(request))}
    if programme_id not in terms:
        raise NotVisible
    programme, years = terms[programme_id]
    form = NotesTermForm(typed(request), initial={"years": years}, use_required_attribute=False)
    if is_done(
        request, form,
        lambda: set_notes_term(
            by=who(request), at=now(), programme=programme, **form.cleaned_data
        ),
    ):  # fmt: skip
        messages.success(request, f"Notes of services of {programme.name} are kept so long.")
        return redirect("erasures")
    return render(
        request, "desk/retention.html",
        {"form": form, "programme": programme, "title": "How long notes of its services are kept"},
        status=422 if form.errors else 200,
    )  # fmt: skip
