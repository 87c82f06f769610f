"""What the views of protection ask of a request."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.access.models import User
from amparo.casework.cases.models import Programme
from amparo.directory.models import Jurisdiction
from amparo.web.shapes import Link


def programmes_of(user: User) -> dict[str, Programme]:
    """The programmes of the user's office, by id."""
    rows = Programme.objects.visible_to(user).filter(office=user.office_id)
    return {str(one.pk): one for one in rows}


def places_of(user: User) -> dict[str, Jurisdiction]:
    """Every place, by id."""
    return {str(one.pk): one for one in Jurisdiction.objects.visible_to(user)}


def page(
    request: HttpRequest, form: forms.Form, *, title: str, submit: str, back: str, label: str,
    text: str = "", tabs: Sequence[Link] = (),
) -> HttpResponse:  # fmt: skip
    """One form on one page."""
    shown = {"form": form, "title": title, "submit": submit, "text": text, "back": back,
             "tabs": tabs,
             "label": label}  # fmt: skip
    return render(request, "protection/form.html", shown, status=422 if form.errors else 200)
