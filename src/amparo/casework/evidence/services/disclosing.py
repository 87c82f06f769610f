"""Making a bundle, which is a disclosure: it is logged before it leaves."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case
from amparo.casework.evidence.bundle.building import Recipient, bundle_of
from amparo.casework.evidence.bundle.manifest import pack, signing_key
from amparo.casework.evidence.bundle.pdf import pdf_of
from amparo.casework.evidence.bundle.word import word_of
from amparo.casework.evidence.models import Disclosure
from amparo.errors import Refused
from amparo.vault.keys import office_key
from amparo.vault.sealing import seal


@transaction.atomic
def make_bundle(
    *, by: User, at: datetime, case: Case, recipient: Recipient, token: UUID | None = None
) -> bytes:
    """A zip of the bundle as PDF and Word with its signed manifest; the disclosure is logged.

    Raises: Refused without a recipient or a reason.
    """
    if not recipient.to.strip() or not recipient.why.strip():
        raise Refused("A bundle goes to someone, for a reason", next_step="say to whom and why")
    bundle = bundle_of(by, case, recipient, at=at)
    files = {
        f"{case.code}-bundle.pdf": pdf_of(bundle),
        f"{case.code}-bundle.docx": word_of(bundle),
    }
    made = pack(files, case=case.code, at=at, key=signing_key(office_key()))
    if token is None or not Disclosure.objects.filter(pk=token, case=case).exists():
        row = Disclosure(
            case=case, manifest_digest=hashlib.sha256(made).hexdigest(), made_by=by, made_at=at,
            **({"id": token} if token else {}),
        )  # fmt: skip
        words = json.dumps({"to": recipient.to.strip(), "why": recipient.why.strip()})
        row.words_sealed = seal(words, case.key, table="disclosure", row=row.pk, field="words")
        row.save(force_insert=True)
        record(
            by=by, verb="bundle.disclosed", kind="evidence.disclosure", object_id=str(row.pk),
            at=at, case_id=str(case.pk), fields=["names"] if recipient.names else [],
        )  # fmt: skip
    return made
