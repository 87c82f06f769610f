"""Referrals of a case to services, and recalls; and who offers what."""

from __future__ import annotations

from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.casework.aftercare.forms import referrals as forms
from amparo.casework.aftercare.selectors import referrals as ask
from amparo.casework.aftercare.services import offers as offering
from amparo.casework.aftercare.services import referring as services
from amparo.casework.aftercare.shapes import referrals as shapes
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.cases.services import sending
from amparo.casework.frame.asked import (
    act_page,
    form_page,
    is_done,
    now,
    to_case,
    today,
    typed,
    who,
)
from amparo.casework.frame.shell import look_at
from amparo.errors import Refused
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
TAB = "case_services"


@requires("services.read")
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """Who offers what around the office, by domain."""
    found = ask.offers_for(who(request))
    may_write = who(request).may("referrals.write")
    shown = {"groups": shapes.offer_groups(found, may_write=may_write), "may_write": may_write,
             "columns": shapes.OFFERS}  # fmt: skip
    return render(request, "aftercare/offers.html", shown)


@requires("referrals.write")
@both
def offer_add(request: HttpRequest) -> HttpResponse:
    """Write down that an institution offers a service."""
    form = forms.OfferForm(
        typed(request), today=today(), institutions=institutions_for(who(request))
    )

    def act() -> None:
        given = form.cleaned_data
        offering.add_offer(
            by=who(request), at=now(), institution=form.known[given["institution"]],
            service=given["service"], for_whom=given["for_whom"], is_free=given["is_free"],
        )  # fmt: skip

    return _offer_page(request, form, act, title="Write down an offer", submit="Keep it")


@requires("referrals.write")
@both
def offer_end(request: HttpRequest, offer: UUID) -> HttpResponse:
    """They offer it no longer."""
    found = ask.offer_for(who(request), offer)
    form = django_forms.Form(typed(request))

    def act() -> None:
        offering.end_offer(by=who(request), at=now(), offer=found)

    return _offer_page(
        request, form, act, title=f"{found.institution.name} offers this no longer?",
        submit="Take it off the list",
    )  # fmt: skip


def _offer_page(
    request: HttpRequest, form: django_forms.Form, act: object, *, title: str, submit: str
) -> HttpResponse:
    if is_done(request, form, act):  # type: ignore[arg-type]
        return redirect("offers")
    shown = {"form": form, "title": title, "submit": submit, "back": reverse("offers"),
             "label": "Who offers what"}  # fmt: skip
    return render(request, "aftercare/form.html", shown, status=422 if form.errors else 200)


@requires("cases.write")
@both
def referral_new(request: HttpRequest, code: str) -> HttpResponse:
    """Draft a referral: to whom, and what it would say. Nothing leaves here."""
    user, case = who(request), case_for(who(request), code, "cases.write")
    form = forms.ReferralForm(
        typed(request), who=people_in(case, user), targets=ask.targets_for(user)
    )

    def act() -> None:
        given, to = form.cleaned_data, form.chosen
        people = {str(one.pk): one for one in people_of(user, case)}
        services.draft_referral(
            by=user, at=now(), case=case, person=people[given["person"]], service=to.service,
            recipient=to.recipient, home=to.home, known=given["known"], words=form.words(),
            urgency=given["urgency"], token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        return redirect("referral_out", code=case.code, sent=form.cleaned_data["token"])
    return form_page(
        request, case, form, title="Refer to a service", submit="Show what would leave", back=TAB,
        text="Choose only what this service must know. The next page shows exactly what leaves, "
        "and whether consent lets it.",
    )  # fmt: skip


@requires("people.read")
@require_GET
def referral_out(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """One referral: exactly what leaves, by what right, and what became of it."""
    case, rights, shell = look_at(request, code, part="referral", tab=TAB)
    writes = bool(rights.decide("cases.write"))
    page = ask.referral_page_for(
        who(request), case, sent, people_in(case, who(request)), writes=writes, today=today()
    )
    content = services.show_content(by=who(request), at=now(), referral=page.referral)
    shown = {**shell, **shapes.referral_page(page, content, case, writes=writes)}
    return render(request, "aftercare/referral.html", shown)


@requires("cases.write")
@require_POST
def referral_send(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """Let it leave, if consent or a seconded duty of law carries it at this moment."""
    case = case_for(who(request), code, "cases.write")
    found = ask.referral_for(who(request), case, sent)
    here = reverse("referral_out", args=[case.code, found.pk])
    try:
        services.send_referral(by=who(request), at=now(), referral=found)
    except Refused as refusal:
        return form_page(
            request, case, _refused(refusal), title="This did not leave", submit="Try again",
            text="Nothing was sent.", back=here,
        )  # fmt: skip
    return to_case(request, case, "It was sent. A task asks for the answer.", here)


def _refused(refusal: Refused) -> django_forms.Form:
    form = django_forms.Form({})
    form.is_valid()
    advice = f": {refusal.next_step}" if refusal.next_step else ""
    form.add_error(None, f"{refusal.what}{advice}.")
    return form


@requires("cases.write")
@both
def referral_duty(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """A law asks for this although no consent covers it: cite it."""
    case = case_for(who(request), code, "cases.write")
    found = ask.referral_for(who(request), case, sent)
    form = forms.DutyForm(typed(request), use_required_attribute=False)

    def act() -> None:
        services.cite_duty(
            by=who(request), at=now(), referral=found, citation=form.cleaned_data["citation"]
        )

    return act_page(
        request, case, form, act, title="A duty of law", submit="Cite it", warning=True,
        said="The duty is cited. A second person must agree.",
        back=reverse("referral_out", args=[case.code, found.pk]),
        text="Ask the survivor first wherever you can. A duty of law is the last way, and tells "
        "the survivor afterwards what was told and why.",
    )  # fmt: skip


@requires("cases.write")
@require_POST
def referral_second(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """A second person agrees that the law asks for it."""
    case = case_for(who(request), code, "cases.write")
    found = ask.referral_for(who(request), case, sent)
    here = reverse("referral_out", args=[case.code, found.pk])
    try:
        services.second_duty(by=who(request), at=now(), referral=found)
    except Refused as refusal:
        return form_page(request, case, _refused(refusal), title="Not agreed", submit="Try again",
                         back=here)  # fmt: skip
    return to_case(request, case, "You agreed. It may now be sent.", here)


@requires("cases.write")
@both
def referral_answer(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """What the service answered, told to the office."""
    case = case_for(who(request), code, "cases.write")
    found = ask.referral_for(who(request), case, sent)
    form = forms.AnswerForm(typed(request), today=today())

    def act() -> None:
        services.answer_referral(by=who(request), at=now(), referral=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="What did the service answer?", submit="Keep the answer",
        said="The answer is kept.", back=reverse("referral_out", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
@both
def referral_chase(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """They were asked again."""
    case = case_for(who(request), code, "cases.write")
    found = ask.referral_for(who(request), case, sent)
    form = forms.WordsForm(typed(request))

    def act() -> None:
        services.chase_referral(by=who(request), at=now(), referral=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="You asked them again", submit="Keep it",
        said="Kept. The task is now with whoever leads the case.",
        back=reverse("referral_out", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
@both
def referral_end(request: HttpRequest, code: str, sent: UUID) -> HttpResponse:
    """It is no longer needed."""
    case = case_for(who(request), code, "cases.write")
    found = ask.referral_for(who(request), case, sent)
    form = forms.WordsForm(typed(request))

    def act() -> None:
        services.end_referral(by=who(request), at=now(), referral=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="This referral is no longer needed?", submit="End it",
        said="The referral is ended.", back=reverse("referral_out", args=[case.code, found.pk]),
        text="What was sent stays with the service. To call it back, record that consent was "
        "withdrawn.",
    )  # fmt: skip


@requires("cases.write")
@both
def recall_tell(request: HttpRequest, code: str, recall: UUID) -> HttpResponse:
    """A recipient was told that consent was withdrawn."""
    case = case_for(who(request), code, "cases.write")
    found = ask.recall_for(who(request), case, recall)
    form = forms.TellRecallForm(typed(request), today=today())

    def act() -> None:
        sending.tell_recall(by=who(request), at=now(), recall=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="They were told that consent was withdrawn",
        submit="Keep it", said="Kept. They should answer within a week.", back=TAB,
    )  # fmt: skip


@requires("cases.write")
@both
def recall_answer(request: HttpRequest, code: str, recall: UUID) -> HttpResponse:
    """What a recipient says became of what they had."""
    case = case_for(who(request), code, "cases.write")
    found = ask.recall_for(who(request), case, recall)
    form = forms.AnswerRecallForm(typed(request), today=today())

    def act() -> None:
        sending.answer_recall(by=who(request), at=now(), recall=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="What became of it?", submit="Keep the answer",
        said="The answer is kept.", back=TAB,
    )  # fmt: skip
