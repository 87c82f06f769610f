"""Two programmes that never were, with the causes that the published stories tell of.

The causes are declared as effects, each with its reason; the waits and chances are made up so that
the stories can be seen in about 300 cases each.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from amparo.flow.simulate.model import (
    About,
    Effect,
    Instead,
    Model,
    Period,
    Repeat,
    SimulatedUnit,
    Step,
    Wait,
)

SURVIVOR, SUSPECT = About.SURVIVOR, About.SUSPECT
TOGETHER = "rescue.together_with_suspects"
APART_SINCE = date(2022, 3, 1)
CONTINUOUS_TRIAL_SINCE = date(2022, 7, 1)
OFFICIALS_TRAINED = date(2022, 6, 1)
MOTORCYCLE_SINCE = date(2022, 10, 1)
SPECIAL_LAW, ORDINARY_LAW = "special law", "ordinary law"

_COURT_STEPS = (
    "represent.arraigned", "represent.pre_trial", "represent.trial_opened",
    "represent.survivor_testified", "represent.prosecution_rested", "represent.defence_rested",
    "represent.judgment_reserved", "represent.convicted",
)  # fmt: skip

# What every case of both programmes can go through. A programme replaces steps by their code.
_TO_RELIEF = (
    Step("rescue.risk_screened", ("rescue.referral_received",), Wait(1, 0.5), about=SURVIVOR),
    Step("rescue.complaint_presented", ("rescue.referral_received",), Wait(5, 0.6), by="police"),
    Step(
        "rescue.complaint_registered", ("rescue.complaint_presented",), Wait(3, 0.7), by="police",
        instead=(Instead("rescue.complaint_refused", 0.06),),
    ),
    Step("rescue.victim_identified", ("rescue.complaint_registered",), Wait(3), "police", SURVIVOR),
    Step("rescue.operation_requested", ("rescue.victim_identified",), Wait(2), by="police"),
    Step(
        "rescue.operation_executed", ("rescue.operation_requested",), Wait(6, 0.8), by="police",
        chance=0.88,
    ),
    Step("rescue.victim_relieved", ("rescue.operation_executed",), Wait(0), "police", SURVIVOR),
    Step(
        "rescue.victim_suspect_separated", ("rescue.victim_relieved",), Wait(0), "police", SURVIVOR,
        instead=(Instead(TOGETHER, 0.06, leaves=False),),
    ),
    Step(
        "rescue.safe_placement", ("rescue.victim_relieved",), Wait(1), "social_services", SURVIVOR
    ),
    Step(
        "rescue.status_decided", ("rescue.victim_relieved",), Wait(10, 0.8), "social_services",
        SURVIVOR, chance=0.94, instead=(Instead("rescue.not_a_victim", 0.03),),
    ),
)  # fmt: skip
_TO_CHARGE = (
    Step("restrain.suspect_identified", ("rescue.complaint_registered",), Wait(4), "police",
         SUSPECT),
    Step("restrain.scene_visited", ("rescue.complaint_registered",), Wait(4, 0.6), by="police",
         chance=0.93),
    Step("represent.victim_statement", ("rescue.victim_relieved",), Wait(3, 0.6), "police",
         SURVIVOR),
    Step("represent.counsel_assigned", ("rescue.victim_relieved",), Wait(6), "", SURVIVOR),
    Step(
        "restrain.arrested", ("rescue.operation_executed", "restrain.suspect_identified"),
        Wait(0.6, 1.2), "police", SUSPECT,
        instead=(Instead("restrain.at_large", 0.12, leaves=False),),
    ),
    Step("restrain.produced_in_custody", ("restrain.arrested",), Wait(1, 0.4), "police", SUSPECT),
    Step(
        "restrain.remanded", ("restrain.produced_in_custody",), Wait(1), "court", SUSPECT,
        instead=(Instead("restrain.bailed", 0.22, leaves=False),),
    ),
    Step(
        "represent.charges_selected", ("restrain.produced_in_custody",), Wait(12, 0.6),
        "prosecution", SUSPECT, kinds=((SPECIAL_LAW, 0.9), (ORDINARY_LAW, 0.1)),
    ),
    Step(
        "represent.charge_sheet_filed", ("represent.charges_selected",), Wait(6, 0.6),
        "prosecution", SUSPECT, instead=(Instead("represent.charge_declined", 0.08),),
    ),
)  # fmt: skip
_TO_VERDICT = (
    Step("represent.arraigned", ("represent.charge_sheet_filed",), Wait(90), "court", SUSPECT),
    Step("represent.pre_trial", ("represent.arraigned",), Wait(60), "court"),
    Step("represent.survivor_prepared", ("represent.pre_trial",), Wait(20), "", SURVIVOR),
    Step("represent.trial_opened", ("represent.pre_trial",), Wait(250), "court"),
    Step(
        "represent.survivor_testified", ("represent.trial_opened", "represent.survivor_prepared"),
        Wait(420), "court", SURVIVOR,
    ),
    Step(
        "represent.prosecution_rested", ("represent.survivor_testified",), Wait(360), "prosecution"
    ),
    Step("represent.defence_rested", ("represent.prosecution_rested",), Wait(300), "court"),
    Step("represent.judgment_reserved", ("represent.defence_rested",), Wait(90), "court"),
    Step(
        "represent.convicted", ("represent.judgment_reserved", "represent.arraigned"), Wait(80),
        "court", SUSPECT,
        instead=(Instead("represent.acquitted", 0.17), Instead("represent.dismissed", 0.08)),
    ),
    Step("represent.sentenced", ("represent.convicted",), Wait(6, 0.8), "court", SUSPECT),
    Step("restrain.held_after_conviction", ("represent.sentenced",), Wait(1), "court", SUSPECT),
    Step("represent.compensation_ordered", ("represent.sentenced",), Wait(4), "court", SURVIVOR,
         chance=0.5),
    Step("represent.compensation_paid", ("represent.compensation_ordered",), Wait(160), "",
         SURVIVOR, chance=0.6),
    Step("represent.appeal_filed", ("represent.sentenced",), Wait(10, 0.3), "court", SUSPECT,
         chance=0.2),
    Step("represent.final", ("represent.sentenced",), Wait(16, 0.1), "court", SUSPECT,
         unless=("represent.appeal_filed",)),
    Step("represent.appeal_decided", ("represent.appeal_filed",), Wait(330, 0.4), "court", SUSPECT),
    Step("represent.final", ("represent.appeal_decided",), Wait(16, 0.1), "court", SUSPECT),
    Step("represent.archived", ("restrain.at_large",), Wait(200, 0.2), "court", SUSPECT,
         chance=0.85),
    Step("represent.withdrawn", ("rescue.victim_relieved",), Wait(150, 0.7), "", SURVIVOR,
         chance=0.05),
)  # fmt: skip
_TO_RESTORED = (
    Step("restore.intake", ("rescue.victim_relieved",), Wait(2), "social_services", SURVIVOR),
    Step("restore.safety_planned", ("restore.intake",), Wait(3), "", SURVIVOR),
    Step("restore.medical_exam", ("rescue.victim_relieved",), Wait(1.5), "health", SURVIVOR),
    Step("restore.needs_assessed", ("restore.intake",), Wait(10), "", SURVIVOR),
    Step("restore.plan_agreed", ("restore.needs_assessed",), Wait(9), "social_services", SURVIVOR),
    Step("restore.service_started", ("restore.plan_agreed",), Wait(7), "", SURVIVOR, chance=0.95),
    Step("restore.family_assessed", ("restore.plan_agreed",), Wait(150), "social_services",
         SURVIVOR),
    Step("restore.reintegrated", ("restore.family_assessed",), Wait(90), "social_services",
         SURVIVOR, chance=0.97),
    Step("restore.followed_up", ("restore.reintegrated",), Wait(16, 0.35), "", SURVIVOR),
    Step("restore.restored", ("restore.reintegrated",), Wait(420, 0.4), "", SURVIVOR,
         instead=(Instead("restore.lost_contact", 0.06, leaves=False),)),
    Step("restore.threat_reported", (TOGETHER,), Wait(45, 0.8), "", SURVIVOR, chance=0.3),
)  # fmt: skip


_BREACH = Step("restrain.bail_breached", ("restrain.bailed",), Wait(70, 0.7), "police", SUSPECT,
               chance=0.4)  # fmt: skip


def _closings() -> tuple[Step, ...]:
    """A file is closed when the survivor's path and the public one are both at an end."""
    ends = (
        "represent.final", "represent.acquitted", "represent.dismissed", "represent.archived",
        "represent.charge_declined", "represent.withdrawn",
    )  # fmt: skip
    both = tuple(Step("restore.closed", ("restore.restored", end), Wait(30)) for end in ends)
    return (
        *both,
        Step("restore.closed", ("restore.lost_contact",), Wait(200)),
        Step("restore.closed", ("rescue.complaint_refused",), Wait(120)),
        Step("restore.closed", ("rescue.not_a_victim",), Wait(60), unless=("restore.restored",)),
        Step("restore.closed", ("rescue.complaint_registered",), Wait(420, 0.3),
             unless=("rescue.victim_relieved",)),
        Step("restore.closed", ("represent.withdrawn",), Wait(300)),
    )  # fmt: skip


_REPEATS = (
    Repeat("represent.hearing_held", "represent.trial_opened",
           ("represent.judgment_reserved", "represent.withdrawn", "restore.closed"),
           Wait(95, 0.4), by="court", other="represent.hearing_adjourned", other_chance=0.45),
    Repeat("restore.reassessed", "restore.needs_assessed",
           ("restore.restored", "restore.lost_contact", "restore.closed"), Wait(172, 0.05),
           about=SURVIVOR),
    Repeat("restore.followed_up", "restore.reintegrated",
           ("restore.restored", "restore.lost_contact", "restore.closed"), Wait(140, 0.3),
           about=SURVIVOR),
)  # fmt: skip


def _with(steps: tuple[Step, ...], **changed: dict[str, object]) -> tuple[Step, ...]:
    """The steps with some of their fields changed, by code (dots written as double underscores)."""
    named = {code.replace("__", "."): fields for code, fields in changed.items()}
    return tuple(replace(step, **named.get(step.code, {})) for step in steps)  # type: ignore[arg-type]


def trafficking_of_children() -> Model:
    """Cebu-like: until training one room for victims and suspects, lesser charges, bail for most;
    trials of five years until 2022.

    Source: the stories of Project Lantern as published; all numbers are made up.
    """
    return Model(
        key="trafficking",
        starts_on=date(2018, 12, 1),
        periods=(
            Period(date(2018, 12, 1), 30,
                   (("ngo", 5), ("hotline", 2), ("police", 1), ("family", 1))),
            Period(date(2022, 3, 1), 38,
                   (("police", 4), ("ngo", 3), ("hotline", 2), ("online", 2))),
        ),
        units=(
            SimulatedUnit("women_and_children", "police", 3),
            SimulatedUnit("harbour", "police", 2),
            SimulatedUnit("hill", "police", 1),
            SimulatedUnit("city_prosecution", "prosecution"),
            SimulatedUnit("branch_a", "court", 1),
            SimulatedUnit("branch_b", "court", 1),
            SimulatedUnit("shelter_desk", "social_services"),
            SimulatedUnit("clinic", "health"),
        ),
        steps=(*_TO_RELIEF, *_TO_CHARGE, *_TO_VERDICT, *_TO_RESTORED, _BREACH, *_closings()),
        effects=(
            Effect(
                "misread", "Prosecutors misread the new law, and charge a lesser, ordinary offence",
                on=("represent.charges_selected",), until_on=APART_SINCE,
                kinds=((SPECIAL_LAW, 0.35), (ORDINARY_LAW, 0.65)),
            ),
            Effect(
                "bail_unknowing", "Courts that nobody tells of the risk let most accused go",
                on=("restrain.remanded",), until_on=APART_SINCE, instead_chance=0.6,
            ),
            Effect(
                "one_room", "Victims and suspects are kept in one room until police are trained",
                on=("rescue.victim_suspect_separated",), until_on=APART_SINCE, instead_chance=0.8,
            ),
            Effect(
                "afraid", "Whoever sat in one room with a suspect is afraid, and withdraws",
                on=("represent.withdrawn",), given=TOGETHER, chance=0.4,
            ),
            Effect(
                "continuous_trial", "Charged since the repair, a case is heard without long breaks",
                on=_COURT_STEPS, dated_by="represent.charge_sheet_filed",
                from_on=CONTINUOUS_TRIAL_SINCE, times_wait=0.095,
            ),
        ),
        repeats=_REPEATS,
        children=1.0,
    )  # fmt: skip


def bonded_labour() -> Model:
    """Chennai-like: officials who do not know the crime until trained; a station without a vehicle.

    Source: the stories of Chennai and of Mukono as published; all numbers are made up.
    """
    steps = _with(
        (*_TO_RELIEF, *_TO_CHARGE, *_TO_VERDICT, *_TO_RESTORED, *_closings()),
        rescue__status_decided={"by": "local_government", "wait": Wait(1.5, 0.8)},
        rescue__operation_executed={"by": "local_government", "wait": Wait(2, 0.8)},
        rescue__operation_requested={"by": "local_government", "wait": Wait(1, 0.6)},
        rescue__complaint_presented={"by": "local_government"},
        rescue__complaint_registered={"by": "local_government"},
        represent__charges_selected={"wait": Wait(30, 0.5)},
        represent__trial_opened={"wait": Wait(120)},
        represent__survivor_testified={"wait": Wait(220)},
        represent__prosecution_rested={"wait": Wait(150)},
        represent__defence_rested={"wait": Wait(120)},
    )  # fmt: skip
    return Model(
        key="bonded",
        starts_on=date(2018, 12, 1),
        periods=(
            Period(date(2018, 12, 1), 50, (("ngo", 8), ("family", 2), ("local_government", 0.3))),
            Period(OFFICIALS_TRAINED, 44,
                   (("local_government", 6), ("ngo", 4), ("labour_officer", 2))),
        ),
        units=(
            SimulatedUnit("town", "police", 3),
            SimulatedUnit("rural", "police", 4),
            SimulatedUnit("port", "police", 2),
            SimulatedUnit("revenue_north", "local_government", 2),
            SimulatedUnit("revenue_south", "local_government", 1),
            SimulatedUnit("district_prosecution", "prosecution"),
            SimulatedUnit("magistrate", "court", 2),
            SimulatedUnit("sessions", "court", 1),
            SimulatedUnit("child_protection", "social_services"),
            SimulatedUnit("hospital", "health"),
        ),
        steps=steps,
        effects=(
            Effect(
                "not_taught", "Officials were never taught what bonded labour is, and turn it away",
                on=("rescue.complaint_registered",), until_on=OFFICIALS_TRAINED,
                instead_chance=0.7, times_wait=5.0,
            ),
            Effect(
                "no_certificate", "Untrained officials seldom decide that someone was bonded",
                on=("rescue.status_decided",), until_on=OFFICIALS_TRAINED, chance=0.4,
                times_wait=30.0,
            ),
            Effect(
                "ordinary_charge", "Untrained officials charge a lesser, ordinary offence",
                on=("represent.charges_selected",), until_on=OFFICIALS_TRAINED,
                kinds=((SPECIAL_LAW, 0.25), (ORDINARY_LAW, 0.75)),
            ),
            Effect(
                "out_of_reach", "The rural station has no vehicle, and homes are far",
                on=("restrain.scene_visited",), units=("rural",), until_on=MOTORCYCLE_SINCE,
                chance=0.4, times_wait=9.0,
            ),
        ),
        repeats=_REPEATS,
        more_survivors=0.5,
        children=0.35,
    )  # fmt: skip
