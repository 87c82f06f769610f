"""Hiding who somebody is from all but named people; looking, giving the key, showing it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.access.fresh import fresh
from amparo.access.models import User
from amparo.casework.aftercare.forms.homes import GiveKeyForm, PassphraseForm
from amparo.casework.cases.models import Case, HiddenIdentity, Person
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services import hiding
from amparo.casework.cases.services.people import Particulars
from amparo.casework.desk.forms.hiding import HideForm
from amparo.casework.desk.selectors.people import person_in
from amparo.casework.desk.shapes.people import kept_facts
from amparo.casework.frame.asked import form_page, is_done, now, typed, who
from amparo.vault.people import may_open, own_key_of, unlock
from amparo.web.gate import requires


@requires("people.reveal")
@fresh
def identity(request: HttpRequest, code: str, person_id: UUID) -> HttpResponse:
    """Hide who somebody is; or, where it is hidden, look by the passphrase of one's own key."""
    case = case_for(who(request), code, "people.reveal")
    person = person_in(who(request), case, person_id)
    row = hiding.hidden_of(person)
    return _hide(request, case, person) if row is None else _look(request, case, row)


def _hide(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    user = who(request)
    if own_key_of(user) is None:
        return render(
            request, "desk/identity.html", {"case": case, "person": person, "step": "key"}
        )
    form = HideForm(typed(request), people=_with_key(case, but=user))

    def act() -> None:
        hiding.hide_identity(by=user, at=now(), case=case, person=person, to=form.chosen())

    if is_done(request, form, act):
        messages.success(request, "Who it is is hidden now. Only those you chose can open it.")
        return redirect("person", code=case.code, person_id=person.pk)
    return form_page(
        request, case, form, title="Hide who this is", submit="Hide it", warning=True,
        back=reverse("person", args=[case.code, person.pk]),
        text="Name, contact, numbers and year of birth are sealed to the people you name. The "
        "office itself cannot read them then, searches do not find them, and bundles and papers "
        "show “Hidden identity”. Names that stand in notes and papers stay there.",
    )  # fmt: skip


def _look(request: HttpRequest, case: Case, row: HiddenIdentity) -> HttpResponse:
    user = who(request)
    shown: dict[str, object] = {"case": case, "person": row.person, "step": "look"}
    if not may_open(user, row.people_key):
        shown |= {"step": "ask", "has_own_key": own_key_of(user) is not None}
        return render(request, "desk/identity.html", shown)
    form = PassphraseForm(typed(request))
    seen: list[Particulars] = []

    def act() -> None:
        own = unlock(by=user, at=now(), passphrase=form.cleaned_data["passphrase"])
        seen.append(hiding.open_identity(by=user, at=now(), row=row, key=own))

    if is_done(request, form, act):
        shown |= {"step": "seen", "facts": kept_facts(seen[0])}
    shown["form"] = form
    status = 422 if form.errors else 200
    return render(request, "desk/identity.html", shown, status=status)


@requires("people.reveal")
@fresh
def identity_give(request: HttpRequest, code: str, person_id: UUID) -> HttpResponse:
    """Give the key of a hidden identity to somebody else who works on the case."""
    case, row = _hidden(request, code, person_id)
    if row is None:
        return redirect("identity", code=case.code, person_id=person_id)
    user = who(request)
    form = GiveKeyForm(typed(request), people=_with_key(case, but=user))

    def act() -> None:
        own = unlock(by=user, at=now(), passphrase=form.cleaned_data["passphrase"])
        hiding.give_identity(by=user, at=now(), row=row, key=own, to=form.chosen())

    if is_done(request, form, act):
        messages.success(request, "They hold the key now.")
        return redirect("identity", code=case.code, person_id=person_id)
    return form_page(
        request, case, form, title="Give the key of this identity", submit="Give it",
        back=reverse("identity", args=[case.code, person_id]),
    )  # fmt: skip


@requires("cases.write")
@fresh
def identity_show_again(request: HttpRequest, code: str, person_id: UUID) -> HttpResponse:
    """Put a hidden identity back where the team sees it."""
    case, row = _hidden(request, code, person_id)
    if row is None:
        return redirect("identity", code=case.code, person_id=person_id)
    user, form = who(request), PassphraseForm(typed(request))

    def act() -> None:
        own = unlock(by=user, at=now(), passphrase=form.cleaned_data["passphrase"])
        hiding.show_identity_again(by=user, at=now(), row=row, key=own)

    if is_done(request, form, act):
        messages.success(request, "The team sees who it is again.")
        return redirect("person", code=case.code, person_id=person_id)
    return form_page(
        request, case, form, title="Show who this is again", submit="Show it to the team",
        back=reverse("identity", args=[case.code, person_id]), warning=True,
        text="Name, contact and numbers go back under the office’s key, and searches find them.",
    )  # fmt: skip


def _hidden(request: HttpRequest, code: str, person_id: UUID) -> tuple[Case, HiddenIdentity | None]:
    """The case, and who is hidden in it where this person holds the key."""
    case = case_for(who(request), code, "people.reveal")
    row = hiding.hidden_of(person_in(who(request), case, person_id))
    is_mine = row is not None and may_open(who(request), row.people_key)
    return case, row if is_mine else None


def _with_key(case: Case, *, but: User) -> list[User]:
    """Who may see names in the case and has a key of their own, beside this person."""
    fit = hiding.could_hold(case, today=timezone.localdate())
    return [one for one in fit if one.pk != but.pk and own_key_of(one) is not None]
