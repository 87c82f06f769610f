"""What if: a question to a simulated system, its progress, its answer, and two side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from amparo.access.requests import SignedInRequest
from amparo.errors import CannotEstimate, Refused
from amparo.reform import selectors
from amparo.reform.forms.whatif import ChangesForm, CompareForm, LearnedFromForm
from amparo.reform.pages import whatif as pages
from amparo.reform.selectors import whatif
from amparo.reform.services.asking import Asked, ask_what_if, open_what_if
from amparo.web.gate import requires

# Exact figures only: a system fitted to rounded numbers is another system (docs/decisions/0060).
VERB = "figures.exact"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VERB)
def what_if(request: SignedInRequest) -> HttpResponse:
    """What the system has today, and what to change in it; sent, the question is kept."""
    learned = LearnedFromForm(request.GET, programmes=selectors.programmes_for(request.user))
    if not learned.is_valid():
        return _page(request, learned)
    try:
        today = whatif.today_for(request.user, learned.asked(), today=timezone.localdate())
    except CannotEstimate as nothing:
        return _page(request, learned, nothing=nothing)
    start = whatif.start_from(request.user, request.GET.get("from", ""))
    form = ChangesForm(request.POST or None, today=today, start=start)
    if form.is_bound and form.is_valid() and (asked := _ask(request, today, form)):
        if not asked.is_new:
            messages.info(request, "This was asked before, of the same records: here it is.")
        return redirect("what_if_run", run_id=asked.run.pk)
    return _page(request, learned, form=form, today=today)


def _ask(request: SignedInRequest, today: whatif.Today, form: ChangesForm) -> Asked | None:
    """The run of what was asked; None, and the form says why, when it was refused."""
    try:
        question = today.question(
            people=form.people_today(), changes=form.changes(), years=form.cleaned_data["years"]
        )
        return ask_what_if(
            by=request.user, at=timezone.now(), token=form.cleaned_data["token"], question=question
        )
    except (Refused, CannotEstimate) as refusal:
        advice = f": {refusal.next_step}" if refusal.next_step else ""
        form.add_error(None, f"{refusal.what}{advice}.")
        return None


def _page(
    request: SignedInRequest,
    learned: LearnedFromForm,
    *,
    form: ChangesForm | None = None,
    today: whatif.Today | None = None,
    nothing: CannotEstimate | None = None,
) -> HttpResponse:
    shown: dict[str, object] = {
        "filter": learned, "in_use": sum(bool(request.GET.get(name)) for name in learned.fields),
        "nothing": nothing, "kept": pages.kept_rows(whatif.runs_for(request.user, limit=5)),
        "kept_columns": pages.KEPT_COLUMNS,
    }  # fmt: skip
    if learned.is_valid():
        shown["pathway"] = selectors.pathway_asked(learned.asked().pathway)
    if form is not None and today is not None:
        shown |= {"form": form, "learned": pages.learned_from(today)}
    errors = form is not None and form.errors
    return render(request, "reform/what_if.html", shown, status=422 if errors else 200)


@require_safe
@requires(VERB)
def kept(request: SignedInRequest) -> HttpResponse:
    """The questions kept, newest first, and a way to put two side by side."""
    runs = whatif.runs_for(request.user)
    shown = {
        "rows": pages.kept_rows(runs), "columns": pages.KEPT_COLUMNS,
        "compare": CompareForm(choices=pages.choices_of(runs)) if len(runs) > 1 else None,
    }  # fmt: skip
    return render(request, "reform/what_if_kept.html", shown)


@require_safe
@requires(VERB)
def run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """One question: how far it is, then its answer; a look at the answer is in the trail."""
    found = whatif.run_for(request.user, run_id)
    if request.htmx:  # type: ignore[attr-defined]
        if found.work.is_over():
            return HttpResponseClientRefresh()
        return render(request, "reform/_what_if_progress.html", {"page": pages.waiting_of(found)})
    if not found.work.is_over():
        return render(request, "reform/what_if_waiting.html", {"page": pages.waiting_of(found)})
    open_what_if(by=request.user, at=timezone.now(), run=found)
    return render(request, "reform/what_if_run.html", {"page": pages.answer_of(found)})


@require_safe
@requires(VERB)
def compare(request: SignedInRequest) -> HttpResponse:
    """Two answers side by side; only answers to questions of the same records can be."""
    runs = whatif.runs_for(request.user)
    form = CompareForm(request.GET or None, choices=pages.choices_of(runs))
    shown: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        first, second = (
            whatif.run_for(request.user, UUID(form.cleaned_data[n])) for n in ("first", "second")
        )
        for looked_at in (first, second):
            open_what_if(by=request.user, at=timezone.now(), run=looked_at)
        shown["page"] = pages.side_by_side(first, second)
    return render(request, "reform/what_if_compare.html", shown)
