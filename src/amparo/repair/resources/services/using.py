"""The log of a thing: use, breakdowns, repairs; a line is corrected by another, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.milestones import check_day
from amparo.errors import NotVisible, Refused
from amparo.reform.services.repairs import Cost, end_exposure
from amparo.repair.resources.models import Asset, AssetLine
from amparo.repair.resources.upkeep import state_after

Kind = AssetLine.Kind
ALLOWED = {
    "works": {Kind.USED, Kind.BROKE, Kind.SERVICED, Kind.GONE},
    "broken": {Kind.REPAIRED, Kind.GONE},
    "gone": set[AssetLine.Kind](),
}


@dataclass(frozen=True)
class Use:
    """How much it was used, and for which case."""

    n_trips: int | None = None
    n_scenes: int | None = None
    km: Decimal | None = None
    n_used: int | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Line:
    """A line of the log: what happened, when, and what it cost."""

    kind: AssetLine.Kind
    on: date
    words: str = ""
    use: Use | None = None
    cost: Cost | None = None


@transaction.atomic
def note_line(
    *,
    by: User,
    at: datetime,
    asset: Asset,
    line: Line,
    corrects: AssetLine | None = None,
    is_void: bool = False,
    token: UUID | None = None,
) -> AssetLine:
    """Write a line in the log of a thing; with `corrects`, in the place of an older one.

    Changes: the line; where the thing is gone and served a repair alone at its unit, the repair
    ends there; one audit entry.
    Raises: Refused for a day before the hand-over, for a repair of what is not broken, and where
    what is left does not reach.
    """
    if asset.office_id != by.office_id or not by.may("figures.exact"):
        raise NotVisible
    if token and (first := AssetLine.objects.filter(pk=token, noted_by=by).first()):
        return first
    check_day(line.on, at=at)
    if line.on < asset.handed_on:
        raise Refused(
            "That is before the hand-over", found=line.on.isoformat(),
            next_step=f"give a day from {asset.handed_on.isoformat()} on",
        )  # fmt: skip
    Asset.objects.select_for_update().get(pk=asset.pk)
    others = [row for row in lines_of(asset) if corrects is None or row.pk != corrects.pk]
    if corrects is not None and (
        corrects.asset_id != asset.pk or hasattr(corrects, "corrected_by")
    ):
        raise Refused("Someone corrected this line already", next_step="look at the log again")
    use = line.use or Use()
    if not is_void:
        _fits(asset, line, use, others)
    row = AssetLine.objects.create(
        id=token or uuid4(), asset=asset, kind=line.kind, on=line.on, words=line.words.strip(),
        n_trips=use.n_trips, n_scenes=use.n_scenes, km=use.km, n_used=use.n_used, case=use.case,
        cost=line.cost.amount if line.cost else None,
        currency=line.cost.currency if line.cost else "",
        corrects=corrects, is_void=is_void, noted_by=by, noted_at=at,
    )  # fmt: skip
    if line.kind is Kind.GONE and not is_void:
        _end_repair(asset, by=by, at=at, on=line.on)
    record(
        by=by, verb="asset.line_corrected" if corrects else f"asset.{line.kind.value}",
        kind="resources.asset", object_id=str(asset.pk), at=at, fields=[line.kind.value],
        case_id=str(use.case.pk) if use.case else "",
    )  # fmt: skip
    return row


def lines_of(asset: Asset) -> list[AssetLine]:
    """The lines in force, in the order they happened."""
    return list(AssetLine.objects.filter(asset=asset, is_void=False).current())


def _fits(asset: Asset, line: Line, use: Use, others: list[AssetLine]) -> None:
    if line.kind not in ALLOWED[state_after(others, line.on)]:
        raise Refused(
            f"It was {state_after(others, line.on)} that day",
            next_step="look at the log, and correct the line that is wrong",
        )
    if use.n_scenes and use.n_trips is not None and use.n_trips < 1:
        raise Refused("A scene is reached on a trip", next_step="say how many trips there were")
    gone = sum(row.n_used or 0 for row in others) + (use.n_used or 0)
    if use.n_used and gone > asset.quantity:
        raise Refused(
            "More was used than was handed over", found=f"{gone} of {asset.quantity}",
            next_step="check the number",
        )  # fmt: skip


def _end_repair(asset: Asset, *, by: User, at: datetime, on: date) -> None:
    """End the repair at the unit when this was the last thing of it that was there."""
    exposure = asset.exposure
    if exposure is None or exposure.to_on is not None:
        return
    still = [
        other
        for other in Asset.objects.filter(exposure=exposure).exclude(pk=asset.pk)
        if state_after(lines_of(other), on) != "gone"
    ]
    if not still:
        end_exposure(by=by, at=at, exposure=exposure, on=max(on, exposure.from_on))
