"""Protective orders: asked, granted, served, breached, and chased before they end."""

from datetime import date, timedelta

import pytest

from amparo.casework.cases.models import Milestone, SafetyAlert, Task
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.services.facts import take_back
from amparo.casework.restrain.services.orders import CHASE, add_order_step, ask_protection
from amparo.errors import Refused
from tests.casework.cases.acting import DAY
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
UNTIL = date(2024, 6, 30)
SERVE = "See that the protection is served: it may not bind until it is"


@pytest.fixture
def order(cast):
    return ask_protection(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY, protects=cast.victim,
        court=cast.court, words="Two hundred metres",
    )  # fmt: skip


def step(cast, order, what, *, after=1, **facts):
    return add_order_step(
        by=cast.beni, at=NOW, order=order, on=DAY + timedelta(after), what=what, **facts
    )


def card(cast, today=TODAY):
    return suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=today).orders[0]


def open_tasks(cast) -> set[tuple[str, date]]:
    rows = Task.objects.filter(case=cast.case, done_at=None, what__in=[CHASE, SERVE])
    return set(rows.values_list("what", "due_on"))


def test_asking_protects_nobody_yet(cast, order):
    assert (card(cast).state, card(cast).protects) == ("", "Victim 1")
    assert not Milestone.objects.filter(type="restrain.protective_order").exists()


def test_granting_records_it_and_asks_for_service(cast, order):
    step(cast, order, "granted")
    assert Milestone.objects.filter(type="restrain.protective_order").count() == 1
    assert open_tasks(cast) == {(SERVE, NOW.date() + timedelta(3))}


def test_serving_it_closes_that_task(cast, order):
    step(cast, order, "granted")
    step(cast, order, "served", after=2)
    assert (card(cast).state, open_tasks(cast)) == ("served", set())


def test_its_end_is_chased_two_weeks_before(cast, order):
    step(cast, order, "granted", until=UNTIL)
    assert (CHASE, UNTIL - timedelta(14)) in open_tasks(cast)


def test_renewing_moves_the_chase_to_the_new_end(cast, order):
    step(cast, order, "granted", until=UNTIL)
    step(cast, order, "served", after=2)
    step(cast, order, "renewed", after=3, until=UNTIL + timedelta(100))
    assert open_tasks(cast) == {(CHASE, UNTIL + timedelta(86))}
    assert (card(cast).state, card(cast).until) == ("served", UNTIL + timedelta(100))


def test_ending_it_takes_the_chase_away(cast, order):
    step(cast, order, "granted", until=UNTIL)
    step(cast, order, "ended", after=2)
    assert open_tasks(cast) == set()


def test_a_breach_raises_an_alert_and_leaves_it_in_force(cast, order):
    step(cast, order, "granted")
    breach = step(cast, order, "breached", after=4, words="He waited at the gate")
    assert breach.milestone.type == "restrain.order_breached"
    assert SafetyAlert.objects.filter(milestone=breach.milestone).exists()
    assert (card(cast).state, card(cast).n_breaches) == ("granted", 1)


@pytest.mark.parametrize("what", ["served", "breached", "renewed", "ended"])
def test_what_was_never_granted_is_not_served_or_breached(cast, order, what):
    with pytest.raises(Refused, match="cannot follow"):
        step(cast, order, what)


def test_one_refused_may_be_granted_on_review(cast, order):
    step(cast, order, "refused")
    step(cast, order, "granted", after=9)
    assert card(cast).state == "granted"


def test_steps_follow_one_another_in_time(cast, order):
    step(cast, order, "granted", after=5)
    with pytest.raises(Refused, match="before an earlier step"):
        step(cast, order, "served", after=2)


def test_an_end_before_the_beginning_is_refused(cast, order):
    with pytest.raises(Refused, match="end before it begins"):
        step(cast, order, "granted", until=DAY)


def test_only_a_survivor_of_the_case_is_protected(cast):
    with pytest.raises(Refused, match="Only a survivor"):
        ask_protection(
            by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY,
            protects=cast.suspect,
        )  # fmt: skip


def test_a_grant_taken_back_closes_what_it_opened(cast, order):
    granted = step(cast, order, "granted", until=UNTIL)
    take_back(by=cast.beni, at=NOW, row=granted, reason="Of another case")
    assert (card(cast).state, open_tasks(cast)) == ("", set())


def test_an_expired_one_protects_nobody(cast, order):
    step(cast, order, "granted", until=UNTIL)
    assert not card(cast).has_ended(UNTIL)
    assert card(cast).has_ended(UNTIL + timedelta(1))


def test_no_task_names_a_person(cast, order):
    step(cast, order, "granted", until=UNTIL)
    assert "Two hundred" not in "".join(Task.objects.values_list("what", flat=True))
