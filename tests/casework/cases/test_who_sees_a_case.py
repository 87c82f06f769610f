"""Who may see a case: the team, the office's supervisor, a partner its code; a conflict no one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from amparo.casework.cases.models import (
    BreakGlass,
    Case,
    ConflictOfInterest,
    Milestone,
    Person,
    RoleInCase,
    Task,
    TeamMember,
)
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.people import reveal_names
from amparo.casework.cases.services.team import (
    add_to_team,
    break_glass,
    leave_team,
    record_conflict,
    share_with,
    stop_sharing,
)
from amparo.errors import NotVisible, Refused
from tests.casework.cases.acting import happened
from tests.cast import NOW, OPENED_ON, VICTIM_NAME


def sees(user, verb="cases.read"):
    return Case.objects.all().visible_to(user, verb).exists()


@pytest.mark.parametrize("name", ["alma", "beni", "sofia"])
def test_it_is_seen_by(cast, name):
    assert sees(getattr(cast, name))


@pytest.mark.parametrize("name", ["carla", "dario", "eva", "nadia", "amira", "adan", "pilar"])
def test_it_is_not_seen_by(cast, name):
    user = getattr(cast, name)
    assert not sees(user)
    assert not Milestone.objects.visible_to(user).exists()
    assert not Task.objects.visible_to(user).exists()
    assert not Person.objects.all().visible_to(user).exists()


def test_asking_for_it_by_code_tells_nothing(cast):
    with pytest.raises(NotVisible) as there:
        case_for(cast.carla, cast.case.code)
    with pytest.raises(NotVisible) as absent:
        case_for(cast.carla, "ZZZZZZ")
    assert str(there.value) == str(absent.value)


def test_a_closed_account_sees_nothing(cast):
    cast.alma.is_active = False
    assert not sees(cast.alma)


def test_whoever_leaves_the_team_sees_it_no_longer(cast):
    member = TeamMember.objects.get(user=cast.beni)
    leave_team(by=cast.sofia, at=NOW, member=member, on=timezone.localdate())
    assert not sees(cast.beni)


def test_the_lead_cannot_leave_before_another_leads(cast):
    with pytest.raises(Refused, match="lead"):
        leave_team(by=cast.sofia, at=NOW, member=TeamMember.objects.get(leads=True), on=OPENED_ON)


def test_a_new_lead_takes_over_from_the_old(cast):
    add_to_team(by=cast.sofia, at=NOW, case=cast.case, user=cast.beni, on=OPENED_ON, leads=True)
    assert TeamMember.objects.get(case=cast.case, leads=True).user == cast.beni


@pytest.mark.parametrize("name", ["alma", "sofia"])
def test_a_conflict_of_interest_shuts_out_before_any_grant(cast, name):
    user = getattr(cast, name)
    record_conflict(
        by=cast.sofia, at=NOW, case=cast.case, user=user, kind=ConflictOfInterest.Kind.KIN
    )
    assert not sees(user)


def test_a_partner_sees_the_code_and_its_own_milestones_only(cast):
    mine = happened(cast, "restrain.arrested", person=cast.suspect, unit=cast.station)
    happened(cast, "represent.arraigned", person=cast.suspect, institution=cast.court)
    share_with(
        by=cast.sofia, at=NOW, case=cast.case, institution=cast.police, purpose="Joint work",
        on=OPENED_ON,
    )  # fmt: skip
    assert sees(cast.pilar)
    assert list(Milestone.objects.visible_to(cast.pilar)) == [mine]
    assert not RoleInCase.objects.visible_to(cast.pilar).exists()


def test_a_share_that_ended_shows_nothing(cast):
    share = share_with(
        by=cast.sofia, at=NOW, case=cast.case, institution=cast.police, purpose="Joint work",
        on=OPENED_ON,
    )  # fmt: skip
    stop_sharing(by=cast.sofia, at=NOW, share=share, on=timezone.localdate())
    assert not sees(cast.pilar)


def test_an_emergency_opens_it_for_three_hours(cast):
    now = timezone.now()
    opening = break_glass(
        by=cast.carla, at=now, case=cast.case, reason="The shelter called: she must be moved."
    )
    assert sees(cast.carla)
    BreakGlass.objects.filter(pk=opening.pk).update(at=now - timedelta(hours=4), until=now)
    assert not sees(cast.carla)


def test_the_fourth_emergency_of_a_week_is_refused(cast):
    at = datetime(2024, 3, 4, tzinfo=UTC)
    BreakGlass.objects.bulk_create(
        BreakGlass(case=cast.case, user=cast.carla, reason="x" * 20, at=at, until=at + timedelta(1))
        for _ in range(3)
    )
    with pytest.raises(Refused, match="Three"):
        break_glass(by=cast.carla, at=at, case=cast.case, reason="The shelter called once more.")


def test_each_name_shown_is_written_in_the_trail_first(cast):
    from amparo.audit.models import Entry

    names = reveal_names(by=cast.alma, at=NOW, case=cast.case, people=[cast.victim])
    assert names == {str(cast.victim.pk): VICTIM_NAME}
    assert Entry.objects.filter(verb="person.name_seen", actor_id=cast.alma.actor_id).count() == 1


def test_figures_count_the_case_for_eva_as_a_number(cast):
    assert Case.objects.all().countable_by(cast.eva).count() == 1
    assert Case.objects.all().countable_by(cast.dario).count() == 0


def test_a_member_from_tomorrow_does_not_see_it_today(cast):
    add_to_team(
        by=cast.sofia, at=NOW, case=cast.case, user=cast.carla,
        on=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    assert not sees(cast.carla)


def test_the_day_of_opening_is_in_the_past(cast):
    assert cast.case.opened_on == date(2024, 1, 8)
