"""What was referred to an institution, for its own people: only that, and their answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.aftercare.forms import referrals as forms
from amparo.casework.aftercare.selectors import received as ask
from amparo.casework.aftercare.services import referring as services
from amparo.casework.aftercare.shapes import referrals as shapes
from amparo.casework.cases.services import sending
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])


@requires("services.answer")
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """What was sent here, what waits for an answer first. No names."""
    rows = shapes.received_rows(ask.received_for(who(request)))
    shown = {"columns": shapes.RECEIVED, "rows": rows}
    return render(request, "aftercare/received.html", shown)


@requires("services.answer")
@require_GET
def received_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Exactly what was sent; the look is written in the trail first."""
    referral, line = ask.received_one(who(request), ref)
    content = services.read_received(by=who(request), at=now(), referral=referral)
    shown = {"line": line, "facts": shapes.content_facts(content),
             "waits": line.state in {"sent", "chased"} and not line.is_recalled}  # fmt: skip
    return render(request, "aftercare/received_one.html", shown)


@requires("services.answer")
@both
def received_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Accept it, or decline it and say why."""
    referral, line = ask.received_one(who(request), ref)
    form = forms.AnswerForm(typed(request), today=today())

    def act() -> None:
        services.answer_referral(by=who(request), at=now(), referral=referral, **form.cleaned_data)

    if is_done(request, form, act):
        return _back(request, ref, "Your answer was given.")
    return _page(request, form, ref, title=f"Answer referral {line.code}", submit="Answer")


@requires("services.answer")
@both
def received_recall(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what became of what was sent, now that consent is withdrawn."""
    recall = ask.recall_received(who(request), ref)
    form = forms.AnswerRecallForm(typed(request), today=today())

    def act() -> None:
        sending.answer_recall(by=who(request), at=now(), recall=recall, **form.cleaned_data)

    if is_done(request, form, act):
        return _back(request, ref, "Thank you. The office was told.")
    return _page(
        request, form, ref, title="Consent was withdrawn: what became of it?", submit="Answer"
    )


def _back(request: HttpRequest, ref: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("received_one", ref=ref)


def _page(request: HttpRequest, form: object, ref: str, *, title: str, submit: str) -> HttpResponse:
    back = reverse("received_one", args=[ref])
    shown = {"form": form, "title": title, "submit": submit, "back": back, "label": ref}
    errors = getattr(form, "errors", None)
    return render(request, "aftercare/form.html", shown, status=422 if errors else 200)
