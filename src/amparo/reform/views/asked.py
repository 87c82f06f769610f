"""What the views of repairs share: one form on one page, and the act it carries out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.access.requests import SignedInRequest
from amparo.errors import CannotEstimate, NotVisible, Refused
from amparo.web.shapes import Link


def now() -> datetime:
    """The instant an act is recorded at."""
    return timezone.now()


def today() -> date:
    """The day it is where the office is."""
    return timezone.localdate()


def typed(request: SignedInRequest) -> QueryDict | None:
    """What was sent, or nothing where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def acted(
    request: SignedInRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    said: str,
    back: str,
    text: str = "",
    tabs: Sequence[Link] = (),
) -> HttpResponse:
    """The form until it is right, then back; what an act refuses is shown in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except (Refused, CannotEstimate) as refusal:
            advice = f": {refusal.next_step}" if refusal.next_step else ""
            form.add_error(None, f"{refusal.what}{advice}.")
        else:
            messages.success(request, said)
            return redirect(back)
    shown = {
        "form": form, "title": title, "submit": submit, "text": text, "back": back, "tabs": tabs,
    }  # fmt: skip
    return render(request, "reform/form.html", shown, status=422 if form.errors else 200)


def one_of_causes(request: SignedInRequest, known: dict[str, str]) -> tuple[str, str]:
    """The cause and step that an address names; NotVisible where it names none."""
    cause, step = request.GET.get("cause", ""), request.GET.get("step", "")
    if cause not in known or (step and step not in known.values()):
        raise NotVisible
    return cause, step or known[cause]
