"""What every view of the desk asks of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.errors import NotVisible, Refused, TooMany


def who(request: HttpRequest) -> User:
    """The person signed in; the gate has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def now() -> datetime:
    """The instant an act is recorded at."""
    return timezone.now()


def today() -> date:
    """The day it is where the office is."""
    return timezone.localdate()


def page_number(request: HttpRequest) -> int:
    """The page of a list that the address names; the first where it names none."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def is_done(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was sent, was right, and the act was carried out.

    What the act refuses is shown in the form, where nothing typed is lost.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except TooMany:
        raise  # a page of its own says when it goes on
    except Refused as refusal:
        advice = f": {refusal.next_step}" if refusal.next_step else ""
        form.add_error(None, f"{refusal.what}{advice}.")
        return False
    return True


def to_case(request: HttpRequest, case: Case, said: str, tab: str = "case") -> HttpResponseRedirect:
    """Back to a part of the case, or to an address in it, which says what was done."""
    messages.success(request, said)
    return redirect(tab) if tab.startswith("/") else redirect(tab, code=case.code)


def form_page(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    text: str = "",
    back: str = "case",
    warning: bool = False,
) -> HttpResponse:
    """One form on one page of a case; `back` names a tab of the case, or is an address."""
    status = 422 if form.errors else 200
    back_href = back if back.startswith("/") else reverse(back, kwargs={"code": case.code})
    return render(
        request,
        "frame/form.html",
        {
            "case": case, "form": form, "title": title, "submit": submit, "text": text,
            "back_href": back_href, "warning": warning,
        },
        status=status,
    )  # fmt: skip


def act_page(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    said: str,
    back: str,
    text: str = "",
    warning: bool = False,
) -> HttpResponse:
    """One form and one act: the form until it is right, then back, where it says what was done."""
    if is_done(request, form, act):
        return to_case(request, case, said, back)
    return form_page(
        request, case, form, title=title, submit=submit, text=text, back=back, warning=warning
    )


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, or nothing where the page is only asked for."""
    return request.POST if request.method == "POST" else None
