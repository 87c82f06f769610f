"""Writing down what is known, and what the lawyer decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.represent.models import ChargeDecision, KnownFact
from amparo.directory.packs import code_list, load_pack
from amparo.errors import Refused
from amparo.vault.sealing import seal


@transaction.atomic
def say_facts(
    *, by: User, at: datetime, case: Case, victim: Person, suspect: Person,
    answers: Mapping[str, KnownFact.Answer],
) -> int:  # fmt: skip
    """Keep the answers that differ from what was known. Counts: answers kept.

    Raises: Refused for a fact that is not on the list.
    """
    unknown = sorted(answers.keys() - {entry.code for entry in code_list("facts").entries})
    if unknown:
        raise Refused("This fact is not known", found=", ".join(unknown))
    Case.objects.select_for_update().get(pk=case.pk)
    before = known_answers(case, victim, suspect)
    changed = {
        fact: answer
        for fact, answer in answers.items()
        if answer != before.get(fact, KnownFact.Answer.UNKNOWN)
    }
    last = KnownFact.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    KnownFact.objects.bulk_create(
        KnownFact(
            case=case, victim=victim, suspect=suspect, fact=fact, answer=answer,
            number=last + n, recorded_by=by, recorded_at=at,
        )
        for n, (fact, answer) in enumerate(changed.items(), start=1)
    )  # fmt: skip
    if changed:
        record(
            by=by, verb="facts.said", kind="represent.knownfact", object_id=str(case.pk), at=at,
            case_id=str(case.pk), fields=sorted(changed),
        )  # fmt: skip
    return len(changed)


def known_answers(case: Case, victim: Person, suspect: Person) -> dict[str, str]:
    """The latest answer to each question about these two."""
    rows = KnownFact.objects.filter(case=case, victim=victim, suspect=suspect)
    return dict(rows.order_by("number").values_list("fact", "answer"))


@transaction.atomic
def decide_charge(
    *, by: User, at: datetime, case: Case, victim: Person, suspect: Person, offence: str,
    choice: ChargeDecision.Choice, reason: str, on: date, token: UUID | None = None,
) -> ChargeDecision:  # fmt: skip
    """What the lawyer decided about an offence, and why.

    Raises: Refused without a reason, or for an offence that the law of the case does not have.
    """
    if token and (first := ChargeDecision.objects.filter(pk=token, case=case).first()):
        return first
    check_day(on, at=at)
    if offence not in {one.key for one in load_pack(case.programme.pack).offences}:
        raise Refused("This offence is not in the pack", next_step="choose one from the list")
    if not reason.strip():
        raise Refused("A decision needs its reason", next_step="say why")
    row = ChargeDecision(
        case=case, victim=victim, suspect=suspect, offence=offence, choice=choice, on=on,
        recorded_by=by, recorded_at=at, **({"id": token} if token else {}),
    )  # fmt: skip
    row.reason_sealed = seal(
        reason.strip(), case.key, table="charge_decision", row=row.pk, field="reason"
    )
    row.save(force_insert=True)
    record(
        by=by, verb="charge.decided_on", kind="represent.chargedecision", object_id=str(row.pk),
        at=at, case_id=str(case.pk), fields=["choice", "offence"],
    )  # fmt: skip
    return row
