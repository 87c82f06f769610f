"""Operations of an authority: asked for, approved, briefed, carried out, ended, closed.

What an operation was before it was carried out enters the history of its cases only then: until
that moment nobody but its named planners may know that it is planned.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, ConflictOfInterest
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.rescue.models import (
    DignityAnswer,
    Operation,
    OperationCase,
    OperationEvent,
    PlanLine,
    Planner,
    Review,
    Told,
)
from amparo.casework.rescue.phases import MILESTONES, What, may_follow, phase_of
from amparo.casework.rescue.services.written import in_trail, keep_in_operation, tell_once
from amparo.directory.models import Institution, Unit
from amparo.directory.packs.operating import operating
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import make_data_key

PUBLIC = ("police", "prosecution", "court", "social_services", "labour", "local_government")
IN_WORDS = dict(OperationEvent.What.choices)


@transaction.atomic
def request_operation(
    *, by: User, at: datetime, case: Case, institution: Institution | None = None,
    unit: Unit | None = None, happened_at: datetime, words: str = "", token: UUID | None = None,
) -> Operation:  # fmt: skip
    """Keep that a public authority was asked for an operation; whoever writes it down plans it.

    Changes: the operation, its first event, its first planner, the case it serves. Nothing enters
    the case yet.
    Raises: Refused for anyone but a public authority: only they carry operations out.
    """
    first = Operation.objects.filter(pk=token, made_by=by).first() if token else None
    if first is not None:
        return first
    authority = unit.institution if unit else institution
    if authority is None or authority.kind not in PUBLIC:
        raise Refused(
            "Only a public authority carries out an operation",
            found=authority.kind if authority else "",
            next_step="choose the police or another authority; the office supports",
        )
    operation = Operation(
        office=case.office, authority=authority, unit=unit, key=make_data_key(), made_by=by,
        made_at=at, n_checks=len(operating().checks), **({"id": token} if token else {}),
    )  # fmt: skip
    operation.save(force_insert=True)
    Planner.objects.create(operation=operation, user=by, from_at=at, named_by=by)
    OperationCase.objects.create(operation=operation, case=case, added_by=by, added_at=at)
    take_step(
        by=by, at=at, operation=operation, what=What.REQUESTED, happened_at=happened_at, words=words
    )
    return operation


@transaction.atomic
def name_planner(*, by: User, at: datetime, operation: Operation, user: User) -> Planner:
    """Let one more colleague know. Raises Refused for someone outside, or with a conflict."""
    if user.office_id != operation.office_id or not user.may("people.read") or not user.is_active:
        raise Refused("Only colleagues who work on cases can be named")
    served = OperationCase.objects.filter(operation=operation).values("case")
    if ConflictOfInterest.objects.filter(case__in=served, user=user, lifted_at=None).exists():
        raise Refused("A conflict of interest keeps this person away from it")
    Operation.objects.select_for_update().get(pk=operation.pk)
    live = Planner.objects.filter(operation=operation, user=user, until_at__isnull=True).first()
    if live is not None:
        return live
    row = Planner.objects.create(operation=operation, user=user, from_at=at, named_by=by)
    in_trail(operation, by=by, at=at, verb="operation.planner_named")
    return row


@transaction.atomic
def end_planner(*, by: User, at: datetime, planner: Planner) -> None:
    """Take a colleague off it. Raises Refused for the last one: somebody must open it."""
    Operation.objects.select_for_update().get(pk=planner.operation_id)
    live = Planner.objects.filter(operation=planner.operation_id, until_at__isnull=True)
    if live.count() < 2:
        raise Refused("Nobody could open it any more", next_step="name somebody else first")
    if not live.filter(pk=planner.pk).update(until_at=at, ended_by=by):
        raise Conflict("Someone else did so first", theirs={}, yours={})
    in_trail(planner.operation, by=by, at=at, verb="operation.planner_ended")


@transaction.atomic
def serve_case(*, by: User, at: datetime, operation: Operation, case: Case) -> OperationCase:
    """Have an operation serve one more case; told already, the case hears of it now."""
    if case.office_id != operation.office_id:
        raise Refused("This case belongs to another organisation")
    row, is_new = OperationCase.objects.get_or_create(
        operation=operation, case=case, defaults={"added_by": by, "added_at": at}
    )
    if is_new:
        in_trail(operation, by=by, at=at, verb="operation.case_added")
        if OperationEvent.objects.filter(operation=operation, tells=True).exists():
            _tell(operation, [case], by=by, at=at)
    return row


@transaction.atomic
def tell_outsider(
    *, by: User, at: datetime, operation: Operation, words: str, happened_at: datetime,
    institution: Institution | None = None, token: UUID | None = None,
) -> Told:  # fmt: skip
    """Keep who outside the office was told, when and how much; the leak review reads it."""
    if not words.strip():
        raise Refused("Say who was told, and what")
    _not_to_come(happened_at, at)
    return keep_in_operation(
        Told, by=by, at=at, operation=operation, verb="operation.outsider_told", words=words,
        token=token, happened_at=happened_at, institution=institution,
    )  # fmt: skip


@transaction.atomic
def take_step(
    *, by: User, at: datetime, operation: Operation, what: str, happened_at: datetime,
    words: str = "", legal_basis: str = "", tells: bool = False, token: UUID | None = None,
) -> OperationEvent:  # fmt: skip
    """Take an operation one step further.

    Changes: the event. Carried out, its history so far enters the cases it serves, and what could
    not be had is noted as a breakdown; refused or called off, only where `tells` says so.
    Raises: Refused for a step out of turn, without the law of an approval, the reason of a refusal,
    or with lines missing from the plan at the briefing; and for closing without every answer of the
    dignity checklist and a review.
    """
    Operation.objects.select_for_update().get(pk=operation.pk)
    first = OperationEvent.objects.filter(pk=token, operation=operation).first() if token else None
    if first is not None:
        return first
    happened = set(
        OperationEvent.objects.filter(operation=operation).values_list("what", flat=True)
    )
    _check(operation, happened, what, words=words, legal_basis=legal_basis)
    # Hours are typed to the minute, so what begins by one tap is kept to the minute too.
    happened_at = happened_at.replace(second=0, microsecond=0)
    _not_to_come(happened_at, at)
    _in_order(operation, happened_at)
    is_told = what == What.EXECUTED or (tells and what in {What.REFUSED, What.CALLED_OFF})
    row = keep_in_operation(
        OperationEvent, by=by, at=at, operation=operation, verb=f"operation.{what}", words=words,
        token=token, what=what, happened_at=happened_at, legal_basis=legal_basis.strip(),
        tells=is_told,
    )  # fmt: skip
    if is_told:
        served = OperationCase.objects.filter(operation=operation).select_related("case__programme")
        _tell(operation, [one.case for one in served], by=by, at=at)
    return row


def _check(
    operation: Operation, happened: set[str], what: str, *, words: str, legal_basis: str
) -> None:
    if not may_follow(happened, what):
        now = phase_of(happened)
        raise Refused(
            "This step does not come next", found=IN_WORDS.get(now, "nothing yet"),
            next_step="look at where the operation stands",
        )  # fmt: skip
    if what == What.APPROVED and not legal_basis.strip():
        raise Refused("Name the law it rests on", next_step="the order, or the article of the law")
    if what in {What.REFUSED, What.CALLED_OFF} and not words.strip():
        raise Refused("Say why", next_step="as the authority told it")
    if what == What.BRIEFED and (gaps := missing_lines(operation)):
        raise Refused(
            "The plan is not whole", found=", ".join(gaps),
            next_step="add each, or write down that it cannot be had and why",
        )  # fmt: skip
    if what == What.CLOSED:
        _check_closing(operation)


def _check_closing(operation: Operation) -> None:
    answered = set(DignityAnswer.objects.filter(operation=operation).values_list("item", flat=True))
    open_ones = [check.ask for check in operating().checks if check.code not in answered]
    if open_ones:
        raise Refused(
            "The dignity checklist is not answered", found=f"{len(open_ones)} open",
            next_step="answer each question; a no is kept and looked at, not punished here",
        )  # fmt: skip
    if not Review.objects.filter(operation=operation).exists():
        raise Refused("Nobody reviewed it yet", next_step="write down what was learnt")


def _not_to_come(happened_at: datetime, at: datetime) -> None:
    if happened_at > at + timedelta(minutes=1):
        raise Refused("This lies in the future", next_step="record it when it has happened")


def _in_order(operation: Operation, happened_at: datetime) -> None:
    last = OperationEvent.objects.filter(operation=operation).order_by("happened_at").last()
    if last is not None and happened_at < last.happened_at:
        when = f"{timezone.localtime(last.happened_at):%-d %B %Y, %H:%M}"
        raise Refused(
            "This lies before the step before it", found=IN_WORDS[last.what],
            next_step=f"that was on {when}",
        )  # fmt: skip


def missing_lines(operation: Operation) -> list[str]:
    """What the plan still needs: the kinds without a line; victims and suspects each a place."""
    lines = list(PlanLine.objects.filter(operation=operation, removed_at__isnull=True))
    gaps = []
    for kind in operating().plan:
        if not kind.needed:
            continue
        mine = [line for line in lines if line.kind == kind.code]
        if not mine:
            gaps.append(kind.name)
        elif kind.for_whom and all(line.is_had for line in mine):
            sides = {line.for_whom for line in mine}
            gaps += [
                f"{kind.name} for {side}" for side in ("victims", "suspects") if side not in sides
            ]
    return gaps


def _tell(operation: Operation, cases: list[Case], *, by: User, at: datetime) -> None:
    """Let the history of an operation enter its cases, each step on its own day."""
    events = OperationEvent.objects.filter(operation=operation).order_by("happened_at")
    steps = [event for event in events if event.what in MILESTONES]
    executed = next((event for event in steps if event.what == What.EXECUTED), None)
    lacking = PlanLine.objects.filter(operation=operation, is_had=False, removed_at__isnull=True)
    for case in cases:
        for n, event in enumerate(steps):  # a moment apart: those of one day keep their order
            tell_once(
                case, MILESTONES[What(event.what)], by=by, at=at + timedelta(microseconds=n),
                on=day_of(event.happened_at), institution=operation.authority,
                unit=operation.unit,
            )  # fmt: skip
        if executed is not None:
            last = at + timedelta(microseconds=len(steps))
            _note_lacking(executed, list(lacking), case, by=by, at=last)


def _note_lacking(
    executed: OperationEvent, lines: list[PlanLine], case: Case, *, by: User, at: datetime
) -> None:
    operation, on = executed.operation, day_of(executed.happened_at)
    for line in lines:
        kind = operating().kind(line.kind)
        if kind is not None and kind.lacks:
            note_breakdown(
                by=by, at=at, case=case, cause=kind.lacks, on=on,
                step="operation", institution=operation.authority,
                unit=operation.unit, evidence=f"Not to be had: {kind.name}",
            )  # fmt: skip


def day_of(moment: datetime) -> date:
    """The day of a moment, where the office is."""
    return timezone.localdate(moment)
