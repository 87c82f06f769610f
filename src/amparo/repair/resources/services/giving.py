"""Asking for something, deciding by a second person, ordering it, and handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Sum

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import PostHolder, Unit
from amparo.directory.packs.equipping import thing_names
from amparo.errors import NotVisible, Refused
from amparo.reform.models import Intervention
from amparo.reform.services.repairs import Cost, Dose, act_more
from amparo.repair.resources.models import Asset, Wanted, WantedStep

KIND = "resources.wanted"
Kind = WantedStep.Kind
SECOND = {Kind.APPROVED, Kind.DECLINED}


@transaction.atomic
def ask_for(
    *,
    by: User,
    at: datetime,
    unit: Unit,
    item: str,
    quantity: int,
    why: str,
    on: date,
    intervention: Intervention | None = None,
    token: UUID | None = None,
) -> Wanted:
    """Ask for something for a unit. Raises: Refused for an unknown thing, or without a reason."""
    if by.office is None or not by.may("figures.exact"):
        raise NotVisible
    if token and (first := Wanted.objects.filter(pk=token, asked_by=by).first()):
        return first
    if item not in thing_names() or quantity < 1 or not why.strip():
        raise Refused("Say what is asked for, how many, and why", next_step="fill in all three")
    check_day(on, at=at)
    if intervention is not None and intervention.office_id != by.office_id:
        raise NotVisible
    row = Wanted.objects.create(
        id=token or uuid4(), office=by.office, unit=unit, item=item, quantity=quantity,
        why=why.strip(), intervention=intervention, asked_by=by, asked_on=on,
        asked_at=at,
    )  # fmt: skip
    _told(row, by=by, at=at, verb="wanted.asked")
    return row


def standing_of(wanted: Wanted) -> set[str]:
    """The steps taken of a request."""
    return set(wanted.steps.values_list("kind", flat=True))


@transaction.atomic
def take_step(
    *,
    by: User,
    at: datetime,
    wanted: Wanted,
    kind: WantedStep.Kind,
    on: date,
    words: str = "",
    cost: Cost | None = None,
) -> WantedStep:
    """Approve, decline, order, or drop a request.

    Changes: one step, one audit entry. Who may: a second person approves or declines, never the
    one who asked; ordering takes an approval first.
    Raises: Refused where the order of steps does not hold.
    """
    if not by.may("repairs.manage") or wanted.office_id != by.office_id:
        raise NotVisible
    check_day(on, at=at)
    Wanted.objects.select_for_update().get(pk=wanted.pk)
    taken = standing_of(wanted)
    if on < wanted.asked_on:
        raise Refused("That is before it was asked for", next_step="check the day")
    if kind in SECOND and by.pk == wanted.asked_by_id:
        raise Refused(
            "You asked for this yourself", next_step="another person approves or declines it"
        )
    if taken & {Kind.DECLINED, Kind.DROPPED} or (kind in SECOND and taken & SECOND):
        raise Refused("This request is decided", next_step="ask anew if it is needed again")
    if kind is Kind.ORDERED and Kind.APPROVED not in taken:
        raise Refused("Nobody approved this yet", next_step="let a second person decide first")
    if kind is not Kind.APPROVED and not words.strip():
        raise Refused("Say in a few words what was done and why", next_step="fill in the words")
    try:
        with transaction.atomic():
            step = WantedStep.objects.create(
                wanted=wanted, kind=kind, on=on, words=words.strip(), taken_by=by, taken_at=at,
                cost=cost.amount if cost else None, currency=cost.currency if cost else "",
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("Someone did this already", next_step="look at the request again") from error
    _told(wanted, by=by, at=at, verb=f"wanted.{kind.value}")
    return step


@dataclass(frozen=True)
class HandOver:
    """What is handed over, and who signed for it."""

    name: str
    quantity: int
    on: date
    signed_by: PostHolder
    mark: str = ""
    expires_on: date | None = None


@transaction.atomic
def hand_over(
    *, by: User, at: datetime, wanted: Wanted, facts: HandOver, token: UUID | None = None
) -> Asset:
    """Hand something over to a unit, signed for by whoever holds a post there that day.

    Changes: the thing; where the request serves a repair, the repair acts at the unit from that
    day, or so much more strongly; one audit entry.
    Raises: Refused before an approval, beyond what was asked for, for a signer of another unit or
    another time, or for what has expired.
    """
    if not by.may("repairs.manage") or wanted.office_id != by.office_id:
        raise NotVisible
    if token and (first := Asset.objects.filter(pk=token, handed_by=by).first()):
        return first
    check_day(facts.on, at=at)
    if facts.on < wanted.asked_on:
        raise Refused("That is before it was asked for", next_step="check the day")
    Wanted.objects.select_for_update().get(pk=wanted.pk)
    taken = standing_of(wanted)
    if Kind.APPROVED not in taken or Kind.DROPPED in taken:
        raise Refused("Nobody approved this", next_step="let a second person decide first")
    had = Asset.objects.filter(wanted=wanted).aggregate(n=Sum("quantity"))["n"] or 0
    if facts.quantity < 1 or had + facts.quantity > wanted.quantity:
        raise Refused(
            "More than was approved", found=f"{had + facts.quantity} of {wanted.quantity}",
            next_step="ask for more, and let it be approved",
        )  # fmt: skip
    _may_sign(facts, wanted)
    if facts.expires_on is not None and facts.expires_on < facts.on:
        raise Refused("It had expired that day", next_step="check the day of expiry")
    exposure = None
    if wanted.intervention is not None:
        exposure = act_more(
            by=by, at=at, intervention=wanted.intervention, unit=wanted.unit, from_on=facts.on,
            dose=Dose(None, Decimal(facts.quantity), thing_names()[wanted.item].lower()),
        )  # fmt: skip
    row = Asset.objects.create(
        id=token or uuid4(), office=wanted.office, wanted=wanted, unit=wanted.unit,
        item=wanted.item, name=facts.name.strip() or thing_names()[wanted.item],
        mark=facts.mark.strip(), quantity=facts.quantity, handed_on=facts.on,
        expires_on=facts.expires_on, signed_by=facts.signed_by, handed_by=by, recorded_at=at,
        exposure=exposure,
    )  # fmt: skip
    record(
        by=by, verb="asset.handed_over", kind="resources.asset", object_id=str(row.pk), at=at,
        fields=[wanted.item],
    )  # fmt: skip
    return row


def _may_sign(facts: HandOver, wanted: Wanted) -> None:
    holding = facts.signed_by
    there = holding.from_on <= facts.on and (holding.to_on is None or facts.on <= holding.to_on)
    if holding.post.unit_id != wanted.unit_id or not there:
        raise Refused(
            "Whoever signs holds a post of this unit on that day",
            next_step="appoint them in the directory first",
        )


def _told(row: Wanted, *, by: User, at: datetime, verb: str) -> None:
    record(by=by, verb=verb, kind=KIND, object_id=str(row.pk), at=at, fields=[row.item])
