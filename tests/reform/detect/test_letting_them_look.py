"""The detectors read what the office recorded, propose each fact once, and take back what is gone."""

from datetime import date, timedelta

import pytest

from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.casework.cases.models import Breakdown, BreakdownReview, BreakdownState, Precision
from amparo.casework.cases.services.breakdowns import review_breakdown, state_of
from amparo.casework.cases.services.milestones import correct_milestone
from amparo.casework.docket.models import Hearing
from amparo.casework.docket.services.hearings import Told, record_outcome, set_hearing
from amparo.casework.evidence.models import Interview
from amparo.casework.evidence.services.proof import record_interview
from amparo.casework.represent.services.charging import decide_charge
from amparo.casework.restrain.services.bail import decide_bail
from amparo.errors import Refused
from amparo.reform.models import DetectorRound
from amparo.reform.services.detecting import detect, detectors_on, turn_detector
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW

TODAY = date(2024, 3, 4)


def looked(cast, *, today=TODAY, at=NOW):
    return detect(by=System(), at=at, office=cast.office, today=today)


def found_by(name):
    return Breakdown.objects.current().filter(found_by=name)


def test_a_late_visit_is_proposed_with_its_place_and_reason(cast):
    registered = happened(cast, "rescue.complaint_registered", after=3, unit=cast.station)
    looked(cast)
    row = found_by("scene_late").get()
    assert (row.unit, row.institution, row.milestone) == (cast.station, cast.police, registered)
    assert row.explained.endswith("no visit to the scene within 14 days.")
    assert state_of(row) is BreakdownState.PROPOSED


def test_looking_again_proposes_nothing_twice(cast):
    happened(cast, "rescue.complaint_registered", after=3)
    first = looked(cast)
    second = looked(cast, today=TODAY + timedelta(days=1))
    assert first.n_proposed > 0
    assert (second.n_proposed, second.n_lapsed) == (0, 0)
    assert DetectorRound.objects.count() == 2


def test_a_correction_of_the_milestone_is_not_another_fact(cast):
    wrong = happened(cast, "rescue.complaint_registered", after=3)
    looked(cast)
    correct_milestone(
        by=cast.alma, at=NOW, milestone=wrong, reason="The day", on=DAY + timedelta(days=4),
        precision=Precision.DAY,
    )  # fmt: skip
    assert looked(cast).n_proposed == 0


def test_what_the_record_no_longer_shows_is_taken_back_by_the_detector(cast):
    happened(cast, "rescue.complaint_registered", after=3)
    looked(cast)
    happened(cast, "restrain.scene_visited", after=4)
    assert looked(cast).n_lapsed >= 1
    row = found_by("scene_late").get()
    assert state_of(row) is BreakdownState.REJECTED
    assert row.reviews.get().reviewed_by is None


def test_what_a_person_confirmed_is_not_taken_back(cast):
    happened(cast, "rescue.complaint_registered", after=3)
    looked(cast)
    row = found_by("scene_late").get()
    review_breakdown(
        by=cast.alma, at=NOW, breakdown=row, decision=BreakdownReview.Decision.CONFIRMED
    )
    happened(cast, "restrain.scene_visited", after=4)
    looked(cast)
    assert state_of(row) is BreakdownState.CONFIRMED


def test_evidence_and_bail_are_read_too(cast):
    for on in (TODAY - timedelta(days=3), TODAY - timedelta(days=2)):
        record_interview(
            by=cast.alma, at=NOW, case=cast.case, person=cast.victim, on=on,
            mode=Interview.Mode.WRITTEN, room=Interview.Room.OPEN, reason="More",
        )  # fmt: skip
    decide_bail(
        by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, on=TODAY, decision="own_word",
        risk_was_told=False, court=cast.court,
    )  # fmt: skip
    looked(cast)
    assert found_by("open_desk").count() == 2
    assert found_by("bail_unknowing").get().institution == cast.court


def test_nobody_else_sees_or_is_told_of_another_offices_cases(cast):
    happened(cast, "rescue.complaint_registered", after=3)
    done = detect(by=System(), at=NOW, office=cast.other_office, today=TODAY)
    assert (done.n_cases, done.n_proposed) == (0, 0)


def test_a_detector_that_is_off_does_not_look(cast):
    happened(cast, "rescue.complaint_registered", after=3)
    turn_detector(by=cast.sofia, at=NOW, detector="scene_late", is_on=False, reason="All online")
    looked(cast)
    assert not found_by("scene_late").exists()
    assert Entry.objects.get(verb="detector.off").fields == ["scene_late"]
    turn_detector(by=cast.sofia, at=NOW, detector="scene_late", is_on=True, reason="Not all")
    assert "scene_late" in {one.id for one in detectors_on(cast.office)}


def test_a_switch_says_why(cast):
    with pytest.raises(Refused, match="reason"):
        turn_detector(by=cast.sofia, at=NOW, detector="scene_late", is_on=False, reason=" ")


def test_a_hearing_put_off_is_of_its_court_and_counts_the_days_to_the_next(cast, court):
    hearing = set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=date(2024, 2, 5), type="pre_trial"
    )
    set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=date(2024, 4, 5), type="pre_trial")
    record_outcome(
        by=cast.beni, at=NOW, hearing=hearing,
        told=Told(Hearing.Outcome.ADJOURNED, reason="judge_absent", party="court"),
    )  # fmt: skip
    looked(cast)
    row = found_by("court_did_not_sit").get()
    assert (row.institution, row.days_lost, row.step) == (cast.court, 60, "trial")


def test_less_charged_than_the_lawyer_asked_for_is_seen(cast, court):
    decide_charge(
        by=cast.beni, at=NOW, case=cast.case, victim=cast.victim, suspect=cast.suspect,
        offence="ph.osaec", choice="ask", reason="Streams", on=date(2024, 1, 10),
    )  # fmt: skip
    looked(cast)
    assert found_by("asked_in_vain").get().person == cast.suspect
