"""Accounts for the administrator, and the trail for the auditor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.access import selectors as ask
from amparo.access.forms import AddAccountForm, ChangeAccountForm, PasswordForm, TrailFilterForm
from amparo.access.fresh import fresh
from amparo.access.pace import answer_slowed, slowed_for
from amparo.access.requests import SignedInRequest
from amparo.access.services import (
    change_account,
    end_other_sessions,
    end_own_session,
    end_sessions_of,
    make_password,
    open_account,
    remove_second_factor,
    set_password,
)
from amparo.access.sessions import row_of
from amparo.access.shapes import ACCOUNTS, TRAIL, account_facts, account_rows, trail_rows
from amparo.audit.selectors import check_chain
from amparo.errors import Refused
from amparo.web.gate import requires

PER_PAGE = 50


@require_safe
@requires("accounts.manage")
def accounts(request: SignedInRequest) -> HttpResponse:
    """Every account, open ones first."""
    found = ask.accounts_for(request.user)
    shown = {
        "rows": account_rows(found), "columns": ACCOUNTS,
        "n_active": sum(row.is_active for row in found), "add": reverse("account_add"),
    }  # fmt: skip
    return render(request, "access/accounts.html", shown)


@require_http_methods(["GET", "POST"])
@requires("accounts.manage")
@fresh
def account_add(request: SignedInRequest) -> HttpResponse:
    """Open an account; a password made here is shown once, on this answer only."""
    form = AddAccountForm(request.POST or None, offices=ask.office_choices_for(request.user))
    if form.is_valid():
        given = dict(form.cleaned_data)
        typed, office = given.pop("password"), ask.office_for(request.user, given.pop("office"))
        password = typed or make_password()
        try:
            opened = open_account(
                by=request.user,
                at=timezone.now(),
                office=office,
                password=password,
                is_given=True,
                **given,
            )
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence()}.")
        else:
            if not typed:
                shown = {"account": opened, "password": password, "is_new": True}
                return render(request, "access/account_password_shown.html", shown)
            messages.success(request, "The account is open.")
            return redirect("accounts")
    return render(request, "access/account_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires("accounts.manage")
@fresh
def account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """One account: name, roles, whether it may sign in."""
    found = ask.account_for(request.user, str(account_id))
    initial = {
        "name": found.name, "roles": found.roles, "is_active": found.is_active,
        "version": found.version,
    }  # fmt: skip
    form = ChangeAccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            change_account(by=request.user, at=timezone.now(), user=found, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence()}.")
        else:
            messages.success(request, "The account has changed.")
            return redirect("accounts")
    shown = {
        "form": form, "account": found,
        "facts": account_facts(found, has_second_factor=ask.has_second_factor(found)),
    }  # fmt: skip
    return render(request, "access/account.html", shown)


@require_http_methods(["GET", "POST"])
@requires("accounts.manage")
@fresh
def account_password(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Give an account a new password; every session of it ends."""
    found = ask.account_for(request.user, str(account_id))
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["password"]
        password = typed or make_password()
        try:
            set_password(by=request.user, at=timezone.now(), user=found, password=password)
        except Refused as refusal:
            form.add_error("password", f"{refusal.sentence()}.")
        else:
            if not typed:
                shown = {"account": found, "password": password, "is_new": False}
                return render(request, "access/account_password_shown.html", shown)
            messages.success(request, "The password is set, and the account signed out.")
            return redirect("account", account_id=found.pk)
    return render(request, "access/account_password.html", {"form": form, "account": found})


@require_POST
@requires("accounts.manage")
def account_sessions_end(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Sign an account out everywhere."""
    found = ask.account_for(request.user, str(account_id))
    end_sessions_of(by=request.user, at=timezone.now(), user=found)
    messages.success(request, "The account is signed out everywhere.")
    return redirect("account", account_id=found.pk)


@require_POST
@requires("accounts.manage")
@fresh
def account_second_factor_remove(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """For a lost phone: the account sets a new second factor up at its next sign-in."""
    found = ask.account_for(request.user, str(account_id))
    remove_second_factor(by=request.user, at=timezone.now(), user=found)
    messages.success(request, "Its second factor is removed, and the account signed out.")
    return redirect("account", account_id=found.pk)


@require_safe
@requires("audit.read")
def audit_trail(request: SignedInRequest) -> HttpResponse:
    """Who did what and when, newest first; no content of any record."""
    people = ask.actor_choices_for(request.user)
    form = TrailFilterForm(request.GET, verbs=ask.verb_choices_for(request.user), people=people)
    given = form.cleaned_data if form.is_valid() else {}
    entries = ask.trail_for(request.user, **given)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "filter": form, "in_use": sum(map(bool, given.values())), "page": page,
        "columns": TRAIL, "rows": trail_rows(list(page)), "n": page.paginator.count,
    }  # fmt: skip
    return render(request, "access/audit_trail.html", shown)


@require_POST
@requires("audit.read")
def audit_check(request: SignedInRequest) -> HttpResponse:
    """Recompute the chain from its first entry, and say whether it holds."""
    found = check_chain()
    return render(request, "access/audit_check.html", {"found": found})


# Every role reads the directory: whoever has an account sees and ends their own sessions.
@require_http_methods(["GET", "POST"])
@requires("directory.read")
def own_sessions(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in; the button signs out everywhere else."""
    here = row_of(request.session.session_key)
    if request.method == "POST":
        end_other_sessions(by=request.user, at=timezone.now(), but=here)
        messages.success(request, "Every other device is signed out.")
        return redirect("own_sessions")
    found = ask.sessions_for(request.user, here=here)
    return render(request, "access/own_sessions.html", {"sessions": found})


@require_POST
@requires("directory.read")
def session_end(request: SignedInRequest, own_session: str) -> HttpResponse:
    """Sign one of one's own devices out; this one too."""
    end_own_session(by=request.user, at=timezone.now(), session_id=own_session)
    messages.success(request, "That device is signed out.")
    return redirect("own_sessions")


@require_safe
@requires("team.manage")
def slowed(request: SignedInRequest) -> HttpResponse:
    """Accounts of the office that opened more than any work asks for, within seven days."""
    rows = slowed_for(request.user, at=timezone.now())
    return render(request, "access/slowed.html", {"rows": rows})


@require_POST
@requires("team.manage")
@fresh
def slowed_answer(request: SignedInRequest, slowed: UUID) -> HttpResponse:
    """Let a slowed account go on for twelve hours, or note that it was looked into."""
    answer = request.POST.get("answer", "")
    answer_slowed(by=request.user, at=timezone.now(), slowed=slowed, answer=answer)
    messages.success(request, "It is noted.")
    return redirect("slowed")
