"""Requests, decisions, orders and hand-overs; things and their log."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.directory.packs.equipping import thing_names
from amparo.errors import Refused
from amparo.reform.forms.repairs import RepairsForm
from amparo.reform.views.asked import acted, now, today, typed
from amparo.repair.resources.forms import giving as forms
from amparo.repair.resources.models import Asset, AssetLine, WantedStep
from amparo.repair.resources.pages import giving as pages
from amparo.repair.resources.pages.tabs import tabs
from amparo.repair.resources.selectors import giving as ask
from amparo.repair.resources.selectors.units import unit_for
from amparo.repair.resources.services import giving as services
from amparo.repair.resources.services.using import Line, note_line
from amparo.web.gate import requires
from amparo.web.shapes import Action, Link

MANAGE, READ = "repairs.manage", "figures.exact"
Kind = WantedStep.Kind


@require_safe
@requires(READ)
def wanted_list(request: SignedInRequest) -> HttpResponse:
    """Requests of the office, newest first."""
    shown = {
        "tabs": tabs("wanted_list"), "columns": pages.REQUESTS,
        "rows": pages.request_rows(ask.requests_for(request.user)),
    }  # fmt: skip
    return render(request, "resources/wanted_list.html", shown)


@requires(READ)
def wanted_ask(request: SignedInRequest, unit: UUID) -> HttpResponse:
    """Ask for something for a unit."""
    found, query = unit_for(request.user, unit), request.GET
    many = query.get("quantity", "1")
    form = forms.WantedForm(
        typed(request), today=today(), item=query.get("item", "")[:40],
        repairs=ask.repairs_open(request.user),
        quantity=int(many) if many.isascii() and many.isdigit() and len(many) < 5 else 1,
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        services.ask_for(
            by=request.user, at=now(), unit=found, item=given["item"], quantity=given["quantity"],
            why=given["why"], intervention=form.repairs.get(given["intervention"]),
            on=given["on"], token=given["token"],
        )  # fmt: skip

    return acted(
        request, form, act, title=f"Ask for something for {found.name}", submit="Ask for it",
        said="Asked for. Another person approves or declines it.",
        back=reverse("unit_resources", args=[found.pk]), text=found.institution.name,
    )  # fmt: skip


@require_safe
@requires(READ)
def wanted(request: SignedInRequest, wanted: UUID) -> HttpResponse:
    """One request: where it stands, and what comes next."""
    found = ask.request_for(request.user, wanted)
    return render(
        request, "resources/wanted.html", {"page": pages.request_page(found, request.user)}
    )


@requires(MANAGE)
def wanted_decide(request: SignedInRequest, wanted: UUID) -> HttpResponse:
    """Approve or decline, as a second person."""
    form = forms.DecideForm(typed(request))
    return _step(
        request, wanted, form, lambda: Kind(form.cleaned_data["decision"]),
        title="Approve or decline", submit="Keep it",
    )  # fmt: skip


@requires(MANAGE)
def wanted_order(request: SignedInRequest, wanted: UUID) -> HttpResponse:
    """Note where it was ordered, how it was chosen, and for how much."""
    form = forms.OrderForm(typed(request), today=today())
    return _step(
        request, wanted, form, lambda: Kind.ORDERED, title="Note the order", submit="Keep it"
    )


@requires(MANAGE)
def wanted_drop(request: SignedInRequest, wanted: UUID) -> HttpResponse:
    """Say that it is no longer needed."""
    form = forms.DropForm(typed(request))
    return _step(
        request, wanted, form, lambda: Kind.DROPPED, title="No longer needed", submit="Keep it"
    )


def _step(
    request: SignedInRequest,
    wanted: UUID,
    form: RepairsForm,
    kind: Callable[[], WantedStep.Kind],
    *,
    title: str,
    submit: str,
) -> HttpResponse:
    found = ask.request_for(request.user, wanted, MANAGE).wanted

    def act() -> None:
        given = form.cleaned_data
        services.take_step(
            by=request.user, at=now(), wanted=found, kind=kind(), words=given.get("words", ""),
            on=given.get("on") or today(),
            cost=form.priced() if isinstance(form, forms.PricedForm) else None,
        )  # fmt: skip

    return acted(
        request, form, act, title=title, submit=submit, said="Kept.",
        back=reverse("wanted", args=[found.pk]),
        text=f"{thing_names()[found.item]}: {found.quantity}, for {found.unit.name}. {found.why}",
    )  # fmt: skip


@requires(MANAGE)
def hand_over(request: SignedInRequest, wanted: UUID) -> HttpResponse:
    """Hand it over to whoever signs for it."""
    found = ask.request_for(request.user, wanted, MANAGE)
    form = forms.HandOverForm(
        typed(request), today=today(), signers=ask.signers_of(found.wanted.unit),
        left=max(0, found.wanted.quantity - found.n_handed),
    )  # fmt: skip
    return acted(
        request, form,
        lambda: services.hand_over(
            by=request.user, at=now(), wanted=found.wanted, facts=form.facts(),
            token=form.cleaned_data["token"],
        ),
        title="Hand it over", submit="Keep the hand-over",
        said="Handed over. Note its use from now on, and when it breaks.",
        back=reverse("wanted", args=[found.wanted.pk]),
        text=f"{thing_names()[found.wanted.item]}, for {found.wanted.unit.name}.",
    )  # fmt: skip


@require_safe
@requires(READ)
def things(request: SignedInRequest) -> HttpResponse:
    """What was handed over, what needs somebody first."""
    found = ask.things_for(request.user, today=today())
    shown = {
        "tabs": tabs("things"), "columns": pages.THINGS, "rows": pages.thing_rows(found),
        "times": pages.times_sentence(ask.repair_times_of(found)),
        "expiring": ask.to_expire(found),
    }  # fmt: skip
    return render(request, "resources/things.html", shown)


@require_safe
@requires(READ)
def thing(request: SignedInRequest, asset: UUID) -> HttpResponse:
    """One thing: who signed for it, how it fares, its log."""
    user, found = request.user, ask.thing_for(request.user, asset, today=today())
    reach = ask.reach_of(user, found.asset, today=today())
    actions = [] if found.state == "gone" else [
        *([Action("Note its use", reverse("thing_use", args=[asset]), "primary")]
          if found.state == "works" else []),
        Action("It broke, was repaired, is gone", reverse("thing_upkeep", args=[asset])),
    ]  # fmt: skip
    shown = {
        "asset": found.asset, "facts": pages.thing_facts(found), "actions": actions,
        "warning": found.warns, "expiry": pages.expiry_words(found),
        "times": pages.times_sentence(found.times), "columns": pages.LOG,
        "log": pages.log_rows(found.lines, ask.codes_open_to(user, found.lines), may_note=True),
        "reach": reach, "reach_columns": pages.REACH,
        "reach_rows": pages.reach_rows(reach) if reach else [],
        "reach_said": pages.reach_sentence(reach) if reach else "",
    }  # fmt: skip
    return render(request, "resources/thing.html", shown)


@requires(READ)
def thing_use(request: SignedInRequest, asset: UUID) -> HttpResponse:
    """Note its use."""
    found = ask.thing_for(request.user, asset, today=today()).asset
    return _use(request, found, None)


@requires(READ)
def thing_upkeep(request: SignedInRequest, asset: UUID) -> HttpResponse:
    """Note that it broke, was repaired, served, or is gone."""
    found = ask.thing_for(request.user, asset, today=today())
    form = forms.UpkeepForm(typed(request), today=today(), state=found.state)
    return acted(
        request, form,
        lambda: note_line(
            by=request.user, at=now(), asset=found.asset, line=form.line(),
            token=form.cleaned_data["token"],
        ),
        title="What happened to it", submit="Keep it", said="Kept.",
        back=reverse("thing", args=[asset]), text=found.asset.name,
    )  # fmt: skip


@requires(READ)
def line_correct(request: SignedInRequest, log_line: UUID) -> HttpResponse:
    """Correct a line of a log: a new one takes its place, the old one stays."""
    old = ask.line_for(request.user, log_line)
    if "take-back" in request.GET:
        return _take_back(request, old)
    if old.kind == AssetLine.Kind.USED:
        return _use(request, old.asset, old)
    initial = {"kind": old.kind, "on": old.on, "words": old.words, "cost": old.cost,
               "currency": old.currency}  # fmt: skip
    form = forms.UpkeepForm(typed(request), today=today(), state="", initial=initial)
    return acted(
        request, form,
        lambda: note_line(
            by=request.user, at=now(), asset=old.asset, line=form.line(), corrects=old,
            token=form.cleaned_data["token"],
        ),
        title="Correct the line", submit="Keep the correction", said="Corrected.",
        back=reverse("thing", args=[old.asset_id]), text=old.asset.name, tabs=_ways(taking=False),
    )  # fmt: skip


def _use(request: SignedInRequest, asset: Asset, old: AssetLine | None) -> HttpResponse:
    user = request.user
    codes = ask.codes_open_to(user, [old]) if old else {}
    initial = {
        "on": old.on, "n_trips": old.n_trips, "n_scenes": old.n_scenes, "km": old.km,
        "n_used": old.n_used, "code": codes.get(old.case_id, "") if old.case_id else "",
    } if old else None  # fmt: skip
    form = forms.UseForm(
        typed(request), today=today(), names_cases=ask.may_name_cases(user), initial=initial,
        uses_up=asset.quantity > 1 or asset.expires_on is not None,
    )  # fmt: skip

    def act() -> None:
        code = form.cleaned_data.get("code") or ""
        case = ask.case_of(user, code) if code else None
        if code and case is None:
            raise Refused(
                "You may open no case of this code", next_step="check it, or leave it empty"
            )
        if old is not None and old.case_id and case is None and old.case_id not in codes:
            case = old.case  # someone else's: it stays as it was
        note_line(
            by=user, at=now(), asset=asset, line=form.line(case), corrects=old,
            token=form.cleaned_data["token"],
        )  # fmt: skip

    return acted(
        request, form, act, title="Correct the line" if old else "Note its use",
        submit="Keep it", said="Kept.", back=reverse("thing", args=[asset.pk]), text=asset.name,
        tabs=_ways(taking=False) if old else (),
    )  # fmt: skip


def _take_back(request: SignedInRequest, old: AssetLine) -> HttpResponse:
    form = forms.TakeBackForm(typed(request))
    return acted(
        request, form,
        lambda: note_line(
            by=request.user, at=now(), asset=old.asset, corrects=old, is_void=True,
            line=Line(AssetLine.Kind(old.kind), old.on, words=form.cleaned_data["words"]),
            token=form.cleaned_data["token"],
        ),
        title="Take the line back", submit="Take it back", said="Taken back. The old line is kept.",
        back=reverse("thing", args=[old.asset_id]), text=old.asset.name, tabs=_ways(taking=True),
    )  # fmt: skip


def _ways(*, taking: bool) -> list[Link]:
    """A line that is wrong is corrected, or taken back."""
    return [
        Link("Correct it", "?", current=not taking),
        Link("Take it back", "?take-back=1", current=taking),
    ]
