"""One case that shows everything: two children, two suspects, a trial under way, a plan that works.

All days are counted back from today, so that its next steps are always next.
"""

from __future__ import annotations

from datetime import date, timedelta

from amparo.casework.cases.models import Consent, Precision, Programme, RoleKind
from amparo.casework.cases.services.bulk import (
    CaseHistory,
    FollowUp,
    Joining,
    NewConsent,
    NewFact,
    NewPerson,
    NewReferral,
    NewRole,
)
from amparo.casework.cases.services.bulk.history import InCase
from amparo.casework.cases.services.people import Detail
from amparo.demo.histories import moment
from amparo.demo.names import Names, spelt_otherwise
from amparo.demo.people import Team
from amparo.demo.places import Surroundings

CODE = "MAPA47"
A, B = "survivor", "sibling"
X, Y = "suspect", "second suspect"

# days before today, milestone, whose, unit of the simulation, source, note
STEPS: tuple[tuple[int, str, str, str, str, str], ...] = (
    (211, "rescue.risk_screened", A, "", "phone", "High risk: the suspect lives in the house."),
    (210, "rescue.consent_settled", A, "", "visit", "Best interest: no safe guardian yet."),
    (209, "rescue.complaint_presented", "", "women_and_children", "police_record", ""),
    (207, "rescue.complaint_registered", "", "women_and_children", "police_record", ""),
    (206, "rescue.verified", "", "women_and_children", "police_record", ""),
    (205, "rescue.victim_identified", A, "women_and_children", "police_record", ""),
    (205, "rescue.victim_identified", B, "women_and_children", "police_record", ""),
    (204, "restrain.suspect_identified", X, "women_and_children", "police_record", ""),
    (204, "restrain.suspect_identified", Y, "women_and_children", "police_record", ""),
    (203, "restrain.evidence_planned", "", "women_and_children", "police_record", ""),
    (202, "rescue.operation_requested", "", "women_and_children", "police_record", ""),
    (201, "rescue.operation_approved", "", "women_and_children", "police_record", ""),
    (200, "rescue.operation_briefed", "", "women_and_children", "visit", "Two vehicles agreed."),
    (199, "rescue.operation_executed", "", "women_and_children", "visit", ""),
    (199, "rescue.victim_relieved", A, "women_and_children", "visit", ""),
    (199, "rescue.victim_relieved", B, "women_and_children", "visit", ""),
    (199, "rescue.victim_suspect_separated", A, "women_and_children", "visit", "Own vehicle."),
    (199, "rescue.victim_suspect_separated", B, "women_and_children", "visit", ""),
    (199, "restrain.scene_visited", "", "women_and_children", "police_record", ""),
    (199, "restrain.arrested", X, "women_and_children", "police_record", ""),
    (199, "rescue.immediate_needs_met", A, "", "visit", ""),
    (198, "rescue.safe_placement", A, "shelter_desk", "visit", ""),
    (198, "rescue.safe_placement", B, "shelter_desk", "visit", ""),
    (198, "restrain.produced_in_custody", X, "women_and_children", "police_record", ""),
    (197, "restore.medical_exam", A, "clinic", "medical_record", ""),
    (197, "restore.medical_exam", B, "clinic", "medical_record", ""),
    (197, "restore.intake", A, "shelter_desk", "visit", ""),
    (197, "restore.intake", B, "shelter_desk", "visit", ""),
    (196, "represent.counsel_assigned", A, "", "phone", ""),
    (194, "restore.safety_planned", A, "", "visit", ""),
    (194, "restore.safety_planned", B, "", "visit", ""),
    (191, "restrain.remanded", X, "branch_a", "court_record", ""),
    (188, "rescue.status_decided", A, "shelter_desk", "certificate", ""),
    (187, "restore.needs_assessed", A, "", "visit", ""),
    (187, "restore.needs_assessed", B, "", "visit", ""),
    (185, "restrain.warrant_issued", Y, "branch_a", "court_record", ""),
    (180, "restore.plan_agreed", A, "", "visit", "School first, she says."),
    (179, "restore.plan_agreed", B, "", "visit", ""),
    (176, "represent.prosecutor_review", "", "city_prosecution", "prosecution_record", ""),
    (172, "represent.charges_selected", X, "city_prosecution", "prosecution_record",
     "Charged under the special law."),
    (170, "represent.charge_sheet_filed", X, "city_prosecution", "prosecution_record", ""),
    (168, "restore.service_started", A, "", "visit", "Counselling, weekly."),
    (162, "represent.arraigned", X, "branch_a", "court_record", ""),
    (160, "represent.pre_trial", "", "branch_a", "court_record", ""),
    (140, "represent.survivor_prepared", A, "", "visit", ""),
    (128, "represent.trial_opened", "", "branch_a", "court_record", ""),
    (64, "restore.family_assessed", A, "shelter_desk", "visit", ""),
    (41, "represent.survivor_testified", A, "branch_a", "court_record", "By video, with a break."),
    (33, "restrain.arrested", Y, "harbour", "police_record", ""),
    (32, "restrain.produced_in_custody", Y, "harbour", "police_record", ""),
    (31, "restrain.bailed", Y, "branch_b", "court_record", ""),
    (31, "restrain.bail_condition_set", Y, "branch_b", "court_record", "No contact."),
    (20, "represent.charge_sheet_filed", Y, "city_prosecution", "prosecution_record", ""),
    (9, "restore.reassessed", A, "", "visit", ""),
    (3, "restore.threat_reported", A, "", "told_survivor", "A message through a cousin."),
)  # fmt: skip
STILL_OPEN = 14  # what happened in the last days has not been followed up yet


def showcase_history(
    *, programme: Programme, team: Team, around: Surroundings, names: Names, today: date
) -> CaseHistory:
    """The showcase as the office wrote it down."""
    opened = today - timedelta(days=212)
    start = moment(opened, 245)
    lead = team.caseworker
    people = _people(team, names, today)
    acts: list[InCase] = [
        Joining(lead, start + timedelta(minutes=index), user, opened)
        for index, user in enumerate(team.members(), start=1)
    ]
    roles = ((B, RoleKind.VICTIM, 206), (X, RoleKind.SUSPECT, 205), (Y, RoleKind.SUSPECT, 205))
    for key, role, days in (*roles, ("aunt", RoleKind.WITNESS, 205)):
        day = today - timedelta(days=days)
        acts.append(NewRole(lead, people[key].at + timedelta(minutes=1), people[key], role, day))
    acts += _consents(team, people, today)
    acts += _facts(team, people, around, today)
    return CaseHistory(
        programme, lead, start, opened, people[A], lead, code=CODE,
        summary="Synthetic showcase. Two siblings, harmed online by a neighbour and his cousin.",
        referral=NewReferral(
            lead, start - timedelta(minutes=2), "school",
            "Synthetic. A teacher saw new phones, and a child who fell asleep in class.",
            is_urgent=True,
        ),
        follow_up=FollowUp(lead, start + timedelta(days=1), "Screened with the teacher"),
        acts=tuple(acts),
    )  # fmt: skip


def _people(team: Team, names: Names, today: date) -> dict[str, NewPerson]:
    at = moment(today - timedelta(days=212), 240)
    later = moment(today - timedelta(days=206), 240)
    lead, name, other = team.caseworker, names.next(), names.next()
    child = NewPerson(
        lead, at, name, details=[Detail("nickname", name[:4]), Detail("phone", "0000 555 0147")],
        safe_contact="Phone the shelter, 16:00 to 17:00, and ask for the sewing class.",
        birth_year=today.year - 14, sex="female", language="Cebuano",
    )  # fmt: skip
    surname = name.split(" ")[1]
    return {
        A: child,
        B: NewPerson(lead, later, f"{names.next().split(' ')[0]} {surname}",
                     safe_contact="Through the shelter only.", birth_year=today.year - 9,
                     sex="male", language="Cebuano"),
        X: NewPerson(lead, later, other, details=[Detail("alias", spelt_otherwise(other))],
                     sex="male"),
        Y: NewPerson(lead, later, names.next(), sex="female"),
        "aunt": NewPerson(lead, later, names.next(), language="Cebuano",
                          safe_contact="Phone after 19:00."),
    }  # fmt: skip


def _consents(team: Team, people: dict[str, NewPerson], today: date) -> list[InCase]:
    day = today - timedelta(days=196)
    asked = (
        ("casework", True),
        ("share_prosecution", True),
        ("counselling", True),
        ("story", False),
    )
    return [
        NewConsent(
            team.social_worker, moment(day, 60 + index), people[A], purpose, is_given=given, on=day,
            explained_how="In her own words, with the drawings", explained_in="Cebuano",
            told=Consent.Told.values, research="no",
            covers=["case_facts"], basis=Consent.Basis.BEST_INTEREST,
            reason="Her mother is not safe to ask; the social worker decided with her",
        )
        for index, (purpose, given) in enumerate(asked)
    ]  # fmt: skip


def _facts(
    team: Team, people: dict[str, NewPerson], around: Surroundings, today: date
) -> list[InCase]:
    facts: list[InCase] = []
    for index, (days, code, who, unit, source, note) in enumerate(STEPS):
        day = today - timedelta(days=days)
        by, at = team.for_way(code.split(".", 1)[0]), moment(day, 250 + index)
        done = FollowUp(by, at + timedelta(days=1, minutes=5), "Done, and told the survivor")
        fact = NewFact(
            by, at, code, day, person=people.get(who), source=source, note=note,
            unit=around.units[unit] if unit else None,
            precision=Precision.ABOUT if code == "rescue.verified" else Precision.DAY,
            follow_up=done if days > STILL_OPEN else None,
        )  # fmt: skip
        facts.append(fact)
        if code == "rescue.complaint_registered":
            facts.append(
                NewFact(
                    by, at + timedelta(days=5), code, day + timedelta(days=1), unit=fact.unit,
                    source=source, corrects=fact, reason="The register shows the next day",
                )
            )  # fmt: skip
    return facts
