"""Whether a suspect is known in other cases, and deciding that two records are one person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.same_person import link_people, unlink_people
from amparo.casework.frame.asked import is_done, now, who
from amparo.casework.restrain.forms.acting import ReasonForm, SameForm
from amparo.casework.restrain.selectors.matching import (
    known_elsewhere_for,
    link_for,
    match_for,
)
from amparo.casework.restrain.services.matching import ask_teams_to_compare
from amparo.casework.restrain.shapes import matching as shapes
from amparo.casework.restrain.views.asked import suspect_form, to_suspect, to_write_in
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])


@requires("cases.write")
@both
def same(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """Known in how many other cases; and which records, in cases you may open, are one person."""
    case, person, label = to_write_in(request, code, suspect)
    known = known_elsewhere_for(who(request), case, person)
    form = SameForm(request.POST or None, offered=shapes.offered(known))

    def link() -> None:
        other = match_for(who(request), case, person, UUID(form.cleaned_data["other"]))
        link_people(by=who(request), at=now(), one=person, other=other,
                    reason=form.cleaned_data["reason"])  # fmt: skip

    if is_done(request, form, link):
        return to_suspect(request, case, person.pk, "The two records are linked as one person.")
    shown = {
        "case": case, "known": known, "form": form, "label": label, "suspect": person.pk,
        "said": shapes.said(known), "links": shapes.link_cards(known, case),
        "back": reverse("suspect", args=[case.code, person.pk]),
    }  # fmt: skip
    return render(request, "restrain/same.html", shown, status=422 if form.errors else 200)


@requires("cases.write")
@require_POST
def ask(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """Ask the teams of cases one may not open to compare; neither side is told of the other's."""
    case, person, _ = to_write_in(request, code, suspect)
    ask_teams_to_compare(by=who(request), at=now(), case=case, person=person)
    return to_suspect(request, case, person.pk, "The other teams are asked to compare.")


@requires("cases.write")
@both
def unlink(request: HttpRequest, code: str, link: UUID) -> HttpResponse:
    """Take back that two records are one person."""
    case = case_for(who(request), code, "cases.write")
    found, person = link_for(who(request), case, link)
    form = ReasonForm(request.POST or None, use_required_attribute=False)

    def undo() -> None:
        unlink_people(by=who(request), at=now(), link=found, reason=form.cleaned_data["reason"])

    if is_done(request, form, undo):
        return to_suspect(request, case, person.pk, "The two records are two people again.")
    return suspect_form(
        request, case, form, title="They are two people", submit="Take the link back",
        about=person.pk, text="Safety checks that were opened because of the link are withdrawn.",
    )  # fmt: skip
