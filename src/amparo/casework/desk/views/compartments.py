"""Opening a closed part of a case to a colleague, and the page that says why one is closed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from amparo.access.fresh import fresh
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.compartments import (
    answers_for,
    compartments_for,
    holding_for,
)
from amparo.casework.cases.selectors.rights import rights_for
from amparo.casework.cases.selectors.team import team_choices
from amparo.casework.cases.services import compartments as services
from amparo.casework.desk.forms.compartments import OpenForm
from amparo.casework.desk.shapes.team import answer_rows
from amparo.casework.frame.asked import act_page, now, to_case, today, typed, who
from amparo.web.gate import requires


@requires("compartments.grant")
@fresh
def ask_to_open(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a closed part of the case to be opened to a colleague; a second person agrees."""
    case = case_for(who(request), code, "compartments.grant")
    others = [one for one in team_choices(who(request)) if one.pk != who(request).pk]
    form = OpenForm(typed(request), colleagues=others, today=today())
    return act_page(
        request, case, form,
        lambda: services.ask_to_open(
            by=who(request), at=now(), case=case, user=form.chosen(),
            compartment=form.chosen_compartment(), until=form.cleaned_data["until"],
        ),
        title="Open a closed part of the case", submit="Ask for a second word", back="case_team",
        said="Asked for. It opens when a second colleague agrees on this page.",
        text="It opens to one colleague, for a time, when somebody else who works on the case has "
        "agreed. Everyone on the team sees to whom it is open.",
    )  # fmt: skip


@requires("compartments.second")
@require_POST
@fresh
def agree_to_open(request: HttpRequest, held: UUID) -> HttpResponse:
    """Give the second word: from now on it is open to them."""
    found = holding_for(who(request), held, today=today())
    services.agree_to_open(by=who(request), at=now(), holding=found)
    said = f"{found.held_compartment.label} is open to {found.user.name}."
    return to_case(request, found.case, said, "case_team")


@requires("people.read")
@require_POST
def close(request: HttpRequest, held: UUID) -> HttpResponse:
    """Close it again at once."""
    found = holding_for(who(request), held, today=today())
    services.close_compartment(by=who(request), at=now(), holding=found)
    said = f"{found.held_compartment.label} is closed to {found.user.name}."
    return to_case(request, found.case, said, "case_team")


@requires("cases.read")
@require_GET
def rights(request: HttpRequest, code: str) -> HttpResponse:
    """What one may do in this case and which parts are open, each with the reason."""
    case = case_for(who(request), code)
    found = rights_for(who(request), case)
    return render(
        request,
        "desk/rights.html",
        {
            "case": case,
            "columns": ["What", "Answer", "Why"],
            "acts": answer_rows(answers_for(found), yes="You may", no="You may not"),
            "parts": answer_rows(compartments_for(found), yes="Open", no="Closed"),
            "sees_people": found.sees_people,
        },
    )
