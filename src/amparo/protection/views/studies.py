"""Protection: the three counters, the studies, their waves, and the impunity gap."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.errors import Conflict, Refused
from amparo.protection import reckoning
from amparo.protection.forms import ImpunityForm, StudyForm, WaveForm
from amparo.protection.models import Wave
from amparo.protection.pages import boards
from amparo.protection.pages.punished import punished_drawing
from amparo.protection.selectors import studies as ask
from amparo.protection.services import studies as services
from amparo.protection.views.asked import page, places_of, programmes_of
from amparo.web.gate import requires
from amparo.web.shapes import Column, Link

both = require_http_methods(["GET", "POST"])
Answer = HttpResponse | HttpResponseRedirect
KINDS = {
    Wave.How.COUNTS.value: "Victims among people",
    Wave.How.LISTS.value: "Lists that overlap",
    Wave.How.PUBLISHED.value: "Published share",
}


@requires("protection.read")
@require_GET
def protection(request: HttpRequest) -> HttpResponse:
    """How many are covered and protected, under which rule, and the studies it rests on."""
    user = who(request)
    standing = ask.standing_for(user, today=today())
    shown = {
        "cards": boards.standing_cards(standing), "rule": standing.rule,
        "columns": boards.STUDIES, "rows": boards.study_rows(ask.studies_for(user), user),
        "keeps": user.may("protection.keep"), "programmes": list(programmes_of(user).values()),
    }  # fmt: skip
    return render(request, "protection/protection.html", shown)


@requires("protection.read")
@require_GET
def study(request: HttpRequest, study: UUID) -> HttpResponse:
    """One study: what it looks at, its waves, and how they differ."""
    user = who(request)
    row, keeps = ask.study_for(user, study), user.may("protection.keep")
    lists = [wave for wave in row.waves if wave.how == Wave.How.LISTS]
    columns = (*boards.WAVES, Column("Correction")) if keeps else boards.WAVES
    shown = {
        "study": row.study, "columns": columns, "keeps": keeps,
        "rows": boards.wave_rows(row, user, keeps=keeps),
        "said": boards.change_sentence(row, user), "chart": boards.waves_drawing(row, user),
        "models": boards.model_rows(lists[-1]) if lists else [],
        "model_columns": boards.MODELS,
        "dispute": lists[-1].result["sentence"] if lists else "",
    }  # fmt: skip
    return render(request, "protection/study.html", shown)


@requires("protection.keep")
@both
def study_begin(request: HttpRequest) -> Answer:
    """Begin a study."""
    user = who(request)
    form = StudyForm(typed(request), places=places_of(user), programmes=programmes_of(user))

    def act() -> None:
        services.begin_study(
            by=user, at=now(), facts=form.facts(), token=form.cleaned_data["token"]
        )

    if is_done(request, form, act):
        messages.success(request, "The study is begun. Add its first wave.")
        return redirect("study", study=form.cleaned_data["token"])
    return page(request, form, title="Begin a study", submit="Begin it",
                back=reverse("protection"), label="Protection")  # fmt: skip


@requires("protection.keep")
@both
def wave_add(request: HttpRequest, study: UUID) -> Answer:
    """Add a wave to a study."""
    return _wave(request, study, None)


@requires("protection.keep")
@both
def wave_correct(request: HttpRequest, study: UUID, wave: UUID) -> Answer:
    """Correct a wave: a new one takes its place, the old one stays."""
    return _wave(request, study, ask.wave_for(who(request), study, wave))


def _wave(request: HttpRequest, pk: UUID, old: Wave | None) -> Answer:
    user, found = who(request), ask.study_for(who(request), pk).study
    how = _how(request)
    form = WaveForm(typed(request), how=how)

    def act() -> None:
        try:
            services.add_wave(
                by=user,
                at=now(),
                study=found,
                facts=form.facts(),
                corrects=old,
                token=form.cleaned_data["token"],
            )
        except Conflict as conflict:
            raise Refused(conflict.what, next_step="open the study to see it") from conflict

    if is_done(request, form, act):
        messages.success(request, "The wave is kept. It never changes; a correction is a new one.")
        return redirect("study", study=pk)
    title = "Correct a wave" if old else "Add a wave"
    tabs = [Link(label, f"?how={kind}", current=kind == how) for kind, label in KINDS.items()]
    return page(request, form, title=title, submit="Keep it", label=found.name, tabs=tabs,
                back=reverse("study", args=[pk]),
                text="Counts only: nothing that tells who anybody is.")  # fmt: skip


def _how(request: HttpRequest) -> str:
    """Which kind of numbers the form asks for; victims among people asked where none is said."""
    asked = (request.POST if request.method == "POST" else request.GET).get("how", "")
    return asked if asked in KINDS else Wave.How.COUNTS


@requires("protection.read")
@require_GET
def impunity(request: HttpRequest) -> HttpResponse:
    """How many crimes are punished, with the range of the estimate. Nothing is kept."""
    form, found = ImpunityForm(request.GET or None), None
    if form.is_valid():
        try:
            found = reckoning.impunity(**form.cleaned_data)
        except Refused as refusal:
            form.add_error("crimes_high", refusal.what)
    said = found.sentence() if found else ""
    shown = {"form": form, "said": said, "chart": punished_drawing(found)}
    status = 422 if form.errors else 200
    return render(request, "protection/impunity.html", shown, status=status)
