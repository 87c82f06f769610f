"""One form on one page, as every change of the directory is made."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from amparo.directory.requests import MemberRequest
from amparo.errors import Refused


def ask(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    back: str,
    done: str,
) -> HttpResponse:
    """Show the form; once it is sent and fits, act, say so and go back.

    What a service refuses is shown at the top of the form, which keeps what was typed.
    """
    if form.is_bound and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.sentence())
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    shown = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "directory/form.html", shown, status=422 if form.errors else 200)
