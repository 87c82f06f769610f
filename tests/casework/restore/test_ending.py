"""The way back and the end: doubts said, harm without blame, restored only by the rule."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amparo.casework.cases.models import Clock, Milestone, SafetyAlert, Task
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.opening import close_case
from amparo.casework.cases.services.tasks import raise_alert, resolve_alert
from amparo.casework.restore.models import (
    Ending,
    FollowUpVisit,
    HarmAgain,
    ReturnAssessment,
)
from amparo.casework.restore.questions import return_questions
from amparo.casework.restore.services.agreeing import REVIEW
from amparo.casework.restore.services.ending import (
    A_YEAR_ON,
    MILESTONES,
    end_aftercare,
    has_ended,
    resume_aftercare,
)
from amparo.casework.restore.services.returning import (
    assess_return,
    follow_up,
    follow_up_together,
    go_home,
    record_harm,
)
from amparo.directory.packs import code_list
from amparo.errors import Refused
from tests.casework.aftercare.furnish import survivor
from tests.casework.restore.furnish import (
    DAY,
    LATER,
    agreed,
    all_at,
    assess,
    at_noon,
    begun,
    planned,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db
Says = Ending.Says
HALF = DAY + timedelta(days=182)


def end(cast, reason="restored", says=Says.AGREES, on=HALF, words=""):
    return end_aftercare(
        by=cast.alma, at=at_noon(on), case=cast.case, person=cast.victim, on=on, reason=reason,
        says=says, words=words,
    )  # fmt: skip


def well_twice(cast):
    assess(cast.case, cast.victim, cast.alma)
    assess(cast.case, cast.victim, cast.alma, HALF)


def goods(kind, **other):
    return {one.code: one.good for one in return_questions(kind)} | other


def look(cast, kind, finding, answers=None, words=""):
    return assess_return(
        by=cast.alma, at=at_noon(DAY), case=cast.case, person=cast.victim, on=DAY, kind=kind,
        finding=finding, answers=goods(kind) if answers is None else answers, words=words,
    )  # fmt: skip


def test_restored_is_recorded_when_the_rule_is_met(cast):
    well_twice(cast)
    row = end(cast)
    assert row.milestone.type == "restore.restored"
    assert Task.objects.filter(what=A_YEAR_ON, done_at=None).count() == 1


@pytest.mark.parametrize(
    ("second", "on", "said"),
    [
        (all_at(3, social=2), HALF, "Social support 2.0"),
        (all_at(3), HALF - timedelta(days=1), "six months apart"),
        (all_at(3) | {("safety", "abuse"): None}, HALF, "not known well enough: Safety"),
    ],
)
def test_restored_is_refused_with_what_is_missing(cast, second, on, said):
    assess(cast.case, cast.victim, cast.alma)
    assess(cast.case, cast.victim, cast.alma, on, second)
    with pytest.raises(Refused, match=said):
        end(cast, on=on)
    assert not Milestone.objects.filter(type="restore.restored").exists()


def test_an_open_alert_stands_in_the_way_until_it_is_answered(cast):
    well_twice(cast)
    alert = raise_alert(by=cast.alma, at=NOW, case=cast.case, what="Followed home")
    with pytest.raises(Refused, match="safety alert is open"):
        end(cast)
    resolve_alert(by=cast.alma, at=NOW, alert=alert, measure="Moved in with her aunt")
    assert end(cast).reason == "restored"


def test_whoever_does_not_agree_is_restored_only_with_a_written_reason(cast):
    well_twice(cast)
    with pytest.raises(Refused, match="a reason is written"):
        end(cast, says=Says.DISAGREES)
    assert end(cast, says=Says.NOT_ASKED, words="She moved and left no number").has_words


def test_the_database_refuses_an_end_without_agreement_or_reason(cast):
    milestone = record_milestone(
        by=cast.alma, at=NOW, case=cast.case, type="restore.help_declined", on=DAY,
        person=cast.victim,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Ending(
            case=cast.case, person=cast.victim, on=DAY, recorded_by=cast.alma, recorded_at=NOW,
            reason="declined", says=Says.DISAGREES, milestone=milestone,
        ).save(force_insert=True)  # fmt: skip


def test_nobody_records_restored_by_hand(cast, as_):
    with pytest.raises(Refused, match="follows from a rule"):
        record_milestone(
            by=cast.alma, at=NOW, case=cast.case, type="restore.restored", on=DAY,
            person=cast.victim,
        )  # fmt: skip
    client, here = as_(cast.alma), f"/cases/{cast.case.code}/"
    assert client.get(f"{here}record/restore.restored/").status_code == 404
    assert "restore.restored" not in client.get(f"{here}record/").text


def test_no_file_is_closed_as_restored_while_a_survivor_of_it_is_not(cast):
    with pytest.raises(Refused, match="1 survivor of this case cannot be called restored"):
        close_case(by=cast.alma, at=LATER, case=cast.case, on=DAY, reason="restored")
    well_twice(cast)
    end(cast)
    close_case(by=cast.alma, at=LATER, case=cast.case, on=HALF, reason="restored")
    assert Milestone.objects.filter(type="restore.closed").exists()


def test_every_reason_of_the_list_but_restored_can_end_aftercare_and_be_taken_back_up(cast):
    reasons = [entry.code for entry in code_list("closure_reasons").entries]
    assert set(reasons) == set(MILESTONES)
    for n, reason in enumerate(one for one in reasons if one != "restored"):
        on = DAY + timedelta(days=10 * n)
        end(cast, reason, on=on)
        with pytest.raises(Refused, match="has ended already"):
            end(cast, reason, on=on)
        assert has_ended(cast.case, cast.victim)
        resume_aftercare(
            by=cast.alma, at=at_noon(on), case=cast.case, person=cast.victim,
            on=on + timedelta(days=1),
        )  # fmt: skip
        assert not has_ended(cast.case, cast.victim)
    assert Ending.objects.count() == 7


def test_an_end_stops_clocks_and_the_review_and_a_new_beginning_starts_them(cast):
    begun(cast.case, cast.victim, cast.alma)
    agreed(planned(cast.case, cast.victim, cast.alma), cast.alma)
    end(cast, "transferred", on=DAY + timedelta(days=9))
    assert not Clock.objects.filter(person=cast.victim, stopped_on=None).exists()
    assert not Task.objects.filter(what=REVIEW, done_at=None).exists()
    back = DAY + timedelta(days=40)
    resume_aftercare(by=cast.alma, at=at_noon(back), case=cast.case, person=cast.victim, on=back)
    running = Clock.objects.filter(person=cast.victim, stopped_on=None)
    assert set(running.values_list("code", flat=True)) == {
        "practice.safety_plan", "practice.assessment",
    }  # fmt: skip


def test_what_has_not_ended_is_not_taken_up(cast):
    with pytest.raises(Refused, match="has not ended"):
        resume_aftercare(by=cast.alma, at=NOW, case=cast.case, person=cast.victim, on=DAY)


def test_a_return_before_anybody_looked_needs_a_reason(cast):
    asked = {
        "by": cast.alma,
        "at": at_noon(DAY),
        "case": cast.case,
        "person": cast.victim,
        "on": DAY,
    }
    with pytest.raises(Refused, match="The family was not assessed; The community was not"):
        go_home(**asked)
    look(cast, ReturnAssessment.Kind.FAMILY, ReturnAssessment.Finding.GO)
    look(cast, ReturnAssessment.Kind.COMMUNITY, ReturnAssessment.Finding.NOT_YET)
    with pytest.raises(Refused, match="not yet"):
        go_home(**asked)
    assert go_home(**asked, reason="She chose to").type == "restore.reintegrated"
    assert Clock.objects.filter(code="practice.follow_up", stopped_on=None).count() == 1


def test_calling_it_safe_against_an_answer_needs_a_word(cast):
    kind, go = ReturnAssessment.Kind.FAMILY, ReturnAssessment.Finding.GO
    with pytest.raises(Refused, match="One answer speaks against it"):
        look(cast, kind, go, goods(kind, suspect_there="yes"))
    assert look(cast, kind, go, goods(kind, suspect_there="yes"), "He leaves on Friday").pk


def test_a_follow_up_that_finds_somebody_unsafe_raises_an_alert_and_sets_the_next_day(cast):
    asked = {
        "by": cast.alma,
        "at": at_noon(DAY),
        "case": cast.case,
        "person": cast.victim,
        "on": DAY,
    }
    with pytest.raises(Refused, match="whether they are safe"):
        follow_up(**asked, is_reached=True, is_safe=None)
    row = follow_up(**asked, is_reached=True, is_safe=False, next_on=DAY + timedelta(days=3))
    assert row.milestone.type == "restore.followed_up"
    assert SafetyAlert.objects.filter(resolved_at=None).count() == 1
    assert follow_up(**asked, is_reached=False, is_safe=None).milestone is None


def test_siblings_who_were_visited_together_each_have_a_visit_of_their_own(cast):
    sister = survivor(cast, name="Her Sister")
    asked = {"by": cast.alma, "at": at_noon(DAY), "case": cast.case, "on": DAY, "token": uuid4()}
    both = {**asked, "person": cast.victim, "also": [sister], "is_reached": True}
    with pytest.raises(Refused, match="entered alone"):
        follow_up_together(**both, is_safe=False)
    first = follow_up_together(**both, is_safe=True, words="They laughed")
    assert follow_up_together(**both, is_safe=True, words="They laughed") == first
    assert {row.person for row in FollowUpVisit.objects.all()} == {cast.victim, sister}
    told = Milestone.objects.filter(type="restore.followed_up").current()
    assert set(told.values_list("person", flat=True)) == {cast.victim.pk, sister.pk}


def test_after_restoration_a_visit_is_a_check_after(cast):
    well_twice(cast)
    end(cast)
    later = HALF + timedelta(days=90)
    row = follow_up(
        by=cast.alma, at=at_noon(later), case=cast.case, person=cast.victim, on=later,
        is_reached=True, is_safe=True,
    )  # fmt: skip
    assert row.milestone.type == "restore.checked_after"


def test_new_harm_raises_an_alert_and_asks_nothing_of_the_survivor(cast):
    row = record_harm(
        by=cast.alma, at=at_noon(DAY), case=cast.case, person=cast.victim, on=DAY,
        kind=HarmAgain.Kind.EXPLOITED,
    )  # fmt: skip
    assert SafetyAlert.objects.filter(milestone=row.milestone).count() == 1
    asked = {field.name for field in HarmAgain._meta.get_fields()}
    assert asked == {"id", "case", "person", "on", "recorded_by", "recorded_at", "kind",
                     "words_sealed", "milestone"}  # fmt: skip
