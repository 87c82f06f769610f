"""Who is where in a case, and keeping them apart."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.apart.forms import LeaveForm, StayForm
from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.selectors import places_known, said_of, stay_for, stays_for
from amparo.casework.apart.services import leave_place, put_in_place
from amparo.casework.apart.shapes import COLUMNS, rows_of
from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import Who, people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import act_page, is_done, now, to_case, typed, who
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires

TAB = "case_rescue"
both = require_http_methods(["GET", "POST"])


@requires("people.read")
@require_GET
def places(request: HttpRequest, code: str) -> HttpResponse:
    """Where the people of a case are, were and will be."""
    case, rights, shell = look_at(request, code, part="places", tab=TAB)
    may_write = bool(rights.decide("cases.write"))
    shown = {
        **shell, "columns": COLUMNS, "may_write": may_write,
        "rows": rows_of(stays_for(who(request), case), case, may_write=may_write),
    }  # fmt: skip
    return render(request, "apart/places.html", shown)


@requires("cases.write")
@both
def place_add(request: HttpRequest, code: str) -> HttpResponse:
    """Put a person in a place; before it is saved, whom they would meet there is told."""
    user = who(request)
    case = case_for(user, code, "cases.write")
    form = StayForm(
        typed(request), at=now(), who=_concerned(request, case), places=places_known(user, case),
        purpose=request.GET.get("for", ""),
    )  # fmt: skip
    alerts: tuple[str, ...] = ()

    def keep() -> None:
        nonlocal alerts
        people = {str(one.pk): one for one in people_of(user, case)}
        try:
            put_in_place(
                by=user,
                at=now(),
                case=case,
                person=people[form.cleaned_data["person"]],
                **form.given(),  # type: ignore[arg-type]
            )
        except WouldMeet as refusal:
            alerts = said_of(refusal.meetings, user, case)
            form.ask_why()
            raise

    if is_done(request, form, keep):
        return to_case(request, case, "It is kept.", "case_places")
    shown = {"case": case, "form": form, "alerts": alerts}
    return render(request, "apart/place.html", shown, status=422 if form.errors else 200)


def _concerned(request: HttpRequest, case: Case) -> list[Who]:
    return [one for one in people_in(case, who(request)) if not one.has_ended]


@requires("cases.write")
@both
def place_leave(request: HttpRequest, code: str, stay: UUID) -> HttpResponse:
    """They left; or never were there."""
    case = case_for(who(request), code, "cases.write")
    row = stay_for(who(request), case, stay)
    form = LeaveForm(typed(request), at=now())

    def end() -> None:
        leave_place(by=who(request), at=now(), stay=row, **form.given())  # type: ignore[arg-type]

    return act_page(
        request, case, form, end, title="They left this place", submit="Keep it",
        said="It is kept.", back="case_places",
    )  # fmt: skip
