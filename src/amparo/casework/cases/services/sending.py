"""Letting something about a person leave, and calling it back once consent is withdrawn.

Every room that hands something out asks here first. A consent is live for a purpose, a recipient
and groups of facts, on a day: given and not withdrawn, not past its end, not followed by a
refusal, and not by a guardian who has become a suspect.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    Case,
    Consent,
    Person,
    Recall,
    RoleInCase,
    Sending,
    SharingAgreement,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.tasks import finish_task, move_task
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused

RECALL = "Consent was withdrawn: tell whoever received it, and ask what became of it"
ANSWER_DAYS = 7
PURPOSES = {
    Institution.Kind.POLICE: "share_police",
    Institution.Kind.PROSECUTION: "share_prosecution",
}
OTHERWISE = "referral_services"


@dataclass(frozen=True)
class Duty:
    """A duty of law that overrides a missing consent: its citation, and who answers for it too."""

    citation: str
    seconded_by: User


@dataclass(frozen=True)
class Standing:
    """Whether something may leave: the consent that carries it, or the groups that none covers."""

    consent: Consent | None
    missing: tuple[str, ...]


def purpose_for(recipient: Institution) -> str:
    """The purpose a consent must have for something to go to such an institution."""
    return PURPOSES.get(Institution.Kind(recipient.kind), OTHERWISE)


def consent_standing(
    *, case: Case, person: Person, recipient: Institution, covers: Collection[str], on: date
) -> Standing:
    """The newest live consent that covers all of these groups; else what the best one lacks.

    One consent carries it all: what was agreed in two talks was explained in two, and is asked
    again together.
    """
    live = live_consents(case=case, person=person, recipient=recipient, on=on)
    for consent in live:
        if set(covers) <= set(consent.covers):
            return Standing(consent, ())
    lacking = [tuple(sorted(set(covers) - set(consent.covers))) for consent in live]
    least: tuple[str, ...] = min(lacking, key=len, default=("",))
    return Standing(None, least)


def live_consents(*, case: Case, person: Person, recipient: Institution, on: date) -> list[Consent]:
    """The consents in force on a day for this recipient, newest first; two queries."""
    rows = Consent.objects.filter(
        case=case, person=person, recipient=recipient, purpose=purpose_for(recipient), on__lte=on
    ).order_by("-on", "-recorded_at")
    found: list[Consent] = []
    for row in rows:
        if not row.is_given:
            break
        ended = row.withdrawn_on is not None or (row.until is not None and row.until < on)
        if not ended:
            found.append(row)
    return without_suspects(case, found)


def without_suspects(case: Case, found: Sequence[Consent]) -> list[Consent]:
    """Those that no guardian gave who is a suspect in the case."""
    guardians = {row.guardian_id for row in found if row.guardian_id}
    roles = RoleInCase.objects.filter(case=case, person__in=guardians, role__in=SUSPECT_ROLES)
    suspects = set(roles.values_list("person", flat=True)) if guardians else set()
    return [row for row in found if row.guardian_id not in suspects]


@transaction.atomic
def send(
    *, by: User, at: datetime, case: Case, person: Person, recipient: Institution,
    covers: Collection[str], kind: str, object_id: UUID, duty: Duty | None = None,
) -> Sending:  # fmt: skip
    """Let one thing leave, and write under which consent, or under which duty of law.

    The consents are held meanwhile, so that a withdrawal recorded in the same moment recalls it.
    Raises: Refused without a live consent for recipient, purpose and every group of facts, and
    without an agreement in force with the recipient on how what it is told is kept, unless a duty
    of law is cited and a second person answers for it.
    """
    on = timezone.localdate(at)
    held = Consent.objects.filter(case=case, person=person, recipient=recipient)
    list(held.select_for_update(no_key=True).values_list("pk"))
    standing = consent_standing(case=case, person=person, recipient=recipient, covers=covers, on=on)
    consent = standing.consent if duty is None else None
    if duty is not None:
        _check_duty(duty, by)
    elif consent is None:
        raise Refused(
            "No live consent lets this leave",
            next_step="ask the survivor and record their consent to this recipient and these facts",
        )
    agreement = agreement_with(office=case.office_id, institution=recipient, on=on)
    if agreement is None and duty is None:
        raise Refused(
            f"No agreement on sharing is in force with {recipient.name}",
            next_step="ask a supervisor to register what was signed under Agreements",
        )
    row = Sending.objects.create(
        case=case, person=person, recipient=recipient, purpose=purpose_for(recipient),
        covers=sorted(covers), consent=consent, agreement=agreement,
        duty=duty.citation.strip() if duty else "",
        seconded_by=duty.seconded_by if duty else None, kind=kind, object_id=object_id,
        sent_by=by, sent_at=at,
    )  # fmt: skip
    record(
        by=by, verb="sending.left", kind="cases.sending", object_id=str(row.pk), at=at,
        case_id=str(case.pk), fields=sorted(covers), reason=row.duty,
    )  # fmt: skip
    return row


def agreement_with(*, office: UUID, institution: Institution, on: date) -> SharingAgreement | None:
    """What the office signed with an institution that holds on a day, the latest; one query."""
    rows = SharingAgreement.objects.filter(office=office, institution=institution)
    held = rows.filter(signed_on__lte=on, until__gte=on).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    )
    return held.order_by("-signed_on", "-registered_at").first()


def _check_duty(duty: Duty, by: User) -> None:
    if not duty.citation.strip():
        raise Refused("A duty of law is cited", next_step="name the law and the article")
    if duty.seconded_by == by:
        raise Refused("A second person answers for it", next_step="ask a colleague to agree")


def recall_what_left(*, by: User, at: datetime, consent: Consent) -> list[Recall]:
    """Queue a recall of everything that left under a consent; call it inside the withdrawal."""
    rows = Sending.objects.filter(consent=consent, recall__isnull=True).order_by("sent_at", "pk")
    recalls = [_recall(row, consent, at=at) for row in rows]
    for recall in recalls:
        record(
            by=by, verb="recall.queued", kind="cases.recall", object_id=str(recall.pk), at=at,
            case_id=str(consent.case_id),
        )  # fmt: skip
    if recalls:
        derive.refresh_next(consent.case)
    return recalls


def _recall(row: Sending, consent: Consent, *, at: datetime) -> Recall:
    lead = TeamMember.objects.filter(case=row.case_id, leads=True, to_on__isnull=True).first()
    task = Task.objects.create(
        case=row.case, what=RECALL, owner=lead.user if lead else None, made_at=at,
        due_on=timezone.localdate(at) + timedelta(days=1),
    )  # fmt: skip
    return Recall.objects.create(
        case=row.case, sending=row, consent=consent, task=task, queued_at=at
    )


@transaction.atomic
def tell_recall(*, by: User, at: datetime, recall: Recall, on: date, how: str) -> None:
    """The recipient was told; what became of it is to be known within a week.

    Raises: Refused for a day before the withdrawal or to come, or an unknown way; Conflict when
    they were told already.
    """
    if how not in Recall.How.values:
        raise Refused("Say how they were told")
    if on < timezone.localdate(recall.queued_at) or on > timezone.localdate(at):
        raise Refused("They were told after consent was withdrawn", found=on.isoformat())
    changed = Recall.objects.filter(pk=recall.pk, told_on__isnull=True).update(
        told_on=on, told_how=how, told_by=by
    )
    if not changed:
        raise Conflict("Someone else told them first", theirs={}, yours={})
    task = Task.objects.select_related("case", "owner").get(pk=recall.task_id)
    if task.done_at is None:
        due_on = on + timedelta(days=ANSWER_DAYS)
        move_task(by=by, at=at, task=task, due_on=due_on, owner=task.owner)
    _written(recall, by=by, at=at, verb="recall.told")


@transaction.atomic
def answer_recall(*, by: User, at: datetime, recall: Recall, on: date, answer: str) -> None:
    """What the recipient says became of what they had. Raises Conflict when it is known already."""
    if answer not in Recall.Answer.values:
        raise Refused("Say what became of it")
    if on < timezone.localdate(recall.queued_at) or on > timezone.localdate(at):
        raise Refused("They answered after consent was withdrawn", found=on.isoformat())
    changed = Recall.objects.filter(pk=recall.pk, answered_on__isnull=True).update(
        answered_on=on, answer=answer, answered_by=by
    )
    if not changed:
        raise Conflict("This answer is known already", theirs={}, yours={})
    Recall.objects.filter(pk=recall.pk, told_on__isnull=True).update(
        told_on=on, told_how=Recall.How.HERE, told_by=by
    )
    task = Task.objects.select_related("case").get(pk=recall.task_id)
    if task.done_at is None:
        finish_task(by=by, at=at, task=task, outcome="The recipient answered")
    _written(recall, by=by, at=at, verb="recall.answered")


def _written(recall: Recall, *, by: User, at: datetime, verb: str) -> None:
    record(
        by=by, verb=verb, kind="cases.recall", object_id=str(recall.pk), at=at,
        case_id=str(recall.case_id),
    )  # fmt: skip


def still_live(consent: Consent) -> Q:
    """Earlier consents that a refusal by the same person to the same recipient ends."""
    return Q(
        case=consent.case_id, person=consent.person_id, recipient=consent.recipient_id,
        purpose=consent.purpose, is_given=True, withdrawn_on__isnull=True, on__lte=consent.on,
    )  # fmt: skip
