"""Complaints as the office handles them: telling, reading, steps, keepers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.access.models import User
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.directory.packs import code_list
from amparo.errors import NotVisible, Refused
from amparo.repair.accountability.forms import handling as forms_of
from amparo.repair.accountability.forms.telling import AnswerForm, ReportForm
from amparo.repair.accountability.models import Grievance
from amparo.repair.accountability.models.keeping import is_keeper
from amparo.repair.accountability.pages import complaints as pages
from amparo.repair.accountability.selectors import complaints as ask
from amparo.repair.accountability.selectors import figures
from amparo.repair.accountability.services import handling, keeping, telling
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])


def page(
    request: HttpRequest, form: forms.Form, *, title: str, submit: str, back: str, text: str = ""
) -> HttpResponse:
    """One form on one page."""
    shown = {"form": form, "title": title, "submit": submit, "back": back, "text": text}
    return render(request, "accountability/form.html", shown, status=422 if form.errors else 200)


@requires("misconduct.report")
@require_GET
def grievances(request: HttpRequest) -> HttpResponse:
    """What can be told, and for keepers what was told."""
    user = who(request)
    keeps, reads = is_keeper(user), user.may("misconduct.read")
    rows = ask.complaints_for(user, today=today()) if reads else ()
    shown = {
        "keeps": keeps, "reads": reads, "shows": keeps or bool(rows),
        "counts": user.may("misconduct.count"),
        "grants": user.may("compartments.grant"),
        "columns": pages.LIST, "rows": pages.listed(rows, today()),
        "keepers": pages.keepers(ask.keepers_for(user), user),
        "shield_columns": pages.SHIELDS,
        "shields": pages.shields(figures.shields_for(user), today()) if keeps else [],
        "outside": request.build_absolute_uri(reverse("tell")),
    }  # fmt: skip
    return render(request, "accountability/grievances.html", shown)


@requires("misconduct.report")
@both
def grievance_tell(request: HttpRequest) -> HttpResponse:
    """Write down what somebody told of an official, perhaps about a case; then show the code."""
    user = who(request)
    asked = request.GET.get("case", "")
    case = case_for(user, asked, "cases.write") if asked else None
    form = ReportForm(typed(request), named=ask.authorities(), today=today(), token=uuid4())
    back = reverse("case_breakdowns", args=[case.code]) if case else reverse("grievances")
    kept: list[telling.Kept] = []

    def act() -> None:
        told = form.told(form.cleaned_data["contact"])
        token = form.cleaned_data["token"]
        kept.append(telling.tell(by=user, at=now(), told=told, case=case, token=token))

    if is_done(request, form, act):
        cause = _cause_of(form.cleaned_data["kind"])
        shown = {"code": kept[0].return_code, "inside": True, "back": back, "case": case,
                 "cause": cause}  # fmt: skip
        return render(request, "accountability/told.html", shown)
    text = (
        f"About case {case.code}. Its team does not see this." if case
        else "Only the keepers of complaints see this; you will not see it again."
    )  # fmt: skip
    return page(request, form, title="Tell of an official", submit="Keep it sealed", back=back,
                text=text)  # fmt: skip


def _cause_of(kind: str) -> str:
    entries = {entry.code: entry for entry in code_list("misconduct").entries}
    return str(entries[kind].maps.get("cause", "")) if kind in entries else ""


@requires("misconduct.read")
@require_GET
def grievance(request: HttpRequest, grievance: UUID) -> HttpResponse:
    """One complaint; that it was opened is in the trail before it is shown."""
    user = who(request)
    handling.look_at(by=user, at=now(), grievance=ask.complaint_for(user, grievance))
    whole = ask.whole_for(user, grievance, today=today())
    shown = {
        "whole": whole, "facts": pages.facts(whole, today()), "talk": pages.talk(whole),
        "steps": pages.steps(whole), "acts": pages.acts(whole),
    }  # fmt: skip
    return render(request, "accountability/grievance.html", shown)


@dataclass(frozen=True)
class _Asked:
    """What an act about a complaint is asked with."""

    request: HttpRequest
    user: User
    row: Grievance


@dataclass(frozen=True)
class _Act:
    title: str
    submit: str
    said: str
    form: Callable[[_Asked], Any]
    do: Callable[[_Asked, Any], object]


def _step(asked: _Asked, form: forms_of.StepForm) -> object:
    return handling.take_step(
        by=asked.user, at=now(), grievance=asked.row, taken=form.taken(),
        token=form.cleaned_data["token"],
    )  # fmt: skip


def _answer(asked: _Asked, form: AnswerForm) -> object:
    words = form.cleaned_data["words"]
    return telling.answer(by=asked.user, at=now(), grievance=asked.row, words=words)


def _shut_out(asked: _Asked, form: forms_of.ShutOutForm) -> object:
    given = form.cleaned_data
    return keeping.shut_out(
        by=asked.user, at=now(), grievance=asked.row, user=form.users[given["user"]],
        why=given["why"],
    )  # fmt: skip


def _refer(asked: _Asked) -> forms_of.ReferForm:
    institutions, _ = ask.authorities()
    others = [one for one in institutions.values() if one.pk != asked.row.institution_id]
    bodies = sorted(others, key=lambda one: (one.kind != "oversight", one.name))
    return forms_of.ReferForm(typed(asked.request), today=today(), bodies=bodies)


def _blank(kind: type[forms_of.StepForm]) -> Callable[[_Asked], forms_of.StepForm]:
    return lambda asked: kind(typed(asked.request), today=today())


ACTS = {
    "answer": _Act(
        "Answer whoever told", "Send the answer", "The answer waits for them.",
        lambda asked: AnswerForm(typed(asked.request), use_required_attribute=False), _answer,
    ),
    "refer": _Act(
        "Pass it to an oversight body", "Keep it", "It is kept. The clock runs.", _refer, _step
    ),
    "reply": _Act(
        "The body's answer", "Keep it", "The answer is kept.", _blank(forms_of.ReplyForm), _step
    ),
    "finding": _Act(
        "What was found", "Keep the finding", "The finding is kept.",
        _blank(forms_of.FindingForm), _step,
    ),
    "sanction": _Act(
        "What followed for the official", "Keep it", "It is kept.",
        _blank(forms_of.SanctionForm), _step,
    ),
    "shut-out": _Act(
        "Keep somebody from seeing it", "Shut them out", "They do not see it any more.",
        lambda asked: forms_of.ShutOutForm(
            typed(asked.request), users=ask.colleagues_of(asked.user)
        ),
        _shut_out,
    ),
}  # fmt: skip


@requires("misconduct.read")
@both
def grievance_act(request: HttpRequest, grievance: UUID, act: str) -> HttpResponse:
    """One act about a complaint: an answer, a step, or who may not see it."""
    user, chosen = who(request), ACTS.get(act)
    row = ask.complaint_for(user, grievance)
    if chosen is None:
        raise NotVisible
    asked = _Asked(request, user, row)
    form = chosen.form(asked)
    if is_done(request, form, lambda: chosen.do(asked, form)):
        messages.success(request, chosen.said)
        seen = Grievance.objects.all().visible_to(user).filter(pk=row.pk).exists()
        return redirect("grievance", grievance=row.pk) if seen else redirect("grievances")
    back = reverse("grievance", args=[row.pk])
    return page(request, form, title=chosen.title, submit=chosen.submit, back=back)


@requires("compartments.grant")
@both
def keeper_add(request: HttpRequest) -> HttpResponse:
    """Ask that somebody keeps complaints."""
    user = who(request)
    form = forms_of.KeeperForm(typed(request), users=ask.may_keep(user), today=today())

    def act() -> None:
        given = form.cleaned_data
        keeping.ask_for_keeper(
            by=user, at=now(), user=form.users[given["user"]], until=given["until"]
        )

    if is_done(request, form, act):
        messages.success(request, "Asked for. A second person must agree before it opens.")
        return redirect("grievances")
    return page(
        request, form, title="Who keeps complaints", submit="Ask for it",
        back=reverse("grievances"),
        text="Complaints open to them when a colleague, neither you nor they, has agreed.",
    )  # fmt: skip


@requires("compartments.second")
@require_POST
def keeper_agree(request: HttpRequest, keeper: UUID) -> HttpResponse:
    """Agree that somebody keeps complaints."""
    user = who(request)
    row = ask.keeper_for(user, keeper, "compartments.second")
    return _said(
        request, lambda: keeping.agree_to_keeper(by=user, at=now(), keeper=row), "It is open."
    )


@requires("misconduct.read")
@require_POST
def keeper_end(request: HttpRequest, keeper: UUID) -> HttpResponse:
    """Close it at once."""
    user = who(request)
    row = ask.keeper_for(user, keeper, "misconduct.read")
    return _said(
        request, lambda: keeping.end_keeper(by=user, at=now(), keeper=row), "It is closed."
    )


def _said(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, f"{refusal.what}: {refusal.next_step}.")
    else:
        messages.success(request, said)
    return redirect("grievances")
