"""Breakdowns of a case: noted with one tap on a late or failed step, confirmed or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.breakdowns import (
    Late,
    breakdown_for,
    breakdowns_for,
    late_step,
    late_steps_for,
)
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import kind_for, place_of, places_for
from amparo.casework.cases.selectors.timeline import milestone_for
from amparo.casework.cases.services import breakdowns as services
from amparo.casework.desk.forms.breakdowns import (
    BreakdownForm,
    CorrectedBreakdownForm,
    SayForm,
)
from amparo.casework.desk.shapes import breakdowns as shapes
from amparo.casework.frame.asked import (
    act_page,
    form_page,
    is_done,
    now,
    to_case,
    today,
    typed,
    who,
)
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires

if TYPE_CHECKING:
    from amparo.casework.cases.models import Breakdown, Case

TAB = "case_breakdowns"
ANYWHERE = "restrain.exhibit_logged"  # a kind whose actors come first in the list of places


@requires("people.read")
@require_GET
def breakdowns(request: HttpRequest, code: str) -> HttpResponse:
    """Where the system failed this case, what waits for a word, and what may be one more."""
    case, rights, shell = look_at(request, code, part="breakdowns", tab=TAB)
    writes = rights.decide("cases.write")
    steps = late_steps_for(who(request), case, today=today()) if writes else ()
    cards = shapes.breakdown_cards(breakdowns_for(who(request), case), may_write=bool(writes))
    return render(
        request,
        "desk/breakdowns.html",
        {
            **shell,
            "cards": cards,
            "late": shapes.late_facts(steps, case),
            "n_more": max(0, len(steps) - shapes.SHOWN),
            "may_write": bool(writes),
            "why_not": writes.because,
        },
    )


@requires("cases.write")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Note a breakdown; from a late or failed step everything is filled in."""
    case = case_for(who(request), code, "cases.write")
    key = request.POST.get("step", request.GET.get("step", ""))
    late = late_step(who(request), case, key[:200], today=today())
    form = BreakdownForm(
        typed(request), people=people_in(case, who(request)), today=today(), late=late,
        places=places_for(who(request), case, kind_for(ANYWHERE)),
        cause=request.GET.get("cause", "")[:10],
    )  # fmt: skip
    return act_page(
        request, case, form, lambda: _note(request, case, form, late),
        title=late.what if late else "Log a breakdown", submit="Log it",
        said="The breakdown is logged. It counts where the system breaks.", back=TAB,
        text=late.why if late else "A step at which the public system failed this case.",
    )  # fmt: skip


def _note(request: HttpRequest, case: Case, form: BreakdownForm, late: Late | None) -> None:
    user, given = who(request), form.cleaned_data
    institution, unit = place_of(user, given["where"])
    people = {str(person.pk): person for person in people_of(user, case)}
    milestone = milestone_for(user, late.milestone_id) if late and late.milestone_id else None
    services.note_breakdown(
        by=user, at=now(), case=case, cause=given["cause"], on=given["on"], unit=unit,
        institution=institution, person=people.get(given["person"]), milestone=milestone,
        days_lost=given["days_lost"], followed=given["followed"], evidence=given["evidence"],
        token=given["token"],
    )  # fmt: skip


@requires("cases.write")
def say(request: HttpRequest, breakdown: UUID) -> HttpResponse:
    """Say that it is so, or that it is not and why."""
    found = breakdown_for(who(request), str(breakdown))
    form = SayForm(typed(request))
    return act_page(
        request, found.case, form,
        lambda: services.review_breakdown(
            by=who(request), at=now(), breakdown=found, decision=form.decided(),
            reason=form.cleaned_data["reason"],
        ),
        title=services.cause_of(found.cause).name, submit="Keep it", said="Kept.", back=TAB,
        text=found.explained,
    )  # fmt: skip


@requires("cases.write")
def correct(request: HttpRequest, breakdown: UUID) -> HttpResponse:
    """Put a corrected entry in its place; the old one is kept."""
    user, found = who(request), breakdown_for(who(request), str(breakdown))
    case = found.case
    form = CorrectedBreakdownForm(
        typed(request), wrong=found, people=people_in(case, user), today=today(),
        places=places_for(user, case, kind_for(ANYWHERE)),
    )  # fmt: skip
    if is_done(request, form, lambda: _correct(request, found, form)):
        return to_case(request, case, "The breakdown is corrected, and counts.", TAB)
    return form_page(
        request, case, form, title="Correct a breakdown", submit="Correct it", back=TAB,
        text=found.explained,
    )  # fmt: skip


def _correct(request: HttpRequest, wrong: Breakdown, form: CorrectedBreakdownForm) -> None:
    user, given = who(request), form.cleaned_data
    institution, unit = place_of(user, given["where"])
    people = {str(person.pk): person for person in people_of(user, wrong.case)}
    services.correct_breakdown(
        by=user, at=now(), breakdown=wrong, reason=given["reason"], cause=given["cause"],
        on=given["on"], unit=unit, institution=institution, person=people.get(given["person"]),
        days_lost=given["days_lost"], followed=given["followed"], evidence=given["evidence"],
    )  # fmt: skip
