"""The means of a partner's own unit, as its page shows them: without prices, cases or links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amparo.directory.packs.equipping import thing_names
from amparo.repair.resources.pages.giving import STATES, TONES
from amparo.repair.resources.selectors.giving import Asking, Thing
from amparo.repair.resources.selectors.shared import OwnUnit
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row, Tone

GAPS = ("What", Column("Needed", number=True), Column("There", number=True),
        Column("Works", number=True), "Enough")  # fmt: skip
REQUESTS = ("What", Column("How many", number=True), "Asked on", "Where it stands")
THINGS = ("What", "Handed over on", "How it is", "Use")


@dataclass(frozen=True)
class UnitSection:
    """One unit of the page."""

    name: str
    seen: str
    gaps: Sequence[Row]
    requests: Sequence[Row]
    things: Sequence[Row]


def sections(units: Sequence[OwnUnit]) -> list[UnitSection]:
    """One section a unit."""
    return [
        UnitSection(one.unit.name, _seen(one), _gaps(one), _requests(one.requests),
                    _things(one.things))
        for one in units
    ]  # fmt: skip


def _seen(one: OwnUnit) -> str:
    if one.last is None:
        return "Nobody has been there yet to see what is present and works."
    return (
        f"Seen on {spoken_date(one.last.check.on)}: {one.last.n_met} of {len(one.last.gaps)} "
        f"things that a {one.last.standard.name.lower()} needs are there and work."
    )


def _gaps(one: OwnUnit) -> list[Row]:
    gaps = sorted(one.last.gaps, key=lambda gap: gap.is_met) if one.last else []
    return [
        Row((
            gap.name, str(gap.need.at_least), str(gap.n_present), str(gap.n_working),
            Cell("", tag="Enough" if gap.is_met else "Falls short",
                 tone=Tone.GOOD if gap.is_met else Tone.ALERT),
        ))
        for gap in gaps
    ]  # fmt: skip


def _requests(requests: Sequence[Asking]) -> list[Row]:
    names = thing_names()
    return [
        Row((
            names[one.wanted.item], str(one.wanted.quantity), spoken_date(one.wanted.asked_on),
            Cell("", tag=one.standing.capitalize(), tone=TONES.get(one.standing, Tone.NEUTRAL)),
        ))
        for one in requests
    ]  # fmt: skip


def _things(things: Sequence[Thing]) -> list[Row]:
    made = []
    for one in things:
        said, tone = STATES[one.state]
        trips, scenes = one.total("n_trips"), one.total("n_scenes")
        use = f"{trips:,} trips, {scenes:,} scenes" if trips else ""
        made.append(Row((
            Cell(one.asset.name, note=one.asset.mark), spoken_date(one.asset.handed_on),
            Cell("", tag=said, tone=tone), use or "–",
        )))  # fmt: skip
    return made
