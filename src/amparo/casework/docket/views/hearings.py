"""Pages of hearings: set, move, tell what happened, take it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.docket.forms import hearings as forms
from amparo.casework.docket.selectors import reach
from amparo.casework.docket.selectors.choices import judge_chosen, judges_of
from amparo.casework.docket.selectors.hearing import accused_of, hearing_page_of
from amparo.casework.docket.services import hearings as services
from amparo.casework.docket.shapes import hearings as shapes
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def hearing(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """One hearing: who must come, what must be ready, what became of it."""
    case, rights, shell = look_at(request, code, part="hearing", tab="case_court")
    found = reach.hearing_in(who(request), case, hearing, verb="cases.read")
    page = hearing_page_of(who(request), case, found)
    writes = bool(rights.decide("cases.write"))
    shown = shapes.hearing_of(page, case.code, today=today(), writes=writes)
    return render(request, "docket/hearing.html", {**shell, **shown})


@requires("cases.write")
def hearing_set(request: HttpRequest, code: str, court_case: UUID) -> HttpResponse:
    """A new date, in every file the court case is about."""
    case = case_for(who(request), code, "cases.write")
    found = reach.court_case_in(who(request), case, court_case)
    form = forms.HearingForm(typed(request), today=today(), judges=judges_of(who(request), found))

    def act() -> None:
        given = form.cleaned_data
        services.set_hearing(
            by=who(request), at=now(), court_case=found, on=given["on"], type=given["type"],
            starts_at=given["starts_at"], room=given["room"], token=given["token"],
            judge=judge_chosen(who(request), found, given.get("judge")),
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Set a hearing", submit="Set it",
        said="The hearing is on the calendar.", back="case_court",
    )  # fmt: skip


@requires("cases.write")
def hearing_move(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """Another day, time, judge or room, before it happened."""
    case = case_for(who(request), code, "cases.write")
    found = reach.hearing_in(who(request), case, hearing)
    judges = judges_of(who(request), found.court_case)
    form = forms.MoveForm(typed(request), hearing=found, judges=judges)

    def act() -> None:
        given = form.cleaned_data
        found.version = given["version"]
        services.move_hearing(
            by=who(request), at=now(), hearing=found, on=given["on"], room=given["room"],
            starts_at=given["starts_at"],
            judge=judge_chosen(who(request), found.court_case, given.get("judge")),
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Move the hearing", submit="Move it",
        said="The hearing is changed.", back=reverse("hearing", args=[case.code, found.pk]),
        text="For a date the court corrected. If it was put off in court, say what happened.",
    )  # fmt: skip


@requires("cases.write")
def hearing_tell(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """What happened, in one form, for every file it is about."""
    case = case_for(who(request), code, "cases.write")
    found = reach.hearing_in(who(request), case, hearing)
    same_day = reach.heard_the_same_day(who(request), found)
    form = forms.TellForm(
        typed(request), hearing=found, accused=accused_of(who(request), case, found),
        same_day=same_day,
    )  # fmt: skip

    def act() -> None:
        found.version = form.cleaned_data["version"]
        also = [row for row in same_day if str(row.pk) in form.cleaned_data.get("also", [])]
        services.record_outcome(
            by=who(request), at=now(), hearing=found, told=form.told(), also=also
        )

    return act_page(
        request, case, form, act, title="What happened in court", submit="Record it",
        said="Recorded. If something is wrong, it can be taken back on the page of the hearing.",
        back=reverse("hearing", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
def hearing_undo(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """Take an outcome back with all that followed from it."""
    case = case_for(who(request), code, "cases.write")
    found = reach.hearing_in(who(request), case, hearing)
    form = forms.UndoForm(typed(request))
    return act_page(
        request, case, form,
        lambda: services.undo_outcome(
            by=who(request), at=now(), hearing=found, reason=form.cleaned_data["reason"]
        ),
        title="Take back what was recorded", submit="Take it back", warning=True,
        said="Taken back. The hearing waits to be told of.",
        back=reverse("hearing", args=[case.code, found.pk]),
        text="Its milestones are withdrawn, its orders and the next date it set are removed. "
        "The trail keeps both.",
    )  # fmt: skip
