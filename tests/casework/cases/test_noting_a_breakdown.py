"""A breakdown never changes; whether it counts follows from what people said of it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from amparo.audit.models import Entry
from amparo.casework.cases.models import Breakdown, BreakdownReview, BreakdownState
from amparo.casework.cases.selectors.breakdowns import late_steps_for
from amparo.casework.cases.services import breakdowns as services
from amparo.casework.cases.services.milestones import record_milestone
from amparo.errors import Conflict, Refused
from tests.casework.cases.acting import happened
from tests.cast import NOW, open_one

DAY = date(2024, 2, 1)
SAID = BreakdownReview.Decision


def noted(cast, *, by=None, cause="B27", **more):
    return services.note_breakdown(
        by=by or cast.alma, at=NOW, case=cast.case, cause=cause, on=DAY, **more
    )


def detected(cast, **more):
    given = {"found_by": "scene_late", "fact": "m:1", "explained": "No visit.", "cause": "B15"}
    return noted(cast, **{**given, **more})


def test_it_has_the_step_of_its_cause_and_the_institution_of_its_unit(cast):
    row = noted(cast, unit=cast.station, days_lost=3)
    assert (row.step, row.institution, row.days_lost) == ("operation", cast.police, 3)


def test_a_persons_own_counts_at_once(cast):
    row = noted(cast)
    assert list(Breakdown.objects.counted()) == [row]


def test_a_detectors_counts_only_once_a_person_says_so(cast):
    row = detected(cast)
    assert services.state_of(row) is BreakdownState.PROPOSED
    services.review_breakdown(by=cast.alma, at=NOW, breakdown=row, decision=SAID.CONFIRMED)
    assert list(Breakdown.objects.counted()) == [row]


def test_a_detector_notes_one_fact_once(cast):
    assert detected(cast) == detected(cast)
    assert Breakdown.objects.count() == 1


def test_the_last_word_is_what_counts(cast):
    row = detected(cast)
    services.review_breakdown(by=cast.alma, at=NOW, breakdown=row, decision=SAID.CONFIRMED)
    services.review_breakdown(
        by=cast.beni, at=NOW.replace(hour=11), breakdown=row, decision=SAID.REJECTED,
        reason="They went on the same day.",
    )  # fmt: skip
    assert services.state_of(row) is BreakdownState.REJECTED


def test_a_rejection_needs_a_reason(cast):
    row = detected(cast)
    with pytest.raises(Refused, match="reason"):
        services.review_breakdown(
            by=cast.alma, at=NOW, breakdown=row, decision=SAID.REJECTED, reason=" "
        )


def test_a_correction_is_a_new_row_that_counts_and_keeps_who_found_it(cast):
    wrong = detected(cast)
    right = services.correct_breakdown(
        by=cast.alma, at=NOW, breakdown=wrong, reason="Another cause", cause="B16", on=DAY
    )
    assert list(Breakdown.objects.counted()) == [right]
    assert (right.found_by, right.step) == ("scene_late", "investigate")
    assert detected(cast) == wrong


def test_the_second_of_two_corrections_is_told_of_the_first(cast):
    wrong = noted(cast)
    given = {"by": cast.alma, "at": NOW, "breakdown": wrong, "cause": "B27", "on": DAY}
    services.correct_breakdown(**given, reason="The day")
    with pytest.raises(Conflict):
        services.correct_breakdown(**given, reason="The day")


def test_what_followed_is_sealed_and_no_name_is_in_the_trail(cast):
    row = noted(cast, followed="He threatened Lourdes in the van.")
    assert b"Lourdes" not in bytes(row.followed_sealed)
    assert row.followed() == "He threatened Lourdes in the van."
    entry = Entry.objects.get(verb="breakdown.noted")
    assert entry.fields == ["B27", "person"]


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"cause": "B99"}, "cause"),
        ({"step": "nowhere"}, "step"),
        ({"on": date(2030, 1, 1)}, "future"),
    ],
)
def test_what_does_not_fit_is_refused(cast, wrong, match):
    given = {"by": cast.alma, "at": NOW, "case": cast.case, "cause": "B27", "on": DAY, **wrong}
    with pytest.raises(Refused, match=match):
        services.note_breakdown(**given)


def test_a_milestone_of_another_case_is_refused(cast, world):
    with pytest.raises(Refused, match="another case"):
        noted(cast, milestone=world)


@pytest.fixture
def world(cast):
    other = open_one(by=cast.alma, programme=cast.programme, name="Somebody Else")
    return record_milestone(by=cast.alma, at=NOW, case=other, type="rescue.verified", on=DAY)


def test_the_database_itself_keeps_it_as_it_was(cast):
    row = noted(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_breakdown SET cause = 'B01'")
    row.refresh_from_db()
    assert row.cause == "B27"


def test_only_the_team_sees_it_and_only_those_who_count_count_it(cast):
    row = noted(cast)
    seen = {
        name: list(Breakdown.objects.all().visible_to(getattr(cast, name)))
        for name in ("alma", "beni", "carla", "dario", "nadia", "sofia")
    }
    assert seen == {
        "alma": [row], "beni": [row], "carla": [], "dario": [], "nadia": [], "sofia": [row],
    }  # fmt: skip
    assert list(Breakdown.objects.all().countable_by(cast.nadia)) == [row]
    assert list(Breakdown.objects.all().countable_by(cast.dario)) == []


def test_a_late_step_fills_the_form_in(cast):
    happened(cast, "restrain.arrested", after=3, person=cast.suspect, unit=cast.station)
    late = late_steps_for(cast.alma, cast.case, today=date(2024, 3, 4))
    custody = next(one for one in late if "ph.custody" in one.key)
    assert custody.days_lost == (date(2024, 3, 4) - custody.on).days
    assert custody.place == f"u:{cast.station.pk}"
