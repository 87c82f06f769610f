"""A closed part of a case opens to one person, for a time, by two others' word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from amparo.access.policy import Compartment, Role
from amparo.audit.models import Entry
from amparo.casework.cases.models import CompartmentHolding, ConflictOfInterest, Task, TeamMember
from amparo.casework.cases.selectors.rights import rights_for
from amparo.casework.cases.services.compartments import (
    agree_to_open,
    ask_to_open,
    close_compartment,
    open_compartment,
)
from amparo.casework.cases.services.team import (
    break_glass,
    leave_team,
    record_conflict,
    share_with,
)
from amparo.errors import Refused
from tests.cast import account

SHELTER = Compartment.SHELTER_ADDRESS


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def ask(cast, now):
    def asking(**other):
        given = {
            "by": cast.sofia, "at": now, "case": cast.case, "user": cast.alma,
            "compartment": SHELTER, "until": timezone.localdate(now) + timedelta(days=30),
        }  # fmt: skip
        return ask_to_open(**{**given, **other})

    return asking


def is_open(cast, user, compartment=SHELTER):
    return bool(rights_for(user, cast.case).opens(compartment))


def test_being_on_the_team_does_not_open_it(cast):
    found = rights_for(cast.alma, cast.case).opens(SHELTER)
    assert not found
    assert found.because == (
        "Shelter address is not open to you in this case: two people open it to you by name, for "
        "a time."
    )


def test_one_word_opens_nothing_and_two_do(cast, ask, now):
    holding = ask()
    assert not is_open(cast, cast.alma)
    agree_to_open(by=cast.beni, at=now, holding=holding)
    assert is_open(cast, cast.alma)
    assert not is_open(cast, cast.alma, Compartment.MEDICAL)


@pytest.mark.parametrize("second", ["sofia", "alma", "carla", "dario", "adan"])
def test_the_second_word_is_a_third_persons_who_works_on_the_case(second, cast, ask, now):
    holding = ask()
    with pytest.raises(Refused):
        agree_to_open(by=getattr(cast, second), at=now, holding=holding)
    assert not is_open(cast, cast.alma)


def test_an_emergency_is_no_way_to_give_the_second_word(cast, ask, now):
    holding = ask()
    break_glass(by=cast.carla, at=now, case=cast.case, reason="Nobody answers and it cannot wait.")
    with pytest.raises(Refused):
        agree_to_open(by=cast.carla, at=now, holding=holding)


def test_a_second_word_is_given_once(cast, ask, now):
    holding = ask()
    agree_to_open(by=cast.beni, at=now, holding=holding)
    with pytest.raises(Refused, match="answered"):
        agree_to_open(by=cast.beni, at=now, holding=holding)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"days": 0}, "180 days"), ({"days": 181}, "180 days"), ({"user": "sofia"}, "themselves"),
        ({"user": "carla"}, "do not work on this case"), ({"by": "alma"}, "cannot open"),
        ({"user": "beni"}, "roles do not hold"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_refused(other, said, cast, ask, now):
    until = timezone.localdate(now) + timedelta(days=other.pop("days", 30))
    people = {name: getattr(cast, who) for name, who in other.items()}
    with pytest.raises(Refused, match=said):
        ask(until=until, **people)
    assert not CompartmentHolding.objects.exists()


def test_it_lasts_for_180_days_and_no_longer(cast, ask, now):
    ask(until=timezone.localdate(now) + timedelta(days=180))
    assert CompartmentHolding.objects.get().until_on == timezone.localdate(now) + timedelta(180)


def test_it_is_asked_for_once_and_again_when_it_is_over(cast, ask, now):
    holding = ask()
    with pytest.raises(Refused, match="already"):
        ask()
    long_ago = timezone.localdate(now) - timedelta(days=9)
    CompartmentHolding.objects.filter(pk=holding.pk).update(
        from_on=long_ago, until_on=timezone.localdate(now)
    )
    ask()
    assert CompartmentHolding.objects.filter(ended_at__isnull=True).count() == 1
    assert CompartmentHolding.objects.count() == 2


@pytest.mark.parametrize("who", ["alma", "sofia"])
def test_the_holder_and_a_supervisor_close_it_at_once(who, cast, ask, now):
    holding = ask()
    agree_to_open(by=cast.beni, at=now, holding=holding)
    close_compartment(by=getattr(cast, who), at=now, holding=holding)
    assert not is_open(cast, cast.alma)
    assert CompartmentHolding.objects.get().ended_by == getattr(cast, who)


def test_a_colleague_does_not_close_it(cast, ask, now):
    holding = ask()
    with pytest.raises(Refused):
        close_compartment(by=cast.beni, at=now, holding=holding)


@pytest.fixture
def social(cast, now):
    """A social worker on the team to whom counselling is open."""
    found = account("Zita Ramos", Role.SOCIAL_WORKER, cast.office)
    TeamMember.objects.create(
        case=cast.case, user=found, from_on=timezone.localdate(now) - timedelta(days=1)
    )
    open_compartment(
        by=cast.sofia, at=now, case=cast.case, user=found, compartment=Compartment.COUNSELLING,
        until=timezone.localdate(now) + timedelta(days=9), seconded_by=cast.beni,
    )  # fmt: skip
    assert is_open(cast, found, Compartment.COUNSELLING)
    return found


def test_leaving_the_team_closes_it_for_good(cast, social, now):
    member = TeamMember.objects.get(user=social)
    leave_team(by=cast.sofia, at=now, member=member, on=timezone.localdate(now))
    TeamMember.objects.create(case=cast.case, user=social, from_on=timezone.localdate(now))
    assert not is_open(cast, social, Compartment.COUNSELLING)


def test_a_conflict_closes_it(cast, social, now):
    record_conflict(
        by=cast.sofia, at=now, case=cast.case, user=social, kind=ConflictOfInterest.Kind.KIN
    )
    assert not is_open(cast, social, Compartment.COUNSELLING)
    assert CompartmentHolding.objects.get().ended_at is not None


def test_another_role_holds_it_no_longer(cast, social):
    social.roles = [Role.CASEWORKER.value]
    found = rights_for(social, cast.case).opens(Compartment.COUNSELLING)
    assert found.because.endswith("This is the work of other roles: Social worker.")


def test_every_step_is_in_the_trail_and_names_no_person(cast, ask, now):
    holding = ask()
    agree_to_open(by=cast.beni, at=now, holding=holding)
    close_compartment(by=cast.alma, at=now, holding=holding)
    rows = Entry.objects.filter(kind="cases.compartment_holding").order_by("seq")
    assert [(row.verb, row.actor, row.fields) for row in rows] == [
        ("compartment.asked", "Sofia Ramos", ["shelter_address"]),
        ("compartment.opened", "Beni Cruz", ["shelter_address"]),
        ("compartment.closed", "Alma Reyes", ["shelter_address"]),
    ]


def test_the_lead_is_told_that_a_second_word_is_wanted(cast, ask, now):
    ask(user=cast.beni, compartment=Compartment.MEDICAL)
    told = Task.objects.filter(owner=cast.alma).values_list("what", flat=True)
    assert "Agree or not, on the Team page: medical for Beni Cruz" in told


@pytest.mark.parametrize("same", ["granted_by", "user"])
def test_the_database_holds_that_they_are_two_others(same, cast, ask, now):
    holding = ask()
    agree_to_open(by=cast.beni, at=now, holding=holding)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompartmentHolding.objects.filter(pk=holding.pk).update(seconded_by=F(same))


def test_standing_costs_one_query_however_much_is_held(cast, ask, now, django_assert_num_queries):
    agree_to_open(by=cast.beni, at=now, holding=ask())
    ask(compartment=Compartment.MEDICAL)
    with django_assert_num_queries(1):
        rights = rights_for(cast.alma, cast.case)
    assert rights.holds == {SHELTER}
    assert not replace(rights, conflicted=True).opens(SHELTER)


def test_the_pages_ask_one_and_then_another(cast, client, now):
    client.force_login(cast.sofia)
    until = timezone.localdate(now) + timedelta(days=20)
    typed = {"compartment": "shelter_address", "colleague": cast.alma.pk, "until": str(until)}
    client.post(reverse("compartment_ask", args=[cast.case.code]), typed)
    holding = CompartmentHolding.objects.get()
    client.force_login(cast.beni)
    team = reverse("case_team", args=[cast.case.code])
    assert b"Waits for a second person" in client.get(team).content
    client.post(reverse("compartment_agree", args=[holding.pk]))
    assert is_open(cast, cast.alma)
    assert "Opened by Sofia Ramos and Beni Cruz" in client.get(team).content.decode()
    client.force_login(cast.alma)
    client.post(reverse("compartment_close", args=[holding.pk]))
    assert not is_open(cast, cast.alma)


def test_a_day_too_far_away_is_said_in_the_form(cast, client, now):
    client.force_login(cast.sofia)
    until = timezone.localdate(now) + timedelta(days=400)
    typed = {"compartment": "shelter_address", "colleague": cast.alma.pk, "until": str(until)}
    answer = client.post(reverse("compartment_ask", args=[cast.case.code]), typed)
    assert answer.status_code == 422
    assert "180 days at most" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("alma", "Shelter address is not open to you in this case"),
        ("beni", "Shelter address is a closed part of the case. This is the work of other roles"),
        ("pilar", "This is the work of other roles"),
    ],
)
def test_one_page_says_why_something_is_closed(who, said, cast, client, now):
    share_with(
        by=cast.sofia, at=now, case=cast.case, institution=cast.police, purpose="Arrest",
        on=timezone.localdate(now),
    )  # fmt: skip
    client.force_login(getattr(cast, who))
    answer = client.get(reverse("case_rights", args=[cast.case.code]))
    assert answer.status_code == 200
    assert said in answer.content.decode()
