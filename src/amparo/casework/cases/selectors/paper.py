"""Consent and documents of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from amparo.access.models import User
from amparo.casework.cases.models import Case, Consent, Document
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.services.paper import title_of
from amparo.directory.packs import code_list
from amparo.errors import NotVisible

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True)
class Paper:
    """A document in the list; its title is unsealed for the team."""

    id: str
    number: int
    title: str
    kind: str
    dated_on: date | None
    added_by: str
    added_at: datetime
    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class Agreement:
    """What a person agreed to or refused, in words."""

    id: str
    who: str
    purpose: str
    recipient: str
    covers: str
    is_given: bool
    is_in_force: bool
    basis: str
    explained: str
    on: date
    until: date | None
    withdrawn_on: date | None
    reason: str
    told: str
    research: str


def documents_for(user: User, case: Case) -> tuple[Paper, ...]:
    """The case's documents, newest first, each with its number in the case; one query."""
    rows = list(
        Document.objects.visible_to(user)
        .filter(case=case)
        .select_related("file", "added_by", "case__key")
        .order_by("added_at", "id")
    )
    kinds = code_list("document_kinds")
    papers = [
        Paper(
            id=str(row.pk), number=number, title=title_of(row), kind=kinds.name_of(row.kind),
            dated_on=row.dated_on, added_by=row.added_by.name if row.added_by else "",
            added_at=row.added_at, n_bytes=row.file.n_bytes, sha256=row.file.sha256,
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return tuple(reversed(papers))


def document_for(user: User, document_id: str) -> tuple[Document, str]:
    """One document this user may read, and a file name that tells nothing but case and number."""
    rows = Document.objects.visible_to(user, "documents.read").select_related("case", "file__key")
    found = rows.filter(pk=document_id).first()
    if found is None:
        raise NotVisible
    order = Document.objects.filter(case=found.case).order_by("added_at", "id")
    number = list(order.values_list("pk", flat=True)).index(found.pk) + 1
    return found, f"{found.case.code}-{number}.{ENDINGS[found.content_type]}"


def consents_for(user: User, case: Case, *, today: date) -> tuple[Agreement, ...]:
    """What people agreed to or refused, newest first; two queries."""
    labels = {who.person_id: who.label for who in people_in(case, user)}
    rows = Consent.objects.visible_to(user).filter(case=case).select_related("recipient")
    purposes, covers = code_list("consent_purposes"), code_list("consent_covers")
    return tuple(
        Agreement(
            id=str(row.pk),
            who=labels.get(str(row.person_id), "Someone no longer in the case"),
            purpose=purposes.name_of(row.purpose),
            recipient=row.recipient.name if row.recipient else "",
            covers=", ".join(covers.name_of(code) for code in row.covers),
            is_given=row.is_given,
            is_in_force=row.is_given
            and row.withdrawn_on is None
            and (row.until is None or row.until >= today),
            basis=row.get_basis_display(),
            explained=f"{row.explained_how}, in {row.explained_in}",
            on=row.on,
            until=row.until,
            withdrawn_on=row.withdrawn_on,
            reason=row.reason,
            told=_told(row),
            research=row.get_research_display() if row.research else "",
        )
        for row in rows
    )


def _told(row: Consent) -> str:
    told = row.told()
    if told is None:
        return "Not asked at the time: explain it and ask again"
    left = [one.label.lower() for one in Consent.Told if one not in told]
    return f"All but: {'; '.join(left)}" if left else "All they have to know"


def consent_for(user: User, consent_id: str) -> Consent:
    """One consent that is not withdrawn and that this user may record on; else NotVisible."""
    rows = Consent.objects.visible_to(user, "consent.record").select_related("case")
    found = rows.filter(pk=consent_id, is_given=True, withdrawn_on__isnull=True).first()
    if found is None:
        raise NotVisible
    return found
