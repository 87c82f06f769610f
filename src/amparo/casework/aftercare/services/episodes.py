"""Services begun, given and ended; notes; income; how the survivor found it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.casework.aftercare.models import (
    Delivered,
    Episode,
    Income,
    Note,
    ReferralStep,
    Satisfaction,
    ServiceReferral,
)
from amparo.casework.aftercare.services.referring import state_of
from amparo.casework.aftercare.services.told import check_survivor, tell_once, written
from amparo.casework.cases.models import Case, Milestone, Person
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.cases.services.tasks import raise_alert
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Conflict, NotVisible, Refused
from amparo.vault.models import DataKey
from amparo.vault.sealing import make_data_key, seal

BEGUN, OVER, EXAMINED = "restore.service_started", "restore.service_ended", "restore.medical_exam"
UNSAFE = "A survivor missed a service because it was not safe to go"
WORSE = "A survivor says that a service made things worse: ask them, and its provider"


@dataclass(frozen=True)
class Plan:
    """How much of a service is planned, in which unit, until when."""

    n: int
    unit: Episode.Unit = Episode.Unit.SESSION
    until: date | None = None


@transaction.atomic
def begin_service(
    *, by: User, at: datetime, case: Case, person: Person, service: str, on: date, plan: Plan,
    provider: Institution | None = None, referral: ServiceReferral | None = None,
    token: UUID | None = None,
) -> Episode:  # fmt: skip
    """A service began: what is planned of it, and by whom; no provider means the office itself.

    Changes: records restore.service_started, and restore.medical_exam for the first medical one.
    Raises: Refused for an unknown service, nothing planned, a referral of somebody else or not
    accepted, or one whose service began already.
    """
    if token and (first := Episode.objects.filter(pk=token, case=case).first()):
        return first
    check_day(on, at=at)
    check_survivor(case, person)
    if service not in {entry.code for entry in code_list("services").entries}:
        raise Refused("This service is not known", next_step="choose one from the list")
    if plan.n < 1:
        raise Refused("Say how much is planned", found=str(plan.n))
    if plan.until is not None and plan.until < on:
        raise Refused("It cannot be planned to end before it begins", found=plan.until.isoformat())
    if referral is not None:
        _check_referral(referral, person, service)
        provider = referral.recipient
    row = Episode(
        id=token or uuid4(), case=case, person=person, service=service, provider=provider,
        referral=referral, unit=plan.unit, n_planned=plan.n, planned_until=plan.until, from_on=on,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.milestone = tell_once(
        by=by, at=at, case=case, person=person, type=BEGUN, on=on, institution=provider
    )
    seen = Milestone.objects.filter(case=case, person=person, type=EXAMINED).current()
    if service == "medical" and not seen.exists():
        tell_once(by=by, at=at, case=case, person=person, type=EXAMINED, on=on,
                  institution=provider)  # fmt: skip
    row.save(force_insert=True)
    written(row, by=by, at=at, verb="service.begun", case_id=case.pk)
    return row


def _check_referral(referral: ServiceReferral, person: Person, service: str) -> None:
    if (referral.person_id, referral.service) != (person.pk, service):
        raise Refused("This referral was for somebody else, or another service")
    if state_of(referral) != ReferralStep.What.ACCEPTED:
        raise Refused("The service has not accepted yet", next_step="record its answer first")
    if Episode.objects.filter(referral=referral).exists():
        raise Refused("The service of this referral began already")


@transaction.atomic
def give_service(
    *, by: User, at: datetime, episode: Episode, from_on: date, to_on: date, n_expected: int,
    n_given: int, why_less: str = "", replaces: Delivered | None = None, token: UUID | None = None,
) -> Delivered:  # fmt: skip
    """What of a service took place over some days. No words: only that it did, and how much.

    A correction replaces an entry, which stays. Raises: Refused for days before the service or to
    come, days that another entry counts, or less than expected without a reason. Not safe to go
    raises an alert.
    """
    if token and (first := Delivered.objects.filter(pk=token, episode=episode).first()):
        return first
    check_day(to_on, at=at)
    list(Episode.objects.select_for_update(no_key=True).filter(pk=episode.pk).values_list("pk"))
    if from_on < episode.from_on or to_on < from_on:
        raise Refused("These days lie before the service, or end before they begin")
    if episode.to_on is not None and to_on > episode.to_on:
        raise Refused("The service had ended by then", found=to_on.isoformat())
    if n_given + n_expected == 0:
        raise Refused("Say how much was expected")
    reason = why_less if n_given < n_expected else ""
    listed = {entry.code: entry for entry in code_list("missed_reasons").entries}
    if n_given < n_expected and reason not in listed:
        raise Refused("Less was given than expected", next_step="say why")
    _check_counted_once(episode, from_on, to_on, replaces)
    row = Delivered.objects.create(
        id=token or uuid4(), case=episode.case, episode=episode, from_on=from_on, to_on=to_on,
        n_expected=n_expected, n_given=n_given, why_less=reason, recorded_by=by, recorded_at=at,
        replaces=replaces,
    )  # fmt: skip
    if reason and listed[reason].maps.get("party") == "danger":
        raise_alert(by=by, at=at, case=episode.case, what=UNSAFE)
    written(row, by=by, at=at, verb="service.given", case_id=episode.case_id)
    return row


def _check_counted_once(
    episode: Episode, from_on: date, to_on: date, replaces: Delivered | None
) -> None:
    """A day of school belongs to one entry; sessions of one day may be several."""
    if replaces is not None and hasattr(replaces, "replaced_by"):
        raise Conflict("Someone else corrected this entry first", theirs={}, yours={})
    if episode.unit != Episode.Unit.DAY:
        return
    others = Delivered.objects.filter(
        episode=episode, replaced_by__isnull=True, from_on__lte=to_on, to_on__gte=from_on
    )
    if others.exclude(pk__in=[replaces.pk] if replaces else []).exists():
        raise Refused("Some of these days are counted already", next_step="look at the entries")


@transaction.atomic
def end_service(*, by: User, at: datetime, episode: Episode, on: date, why: str) -> None:
    """A service ended; records restore.service_ended. Raises Conflict when it ended already."""
    check_day(on, at=at)
    if why not in {entry.code for entry in code_list("service_ends").entries}:
        raise Refused("Say why it ended", next_step="choose a reason")
    if on < episode.from_on:
        raise Refused("A service cannot end before it begins", found=on.isoformat())
    changed = Episode.objects.filter(pk=episode.pk, to_on__isnull=True)
    if not changed.update(to_on=on, why_ended=why):
        raise Conflict("Someone else ended this service first", theirs={}, yours={})
    tell_once(
        by=by, at=at, case=episode.case, person=episode.person, type=OVER, on=on,
        institution=episode.provider,
    )  # fmt: skip
    written(episode, by=by, at=at, verb="service.ended", case_id=episode.case_id)


@transaction.atomic
def write_note(
    *, by: User, at: datetime, episode: Episode, on: date, words: str, token: UUID | None = None
) -> Note:
    """Keep what was said or found, sealed under a key of the episode and nothing else.

    Who reads a note of counselling or medicine: its author, and holders of the compartment.
    """
    if token and (first := Note.objects.filter(pk=token, episode=episode).first()):
        return first
    check_day(on, at=at)
    if not words.strip():
        raise Refused("The note is empty")
    row = Note(
        id=token or uuid4(), case=episode.case, episode=episode, on=on, recorded_by=by,
        recorded_at=at, compartment=episode.compartment,
    )  # fmt: skip
    row.words_sealed = seal(
        words.strip(), _notes_key(episode), table="aftercare_note", row=row.pk, field="words"
    )
    row.save(force_insert=True)
    written(row, by=by, at=at, verb="note.written", case_id=episode.case_id)
    return row


def _notes_key(episode: Episode) -> DataKey:
    """The key of an episode's notes; made with the first, so that two writers share it."""
    held = Episode.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    if held.notes_key is None:
        held.notes_key = make_data_key()
        Episode.objects.filter(pk=episode.pk).update(notes_key=held.notes_key)
    return held.notes_key


@dataclass(frozen=True)
class ReadNote:
    """One note, unsealed, for whoever may read it."""

    on: date
    by: str
    words: str


@transaction.atomic
def read_notes(*, by: User, at: datetime, episode: Episode) -> tuple[ReadNote, ...]:
    """The notes of an episode that this person may read; the look is written in the trail first.

    Raises: NotVisible where there is none for them, so that nothing is told of others'.
    """
    rows = list(
        Note.objects.all()
        .that_can_be_read()
        .visible_to(by)
        .filter(episode=episode)
        .select_related("recorded_by")
    )
    if not rows or episode.notes_key is None:
        raise NotVisible
    written(episode, by=by, at=at, verb="notes.read", case_id=episode.case_id)
    key = episode.notes_key
    return tuple(ReadNote(row.on, row.recorded_by.name, row.words(key)) for row in rows)


@transaction.atomic
def note_income(
    *, by: User, at: datetime, episode: Episode, on: date, amount: Decimal, currency: str,
    per: str, token: UUID | None = None,
) -> Income:  # fmt: skip
    """What the household earns, as the survivor says, on a day."""
    if token and (first := Income.objects.filter(pk=token, episode=episode).first()):
        return first
    check_day(on, at=at)
    if amount < 0 or len(currency) != 3:
        raise Refused("Write the amount and a currency of three letters", found=currency[:3])
    row = Income.objects.create(
        id=token or uuid4(), case=episode.case, episode=episode, on=on, amount=amount,
        currency=currency.upper(), per=Income.Per(per), recorded_by=by, recorded_at=at,
    )  # fmt: skip
    written(row, by=by, at=at, verb="income.noted", case_id=episode.case_id)
    return row


@transaction.atomic
def ask_satisfaction(
    *, by: User, at: datetime, episode: Episode, on: date, score: int | None, words: str = "",
    token: UUID | None = None,
) -> Satisfaction:  # fmt: skip
    """How the survivor found a service; None where they did not wish to say.

    Raises: Refused for a score off the scale. That it made things worse raises an alert.
    """
    if token and (first := Satisfaction.objects.filter(pk=token, episode=episode).first()):
        return first
    check_day(on, at=at)
    if score is not None and score not in Satisfaction.Score.values:
        raise Refused("Choose one of the answers", found=str(score))
    row = Satisfaction(
        id=token or uuid4(), case=episode.case, episode=episode, on=on, score=score,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.words_sealed = seal(
        words.strip(), episode.case.key, table="aftercare_satisfaction", row=row.pk, field="words"
    )
    row.save(force_insert=True)
    if score == Satisfaction.Score.HARMED:
        raise_alert(by=by, at=at, case=episode.case, what=WORSE)
    written(row, by=by, at=at, verb="satisfaction.asked", case_id=episode.case_id)
    return row
