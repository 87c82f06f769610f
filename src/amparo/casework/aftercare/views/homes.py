"""Homes: which have a bed, one of them, its standards, beds held, and its address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.casework.aftercare.fitting import Needs
from amparo.casework.aftercare.forms import homes as forms
from amparo.casework.aftercare.selectors import homes as ask
from amparo.casework.aftercare.selectors.homekeys import lock_for
from amparo.casework.aftercare.services import homekeys as keys
from amparo.casework.aftercare.services import homes as services
from amparo.casework.aftercare.services.standards import check_standards
from amparo.casework.aftercare.shapes import homes as shapes
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.errors import Conflict, Refused
from amparo.vault.people import NoCopy, unlock
from amparo.web.gate import requires

if TYPE_CHECKING:
    from amparo.casework.aftercare.models import Home

both = require_http_methods(["GET", "POST"])
Answer = HttpResponse | HttpResponseRedirect


@requires("services.read")
@require_GET
def homes(request: HttpRequest) -> HttpResponse:
    """The office's homes, those with a bed for whom is asked first."""
    form = forms.FindForm(request.GET or None, today=today())
    asked = form.cleaned_data if form.is_valid() else {}
    on = asked.get("on") or today()
    needs = Needs(asked.get("age"), asked.get("sex") or "")
    found = ask.homes_with_beds(who(request), on, needs=needs, today=today())
    shown = {
        "form": form, "columns": shapes.HOMES, "rows": shapes.home_rows(found, today=today()),
        "n": len(found), "in_use": bool(request.GET), "may_keep": who(request).may("services.keep"),
        "on": on,
    }  # fmt: skip
    return render(request, "aftercare/homes.html", shown)


@requires("services.read")
@require_GET
def home(request: HttpRequest, home: UUID) -> HttpResponse:
    """One home: beds, what is held, standards. Not where it is."""
    page = ask.home_page_for(who(request), home, today=today())
    travels = ask.case_to_travel_for(who(request), page.home) is not None
    keeps = who(request).may("services.keep")
    lock = lock_for(who(request), page.home, today=today())
    shown = shapes.home_page(page, today=today(), keeps=keeps, travels=travels, lock=lock)
    return render(request, "aftercare/home.html", shown)


@requires("services.read")
@require_POST
def home_address(request: HttpRequest, home: UUID) -> HttpResponse:
    """Where it is, for whoever must travel there; the look is written in the trail first.

    Where people hold its key, their own passphrase is asked, at each look.
    """
    user, found = who(request), ask.home_for(who(request), home)
    case = ask.case_to_travel_for(user, found)
    form = forms.PassphraseForm(request.POST if "passphrase" in request.POST else None)
    address: list[keys.Address] = []

    def act() -> None:
        own = unlock(by=user, at=now(), passphrase=form.cleaned_data["passphrase"])
        address.append(
            keys.open_address(by=user, at=now(), home=found, case=case, key=own)
        )  # fmt: skip

    if case is None or found.people_key is None:
        address.append(keys.open_address(by=user, at=now(), home=found, case=case))
    elif not is_done(request, form, act):
        shown = shapes.locked_page(lock_for(user, found, today=today()), form=form)
        return render(request, "aftercare/locked.html", shown, status=422 if form.errors else 200)
    shown = {"home": found, "address": address[0], "case": case}
    return render(request, "aftercare/address.html", shown)


@requires("services.keep")
@require_POST
def home_seal(request: HttpRequest, home: UUID) -> HttpResponseRedirect:
    """Put the address under a key that people hold, and the office does not."""
    found = ask.home_for(who(request), home, is_open=True)
    try:
        keys.seal_to_people(by=who(request), at=now(), home=found)
    except Refused as refusal:
        messages.error(request, refusal.sentence())
        return redirect("home", home=home)
    return _to(request, found.pk, "From now on only people who were given its key read it.")


@requires("services.read")
@both
def home_key_give(request: HttpRequest, home: UUID) -> Answer:
    """Give the key of the address to a colleague whose work asks for it."""
    user, found = who(request), ask.home_for(who(request), home)
    lock = lock_for(user, found, today=today())
    if not lock.is_mine:
        raise NoCopy
    form = forms.GiveKeyForm(typed(request), people=lock.waiting)

    def act() -> None:
        own = unlock(by=user, at=now(), passphrase=form.cleaned_data["passphrase"])
        keys.give_key(by=user, at=now(), home=found, key=own, to=form.chosen())

    if is_done(request, form, act):
        return _to(request, found.pk, "They hold the key now.")
    return _page(
        request, form, title="Give the key of the address", submit="Give it", home=found,
        text="They can read the address from now on, as long as their work asks for it.",
    )  # fmt: skip


@requires("services.keep")
@both
def home_add(request: HttpRequest) -> Answer:
    """Enter a home."""
    user = who(request)
    form = forms.HomeForm(
        typed(request), units=ask.units_to_choose(user), places=ask.places_to_choose(user)
    )

    def act() -> None:
        services.add_home(
            by=user, at=now(), unit=form.units[form.cleaned_data["unit"]], facts=form.facts(),
            token=form.cleaned_data["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        return _to(request, form.cleaned_data["token"], "The home is entered. Check it next.")
    return _page(request, form, title="Enter a home", submit="Enter it", back=reverse("homes"))


@requires("services.keep")
@both
def home_change(request: HttpRequest, home: UUID) -> Answer:
    """Change what is known of a home; the address is not shown here."""
    user, found = who(request), ask.home_for(who(request), home, is_open=True)
    form = forms.HomeForm(
        typed(request), units=(), places=ask.places_to_choose(user), home=found
    )  # fmt: skip

    def act() -> None:
        try:
            services.change_home(
                by=user, at=now(), home=found, version=form.cleaned_data["version"],
                facts=form.facts(),
            )  # fmt: skip
        except Conflict as conflict:
            form.add_error(None, f"{conflict.what}. Open this page again to see what is there.")

    if is_done(request, form, act) and not form.errors:
        return _to(request, found.pk, "The change is kept.")
    return _page(request, form, title=f"Change {found.called}", submit="Keep it", home=found)


@requires("services.keep")
@both
def home_close(request: HttpRequest, home: UUID) -> Answer:
    """The home takes nobody any more."""
    found = ask.home_for(who(request), home, is_open=True)
    form = forms.CloseForm(typed(request), today=today())

    def act() -> None:
        services.close_home(by=who(request), at=now(), home=found, on=form.cleaned_data["on"])

    if is_done(request, form, act):
        return _to(request, found.pk, "The home is closed.")
    return _page(request, form, title=f"Close {found.called}", submit="Close it", home=found)


@requires("services.keep")
@both
def home_check(request: HttpRequest, home: UUID) -> Answer:
    """What a visit found of every standard."""
    found = ask.home_for(who(request), home, is_open=True)
    form = forms.StandardsForm(
        typed(request), today=today(), institutions=institutions_for(who(request))
    )

    def act() -> None:
        check_standards(by=who(request), at=now(), home=found, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, act):
        return _to(request, found.pk, "What you found is kept.")
    return _page(
        request, form, title=f"Check the standards of {found.called}", submit="Keep it",
        home=found, text="There is not enough: it must work. Look at each, and ask residents.",
    )  # fmt: skip


@requires("services.read")
@both
def home_hold(request: HttpRequest, home: UUID) -> Answer:
    """Hold beds, for a case or for none yet."""
    user, found = who(request), ask.home_for(who(request), home, is_open=True)
    form = forms.HoldForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        case = case_for(user, given["code"], "cases.write") if given["code"] else None
        services.hold_beds(
            by=user, at=now(), home=found, n=given["n"], from_on=given["from_on"],
            until_on=given["until_on"], case=case, why=given["why"], token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        return _to(request, found.pk, "The beds are held.")
    return _page(
        request, form, title=f"Hold beds in {found.called}", submit="Hold them", home=found,
        text="Everybody sees how many beds are held. Only you see what for.",
    )  # fmt: skip


@requires("services.read")
@both
def hold_release(request: HttpRequest, hold: UUID) -> Answer:
    """Give held beds back."""
    found = ask.hold_to_release(who(request), hold)
    form = django_forms.Form(typed(request))

    def act() -> None:
        services.release_hold(by=who(request), at=now(), hold=found)

    if is_done(request, form, act):
        return _to(request, found.home_id, "The beds are free again.")
    return _page(
        request, form, title="Release these beds?", submit="Release them", home=found.home,
        text="Whoever lives in one of them stays. The others are free at once.",
    )  # fmt: skip


def _to(request: HttpRequest, home: UUID, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return redirect("home", home=home)


def _page(
    request: HttpRequest, form: django_forms.Form, *, title: str, submit: str, text: str = "",
    home: Home | None = None, back: str = "",
) -> HttpResponse:  # fmt: skip
    """One form about a home on one page."""
    shown = {
        "form": form, "title": title, "submit": submit, "text": text,
        "back": back or reverse("home", args=[home.pk] if home else []),
        "label": home.called if home else "Homes",
    }  # fmt: skip
    return render(request, "aftercare/form.html", shown, status=422 if form.errors else 200)
