"""Assessments: begun, written one domain at a time, finished, read, corrected, scored again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.casework.restore.forms.assessing import BeginForm, DomainForm, FinishForm
from amparo.casework.restore.forms.planning import ConfirmForm
from amparo.casework.restore.selectors.assessments import (
    DraftPage,
    assessment_for,
    assessment_page_for,
    chosen_place,
    draft_for,
    instruments_for,
)
from amparo.casework.restore.selectors.survivors import survivor_for
from amparo.casework.restore.services.assessments import finish_draft, look_at_notes
from amparo.casework.restore.services.drafts import begin_draft, save_draft, throw_away
from amparo.casework.restore.services.instruments import instrument_in
from amparo.casework.restore.services.seconds import is_scoring
from amparo.casework.restore.shapes import assessing as shapes
from amparo.casework.restore.views.asked import (
    TAB,
    both,
    form_at,
    to_survivor,
    to_write,
)
from amparo.errors import NotVisible, Refused
from amparo.web.gate import requires

UNSEEN = "You are scoring this round a second time. The first scores open when you have finished."


@requires("cases.write")
@both
def begin(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """With which instrument; then to its first domain, or to a draft that is there."""
    case, person, about = to_write(request, code, survivor)
    form = BeginForm(typed(request), today=today(), instruments=instruments_for(case, person))
    begun: list[UUID] = []

    def act() -> None:
        given = form.cleaned_data
        draft = begin_draft(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            instrument=instrument_in(case.office, given["instrument"]),
            scored_for=chosen_place(given["scored_for"]),
        )  # fmt: skip
        begun.append(draft.pk)

    if is_done(request, form, act):
        return redirect(_next(draft_for(who(request), case, person, begun[0]), ""))
    return form_at(
        request, case, form, title="Assess strengths and needs", submit="Begin", about=about,
        text="What you type is kept on the server as you go. You can stop at any time and go on "
        "from any device. Filled in from last time where there was one.",
    )  # fmt: skip


def _next(page: DraftPage, after: str) -> str:
    """The address of the domain after this one; of the last look where it was the last."""
    codes = [domain.code for domain in page.instrument.domain]
    place = codes.index(after) + 1 if after in codes else 0
    here = [page.row.case.code, page.row.person_id, page.row.pk]
    if place >= len(codes):
        return reverse("assessment_finish", args=here)
    return reverse("assessment_domain", args=[*here, codes[place]])


@requires("cases.write")
@both
def domain(request: HttpRequest, code: str, survivor: UUID, draft: UUID, part: str) -> HttpResponse:
    """One domain. Whatever is sent is kept first; only then is it looked at."""
    case, person, about = to_write(request, code, survivor)
    page = draft_for(who(request), case, person, draft)
    if part not in {one.code for one in page.instrument.domain}:
        raise NotVisible
    before = page.row.filled_from.on if page.row.filled_from else None
    form = DomainForm(
        typed(request), instrument=page.instrument, domain=page.instrument.of(part),
        typed=page.typed, carried=page.carried, before=before,
    )  # fmt: skip
    if request.method == "POST":
        save_draft(by=who(request), at=now(), draft=page.row, typed=form.typed())
        if "keep" in request.GET:
            return HttpResponse(status=204)
        if form.is_valid():
            return redirect(_next(page, part))
    shown = shapes.domain_page(page, form, case, about)
    return render(request, "restore/domain.html", shown, status=422 if form.errors else 200)


@requires("cases.write")
@both
def finish(request: HttpRequest, code: str, survivor: UUID, draft: UUID) -> HttpResponse:
    """The last look: what each domain came to, and what is missing; then it is kept for good."""
    case, person, about = to_write(request, code, survivor)
    page = draft_for(who(request), case, person, draft)
    form = FinishForm(typed(request), is_correction=page.row.corrects is not None)

    def act() -> None:
        reason = form.cleaned_data.get("reason", "")
        finish_draft(by=who(request), at=now(), draft=page.row, reason=reason)

    if is_done(request, form, act):
        return to_survivor(request, case, person, "The assessment is kept.")
    shown = shapes.finish_page(page, form, case, about)
    return render(request, "restore/finish.html", shown, status=422 if form.errors else 200)


@requires("cases.write")
@both
def drop(request: HttpRequest, code: str, survivor: UUID, draft: UUID) -> HttpResponse:
    """Throw a draft away on purpose."""
    case, person, about = to_write(request, code, survivor)
    page = draft_for(who(request), case, person, draft)
    form = ConfirmForm(typed(request))

    def act() -> None:
        throw_away(by=who(request), at=now(), draft=page.row)

    if is_done(request, form, act):
        return to_survivor(request, case, person, "The draft is thrown away.")
    return form_at(
        request, case, form, title="Throw this draft away?", submit="Throw it away", about=about,
        text="What you typed in it is gone then. Finished assessments stay.", warning=True,
    )  # fmt: skip


@requires("people.read")
@require_GET
def assessment(request: HttpRequest, code: str, survivor: UUID, done: UUID) -> HttpResponse:
    """A finished assessment with what each score rests on; the look is written down."""
    case, rights, shell = look_at(request, code, part="assessment", tab=TAB)
    person, about = survivor_for(who(request), case, survivor)
    page = assessment_page_for(who(request), case, person, done)
    if is_scoring(who(request), page.scored.row):
        return to_survivor(request, case, person, UNSEEN)
    look_at_notes(by=who(request), at=now(), assessment=page.scored.row)
    shown = shapes.assessment_page(page, case, about, writes=bool(rights.decide("cases.write")))
    return render(request, "restore/assessment.html", {**shell, **shown})


@requires("cases.write")
@require_POST
def correct(request: HttpRequest, code: str, survivor: UUID, done: UUID) -> HttpResponse:
    """Begin a correction: the same scores, to be changed where they were wrong."""
    return _again(request, code, survivor, done, is_second=False)


@requires("cases.write")
@require_POST
def second(request: HttpRequest, code: str, survivor: UUID, done: UUID) -> HttpResponse:
    """Begin a second scoring, empty, by somebody who did not give the first."""
    return _again(request, code, survivor, done, is_second=True)


def _again(
    request: HttpRequest, code: str, survivor: UUID, done: UUID, *, is_second: bool
) -> HttpResponse:
    case = case_for(who(request), code, "cases.write")
    person, _ = survivor_for(who(request), case, survivor)
    old = assessment_for(who(request), case, person, done)
    try:
        draft = begin_draft(
            by=who(request), at=now(), case=case, person=person, on=old.on,
            instrument=instrument_in(case.office, old.key),
            scored_for=chosen_place(old.scored_for),
            second_of=old if is_second else None, corrects=None if is_second else old,
        )  # fmt: skip
    except Refused as refused:
        return to_survivor(request, case, person, str(refused))
    return redirect(_next(draft_for(who(request), case, person, draft.pk), ""))
