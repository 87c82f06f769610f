"""The instruments of the office: those that ship, those it loaded, and who is trained."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.casework.restore.forms.instruments import EndTrainingForm, LoadForm, TrainingForm
from amparo.casework.restore.selectors.instruments import (
    assessors_for,
    instruments_of,
    office_of,
    training_for,
    trainings_for,
)
from amparo.casework.restore.services.instruments import (
    end_training,
    instrument_in,
    load_instrument,
    record_training,
)
from amparo.casework.restore.shapes import instruments as shapes
from amparo.casework.restore.views.asked import both
from amparo.web.gate import requires


@requires("programmes.manage")
@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    """What can be used here, under which licence, and by whom."""
    user = who(request)
    shown = shapes.page_of(instruments_of(user), trainings_for(user))
    return render(request, "restore/instruments.html", shown)


@requires("programmes.manage")
@both
def load(request: HttpRequest) -> HttpResponse:
    """Load an instrument from a file."""
    form = LoadForm(typed(request), request.FILES if request.method == "POST" else None)

    def act() -> None:
        name, text = form.cleaned_data["file"]
        load_instrument(
            by=who(request), at=now(), office=office_of(who(request)), text=text, where=name
        )

    if is_done(request, form, act):
        messages.success(request, "The instrument is loaded. Say who is trained to use it.")
        return redirect("instruments")
    return _form(request, form, title="Load an instrument", submit="Check it and load it")


@requires("programmes.manage")
@both
def training_add(request: HttpRequest) -> HttpResponse:
    """Somebody was trained."""
    user = who(request)
    colleagues = assessors_for(user)
    form = TrainingForm(
        typed(request), today=today(), instruments=instruments_of(user),
        colleagues=[(str(one.pk), one.name) for one in colleagues],
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        trained = next(one for one in colleagues if str(one.pk) == given["user"])
        record_training(
            by=user, at=now(), user=trained, on=given["on"],
            instrument=instrument_in(office_of(user), given["instrument"]),
        )  # fmt: skip

    if is_done(request, form, act):
        messages.success(request, "The training is recorded.")
        return redirect("instruments")
    return _form(request, form, title="Record a training", submit="Record it")


@requires("programmes.manage")
@both
def training_end(request: HttpRequest, training: UUID) -> HttpResponse:
    """A training counts no longer."""
    row = training_for(who(request), training)
    initial = {"on": today()}
    form = EndTrainingForm(typed(request), initial=initial, use_required_attribute=False)

    def act() -> None:
        end_training(by=who(request), at=now(), training=row, on=form.cleaned_data["on"])

    if is_done(request, form, act):
        messages.success(request, "The training counts no longer.")
        return redirect("instruments")
    return _form(request, form, title="End a training", submit="End it")


def _form(request: HttpRequest, form: object, *, title: str, submit: str) -> HttpResponse:
    shown = {"form": form, "title": title, "submit": submit, "back": reverse("instruments")}
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "restore/instrument_form.html", shown, status=status)
