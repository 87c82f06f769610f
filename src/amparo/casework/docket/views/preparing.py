"""Pages that make a hearing ready: who must come, protection, papers, orders obeyed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.selectors import places_known, said_of
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.docket.forms import hearings as forms
from amparo.casework.docket.selectors import reach
from amparo.casework.docket.selectors.choices import chosen_state, person_in
from amparo.casework.docket.selectors.hearing import may_be_called
from amparo.casework.docket.services import preparing as services
from amparo.casework.docket.services.waiting import say_where_they_wait
from amparo.casework.frame.asked import act_page, is_done, now, to_case, today, typed, who
from amparo.web.gate import requires


@requires("cases.write")
def summons_new(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """Someone who must come to a hearing."""
    case = case_for(who(request), code, "cases.write")
    found = reach.hearing_in(who(request), case, hearing)
    people = may_be_called(who(request), case, found)
    form = forms.SummonForm(typed(request), people=people, today=today())

    def act() -> None:
        given = form.cleaned_data
        chosen = given["person"]
        services.summon(
            by=who(request), at=now(), hearing=found, role=given["role"], name=given["name"],
            person=person_in(people_of(who(request), case), chosen) if chosen else None,
            on=today(), token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Who must come", submit="Add",
        said="On the list.", back=reverse("hearing", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
def summons_move(request: HttpRequest, code: str, summons: UUID) -> HttpResponse:
    """How far a summons got."""
    case = case_for(who(request), code, "cases.write")
    found = reach.summons_in(who(request), case, summons)
    form = forms.SummonsForm(typed(request), summons=found, today=today())

    def act() -> None:
        found.version = form.cleaned_data["version"]
        services.move_summons(
            by=who(request), at=now(), summons=found, on=form.cleaned_data["on"],
            state=chosen_state(form.cleaned_data["state"]), came=form.has_come(),
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="The summons", submit="Keep it", said="Kept.",
        back=reverse("hearing", args=[case.code, found.hearing_id]),
    )  # fmt: skip


@requires("cases.write")
def summons_wait(request: HttpRequest, code: str, summons: UUID) -> HttpResponse:
    """Where someone waits that day; before it is kept, whom they would meet there is told."""
    user = who(request)
    case = case_for(user, code, "cases.write")
    found = reach.summons_in(user, case, summons)
    form = forms.WaitForm(
        typed(request), at=now(), hearing=found.hearing, places=places_known(user, case)
    )
    alerts: tuple[str, ...] = ()

    def keep() -> None:
        nonlocal alerts
        try:
            say_where_they_wait(by=user, at=now(), case=case, summons=found, **form.given())  # type: ignore[arg-type]
        except WouldMeet as refusal:
            alerts = said_of(refusal.meetings, user, case)
            form.ask_why()
            raise

    back = reverse("hearing", args=[case.code, found.hearing_id])
    if is_done(request, form, keep):
        return to_case(request, case, "It is kept.", back)
    shown = {"case": case, "form": form, "alerts": alerts, "back": back}
    status = 422 if form.errors else 200
    return render(request, "docket/wait.html", shown, status=status)


@requires("cases.write")
def measure_ask(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """A protection to ask the court for."""
    case = case_for(who(request), code, "cases.write")
    found = reach.hearing_in(who(request), case, hearing)
    form = forms.MeasureForm(typed(request), people=people_in(case, who(request)), today=today())

    def act() -> None:
        given = form.cleaned_data
        services.ask_measure(
            by=who(request), at=now(), hearing=found, kind=given["kind"], on=given["on"],
            person=person_in(people_of(who(request), case), given["person"]),
            token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Protection asked of the court", submit="Keep it",
        said="Kept. Say here what the court decides.",
        back=reverse("hearing", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
def measure_decide(request: HttpRequest, code: str, measure: UUID) -> HttpResponse:
    """Granted or refused."""
    case = case_for(who(request), code, "cases.write")
    found = reach.measure_in(who(request), case, measure)
    form = forms.MeasureDecisionForm(typed(request), today=today())
    return act_page(
        request, case, form,
        lambda: services.decide_measure(
            by=who(request), at=now(), measure=found, on=form.cleaned_data["on"],
            is_granted=form.cleaned_data["answer"] == "granted",
        ),
        title="What the court said", submit="Keep it", said="Kept.",
        back=reverse("hearing", args=[case.code, found.hearing_id]),
    )  # fmt: skip


@requires("cases.write")
def readiness_new(request: HttpRequest, code: str, hearing: UUID) -> HttpResponse:
    """Something that must be ready."""
    case = case_for(who(request), code, "cases.write")
    found = reach.hearing_in(who(request), case, hearing)
    form = forms.ReadinessForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        services.need_ready(
            by=who(request), at=now(), hearing=found, what=given["what"], party=given["party"],
            on=today(), token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="What must be ready", submit="Add", said="On the list.",
        back=reverse("hearing", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
def readiness_done(request: HttpRequest, code: str, readiness: UUID) -> HttpResponse:
    """It is ready."""
    case = case_for(who(request), code, "cases.write")
    found = reach.readiness_in(who(request), case, readiness)
    form = forms.DayForm(typed(request), today=today())
    return act_page(
        request, case, form,
        lambda: services.made_ready(
            by=who(request), at=now(), readiness=found, on=form.cleaned_data["on"]
        ),
        title=f"Ready: {found.what}", submit="It is ready", said="Kept.",
        back=reverse("hearing", args=[case.code, found.hearing_id]),
    )  # fmt: skip


@requires("cases.write")
def order_obeyed(request: HttpRequest, code: str, order: UUID) -> HttpResponse:
    """What the court ordered was done."""
    case = case_for(who(request), code, "cases.write")
    found = reach.order_in(who(request), case, order)
    form = forms.DayForm(typed(request), today=today())
    return act_page(
        request, case, form,
        lambda: services.obey_order(
            by=who(request), at=now(), order=found, on=form.cleaned_data["on"]
        ),
        title="The order was obeyed", submit="Keep it", said="Kept.", back="case_court",
    )  # fmt: skip
