"""Detectors: what each says, how often it was right, on or off; and the second rater's queue."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.eventlog import Scope
from amparo.directory.packs import detectors as known
from amparo.errors import CannotEstimate, NotVisible
from amparo.reform.forms.repairs import CodeForm, SwitchForm
from amparo.reform.pages import detectors as pages
from amparo.reform.pages.breaks import tabs_of
from amparo.reform.selectors.breaks import last_round, precision_for
from amparo.reform.selectors.coding import agreement_for, one_to_code, to_code_for
from amparo.reform.services.coding import code_again
from amparo.reform.services.detecting import detect, detectors_on, turn_detector
from amparo.reform.views.asked import acted, now, today, typed
from amparo.web.gate import requires

MANAGE = "repairs.manage"


@require_safe
@requires("figures.exact")
def detectors(request: SignedInRequest) -> HttpResponse:
    """Every detector, explained, with its precision; when they looked last."""
    user = request.user
    office = user.office
    on = {one.id for one in detectors_on(office)} if office else set()
    may_manage = user.may(MANAGE) and office is not None
    shown = {
        "tabs": tabs_of(user, "detectors"), "columns": pages.COLUMNS, "last": last_round(user),
        "groups": pages.detector_groups(precision_for(user, Scope()), on, may_manage=may_manage),
        "may_manage": may_manage, "n_on": len(on),
    }  # fmt: skip
    return render(request, "reform/detectors.html", shown)


@require_POST
@requires(MANAGE)
def detectors_look(request: SignedInRequest) -> HttpResponse:
    """Let them look now."""
    office = request.user.office
    if office is None:
        raise NotVisible
    done = detect(by=request.user, at=now(), office=office, today=today())
    messages.success(
        request,
        f"{done.n_cases:,} cases read, {done.n_proposed:,} breakdowns proposed, {done.n_lapsed:,} "
        "taken back.",
    )
    return redirect("detectors")


@requires(MANAGE)
def detector_turn(request: SignedInRequest) -> HttpResponse:
    """Turn one on or off in this office; without one, the list to choose from."""
    if not request.GET.get("detector"):
        return redirect("detectors")
    one = known().get(request.GET.get("detector", ""))
    office = request.user.office
    if one is None or office is None:
        raise NotVisible
    is_on = one.id in {each.id for each in detectors_on(office)}
    form = SwitchForm(typed(request))
    return acted(
        request, form,
        lambda: turn_detector(
            by=request.user, at=now(), detector=one.id, is_on=not is_on,
            reason=form.cleaned_data["reason"],
        ),
        title=f"Turn it {'off' if is_on else 'on'}: {one.name}",
        submit=f"Turn it {'off' if is_on else 'on'}", said="Kept. What it proposed before stays.",
        back=reverse("detectors"), text=one.meaning,
    )  # fmt: skip


@require_safe
@requires("cases.write")
def second(request: SignedInRequest) -> HttpResponse:
    """Breakdowns to be coded a second time, blind; and how far codes agree."""
    user = request.user
    shown: dict[str, object] = {
        "tabs": tabs_of(user, "second"), "columns": pages.QUEUE,
        "rows": pages.queue_rows(to_code_for(user)),
    }  # fmt: skip
    try:
        shown["facts"] = pages.agreement_facts(agreement_for(user))
    except CannotEstimate as nothing:
        shown["nothing"] = nothing
    return render(request, "reform/second.html", shown)


@requires("cases.write")
def second_code(request: SignedInRequest, second: UUID) -> HttpResponse:
    """Code one, without its first code."""
    row, shown = one_to_code(request.user, second)
    form = CodeForm(typed(request), today=today())
    return acted(
        request, form,
        lambda: code_again(
            by=request.user, at=now(), breakdown=row, cause=form.cleaned_data["cause"]
        ),
        title=f"A breakdown in case {shown.case_code}", submit="Code it",
        said="Coded. The next one waits below.", back=reverse("second"), text=pages.to_read(shown),
    )  # fmt: skip
