"""Hearings: set, told of in one form, and taken back whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.casework.cases import derive
from amparo.casework.cases.models import Milestone, Task, TeamMember
from amparo.casework.cases.services.milestones import check_day, withdraw_milestone
from amparo.casework.docket.models import (
    Accused,
    Adjournment,
    CourtCase,
    CourtOrder,
    Hearing,
    Presence,
    Recorded,
)
from amparo.casework.docket.services.filing import cases_of, told_in_cases, written
from amparo.casework.docket.services.waiting import forget_where_they_wait
from amparo.directory.models import Post
from amparo.directory.packs import code_list
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal

PUT_OFF = (Hearing.Outcome.ADJOURNED, Hearing.Outcome.NOT_SAT)
MILESTONES = {
    Hearing.Outcome.HELD: "represent.hearing_held",
    Hearing.Outcome.PART_HEARD: "represent.hearing_held",
    Hearing.Outcome.ADJOURNED: "represent.hearing_adjourned",
    Hearing.Outcome.NOT_SAT: "represent.hearing_adjourned",
}


@dataclass(frozen=True)
class Ordered:
    """What the court ordered at a hearing: in words, of whom, by when."""

    words: str
    party: str
    due_on: date | None = None


@dataclass(frozen=True)
class There:
    """How one accused was at a hearing."""

    came: Presence.Came
    counsel: Presence.Had = Presence.Had.UNKNOWN
    interpreter: Presence.Had = Presence.Had.UNKNOWN


@dataclass(frozen=True)
class Told:
    """What happened at a hearing, as one form says it.

    `party` is whose side the reason lay on; left empty it is what the list of reasons says.
    """

    outcome: Hearing.Outcome
    reason: str = ""
    party: str = ""
    words: str = ""
    next_on: date | None = None
    next_type: str = ""
    next_at: time | None = None
    orders: Sequence[Ordered] = ()
    present: Mapping[UUID, There] = field(default_factory=dict)


@transaction.atomic
def set_hearing(
    *, by: User, at: datetime, court_case: CourtCase, on: date, type: str,  # noqa: A002
    starts_at: time | None = None, judge: Post | None = None, room: str = "",
    set_on: date | None = None, follows: Hearing | None = None, token: UUID | None = None,
) -> Hearing:  # fmt: skip
    """Put a hearing on the calendar of every case the court case is about.

    Raises: Refused for a day before the filing, an unknown type, or a date that is set already.
    """
    if token and (first := Hearing.objects.filter(pk=token, court_case=court_case).first()):
        return first
    if type not in dict(code_list("hearing_types").choices(on=on)):
        raise Refused("This type of hearing is not known", next_step="choose one from the list")
    if on < court_case.filed_on:
        raise Refused(
            "A hearing cannot come before the case is filed", found=on.isoformat(),
            next_step=f"the case was filed on {court_case.filed_on.isoformat()}",
        )  # fmt: skip
    same = Hearing.objects.filter(court_case=court_case, on=on, type=type)
    if same.exclude(outcome=Hearing.Outcome.CANCELLED).exists():
        raise Refused("This hearing is on the calendar already", next_step="open it from the list")
    row = Hearing.objects.create(
        court_case=court_case, on=on, starts_at=starts_at, type=type, judge=judge,
        room=room.strip(), set_at=at, set_by=by, set_on=set_on or min(at.date(), on),
        follows=follows, **({"id": token} if token else {}),
    )  # fmt: skip
    written(row, by=by, verb="hearing.set", at=at, case_id=cases_of(court_case)[0].pk)
    return row


@transaction.atomic
def record_outcome(
    *, by: User, at: datetime, hearing: Hearing, told: Told, also: Sequence[Hearing] = ()
) -> list[Hearing]:
    """What happened, once, for a hearing and for those heard with it (`also`); gives the next ones.

    Changes, for each: the outcome; why it was put off and on whose side; who of the accused was
    there; orders; the next date; represent.hearing_held or represent.hearing_adjourned in every
    case it is about, with the tasks these open; a task for each order and, where no next date is
    known, one to find it out. `undo_outcome` takes all of it back.
    Raises: Refused for a day that has not come or a reason that is missing; Conflict where somebody
    wrote the outcome first.
    """
    check_day(hearing.on, at=at)
    _check_told(told, hearing)
    following: list[Hearing] = []
    for one in (hearing, *also):
        following += _record_one(one, told, by=by, at=at)
    return following


def _check_told(told: Told, hearing: Hearing) -> None:
    if told.outcome in PUT_OFF and not told.reason:
        raise Refused("A hearing that was put off needs a reason", next_step="choose the reason")
    if told.reason and told.reason not in dict(
        code_list("adjournment_reasons").choices(on=hearing.on)
    ):
        raise Refused("This reason is not known", next_step="choose one from the list")
    if told.next_on is not None and told.next_on <= hearing.on:
        raise Refused(
            "The next hearing comes after this one", found=told.next_on.isoformat(),
            next_step=f"give a day after {hearing.on.isoformat()}",
        )  # fmt: skip


def _record_one(hearing: Hearing, told: Told, *, by: User, at: datetime) -> list[Hearing]:
    taken = Hearing.objects.filter(pk=hearing.pk, version=hearing.version, outcome="").update(
        outcome=told.outcome, outcome_at=at, outcome_by=by, version=F("version") + 1
    )
    if not taken:
        theirs = Hearing.objects.get(pk=hearing.pk)
        raise Conflict(
            "Somebody wrote down what happened first",
            theirs={"Outcome": theirs.get_outcome_display() or "the date was changed"},
            yours={"Outcome": told.outcome.label},
        )
    hearing.refresh_from_db()
    court_case = hearing.court_case
    if told.reason:
        _put_off(hearing, told)
    accused = {row.pk: row for row in Accused.objects.filter(court_case=court_case)}
    Presence.objects.bulk_create(
        Presence(
            hearing=hearing, accused=accused[key], came=there.came, counsel=there.counsel,
            interpreter=there.interpreter,
        )
        for key, there in told.present.items() if key in accused
    )  # fmt: skip
    first = cases_of(court_case)[0]
    for order in told.orders:
        _order(hearing, order)
    if told.outcome == Hearing.Outcome.CANCELLED:
        forget_where_they_wait(hearing, by=by, at=at)
    if told.outcome in MILESTONES:
        made = told_in_cases(court_case, by=by, at=at, type=MILESTONES[told.outcome], on=hearing.on)
        Recorded.objects.bulk_create(
            Recorded(hearing=hearing, case=row.case, milestone=row) for row in made
        )
        _tasks(hearing, told, made, by=by, at=at)
    written(hearing, by=by, verb="hearing.told", at=at, case_id=first.pk, fields=["outcome"])
    return _follow(hearing, told, by=by, at=at)


def _tasks(
    hearing: Hearing, told: Told, made: Sequence[Milestone], *, by: User, at: datetime
) -> None:
    """What is to be done now. What the form told already needs no task."""
    wanted = [("See that a court order is obeyed", order.due_on) for order in told.orders]
    ends = hearing.type in ("judgment", "sentencing") and told.outcome == Hearing.Outcome.HELD
    put_off = told.outcome in PUT_OFF
    if told.next_on is None and not ends and not put_off:
        wanted.append(("Find out the date of the next hearing", at.date() + timedelta(days=2)))
    for milestone in made:
        opened = Task.objects.filter(opened_by=milestone, done_at__isnull=True)
        if put_off and told.next_on is not None:
            opened.update(done_at=at, done_by=by, outcome="Told with the outcome of the hearing")
        lead = TeamMember.objects.filter(case=milestone.case, leads=True, to_on__isnull=True)
        owner = next((row.user for row in lead.select_related("user")), None)
        Task.objects.bulk_create(
            Task(case=milestone.case, what=what, due_on=due_on, owner=owner, opened_by=milestone,
                 made_at=at)
            for what, due_on in wanted if due_on is not None
        )  # fmt: skip
        derive.refresh_next(milestone.case)


def _put_off(hearing: Hearing, told: Told) -> None:
    entries = {entry.code: entry for entry in code_list("adjournment_reasons").entries}
    row = Adjournment(
        hearing=hearing, reason=told.reason,
        party=told.party or entries[told.reason].maps.get("party", "unknown"),
    )  # fmt: skip
    row.words_sealed = seal(
        told.words.strip(), hearing.court_case.key, table="adjournment", row=row.pk, field="words"
    )
    row.save(force_insert=True)


def _order(hearing: Hearing, order: Ordered) -> None:
    row = CourtOrder(
        court_case=hearing.court_case, hearing=hearing, party=order.party, made_on=hearing.on,
        due_on=order.due_on,
    )  # fmt: skip
    row.words_sealed = seal(
        order.words.strip(), hearing.court_case.key, table="court_order", row=row.pk, field="words"
    )
    row.save(force_insert=True)


def _follow(hearing: Hearing, told: Told, *, by: User, at: datetime) -> list[Hearing]:
    """The next date, where one was given; it may be on the calendar already."""
    if told.next_on is None or told.outcome == Hearing.Outcome.CANCELLED:
        return []
    kind = told.next_type or hearing.type
    there = Hearing.objects.filter(court_case=hearing.court_case, on=told.next_on, type=kind)
    known = there.exclude(outcome=Hearing.Outcome.CANCELLED).first()
    return [
        known
        or set_hearing(
            by=by, at=at, court_case=hearing.court_case, on=told.next_on, type=kind,
            starts_at=told.next_at, judge=hearing.judge, room=hearing.room, set_on=hearing.on,
            follows=hearing,
        )
    ]  # fmt: skip


@transaction.atomic
def undo_outcome(*, by: User, at: datetime, hearing: Hearing, reason: str) -> None:
    """Take an outcome back, with all that followed from it.

    Changes: the milestones it recorded are withdrawn with the reason, their open tasks closed; its
    orders, adjournment and presences are removed; a next hearing it set, of which nothing is
    known yet, is cancelled. The trail keeps both acts.
    Raises: Refused without a reason, where nothing was written, or where the next hearing has
    an outcome of its own.
    """
    if not reason.strip():
        raise Refused("Taking it back needs a reason", next_step="say what was wrong")
    if not hearing.outcome:
        raise Refused("Nothing was written down for this hearing yet")
    following = Hearing.objects.filter(follows=hearing).exclude(outcome=Hearing.Outcome.CANCELLED)
    if following.exclude(outcome="").exists():
        raise Refused(
            "The hearing that followed has an outcome", next_step="take that one back first"
        )
    done = Hearing.objects.filter(pk=hearing.pk, version=hearing.version).update(
        outcome="", outcome_at=None, outcome_by=None, version=F("version") + 1
    )
    if not done:
        raise Conflict("Somebody changed this hearing first", theirs={}, yours={})
    for row in Recorded.objects.filter(hearing=hearing).select_related("milestone__case"):
        withdraw_milestone(by=by, at=at, milestone=row.milestone, reason=reason)
    for rows in (Recorded, Presence, Adjournment, CourtOrder):
        rows.objects.filter(hearing=hearing).delete()
    following.update(
        outcome=Hearing.Outcome.CANCELLED, outcome_at=at, outcome_by=by, version=F("version") + 1
    )
    for one in Hearing.objects.filter(follows=hearing):
        forget_where_they_wait(one, by=by, at=at)
    case = cases_of(hearing.court_case)[0]
    written(hearing, by=by, verb="hearing.taken_back", at=at, case_id=case.pk, reason=reason)
    hearing.refresh_from_db()


@transaction.atomic
def move_hearing(
    *, by: User, at: datetime, hearing: Hearing, on: date, starts_at: time | None, room: str,
    judge: Post | None,
) -> None:  # fmt: skip
    """Give a hearing that lies ahead another day, time, judge or room.

    Where people wait is asked anew for another day or time.

    Raises: Refused where it has an outcome; Conflict where somebody changed it first.
    """
    if hearing.outcome:
        raise Refused("This hearing has an outcome", next_step="take it back first")
    is_same = (hearing.on, hearing.starts_at) == (on, starts_at)
    changed = Hearing.objects.filter(pk=hearing.pk, version=hearing.version).update(
        on=on, starts_at=starts_at, room=room.strip(), judge=judge, version=F("version") + 1
    )
    if not changed:
        theirs = Hearing.objects.get(pk=hearing.pk)
        raise Conflict(
            "Somebody changed this hearing first", theirs={"Day": theirs.on.isoformat()},
            yours={"Day": on.isoformat()},
        )  # fmt: skip
    case = cases_of(hearing.court_case)[0]
    if not is_same:
        forget_where_they_wait(hearing, by=by, at=at)
    written(hearing, by=by, verb="hearing.moved", at=at, case_id=case.pk, fields=["on"])
    hearing.refresh_from_db()
