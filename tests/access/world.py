"""Two cases with everything hanging on them, so that every address has something to ask for.

`own` is the cast's case (Alma leads it, Beni is on its team); `hidden` belongs to the other
organisation, where only Dario works. An address of `hidden` must answer the people of the first
office exactly as an address of nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from amparo.access.models import Session, User
from amparo.access.policy import Compartment
from amparo.audit.models import Slowed
from amparo.casework.cases.models import (
    Breach,
    Case,
    CompartmentHolding,
    ConflictOfInterest,
    HandOver,
    Milestone,
    Person,
    Programme,
    Referral,
    RoleInCase,
    RoleKind,
    SafetyDuty,
    TeamMember,
)
from amparo.casework.cases.services.breaches import report_breach
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.handing_over import Move, hand_over
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.opening import open_case, receive_referral, start_programme
from amparo.casework.cases.services.paper import add_document, record_consent
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.same_person import link_people
from amparo.casework.cases.services.tasks import add_task, raise_alert
from amparo.casework.cases.services.team import (
    add_to_team,
    break_glass,
    record_conflict,
    share_with,
)
from amparo.casework.docket.models import Charge, CourtCase, Hearing
from amparo.casework.docket.services.own_calendar import open_feed
from amparo.casework.restrain.services.bail import decide_bail
from amparo.casework.restrain.services.dossier import hand_over as hand_over_dossier
from amparo.casework.restrain.services.orders import ask_protection
from amparo.casework.restrain.services.warrants import issue_warrant
from amparo.directory.models import Institution, Post, PostHolder
from amparo.reform.services.problems import share_problem
from tests.casework.aftercare.furnish import furnish_aftercare
from tests.casework.docket.furnish import furnish_docket
from tests.casework.evidence.furnish import furnish_evidence
from tests.casework.rescue.furnish import furnish_rescue
from tests.casework.restore.furnish import furnish_restore
from tests.cast import ALL_TOLD, NOW, OPENED_ON, Cast, account, signed_with
from tests.protection.furnish import furnish_protection
from tests.reform.questions import run_of
from tests.reform.repairing import a_repair, a_verdict
from tests.repair.accountability.furnish import furnish_accountability
from tests.repair.hope.furnish import furnish_hope, furnish_proof
from tests.repair.resources.furnish import furnish_resources
from tests.repair.training.furnish import furnish_training

NOTHING = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Thing:
    """A case and one of each thing that belongs to it."""

    case: Case
    referral: Referral
    ids: dict[str, Any]


def handed_over(case: Case, by: User, taker: User) -> HandOver:
    """A task of the case that somebody was given, as one act; the lead stays."""
    task = add_task(by=by, at=NOW, case=case, what="Ask", due_on=OPENED_ON, owner=taker)
    add_to_team(by=by, at=NOW, case=case, user=taker, on=OPENED_ON)
    assert task.owner == taker
    return hand_over(
        by=by, at=NOW, office=case.office, of=taker, moves=[Move(case, by)],
        why=HandOver.Why.AWAY, words="Away for a month",
    )  # fmt: skip


def furnish(
    case: Case, by: User, programme: Programme, partner: Institution, court: Institution,
    authority: Institution,
) -> Thing:  # fmt: skip
    """Hang one of everything on a case."""
    victim = Person.objects.get(roles__case=case, roles__role=RoleKind.VICTIM)
    suspect = add_person(by=by, at=NOW, office=case.office, name="Somebody Suspected")
    role = give_role(by=by, at=NOW, case=case, person=suspect, role=RoleKind.SUSPECT, on=OPENED_ON)
    milestone = record_milestone(
        by=by, at=NOW, case=case, type="restrain.arrested", on=OPENED_ON + timedelta(days=3),
        person=suspect, note="Kept apart.",
    )  # fmt: skip
    namesake = add_person(by=by, at=NOW, office=case.office, name="Somebody Alike")
    give_role(by=by, at=NOW, case=case, person=namesake, role=RoleKind.SUSPECT, on=OPENED_ON)
    bail = decide_bail(
        by=by, at=NOW, case=case, person=suspect, on=OPENED_ON + timedelta(days=5),
        decision="own_word",
    )  # fmt: skip
    warrant = issue_warrant(by=by, at=NOW, case=case, person=suspect, on=OPENED_ON)
    caller = next(iter(by.held_roles))
    agreed = signed_with(partner, office=case.office, by=by)
    handed = handed_over(case, by, account(f"Taker{case.code} Ruiz", caller, case.office))
    helper = account(f"Helper{case.code} Ruiz", next(iter(by.held_roles)), case.office)
    return Thing(
        case,
        receive_referral(
            by=by, at=NOW, programme=programme, received_on=OPENED_ON, source="hotline", told="Help."
        ),
        {
            "milestone": milestone.pk,
            "task": add_task(by=by, at=NOW, case=case, what="Call", due_on=OPENED_ON, owner=by).pk,
            "alert": raise_alert(by=by, at=NOW, case=case, what="Followed home").pk,
            "member": add_to_team(by=by, at=NOW, case=case, user=helper, on=OPENED_ON).pk,
            "share": share_with(
                by=by, at=NOW, case=case, institution=partner, purpose="Arrest", on=OPENED_ON
            ).pk,
            "consent": record_consent(
                by=by, at=NOW, case=case, person=victim, purpose="casework", is_given=True,
                on=OPENED_ON, explained_how="Aloud", explained_in="Tagalog", **ALL_TOLD,
            ).pk,
            "document": add_document(
                by=by, at=NOW, case=case, kind="letter", title="Letter", content=[b"%PDF-1.4 x"]
            ).pk,
            "person_id": victim.pk,
            "role_id": role.pk,
            "type": "restrain.scene_visited",
            "victim": victim.pk, "survivor": victim.pk, "element": "act",
            "offence": "ph.trafficking", "suspect": suspect.pk,
            "decision": bail.pk,
            "handover": hand_over_dossier(
                by=by, at=NOW, case=case, person=suspect, on=OPENED_ON,
                to=Institution.objects.filter(kind="prosecution").earliest("name"),
            ).pk,
            "warrant": warrant.pk,
            "protection": ask_protection(
                by=by, at=NOW, case=case, person=suspect, on=OPENED_ON
            ).pk,
            "link": link_people(
                by=by, at=NOW, one=suspect, other=namesake, reason="The same birthmark"
            ).pk,
            "duty": SafetyDuty.objects.get(case=case, suspect=suspect).pk,
            "held": CompartmentHolding.objects.create(
                case=case, user=by, compartment=Compartment.SHELTER_ADDRESS.value,
                from_on=localdate(), until_on=localdate() + timedelta(days=9), granted_by=helper,
                granted_at=NOW,
            ).pk,
            "breakdown": note_breakdown(
                by=by, at=NOW, case=case, cause="B27", on=OPENED_ON, person=victim,
                institution=partner,
            ).pk,
            "second": note_breakdown(
                by=helper, at=NOW, case=case, cause="B15", on=OPENED_ON, institution=partner
            ).pk,
            "breach": report_breach(
                by=by, at=NOW, office=case.office, kind=Breach.Kind.DEVICE, known_at=NOW,
                words="A phone left in a bus", is_risky=True,
            ).pk,
            "agreement": agreed.pk, "colleague": by.pk, "handed": handed.pk,
            "fact": "warrant",
            "row": warrant.pk,
            **furnish_aftercare(case, by, victim, programme.jurisdiction, partner),
            **furnish_docket(case, by, court, victim, suspect),
            **furnish_evidence(case, by, suspect),
            **furnish_rescue(case, by, authority, victim, suspect),
            **furnish_restore(case, by, victim),
            **furnish_proof(case, by, helper, victim),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class World:
    """The cast with both cases, and whoever a conflict shuts out."""

    cast: Cast
    own: Thing
    hidden: Thing
    shared_ids: dict[str, Any]

    def people(self) -> dict[str, User]:
        """Everyone who signs in, by first name."""
        names = (
            "alma",
            "beni",
            "carla",
            "dario",
            "eva",
            "sofia",
            "nadia",
            "amira",
            "adan",
            "pilar",
        )
        return {name: getattr(self.cast, name) for name in names}


def build(cast: Cast) -> World:
    """Both cases, an emergency opening to review, and a post of the directory."""
    other = start_programme(
        by=cast.dario, at=NOW, office=cast.other_office, name="Elsewhere",
        crime_type="bonded_labour", jurisdiction=cast.place, pack="ph", starts_on=OPENED_ON,
    )  # fmt: skip
    unseen = add_person(by=cast.dario, at=NOW, office=cast.other_office, name="Unseen Person")
    hidden = open_case(
        by=cast.dario, at=NOW, programme=other, on=OPENED_ON, victim=unseen, lead=cast.dario
    )
    opening = break_glass(
        by=cast.carla, at=NOW, case=cast.case, reason="She called at night and nobody answered."
    )
    post = Post.objects.create(unit=cast.station, title="Desk officer")
    holding = PostHolder.objects.create(
        post=post, holder_name="Sgt. Abad", from_on=OPENED_ON, account_id=cast.pilar.pk
    )
    repair = a_repair(cast)
    share_problem(
        by=cast.nadia, at=NOW, problem=repair.problem, authority=cast.police, post="Chief",
        on=OPENED_ON,
    )  # fmt: skip
    equipped = furnish_resources(cast, holding)
    own = furnish(cast.case, cast.alma, cast.programme, cast.police, cast.court, cast.police)
    return World(
        cast,
        own,
        furnish(hidden, cast.dario, other, cast.court, cast.court, cast.police),
        {
            "opening_id": opening.pk, "programme_id": cast.programme.pk, "post": post.pk, "holding": holding.pk,
            "post_id": post.pk, "institution": cast.police.pk, "institution_id": cast.police.pk,
            "unit": cast.station.pk, "unit_id": cast.station.pk, "account_id": cast.carla.pk,
            "intervention": repair.pk, "problem": repair.problem_id,
            "exposure": repair.exposures.get().pk, "user_id": cast.carla.pk, "jurisdiction": cast.place.pk, "pack": "ph",
            "run_id": run_of(cast.nadia).pk, **furnish_protection(cast.nadia, cast.place),
            "evaluation": a_verdict(cast, repair).pk, **equipped, **furnish_training(cast),
            "token": open_feed(by=cast.alma, at=NOW),
            **furnish_accountability(cast), **furnish_hope(cast), "ready": own.ids["proof"],
            "slowed": Slowed.objects.create(
                account_id=str(cast.carla.pk), limit="cases", what="More than 150", at=NOW
            ).pk,
            "own_session": Session.objects.create(
                session_key="elsewhere", account=cast.alma, began_at=NOW, expire_date=NOW
            ).pk,
        },
    )  # fmt: skip


def shut_out(world: World, user: User) -> None:
    """Record a conflict of interest between a person and the cast's case."""
    record_conflict(
        by=world.cast.sofia, at=NOW, case=world.own.case, user=user,
        kind=ConflictOfInterest.Kind.KIN,
    )  # fmt: skip


def rows_of_everything() -> dict[str, int]:
    """How many rows the tables that hold people's lives have."""
    models = (Case, Milestone, Person, RoleInCase, TeamMember, Referral, CourtCase, Charge, Hearing)
    return {model.__name__: model.objects.count() for model in models}
