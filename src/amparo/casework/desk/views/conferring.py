"""Case conferences."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.conferring import conferences_of
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.cases.selectors.team import owners_for
from amparo.casework.cases.services.conferring import record_conference
from amparo.casework.desk.forms.conferring import ConferenceForm
from amparo.casework.desk.shapes.conferring import cards_of
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires

TAB = "case_conferences"


@requires("people.read")
@require_GET
def conferences(request: HttpRequest, code: str) -> HttpResponse:
    """Every conference about the case: who came, what was decided, what became of it."""
    case, rights, shell = look_at(request, code, part="conferences", tab="case_team")
    shown = {
        **shell,
        "met": cards_of(conferences_of(who(request), case)),
        "may_write": bool(rights.decide("cases.write")),
    }
    return render(request, "desk/conferences.html", shown)


@requires("cases.write")
@require_http_methods(["GET", "POST"])
def conference_new(request: HttpRequest, code: str) -> HttpResponse:
    """Record a conference, and the tasks that fall out of it."""
    case = case_for(who(request), code, "cases.write")
    form = ConferenceForm(
        typed(request), today=today(), team=owners_for(who(request), case),
        institutions=institutions_for(who(request)),
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        record_conference(
            by=who(request), at=now(), case=case, on=given["on"],
            came=[form.team[pk] for pk in given["came"]],
            institutions=form.guests(),
            others=given["others"], survivor=given["survivor"], decided=given["decided"],
            to_do=form.to_do(), next_on=given["next_on"], token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Record a case conference", submit="Keep it",
        said="The conference is kept, and its tasks stand on the case.", back=TAB,
    )  # fmt: skip
