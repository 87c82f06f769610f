"""The Services page as sections of cards."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from amparo.casework.aftercare.selectors.placements import Held, Stay
from amparo.casework.aftercare.selectors.services import Services
from amparo.casework.aftercare.shapes.cards import Card, Section, facts_of
from amparo.casework.aftercare.shapes.episodes import (
    court_money_card,
    episode_card,
    money_card,
    paper_card,
    totals,
)
from amparo.casework.aftercare.shapes.referrals import recall_card, referral_card
from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.web.dates import spoken_date
from amparo.web.shapes import Link, Tone


def sections_of(page: Services, case: Case, *, writes: bool, today: date) -> list[Section]:
    """The sections of the page in order."""
    sections = [
        _placements(page, case, writes=writes),
        _referrals(page, case, writes=writes, today=today),
        _services(page, case, writes=writes),
        _papers(page, case, writes=writes, today=today),
        _money(page, case, writes=writes, today=today),
    ]
    if page.recalls:
        cards = [recall_card(line, case, writes=writes) for line in page.recalls]
        open_ones = [card for card in cards if card.tag != "Answered"]
        sections.insert(
            0,
            Section(
                "recalls", "Consent withdrawn: to be called back", open_ones,
                [card for card in cards if card.tag == "Answered"],
                empty="Everybody who had received something has answered.",
            ),
        )  # fmt: skip
    return sections


def _referrals(page: Services, case: Case, *, writes: bool, today: date) -> Section:
    def cards(*, open_ones: bool) -> list[Card]:
        return [
            referral_card(line, case, today=today)
            for line in page.referrals
            if (line.state in {"", "sent", "chased", "declined"}) is open_ones
        ]

    links = [Link("Refer to a service", address("referral_new", case))] if writes else []
    return Section(
        "referrals", "Referrals", cards(open_ones=True), cards(open_ones=False),
        empty="No referral is open.", links=[*links, Link("Who offers what", reverse("offers"))],
    )  # fmt: skip


def _services(page: Services, case: Case, *, writes: bool) -> Section:
    return Section(
        "episodes", "Services",
        [episode_card(line, case) for line in page.episodes if line.to_on is None],
        [episode_card(line, case) for line in page.episodes if line.to_on is not None],
        empty="No service runs.",
        links=[Link("A service began", address("service_begin", case))] if writes else [],
    )  # fmt: skip


def _papers(page: Services, case: Case, *, writes: bool, today: date) -> Section:
    return Section(
        "papers", "Legal papers",
        [paper_card(line, case, writes=writes, today=today) for line in page.papers],
        empty="No paper is needed as far as anybody wrote down.",
        links=[Link("A paper is needed", address("paper_new", case))] if writes else [],
    )  # fmt: skip


def _money(page: Services, case: Case, *, writes: bool, today: date) -> Section:
    sums = [money_card(line, case, writes=writes, today=today) for line in page.money]
    court = [court_money_card(line, case) for line in page.court_money]
    return Section(
        "money", "Money", [*sums, *court], empty="No money was ordered.",
        text=" ".join(f"{fact.label}: {fact.value}." for fact in totals(page.money)),
        links=[Link("Money was ordered", address("money_new", case))] if writes else [],
    )  # fmt: skip


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
        leaving = address("placement_leaving", case, placement=stay.id)
        links.append(Link("Planned to leave?", leaving))
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
            ("To leave", spoken_date(stay.leaves_on) if stay.is_now and stay.leaves_on else ""),
        ),
        more=facts_of(("To know", stay.words), ("Why this home all the same", stay.despite)),
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
