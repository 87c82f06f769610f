"""The Prepare page of a case, its charges, and the survivors' plans."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.casework.represent.forms import representing as forms
from amparo.casework.represent.selectors.charging import (
    mischarging_for,
    pair_of,
    pairs_of,
    people_of_pair,
)
from amparo.casework.represent.selectors.choices import (
    chosen_decision,
    chosen_kind,
    chosen_mode,
    chosen_telling,
    element_named,
    offence_named,
)
from amparo.casework.represent.selectors.forecast import forecasts_for
from amparo.casework.represent.selectors.preparation import next_hearing, prepared_in, survivor_in
from amparo.casework.represent.selectors.rights import lacks_of
from amparo.casework.represent.selectors.stuck import stuck_for
from amparo.casework.represent.services import charging, preparing
from amparo.casework.represent.shapes import preparing as shapes
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """What is charged and could be, who is prepared, what the accused lacked, what comes when."""
    case, rights, shell = look_at(request, code, part="prepare", tab="case_prepare")
    user, on = who(request), today()
    shown = shapes.prepare_page(
        case.code, pairs=pairs_of(user, case), prepared=prepared_in(user, case, on),
        lacks=lacks_of(user, case, on), forecasts=forecasts_for(user, case, on),
        stuck=stuck_for(user, on, case=case), coming=next_hearing(user, case, on), today=on,
        writes=bool(rights.decide("cases.write")),
    )  # fmt: skip
    return render(request, "represent/prepare.html", {**shell, **shown})


@requires("people.read")
@require_GET
def charges(request: HttpRequest, code: str, victim: UUID, suspect: UUID) -> HttpResponse:
    """The facts of these two against each offence of the law."""
    case, rights, shell = look_at(request, code, part="charges", tab="case_prepare")
    pair = pair_of(who(request), case, victim, suspect)
    writes = bool(rights.decide("cases.write"))
    shown = shapes.charges_page(pair, case.code, writes=writes)
    return render(request, "represent/charges.html", {**shell, **shown})


@requires("cases.write")
def facts(
    request: HttpRequest, code: str, victim: UUID, suspect: UUID, element: str
) -> HttpResponse:
    """What is known of one element."""
    case = case_for(who(request), code, "cases.write")
    pair = pair_of(who(request), case, victim, suspect)
    name = element_named(element)
    form = forms.FactsForm(typed(request), element=element, answers=pair.answers)
    people = people_of_pair(who(request), pair)
    return act_page(
        request, case, form,
        lambda: charging.say_facts(
            by=who(request), at=now(), case=case, victim=people[0], suspect=people[1],
            answers=form.answers(),
        ),
        title=f"What is known: {name.lower()}", submit="Keep it", said="Kept.",
        back=reverse("charges", args=[case.code, victim, suspect]),
        text="Yes where something proves it, no where something speaks against it.",
    )  # fmt: skip


@requires("cases.write")
def decide(
    request: HttpRequest, code: str, victim: UUID, suspect: UUID, offence: str
) -> HttpResponse:
    """What the lawyer decides about an offence, and why."""
    case = case_for(who(request), code, "cases.write")
    pair = pair_of(who(request), case, victim, suspect)
    name = offence_named(case, offence)
    form = forms.DecisionForm(typed(request), today=today())
    people = people_of_pair(who(request), pair)

    def act() -> None:
        given = form.cleaned_data
        charging.decide_charge(
            by=who(request), at=now(), case=case, victim=people[0], suspect=people[1],
            offence=offence, choice=chosen_decision(given["choice"]), reason=given["reason"],
            on=given["on"], token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title=f"Decide: {name}", submit="Keep it",
        said="The decision is kept.", back=reverse("charges", args=[case.code, victim, suspect]),
    )  # fmt: skip


@requires("cases.write")
def plan_change(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """What the survivor wants for court."""
    case = case_for(who(request), code, "cases.write")
    plan = preparing.plan_of(case, survivor_in(who(request), case, survivor))
    form = forms.PlanForm(typed(request), plan=plan)

    def act() -> None:
        given = form.cleaned_data
        plan.version = given["version"]
        preparing.keep_plan(
            by=who(request), at=now(), plan=plan, mode=chosen_mode(given["mode"]),
            telling=chosen_telling(given["telling"]), words=given,
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Plan for court", submit="Keep it", said="Kept.",
        back="case_prepare",
    )  # fmt: skip


@requires("cases.write")
def visit_new(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """One step of preparing, or the question whether anybody threatens them."""
    case = case_for(who(request), code, "cases.write")
    person = survivor_in(who(request), case, survivor)
    form = forms.VisitForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        preparing.record_visit(
            by=who(request), at=now(), plan=preparing.plan_of(case, person),
            kind=chosen_kind(given["kind"]), on=given["on"], note=given["note"],
            is_threatened=form.is_threatened(), token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="A step of preparing", submit="Record it",
        said="Recorded.", back="case_prepare",
    )  # fmt: skip


@requires("cases.write")
@require_GET
def stuck(request: HttpRequest) -> HttpResponse:
    """Cases in court that nobody moves, each with its reasons and what to do next."""
    form = forms.WhyForm(request.GET)
    why = form.chosen()
    shown = shapes.stuck_page(stuck_for(who(request), today(), why=why))
    return render(
        request, "represent/stuck.html", {**shown, "form": form, "in_use": int(bool(why))}
    )


@requires("people.read")
@require_GET
def mischarged(request: HttpRequest) -> HttpResponse:
    """By who laid them: how many charges stay below what the facts show."""
    rows = [[one.institution, one.n, one.n_below] for one in mischarging_for(who(request))]
    shown = {"columns": shapes.MISCHARGED, "rows": rows}
    return render(request, "represent/mischarged.html", shown)
