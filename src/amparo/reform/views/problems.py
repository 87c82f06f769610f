"""Problems and repairs: opened, shared, moved on, designed, registered, acting, judged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.selectors.recording import place_of
from amparo.errors import CannotEstimate, Refused
from amparo.reform.forms import repairs as forms
from amparo.reform.forms.planning import PlanForm
from amparo.reform.pages import again as again_pages
from amparo.reform.pages import problems as pages
from amparo.reform.pages.breaks import cause_named, tabs_of
from amparo.reform.pages.lost import lost_page
from amparo.reform.selectors import problems as ask
from amparo.reform.selectors.again import again_for
from amparo.reform.selectors.evaluating import places_acted
from amparo.reform.selectors.lost import cost_of_problem
from amparo.reform.selectors.proposing import proposed_for
from amparo.reform.services import problems, repairs
from amparo.reform.views.asked import acted, now, today, typed
from amparo.web.gate import requires

MANAGE = "repairs.manage"


@require_safe
@requires("figures.exact")
def portfolio(request: SignedInRequest) -> HttpResponse:
    """Problem, repair, cost, effect."""
    rows = pages.portfolio(ask.problems_for(request.user))
    shown = {
        "tabs": tabs_of(request.user, "problems"), "rows": rows, "columns": pages.PORTFOLIO,
        "may_manage": request.user.may(MANAGE),
    }  # fmt: skip
    return render(request, "reform/portfolio.html", shown)


@requires(MANAGE)
def problem_new(request: SignedInRequest) -> HttpResponse:
    """Put a name to what keeps going wrong."""
    user = request.user
    form = forms.ProblemForm(
        typed(request), today=today(), institutions=ask.authorities_for(user),
        programmes=ask.programmes_of(user), cause=request.GET.get("cause", "")[:10],
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        about = problems.About(
            given["cause"], institution=form.institutions.get(given["institution"]),
            programme=form.programmes.get(given["programme"]),
        )  # fmt: skip
        problems.open_problem(
            by=user, at=now(), about=about, title=given["title"], on=given["on"],
            token=given["token"],
        )  # fmt: skip

    return acted(
        request, form, act, title="A problem of the system", submit="Open it",
        said="The problem is open. Share it with the authority that can mend it.",
        back=reverse("problems"), text="Its numbers are counted from the breakdowns of its cause.",
    )  # fmt: skip


@require_safe
@requires("figures.exact")
def problem(request: SignedInRequest, problem: UUID) -> HttpResponse:
    """One problem: who answers for it, what it has cost, its repairs, how far it has come."""
    found = ask.problem_for(request.user, problem)
    cost = cost_of_problem(request.user, found.problem, today=today())
    shown = {
        "problem": found.problem, "page": pages.problem_page(found),
        "lost": lost_page(cost, step=found.problem.step, today=today()),
        "may_manage": request.user.may(MANAGE),
    }  # fmt: skip
    return render(request, "reform/problem.html", shown)


@requires(MANAGE)
def problem_share(request: SignedInRequest, problem: UUID) -> HttpResponse:
    """Agree with an authority that it is theirs too."""
    found = ask.problem_for(request.user, problem, MANAGE).problem
    form = forms.ShareForm(
        typed(request), today=today(), institutions=ask.authorities_for(request.user)
    )
    return acted(
        request, form,
        lambda: problems.share_problem(
            by=request.user, at=now(), problem=found, post=form.cleaned_data["post"],
            authority=form.institutions[form.cleaned_data["authority"]],
            on=form.cleaned_data["on"],
        ),
        title="Share the problem", submit="Keep it", said="The problem has two owners.",
        back=reverse("problem", args=[found.pk]), text=found.title,
    )  # fmt: skip


@requires(MANAGE)
def problem_move(request: SignedInRequest, problem: UUID) -> HttpResponse:
    """Say how far it has come."""
    found = ask.problem_for(request.user, problem, MANAGE).problem
    form = forms.StageForm(typed(request), today=today())
    return acted(
        request, form,
        lambda: problems.move_problem(
            by=request.user, at=now(), problem=found, on=form.cleaned_data["on"],
            stage=form.chosen(), why=form.cleaned_data["why"],
        ),
        title="How far it has come", submit="Keep it", said="Kept.",
        back=reverse("problem", args=[found.pk]), text=found.title,
    )  # fmt: skip


@requires(MANAGE)
def repair_new(request: SignedInRequest, problem: UUID) -> HttpResponse:
    """Design a repair; nothing acts yet."""
    found = ask.problem_for(request.user, problem, MANAGE).problem
    form = forms.InterventionForm(
        typed(request), today=today(), institutions=ask.authorities_for(request.user),
        kind=cause_named(found.cause).lacks,
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        cost = repairs.Cost(given["cost"], given["currency"].upper()) \
            if given["cost"] is not None else None  # fmt: skip
        repairs.begin_intervention(
            by=request.user, at=now(), problem=found, name=given["name"],
            kind=form.chosen_kind(), what=given["what"], cost=cost,
            planned_on=given["planned_on"], token=given["token"],
            authority=form.institutions.get(given["authority"]),
        )  # fmt: skip

    return acted(
        request, form, act, title="Design a repair", submit="Keep it",
        said="The repair is designed. Say where it will act, then register its plan.",
        back=reverse("problem", args=[found.pk]), text=found.title,
    )  # fmt: skip


@require_safe
@requires("figures.exact")
def repair(request: SignedInRequest, intervention: UUID) -> HttpResponse:
    """One repair: its plan, where it acts, and what was found."""
    found = ask.repair_for(request.user, intervention)
    may_manage = request.user.may(MANAGE)
    shown = {
        "repair": found.intervention, "page": pages.repair_page(found, may_manage=may_manage),
        "may_manage": may_manage, "baseline_columns": pages.BASELINE,
        "check_columns": ("Check", "Whether it holds"),
    }  # fmt: skip
    return render(request, "reform/repair.html", shown)


@requires(MANAGE)
def repair_plan(request: SignedInRequest, intervention: UUID) -> HttpResponse:
    """Register the plan, for good."""
    made = ask.repair_for(request.user, intervention, MANAGE).intervention
    fits = proposed_for(request.user, made, today=today())
    form = PlanForm(typed(request), fits=fits)
    units = places_acted(made, planned=True) or places_acted(made)
    return acted(
        request, form,
        lambda: repairs.register_plan(
            by=request.user, at=now(), today=today(), intervention=made,
            plan=form.plan(made, units), reason=form.cleaned_data["reason"],
        ),
        title="Register the plan", submit="Register it, for good",
        said="The plan is registered with its baseline. Nobody can change it.",
        back=reverse("repair", args=[made.pk]),
        text="Written down before the repair begins, it keeps anyone from choosing what looks best "
        "afterwards.",
    )  # fmt: skip


@requires(MANAGE)
def repair_act(request: SignedInRequest, intervention: UUID) -> HttpResponse:
    """Say where it acts, or will."""
    made = ask.repair_for(request.user, intervention, MANAGE).intervention
    form = forms.ExposureForm(
        typed(request), today=today(), places=ask.places_to_choose(request.user)
    )

    def act() -> None:
        given = form.cleaned_data
        institution, unit = place_of(request.user, given["place"])
        repairs.expose(
            by=request.user, at=now(), intervention=made, unit=unit, institution=institution,
            from_on=given["from_on"], is_planned=given["is_planned"] == "yes",
            dose=repairs.Dose(given["n_people"], given["dose"], given["dose_unit"]),
            token=given["token"],
        )  # fmt: skip

    return acted(
        request, form, act, title="Where it acts", submit="Keep it", said="Kept.",
        back=reverse("repair", args=[made.pk]), text=made.name,
    )  # fmt: skip


@requires(MANAGE)
def exposure_end(request: SignedInRequest, exposure: UUID) -> HttpResponse:
    """Say that it no longer acts there."""
    found = ask.exposure_for(request.user, exposure)
    form = forms.EndForm(typed(request), today=today())
    return acted(
        request, form,
        lambda: repairs.end_exposure(
            by=request.user, at=now(), exposure=found, on=form.cleaned_data["on"]
        ),
        title="It no longer acts there", submit="Keep it", said="Kept.",
        back=reverse("repair", args=[found.intervention_id]), text=found.intervention.name,
    )  # fmt: skip


@require_safe
@requires("figures.exact")
def verdict_again(request: SignedInRequest, evaluation: UUID) -> HttpResponse:
    """Whether a verdict still holds over today's records, and whether the trouble moved."""
    found = again_for(request.user, evaluation, today=today())
    shown = {
        "repair": found.kept.intervention, "said": again_pages.holds_sentence(found),
        "facts": again_pages.facts(found), "columns": again_pages.MOVED,
        "moved": again_pages.moved_rows(found.moved),
    }  # fmt: skip
    return render(request, "reform/again.html", shown)


@require_POST
@requires(MANAGE)
def repair_judge(request: SignedInRequest, intervention: UUID) -> HttpResponse:
    """Judge it by its newest plan, over the records as they stand today."""
    found = ask.repair_for(request.user, intervention, MANAGE)
    try:
        if not found.plans:
            raise Refused("No plan is registered", next_step="register one first")
        repairs.evaluate(
            by=request.user, at=now(), intervention=found.intervention,
            registration=found.plans[-1], on=today(),
        )  # fmt: skip
        messages.success(request, "Judged. What was found is kept with its data.")
    except (Refused, CannotEstimate) as refusal:
        advice = f": {refusal.next_step}" if refusal.next_step else ""
        messages.error(request, f"{refusal.what}{advice}.")
    return redirect("repair", intervention=found.intervention.pk)
