"""Pages for what a court decided: plea, verdict, sentence, appeal, compensation."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.docket.forms import decisions as forms
from amparo.casework.docket.selectors import reach
from amparo.casework.docket.selectors.choices import (
    accused_choices,
    chosen_result,
    chosen_side,
    courts_of,
    person_in,
)
from amparo.casework.docket.selectors.court import rest_of
from amparo.casework.docket.services import appeals, compensation, sentences, verdicts
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.directory.packs import load_pack
from amparo.web.gate import requires


@requires("cases.write")
def plea(request: HttpRequest, code: str, charge: UUID) -> HttpResponse:
    """What the accused answered to a charge."""
    case = case_for(who(request), code, "cases.write")
    found = reach.charge_in(who(request), case, charge)
    form = forms.PleaForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        verdicts.enter_plea(
            by=who(request), at=now(), charge=found, plea=given["plea"], on=given["on"],
            token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Record the plea", submit="Record it",
        said="The plea is recorded.", back=reverse("accused", args=[case.code, found.accused_id]),
    )  # fmt: skip


@requires("cases.write")
def verdict(request: HttpRequest, code: str, charge: UUID) -> HttpResponse:
    """How a charge ended."""
    case = case_for(who(request), code, "cases.write")
    found = reach.charge_in(who(request), case, charge)
    form = forms.VerdictForm(
        typed(request), pack=load_pack(case.programme.pack), today=today(),
        has_verdict=verdicts.latest(found) is not None,
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        verdicts.give_verdict(
            by=who(request), at=now(), charge=found, outcome=given["outcome"],
            offence=given["offence"], on=given["on"], reason=given.get("reason", ""),
            token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Record the verdict", submit="Record it",
        said="The verdict is recorded.",
        back=reverse("accused", args=[case.code, found.accused_id]),
    )  # fmt: skip


@requires("cases.write")
def sentence(request: HttpRequest, code: str, verdict: UUID) -> HttpResponse:
    """One punishment for one conviction."""
    case = case_for(who(request), code, "cases.write")
    found = reach.verdict_in(who(request), case, verdict)
    others = reach.sentences_of(who(request), found)
    form = forms.SentenceForm(
        typed(request), others=others, pack=load_pack(case.programme.pack), today=today()
    )

    def act() -> None:
        given = form.cleaned_data
        sentences.pass_sentence(
            by=who(request), at=now(), verdict=found, kind=given["kind"], on=given["on"],
            years=given["years"] or 0, months=given["months"] or 0, days=given["days"] or 0,
            amount=given["amount"], currency=given["currency"].upper(),
            after=next((row for row in others if str(row.pk) == given.get("after")), None),
            credit_days=given["credit_days"] or 0, token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Record the sentence", submit="Record it",
        said="The sentence is recorded.",
        back=reverse("accused", args=[case.code, found.charge.accused_id]),
    )  # fmt: skip


@requires("cases.write")
def appeal(request: HttpRequest, code: str, verdict: UUID) -> HttpResponse:
    """An appeal against a verdict."""
    case = case_for(who(request), code, "cases.write")
    found = reach.verdict_in(who(request), case, verdict)
    form = forms.AppealForm(typed(request), courts=courts_of(who(request), case), today=today())

    def act() -> None:
        given = form.cleaned_data
        court = given["court_case"]
        appeals.file_appeal(
            by=who(request), at=now(), verdict=found, side=chosen_side(given["side"]),
            on=given["on"], token=given["token"],
            court_case=reach.court_case_in(who(request), case, UUID(court)) if court else None,
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Record an appeal", submit="Record it",
        said="The appeal is recorded.",
        back=reverse("accused", args=[case.code, found.charge.accused_id]),
    )  # fmt: skip


@requires("cases.write")
def appeal_decide(request: HttpRequest, code: str, appeal: UUID) -> HttpResponse:
    """What became of an appeal."""
    case = case_for(who(request), code, "cases.write")
    found = reach.appeal_in(who(request), case, appeal)
    form = forms.AppealDecisionForm(
        typed(request), pack=load_pack(case.programme.pack), today=today()
    )

    def act() -> None:
        given = form.cleaned_data
        appeals.decide_appeal(
            by=who(request), at=now(), appeal=found, result=chosen_result(given["result"]),
            on=given["on"], outcome=given["outcome"], offence=given["offence"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="What became of the appeal", submit="Record it",
        said="The decision is recorded.",
        back=reverse("accused", args=[case.code, found.verdict.charge.accused_id]),
    )  # fmt: skip


@requires("cases.write")
def compensation_order(request: HttpRequest, code: str, court_case: UUID) -> HttpResponse:
    """Money the court ordered for a survivor."""
    case = case_for(who(request), code, "cases.write")
    found = reach.court_case_in(who(request), case, court_case)
    form = forms.CompensationForm(
        typed(request), people=people_in(case, who(request)), today=today(),
        accused=accused_choices(who(request), case, found), pack=load_pack(case.programme.pack),
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        payer = given["accused"]
        compensation.order_compensation(
            by=who(request), at=now(), court_case=found, on=given["on"], due_on=given["due_on"],
            survivor=person_in(people_of(who(request), case), given["survivor"]),
            accused=reach.accused_in(who(request), case, UUID(payer)) if payer else None,
            amount=given["amount"], currency=given["currency"].upper(), token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Compensation ordered", submit="Keep it",
        said="The compensation is kept.", back="case_court",
    )  # fmt: skip


@requires("cases.write")
def compensation_pay(request: HttpRequest, code: str, order: UUID) -> HttpResponse:
    """Money that reached the survivor."""
    case = case_for(who(request), code, "cases.write")
    found = reach.compensation_in(who(request), case, order)
    rest: Decimal = rest_of(found)
    form = forms.PaymentForm(typed(request), rest=rest, today=today())

    def act() -> None:
        given = form.cleaned_data
        compensation.record_payment(
            by=who(request), at=now(), order=found, amount=given["amount"], on=given["on"],
            token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Money received", submit="Keep it",
        said="The payment is kept.", back="case_court",
        text=f"{rest:,} {found.currency} of {found.amount:,} is still to be paid.",
    )  # fmt: skip
