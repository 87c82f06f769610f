"""One plan for each survivor: what it lacks, versions, who may agree and approve, what it chases."""

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction

from amparo.casework.cases.models import Person, RoleKind, Task
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.tasks import finish_task
from amparo.casework.restore.models import Plan, PlanSignature, PlanVersion
from amparo.casework.restore.planning import (
    Content,
    Goal,
    Side,
    State,
    differences,
    from_text,
    lacks_of,
    new_id,
    to_text,
)
from amparo.casework.restore.selectors.plans import plan_page_for, version_page_for
from amparo.casework.restore.services.agreeing import REVIEW, agree_plan, approve_plan
from amparo.casework.restore.services.plans import content_of, make_version, plan_of, write_plan
from amparo.errors import Conflict, Refused
from tests.casework.restore.furnish import (
    DAY,
    agreed,
    all_at,
    assess,
    at_noon,
    goal_for,
    planned,
)
from tests.cast import NOW, OPENED_ON, open_one

pytestmark = pytest.mark.django_db
Kind = PlanSignature.Kind
NEXT = DAY + timedelta(days=50)


def plan(cast):
    return plan_of(by=cast.alma, at=NOW, case=cast.case, person=cast.victim)


def page(cast):
    return plan_page_for(cast.alma, cast.case, cast.victim)


def born(cast, year):
    Person.objects.filter(pk=cast.victim.pk).update(birth_year=year)


def guardian(cast, name="Aunt Celia"):
    person = add_person(by=cast.alma, at=NOW, office=cast.office, name=name)
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=person, role=RoleKind.GUARDIAN, on=OPENED_ON
    )
    return person


def test_there_is_one_plan_for_each_survivor(cast):
    assert plan(cast).pk == plan(cast).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan(case=cast.case, person=cast.victim, begun_at=NOW).save(force_insert=True)
    with pytest.raises(Refused, match="not a survivor"):
        plan_of(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect)


def test_goals_are_sealed_and_read_back(cast):
    goal = goal_for(plan(cast), cast.alma, "safety")
    held = Plan.objects.select_related("case__key").get()
    assert content_of(held).goals == (goal,)
    assert b"sleep without fear" not in bytes(held.text_sealed)


def test_a_red_domain_needs_a_goal_before_the_plan_is_complete(cast):
    assess(cast.case, cast.victim, cast.alma, answers=all_at(3, legal=1))
    held = plan(cast)
    goal_for(held, cast.alma, "safety")
    assert [lack.what for lack in page(cast).lacks] == ["Legal protection is red and has no goal"]
    held.refresh_from_db()
    with pytest.raises(Refused, match="Legal protection is red"):
        make_version(by=cast.alma, at=at_noon(DAY), plan=held, on=DAY, review_on=NEXT)
    goal_for(held, cast.alma, "legal")
    held.refresh_from_db()
    assert (
        make_version(by=cast.alma, at=at_noon(DAY), plan=held, on=DAY, review_on=NEXT).number == 1
    )


def test_a_reached_goal_does_not_stand_for_a_domain_that_is_red_again():
    goal = Goal(new_id(), "legal", "A card of my own", reached_on=DAY)
    found = lacks_of(
        Content(goals=(goal,)), reds=["legal"], names={"legal": "Legal"}, is_assessed=True
    )
    assert [lack.what for lack in found] == ["Legal is red and has no goal"]


def test_without_an_assessment_or_an_action_a_plan_is_not_complete(cast):
    held = plan(cast)
    write_plan(
        by=cast.alma, at=NOW, plan=held, version=1, what="goal",
        change=lambda content: content.with_goal(Goal(new_id(), "social", "A friend")),
    )  # fmt: skip
    assert {lack.what for lack in page(cast).lacks} == {
        "Strengths and needs have not been assessed yet", "A goal of Social support has no action",
    }  # fmt: skip


@pytest.mark.parametrize("days", [0, 93, 200])
def test_a_review_lies_within_three_months(cast, days):
    assess(cast.case, cast.victim, cast.alma)
    held = plan(cast)
    goal_for(held, cast.alma, "safety")
    with pytest.raises(Refused, match="within three months"):
        make_version(
            by=cast.alma, at=at_noon(DAY), plan=held, on=DAY, review_on=DAY + timedelta(days=days)
        )


def test_whoever_saves_second_is_told_and_nothing_is_overwritten(cast):
    mine, theirs = plan(cast), plan(cast)
    goal_for(theirs, cast.beni, "safety")
    with pytest.raises(Conflict, match="changed this plan first"):
        write_plan(
            by=cast.alma, at=NOW, plan=mine, version=1, what="side",
            change=lambda content: content.with_side(Side("social", "An aunt")),
        )  # fmt: skip
    assert len(content_of(Plan.objects.select_related("case__key").get()).goals) == 1


def test_an_agreed_plan_is_told_and_chased_and_reviewed(cast, saul):
    version = planned(cast.case, cast.victim, cast.alma, owner=saul)
    row = agreed(version, cast.alma)
    assert row.milestone.type == "restore.plan_agreed"
    tasks = dict(Task.objects.filter(done_at=None).values_list("what", "owner__name"))
    assert tasks["An action of the plan: Safety"] == saul.name
    assert Task.objects.get(what=REVIEW).due_on == version.review_on
    assert page(cast).state is State.TO_APPROVE


def test_the_next_version_shows_what_changed_and_closes_what_it_leaves_out(cast, saul):
    first = planned(cast.case, cast.victim, cast.alma, owner=saul)
    agreed(first, cast.alma)
    held = first.plan
    gone = content_of(first).goals[0].id
    held.refresh_from_db()
    write_plan(by=cast.alma, at=NOW, plan=held, version=held.version, what="left out",
               change=lambda content: content.without(gone))  # fmt: skip
    second = planned(cast.case, cast.victim, cast.alma, on=NEXT, domain="legal", owner=saul)
    assert agreed(second, cast.alma, NEXT).milestone.type == "restore.plan_reviewed"
    changes = version_page_for(cast.alma, cast.case, cast.victim, second.pk).changes
    assert sorted(one.kind for one in changes) == ["added", "added", "left out", "left out"]
    assert Task.objects.get(what="An action of the plan: Safety").outcome == "No longer in the plan"
    assert Task.objects.filter(what=REVIEW, done_at=None).count() == 1
    assert content_of(first).goals != content_of(second).goals


@pytest.mark.parametrize(
    ("year", "refused"),
    [(2004, [Kind.ASSENT, Kind.BEST_INTEREST]), (2010, [Kind.AGREED]), (None, [])],
)
def test_who_may_agree_follows_from_age(cast, year, refused):
    born(cast, year)
    version = planned(cast.case, cast.victim, cast.alma)
    version.person.refresh_from_db()
    aunt = guardian(cast)
    found = []
    for kind in (Kind.AGREED, Kind.ASSENT, Kind.BEST_INTEREST):
        try:
            with transaction.atomic():
                agreed(version, cast.alma, kind=kind, words="Why",
                       guardian=aunt if kind == Kind.ASSENT else None)  # fmt: skip
                transaction.set_rollback(True)
        except Refused:
            found.append(kind)
    assert found == refused


def test_a_guardian_who_is_a_suspect_in_any_case_may_not_sign_and_the_reason_is_not_told(cast):
    born(cast, 2010)
    version = planned(cast.case, cast.victim, cast.alma)
    uncle = guardian(cast, "Uncle Berto")
    other = open_one(by=cast.carla, programme=cast.programme, name="Another Child")
    give_role(by=cast.carla, at=NOW, case=other, person=uncle, role=RoleKind.SUSPECT, on=OPENED_ON)
    version.person.refresh_from_db()
    with pytest.raises(Refused, match="This guardian may not sign") as refused:
        agreed(version, cast.alma, kind=Kind.ASSENT, guardian=uncle)
    assert other.code not in refused.value.sentence()
    assert "suspect" not in refused.value.sentence()


def test_a_stranger_is_no_guardian_and_an_assent_names_one(cast):
    born(cast, 2010)
    version = planned(cast.case, cast.victim, cast.alma)
    version.person.refresh_from_db()
    with pytest.raises(Refused, match="Say which guardian"):
        agreed(version, cast.alma, kind=Kind.ASSENT)
    with pytest.raises(Refused, match="not a guardian in the case"):
        agreed(version, cast.alma, kind=Kind.ASSENT, guardian=cast.suspect)


def test_a_best_interest_decision_needs_its_reason_in_the_service_and_in_the_database(cast):
    born(cast, 2010)
    version = planned(cast.case, cast.victim, cast.alma)
    version.person.refresh_from_db()
    with pytest.raises(Refused, match="needs its reason"):
        agreed(version, cast.alma, kind=Kind.BEST_INTEREST)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanSignature(
            case=cast.case, person=cast.victim, on=DAY, recorded_by=cast.alma, recorded_at=NOW,
            version=version, kind=Kind.BEST_INTEREST,
        ).save(force_insert=True)  # fmt: skip
    row = agreed(version, cast.alma, kind=Kind.BEST_INTEREST, words="Nobody is left to sign")
    assert row.words("words") == "Nobody is left to sign"


def test_a_version_that_has_come_to_lack_something_is_not_agreed(cast):
    version = planned(cast.case, cast.victim, cast.alma)
    assess(cast.case, cast.victim, cast.alma, DAY + timedelta(days=9), all_at(3, social=1))
    with pytest.raises(Refused, match="Social support is red"):
        agreed(version, cast.alma, DAY + timedelta(days=10))


def test_a_supervisor_approves_what_another_made_and_the_survivor_agreed_to(cast):
    version = planned(cast.case, cast.victim, cast.alma)
    with pytest.raises(Refused, match="The survivor agrees first"):
        approve_plan(by=cast.sofia, at=NOW, version=version, on=DAY)
    agreed(version, cast.alma)
    with pytest.raises(Refused, match="A supervisor approves"):
        approve_plan(by=cast.beni, at=NOW, version=version, on=DAY)
    approve_plan(by=cast.sofia, at=NOW, version=version, on=DAY)
    assert page(cast).state is State.IN_FORCE
    with pytest.raises(Conflict):
        approve_plan(by=cast.sofia, at=NOW, version=version, on=DAY)


def test_nobody_approves_a_plan_they_made(cast):
    version = planned(cast.case, cast.victim, cast.sofia)
    agreed(version, cast.alma)
    with pytest.raises(Refused, match="made themselves"):
        approve_plan(by=cast.sofia, at=NOW, version=version, on=DAY)


def test_agreeing_twice_with_one_form_signs_once(cast):
    version = planned(cast.case, cast.victim, cast.alma)
    token = new_id()
    assert agreed(version, cast.alma, token=token).pk == agreed(version, cast.alma, token=token).pk
    with pytest.raises(Conflict):
        agree_plan(by=cast.alma, at=NOW, version=version, kind=Kind.AGREED, on=DAY)


def test_a_done_action_stays_done_when_the_plan_is_agreed_anew(cast, saul):
    agreed(planned(cast.case, cast.victim, cast.alma, owner=saul), cast.alma)
    task = Task.objects.select_related("case").get(what="An action of the plan: Safety")
    finish_task(by=saul, at=NOW, task=task)
    agreed(planned(cast.case, cast.victim, cast.alma, on=NEXT, domain="legal"), cast.alma, NEXT)
    assert Task.objects.filter(what="An action of the plan: Safety").count() == 1


def test_the_database_refuses_to_change_a_version(cast):
    planned(cast.case, cast.victim, cast.alma)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE restore_planversion SET number = 7")
    assert PlanVersion.objects.get().number == 1


def test_content_survives_being_written_down():
    goal = Goal(new_id(), "legal", "“Ñandú”, she said", DAY)
    content = Content((Side("legal", "Strong", "Needs"),), (goal,))
    assert from_text(to_text(content)) == content
    assert differences(content, content, {"legal": "Legal"}) == ()
