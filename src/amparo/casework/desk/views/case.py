"""One case: its overview and its parts. Each view is a look, written in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from amparo.casework.cases.selectors.case import (
    overview_for,
    past_tasks_for,
    people_in,
    people_of,
)
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.rights import Rights
from amparo.casework.cases.selectors.team import looks_for
from amparo.casework.cases.selectors.timeline import timeline_for
from amparo.casework.cases.services.looking import read_case
from amparo.casework.cases.services.opening import close_case, reopen_case, summary_of
from amparo.casework.cases.services.people import reveal_names
from amparo.casework.desk.forms.paper import CloseForm, ReopenForm
from amparo.casework.desk.shapes import case as shapes
from amparo.casework.frame.asked import form_page, is_done, now, page_number, to_case, today, who
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires

if TYPE_CHECKING:
    from amparo.casework.cases.models import Case


@requires("cases.read")
@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """Who it is for, what is due, the four ways, the team; for a partner, only its own lines."""
    if not who(request).may("people.read"):
        return _shared(request, code)
    found, rights, shell = look_at(request, code, part="overview", tab="case")
    overview = overview_for(who(request), found, today=today())
    writes = bool(rights.decide("cases.write"))
    return render(
        request,
        "desk/case.html",
        {
            **shell,
            "overview": overview,
            "summary": summary_of(found),
            "legal_title": shapes.legal_title(overview.legal) if overview.legal else "",
            "legal_text": shapes.legal_text(overview.legal) if overview.legal else "",
            "legal_actions": shapes.legal_actions(overview, found) if writes else [],
            "due": shapes.due_rows(overview, found, may_write=writes, today=today()),
            "tracks": shapes.tracks(overview.ways, found, may_write=writes),
            "past_tasks": past_tasks_for(who(request), found, limit=10),
            "may_write": writes,
            "is_open": found.standing.is_open,
        },
    )


def _shared(request: HttpRequest, code: str) -> HttpResponse:
    found = case_for(who(request), code)
    read_case(by=who(request), at=now(), case=found, part="shared")
    moments = timeline_for(who(request), found)
    return render(
        request,
        "desk/case_shared.html",
        {"case": found, "moments": shapes.happenings(moments, found, may_write=False)},
    )


@requires("people.read")
@require_GET
def timeline(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that happened, newest first; what was corrected stays, struck."""
    found, rights, shell = look_at(request, code, part="timeline", tab="case_timeline")
    moments = timeline_for(who(request), found)
    writes = bool(rights.decide("cases.write"))
    shown = shapes.happenings(moments, found, may_write=writes)
    return render(request, "desk/timeline.html", {**shell, "moments": shown})


@requires("people.read")
@require_GET
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the case, by what they are to it."""
    found, rights, shell = look_at(request, code, part="people", tab="case_people")
    return render(request, "desk/people.html", {**shell, **_people(request, found, rights, {})})


@requires("people.reveal")
@require_POST
def names(request: HttpRequest, code: str) -> HttpResponse:
    """The names, in this answer only; each is written in the trail first."""
    found = case_for(who(request), code, "people.reveal")
    named = people_of(who(request), found)
    shown = reveal_names(by=who(request), at=now(), case=found, people=named)
    _, rights, shell = look_at(request, code, part="people", tab="case_people")
    return render(request, "desk/people.html", {**shell, **_people(request, found, rights, shown)})


def _people(
    request: HttpRequest, found: Case, rights: Rights, shown: dict[str, str]
) -> dict[str, Any]:
    return {
        "columns": ["Person", "What they are", "Language", "Since", *(["Name"] if shown else [])],
        "rows": shapes.people_rows(people_in(found, who(request)), shown, found),
        "shows_names": bool(shown),
        "may_write": bool(rights.decide("cases.write")),
    }


@requires("people.read")
@require_GET
def looked(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at this case and who changed it, newest first."""
    found, _, shell = look_at(request, code, part="who looked", tab="case_looked")
    number = page_number(request)
    looks, has_more = looks_for(who(request), found, page=number)
    return render(
        request,
        "desk/looked.html",
        {
            **shell,
            "columns": ["Who", "What", "When"],
            "rows": shapes.look_rows(looks),
            "previous_href": f"?page={number - 1}" if number > 1 else "",
            "next_href": f"?page={number + 1}" if has_more else "",
        },
    )


@requires("cases.write")
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close the file with a reason from the list."""
    found = case_for(who(request), code, "cases.write")
    form = CloseForm(request.POST if request.method == "POST" else None, today=today())
    if is_done(
        request,
        form,
        lambda: close_case(by=who(request), at=now(), case=found, **form.cleaned_data),
    ):
        return to_case(request, found, "The file is closed. It can be opened again at any time.")
    return form_page(
        request, found, form, title="Close the file", submit="Close the file",
        text="Every running clock stops. A survivor may come back: the file can be opened again.",
    )  # fmt: skip


@requires("cases.write")
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed file again."""
    found = case_for(who(request), code, "cases.write")
    form = ReopenForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if is_done(
        request,
        form,
        lambda: reopen_case(by=who(request), at=now(), case=found, **form.cleaned_data),
    ):
        return to_case(request, found, "The file is open again.")
    return form_page(request, found, form, title="Open the file again", submit="Open it again")
