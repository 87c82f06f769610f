"""Whatever sets a suspect free, every survivor near them is checked on and told the same day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from amparo.casework.cases.models import (
    Case,
    Milestone,
    Person,
    RoleKind,
    SafetyAlert,
    SafetyDuty,
    Standing,
    Task,
)
from amparo.casework.cases.services.bulk import (
    CaseHistory,
    NewFact,
    NewPerson,
    NewRole,
    record_many,
)
from amparo.casework.cases.services.milestones import (
    correct_milestone,
    record_milestone,
    withdraw_milestone,
)
from amparo.casework.cases.services.opening import close_case, start_programme
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.same_person import link_people, unlink_people
from amparo.casework.cases.services.tasks import finish_task
from amparo.casework.cases.services.telling import record_check, record_telling
from amparo.casework.docket.models import CourtCase
from amparo.casework.docket.services.filing import accuse, join_case, open_court_case
from amparo.errors import Conflict, Refused
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, Cast, open_one

LATER = NOW + timedelta(hours=2)
BY_PHONE = {"through": "phone", "otherwise": "She rang us herself"}
FREEING = [
    "restrain.bailed", "restrain.released", "restrain.escaped", "restrain.at_large",
    "restrain.sentence_served", "represent.acquitted", "represent.dismissed",
    "represent.charge_declined",
]  # fmt: skip


@pytest.fixture
def second(cast: Cast) -> Case:
    """A case of the same office, led by Carla, in which the same person is a suspect."""
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    give_role(
        by=cast.carla, at=NOW, case=case, person=cast.suspect, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    return case


@pytest.fixture
def elsewhere(cast: Cast) -> Case:
    """A case of the other organisation, whose suspect bears the same name."""
    programme = start_programme(
        by=cast.dario, at=NOW, office=cast.other_office, name="Elsewhere",
        crime_type="bonded_labour", jurisdiction=cast.place, pack="ph", starts_on=OPENED_ON,
    )  # fmt: skip
    case = open_one(by=cast.dario, programme=programme, name="Third Survivor")
    namesake = add_person(by=cast.dario, at=NOW, office=cast.other_office, name=SUSPECT_NAME)
    give_role(
        by=cast.dario, at=NOW, case=case, person=namesake, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    return case


def cases_told() -> set[str]:
    return {duty.case.code for duty in SafetyDuty.objects.filter(withdrawn_at=None)}


def duty_of(case: Case) -> SafetyDuty:
    return SafetyDuty.objects.select_related("case__key", "cause").get(case=case)


def namesake_of(cast: Cast, case: Case) -> Person:
    """A record of its own in another case, for the same human being perhaps."""
    person = add_person(by=cast.carla, at=NOW, office=cast.office, name="R. Catacutan")
    give_role(by=cast.carla, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON)
    return person


@pytest.mark.parametrize("what", FREEING)
def test_it_opens_a_duty_in_every_case_of_the_office(cast, second, elsewhere, what):
    happened(cast, what, person=cast.suspect)
    assert cases_told() == {cast.case.code, second.code}


@pytest.mark.parametrize("what", ["restrain.arrested", "restrain.remanded", "restrain.located"])
def test_what_frees_nobody_opens_none(cast, second, what):
    happened(cast, what, person=cast.suspect)
    assert cases_told() == set()


def test_the_check_and_the_news_are_due_the_same_day(cast, second):
    happened(cast, "restrain.bailed", person=cast.suspect)
    duty = duty_of(second)
    assert duty.due_on == duty.check_task.due_on == duty.tell_task.due_on == NOW.date()


def test_every_survivor_of_a_case_is_counted(cast, second):
    sister = add_person(by=cast.carla, at=NOW, office=cast.office, name="Her Sister")
    give_role(by=cast.carla, at=NOW, case=second, person=sister, role=RoleKind.VICTIM, on=OPENED_ON)
    happened(cast, "restrain.bailed", person=cast.suspect)
    assert SafetyDuty.objects.filter(case=second).count() == 2


def test_a_survivor_whose_file_is_closed_is_told_too(cast, second):
    close_case(by=cast.carla, at=NOW, case=second, on=DAY, reason="transferred")
    happened(cast, "restrain.released", person=cast.suspect)
    assert second.code in cases_told()


def test_a_milestone_about_nobody_in_particular_frees_every_suspect(cast, second):
    happened(cast, "represent.dismissed")
    assert cases_told() == {cast.case.code, second.code}


def test_a_witness_who_leaves_custody_opens_none(cast):
    witness = add_person(by=cast.alma, at=NOW, office=cast.office, name="Only Watched")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=witness, role=RoleKind.WITNESS, on=OPENED_ON
    )
    happened(cast, "restrain.released", person=witness)
    assert cases_told() == set()


def test_a_case_with_another_suspect_is_not_disturbed(cast):
    other = open_one(by=cast.carla, programme=cast.programme, name="Unrelated Survivor")
    someone = add_person(by=cast.carla, at=NOW, office=cast.office, name="Somebody Else")
    give_role(
        by=cast.carla, at=NOW, case=other, person=someone, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    happened(cast, "restrain.bailed", person=cast.suspect)
    assert cases_told() == {cast.case.code}


def test_no_title_names_a_person_a_code_or_the_matter(cast, second):
    happened(cast, "restrain.bailed", person=cast.suspect)
    titles = {task.what for task in Task.objects.filter(case=second)} - {
        "Thank whoever referred, through a safe channel"
    }
    assert titles == {
        "Safety check of a survivor: due the day it opened",
        "News for a survivor: tell them through the safe channel",
    }


def test_the_task_lies_with_the_team_of_the_survivors_case(cast, second):
    happened(cast, "restrain.bailed", person=cast.suspect)
    assert duty_of(second).check_task.owner == cast.carla


def test_a_duty_is_seen_by_those_who_may_open_its_case_only(cast, second):
    happened(cast, "restrain.bailed", person=cast.suspect)
    seen = {
        who.name.split()[0]: {d.case.code for d in SafetyDuty.objects.visible_to(who)}
        for who in (cast.alma, cast.carla, cast.sofia, cast.dario, cast.pilar, cast.nadia)
    }
    assert seen == {
        "Alma": {cast.case.code}, "Carla": {second.code},
        "Sofia": {cast.case.code, second.code}, "Dario": set(), "Pilar": set(), "Nadia": set(),
    }  # fmt: skip


def test_the_case_of_the_survivor_shows_the_task_as_what_is_next(cast, second):
    happened(cast, "restrain.bailed", person=cast.suspect)
    assert Standing.objects.get(case=second).next_due_on <= NOW.date()


def test_the_same_event_told_in_two_cases_opens_one_duty_each(cast, second):
    happened(cast, "represent.acquitted", person=cast.suspect)
    record_milestone(
        by=cast.carla, at=LATER, case=second, type="represent.acquitted", on=DAY,
        person=cast.suspect,
    )  # fmt: skip
    assert SafetyDuty.objects.count() == 2


def test_a_form_sent_twice_opens_them_once(cast, second):
    token = Milestone().pk
    happened(cast, "restrain.bailed", person=cast.suspect, token=token)
    happened(cast, "restrain.bailed", person=cast.suspect, token=token)
    assert SafetyDuty.objects.count() == 2


def test_released_again_later_is_news_again(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    happened(cast, "restrain.arrested", person=cast.suspect, after=3)
    happened(cast, "restrain.bailed", person=cast.suspect, after=5)
    assert SafetyDuty.objects.count() == 2


def test_withdrawing_it_closes_the_tasks_everywhere(cast, second):
    wrong = happened(cast, "restrain.bailed", person=cast.suspect)
    withdraw_milestone(by=cast.alma, at=LATER, milestone=wrong, reason="It was his brother Ramon")
    assert cases_told() == set()
    assert not Task.objects.filter(what__contains="survivor", done_at=None).exists()


def test_the_reason_of_a_withdrawal_is_not_shown_in_another_case(cast, second):
    wrong = happened(cast, "restrain.bailed", person=cast.suspect)
    withdraw_milestone(by=cast.alma, at=LATER, milestone=wrong, reason="It was his brother Ramon")
    assert "Ramon" not in "".join(task.outcome for task in Task.objects.filter(case=second))


def test_a_survivor_who_was_told_is_told_that_it_was_wrong(cast, second):
    wrong = happened(cast, "restrain.bailed", person=cast.suspect)
    duty = duty_of(second)
    record_telling(
        by=cast.carla,
        at=LATER,
        duty=duty,
        was_told=True,
        on=NOW.date(),
        words="By phone",
        version=1,
        **BY_PHONE,
    )
    withdraw_milestone(by=cast.alma, at=LATER, milestone=wrong, reason="Another man")
    mend = Task.objects.filter(what__startswith="Tell a survivor that earlier news", done_at=None)
    assert [task.case for task in mend] == [second]


def test_withdrawn_in_one_case_it_stands_while_another_tells_of_it(cast, second):
    wrong = happened(cast, "represent.acquitted", person=cast.suspect)
    record_milestone(
        by=cast.carla, at=LATER, case=second, type="represent.acquitted", on=DAY,
        person=cast.suspect,
    )  # fmt: skip
    withdraw_milestone(by=cast.alma, at=LATER, milestone=wrong, reason="Entered twice")
    assert cases_told() == {cast.case.code, second.code}


def test_a_corrected_day_keeps_the_duty_and_can_be_withdrawn_still(cast, second):
    first = happened(cast, "restrain.bailed", person=cast.suspect)
    newer = correct_milestone(
        by=cast.alma, at=LATER, milestone=first, reason="A day later", on=DAY + timedelta(1),
        precision=first.precision,
    )  # fmt: skip
    assert duty_of(second).cause == newer
    withdraw_milestone(by=cast.alma, at=LATER, milestone=newer, reason="Another man")
    assert cases_told() == set()


def test_someone_who_becomes_a_suspect_while_free_is_news_in_that_case(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    late = open_one(by=cast.carla, programme=cast.programme, name="Late Survivor")
    give_role(
        by=cast.carla, at=LATER, case=late, person=cast.suspect, role=RoleKind.SUSPECT, on=DAY
    )
    assert late.code in cases_told()


def test_a_survivor_who_joins_while_the_suspect_is_free_is_told(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    sister = add_person(by=cast.alma, at=NOW, office=cast.office, name="Her Sister")
    give_role(by=cast.alma, at=LATER, case=cast.case, person=sister, role=RoleKind.VICTIM, on=DAY)
    assert SafetyDuty.objects.filter(survivor=sister).count() == 1


def test_whoever_was_arrested_again_is_no_news_to_a_later_survivor(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    happened(cast, "restrain.arrested", person=cast.suspect, after=3)
    sister = add_person(by=cast.alma, at=NOW, office=cast.office, name="Her Sister")
    give_role(by=cast.alma, at=LATER, case=cast.case, person=sister, role=RoleKind.VICTIM, on=DAY)
    assert not SafetyDuty.objects.filter(survivor=sister).exists()


def test_records_decided_to_be_one_person_are_freed_together(cast):
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    other = namesake_of(cast, case)
    link_people(by=cast.sofia, at=NOW, one=cast.suspect, other=other, reason="Same birth place")
    happened(cast, "restrain.released", person=cast.suspect)
    assert case.code in cases_told()


def test_deciding_so_while_free_tells_the_survivors_near_the_other_record(cast):
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    other = namesake_of(cast, case)
    happened(cast, "restrain.released", person=cast.suspect)
    link_people(by=cast.sofia, at=LATER, one=other, other=cast.suspect, reason="Same birth place")
    assert case.code in cases_told()


def test_taking_that_decision_back_withdraws_what_it_alone_had_opened(cast):
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    other = namesake_of(cast, case)
    link = link_people(by=cast.sofia, at=NOW, one=cast.suspect, other=other, reason="Looks alike")
    happened(cast, "restrain.released", person=cast.suspect)
    unlink_people(by=cast.sofia, at=LATER, link=link, reason="Two birth dates")
    assert cases_told() == {cast.case.code}


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_link_needs_a_reason(cast, reason):
    other = add_person(by=cast.alma, at=NOW, office=cast.office, name="Another")
    with pytest.raises(Refused, match="reason"):
        link_people(by=cast.sofia, at=NOW, one=cast.suspect, other=other, reason=reason)


def test_records_are_linked_once_in_whichever_order(cast):
    other = add_person(by=cast.alma, at=NOW, office=cast.office, name="Another")
    link_people(by=cast.sofia, at=NOW, one=cast.suspect, other=other, reason="Scar")
    with pytest.raises(Refused, match="already"):
        link_people(by=cast.sofia, at=NOW, one=other, other=cast.suspect, reason="Scar")


def test_records_of_two_organisations_are_never_linked(cast):
    other = add_person(by=cast.dario, at=NOW, office=cast.other_office, name=SUSPECT_NAME)
    with pytest.raises(Refused, match="two organisations"):
        link_people(by=cast.sofia, at=NOW, one=cast.suspect, other=other, reason="Same name")


def test_its_tasks_are_not_ticked_off_without_saying_what_was_told(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    with pytest.raises(Refused, match="written down first"):
        finish_task(by=cast.alma, at=LATER, task=duty_of(cast.case).tell_task, outcome="ok")


def test_what_was_told_is_kept_sealed_with_who_and_when(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    duty = duty_of(cast.case)
    record_telling(
        by=cast.beni, at=LATER, duty=duty, was_told=True, on=NOW.date(),
        words="That he is out on bail. By phone at ten.", version=1, **BY_PHONE,
    )  # fmt: skip
    duty = duty_of(cast.case)
    assert (duty.told(), duty.told_by, duty.told_at) == (
        "That he is out on bail. By phone at ten.", cast.beni, LATER,
    )  # fmt: skip
    assert b"bail" not in bytes(duty.told_sealed)
    assert duty.tell_task.done_at == LATER


def test_telling_needs_words(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    with pytest.raises(Refused, match="what was told"):
        record_telling(
            by=cast.beni, at=LATER, duty=duty_of(cast.case), was_told=True, on=NOW.date(), words=" ",
            version=1,
        )  # fmt: skip


def telling(cast, **more):
    """News of the first case, told in the safe way or otherwise."""
    told = {"was_told": True, "on": NOW.date(), "words": "That he is out", "version": 1, **more}
    record_telling(by=cast.beni, at=LATER, duty=duty_of(cast.case), **told)


@pytest.mark.parametrize("way", ["", "letter", "none"])
def test_the_way_it_was_told_is_one_of_those_listed(cast, way):
    happened(cast, "restrain.bailed", person=cast.suspect)
    with pytest.raises(Refused, match="by which way"):
        telling(cast, through=way, otherwise="It was safe")


def test_the_safe_way_needs_no_reason(cast):
    Person.objects.filter(pk=cast.victim.pk).update(safe_channel="phone")
    happened(cast, "restrain.bailed", person=cast.suspect)
    telling(cast, through="phone")
    duty = duty_of(cast.case)
    assert (duty.told_through, duty.safe_through, duty.otherwise()) == ("phone", "phone", "")


@pytest.mark.parametrize("safe", [None, "none", "in_person"])
def test_another_way_than_the_safe_one_needs_a_reason(cast, safe):
    Person.objects.filter(pk=cast.victim.pk).update(safe_channel=safe)
    happened(cast, "restrain.bailed", person=cast.suspect)
    with pytest.raises(Refused, match="not the safe way"):
        telling(cast, through="phone", otherwise=" ")
    telling(cast, through="phone", otherwise="She rang us herself")
    assert duty_of(cast.case).otherwise() == "She rang us herself"


@pytest.mark.parametrize("way", [{}, {"told_through": "text", "safe_through": "phone"}])
def test_the_database_itself_refuses_another_way_without_a_reason(cast, way):
    happened(cast, "restrain.bailed", person=cast.suspect)
    told = {"told_at": LATER, "told_by": cast.beni, "told_on": NOW.date(), "was_told": True}
    with pytest.raises(IntegrityError, match="by which way"):
        SafetyDuty.objects.filter(case=cast.case).update(**told, **way)


def test_that_she_could_not_be_told_needs_no_way(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    telling(cast, was_told=False, words="Nobody answered; again tonight")
    assert duty_of(cast.case).told_through is None


def test_whoever_records_it_second_is_shown_the_first(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    duty = duty_of(cast.case)
    record_telling(
        by=cast.beni, at=LATER, duty=duty, was_told=True, on=NOW.date(), words="Told", version=1,
        **BY_PHONE,
    )  # fmt: skip
    with pytest.raises(Conflict):
        record_telling(
            by=cast.alma, at=LATER, duty=duty, was_told=False, on=NOW.date(), words="No", version=1
        )


def test_a_survivor_found_unsafe_raises_an_alert(cast):
    happened(cast, "restrain.escaped", person=cast.suspect)
    before = SafetyAlert.objects.filter(case=cast.case).count()
    record_check(
        by=cast.beni, at=LATER, duty=duty_of(cast.case), is_safe=False, found="He stood outside",
        version=1,
    )  # fmt: skip
    assert SafetyAlert.objects.filter(case=cast.case).count() == before + 1


def in_court(cast: Cast) -> CourtCase:
    """A court case about the cast's case, of which their suspect is accused."""
    court = open_court_case(by=cast.beni, at=NOW, case=cast.case, court=cast.court, on=OPENED_ON)
    accuse(by=cast.beni, at=NOW, court_case=court, person=cast.suspect, on=OPENED_ON)
    return court


def test_a_co_victims_case_that_joined_the_court_case_is_told_though_it_names_no_suspect(cast):
    sister = open_one(by=cast.carla, programme=cast.programme, name="Her Sister")
    join_case(by=cast.sofia, at=NOW, case=sister, court_case=in_court(cast), on=OPENED_ON)
    happened(cast, "restrain.bailed", person=cast.suspect)
    assert cases_told() == {cast.case.code, sister.code}


def test_a_case_that_joins_while_the_accused_is_free_is_told(cast):
    court = in_court(cast)
    happened(cast, "restrain.bailed", person=cast.suspect)
    sister = open_one(by=cast.carla, programme=cast.programme, name="Her Sister")
    join_case(by=cast.sofia, at=LATER, case=sister, court_case=court, on=OPENED_ON)
    assert sister.code in cases_told()


def test_a_suspect_freed_with_all_the_others_is_news_to_a_later_survivor(cast):
    happened(cast, "represent.dismissed")
    sister = add_person(by=cast.alma, at=NOW, office=cast.office, name="Her Sister")
    give_role(by=cast.alma, at=LATER, case=cast.case, person=sister, role=RoleKind.VICTIM, on=DAY)
    assert SafetyDuty.objects.filter(survivor=sister).count() == 1


def test_an_import_of_whole_histories_tells_survivors_too(cast):
    victim, suspect = NewPerson(cast.alma, NOW, "New One"), NewPerson(cast.alma, NOW, "New Two")
    record_many(
        [
            CaseHistory(
                cast.programme, cast.alma, NOW, OPENED_ON, victim, cast.alma,
                acts=(
                    NewRole(cast.alma, NOW, suspect, RoleKind.SUSPECT, OPENED_ON),
                    NewFact(cast.alma, LATER, "restrain.released", DAY, person=suspect),
                ),
            )
        ]
    )  # fmt: skip
    assert SafetyDuty.objects.count() == 1


def test_nothing_is_saved_when_the_fan_out_fails(cast, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("amparo.casework.cases.services.milestones.open_duties", fail)
    with pytest.raises(RuntimeError):
        happened(cast, "restrain.bailed", person=cast.suspect)
    assert not Milestone.objects.filter(type="restrain.bailed").exists()
