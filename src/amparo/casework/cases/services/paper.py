"""Consent, and documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Consent, Document, Person, RoleInCase
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.sending import recall_what_left, still_live
from amparo.directory.models import Institution
from amparo.errors import Refused
from amparo.vault import files, scanning, uploads
from amparo.vault.sealing import seal, unseal

# What the first bytes say a file is; what its name claims is not asked.
KINDS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


@transaction.atomic
def record_consent(
    *,
    by: User,
    at: datetime,
    case: Case,
    person: Person,
    purpose: str,
    is_given: bool,
    on: date,
    explained_how: str,
    explained_in: str,
    told: Collection[str] = (),
    research: str = "",
    recipient: Institution | None = None,
    covers: Sequence[str] = (),
    basis: Consent.Basis = Consent.Basis.OWN,
    guardian: Person | None = None,
    reason: str = "",
    until: date | None = None,
) -> Consent:
    """Write down what a person agreed to, or refused: one purpose, one recipient.

    A yes answers seven questions: whether they agree; that they were told what for, what will be
    done with it, that they may see it, how long it is kept, how to take it back; and research.

    Changes: a refusal withdraws what the person agreed to before with the same recipient for the
    same purpose, and recalls what left under it.
    Raises: Refused when it was not explained, when a yes leaves one of the seven open, or the
    guardian is a suspect in the case.
    """
    if not explained_how.strip() or not explained_in.strip():
        raise Refused(
            "Consent counts only when it was explained", next_step="say how, in what language"
        )
    if is_given:
        require_told(told, research)
    if guardian is not None and _is_suspect(case, guardian):
        raise Refused(
            "A guardian who is a suspect in this case cannot consent for the child",
            next_step="choose another guardian, or record the child's best interest with a reason",
        )
    if basis == Consent.Basis.BEST_INTEREST and not reason.strip():
        raise Refused("Best interest needs a reason")
    if basis == Consent.Basis.ASSENT_GUARDIAN and guardian is None:
        raise Refused("Assent needs a guardian", next_step="choose who consented with the child")
    consent = Consent.objects.create(
        case=case, person=person, purpose=purpose, recipient=recipient, covers=list(covers),
        is_given=is_given, basis=basis, guardian=guardian, reason=reason.strip(),
        explained_how=explained_how.strip(), explained_in=explained_in.strip(), on=on,
        until=until, recorded_by=by, recorded_at=at, research=research or None,
        **told_fields(told),
    )  # fmt: skip
    record(
        by=by, verb="consent.recorded", kind="cases.consent", object_id=str(consent.pk), at=at,
        case_id=str(case.pk), fields=["given" if is_given else "refused"],
    )  # fmt: skip
    if not is_given and recipient is not None:
        for earlier in Consent.objects.filter(still_live(consent)).select_related("case"):
            withdraw_consent(by=by, at=at, consent=earlier, on=on)
    return consent


def require_told(told: Collection[str], research: str) -> None:
    """A yes counts once all was told and research was asked. Raises: Refused, with the rest."""
    left = [one.label for one in Consent.Told if one.value not in told]
    if left:
        raise Refused(
            "Before a yes counts, the person is told all of it",
            found=f"not told: {'; '.join(left).lower()}", next_step="tell them, and ask again",
        )  # fmt: skip
    if research not in Consent.Research.values:
        raise Refused(
            "Ask whether it may be used for research", next_step="choose yes or no; both are fine"
        )


def told_fields(told: Collection[str]) -> dict[str, bool]:
    """What was told, as the row keeps it."""
    return {f"told_{one.value}": one.value in told for one in Consent.Told}


def _is_suspect(case: Case, person: Person) -> bool:
    return RoleInCase.objects.filter(case=case, person=person, role__in=SUSPECT_ROLES).exists()


@transaction.atomic
def withdraw_consent(*, by: User, at: datetime, consent: Consent, on: date) -> None:
    """Take consent back from a day on; services never depend on it.

    Changes: nothing leaves under it any more, whatever the day; a recall is queued for whoever
    received something under it, with a task to tell them.
    """
    Consent.objects.filter(pk=consent.pk, withdrawn_on__isnull=True).update(withdrawn_on=on)
    recall_what_left(by=by, at=at, consent=consent)
    record(
        by=by, verb="consent.withdrawn", kind="cases.consent", object_id=str(consent.pk), at=at,
        case_id=str(consent.case_id),
    )  # fmt: skip


def sniffed(head: bytes) -> str:
    """The type that the first bytes show. Raises Refused for any other than those we can keep."""
    for start, content_type in KINDS.items():
        if head.startswith(start):
            return content_type
    raise Refused(
        "This kind of file is not taken",
        next_step="upload a PDF, a PNG or a JPEG; print or scan other papers to one of these",
    )


def add_document(
    *, by: User, at: datetime, case: Case, kind: str, title: str, content: Iterable[bytes],
    dated_on: date | None = None,
) -> Document:  # fmt: skip
    """Keep a paper whole: type told by its bytes, hashed on arrival, sealed on disk.

    Raises: Refused for what is no paper, or would do harm to whoever opens it.
    """
    if not title.strip():
        raise Refused("A document needs a title")
    whole = files.gathered(content)
    content_type = uploads.look(whole).content_type
    scanning.must_be_clean(whole)  # before others wait for this to be saved
    return _keep(by, at, case, whole, kind=kind, title=title, dated_on=dated_on,
                 content_type=content_type)  # fmt: skip


@transaction.atomic
def _keep(
    by: User, at: datetime, case: Case, whole: bytes, *, kind: str, title: str,
    dated_on: date | None, content_type: str,
) -> Document:  # fmt: skip
    file = files.store([whole], case.key)
    document = Document(
        case=case, kind=kind, dated_on=dated_on, file=file, content_type=content_type,
        added_by=by, added_at=at,
    )  # fmt: skip
    document.title_sealed = seal(
        title.strip(), case.key, table="document", row=document.pk, field="title"
    )
    document.save(force_insert=True)
    record(
        by=by, verb="document.added", kind="cases.document", object_id=str(document.pk), at=at,
        case_id=str(case.pk), fields=[file.sha256],
    )  # fmt: skip
    return document


@transaction.atomic
def read_document(*, by: User, at: datetime, document: Document, whole: bool = False) -> bytes:
    """The document without the place it was taken at, or whole; the look is in the trail first."""
    record(
        by=by, verb="document.read", kind="cases.document", object_id=str(document.pk), at=at,
        case_id=str(document.case_id), fields=["whole"] if whole else [],
    )  # fmt: skip
    content = files.read(document.file)
    return content if whole else uploads.without_place(content, document.content_type)


def title_of(document: Document) -> str:
    """The title, unsealed."""
    return unseal(
        document.title_sealed, document.case.key, table="document", row=document.pk, field="title"
    )
