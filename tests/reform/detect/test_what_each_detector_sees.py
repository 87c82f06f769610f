"""Each detector on a history that shows its breakdown, and on one that only nearly does."""

from __future__ import annotations

import pytest

from amparo.directory.packs import detectors
from amparo.reform.detect.facts import Kept, Load, Moved, Referred, Sum, Thing, Untaught
from amparo.reform.detect.history import (
    Bail,
    Broken,
    CourtPlan,
    HandedOver,
    Hearing,
    Interview,
    Lab,
    Owed,
    Sentenced,
    Step,
    Telling,
    Undercharged,
)
from amparo.reform.detect.rules import RULES, look
from tests.reform.detect.histories import day, history

PRESENTED, REGISTERED = "rescue.complaint_presented", "rescue.complaint_registered"
REFUSED, SCENE = "rescue.complaint_refused", "restrain.scene_visited"
EXECUTED, RELIEVED = "rescue.operation_executed", "rescue.victim_relieved"
APART, TOGETHER = "rescue.victim_suspect_separated", "rescue.together_with_suspects"
ARRESTED, EXHIBIT = "restrain.arrested", "restrain.exhibit_logged"
CHARGED, CONVICTED = "represent.charge_sheet_filed", "represent.convicted"
WITHDRAWN, THREAT = "represent.withdrawn", "restore.threat_reported"
WARRANT = "restrain.warrant_issued"


def put_off(reason, **more):
    return {"hearings": (Hearing("1", day(9), "adjourned", reason, next_on=day(49), **more),)}


def h(words="", **parts):
    return history(words, **parts)


def visited(*found, late=f"{REGISTERED}@0", on=5, unit="station", **more):
    """A file that waits at a station where a visit found so much of each thing."""
    things = tuple(Thing(unit, item, day(on), there, works) for item, there, works in found)
    return h(late, things=things, **more)


def referred(service="trauma_therapy", *, answered=None, answer="", reason=""):
    on = day(answered) if answered is not None else None
    return h(
        referred=(Referred("1", "v", service, day(0), on, answer, reason, "clinic"),), today=99
    )


def took_over(on=10, due=40, has=None, unit="station", **more):
    since = day(has) if has is not None else None
    one = Untaught("1", day(on), "Desk officer", "law_elements", day(due), since, unit, "police")
    return h(f"{REGISTERED}@0", untaught=(one,), **more)


HEARINGS = {
    "no_interpreter": "interpreter_absent", "file_lost": "file_missing",
    "court_did_not_sit": "judge_absent", "party_not_ready": "accused_absent",
    "witness_not_there": "lab_report_pending", "counsel_absent": "counsel_absent",
    "prosecution_not_ready": "prosecution_not_ready", "not_brought": "not_produced",
    "equipment_failed": "equipment_failed",
}  # fmt: skip

# detector: (the history that shows it, words it is explained by, the history that only nearly does)
TABLE = {
    "no_vehicle": (
        visited(("vehicle", 0, 0)), "The unit had no motorcycle or other vehicle on 6 January 2024.",
        visited(("vehicle", 1, 0)),
    ),
    "vehicle_idle": (
        visited(("vehicle", 1, 0)), "Of what the unit had on 6 January 2024, none worked",
        visited(("vehicle", 0, 0)),
    ),
    "no_fuel": (
        visited(("fuel", 0, 0)), "The unit had no fuel on 6 January 2024.",
        visited(("fuel", 0, 0), late=f"{REGISTERED}@0 {SCENE}@14"),
    ),
    "no_telephone": (
        visited(("telephone", 0, 0), ("radio", 1, 0), late=f"{PRESENTED}@0"),
        "no telephone and no radio that worked",
        visited(("telephone", 0, 0), ("radio", 1, 1), late=f"{PRESENTED}@0"),
    ),
    "no_paper": (
        visited(("paper", 0, 0), ("printer", 1, 1), late=f"{PRESENTED}@0"), "no paper and folders",
        visited(("paper", 0, 0), late=f"{PRESENTED}@0", on=8),
    ),
    "no_kit": (
        visited(("camera", 1, 1), ("evidence_kit", 0, 0)), "The unit had no evidence kits on",
        visited(("camera", 1, 1), ("evidence_kit", 0, 0), unit="another"),
    ),
    "exam_without_paper": (
        h("restore.medical_exam@0/v"), "30 days later there is no medico-legal report",
        h("restore.medical_exam@0/v", exhibits=(Kept("medico_legal", day(29)),)),
    ),
    "overloaded": (
        h(f"{REGISTERED}@0", loads=(Load("station", 41, 2),)), "41 files of this office wait, for 2",
        h(f"{REGISTERED}@0", loads=(Load("station", 40, 2),)),
    ),
    "bed_refused": (
        referred("safe_house", answered=1, answer="declined", reason="full"), "no place or no time",
        referred("safe_house", answered=1, answer="declined", reason="survivor_wished"),
    ),
    "service_unanswered": (
        referred(), "no answer within 7 days", referred(answered=7, answer="accepted"),
    ),
    "service_declined": (
        referred(answered=1, answer="declined", reason="cost"), "it would cost",
        referred("food", answered=1, answer="declined", reason="cost"),
    ),
    "relief_sum_late": (
        h(sums=(Sum("1", "v", day(10), day(12)),)), "it came in full 2 days late",
        h(sums=(Sum("1", "v", day(10), day(10)),)),
    ),
    "untaught": (
        took_over(), "“Desk officer” changed hands on 11 January 2024 while the file was open",
        took_over(today=40),
    ),
    "trained_left": (
        h(f"{REGISTERED}@0", moved=(Moved("1", day(90), "Desk officer", day(-200), "station"),)),
        "290 days after the course",
        h(f"{REGISTERED}@0", moved=(Moved("1", day(90), "Desk officer", day(-300), "station"),)),
    ),
    "win_untold": (
        h(f"{CONVICTED}@0/s represent.final@10/s"), "after a conviction on 1 January 2024",
        h(f"{CONVICTED}@0/s represent.final@10/s", told_on=(day(300),)),
    ),
    "registration_late": (
        h(f"{PRESENTED}@0 {REGISTERED}@20"),
        "Complaint presented on 1 January 2024: registration came after 20 days, not within 7.",
        h(f"{PRESENTED}@0 {REGISTERED}@7"),
    ),
    "complaint_refused": (h(f"{REFUSED}@3"), "Complaint refused on 4", h(f"{REGISTERED}@3")),
    "open_desk": (
        h(interviews=(Interview("1", day(5), "v", room="open"),)), "open desk or hall",
        h(interviews=(Interview("1", day(5), "v", room="private"),)),
    ),
    "gave_up_waiting": (
        h(f"{REGISTERED}@0 {WITHDRAWN}@200/v"), "200 days after the last thing any authority did",
        h(f"{REGISTERED}@0 {THREAT}@90/v {WITHDRAWN}@200/v"),
    ),
    "nothing_done": (
        h(f"{REGISTERED}@0 {SCENE}@91"), "nothing was done in the 90 days after",
        h(f"{REGISTERED}@0 {SCENE}@90"),
    ),
    "stuck_in_investigation": (
        h(f"{REGISTERED}@0", today=366), "no charge, refusal to charge or return",
        h(f"{REGISTERED}@0 represent.file_returned@300", today=900),
    ),
    "scene_late": (
        h(f"{REGISTERED}@62", today=80),
        "Complaint registered on 3 March 2024: no visit to the scene within 14 days.",
        h(f"{REGISTERED}@62", today=76),
    ),
    "lab_late": (
        h(labs=(Lab("1", day(0), day(61)),)), "the result came after 61 days",
        h(labs=(Lab("1", day(0), day(60)),)),
    ),
    "proof_left": (
        h(f"{EXECUTED}@0 {ARRESTED}@0/s {EXHIBIT}@8"), "nothing was kept as evidence",
        h(f"{EXECUTED}@0 {ARRESTED}@0/s {EXHIBIT}@7"),
    ),
    "child_again": (
        h(interviews=(Interview("1", day(5), "v", number=2, was_child=True),)), "second time",
        h(interviews=(Interview("1", day(5), "v", number=2, was_child=False),)),
    ),
    "investigator_moved": (
        h(f"{REGISTERED}@0 restrain.suspect_identified@9",
          handed_over=(HandedOver("1", day(10), "Desk officer", "police", "station"),)),
        "The post “Desk officer” changed hands on 11 January 2024",
        h(f"{REGISTERED}@0 {ARRESTED}@60",
          handed_over=(HandedOver("1", day(10), "Desk officer", "police", "station"),)),
    ),
    "custody_broken": (
        h(broken=(Broken("1", day(4), 7),)), "exhibit 7 has a line that does not fit", h(),
    ),
    "operation_without_proof": (
        h(f"{EXECUTED}@0 {RELIEVED}@0/v"), "nobody was arrested and nothing kept",
        h(f"{EXECUTED}@0 {RELIEVED}@0/v {ARRESTED}@7/s"),
    ),
    "empty_venue": (
        h(f"{EXECUTED}@0"), "nobody was found", h(f"{EXECUTED}@0 {RELIEVED}@2/v"),
    ),
    "kept_together": (
        h(f"{EXECUTED}@0 {RELIEVED}@0/v"), "nothing says that they were kept apart",
        h(f"{EXECUTED}@0 {RELIEVED}@0/v {APART}@1/v"),
    ),
    "rescue_slow": (
        h(f"rescue.operation_requested@0 {EXECUTED}@3"), "operation came after 3 days",
        h(f"rescue.operation_requested@0 {EXECUTED}@2"),
    ),
    "no_safe_bed": (
        h(f"{RELIEVED}@0/v"), "no safe place within 2 days",
        h(f"{RELIEVED}@0/v rescue.safe_placement@2/v"),
    ),
    "victim_arrested": (
        h(f"{ARRESTED}@3/v", survivors=frozenset({"v"})), "the person is a survivor",
        h(f"{ARRESTED}@3/s", survivors=frozenset({"v"})),
    ),
    "status_withheld": (
        h(f"{RELIEVED}@0/v"), "no decision on victim status within 30 days",
        h(f"{RELIEVED}@0/v rescue.status_decided@30/v"),
    ),
    "warrant_not_executed": (
        h(f"{WARRANT}@0/s"), "no arrest within 30 days", h(f"{WARRANT}@0/s {ARRESTED}@30/s"),
    ),
    "warned_and_fled": (
        h(f"{WARRANT}@0/s restrain.at_large@7/s"), "7 days after “Warrant issued”",
        h(f"{WARRANT}@0/s restrain.at_large@8/s"),
    ),
    "shielded": (
        h(warrant_steps=(Step("1", day(3), "s", "not_executed", "shielded"),)), "in the way",
        h(warrant_steps=(Step("1", day(3), "s", "not_executed", "not_found"),)),
    ),
    "special_law_unused": (
        h(undercharged=(Undercharged("1", day(3), "s", "Trafficking"),)), "show “Trafficking”",
        h(undercharged=(Undercharged("1", day(3), "s", "Trafficking", is_special=False),)),
    ),
    "asked_in_vain": (
        h(undercharged=(Undercharged("1", day(3), "s", "Trafficking", is_special=False),)),
        "asked for “Trafficking”",
        h(undercharged=(Undercharged("1", day(3), "s", "Trafficking"),)),
    ),
    "declined_without_reason": (
        h("represent.charge_declined@0/s"), "15 days later no reason",
        h("represent.charge_declined@0!/s"),
    ),
    "settled": (h("represent.settled@0"), "Settled privately on", h(f"{WITHDRAWN}@0/v")),
    "withdrawn_after_threat": (
        h(f"{THREAT}@0/v {WITHDRAWN}@180/v"), "180 days after “Threat reported”",
        h(f"{THREAT}@0/w {WITHDRAWN}@180/v"),
    ),
    "bail_unknowing": (
        h(bails=(Bail("1", day(3), "s", "own_word", risk_was_told=False),)),
        "which nobody had told of the risk",
        h(bails=(Bail("1", day(3), "s", "own_word", risk_was_told=True),)),
    ),
    "risk_unwritten": (
        h(f"{THREAT}@2/v", bails=(Bail("1", day(3), "s", "own_word"),)),
        "nothing in writing of the risk",
        h(f"{THREAT}@2/v restrain.risk_handed_over@3/s",
          bails=(Bail("1", day(3), "s", "own_word"),)),
    ),
    "survivor_not_told": (
        h(tellings=(Telling("1", "v", day(0), day(2), was_told=True),)), "only on 3 January",
        h(tellings=(Telling("1", "v", day(0), day(1), was_told=True),)),
    ),
    "child_faced_accused": (
        h("represent.survivor_testified@9/v", children=frozenset({"v"}),
          testimonies=(CourtPlan("v", "in_room"),)),
        "a child, in the courtroom",
        h("represent.survivor_testified@9/v", children=frozenset({"v"}),
          testimonies=(CourtPlan("v", "screen"),)),
    ),
    "witness_threatened": (
        h(f"{CHARGED}@0/s {THREAT}@9/v"), "while the trial was waited for",
        h(f"{CHARGED}@0/s {CONVICTED}@8/s {THREAT}@9/v"),
    ),
    "struck_off": (h("represent.struck_off@0"), "Struck off", h("represent.dismissed@0/s")),
    "five_years": (
        h(f"{CHARGED}@0/s", today=1827), "no verdict within 1,826 days",
        h(f"{CHARGED}@0/s represent.acquitted@1826/s", today=3000),
    ),
    "archived": (h("represent.archived@0/s"), "Archived", h("restrain.at_large@0/s")),
    "judgment_late": (
        h(f"represent.judgment_reserved@0 {CONVICTED}@91/s"), "judgment came after 91 days",
        h(f"represent.judgment_reserved@0 {CONVICTED}@90/s"),
    ),
    "only_a_fine": (
        h(sentences=(Sentenced("1", day(3), "s", frozenset({"fine"})),)), "no more than money",
        h(sentences=(Sentenced("1", day(3), "s", frozenset({"fine", "custody"})),)),
    ),
    "compensation_unpaid": (
        h(owed=(Owed("1", day(0), "v", day(30), day(31)),)), "paid 1 day late",
        h(owed=(Owed("1", day(0), "v", day(30), day(30)),)),
    ),
    "no_plan": (
        h("restore.intake@0/v"), "no plan within 30 days",
        h("restore.intake@0/v restore.plan_agreed@30/v"),
    ),
    "no_service": (
        h("restore.plan_agreed@0/v"), "no service of the plan within 30 days",
        h("restore.plan_agreed@0/v restore.service_started@30/v"),
    ),
    "relief_money_late": (
        h("rescue.status_decided@0/v", pack="in-tn"), "no relief money within 90 days",
        h("rescue.status_decided@0/v", pack="ph"),
    ),
    "harmed_again": (
        h("restore.reintegrated@0/v restore.revictimised@400/v"), "400 days after",
        h("restore.revictimised@400/v"),
    ),
    **{
        name: (h(**put_off(reason)), "The next is on 19 February 2024.", h(**put_off("other")))
        for name, reason in HEARINGS.items()
    },
}  # fmt: skip


def test_every_detector_has_its_line_here():
    assert set(TABLE) == set(detectors())


def test_every_rule_is_used_and_every_detector_names_one():
    assert {one.rule for one in detectors().values()} == set(RULES)


@pytest.mark.parametrize("name", TABLE)
def test_it_is_seen_and_explained(name):
    shown, words, _ = TABLE[name]
    found = look(shown, detectors()[name])
    assert len(found) == 1
    assert words in found[0].explained
    assert len(found[0].explained) <= 300


@pytest.mark.parametrize("name", TABLE)
def test_a_near_miss_is_not_seen(name):
    assert look(TABLE[name][2], detectors()[name]) == []


def test_a_day_known_to_the_month_only_says_nothing_of_days():
    assert look(h(f"{REGISTERED}@~0"), detectors()["scene_late"]) == []


def test_a_case_that_ended_before_the_term_owed_nothing_more():
    ended = h(f"{REGISTERED}@0 restore.closed@10")
    assert look(ended, detectors()["scene_late"]) == []


def test_what_is_waited_for_is_waited_for_by_each_person():
    two = h(f"{RELIEVED}@0/v {RELIEVED}@0/w rescue.safe_placement@1/w")
    assert [each.person for each in look(two, detectors()["no_safe_bed"])] == ["v"]


def test_the_fact_stays_the_same_when_the_day_of_looking_changes():
    facts = {
        look(h(f"{REGISTERED}@0", today=n), detectors()["scene_late"])[0].fact for n in (15, 99)
    }
    assert facts == {"m:e0"}


def test_an_accused_not_brought_is_seen_from_the_presence_alone():
    found = look(h(hearings=(Hearing("1", day(9), "held", not_brought=True),)),
                 detectors()["not_brought"])  # fmt: skip
    assert [each.fact for each in found] == ["h:1"]


def test_a_broken_bail_is_seen_without_a_decision_on_file():
    found = look(h("restrain.bailed@0/s restrain.bail_breached@9/s"),
                 detectors()["bail_unknowing"])  # fmt: skip
    assert "after release on bail on 1 January 2024" in found[0].explained


@pytest.mark.parametrize(
    ("events", "bail"),
    [
        (f"{THREAT}@4/v", Bail("1", day(3), "s", "own_word")),
        (f"{THREAT}@2/v", Bail("1", day(3), "s", "own_word", risk_was_told=True)),
        (f"{THREAT}@2/v", Bail("1", day(3), "s", "remanded")),
        ("restrain.at_large@2/other", Bail("1", day(3), "s", "own_word")),
    ],
    ids=["threat came later", "court knew", "held", "another fled"],
)
def test_no_dossier_is_missed_where_none_was_owed(events, bail):
    assert look(h(events, bails=(bail,)), detectors()["risk_unwritten"]) == []


def test_word_of_the_risk_that_was_lost_between_prosecutor_and_court_says_so():
    told = Bail("1", day(3), "s", "own_word", risk_was_told=False)
    found = look(h("restrain.risk_handed_over@1/s", bails=(told,)), detectors()["bail_unknowing"])
    assert "though the prosecutor had it in writing since 2 January 2024" in found[0].explained
