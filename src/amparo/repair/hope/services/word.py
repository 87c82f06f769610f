"""Holding leaders to their word, letters with a clock, and ties with institutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution, Unit
from amparo.errors import NotVisible, Refused
from amparo.reform.models import SystemProblem
from amparo.repair.hope.models import Commitment, CommitmentFact, Letter, LetterAnswer, Tie

Row = Commitment | CommitmentFact | Letter | LetterAnswer | Tie


@dataclass(frozen=True)
class Promise:
    """Which post gave its word for what, by when, and what would show it."""

    institution: Institution
    post: str
    promise: str
    shown_by: str
    promised_on: date
    due_on: date
    unit: Unit | None = None
    problem: SystemProblem | None = None


@transaction.atomic
def commit(*, by: User, at: datetime, promise: Promise, token: UUID | None = None) -> Commitment:
    """Keep a leader's word. Whether it is kept is never typed: it follows from what is seen.

    Raises: Refused without the post, the promise or what would show it; or due before it.
    """
    office = _office(by)
    if token and (first := Commitment.objects.filter(pk=token, office=office).first()):
        return first
    check_day(promise.promised_on, at=at)
    if not all(part.strip() for part in (promise.post, promise.promise, promise.shown_by)):
        raise Refused("Say which post promised what, and what would show it")
    if promise.due_on < promise.promised_on:
        raise Refused("It falls due after it is promised", next_step="check the days")
    row = Commitment.objects.create(
        id=token or uuid4(), office=office, institution=promise.institution, unit=promise.unit,
        problem=promise.problem, post=promise.post.strip(), promise=promise.promise.strip(),
        shown_by=promise.shown_by.strip(), promised_on=promise.promised_on,
        due_on=promise.due_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _told(row, row.pk, by=by, at=at, verb="commitment.made")
    return row


@transaction.atomic
def see(
    *, by: User, at: datetime, commitment: Commitment, what: str, on: date, evidence: str,
    token: UUID | None = None,
) -> CommitmentFact:  # fmt: skip
    """Keep what was seen of a commitment, with its evidence. Raises: Refused without it."""
    if token and (first := CommitmentFact.objects.filter(pk=token).first()):
        return first
    check_day(on, at=at)
    if what not in CommitmentFact.What.values or not evidence.strip():
        raise Refused("Say what shows it", next_step="an order, a budget line, a visit")
    if on < commitment.promised_on:
        raise Refused("This lies before the promise", next_step="check the day")
    row = CommitmentFact.objects.create(
        id=token or uuid4(), commitment=commitment, what=what, on=on, evidence=evidence.strip(),
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _told(commitment, commitment.pk, by=by, at=at, verb=f"commitment.{what}")
    return row


@dataclass(frozen=True)
class Sent:
    """A letter as it went."""

    institution: Institution
    post: str
    asks: str
    sent_on: date
    due_on: date
    case: Case | None = None


@transaction.atomic
def send_letter(*, by: User, at: datetime, sent: Sent, token: UUID | None = None) -> Letter:
    """Keep that a letter was sent, and by when an answer is due. Raises: Refused; NotVisible."""
    office = _office(by, "letters.keep")
    if token and (first := Letter.objects.filter(pk=token, office=office).first()):
        return first
    check_day(sent.sent_on, at=at)
    if not sent.post.strip() or not sent.asks.strip():
        raise Refused("Say to which post, and what it asks")
    if sent.due_on <= sent.sent_on:
        raise Refused("Leave time to answer", next_step="choose a later day")
    row = Letter.objects.create(
        id=token or uuid4(), office=office, institution=sent.institution, post=sent.post.strip(),
        case=sent.case, asks=sent.asks.strip(), sent_on=sent.sent_on, due_on=sent.due_on,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _told(row, row.pk, by=by, at=at, verb="letter.sent")
    return row


@transaction.atomic
def answer_letter(*, by: User, at: datetime, letter: Letter, on: date, says: str) -> LetterAnswer:
    """Keep what came back. Raises: Refused before it was sent, or where it is answered already."""
    check_day(on, at=at)
    if on < letter.sent_on or not says.strip():
        raise Refused("Say what came back, and when", next_step="after the letter was sent")
    try:
        with transaction.atomic():
            row = LetterAnswer.objects.create(
                letter=letter, on=on, says=says.strip(), recorded_by=by, recorded_at=at
            )
    except IntegrityError as error:
        raise Refused("It is answered already", next_step="look at the list again") from error
    _told(letter, letter.pk, by=by, at=at, verb="letter.answered")
    return row


@transaction.atomic
def tie(
    *, by: User, at: datetime, institution: Institution, what: str, on: date, about: str,
    until: date | None = None, token: UUID | None = None,
) -> Tie:  # fmt: skip
    """Keep a meeting, joint work or an agreement. Raises: Refused without what it was about."""
    office = _office(by)
    if token and (first := Tie.objects.filter(pk=token, office=office).first()):
        return first
    check_day(on, at=at)
    if what not in Tie.What.values or not about.strip():
        raise Refused("Say what it was, and about what", next_step="no names of survivors")
    row = Tie.objects.create(
        id=token or uuid4(), office=office, institution=institution, what=what, on=on, until=until,
        about=about.strip(), recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _told(row, row.pk, by=by, at=at, verb="tie.kept")
    return row


def _office(by: User, verb: str = "hope.keep") -> Institution:
    if by.office is None or not by.may(verb):
        raise NotVisible
    return by.office


def _told(row: Row, pk: UUID, *, by: User, at: datetime, verb: str) -> None:
    kind = f"hope.{type(row).__name__.casefold()}"
    record(by=by, verb=verb, kind=kind, object_id=str(pk), at=at)
