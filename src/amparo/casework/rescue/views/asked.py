"""What every view of an operation asks: the operation, the look in its trail, one form's page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from amparo.casework.frame.asked import is_done, now, who
from amparo.casework.rescue.models import Operation
from amparo.casework.rescue.selectors.operations import operation_for
from amparo.casework.rescue.services.looking import read_operation


def opened(request: HttpRequest, code: str, *, part: str) -> Operation:
    """An operation this user may open; that they did is in its trail before anything is given."""
    operation = operation_for(who(request), code)
    read_operation(by=who(request), at=now(), operation=operation, part=part)
    return operation


def to_write_in(request: HttpRequest, code: str) -> Operation:
    """An operation this user may write in."""
    return operation_for(who(request), code, "cases.write")


def back_to(
    request: HttpRequest, operation: Operation, said: str, name: str = "operation"
) -> HttpResponseRedirect:
    """Back to a page of the operation, which says what was done."""
    messages.success(request, said)
    return redirect(name, operation=operation.code)


def act_in(
    request: HttpRequest, operation: Operation, form: forms.Form, act: Callable[[], object], *,
    title: str, submit: str, said: str, text: str = "", back: str = "operation",
    warning: bool = False,
) -> HttpResponse:  # fmt: skip
    """One form and one act about an operation: the form until it is right, then back."""
    if is_done(request, form, act):
        return back_to(request, operation, said, back)
    shown = {
        "operation": operation, "form": form, "title": title, "submit": submit, "text": text,
        "back": reverse(back, args=[operation.code]), "warning": warning,
    }  # fmt: skip
    return render(request, "rescue/form.html", shown, status=422 if form.errors else 200)
