"""Referring a survivor to a service: drafting what leaves, sending it lawfully, the answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.access.services import System
from amparo.casework.aftercare import content
from amparo.casework.aftercare.models import Home, Offer, ReferralStep, ServiceReferral
from amparo.casework.aftercare.models.referral import AFTER
from amparo.casework.aftercare.services.homes import hold_beds
from amparo.casework.aftercare.services.told import check_survivor, lead_of, written
from amparo.casework.cases.models import Case, Person, Sending, Task
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.sending import Duty, send
from amparo.casework.cases.services.tasks import add_task, finish_task, move_task
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.vault.sealing import seal

What = ReferralStep.What
Urgency = ServiceReferral.Urgency
DAYS = {Urgency.TODAY: 1, Urgency.WEEK: 3, Urgency.USUAL: 7}
WAITING = "A referral to a service waits for its answer: ask again"
NEXT = "A service declined: find another for the survivor"
ACCEPTED_BED_DAYS = 7
SAFE_HOUSE = "safe_house"
TRAUMA = ("psychosocial", "trauma_therapy")
NOWHERE = ("full", "not_offered", "too_far", "cost")
FOUND_BY = "service_declined"  # a detector: what it sees later is the same fact, once


@transaction.atomic
def draft_referral(
    *, by: User, at: datetime, case: Case, person: Person, service: str, recipient: Institution,
    known: Collection[str], words: Mapping[str, str], home: Home | None = None,
    urgency: str = Urgency.USUAL, token: UUID | None = None,
) -> ServiceReferral:  # fmt: skip
    """Fix what would leave: facts of the record that were chosen, and words for this recipient.

    Nothing leaves yet. Raises: Refused for a field that is not in the list, without saying what is
    asked for, and for an institution that offers no such service.
    """
    first = ServiceReferral.objects.filter(pk=token).first() if token else None
    if first is not None:
        if (first.case_id, first.recorded_by_id) != (case.pk, by.pk):
            raise Refused("This form is out of date", next_step="open it again")
        return first
    check_survivor(case, person)
    if (set(known) | set(words)) - set(content.sendable()):
        raise Refused("This may not be in a referral", next_step="choose from the list")
    if not words.get(content.REQUEST, "").strip():
        raise Refused("Say what is asked for")
    _check_offered(case, recipient, service, home)
    facts = known_facts(person, year=timezone.localdate(at).year)
    lines = content.lines_of({code: facts[code] for code in known if code in facts}, words)
    row = ServiceReferral(
        id=token or uuid4(), case=case, person=person, service=service, recipient=recipient,
        home=home, urgency=Urgency(urgency), fields=[line.code for line in lines],
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.seal_in("content", content.as_text(lines))
    row.save(force_insert=True)
    written(row, by=by, at=at, verb="service_referral.drafted", case_id=case.pk, fields=row.fields)
    return row


def known_facts(person: Person, *, year: int) -> dict[str, str]:
    """What the record knows of a person that a referral may say."""
    return {
        "age_band": content.age_band(person.birth_year, year=year),
        "sex": code_list("sexes").name_of(person.sex) if person.sex else "",
        "language": person.language,
        "name": person.name(),
        "birth_year": str(person.birth_year or ""),
        "safe_contact": person.safe_contact(),
    }


def _check_offered(case: Case, recipient: Institution, service: str, home: Home | None) -> None:
    if home is not None:
        is_theirs = home.unit.institution_id == recipient.pk and home.office_id == case.office_id
        if service != SAFE_HOUSE or not is_theirs or home.closed_on is not None:
            raise Refused("This home takes no referral", next_step="choose another")
        return
    offers = Offer.objects.filter(
        office=case.office_id, institution=recipient, service=service, ended_on__isnull=True
    )
    if not offers.exists():
        raise Refused("They do not offer this", next_step="write the offer down first")


@transaction.atomic
def cite_duty(*, by: User, at: datetime, referral: ServiceReferral, citation: str) -> None:
    """Name the law by which this must be told although no consent covers it.

    Nothing leaves before a second person agrees. Raises Refused once it was sent.
    """
    if not citation.strip():
        raise Refused("A duty of law is cited", next_step="name the law and the article")
    _lock(referral)
    if state_of(referral):
        raise Refused("This was sent already")
    ServiceReferral.objects.filter(pk=referral.pk).update(
        duty=citation.strip()[:200], duty_asked_by=by, duty_seconded_by=None
    )
    written(referral, by=by, at=at, verb="duty.cited", case_id=referral.case_id, reason=citation)


@transaction.atomic
def second_duty(*, by: User, at: datetime, referral: ServiceReferral) -> None:
    """A second person, who also works on the case, agrees that the law asks for it."""
    _lock(referral)
    referral.refresh_from_db()
    if not referral.duty:
        raise Refused("No duty of law is cited")
    if referral.duty_asked_by_id == by.pk:
        raise Refused("Somebody else agrees to it", next_step="ask a colleague of the case")
    ServiceReferral.objects.filter(pk=referral.pk).update(duty_seconded_by=by)
    written(referral, by=by, at=at, verb="duty.seconded", case_id=referral.case_id)


@transaction.atomic
def send_referral(*, by: User, at: datetime, referral: ServiceReferral) -> ReferralStep:
    """Let the draft leave, exactly as it was shown.

    Changes: what left is kept in the spine under the consent, or the duty, that carries it; a task
    asks for the answer by its day.
    Raises: Refused without live consent to this recipient for every group of facts it holds, unless
    a duty of law was cited and seconded by another; and where it was sent before.
    """
    _lock(referral)
    referral.refresh_from_db()
    _check_follows(referral, What.SENT)
    sending = send(
        by=by, at=at, case=referral.case, person=referral.person, recipient=referral.recipient,
        covers=content.covers_of(referral.fields), kind="aftercare.servicereferral",
        object_id=referral.pk, duty=_duty_of(referral),
    )  # fmt: skip
    task = add_task(
        by=by, at=at, case=referral.case, what=WAITING, owner=by,
        due_on=timezone.localdate(at) + timedelta(days=days_of(referral)),
    )  # fmt: skip
    ServiceReferral.objects.filter(pk=referral.pk).update(task=task)
    referral.refresh_from_db()
    return _step(referral, What.SENT, by=by, at=at, sending=sending)


def _duty_of(referral: ServiceReferral) -> Duty | None:
    if not referral.duty or referral.duty_seconded_by is None:
        return None
    return Duty(referral.duty, referral.duty_seconded_by)


def days_of(referral: ServiceReferral) -> int:
    """Within how many days an answer is needed. Units: calendar days."""
    return DAYS[Urgency(referral.urgency)]


@transaction.atomic
def chase_referral(
    *, by: User, at: datetime, referral: ServiceReferral, words: str = ""
) -> ReferralStep:
    """The service was asked again; the task waits once more, and goes to the lead of the case."""
    _lock(referral)
    _check_follows(referral, What.CHASED)
    task = _open_task(referral)
    if task is not None:
        due_on = timezone.localdate(at) + timedelta(days=days_of(referral))
        move_task(
            by=by, at=at, task=task, due_on=due_on, owner=lead_of(referral.case) or task.owner
        )
    return _step(referral, What.CHASED, by=by, at=at, words=words)


@transaction.atomic
def answer_referral(
    *, by: User, at: datetime, referral: ServiceReferral, what: str, reason: str = "",
    words: str = "", needed_on: date | None = None,
) -> ReferralStep:  # fmt: skip
    """The service accepted, or declined and said why.

    Changes: the task that waited is closed; a home that accepts keeps a bed for a week, in the name
    of whoever referred; a decline opens a task to find another.
    Raises: Refused where it was not sent, a decline without a reason, or a home without a bed.
    """
    _lock(referral)
    step = What(what)
    _check_follows(referral, step)
    if step == What.DECLINED and reason not in _declines():
        raise Refused("Say why it was declined", next_step="choose a reason")
    if step == What.ACCEPTED and referral.home is not None:
        _keep_bed(referral, by=by, at=at, needed_on=needed_on)
    _close_task(referral, by=by, at=at, outcome=step.label)
    if step == What.DECLINED:
        add_task(
            by=by, at=at, case=referral.case, what=NEXT, owner=referral.recorded_by,
            due_on=timezone.localdate(at) + timedelta(days=days_of(referral)),
        )  # fmt: skip
        _propose_breakdown(referral, reason, at=at)
    return _step(
        referral, step, by=by, at=at, words=words,
        reason=reason if step == What.DECLINED else "",
    )  # fmt: skip


def _declines() -> set[str]:
    return {entry.code for entry in code_list("referral_declines").entries}


def _propose_breakdown(referral: ServiceReferral, reason: str, *, at: datetime) -> None:
    """That nobody offers trauma counselling is the system's failure: a person says whether."""
    if referral.service in TRAUMA and reason in NOWHERE:
        note_breakdown(
            by=System(), at=at, case=referral.case, cause="B59", on=timezone.localdate(at),
            institution=referral.recipient, person=referral.person, found_by=FOUND_BY,
            found_version=1, fact=f"declined:{referral.pk}",
            explained=f"Referral {referral.code} to trauma counselling was declined",
        )  # fmt: skip


def _keep_bed(referral: ServiceReferral, *, by: User, at: datetime, needed_on: date | None) -> None:
    if referral.home is None:
        return
    from_on = max(needed_on or timezone.localdate(at), timezone.localdate(at))
    hold = hold_beds(
        by=by, at=at, home=referral.home, n=1, from_on=from_on, holder=referral.recorded_by,
        until_on=from_on + timedelta(days=ACCEPTED_BED_DAYS - 1), case=referral.case,
        why=f"Referral {referral.code} was accepted",
    )  # fmt: skip
    ServiceReferral.objects.filter(pk=referral.pk).update(hold=hold)


@transaction.atomic
def end_referral(
    *, by: User, at: datetime, referral: ServiceReferral, words: str = ""
) -> ReferralStep:
    """It is no longer needed. What was sent stays sent: consent is withdrawn to call it back."""
    _lock(referral)
    _check_follows(referral, What.ENDED)
    _close_task(referral, by=by, at=at, outcome="No longer needed")
    return _step(referral, What.ENDED, by=by, at=at, words=words)


@transaction.atomic
def show_content(*, by: User, at: datetime, referral: ServiceReferral) -> tuple[content.Line, ...]:
    """What leaves, exactly, for the team; which personal lines were seen is written first."""
    lines = content.from_text(referral.words("content"))
    personal = [line.code for line in lines if content.covers_of([line.code])]
    written(
        referral, by=by, at=at, verb="service_referral.shown", case_id=referral.case_id,
        fields=personal,
    )  # fmt: skip
    return lines


@transaction.atomic
def read_received(*, by: User, at: datetime, referral: ServiceReferral) -> tuple[content.Line, ...]:
    """What was sent, for whom it was sent to; the look is written in the trail first.

    Nothing any more once it was called back.
    """
    written(referral, by=by, at=at, verb="service_referral.received", case_id=referral.case_id)
    sent = referral.steps.select_related("sending__recall").get(what=What.SENT)
    if sent.sending is None or hasattr(sent.sending, "recall"):
        return ()
    return content.from_text(referral.words("content"))


def state_of(referral: ServiceReferral) -> str:
    """Where it stands: drafted (nothing), sent, chased, accepted, declined or ended."""
    last = referral.steps.order_by("-number").first()
    return last.what if last else ""


def _check_follows(referral: ServiceReferral, what: ReferralStep.What) -> None:
    if what not in AFTER[state_of(referral)]:
        raise Refused("This cannot follow where the referral stands", next_step="look at its steps")


def _lock(referral: ServiceReferral) -> None:
    rows = ServiceReferral.objects.select_for_update(no_key=True).filter(pk=referral.pk)
    list(rows.values_list("pk"))


def _open_task(referral: ServiceReferral) -> Task | None:
    if referral.task_id is None:
        return None
    rows = Task.objects.select_related("case", "owner").filter(pk=referral.task_id)
    return rows.filter(done_at__isnull=True).first()


def _close_task(referral: ServiceReferral, *, by: User, at: datetime, outcome: str) -> None:
    task = _open_task(referral)
    if task is not None:
        finish_task(by=by, at=at, task=task, outcome=outcome)


def _step(
    referral: ServiceReferral, what: ReferralStep.What, *, by: User, at: datetime,
    reason: str = "", words: str = "", sending: Sending | None = None,
) -> ReferralStep:  # fmt: skip
    row = ReferralStep(
        case=referral.case, referral=referral, number=referral.steps.count() + 1, what=what,
        reason=reason, sending=sending, by=by, at=at,
    )  # fmt: skip
    row.words_sealed = seal(
        words.strip(), referral.case.key, table="aftercare_referralstep", row=row.pk, field="words"
    )
    row.save(force_insert=True)
    written(row, by=by, at=at, verb=f"service_referral.{what}", case_id=referral.case_id)
    return row
