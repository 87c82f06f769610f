"""Making a bundle, which is a disclosure: each survivor's consent is asked, and it is logged.

What leaves is kept in the spine for each survivor it tells of, so that a consent withdrawn later
calls the bundle back like everything else that left under it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Person, Task, TeamMember
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.sending import PURPOSES, Duty, consent_standing, send
from amparo.casework.cases.services.tasks import add_task, finish_task
from amparo.casework.evidence.bundle.building import Recipient, bundle_of
from amparo.casework.evidence.bundle.manifest import pack, signing_key
from amparo.casework.evidence.bundle.pdf import pdf_of
from amparo.casework.evidence.bundle.word import word_of
from amparo.casework.evidence.models import BundleDuty, DisclosedPerson, Disclosure, Exhibit
from amparo.directory.models import Institution
from amparo.errors import Refused
from amparo.vault.keys import office_key
from amparo.vault.sealing import seal

KIND = "evidence.disclosedperson"
MEDICAL = ("medico_legal", "age_assessment")
SECOND = "Agree, or not, that a law asks for the bundle: look at Evidence"


@transaction.atomic
def make_bundle(
    *, by: User, at: datetime, case: Case, institution: Institution, why: str, names: bool = False,
    token: UUID | None = None,
) -> bytes:  # fmt: skip
    """A zip of the bundle as PDF and Word with its signed manifest; the disclosure is logged.

    Changes: for every survivor of the case, that it left, under their consent or a duty of law.
    Raises: Refused without a reason; for an institution that is neither police nor prosecution; and
    where no live consent of a survivor covers it, unless a duty was cited and seconded.
    """
    if not why.strip():
        raise Refused("A bundle goes to someone, for a reason", next_step="say why")
    if institution.kind not in PURPOSES:
        raise Refused("A bundle goes to the prosecution or the police", next_step="choose another")
    recipient = Recipient(institution.name, why.strip(), names=names)
    bundle = bundle_of(by, case, recipient, at=at)
    files = {
        f"{case.code}-bundle.pdf": pdf_of(bundle),
        f"{case.code}-bundle.docx": word_of(bundle),
    }
    made = pack(files, case=case.code, at=at, key=signing_key(office_key()))
    if token is None or not Disclosure.objects.filter(pk=token, case=case).exists():
        row = Disclosure(
            id=token or uuid4(), case=case, manifest_digest=hashlib.sha256(made).hexdigest(),
            made_by=by, made_at=at,
        )  # fmt: skip
        words = json.dumps({"to": recipient.to, "why": recipient.why})
        row.words_sealed = seal(words, case.key, table="disclosure", row=row.pk, field="words")
        row.save(force_insert=True)
        _let_leave(row, institution, names=names, by=by, at=at)
        record(
            by=by, verb="bundle.disclosed", kind="evidence.disclosure", object_id=str(row.pk),
            at=at, case_id=str(case.pk), fields=["names"] if names else [],
        )  # fmt: skip
    return made


def told_groups(case: Case, *, names: bool) -> tuple[str, ...]:
    """The groups of facts that consent must cover for the bundle of this case."""
    groups = ["case_facts"]
    groups += ["identity"] if names else []
    if Exhibit.objects.filter(case=case, kind__in=MEDICAL).exists():
        groups.append("medical")
    return tuple(groups)


def survivors_of(case: Case) -> Sequence[Person]:
    """Everyone who is or was a survivor of the case, by their first day in it."""
    roles = case.roles.filter(role__in=SURVIVOR_ROLES).order_by("from_on", "pk")
    return list(dict.fromkeys(role.person for role in roles.select_related("person")))


def _let_leave(
    row: Disclosure, institution: Institution, *, names: bool, by: User, at: datetime
) -> None:
    covers, on = told_groups(row.case, names=names), timezone.localdate(at)
    people = survivors_of(row.case)
    without = {
        person.pk for person in people
        if consent_standing(
            case=row.case, person=person, recipient=institution, covers=covers, on=on
        ).consent is None
    }  # fmt: skip
    duty = _duty_for(row, institution) if without else None
    if without and (duty is None or duty.seconded_by is None):
        raise Refused(
            "No live consent covers this for every survivor of the case",
            found=f"{len(without)} of {len(people)} without",
            next_step="ask them and record their consent to this recipient and these facts, or "
            "cite the law that asks for it and have a second person agree",
        )
    for person in people:
        told = DisclosedPerson(case=row.case, disclosure=row, person=person)
        law = None
        if person.pk in without and duty is not None and duty.seconded_by is not None:
            law = Duty(duty.citation, duty.seconded_by)
        told.sending = send(
            by=by, at=at, case=row.case, person=person, recipient=institution, covers=covers,
            kind=KIND, object_id=told.pk, duty=law,
        )  # fmt: skip
        told.save(force_insert=True)
    if duty is not None:
        BundleDuty.objects.filter(pk=duty.pk).update(used_for=row)


def _duty_for(row: Disclosure, institution: Institution) -> BundleDuty | None:
    rows = BundleDuty.objects.select_for_update(of=("self",)).filter(
        case=row.case, recipient=institution, seconded_by__isnull=False, used_for__isnull=True
    )
    return rows.select_related("seconded_by").first()


@transaction.atomic
def cite_bundle_duty(
    *, by: User, at: datetime, case: Case, institution: Institution, citation: str
) -> BundleDuty:
    """Name the law that asks for a bundle although no consent covers it; a second must agree."""
    if not citation.strip():
        raise Refused("A duty of law is cited", next_step="name the law and the article")
    if institution.kind not in PURPOSES:
        raise Refused("A bundle goes to the prosecution or the police", next_step="choose another")
    lead = TeamMember.objects.filter(case=case, leads=True, to_on__isnull=True).first()
    task = add_task(
        by=by, at=at, case=case, what=SECOND, due_on=timezone.localdate(at),
        owner=lead.user if lead is not None and lead.user_id != by.pk else None,
    )  # fmt: skip
    row = BundleDuty.objects.create(
        case=case, recipient=institution, citation=citation.strip()[:200], task=task, asked_by=by,
        asked_at=at,
    )  # fmt: skip
    _written(row, by=by, at=at, verb="bundle_duty.cited", reason=row.citation)
    return row


@transaction.atomic
def second_bundle_duty(*, by: User, at: datetime, duty: BundleDuty) -> None:
    """A second person, who also works on the case, agrees that the law asks for it."""
    if duty.asked_by_id == by.pk:
        raise Refused("Somebody else agrees to it", next_step="ask a colleague of the case")
    waits = BundleDuty.objects.filter(pk=duty.pk, seconded_by__isnull=True)
    if not waits.update(seconded_by=by, seconded_at=at):
        raise Refused("Someone agreed before you", next_step="look at Evidence again")
    task = Task.objects.select_related("case").filter(pk=duty.task_id, done_at__isnull=True).first()
    if task is not None:
        finish_task(by=by, at=at, task=task, outcome="A second person agreed")
    _written(duty, by=by, at=at, verb="bundle_duty.seconded")


def _written(row: BundleDuty, *, by: User, at: datetime, verb: str, reason: str = "") -> None:
    record(
        by=by, verb=verb, kind="evidence.bundle_duty", object_id=str(row.pk), at=at,
        case_id=str(row.case_id), reason=reason,
    )  # fmt: skip
