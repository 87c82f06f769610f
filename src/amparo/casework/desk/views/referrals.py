"""Intake: how suspicions reach the office, and what becomes of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.search import are_all_read
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.comparing import PossibleMatch, look_for, take_in
from amparo.casework.cases.services.opening import (
    decide_referral,
    read_referral,
    take_on,
)
from amparo.casework.desk.forms.referrals import (
    DecidedFilterForm,
    DecisionForm,
    OpenCaseForm,
    ReferralForm,
)
from amparo.casework.desk.selectors import people
from amparo.casework.desk.selectors import referrals as ask
from amparo.casework.desk.shapes import referrals as shapes
from amparo.casework.frame.asked import is_done
from amparo.casework.frame.purposes import why_asked
from amparo.errors import NotVisible, Refused
from amparo.web.gate import requires

PER_PAGE = 25


@require_safe
@requires("referrals.read")
def referrals(request: SignedInRequest) -> HttpResponse:
    """Those that wait, then those decided on."""
    programmes = ask.programme_choices_for(request.user)
    form = DecidedFilterForm(request.GET, programmes=programmes)
    given = form.cleaned_data if form.is_valid() else {"decision": "", "programme": ""}
    decided = ask.referrals_decided_for(request.user, **given)
    page = Paginator(decided, PER_PAGE).get_page(request.GET.get("page"))
    waiting = ask.referrals_waiting_for(request.user)
    shown = {
        "filter": form, "in_use": sum(map(bool, given.values())), "page": page,
        "waiting": shapes.waiting_rows(waiting), "n_waiting": len(waiting),
        "decided": shapes.decided_rows([ask.row_of(row) for row in page]),
        "waiting_columns": shapes.WAITING, "decided_columns": shapes.DECIDED,
        "actions": [shapes.new_action()], "may_write": request.user.may("referrals.write"),
    }  # fmt: skip
    return render(request, "desk/referrals.html", shown)


@require_http_methods(["GET", "POST"])
@requires("referrals.write")
def referral_new(request: SignedInRequest) -> HttpResponse:
    """Write a referral down; leads of other cases with a like name are asked to compare."""
    programmes = ask.programme_choices_for(request.user)
    form = ReferralForm(
        request.POST or None,
        programmes=programmes,
        institutions=ask.institution_choices_for(request.user),
    )
    kept: list[str] = []

    def keep() -> None:
        given = dict(form.cleaned_data)
        given["programme"] = ask.programme_for(request.user, given["programme"])
        given["from_institution"] = ask.institution_for(request.user, given["from_institution"])
        kept.append(take_in(by=request.user, at=timezone.now(), **given).code)

    if is_done(request, form, keep):
        messages.success(request, "The referral is kept. Now decide what becomes of it.")
        return redirect("referral", code=kept[0])
    shown = {"form": form, "has_programmes": bool(programmes), "why": why_asked(form)}
    return render(request, "desk/referral_new.html", shown)


@require_http_methods(["GET", "POST"])
@requires("referrals.read")
def referral(request: SignedInRequest, code: str) -> HttpResponse:
    """What was told (the look is recorded), who it may be, and the decision."""
    found = ask.referral_for(request.user, code)
    form = DecisionForm(request.POST or None)
    if form.is_valid() and _decided(request, form, code):
        messages.success(request, f"What becomes of referral {found.code} is recorded.")
        return redirect("referral", code=found.code)
    now = timezone.now()
    told = read_referral(by=request.user, at=now, referral=found)
    row = ask.row_of(found)
    matches, why_none = _matches(request, told) if row.is_open else ((), "")
    shown = {
        "row": row, "facts": shapes.facts_of(found, row, told), "told": told["told"], "form": form,
        "matches": shapes.match_rows(found.code, matches), "match_columns": shapes.MATCHES,
        "why_none": why_none, "may_decide": row.is_open and request.user.may("referrals.write"),
        "still_reading": row.is_open and not are_all_read(request.user),
        "may_open": request.user.may("cases.open"), "actions": [shapes.open_action(found.code)],
    }  # fmt: skip
    return render(request, "desk/referral.html", shown)


def _decided(request: SignedInRequest, form: DecisionForm, code: str) -> bool:
    if not request.user.may("referrals.write"):
        raise NotVisible
    given, joined = form.cleaned_data, None
    if given["decision"] == "joined":
        try:
            joined = case_for(request.user, given["case_code"], "cases.write")
        except NotVisible:
            form.add_error("case_code", "There is no case of this code that you work on")
            return False
    decide_referral(
        by=request.user, at=timezone.now(), referral=ask.referral_for(request.user, code),
        decision=shapes.decision_of(given["decision"]), reason=given["reason"], case=joined,
    )  # fmt: skip
    return True


def _matches(
    request: SignedInRequest, told: dict[str, str]
) -> tuple[tuple[PossibleMatch, ...], str]:
    texts = [told[key] for key in ("name", "contact") if told[key]]
    if not texts:
        return (), "No name or number was given, so there is nothing to look for."
    try:
        return look_for(by=request.user, at=timezone.now(), text=texts[0], more=texts[1:]), ""
    except Refused as refusal:
        return (), f"{refusal.what}: {refusal.next_step}."


@require_http_methods(["GET", "POST"])
@requires("cases.open")
def case_open(request: SignedInRequest, code: str) -> HttpResponse:
    """Open a case from a referral, around someone known or someone new."""
    user, now = request.user, timezone.now()
    found = ask.referral_for(user, code)
    known = shapes.id_text(request.POST.get("victim") or request.GET.get("person", ""))
    victim = people.person_known_to(user, known) if known else None
    leads = ask.lead_choices_for(user)
    if request.method == "POST":
        form = OpenCaseForm(request.POST, leads=leads, is_known=bool(known))
        opened: list[str] = []

        def take() -> None:
            case = take_on(
                by=user, at=now, referral=found, victim=victim or form.particulars(),
                lead=ask.colleague_for(user, form.cleaned_data["lead"]), on=timezone.localdate(),
            )  # fmt: skip
            opened.append(case.code)

        if is_done(request, form, take):
            messages.success(request, f"Case {opened[0]} is open.")
            return redirect("case", code=opened[0])
    else:
        told = read_referral(by=user, at=now, referral=found)
        initial = {"name": told["name"], "victim": known, "phones": shapes.phones_in(told)}
        form = OpenCaseForm(initial=initial, leads=leads, is_known=bool(known))
    shown = {
        "form": form, "row": ask.row_of(found), "is_known": bool(known), "why": why_asked(form),
        "places": ask.places_of(user, victim) if victim else "",
        "back": reverse("referral", args=[found.code]),
    }  # fmt: skip
    return render(request, "desk/referral_open.html", shown)
