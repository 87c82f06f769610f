"""The tab of recovery, one survivor, and the page for the survivor's own eyes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.casework.frame.asked import today, who
from amparo.casework.frame.shell import look_at
from amparo.casework.restore.selectors.recovery import recovery_for, summaries_for
from amparo.casework.restore.selectors.survivors import survivor_for
from amparo.casework.restore.shapes import own_eyes, tab
from amparo.casework.restore.shapes import survivor as shapes
from amparo.casework.restore.views.asked import TAB
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Every survivor of the case: how they are, what is planned, what is due."""
    case, _, shell = look_at(request, code, part="restore", tab=TAB)
    found = summaries_for(who(request), case)
    shown = {"cards": tab.cards_of(found, case, today=today())}
    return render(request, "restore/restore.html", {**shell, **shown})


@requires("people.read")
@require_GET
def recovery(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """One survivor: safety, how they are, the plan, the way back, and what is still missing."""
    case, rights, shell = look_at(request, code, part="recovery", tab=TAB)
    person, about = survivor_for(who(request), case, survivor)
    found = recovery_for(who(request), case, person, about, today=today())
    writes = bool(rights.decide("cases.write"))
    shown = shapes.page_of(found, case, today=today(), writes=writes)
    return render(request, "restore/survivor.html", {**shell, **shown})


@requires("people.read")
@require_GET
def own(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """For the survivor's own eyes: plain words, and nothing they did not say or know."""
    case, _, _ = look_at(request, code, part="recovery, own eyes", tab=TAB)
    person, about = survivor_for(who(request), case, survivor)
    found = recovery_for(who(request), case, person, about, today=today())
    # The survivor looks at this screen: the rooms of the office are not on it.
    shown = {**own_eyes.page_of(found, case), "navigation": None}
    return render(request, "restore/own_eyes.html", shown)
