"""Warrants, bail and protective orders; and taking back what was entered wrongly."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.frame.asked import is_done, now, today, who
from amparo.casework.restrain.forms import acting as forms
from amparo.casework.restrain.selectors.facts import (
    bail_decision_for,
    fact_for,
    order_for,
    warrant_for,
)
from amparo.casework.restrain.services.bail import decide_bail, record_breach
from amparo.casework.restrain.services.facts import take_back
from amparo.casework.restrain.services.orders import add_order_step, ask_protection
from amparo.casework.restrain.services.warrants import add_warrant_step, issue_warrant
from amparo.casework.restrain.views.asked import suspect_form, to_suspect, to_write_in
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])


@requires("cases.write")
@both
def warrant_add(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """A court ordered the arrest."""
    case, person, _ = to_write_in(request, code, suspect)
    form = forms.WarrantForm(
        request.POST or None, today=today(), institutions=institutions_for(who(request))
    )

    def add() -> None:
        issue_warrant(by=who(request), at=now(), case=case, person=person, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, person.pk, "The warrant is kept; its clocks run.")
    return suspect_form(request, case, form, title="Keep a warrant", submit="Keep the warrant",
                        about=person.pk)  # fmt: skip


@requires("cases.write")
@both
def warrant_step(request: HttpRequest, code: str, warrant: UUID) -> HttpResponse:
    """What became of a warrant."""
    case = case_for(who(request), code, "cases.write")
    row = warrant_for(who(request), case, warrant)
    form = forms.WarrantStepForm(request.POST or None, today=today())

    def add() -> None:
        add_warrant_step(by=who(request), at=now(), warrant=row, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, row.person_id, "What became of the warrant is kept.")
    return suspect_form(
        request, case, form, title="What became of the warrant?", submit="Keep it",
        about=row.person_id,
        text="Carried out records the arrest. If the person fled or cannot be found, they are at "
        "large, and every survivor near them is to be checked on and told today.",
    )  # fmt: skip


@requires("cases.write")
@both
def bail_add(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """What was decided about bail."""
    case, person, _ = to_write_in(request, code, suspect)
    form = forms.BailForm(
        request.POST or None, today=today(), institutions=institutions_for(who(request))
    )

    def add() -> None:
        decide_bail(by=who(request), at=now(), case=case, person=person, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, person.pk, "The decision is kept.")
    return suspect_form(
        request, case, form, title="Record a decision about bail", submit="Keep the decision",
        about=person.pk,
        text="A release opens, for every survivor near this person in any case of the office, a "
        "safety check due today and a duty to tell them.",
    )  # fmt: skip


@requires("cases.write")
@both
def bail_breach(request: HttpRequest, code: str, decision: UUID) -> HttpResponse:
    """A condition was broken."""
    case = case_for(who(request), code, "cases.write")
    row = bail_decision_for(who(request), case, decision)
    form = forms.BreachForm(request.POST or None, today=today(), decision=row)

    def add() -> None:
        record_breach(by=who(request), at=now(), decision=row, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, row.person_id, "The breach is kept, and an alert raised.")
    return suspect_form(request, case, form, title="Record a breach", submit="Keep the breach",
                        about=row.person_id)  # fmt: skip


@requires("cases.write")
@both
def order_add(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """A protective order was asked for."""
    case, person, _ = to_write_in(request, code, suspect)
    form = forms.OrderForm(
        request.POST or None, today=today(), who=people_in(case, who(request)),
        institutions=institutions_for(who(request)),
    )  # fmt: skip

    def add() -> None:
        people = {str(one.pk): one for one in people_of(who(request), case)}
        typed = form.given() | {"protects": people.get(str(form.cleaned_data["protects"]))}
        ask_protection(by=who(request), at=now(), case=case, person=person, **typed)  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, person.pk, "What was asked for is kept.")
    return suspect_form(request, case, form, title="A protective order was asked for",
                        submit="Keep it", about=person.pk)  # fmt: skip


@requires("cases.write")
@both
def order_step(request: HttpRequest, code: str, protection: UUID) -> HttpResponse:
    """What became of a protective order."""
    case = case_for(who(request), code, "cases.write")
    row = order_for(who(request), case, protection)
    form = forms.OrderStepForm(request.POST or None, today=today())

    def add() -> None:
        add_order_step(by=who(request), at=now(), order=row, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, row.person_id, "What became of the order is kept.")
    return suspect_form(request, case, form, title="What became of the order?", submit="Keep it",
                        about=row.person_id)  # fmt: skip


@requires("cases.write")
@both
def fact_take_back(request: HttpRequest, code: str, fact: str, row: UUID) -> HttpResponse:
    """Something was entered wrongly."""
    case = case_for(who(request), code, "cases.write")
    found = fact_for(who(request), case, fact, row)
    form = forms.ReasonForm(request.POST or None, use_required_attribute=False)

    def undo() -> None:
        take_back(by=who(request), at=now(), row=found, reason=form.cleaned_data["reason"])

    if is_done(request, form, undo):
        return to_suspect(request, case, found.person_id, "It is taken back.")
    return suspect_form(
        request, case, form, title="Take it back", submit="Take it back", about=found.person_id,
        text="What it recorded in the timeline is withdrawn, with the tasks that followed. The "
        "trail keeps both.",
    )  # fmt: skip
