"""What the views of hope ask of a request."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from amparo.access.models import User
from amparo.directory.models import Institution, Unit

both = require_http_methods(["GET", "POST"])
MOST = 300


def page(
    request: HttpRequest, form: forms.Form, *, title: str, submit: str, back: str, text: str = "",
    warning: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form on one page."""
    shown = {
        "form": form, "title": title, "submit": submit, "back": back, "text": text,
        "warning": warning,
    }  # fmt: skip
    return render(request, "hope/form.html", shown, status=422 if form.errors else 200)


def institutions_for(user: User) -> list[Institution]:
    """Public institutions."""
    return list(Institution.objects.visible_to(user).filter(is_office=False)[:MOST])


def places_for(user: User) -> dict[str, tuple[Institution, Unit | None]]:
    """Institutions and their units, by the key a form names them with."""
    found: dict[str, tuple[Institution, Unit | None]] = {
        f"i:{one.pk}": (one, None) for one in institutions_for(user)
    }
    units = Unit.objects.visible_to(user).filter(closed_on=None).select_related("institution")
    return found | {f"u:{one.pk}": (one.institution, one) for one in units[:MOST]}
