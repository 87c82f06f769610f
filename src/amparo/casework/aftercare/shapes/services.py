"""The Services page as sections of cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from amparo.casework.aftercare.selectors.placements import Held, Stay
from amparo.casework.aftercare.selectors.services import Services
from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.web.dates import spoken_date
from amparo.web.shapes import Fact, Link, Tone


@dataclass(frozen=True)
class Card:
    """One thing that helps somebody."""

    title: str
    facts: Sequence[Fact] = ()
    tag: str = ""
    tone: Tone = Tone.NEUTRAL
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Section:
    """Cards of one kind under a heading, those of the past folded away, and what may be added."""

    id: str
    title: str
    cards: Sequence[Card] = ()
    past: Sequence[Card] = ()
    text: str = ""
    empty: str = ""
    links: Sequence[Link] = field(default_factory=tuple)


def sections_of(page: Services, case: Case, *, writes: bool) -> list[Section]:
    """The sections of the page in order."""
    return [_placements(page, case, writes=writes)]


def facts_of(*pairs: tuple[str, str]) -> list[Fact]:
    """Labels with their values; those without a value are left out."""
    return [Fact(label, value) for label, value in pairs if value]


def _placements(page: Services, case: Case, *, writes: bool) -> Section:
    now = [_stay(stay, case, writes=writes) for stay in page.stays if stay.is_now]
    nowhere = [
        Card(who, tag="No placement recorded", tone=Tone.WAITING) for who in page.without_place
    ]
    return Section(
        "placements", "Where survivors live",
        cards=[*now, *nowhere, *(_held(one, case, writes=writes) for one in page.held)],
        past=[_stay(stay, case, writes=writes) for stay in page.stays if not stay.is_now],
        empty="No survivor is in this case yet.",
        links=[Link("Place a survivor", address("place_new", case))] if writes else [],
    )  # fmt: skip


def _stay(stay: Stay, case: Case, *, writes: bool) -> Card:
    until = f" until {spoken_date(stay.to_on)}" if stay.to_on else ""
    links = []
    if writes and stay.is_now:
        links.append(Link("This stay ended", address("placement_end", case, placement=stay.id)))
    if writes:
        href = address("placement_take_back", case, placement=stay.id)
        links.append(Link("Entered wrongly?", href))
    return Card(
        stay.who,
        facts_of(
            ("Where", stay.place or stay.kind), ("Kind", stay.kind if stay.place else ""),
            ("With", stay.carer), ("Since" if stay.is_now else "From",
             f"{spoken_date(stay.from_on)}{until}"), ("Why it ended", stay.why_ended),
            ("To know", stay.words), ("Why this home all the same", stay.despite),
        ),
        tag="Lives there now" if stay.is_now else "Ended",
        tone=Tone.GOOD if stay.is_now else Tone.NEUTRAL,
        links=links,
    )  # fmt: skip


def _held(one: Held, case: Case, *, writes: bool) -> Card:
    beds = "1 bed" if one.n == 1 else f"{one.n} beds"
    href = address("bed_escort", case, bed=one.id)
    return Card(
        f"{beds} held in {one.home}",
        facts_of(
            ("Days", f"{spoken_date(one.from_on)} through {spoken_date(one.until_on)}"),
            ("Who travels there", one.escort or "Nobody is named: nobody is shown the address"),
        ),
        tag="Held by you", tone=Tone.ACTIVE,
        links=[Link("Say who travels there", href)] if writes else [],
    )  # fmt: skip
