"""Homes, stays, and one of everything of aftercare, hung on a case."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from amparo.access.models import User
from amparo.casework.aftercare.models import Home, NotesErasure, Offer, ServiceReferral
from amparo.casework.aftercare.services.episodes import Plan, begin_service, write_note
from amparo.casework.aftercare.services.homes import HomeFacts, add_home, hold_beds
from amparo.casework.aftercare.services.money import order_money
from amparo.casework.aftercare.services.offers import add_offer
from amparo.casework.aftercare.services.papers import need_paper
from amparo.casework.aftercare.services.placements import place
from amparo.casework.aftercare.services.referring import (
    draft_referral,
    send_referral,
)
from amparo.casework.cases.models import Case, Consent, Person, Recall, RoleKind
from amparo.casework.cases.services.paper import record_consent, withdraw_consent
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.sending import purpose_for
from amparo.directory.models import Institution, Jurisdiction, Unit
from tests.cast import ALL_TOLD, NOW, OPENED_ON, Cast, signed_with

ADDRESS = "14 Acacia Lane, behind the mill"
LATER = date(2030, 1, 8)
FEBRUARY = date(2024, 2, 1)


def district_of(place: Jurisdiction) -> Jurisdiction:
    """A district around the place of the cast."""
    found, _ = Jurisdiction.objects.get_or_create(
        code="ph-district",
        defaults={"name": "Northern District", "kind": "district", "path": "/ph-district/"},
    )
    return found


def enter_home(
    by: User, place: Jurisdiction, *, called: str = "Casa Luz", capacity: int = 2,
    address: str = ADDRESS, youngest: int = 12, sexes: tuple[str, ...] = ("female",),
) -> Home:  # fmt: skip
    """A home as its keeper enters it."""
    keeper, _ = Institution.objects.get_or_create(
        name="Sisters of the Road", jurisdiction=place, defaults={"kind": "organisation"}
    )
    unit, _ = Unit.objects.get_or_create(institution=keeper, name=called)
    if by.office is not None:
        signed_with(keeper, office=by.office, by=by)
    facts = HomeFacts(
        called=called, place=district_of(place), capacity=capacity, address=address,
        contact="Ring twice", youngest=youngest, sexes=sexes, languages="Tagalog",
    )  # fmt: skip
    return add_home(by=by, at=NOW, unit=unit, facts=facts)


def survivor(cast: Cast, *, name: str = "Second Girl", sex: str = "female", born: int = 2006,
             case: Case | None = None) -> Person:  # fmt: skip
    """Another survivor of the case."""
    person = add_person(
        by=cast.alma, at=NOW, office=cast.office, name=name, birth_year=born, sex=sex
    )
    give_role(
        by=cast.alma, at=NOW, case=case or cast.case, person=person, role=RoleKind.VICTIM,
        on=OPENED_ON,
    )  # fmt: skip
    return person


def agree(
    by: User, case: Case, person: Person, recipient: Institution, *,
    covers: tuple[str, ...] = (), given: bool = True, on: date = OPENED_ON, at: datetime = NOW,
) -> Consent:  # fmt: skip
    """The survivor agrees, or refuses, that something goes to an institution."""
    return record_consent(
        by=by, at=at, case=case, person=person, purpose=purpose_for(recipient), is_given=given,
        on=on, explained_how="Aloud, with drawings", explained_in="Tagalog", recipient=recipient,
        covers=covers, **ALL_TOLD,
    )  # fmt: skip


def draft(
    by: User, case: Case, person: Person, recipient: Institution, *, service: str = "legal",
    known: tuple[str, ...] = ("age_band",), words: dict[str, str] | None = None,
    urgency: str = "usual", at: datetime = NOW,
) -> ServiceReferral:  # fmt: skip
    """A referral as it is drafted; the offer is written down first."""
    signed_with(recipient, office=case.office, by=by)
    offers = Offer.objects.filter(institution=recipient, service=service, office=case.office)
    if not offers.exists():
        add_offer(by=by, at=at, institution=recipient, service=service)
    return draft_referral(
        by=by, at=at, case=case, person=person, service=service, recipient=recipient, known=known,
        words=words or {"request": "A lawyer for the hearing"}, urgency=urgency,
    )  # fmt: skip


def furnish_aftercare(
    case: Case, by: User, victim: Person, place_: Jurisdiction, partner: Institution
) -> dict[str, Any]:
    """One of everything of aftercare."""
    home = enter_home(by, place_, called=f"Casa {case.code}", youngest=0, sexes=())
    told = {"by": by, "at": NOW}
    hold = hold_beds(
        **told, home=home, n=1, from_on=LATER, until_on=LATER, case=case, why="A journey",
        escort=by,
    )  # fmt: skip
    stay = place(**told, case=case, person=victim, home=home, on=FEBRUARY)
    consent = agree(by, case, victim, partner)
    sent = draft(by, case, victim, partner)
    send_referral(**told, referral=sent)
    withdraw_consent(**told, consent=consent, on=NOW.date())
    episode = begin_service(
        **told, case=case, person=victim, service="psychosocial", on=FEBRUARY, plan=Plan(12)
    )
    write_note(**told, episode=episode, on=FEBRUARY, words="What she said")
    erasure = NotesErasure.objects.create(
        case=case, episode=episode, why="term", asked_by=by, asked_at=NOW
    )
    paper = need_paper(**told, case=case, person=victim, kind="identity_card")
    money = order_money(
        **told, case=case, person=victim, kind="back_wages", amount=Decimal(900), currency="PHP",
        on=FEBRUARY,
    )  # fmt: skip
    return {
        "home": home.pk, "hold": hold.pk, "bed": hold.pk, "placement": stay.pk, "sent": sent.pk,
        "ref": sent.code, "recall": Recall.objects.get(case=case).pk, "episode": episode.pk,
        "paper": paper.pk, "money_due": money.pk, "erasure": erasure.pk,
        "offer": Offer.objects.get(office=case.office, institution=partner).pk,
    }  # fmt: skip
