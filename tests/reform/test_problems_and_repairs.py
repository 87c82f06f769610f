"""A problem has two owners; a plan is written down before and never changes; a verdict is kept."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import BreakdownReview
from amparo.casework.cases.services.breakdowns import note_breakdown, review_breakdown
from amparo.casework.cases.services.milestones import record_milestone
from amparo.errors import CannotEstimate, Conflict, NotVisible, Refused
from amparo.reform.models import Evaluation, Intervention, ProblemStage, Registration
from amparo.reform.selectors.breaks import breaks_for, one_break_for, precision_for
from amparo.reform.selectors.coding import agreement_for, one_to_code, to_code_for
from amparo.reform.selectors.problems import cases_broken, problem_for, problems_for
from amparo.reform.services.coding import code_again
from amparo.reform.services.problems import move_problem, share_problem
from amparo.reform.services.repairs import (
    Cost,
    begin_intervention,
    end_exposure,
    evaluate,
    expose,
    is_as_registered,
    register_plan,
)
from tests.cast import NOW, OPENED_ON, open_one
from tests.reform.repairing import PLAN, a_problem, a_repair

TODAY = NOW.date()
SAID = BreakdownReview.Decision


def registered(cast, n=12, *, broke=5):
    """Cases registered at Station 7, of which some were never visited."""
    for number in range(n):
        case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
        record_milestone(
            by=cast.alma, at=NOW, case=case, type="rescue.complaint_registered",
            on=OPENED_ON + timedelta(days=number % 3), unit=cast.station,
        )  # fmt: skip
        if number < broke:
            note_breakdown(
                by=cast.alma, at=NOW, case=case, cause="B15", on=OPENED_ON + timedelta(days=20),
                unit=cast.station, days_lost=4,
            )  # fmt: skip


def test_a_cause_is_counted_over_the_cases_that_came_to_its_step(cast):
    registered(cast)
    found = breaks_for(cast.nadia, Scope())
    first = found.clusters[0]
    assert (first.cause, first.n_cases, first.reached, first.days_lost) == ("B15", 5, 12, 20)
    assert first.share.low < 5 / 12 < first.share.high


def test_units_are_named_from_ten_cases_on(cast):
    registered(cast)
    one = one_break_for(cast.nadia, Scope(), cause="B15", step="investigate", today=TODAY)
    assert [(place.unit, place.k, place.n) for place in one.places.named] == [("Station 7", 5, 12)]


def test_a_unit_of_nine_cases_is_told_with_others_only(cast):
    registered(cast, 9)
    one = one_break_for(cast.nadia, Scope(), cause="B15", step="investigate", today=TODAY)
    assert (one.places.named, one.places.n_few, one.places.k_few) == ((), 1, 5)


def test_what_nobody_confirmed_is_not_counted(cast):
    note_breakdown(
        by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON, found_by="scene_late",
        fact="m:1", explained="No visit.",
    )  # fmt: skip
    with pytest.raises(CannotEstimate):
        breaks_for(cast.nadia, Scope())


def test_the_cases_behind_are_only_those_one_may_open(cast):
    registered(cast)
    rows, n = cases_broken(cast.alma, cause="B15", step="investigate", today=TODAY)
    assert (len(rows), n) == (5, 5)
    assert cases_broken(cast.carla, cause="B15", step="investigate", today=TODAY) == ([], 0)


def test_precision_is_what_people_said_of_a_detectors_proposals(cast):
    for number, decision in enumerate([SAID.CONFIRMED, SAID.CONFIRMED, SAID.REJECTED]):
        row = note_breakdown(
            by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON, fact=f"m:{number}",
            found_by="scene_late", found_version=1, explained="No visit.",
        )  # fmt: skip
        review_breakdown(by=cast.alma, at=NOW, breakdown=row, decision=decision, reason="Seen")
    told = precision_for(cast.nadia, Scope())["scene_late"]
    assert (told.n_proposed, told.n_judged, told.n_right) == (3, 3, 2)


def test_a_second_rater_sees_no_code_and_not_what_they_found_themselves(cast):
    own = note_breakdown(by=cast.beni, at=NOW, case=cast.case, cause="B27", on=OPENED_ON)
    other = note_breakdown(
        by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON, followed="Nobody came."
    )
    queue = to_code_for(cast.beni)
    assert [one.id for one in queue] == [other.pk]
    assert "B15" not in str(queue[0])
    with pytest.raises(NotVisible):
        one_to_code(cast.beni, own.pk)
    with pytest.raises(Refused, match="first code"):
        code_again(by=cast.alma, at=NOW, breakdown=other, cause="B15")


def test_agreement_is_told_of_cause_and_of_lack(cast):
    for first, again in (("B15", "B15"), ("B27", "B27"), ("B05", "B13"), ("B17", "B17")):
        row = note_breakdown(by=cast.alma, at=NOW, case=cast.case, cause=first, on=OPENED_ON)
        code_again(by=cast.beni, at=NOW, breakdown=row, cause=again)
    found = agreement_for(cast.nadia)
    assert (found.causes.share.value, found.lacks.share.value) == (0.75, 1.0)
    assert found.causes.kappa.value < found.lacks.kappa.value == 1.0


def test_a_problem_is_shared_with_a_post_of_an_authority(cast):
    problem = a_problem(cast)
    share_problem(
        by=cast.sofia, at=NOW, problem=problem, authority=cast.police, post="Station commander",
        on=TODAY,
    )  # fmt: skip
    found = problem_for(cast.nadia, problem.pk)
    assert (found.problem.authority_post, found.stage.stage) == ("Station commander", "agreed")


def test_the_second_of_two_who_share_it_is_told_of_the_first(cast):
    problem = a_problem(cast)
    stale = problem_for(cast.nadia, problem.pk).problem
    given = {"by": cast.sofia, "at": NOW, "authority": cast.police, "post": "Chief", "on": TODAY}
    share_problem(problem=problem, **given)
    with pytest.raises(Conflict):
        share_problem(problem=stale, **given)


def test_how_far_it_has_come_needs_something_that_shows_it(cast):
    with pytest.raises(Refused):
        move_problem(
            by=cast.nadia, at=NOW, problem=a_problem(cast), stage=ProblemStage.Stage.CLOSED,
            on=TODAY, why=" ",
        )  # fmt: skip


def test_another_office_sees_neither_problem_nor_repair(cast):
    a_repair(cast)
    assert len(problems_for(cast.nadia)) == 1
    cast.dario.roles = ["analyst"]
    cast.dario.save()
    assert problems_for(cast.dario) == ()


def test_a_plan_is_kept_with_its_baseline_and_says_that_it_came_first(cast):
    registered(cast)
    made = begin_intervention(
        by=cast.nadia, at=NOW, problem=a_problem(cast), name="A motorcycle", what="One",
        kind=Intervention.Kind.RESOURCES, planned_on=TODAY, cost=Cost(Decimal(90000), "PHP"),
    )  # fmt: skip
    row = register_plan(
        by=cast.nadia, at=NOW, today=date(2024, 6, 30), intervention=made, plan=PLAN
    )
    assert row.is_before
    assert row.baseline["rows"] == [["Station 7", "2024-01-01", 5, 12]]
    assert is_as_registered(row)
    row.plan["expected"] = -1.0
    assert not is_as_registered(row)


def test_a_plan_written_after_it_began_says_so_and_another_needs_a_reason(cast):
    registered(cast)
    made = a_repair(cast)
    given = {"by": cast.nadia, "at": NOW, "today": date(2024, 6, 30), "intervention": made}
    assert not register_plan(**given, plan=PLAN).is_before
    with pytest.raises(Refused, match="reason"):
        register_plan(**given, plan=PLAN)


def test_the_database_itself_keeps_the_plan(cast):
    registered(cast)
    register_plan(
        by=cast.nadia, at=NOW, today=date(2024, 6, 30), intervention=a_repair(cast), plan=PLAN
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reform_registration SET reason = 'better'")
    assert Registration.objects.get().reason == ""


def test_it_acts_once_at_a_time_in_a_place(cast):
    made = a_repair(cast)
    with pytest.raises(Refused, match="already"):
        expose(by=cast.nadia, at=NOW, intervention=made, unit=cast.station, from_on=TODAY)
    end_exposure(by=cast.nadia, at=NOW, exposure=made.exposures.get(), on=TODAY)
    expose(by=cast.nadia, at=NOW, intervention=made, unit=cast.station, from_on=TODAY)
    assert made.exposures.count() == 2


def test_a_verdict_over_too_little_claims_nothing_and_is_kept(cast):
    registered(cast, 12)
    made = a_repair(cast, acts_from=TODAY)
    plan = register_plan(
        by=cast.nadia, at=NOW, today=date(2024, 6, 30), intervention=made, plan=PLAN
    )
    with pytest.raises(CannotEstimate):
        evaluate(by=cast.nadia, at=NOW, intervention=made, registration=plan, on=TODAY)
    assert not Evaluation.objects.exists()
