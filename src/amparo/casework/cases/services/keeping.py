"""Keeping and erasing: a legal hold, how long files are kept, and erasure by two people.

To erase is to destroy keys: the case's own, those of people, referrals, court cases, operations and
services that no other case needs, and of whole lists in which its people may be named. What they
sealed stays on disk and in copies as noise. Dates and codes stay, so that figures about the system
do not change; the trail stays, and names nobody.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.audit.services import Act, record, record_many
from amparo.casework.cases.models import (
    Case,
    CompartmentHolding,
    Erasure,
    LegalHold,
    Person,
    PersonDetail,
    PersonFingerprint,
    Programme,
    RetentionRule,
    SafetyAlert,
    Share,
    Standing,
    Task,
    TeamMember,
)
from amparo.casework.cases.selectors.keeping import CAN_BE_ERASED, kept_long_enough, years_of
from amparo.casework.cases.selectors.rights import rights_for
from amparo.casework.cases.services.hiding import erase_hidden
from amparo.casework.cases.services.people import next_change
from amparo.errors import Refused
from amparo.vault.models import DESTROYED, DataKey
from amparo.vault.sealing import ERASED, forget_keys, seal


@transaction.atomic
def put_hold(*, by: User, at: datetime, case: Case, reason: str) -> LegalHold:
    """Keep a case from being erased until the hold is lifted. Who may: whoever writes in it."""
    if not reason.strip():
        raise Refused("A hold needs a reason", next_step="say which court or whose demand it is")
    if LegalHold.objects.filter(case=case, lifted_at__isnull=True).exists():
        raise Refused("This case is held already", next_step="look at “Keeping and erasing”")
    hold = LegalHold(id=uuid.uuid4(), case=case, put_by=by, put_at=at)
    hold.reason_sealed = seal(
        reason.strip(), case.key, table="legal_hold", row=hold.pk, field="reason"
    )
    hold.save(force_insert=True)
    record(by=by, verb="hold.put", kind="cases.legal_hold", object_id=str(hold.pk), at=at,
           case_id=str(case.pk))  # fmt: skip
    return hold


@transaction.atomic
def lift_hold(*, by: User, at: datetime, case: Case) -> None:
    """End the hold. Who may: a supervisor of the case. Raises: Refused where there is none."""
    _must(by, case, "cases.erase", "You cannot lift a hold")
    live = LegalHold.objects.filter(case=case, lifted_at__isnull=True)
    if (hold := live.first()) is None:
        raise Refused("This case is not held", next_step="look at “Keeping and erasing”")
    live.update(lifted_by=by, lifted_at=at)
    record(by=by, verb="hold.lifted", kind="cases.legal_hold", object_id=str(hold.pk), at=at,
           case_id=str(case.pk))  # fmt: skip


@transaction.atomic
def set_retention(*, by: User, at: datetime, programme: Programme, years: int) -> RetentionRule:
    """Say for how many years after its last event a closed file of this programme is kept."""
    if not 1 <= years <= 100:
        raise Refused("Files are kept for 1 to 100 years", found=str(years))
    rule = RetentionRule.objects.create(programme=programme, years=years, set_by=by, set_at=at)
    record(by=by, verb="retention.set", kind="cases.programme", object_id=str(programme.pk), at=at,
           fields=[str(years)])  # fmt: skip
    return rule


@transaction.atomic
def note_what_is_due(*, at: datetime, today: date) -> int:
    """Write once, for each file that was kept long enough, that its time is over; how many.

    Nothing is erased by it: whoever supervises the case, or works on it, finds it on Today,
    and two of them decide.
    """
    years = {one.pk: years_of(one) for one in Programme.objects.all()}
    rows = Case.objects.all().filter(kept_long_enough(years, today)).filter(CAN_BE_ERASED)
    told = Entry.objects.filter(actor_id=System.actor_id, verb="retention.due")
    known = set(told.order_by().values_list("case_id", flat=True))
    due = [pk for pk in map(str, rows.values_list("pk", flat=True)) if pk not in known]
    return record_many(
        Act(System(), "retention.due", "cases.case", pk, at, case_id=pk) for pk in due
    )


@transaction.atomic
def ask_to_erase(*, by: User, at: datetime, case: Case, why: Erasure.Why) -> Erasure:
    """Ask for a closed case to be erased; nothing is destroyed before a second person agrees.

    Who may: a supervisor of the case. Raises: Refused for an open file, a held one, and one that
    is asked for already.
    """
    _must(by, case, "cases.erase", "You cannot ask for this case to be erased")
    _must_be_erasable(case)
    if Erasure.objects.filter(case=case, dropped_at__isnull=True).exists():
        raise Refused("This was asked for already", next_step="somebody else agrees to it, or not")
    erasure = Erasure.objects.create(case=case, why=why.value, asked_by=by, asked_at=at)
    _tell(erasure, by=by, at=at, verb="erasure.asked")
    return erasure


@transaction.atomic
def drop_erasure(*, by: User, at: datetime, case: Case) -> None:
    """Take the request back, or say no to it. Who may: whoever could agree, and whoever asked."""
    live = Erasure.objects.filter(case=case, dropped_at__isnull=True, agreed_at__isnull=True)
    if (erasure := live.first()) is None:
        raise Refused("Nobody asks for this case to be erased")
    if by.pk != erasure.asked_by_id:
        _must(by, case, "erasures.second", "You cannot answer this")
    live.update(dropped_at=at)
    _tell(erasure, by=by, at=at, verb="erasure.dropped")


@transaction.atomic
def agree_to_erase(*, by: User, at: datetime, case: Case) -> Erasure:
    """Agree, and destroy the keys of the case at once; nobody can bring it back.

    Changes: keys, the marks by which its people are found, its tasks' words, team, shares and
    opened parts. Who may: somebody else than whoever asked, who works on the case or supervises it.
    Raises: Refused for anyone else, and where it is held or was opened again meanwhile.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    live = Erasure.objects.filter(case=case, dropped_at__isnull=True, agreed_at__isnull=True)
    if (erasure := live.first()) is None:
        raise Refused("Nobody asks for this case to be erased", next_step="look at it again")
    if by.pk == erasure.asked_by_id:
        raise Refused("The second word is somebody else's", next_step="ask a colleague")
    _must(by, case, "erasures.second", "You cannot agree to this")
    _must_be_erasable(case)
    n = _destroy_keys(case)
    _take_words_away(case)
    _let_everyone_go(case, by=by, at=at)
    live.update(agreed_by=by, agreed_at=at, n_keys=n)
    _tell(erasure, by=by, at=at, verb="case.erased", fields=[f"{n} keys"])
    transaction.on_commit(forget_keys)
    erasure.refresh_from_db()
    return erasure


def _must(by: User, case: Case, verb: str, what: str) -> None:
    decision = rights_for(by, case).decide(verb)
    if not decision:
        raise Refused(what, found=decision.because)


def _must_be_erasable(case: Case) -> None:
    if LegalHold.objects.filter(case=case, lifted_at__isnull=True).exists():
        raise Refused(
            "This case is under a legal hold", next_step="it is erased when the hold is lifted"
        )
    if Standing.objects.get(case=case).is_open:
        raise Refused("This file is open", next_step="close it first")


def _destroy_keys(case: Case) -> int:
    """Every key that only this case needs, and of lists that may name its people; how many."""
    found: set[uuid.UUID] = set()
    for model in apps.get_models():
        way = getattr(model, "erased_with", "")
        if way:
            found |= _keys_of(model, way, case)
        rows: Any = model._default_manager
        if hasattr(rows, "that_may_name"):
            listed = rows.that_may_name(case.pk).exclude(key__wrapped=DESTROYED).order_by()
            found |= set(listed.values_list("key", flat=True))
    people = Person.objects.filter(key__in=found)
    for office in {person.office for person in people.select_related("office")}:
        people.filter(office=office).update(
            change=next_change(office), birth_year=None, language=""
        )
    erase_hidden(list(people.values_list("pk", flat=True)))
    PersonFingerprint.objects.filter(person__in=people).delete()
    PersonDetail.objects.filter(person__in=people).delete()
    return DataKey.objects.filter(pk__in=found).update(wrapped=DESTROYED)


def _keys_of(model: type[models.Model], way: str, case: Case) -> set[uuid.UUID]:
    """The live keys of this model's rows that lead to the case, and to no other that is kept."""
    rows: models.QuerySet[Any] = model._default_manager.filter(**{way: case.pk})
    kept = Case.objects.exclude(pk=case.pk).exclude(key__wrapped=DESTROYED)
    needed = model._default_manager.filter(**{f"{way}__in": kept}).order_by()
    rows = rows.exclude(pk__in=needed.values("pk"))
    found: set[uuid.UUID] = set()
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model is DataKey:
            keys = rows.filter(Q(**{f"{field.name}__isnull": False}))
            found |= set(keys.order_by().values_list(field.attname, flat=True))
    return found


def _take_words_away(case: Case) -> None:
    """What people typed of the case in tasks and alerts, where the words may name somebody."""
    Task.objects.filter(case=case).update(what=ERASED, outcome="")
    SafetyAlert.objects.filter(case=case).exclude(measure="").update(measure=ERASED)
    SafetyAlert.objects.filter(case=case).update(what=ERASED)
    Standing.objects.filter(case=case).update(next_what="", has_alert=False)


def _let_everyone_go(case: Case, *, by: User, at: datetime) -> None:
    today = timezone.localdate(at)
    TeamMember.objects.filter(case=case, to_on__isnull=True).update(to_on=today, leads=False)
    Share.objects.filter(case=case, to_on__isnull=True).update(to_on=today)
    CompartmentHolding.objects.filter(case=case, ended_at__isnull=True).update(
        ended_by=by, ended_at=at
    )


def _tell(
    erasure: Erasure, *, by: User, at: datetime, verb: str, fields: tuple[str, ...] | list[str] = ()
) -> None:
    record(
        by=by, verb=verb, kind="cases.erasure", object_id=str(erasure.pk), at=at,
        case_id=str(erasure.case_id), reason=erasure.why, fields=fields,
    )  # fmt: skip
