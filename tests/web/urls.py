"""The shell's own addresses, sign-in, and views that fail on purpose."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from amparo.errors import Broken, CannotEstimate, Conflict, NotVisible, Refused
from amparo.web.forms import DatePrecisionField
from amparo.web.gate import open_to_all, requires

FAILURES = {
    "refused": Refused(
        "The arrest is before the complaint",
        found="3 March 2023",
        next_step="correct the date, or record the day of the complaint",
    ),
    "not-visible": NotVisible("Case K7Q2-24 belongs to another office"),
    "conflict": Conflict(
        "Someone else changed this account while you did",
        theirs={"name": "Alma R.", "roles": "lawyer"},
        yours={"name": "Alma Reyes", "roles": "lawyer"},
    ),
    "cannot-estimate": CannotEstimate("No case reached a charge yet", next_step="widen the period"),
    "broken": Broken("a pack is missing", found="/srv/secret"),
    "bug": KeyError("a secret value"),
}


class ArrestForm(forms.Form):
    happened_on = DatePrecisionField(label="When did it happen?")
    station = forms.CharField(label="Station", max_length=20)
    source = forms.ChoiceField(
        label="How do you know?", choices=[("seen", "Seen"), ("told", "Told")],
        widget=forms.RadioSelect,
    )  # fmt: skip


@open_to_all("fails on purpose")
def failing(request: HttpRequest, failure: str) -> HttpResponse:
    raise FAILURES[failure]


@requires("cases.read")
def for_caseworkers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the cases")


@open_to_all("a form to fill in")
def arrest(request: HttpRequest) -> HttpResponse:
    form = ArrestForm(request.POST if request.method == "POST" else None)
    form.is_valid()
    page = engines["django"].from_string(
        '{% extends "web/page.html" %}{% block title %}Arrest{% endblock %}{% block main %}'
        '<h1>Arrest</h1>{% component "form" form=form submit="Record" %}{% endblock %}'
    )
    return HttpResponse(page.render({"form": form}, request))


urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("amparo.web.urls")),
    path("", for_caseworkers, name="today"),
    path("cases/", for_caseworkers, name="caseload"),
    path("sessions/", for_caseworkers, name="own_sessions"),
    path("failing/<failure>/", failing, name="failing"),
    path("arrest/", arrest, name="arrest"),
]

handler403 = "amparo.web.errorpages.forbidden"
handler404 = "amparo.web.errorpages.not_found"
handler500 = "amparo.web.errorpages.broken"
