"""The synthetic office, grown small."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.audit.models import Entry
from amparo.audit.selectors import check_chain
from amparo.casework.cases import derive, eventlog
from amparo.casework.cases.models import (
    Breakdown,
    BreakGlass,
    Case,
    Clock,
    ConflictOfInterest,
    Consent,
    Document,
    Milestone,
    Person,
    PersonDetail,
    Programme,
    Referral,
    RoleInCase,
    SafetyAlert,
    Share,
    Standing,
    Task,
)
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.search import find_people
from amparo.casework.cases.services.opening import read_referral
from amparo.casework.cases.services.paper import read_document
from amparo.demo.names import PATTERN, spelt_otherwise
from amparo.demo.office import DemoOffice, grow
from amparo.demo.people import MAIL, PASSWORD
from amparo.demo.showcase import CODE
from amparo.demo.stories.cebu import CHARGED
from amparo.directory.models import Institution, PostHolder
from tests.demo.test_the_records import TODAY

pytestmark = pytest.mark.django_db


def account(name: str) -> User:
    return User.objects.get(email=f"{name}@{MAIL}")


def quiet(what: str, share: float) -> None:
    pass


def test_it_has_thirty_cases_in_two_programmes(office: DemoOffice) -> None:
    assert Case.objects.count() == 30
    assert Programme.objects.count() == 2


def test_every_role_can_sign_in(office: DemoOffice) -> None:
    shown = [User.objects.get(email=who.email) for who in office.sign_ins]
    assert {role for user in shown for role in user.held_roles} == set(Role)
    assert all(user.check_password(PASSWORD) for user in shown)
    assert all(who.what_to_try and who.password == PASSWORD for who in office.sign_ins)


def test_growing_again_changes_nothing_and_gives_the_same_sign_ins(office: DemoOffice) -> None:
    n_entries = Entry.objects.count()
    again = grow(progress=quiet)
    assert again == office
    assert Entry.objects.count() == n_entries


def test_the_trail_is_whole_and_in_the_order_of_its_moments(office: DemoOffice) -> None:
    # Complaints about officials and the four stories are grown last, each act at its own moment.
    noted_then = Breakdown.objects.filter(cause=CHARGED.cause).values_list("pk", flat=True)
    told = Entry.objects.exclude(verb__startswith="grievance.").exclude(
        kind__in=["reform.systemproblem", "reform.intervention"]
    ).exclude(object_id__in=[str(pk) for pk in noted_then])  # fmt: skip
    moments = list(told.order_by("seq").values_list("at", flat=True))
    assert check_chain().holds
    assert moments == sorted(moments)


def test_every_name_was_made_from_syllables(office: DemoOffice) -> None:
    people = [person.name() for person in Person.objects.select_related("key")]
    users = list(User.objects.values_list("name", flat=True))
    holders = list(PostHolder.objects.values_list("holder_name", flat=True))
    assert [name for name in (*people, *users, *holders) if not PATTERN.fullmatch(name)] == []


def test_every_alias_is_another_spelling_of_a_made_name(office: DemoOffice) -> None:
    aliases = PersonDetail.objects.filter(kind="alias").select_related("person__key")
    assert aliases
    assert all(d.value() == spelt_otherwise(d.person.name()) for d in aliases)


def test_no_real_institution_is_shown(office: DemoOffice) -> None:
    names = Institution.objects.values_list("name", flat=True)
    assert all("ynthetic" in name for name in names)


def test_history_was_written_down_near_its_days_and_never_before(office: DemoOffice) -> None:
    written = Milestone.objects.filter(supersedes=None).values_list("recorded_at", "happened_on")
    lags = [(at.date() - on) for at, on in written]
    assert min(lags) >= timedelta(0)
    assert sum(lag <= timedelta(days=31) for lag in lags) / len(lags) > 0.85


def test_the_log_can_be_read_as_it_was_known_years_ago(office: DemoOffice) -> None:
    analyst, scope = account("analyst"), eventlog.Scope()
    now = eventlog.read(analyst, scope)
    then = eventlog.read(analyst, scope, as_known_on=TODAY - timedelta(days=1000))
    assert 0 < then.height < now.height
    assert then["happened_on"].max() <= TODAY - timedelta(days=1000)


def test_rebuilding_the_showcase_changes_nothing(office: DemoOffice) -> None:
    case = Case.objects.get(code=CODE)
    fields = ("is_open", "rescue", "restrain", "represent", "restore", "next_due_on", "next_what")
    before = Standing.objects.filter(case=case).values(*fields).get()
    clocks = sorted(
        Clock.objects.filter(case=case).values_list("code", "due_on", "stopped_on"), key=str
    )
    derive.rebuild(case, pack_code="ph")
    assert Standing.objects.filter(case=case).values(*fields).get() == before
    again = Clock.objects.filter(case=case).values_list("code", "due_on", "stopped_on")
    assert sorted(again, key=str) == clocks


def test_the_showcase_goes_all_four_ways_and_has_dangers_tasks_and_papers(
    office: DemoOffice,
) -> None:
    case = Case.objects.select_related("standing").get(code=CODE)
    ways = {type_.split(".")[0] for type_ in case.milestones.values_list("type", flat=True)}
    assert ways == set(derive.WAYS)
    assert case.standing.is_open
    assert case.standing.has_alert
    assert case.tasks.filter(done_at=None, due_on__gt=TODAY).exists()
    assert case.documents.count() == 3
    assert set(case.consents.values_list("is_given", flat=True)) == {True, False}


def test_something_is_overdue_and_something_is_due_this_week(office: DemoOffice) -> None:
    standing = Standing.objects.filter(is_open=True)
    week = Task.objects.filter(done_at=None, due_on__range=(TODAY, TODAY + timedelta(days=7)))
    assert standing.filter(next_due_on__lt=TODAY).exists()
    assert week.exists()
    assert SafetyAlert.objects.filter(resolved_at=None).exists()


def test_two_waiting_referrals_match_people_under_another_spelling(office: DemoOffice) -> None:
    worker = account("caseworker")
    at = Entry.objects.order_by("seq").last().at
    waiting = Referral.objects.filter(decision=Referral.Decision.OPEN).select_related("key")
    names = [read_referral(by=worker, at=at, referral=r)["name"] for r in waiting]
    matched = [name for name in names if find_people(by=worker, at=at, text=name)]
    assert 5 <= len(waiting) <= 10
    assert len(matched) == 2


def test_the_partner_sees_shared_cases_only(office: DemoOffice) -> None:
    shared = set(Share.objects.values_list("case", flat=True))
    seen = set(Case.objects.all().visible_to(account("partner")).values_list("pk", flat=True))
    assert seen == shared
    assert Case.objects.get(code=CODE).pk in seen


def test_the_other_organisation_sees_nothing(office: DemoOffice) -> None:
    assert not Case.objects.all().visible_to(account("dario")).exists()


def test_emergencies_wait_for_review_and_conflicts_shut_people_out(office: DemoOffice) -> None:
    conflict = ConflictOfInterest.objects.select_related("user", "case").first()
    assert BreakGlass.objects.filter(reviewed_at=None).exists()
    assert conflict is not None
    assert conflict.case not in Case.objects.all().visible_to(conflict.user)


def test_some_suspects_are_in_more_than_one_case(
    office: DemoOffice,
) -> None:
    roles = RoleInCase.objects.filter(role__in=SUSPECT_ROLES)
    pairs = set(roles.values_list("case", "person"))
    assert len(pairs) > len({person for _, person in pairs})


def test_survivors_suspects_witnesses_and_officials_are_there(office: DemoOffice) -> None:
    roles = set(RoleInCase.objects.values_list("role", flat=True))
    assert roles >= {"victim", "survivor", "suspect", "accused", "convict", "witness", "official"}


def test_papers_open_for_those_on_the_team(office: DemoOffice) -> None:
    paper = Document.objects.select_related("file__key", "case").first()
    assert paper is not None
    at = Entry.objects.order_by("seq").last().at
    content = read_document(by=account("caseworker"), at=at, document=paper)
    assert b"SYNTHETIC" in content


def test_children_consent_by_best_interest_with_a_reason(office: DemoOffice) -> None:
    assert Consent.objects.filter(basis="best_interest").exclude(reason="").exists()
