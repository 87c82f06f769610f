"""Opening a closed part of a case to someone, by two people's word, and closing it again.

One person asks for it and another agrees, each signed in as themselves; neither is the one it
opens to. It lasts 180 days at most, and being taken off the team ends it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import MAY_HOLD, Compartment
from amparo.audit.services import record
from amparo.casework.cases.models import LONGEST_DAYS, Case, CompartmentHolding, TeamMember
from amparo.casework.cases.selectors.rights import rights_for
from amparo.casework.cases.services.tasks import add_task
from amparo.errors import Refused

KIND = "cases.compartment_holding"


@transaction.atomic
def ask_to_open(
    *, by: User, at: datetime, case: Case, user: User, compartment: Compartment, until: date
) -> CompartmentHolding:
    """Ask for a compartment to be opened to someone; it stays closed until a second agrees.

    Who may: a supervisor of the case, for somebody else. A holding that is over makes room.
    Raises: Refused for oneself, for roles that may not hold it, for whoever does not reach the
    case, past 180 days, and where it is open or asked for already.
    """
    today = timezone.localdate(at)
    _may_grant(by, case)
    _may_be_given(by, case, user, compartment)
    if not today < until <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(
            f"A compartment is opened for {LONGEST_DAYS} days at most",
            found=f"until {until:%d %B %Y}",
            next_step=f"choose a day up to {today + timedelta(days=LONGEST_DAYS):%d %B %Y}",
        )
    rows = CompartmentHolding.objects.filter(
        case=case, user=user, compartment=compartment.value, ended_at__isnull=True
    )
    rows.filter(until_on__lte=today).update(ended_at=at)
    if rows.exists():
        raise Refused(
            "This is open to them, or asked for, already",
            next_step="close it first to change until when",
        )
    holding = CompartmentHolding.objects.create(
        case=case, user=user, compartment=compartment.value, from_on=today, until_on=until,
        granted_by=by, granted_at=at,
    )  # fmt: skip
    _tell(holding, by=by, at=at, verb="compartment.asked")
    _put_before_the_lead(holding, by=by, at=at)
    return holding


@transaction.atomic
def agree_to_open(*, by: User, at: datetime, holding: CompartmentHolding) -> None:
    """Agree that it is opened: from now on it is.

    Who may: a supervisor of the case or a colleague on its team, neither whoever asked nor the
    one it opens to. Raises: Refused for anyone else, and where it was answered meanwhile.
    """
    _may_second(by, holding)
    waiting = CompartmentHolding.objects.filter(
        pk=holding.pk, seconded_at__isnull=True, ended_at__isnull=True,
        until_on__gt=timezone.localdate(at),
    )  # fmt: skip
    if not waiting.update(seconded_by=by, seconded_at=at):
        raise Refused(
            "Someone answered this request before you", next_step="look at the team again"
        )
    _tell(holding, by=by, at=at, verb="compartment.opened")


@transaction.atomic
def open_compartment(
    *,
    by: User,
    at: datetime,
    case: Case,
    user: User,
    compartment: Compartment,
    until: date,
    seconded_by: User,
) -> CompartmentHolding:
    """Open a compartment where both people's word is given already: asked by one, agreed by one.

    Pages ask each of the two in their own session; this is for records that come with both.
    """
    holding = ask_to_open(
        by=by, at=at, case=case, user=user, compartment=compartment, until=until
    )  # fmt: skip
    agree_to_open(by=seconded_by, at=at, holding=holding)
    holding.refresh_from_db()
    return holding


@transaction.atomic
def close_compartment(*, by: User, at: datetime, holding: CompartmentHolding) -> None:
    """Close it at once, whether it was open or only asked for; the row stays.

    Who may: a supervisor of the case, and the holder themselves.
    """
    if by.pk != holding.user_id:
        _may_grant(by, holding.case)
    live = CompartmentHolding.objects.filter(pk=holding.pk, ended_at__isnull=True)
    if not live.update(ended_by=by, ended_at=at):
        raise Refused("It is closed already", next_step="look at the team again")
    _tell(holding, by=by, at=at, verb="compartment.closed")


def close_all_of(*, by: User, at: datetime, case: Case, user: User) -> None:
    """Close every compartment of the case that is open to someone; for whoever leaves it."""
    live = CompartmentHolding.objects.filter(case=case, user=user, ended_at__isnull=True)
    for holding in live.select_related("user"):
        CompartmentHolding.objects.filter(pk=holding.pk).update(ended_by=by, ended_at=at)
        _tell(holding, by=by, at=at, verb="compartment.closed")


def _may_grant(by: User, case: Case) -> None:
    decision = rights_for(by, case).decide("compartments.grant")
    if not decision:
        raise Refused("You cannot open parts of this case", found=decision.because)


def _may_be_given(by: User, case: Case, user: User, compartment: Compartment) -> None:
    if user.pk == by.pk:
        raise Refused(
            "Nobody opens a compartment to themselves", next_step="ask another supervisor"
        )
    if not user.held_roles & MAY_HOLD[compartment]:
        named = ", ".join(sorted(role.label for role in MAY_HOLD[compartment]))
        raise Refused(
            f"Their roles do not hold {compartment.label}", next_step=f"it is for {named}"
        )
    as_though_held = replace(rights_for(user, case), holds=frozenset({compartment}))
    if not as_though_held.opens(compartment):
        raise Refused("They do not work on this case", next_step="put them on its team first")


def _may_second(by: User, holding: CompartmentHolding) -> None:
    if by.pk in (holding.granted_by_id, holding.user_id):
        raise Refused(
            "The second word is somebody else's", next_step="ask another colleague of the team"
        )
    decision = rights_for(by, holding.case).decide("compartments.second")
    if not decision:
        raise Refused("You cannot open parts of this case", found=decision.because)


def _put_before_the_lead(holding: CompartmentHolding, *, by: User, at: datetime) -> None:
    """A request nobody sees is never answered: it stands on the lead's list for today."""
    lead = TeamMember.objects.filter(case=holding.case, leads=True, to_on__isnull=True).first()
    if lead is None or lead.user_id in (holding.granted_by_id, holding.user_id):
        return
    add_task(
        by=by, at=at, case=holding.case, owner=lead.user, due_on=timezone.localdate(at),
        what=f"Agree or not, on the Team page: {holding.held_compartment.label.lower()} for "
        f"{holding.user.name}",
    )  # fmt: skip


def _tell(holding: CompartmentHolding, *, by: User, at: datetime, verb: str) -> None:
    record(
        by=by, verb=verb, kind=KIND, object_id=str(holding.pk), at=at,
        case_id=str(holding.case_id), fields=[holding.compartment],
    )  # fmt: skip
