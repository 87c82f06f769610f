"""Agreements on sharing: with whom the office may share what is personal, and until when."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.cases.selectors import agreements as ask
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.cases.services import agreements as services
from amparo.casework.desk.forms.agreements import AgreementForm, EndAgreementForm
from amparo.casework.desk.shapes.agreements import COLUMNS, agreement_rows
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.errors import NotVisible
from amparo.web.gate import requires
from amparo.web.shapes import Action

both = require_http_methods(["GET", "POST"])


@requires("referrals.read")
@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement of the office, and until when it holds."""
    manages = who(request).may("team.manage")
    lines = ask.agreements_for(who(request), today=today())
    actions = [Action("Register an agreement", reverse("agreement_new"))] if manages else []
    shown = {
        "columns": COLUMNS, "rows": agreement_rows(lines, may_manage=manages), "actions": actions,
    }  # fmt: skip
    return render(request, "desk/agreements.html", shown)


@requires("team.manage")
@both
def agreement_new(request: HttpRequest) -> HttpResponse:
    """Register what was signed."""
    office = who(request).office
    if office is None:
        raise NotVisible
    offered = [one for one in institutions_for(who(request)) if one.pk != office.pk]
    form = AgreementForm(typed(request), institutions=offered)

    def keep() -> None:
        given = dict(form.cleaned_data)
        services.register_agreement(
            by=who(request), at=now(), office=office, **{**given, "institution": form.chosen()}
        )

    text = (
        "Nothing personal goes to an institution before one is registered. A duty of law that two "
        "people answer for needs none."
    )
    return _page(
        request, form, keep, title="Register an agreement", submit="Register it", text=text,
        said="The agreement is registered.",
    )  # fmt: skip


@requires("team.manage")
@both
def agreement_end(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """End one before its day."""
    found = ask.agreement_of(who(request), agreement)
    form = EndAgreementForm(typed(request), initial={"on": today()}, use_required_attribute=False)

    def end() -> None:
        services.end_agreement(by=who(request), at=now(), agreement=found, **form.cleaned_data)

    return _page(
        request, form, end, title=f"End the agreement with {found.institution.name}",
        submit="End it", said="The agreement has ended.",
        text="From that day nothing personal goes there. What was sent stays with them: a consent "
        "that is withdrawn calls it back.",
    )  # fmt: skip


def _page(
    request: HttpRequest, form: AgreementForm | EndAgreementForm, act: object, *, title: str,
    submit: str, text: str, said: str,
) -> HttpResponse:  # fmt: skip
    if is_done(request, form, act):  # type: ignore[arg-type]
        messages.success(request, said)
        return redirect("agreements")
    shown = {
        "form": form, "title": title, "submit": submit, "text": text, "label": "Agreements",
        "back": reverse("agreements"),
    }  # fmt: skip
    return render(request, "desk/office_form.html", shown, status=422 if form.errors else 200)
