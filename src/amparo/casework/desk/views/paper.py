"""Consent and documents of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.access.fresh import fresh
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.paper import (
    consent_for,
    consents_for,
    document_for,
    documents_for,
)
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.cases.services import paper as services
from amparo.casework.desk.forms.paper import ConsentForm, DocumentForm, WithdrawConsentForm
from amparo.casework.desk.shapes import paper as shapes
from amparo.casework.frame.asked import form_page, is_done, now, to_case, today, who
from amparo.casework.frame.shell import look_at
from amparo.web.downloads import download
from amparo.web.gate import requires

if TYPE_CHECKING:
    from amparo.casework.cases.models import Case

PAPER_COLUMNS = ["Document", "What it is", "Dated", "Added by", "As it arrived"]


@requires("people.read")
@require_GET
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """What people agreed to and refused."""
    case, rights, shell = look_at(request, code, part="consent", tab="case_consent")
    decision = rights.decide("consent.record")
    agreements = consents_for(who(request), case, today=today())
    cards = shapes.consent_cards(agreements, may_record=bool(decision))
    return render(
        request,
        "desk/consent.html",
        {
            **shell, "may_record": bool(decision), "why_not": decision.because,
            "cards": [card for card in cards if card.is_in_force],
            "ended": [card for card in cards if not card.is_in_force],
        },
    )  # fmt: skip


@requires("consent.record")
def record(request: HttpRequest, code: str) -> HttpResponse:
    """What a person agreed to, or refused: one purpose, one recipient."""
    case = case_for(who(request), code, "consent.record")
    form = ConsentForm(
        request.POST if request.method == "POST" else None, today=today(),
        people=people_in(case, who(request)), institutions=institutions_for(who(request)),
    )  # fmt: skip
    if is_done(request, form, lambda: _record(request, case, form)):
        return to_case(request, case, "What they decided is recorded.", "case_consent")
    return form_page(
        request, case, form, title="Record consent", submit="Record it", back="case_consent",
        text="One purpose and one recipient at a time, explained in words they understood.",
    )  # fmt: skip


def _record(request: HttpRequest, case: Case, form: ConsentForm) -> None:
    typed = form.cleaned_data
    people = {str(person.pk): person for person in people_of(who(request), case)}
    services.record_consent(
        by=who(request), at=now(), case=case, person=people[typed["person"]],
        purpose=typed["purpose"], is_given=typed["answer"] == "given", on=typed["on"],
        explained_how=typed["explained_how"], explained_in=typed["explained_in"],
        recipient=form.chosen_recipient(), covers=typed["covers"], basis=form.chosen_basis(),
        guardian=people.get(typed["guardian"]), reason=typed["reason"], until=typed["until"],
        told=typed["told"], research=typed["research"],
    )  # fmt: skip


@requires("consent.record")
def withdraw(request: HttpRequest, consent: UUID) -> HttpResponse:
    """Take consent back from a day on."""
    found = consent_for(who(request), str(consent))
    form = WithdrawConsentForm(
        request.POST if request.method == "POST" else None, initial={"on": today()}
    )
    if is_done(
        request,
        form,
        lambda: services.withdraw_consent(
            by=who(request), at=now(), consent=found, on=form.cleaned_data["on"]
        ),
    ):
        return to_case(request, found.case, "The consent is taken back.", "case_consent")
    return form_page(
        request, found.case, form, title="Take consent back", submit="Take it back",
        text="Help goes on as before. Tell whoever received something that they must stop using "
        "it.", back="case_consent",
    )  # fmt: skip


@requires("documents.read")
@require_GET
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """The papers of the case, newest first."""
    case, rights, shell = look_at(request, code, part="documents", tab="case_documents")
    writes = rights.decide("cases.write")
    rows = shapes.paper_rows(documents_for(who(request), case))
    return render(
        request,
        "desk/documents.html",
        {
            **shell,
            "columns": PAPER_COLUMNS,
            "rows": rows,
            "may_write": bool(writes),
            "why_not": writes.because,
        },
    )


@requires("cases.write")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a paper, sealed."""
    case = case_for(who(request), code, "cases.write")
    sent = request.method == "POST"
    form = DocumentForm(
        request.POST if sent else None, request.FILES if sent else None, today=today()
    )
    if is_done(
        request,
        form,
        lambda: services.add_document(
            by=who(request), at=now(), case=case, kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"], dated_on=form.cleaned_data["dated_on"],
            content=form.cleaned_data["file"].chunks(),
        ),
    ):  # fmt: skip
        return to_case(request, case, "The document is kept.", "case_documents")
    return form_page(
        request, case, form, title="Add a document", submit="Keep it", back="case_documents"
    )


@requires("documents.read")
@require_GET
def document(request: HttpRequest, document: UUID) -> HttpResponse:
    """The file without the place it was taken at, as a download whose name tells nothing."""
    found, name = document_for(who(request), str(document))
    content = services.read_document(by=who(request), at=now(), document=found)
    return download(content, name=name, content_type=found.content_type)


@requires("documents.read")
@require_GET
@fresh
def document_whole(request: HttpRequest, document: UUID) -> HttpResponse:
    """The file as it arrived, every byte of it, for a court or an expert."""
    found, name = document_for(who(request), str(document))
    content = services.read_document(by=who(request), at=now(), document=found, whole=True)
    return download(content, name=f"whole-{name}", content_type=found.content_type)
