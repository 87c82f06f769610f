"""One table, two readers: the function that explains, and the query that selects."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, combinations

import pytest
from django.db import transaction
from django.utils import timezone

from amparo.access.policy import MAY_HOLD, REACH, VERBS, Compartment, Relation, Role, decide
from amparo.casework.cases.models import (
    BreakGlass,
    Case,
    CompartmentHolding,
    ConflictOfInterest,
    Milestone,
    Person,
    RoleInCase,
    Share,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.visibility import of_cases
from amparo.casework.cases.selectors.rights import rights_for
from amparo.web.gate import requires
from tests.cast import account

pytestmark = pytest.mark.django_db

RELATIONS = [
    frozenset(some)
    for some in chain(*(combinations(Relation, n) for n in range(len(Relation) + 1)))
]
PAIRS = [
    {Role.CASEWORKER, Role.ANALYST}, {Role.ADMINISTRATOR, Role.AUDITOR},
    {Role.SUPERVISOR, Role.ADMINISTRATOR}, {Role.PARTNER, Role.LAWYER}, set(),
]  # fmt: skip
HELD = [{role} for role in Role] + PAIRS
ASKED = [
    "cases.read",
    "cases.write",
    "people.read",
    "consent.record",
    "documents.read",
    "compartments.second",
]


def named(value):
    return "+".join(sorted(str(each) for each in value)) or "none"


def stand(cast, user, relations):
    """Put the user into these relations to the case, and into no other."""
    now, today = timezone.now(), timezone.localdate()
    user.office = cast.office if Relation.OFFICE in relations else cast.police
    user.save(update_fields=["office"])
    rows = {
        Relation.TEAM: lambda: TeamMember.objects.create(
            case=cast.case, user=user, from_on=today - timedelta(days=1)
        ),
        Relation.BREAK_GLASS: lambda: BreakGlass.objects.create(
            case=cast.case, user=user, reason="It could not wait for the team.",
            at=now - timedelta(hours=1), until=now + timedelta(hours=2),
        ),
        Relation.SHARED: lambda: Share.objects.create(
            case=cast.case, institution=user.office, purpose="Search",
            from_on=today - timedelta(days=1),
        ),
        Relation.OFFICE: lambda: None,
    }  # fmt: skip
    return [rows[relation]() for relation in relations]


@contextmanager
def a_page_is_read(user):
    """As the gate does where a page is only read."""
    user.reading = {}
    yield
    user.reading = None


def selected(cast, user, relations):
    """What the query gives for each verb, as though only these relations stood."""
    with transaction.atomic():
        stand(cast, user, relations)
        found = {v: Case.objects.all().visible_to(user, v).exists() for v in ASKED}
        with a_page_is_read(user):
            assert found == {v: Case.objects.all().visible_to(user, v).exists() for v in ASKED}
            assert found == {v: Person.objects.filter(of_cases(user, v, way="roles__case")).exists()
                             for v in ASKED}  # fmt: skip
        transaction.set_rollback(True)
    return found


def explained(roles, relations, *, conflicted):
    """What the function says for each verb."""
    given = {"active": True, "roles": roles, "relations": relations, "about_case": True}
    return {v: bool(decide(verb=v, conflicted=conflicted, **given)) for v in ASKED}


HOLDINGS = [frozenset(), frozenset(Compartment), *(frozenset({one}) for one in Compartment)]
LIFE = {
    "live": {},
    "waits": {"seconded_at": None, "seconded_by": None},
    "ended": {"ended_at": timezone.now()},
    "over": {"from_on": timezone.localdate() - timedelta(days=9), "until_on": timezone.localdate()},
    "to_come": {"from_on": timezone.localdate() + timedelta(days=1)},
}


def hold(cast, user, compartments, life="live"):
    """Rows of holdings, as they stand in one moment of their life."""
    now, today = timezone.now(), timezone.localdate()
    facts = {
        "from_on": today, "until_on": today + timedelta(days=30), "granted_by": cast.sofia,
        "granted_at": now, "seconded_by": cast.beni, "seconded_at": now, **LIFE[life],
    }  # fmt: skip
    CompartmentHolding.objects.bulk_create(
        CompartmentHolding(case=cast.case, user=user, compartment=one.value, **facts)
        for one in sorted(compartments)
    )


def opened_by_query(cast, user, relations, held, *, life="live"):
    """The compartments that the queryset opens, and those that one person's rights open."""
    with transaction.atomic():
        stand(cast, user, relations)
        hold(cast, user, held, life)
        cases = Case.objects.all()
        found = {c for c in Compartment if cases.visible_to(user, "people.read", compartment=c)}
        rights = rights_for(user, cast.case)
        said = {c for c in Compartment if rights.opens(c)}
        with a_page_is_read(user):
            again = {c for c in Compartment if cases.visible_to(user, "people.read", compartment=c)}
        transaction.set_rollback(True)
    assert found == said == again
    return found


def opened_by_table(roles, relations, held, *, conflicted):
    """The compartments that the function opens."""
    return {
        one
        for one in Compartment
        if decide(
            active=True, roles=roles, verb="people.read", relations=relations, about_case=True,
            conflicted=conflicted, compartment=one, holds=held,
        )
    }  # fmt: skip


@pytest.mark.parametrize("conflicted", [False, True], ids=["no-conflict", "conflict"])
@pytest.mark.parametrize("roles", HELD, ids=named)
def test_they_agree_in_every_relation(roles, conflicted, cast):
    user = account("Zed Zamora", Role.CASEWORKER, cast.office)
    user.roles = sorted(role.value for role in roles)
    user.save(update_fields=["roles"])
    rows = [ConflictOfInterest(
        case=cast.case, user=user, kind=ConflictOfInterest.Kind.KIN, recorded_at=timezone.now()
    )]  # fmt: skip
    ConflictOfInterest.objects.bulk_create(rows[:conflicted])
    by_query = {named(some): selected(cast, user, some) for some in RELATIONS}
    by_table = {named(some): explained(roles, some, conflicted=conflicted) for some in RELATIONS}
    assert by_query == by_table


@pytest.mark.parametrize("conflicted", [False, True], ids=["no-conflict", "conflict"])
@pytest.mark.parametrize("roles", HELD, ids=named)
def test_they_agree_on_every_compartment(roles, conflicted, cast):
    user = account("Zed Zamora", Role.CASEWORKER, cast.office)
    user.roles = sorted(role.value for role in roles)
    user.save(update_fields=["roles"])
    rows = [ConflictOfInterest(
        case=cast.case, user=user, kind=ConflictOfInterest.Kind.KIN, recorded_at=timezone.now()
    )]  # fmt: skip
    ConflictOfInterest.objects.bulk_create(rows[:conflicted])
    asked = [(stood, held) for stood in RELATIONS for held in HOLDINGS[: 2 + len(stood) % 8]]
    by_query = [opened_by_query(cast, user, stood, held) for stood, held in asked]
    by_table = [opened_by_table(roles, stood, held, conflicted=conflicted) for stood, held in asked]
    assert by_query == by_table


@pytest.mark.parametrize("life", sorted(set(LIFE) - {"live"}))
def test_a_holding_that_is_not_in_force_opens_nothing(life, cast):
    social = account("Zed Zamora", Role.SOCIAL_WORKER, cast.office)
    stood, held = frozenset({Relation.TEAM}), frozenset(Compartment)
    assert opened_by_query(cast, social, stood, held, life=life) == set()
    assert Compartment.COUNSELLING in opened_by_query(cast, social, stood, held)


def test_every_compartment_opens_to_some_role_on_the_team_that_holds_it():
    stood = {Relation.TEAM}
    opened = {
        one: {r for r in Role if one in opened_by_table([r], stood, {one}, conflicted=False)}
        for one in Compartment
    }
    assert opened == {one: set(MAY_HOLD[one]) for one in Compartment}


def test_an_emergency_opens_no_compartment():
    stood, held = {Relation.BREAK_GLASS}, frozenset(Compartment)
    assert opened_by_table(list(Role), stood, held, conflicted=False) == set()


def test_the_table_is_not_all_one_answer():
    answers = [explained([role], some, conflicted=False) for role in Role for some in RELATIONS]
    assert {answer["cases.read"] for answer in answers} == {True, False}


@pytest.mark.parametrize("roles", HELD, ids=named)
def test_a_closed_account_sees_nothing(roles, cast):
    user = account("Zed Zamora", Role.CASEWORKER, cast.office)
    user.roles, user.is_active = sorted(role.value for role in roles), False
    user.save(update_fields=["roles", "is_active"])
    stand(cast, user, frozenset(Relation))
    assert not Case.objects.all().visible_to(user).exists()
    assert not decide(
        active=False, roles=roles, verb="cases.read", relations=set(Relation), about_case=True
    )


def test_what_the_table_does_not_name_is_denied():
    assert not decide(active=True, roles=list(Role), verb="cases.burn")


def test_every_role_is_in_the_table():
    assert set(VERBS) == set(Role)


def test_only_roles_that_read_cases_reach_any():
    assert {role for role in REACH if "cases.read" not in VERBS[role]} == set()


def test_a_role_code_of_long_ago_gives_nothing(cast):
    cast.eva.roles = ["superuser"]
    assert cast.eva.held_roles == frozenset()


@pytest.mark.parametrize("rows", [Person, RoleInCase, Task, TeamMember, Milestone], ids=str)
@pytest.mark.parametrize("name", ["carla", "dario", "eva", "nadia", "amira", "adan", "pilar"])
def test_rows_of_a_case_follow_their_case(name, rows, cast):
    assert not rows.objects.all().visible_to(getattr(cast, name)).exists()


@pytest.mark.parametrize("ended", ["membership", "opening", "share"])
def test_what_has_ended_opens_nothing(ended, cast):
    today, now = timezone.localdate(), timezone.now()
    rows = {
        "membership": (cast.carla, lambda: TeamMember.objects.create(
            case=cast.case, user=cast.carla, from_on=today - timedelta(days=9), to_on=today,
        )),
        "opening": (cast.carla, lambda: BreakGlass.objects.create(
            case=cast.case, user=cast.carla, reason="x" * 30, at=now - timedelta(hours=4),
            until=now - timedelta(hours=1),
        )),
        "share": (cast.pilar, lambda: Share.objects.create(
            case=cast.case, institution=cast.police, purpose="Search",
            from_on=today - timedelta(days=9), to_on=today,
        )),
    }  # fmt: skip
    user, end = rows[ended]
    end()
    assert not Case.objects.all().visible_to(user).exists()


@pytest.mark.parametrize(("method", "looks_once"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_only_a_page_that_is_read_finds_out_once_who_someone_is(method, looks_once, cast, rf):
    request = rf.generic(method, "/")
    request.user, seen = cast.beni, []

    def view(request):
        theirs = Case.objects.all().visible_to(request.user)
        seen.append(theirs.exists())
        TeamMember.objects.filter(user=cast.beni).update(to_on=timezone.localdate())
        BreakGlass.objects.create(
            case=cast.case, user=cast.beni, reason="It could not wait for the team.",
            at=timezone.now() - timedelta(hours=1), until=timezone.now() + timedelta(hours=2),
        )  # fmt: skip
        seen.append(Case.objects.all().visible_to(request.user).exists())

    requires("cases.read")(view)(request)
    assert seen == [True, not looks_once]
    assert cast.beni.reading is None
    assert Case.objects.all().visible_to(cast.beni).exists()
