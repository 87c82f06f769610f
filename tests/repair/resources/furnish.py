"""A checked station, a request, a motorcycle handed over and a line of its log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from amparo.access.models import User
from amparo.directory.models import Post, PostHolder, Unit
from amparo.directory.packs.equipping import UnitStandard, standards_on
from amparo.reform.models import Intervention
from amparo.repair.resources.models import Asset, AssetLine, UnitCheck, Wanted, WantedStep
from amparo.repair.resources.services.checking import check_unit
from amparo.repair.resources.services.giving import HandOver, ask_for, hand_over, take_step
from amparo.repair.resources.services.using import Line, Use, note_line
from tests.cast import NOW, OPENED_ON, Cast

TODAY = NOW.date()


def standard(kind: str = "station") -> UnitStandard:
    return standards_on(TODAY)[kind]


def found(*missing: str, of: UnitStandard | None = None) -> dict[str, tuple[int, int]]:
    """As many of each thing as are needed, but of those named none that works."""
    made = of or standard()
    return {
        need.item: (need.at_least, 0 if need.item in missing else need.at_least)
        for need in made.needs
    }


def a_check(cast: Cast, *missing: str, unit: Unit | None = None, **more: Any) -> UnitCheck:
    facts = {"standard": standard(), "found": found(*missing), "on": TODAY, **more}
    return check_unit(by=cast.nadia, at=NOW, unit=unit or cast.station, **facts)


def a_holder(cast: Cast, unit: Unit | None = None, from_on: date = OPENED_ON) -> PostHolder:
    post = Post.objects.create(unit=unit or cast.station, title="Station commander")
    return PostHolder.objects.create(post=post, holder_name="Insp. Sala", from_on=from_on)


def asked(
    cast: Cast, item: str = "vehicle", quantity: int = 1, *, by: User | None = None,
    serves: Intervention | None = None,
) -> Wanted:  # fmt: skip
    return ask_for(
        by=by or cast.alma, at=NOW, unit=cast.station, item=item, quantity=quantity,
        why="No scene is reached", intervention=serves, on=OPENED_ON,
    )  # fmt: skip


def approved(cast: Cast, *given: Any, **more: Any) -> Wanted:
    wanted = asked(cast, *given, **more)
    take_step(by=cast.sofia, at=NOW, wanted=wanted, kind=WantedStep.Kind.APPROVED, on=TODAY)
    return wanted


def handed(
    cast: Cast, wanted: Wanted, holder: PostHolder, *, on: date = OPENED_ON, at: datetime = NOW,
    **more: Any,
) -> Asset:  # fmt: skip
    facts = {"name": "Motorcycle 125", "quantity": wanted.quantity, "mark": "UX-1", **more}
    return hand_over(
        by=cast.sofia, at=at, wanted=wanted, facts=HandOver(on=on, signed_by=holder, **facts)
    )


def noted(
    cast: Cast, asset: Asset, kind: AssetLine.Kind, on: date, *, at: datetime = NOW, **use: Any
) -> AssetLine:
    line = Line(kind, on, use=Use(**use) if use else None)
    return note_line(by=cast.alma, at=at, asset=asset, line=line)


def furnish_resources(cast: Cast, holding: PostHolder) -> dict[str, Any]:
    check = a_check(cast, "vehicle")
    asset = handed(cast, approved(cast), holding)
    line = noted(cast, asset, AssetLine.Kind.USED, TODAY, n_trips=2, n_scenes=1)
    return {
        "check": check.pk, "wanted": asked(cast, "radio").pk, "asset": asset.pk, "log_line": line.pk,
    }  # fmt: skip
