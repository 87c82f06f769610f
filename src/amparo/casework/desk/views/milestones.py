"""Recording what happened, and correcting it: the page most used, on a phone, in a corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.case import people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import (
    kind_for,
    next_for,
    people_fitting,
    place_of,
    places_for,
)
from amparo.casework.cases.selectors.timeline import consequences_of, milestone_for
from amparo.casework.cases.services.milestones import (
    correct_milestone,
    note_of,
    record_milestone,
    withdraw_milestone,
)
from amparo.casework.desk.forms.milestones import CorrectionForm, MilestoneForm, WithdrawalForm
from amparo.casework.desk.shapes import case as shapes
from amparo.casework.frame.asked import form_page, is_done, now, to_case, today, who
from amparo.directory.packs import milestone_type
from amparo.web.dates import Dated, spoken_date
from amparo.web.dates import Precision as Typed
from amparo.web.gate import requires

if TYPE_CHECKING:
    from amparo.casework.cases.models import Case, Milestone


@requires("cases.write")
@require_GET
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """What happened? The likely next steps first, everything else under them."""
    case = case_for(who(request), code, "cases.write")
    offered = next_for(who(request), case)
    return render(
        request,
        "desk/record.html",
        {
            "case": case,
            "waited_for": shapes.likely_facts(offered.waited_for, case, today=today()),
            "usual": shapes.likely_facts(offered.usual, case, today=today()),
            "ways": shapes.all_kinds(offered, case),
        },
    )


@requires("cases.write")
def record(request: HttpRequest, code: str, type: str) -> HttpResponse:  # noqa: A002
    """When, who, where: today, and the only person that fits, are chosen already."""
    user, kind = who(request), kind_for(type)
    case = case_for(user, code, "cases.write")
    people = people_fitting(user, case, kind)
    form = MilestoneForm(
        request.POST if request.method == "POST" else None, people=people, today=today(),
        places=places_for(user, case, kind), is_about_someone=kind.about != "case",
    )  # fmt: skip
    recorded: list[Milestone] = []
    if is_done(request, form, lambda: recorded.append(_record(request, case, type, form))):
        return to_case(request, case, _said(recorded[0]))
    missing = kind.about != "case" and not people
    text = f"{kind.meaning} No {kind.about} is in this case yet." if missing else kind.meaning
    return form_page(
        request, case, form, title=kind.name, submit="Record it", text=text, back="record"
    )


def _record(request: HttpRequest, case: Case, code: str, form: MilestoneForm) -> Milestone:
    user, typed = who(request), form.cleaned_data
    institution, unit = place_of(user, typed["where"])
    chosen = {str(person.pk): person for person in people_of(user, case)}
    return record_milestone(
        by=user, at=now(), case=case, type=code, on=typed["on"].on,
        precision=form.precision(), person=chosen.get(form.person_id()),
        unit=unit, institution=institution, source=typed["source"],
        note=typed["note"], token=typed["token"],
    )  # fmt: skip


def _said(milestone: Milestone) -> str:
    """What was recorded and what it set off, in a sentence or two."""
    name = milestone_type(milestone.type).name
    when = spoken_date(milestone.happened_on, milestone.precision)
    followed = consequences_of(milestone)
    then = f" It started: {'; '.join(followed)}." if followed else ""
    return f"Recorded: {name}, {when}.{then}"


@requires("cases.write")
def correct(request: HttpRequest, milestone: UUID) -> HttpResponse:
    """Put a corrected entry in its place; the old one stays, struck."""
    user = who(request)
    wrong = milestone_for(user, str(milestone))
    kind = milestone_type(wrong.type)
    place = f"u:{wrong.unit_id}" if wrong.unit_id else f"i:{wrong.institution_id}"
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, today=today(),
        places=places_for(user, wrong.case, kind),
        initial={
            "on": Dated(wrong.happened_on, Typed(wrong.precision)),
            "where": place if wrong.institution_id else "", "source": wrong.source,
            "note": note_of(wrong),
        },
    )  # fmt: skip
    if is_done(request, form, lambda: _correct(request, wrong, form)):
        return to_case(request, wrong.case, f"Corrected: {kind.name}.", "case_timeline")
    return form_page(
        request, wrong.case, form, title=f"Correct: {kind.name}", submit="Correct it",
        back="case_timeline",
    )  # fmt: skip


def _correct(request: HttpRequest, wrong: Milestone, form: CorrectionForm) -> None:
    typed = form.cleaned_data
    institution, unit = place_of(who(request), typed["where"])
    correct_milestone(
        by=who(request), at=now(), milestone=wrong, reason=typed["reason"], on=typed["on"].on,
        precision=form.precision(), unit=unit, institution=institution,
        source=typed["source"], note=typed["note"],
    )  # fmt: skip


@requires("cases.write")
def withdraw(request: HttpRequest, milestone: UUID) -> HttpResponse:
    """Say that it never happened; the entry stays, struck."""
    wrong = milestone_for(who(request), str(milestone))
    name = milestone_type(wrong.type).name
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if is_done(
        request,
        form,
        lambda: withdraw_milestone(
            by=who(request), at=now(), milestone=wrong, reason=form.cleaned_data["reason"]
        ),
    ):
        return to_case(request, wrong.case, f"Withdrawn: {name}.", "case_timeline")
    return form_page(
        request, wrong.case, form, title=f"Withdraw: {name}", submit="Withdraw it",
        text="The entry stays in the timeline, struck through. Tasks and the alert it opened are "
        "closed.", back="case_timeline",
    )  # fmt: skip
