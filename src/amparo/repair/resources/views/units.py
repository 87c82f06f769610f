"""Units against their standard, areas, and the standards themselves."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.directory.models import Unit
from amparo.directory.packs.equipping import UnitStandard, standards_on
from amparo.directory.selectors import places_visible_to
from amparo.reform.views.asked import acted, now, today, typed
from amparo.repair.resources.forms.checking import CheckForm, PovertyForm
from amparo.repair.resources.pages import giving as giving_pages
from amparo.repair.resources.pages import units as pages
from amparo.repair.resources.pages.tabs import tabs
from amparo.repair.resources.selectors import giving
from amparo.repair.resources.selectors import units as ask
from amparo.repair.resources.selectors.units import Checked
from amparo.repair.resources.services.checking import check_unit, enter_poverty
from amparo.web.gate import requires
from amparo.web.shapes import Link

MANAGE, READ = "repairs.manage", "figures.exact"


@require_safe
@requires(READ)
def resources(request: SignedInRequest) -> HttpResponse:
    """Units, those least equipped first."""
    user, lines = request.user, ask.units_for(request.user, today=today())
    things = giving.things_for(user, today=today())
    waiting = [one for one in giving.requests_for(user) if one.standing.startswith("waits")]
    shown = {
        "tabs": tabs("resources"), "columns": pages.UNITS, "rows": pages.unit_rows(lines),
        "cards": pages.unit_cards(
            lines, waiting=len(waiting), broken=sum(one.state == "broken" for one in things),
            expiring=len(giving.to_expire(things)),
        ),
    }  # fmt: skip
    return render(request, "resources/resources.html", shown)


@require_safe
@requires(READ)
def unit_resources(request: SignedInRequest, unit: UUID) -> HttpResponse:
    """One unit: what it has of what it needs, what was asked for, what it was given."""
    found = ask.unit_for(request.user, unit)
    checks = ask.checks_of(request.user, found)
    here = reverse("unit_resources", args=[found.pk])
    shown = {
        "unit": found, "here": here, "checks": checks[:1], "gap_columns": pages.GAPS,
        "facts": pages.check_facts(checks[0], may_correct=True) if checks else [],
        "gaps": pages.gap_rows(checks[0], unit_href=here) if checks else [],
        "history": pages.history_rows(checks[1:]), "history_columns": pages.HISTORY,
        "request_columns": giving_pages.REQUESTS, "thing_columns": giving_pages.THINGS,
        "requests": giving_pages.request_rows(giving.requests_for(request.user, found)),
        "things": giving_pages.thing_rows(
            giving.things_for(request.user, today=today(), unit=found)
        ),
    }  # fmt: skip
    return render(request, "resources/unit.html", shown)


@requires(READ)
def check_add(request: SignedInRequest, unit: UUID) -> HttpResponse:
    """Note what is there and works."""
    found = ask.unit_for(request.user, unit)
    checks = ask.checks_of(request.user, found)
    standard = _standard(request, found, checks[0] if checks else None)
    return _check(request, found, standard, None)


@requires(READ)
def check_correct(request: SignedInRequest, check: UUID) -> HttpResponse:
    """Correct a visit: a new one takes its place, the old one stays."""
    old = ask.check_for(request.user, check)
    return _check(request, old.check.unit, old.standard, old)


def _standard(request: SignedInRequest, unit: Unit, last: Checked | None) -> UnitStandard:
    known = standards_on(today())
    asked = request.GET.get("kind", "")
    if asked in known:
        return known[asked]
    if last is not None and last.standard.kind in known:
        return known[last.standard.kind]
    return ask.kinds_that_fit(unit.institution.kind, today())[0]


def _check(
    request: SignedInRequest, unit: Unit, standard: UnitStandard, old: Checked | None
) -> HttpResponse:
    last = {gap.need.item: (gap.n_present, gap.n_working) for gap in old.gaps} if old else None
    form = CheckForm(typed(request), today=old.check.on if old else today(), standard=standard,
                     last=last)  # fmt: skip

    def act() -> None:
        check_unit(
            by=request.user, at=now(), unit=unit, standard=standard, on=form.cleaned_data["on"],
            found=form.found(), corrects=old.check if old else None,
            token=form.cleaned_data["token"],
        )  # fmt: skip

    kinds = [] if old else [
        Link(one.name, f"?kind={one.kind}", current=one.kind == standard.kind)
        for one in standards_on(today()).values()
    ]  # fmt: skip
    return acted(
        request, form, act, title="Correct the visit" if old else f"What is at {unit.name}",
        submit="Keep it", said="Kept. What falls short comes first.",
        back=reverse("unit_resources", args=[unit.pk]),
        text=f"Against the standard of a {standard.name.lower()}, version {standard.version}. Look "
        "at each thing, and try whether it works.", tabs=kinds,
    )  # fmt: skip


@require_safe
@requires(READ)
def areas(request: SignedInRequest) -> HttpResponse:
    """What poorer areas have beside richer ones."""
    found = ask.areas_for(request.user, today=today())
    shown = {
        "tabs": tabs("areas"), "found": found, "sentence": found.found.sentence(),
        "columns": pages.AREAS, "rows": pages.area_rows(found.rows),
        "may_manage": request.user.may(MANAGE),
    }  # fmt: skip
    return render(request, "resources/areas.html", shown)


@requires(MANAGE)
def poverty_enter(request: SignedInRequest) -> HttpResponse:
    """Enter how poor an area is, with its source."""
    form = PovertyForm(typed(request), places=list(places_visible_to(request.user)))

    def act() -> None:
        given = form.cleaned_data
        enter_poverty(
            by=request.user, at=now(), jurisdiction=form.places[given["area"]],
            share=form.share(), year=given["year"], source=given["source"],
        )  # fmt: skip

    return acted(
        request, form, act, title="How poor is an area", submit="Keep it", said="Kept.",
        back=reverse("areas"), text="From a survey or census. The newest year of an area counts.",
    )  # fmt: skip


@require_safe
@requires(READ)
def standards(request: SignedInRequest) -> HttpResponse:
    """What each kind of unit needs, as data with versions."""
    known = standards_on(today()).values()
    shown = {
        "tabs": tabs("standards"), "columns": pages.STANDARD,
        "parts": [(one, pages.standard_rows(one)) for one in known],
    }  # fmt: skip
    return render(request, "resources/standards.html", shown)
