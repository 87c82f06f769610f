"""Every address, as everyone, about their own case and about one they must not know of.

The list comes from the URL configuration: a new route without a rule, or with a parameter that
nobody here can fill in, fails. What is expected comes from the policy, worked out anew here:
whoever lacks the verb, or the case, gets the page that a wrong address gets.
"""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import transaction
from django.urls import reverse

from amparo.access.policy import VERBS
from tests.access.world import World, build, rows_of_everything, shut_out
from tests.cast import gather
from tests.house.test_routes import every_route, is_foreign

REACHES_CASES = {"alma", "beni", "sofia", "pilar", "carla"}  # carla by her emergency opening
OF_CASE = {
    "milestone", "task", "alert", "member", "share", "consent", "document", "breakdown", "held",
    "ref", "second", "operation", "proof",
}  # fmt: skip
OFFICES = {
    "programme_id", "opening_id", "run_id", "home", "hold", "offer", "training", "problem",
    "intervention", "exposure", "study", "wave", "check", "wanted", "asset", "log_line",
    "course", "session", "official", "evaluation",
    "grievance", "keeper", "shield", "commitment", "letter", "survey", "ready", "slowed",
}  # fmt: skip
OWN = {
    "source",
    "bed",
    "draft",
    "operation",
    "own_session",
}  # what Alma brought in, holds, began or plans
ANSWERS = {200, 302, 405, 409, 422}
pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, sealing_key):
    """The world, made once: making it takes longer than most walks through it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(gather())
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db) -> World:
    """The world as it was made: what a walk changes in it is taken back after it."""
    return deepcopy(built)


def ours():
    return [(entry.name, entry) for _, entry in every_route() if not is_foreign(entry.callback)]


GATED = [(name, entry) for name, entry in ours() if getattr(entry.callback, "verb", "")]
OPEN = [(name, entry) for name, entry in ours() if getattr(entry.callback, "open_reason", "")]


def parameters(entry) -> set[str]:
    return set(entry.pattern.converters)


# Where a parameter's name does not say what it is of, the route's name does.
OF_ROUTE = {
    "institution": "institution", "institution_change": "institution", "unit_add": "institution",
    "unit_close": "unit", "post_add": "unit", "holder_appoint": "post", "holding_end": "holding",
}  # fmt: skip
LAW = {
    "pack": {"code": "ph"}, "pack_part": {"code": "ph", "part": "clocks"},
    "milestones_of": {"way": "rescue"}, "causes_of": {"lacks": "training"},
}  # fmt: skip


def address(name, entry, world, thing) -> str:
    if name in LAW:
        return reverse(name, kwargs=LAW[name])
    is_referral = str(entry.pattern).startswith("referrals/")
    code = thing.referral.code if is_referral else thing.case.code
    known = {**world.shared_ids, **thing.ids, "code": code, "name": "referral_sources"}
    if name in OF_ROUTE:
        known["pk"] = known[OF_ROUTE[name]]
    if name == "order_obeyed":  # of a court's order; elsewhere it is of compensation
        known["order"] = known[name]
    return reverse(name, kwargs={key: known[key] for key in parameters(entry)})


def is_about_a_case(entry) -> bool:
    return bool(parameters(entry) & OF_CASE) or str(entry.pattern).startswith("cases/<")


def is_about_an_office(entry) -> bool:
    return str(entry.pattern).startswith("referrals/<") or bool(parameters(entry) & OFFICES)


def is_ones_own(entry) -> bool:
    return bool(parameters(entry) & OWN)


def holds(user, verb) -> bool:
    return any(verb in VERBS[role] for role in user.held_roles)


def refused(answer) -> bool:
    """Not there; or a method that the address answers to nobody, which tells nothing of records."""
    return answer.status_code in {404, 405}


def walk(client, world, user, routes, thing):
    """(name, method, status) of every route asked for."""
    client.force_login(user)
    answers = []
    for name, entry in routes:
        place = address(name, entry, world, thing)
        answers.append((name, "get", client.get(place)))
        answers.append((name, "post", client.post(place)))
    return answers


EVERYONE = ["alma", "beni", "carla", "dario", "eva", "sofia", "nadia", "amira", "adan", "pilar"]


@pytest.mark.parametrize("who", EVERYONE)
def test_whoever_lacks_the_verb_gets_the_page_of_a_wrong_address(world, client, who):
    user = world.people()[who]
    routes = [(n, e) for n, e in GATED if not holds(user, e.callback.verb)]
    before = rows_of_everything()
    answers = walk(client, world, user, routes, world.own)
    assert [(n, m, a.status_code) for n, m, a in answers if not refused(a)] == []
    assert rows_of_everything() == before


@pytest.mark.parametrize("who", sorted(set(EVERYONE) - {"dario"}))
def test_a_case_of_another_organisation_is_not_there(world, client, who):
    user = world.people()[who]
    routes = [(n, e) for n, e in GATED if is_about_a_case(e)]
    before = rows_of_everything()
    answers = walk(client, world, user, routes, world.hidden)
    assert [(n, m, a.status_code) for n, m, a in answers if not refused(a)] == []
    assert rows_of_everything() == before


@pytest.mark.parametrize("who", sorted(set(EVERYONE) - REACHES_CASES))
def test_whoever_does_not_reach_the_case_does_not_find_it(world, client, who):
    user = world.people()[who]
    routes = [(n, e) for n, e in GATED if is_about_a_case(e)]
    before = rows_of_everything()
    answers = walk(client, world, user, routes, world.own)
    assert [(n, m, a.status_code) for n, m, a in answers if not refused(a)] == []
    assert rows_of_everything() == before


@pytest.mark.parametrize("who", ["beni", "sofia", "carla"])
def test_a_conflict_of_interest_shuts_out_whoever_would_reach_it(world, client, who):
    user = world.people()[who]
    shut_out(world, user)
    routes = [(n, e) for n, e in GATED if is_about_a_case(e)]
    answers = walk(client, world, user, routes, world.own)
    assert [(n, m, a.status_code) for n, m, a in answers if not refused(a)] == []


@pytest.mark.parametrize("who", ["dario"])
def test_what_belongs_to_one_office_is_not_there_for_another(world, client, who):
    routes = [(n, e) for n, e in GATED if is_about_an_office(e)]
    answers = walk(client, world, world.people()[who], routes, world.own)
    assert routes
    assert [(n, m, a.status_code) for n, m, a in answers if not refused(a)] == []


@pytest.mark.parametrize("who", ["alma", "sofia"])
def test_whoever_may_open_it_is_answered(world, client, who):
    user = world.people()[who]
    routes = [(n, e) for n, e in GATED if holds(user, e.callback.verb)]
    routes = [(n, e) for n, e in routes if who == "alma" or not is_ones_own(e)]
    client.force_login(user)
    answers = [(n, client.get(address(n, e, world, world.own))) for n, e in routes]
    assert [(n, a.status_code) for n, a in answers if a.status_code not in ANSWERS] == []


@pytest.mark.parametrize("who", ["nadia", "amira", "adan", "eva", "pilar"])
def test_other_roles_are_answered_where_no_case_is_asked_for(world, client, who):
    user = world.people()[who]
    routes = [(n, e) for n, e in GATED if holds(user, e.callback.verb) and not is_about_a_case(e)]
    client.force_login(user)
    answers = [(n, client.get(address(n, e, world, world.own))) for n, e in routes]
    assert routes
    assert [(n, a.status_code) for n, a in answers if a.status_code not in ANSWERS] == []


@pytest.mark.parametrize("who", sorted(set(EVERYONE) - {"alma"}))
def test_what_one_person_brought_in_is_not_there_for_anyone_else(world, client, who):
    routes = [(n, e) for n, e in GATED if is_ones_own(e)]
    answers = walk(client, world, world.people()[who], routes, world.own)
    assert routes
    assert [(n, m, a.status_code) for n, m, a in answers if not refused(a)] == []


def test_nobody_signed_in_is_sent_to_sign_in(world, client):
    answers = [(n, client.get(address(n, e, world, world.own))) for n, e in GATED]
    assert [(n, a.status_code) for n, a in answers if a.status_code != 302] == []
    assert {a["Location"].split("?")[0] for _, a in answers} == {reverse("account_login")}


def test_what_is_open_to_all_is_open(world, client):
    answers = [(n, client.get(address(n, e, world, world.own))) for n, e in OPEN]
    assert [(n, a.status_code) for n, a in answers if a.status_code not in {200, 302, 405}] == []


@pytest.mark.parametrize("who", ["carla", "nadia", "pilar"])
def test_a_hidden_case_and_no_case_at_all_look_the_same(world, client, who):
    client.force_login(world.people()[who])
    hidden = client.get(reverse("case", kwargs={"code": world.hidden.case.code}))
    nothing = client.get(reverse("case", kwargs={"code": "ZZZZZZ"}))
    same = [answer.content.replace(b"ZZZZZZ", b"").replace(world.hidden.case.code.encode(), b"")
            for answer in (hidden, nothing)]  # fmt: skip
    assert hidden.status_code == nothing.status_code == 404
    assert len(same[0]) == len(same[1])


def test_every_parameter_can_be_filled_in(world):
    known = {"code", "part", "name", "pk", "way", "lacks", *world.shared_ids, *world.own.ids}
    asked = {name: parameters(entry) - known for name, entry in GATED}
    assert {name: missing for name, missing in asked.items() if missing} == {}
