"""Figures, decoy visits, protection, recognition, ways to tell."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.access.models import User
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.errors import NotVisible
from amparo.repair.accountability.forms import handling as forms_of
from amparo.repair.accountability.forms.telling import named_by
from amparo.repair.accountability.models.keeping import is_keeper
from amparo.repair.accountability.pages import figures as pages
from amparo.repair.accountability.selectors import complaints as ask
from amparo.repair.accountability.selectors import figures
from amparo.repair.accountability.services import beside
from amparo.repair.accountability.views.inside import both, page
from amparo.web.gate import requires


@requires("misconduct.count")
@require_GET
def grievance_figures(request: HttpRequest) -> HttpResponse:
    """Complaints, what came of them, decoy visits, recognition: as numbers."""
    found = figures.figures_for(who(request), today=today())
    shown = {
        "found": found, "cards": pages.cards(found), "unit_columns": pages.UNITS,
        "units": pages.units(found), "opened": pages.opened(found.opened),
        "opened_columns": pages.OPENED, "decoy_columns": pages.DECOYS,
        "decoys": pages.decoys(found.decoys) if found.decoys else [],
        "decoys_said": pages.decoys_sentence(found.decoys, found.bribes) if found.decoys else "",
        "recognised": pages.recognised(found.recognised), "recognised_columns": pages.RECOGNISED,
        "keeps": is_keeper(who(request)),
    }  # fmt: skip
    return render(request, "accountability/figures.html", shown)


@requires("misconduct.count")
@both
def channel_add(request: HttpRequest) -> HttpResponse:
    """Say that a way to complain opened."""
    user, form = who(request), forms_of.ChannelForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        beside.open_channel(by=user, at=now(), name=given["name"], on=given["on"])

    if is_done(request, form, act):
        messages.success(request, "It is kept. Complaints before and since are shown beside it.")
        return redirect("grievance_figures")
    return page(request, form, title="A way to complain", submit="Keep it",
                back=reverse("grievance_figures"))  # fmt: skip


@requires("misconduct.count")
@both
def recognition_add(request: HttpRequest) -> HttpResponse:
    """Say that good work was honoured."""
    user = who(request)
    form = forms_of.RecognitionForm(typed(request), named=ask.authorities(), today=today())

    def act() -> None:
        given = form.cleaned_data
        institution, unit = named_by(form.named, given["place"])
        beside.recognise(
            by=user, at=now(), institution=institution, unit=unit, post=given["post"],
            how=given["how"], why=given["why"], on=given["on"], token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        messages.success(request, "It is kept.")
        return redirect("grievance_figures")
    return page(request, form, title="Good work, honoured", submit="Keep it",
                back=reverse("grievance_figures"))  # fmt: skip


@requires("misconduct.read")
@both
def decoy_add(request: HttpRequest) -> HttpResponse:
    """Keep how a decoy visit went."""
    user = _keeper(request)
    form = forms_of.DecoyForm(typed(request), named=ask.authorities(), today=today())

    def act() -> None:
        beside.record_decoy(by=user, at=now(), visit=form.visit(), token=form.cleaned_data["token"])

    if is_done(request, form, act):
        messages.success(request, "The visit is kept.")
        return redirect("grievances")
    return page(
        request, form, title="A decoy visit", submit="Keep it", back=reverse("grievances"),
        text="Only visits that are over. Who went is not kept.",
    )  # fmt: skip


@requires("misconduct.read")
@both
def shield_add(request: HttpRequest) -> HttpResponse:
    """Keep what protects somebody."""
    user = _keeper(request)
    form = forms_of.ShieldForm(typed(request), named=ask.authorities(), today=today())

    def act() -> None:
        given = form.cleaned_data
        institution, _ = named_by(form.named, given["place"])
        beside.shield(
            by=user, at=now(), institution=institution, measure=given["measure"],
            person=given["person"], from_on=given["from_on"], review_on=given["review_on"],
            token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        messages.success(request, "It is kept.")
        return redirect("grievances")
    return page(request, form, title="Protect somebody", submit="Keep it",
                back=reverse("grievances"),
                text="An honest officer, or whoever told.")  # fmt: skip


@requires("misconduct.read")
@both
def shield_end(request: HttpRequest, shield: UUID) -> HttpResponse:
    """Say until when it protected."""
    user, row = who(request), figures.shield_for(who(request), shield)
    form = forms_of.EndForm(typed(request), today=today())
    if is_done(request, form, lambda: beside.end_shield(
        by=user, at=now(), row=row, on=form.cleaned_data["on"])):  # fmt: skip
        messages.success(request, "It has ended.")
        return redirect("grievances")
    return page(request, form, title="Until when it protected", submit="End it",
                back=reverse("grievances"))  # fmt: skip


def _keeper(request: HttpRequest) -> User:
    user = who(request)
    if not is_keeper(user):
        raise NotVisible
    return user
