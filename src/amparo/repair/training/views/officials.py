"""Who needs what and who has it; officials, their posts, and hours beside them."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.errors import Refused
from amparo.reform.views.asked import acted, now, today, typed
from amparo.repair.training.forms import officials as forms
from amparo.repair.training.pages import officials as pages
from amparo.repair.training.pages.tabs import tabs
from amparo.repair.training.selectors import officials as ask
from amparo.repair.training.services import officials as services
from amparo.web.gate import requires

MANAGE, READ = "repairs.manage", "figures.exact"


@require_safe
@requires(READ)
def training(request: SignedInRequest) -> HttpResponse:
    """What posts ask for, and whether their holders had it in time."""
    user = request.user
    found = ask.coverage_for(user, today=today())
    shown = {
        "tabs": tabs("training"), "cards": pages.coverage_cards(found), "columns": pages.NEEDS,
        "rows": pages.need_rows(found.lines, may_manage=user.may(MANAGE)),
        "may_manage": user.may(MANAGE),
    }  # fmt: skip
    return render(request, "training/training.html", shown)


@require_safe
@requires(READ)
def needs(request: SignedInRequest) -> HttpResponse:
    """Every post, to say what it asks for."""
    user = request.user
    asked = defaultdict(list)
    for need in ask.needs_in_force(user):
        asked[need.post_id].append(need.topic)
    shown = {
        "columns": pages.POSTS,
        "rows": pages.post_rows(ask.posts_for(user), asked, may=user.may(MANAGE)),
    }  # fmt: skip
    return render(request, "training/needs.html", shown)


@requires(MANAGE)
def need_say(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Say what a post asks for, or no longer."""
    post = ask.post_for(request.user, post_id)
    form = forms.NeedForm(typed(request), today=today())
    return acted(
        request, form,
        lambda: services.say_need(by=request.user, at=now(), post=post, asked=form.asked()),
        title=f"What the post asks for: {post.title}", submit="Keep it", said="Kept.",
        back=reverse("training"), text=f"{post.unit.name}, {post.unit.institution.name}. The duty "
        "stays with the post; whoever takes it next is held to it.",
    )  # fmt: skip


@requires(MANAGE)
def holding_whose(request: SignedInRequest, holding: UUID) -> HttpResponse:
    """Say whose a holding is, so that what they learned elsewhere counts."""
    user, found = request.user, ask.holding_for(request.user, holding)
    joined = ask.officials_of(user).get(found.pk)
    form = forms.WhoseForm(
        typed(request), name=found.holder_name, officials=ask.officials_for(user), joined=joined
    )

    def act() -> None:
        chosen = form.cleaned_data["official"]
        official = form.officials.get(chosen)
        if chosen == "new":
            official = services.add_official(
                by=user, at=now(), name=found.holder_name, token=form.cleaned_data["token"]
            )
        services.join_holding(by=user, at=now(), holding=found, official=official)

    return acted(
        request, form, act, title=f"Who is {found.holder_name}?", submit="Keep it", said="Kept.",
        back=reverse("training"),
        text=f"{found.post.title}, {found.post.unit.name}. Somebody who held another post before "
        "keeps the courses they took there.",
    )  # fmt: skip


@require_safe
@requires(READ)
def officials(request: SignedInRequest) -> HttpResponse:
    """The office's officials, and the posts they hold."""
    user = request.user
    shown = {
        "tabs": tabs("officials"), "columns": pages.OFFICIALS,
        "rows": pages.official_rows(ask.officials_for(user), ask.holdings_of(user)),
    }  # fmt: skip
    return render(request, "training/officials.html", shown)


@require_safe
@requires(READ)
def official(request: SignedInRequest, official: UUID) -> HttpResponse:
    """One official: posts, courses finished, hours beside them."""
    found = ask.official_for(request.user, official)
    shown = {
        "official": found.official, "facts": pages.official_facts(found),
        "columns": pages.MENTORED, "rows": pages.mentoring_rows(found.mentoring, found.codes),
        "may_mentor": request.user.may("cases.write"),
    }  # fmt: skip
    return render(request, "training/official.html", shown)


@requires("cases.write")
def official_mentor(request: SignedInRequest, official: UUID) -> HttpResponse:
    """Note hours beside an official on a case."""
    user, found = request.user, ask.official_for(request.user, official).official
    form = forms.MentorForm(typed(request), today=today())

    def act() -> None:
        case = ask.case_of(user, form.cleaned_data["code"])
        if case is None:
            raise Refused("You may open no case of this code", next_step="check the code")
        services.mentor(
            by=user, at=now(), official=found, beside=form.beside(case),
            token=form.cleaned_data["token"],
        )  # fmt: skip

    return acted(
        request, form, act, title="Worked beside them", submit="Keep it", said="Kept.",
        back=reverse("official", args=[found.pk]), text=found.name,
    )  # fmt: skip
