"""One repair from the cases to what is told of it; and what a partner sees of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.frame.asked import today, who
from amparo.reform.pages.problems import effect_chart
from amparo.repair.hope.pages import stories as pages
from amparo.repair.hope.selectors import stories as ask
from amparo.web.gate import requires


@requires("figures.exact")
@require_GET
def repair_stories(request: HttpRequest) -> HttpResponse:
    """The repairs that were judged, each with its story."""
    rows = pages.stories(ask.stories_for(who(request)))
    return render(request, "hope/stories.html", {"rows": rows, "columns": pages.STORIES})


@requires("figures.exact")
@require_GET
def repair_story(request: HttpRequest, intervention: UUID) -> HttpResponse:
    """One repair, from what broke in cases to what is told of it."""
    found = ask.story_for(who(request), intervention, today=today())
    judged = found.repair.found[:1]
    shown = {
        "repair": found.repair.intervention, "happenings": pages.happenings(found),
        "codes": found.codes, "n_written": found.n_written,
        "chart": effect_chart(judged[0].result) if judged else None,
    }  # fmt: skip
    return render(request, "hope/story.html", shown)


@requires("repairs.shared")
@require_GET
def shared_repair(request: HttpRequest, intervention: UUID) -> HttpResponse:
    """One repair in the partner's own unit: before it, and since."""
    found = ask.shared_repair_for(who(request), intervention)
    shown = {
        "repair": found.intervention, "facts": pages.shared_facts(found),
        "rows": pages.own_units(found.units), "columns": pages.OWN,
    }  # fmt: skip
    return render(request, "hope/shared_repair.html", shown)
