"""Writing many cases at once gives what writing them act by act gives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.audit.selectors import check_chain
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    Case,
    Clock,
    Consent,
    Milestone,
    Person,
    PersonFingerprint,
    Precision,
    Programme,
    Referral,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    Standing,
    Task,
    TeamMember,
)
from amparo.casework.cases.services.bulk import (
    CaseHistory,
    FollowUp,
    Joining,
    NewConsent,
    NewFact,
    NewPerson,
    NewReferral,
    NewRole,
    record_many,
)
from amparo.casework.cases.services.milestones import (
    correct_milestone,
    note_of,
    record_milestone,
)
from amparo.casework.cases.services.opening import open_case, receive_referral
from amparo.casework.cases.services.paper import record_consent
from amparo.casework.cases.services.people import Detail, add_person, give_role
from amparo.casework.cases.services.staffing import clear_at_set_up
from amparo.casework.cases.services.tasks import finish_task, resolve_alert
from amparo.casework.cases.services.team import add_to_team
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.errors import AmparoError, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealing_key")]
START = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)


def at(days: int, minutes: int = 0) -> datetime:
    return START + timedelta(days=days, minutes=minutes)


def on(days: int) -> date:
    return at(days).date()


@pytest.fixture
def place() -> Jurisdiction:
    return Jurisdiction.objects.create(code="here", name="Here", kind="country", path="here")


@pytest.fixture
def programme(place: Jurisdiction) -> Programme:
    office = Institution.objects.create(
        name="Office", kind="organisation", jurisdiction=place, is_office=True
    )
    return Programme.objects.create(
        office=office, name="Work", crime_type="trafficking_children", jurisdiction=place,
        pack="ph", starts_on=date(2020, 1, 1),
    )  # fmt: skip


@pytest.fixture
def station(place: Jurisdiction) -> Unit:
    police = Institution.objects.create(name="Police", kind="police", jurisdiction=place)
    return Unit.objects.create(institution=police, name="Station 1")


def account(name: str, role: Role, programme: Programme) -> User:
    opened = User.objects.create(
        email=f"{name}@example.org", name=name, office=programme.office, roles=[role.value],
        joined_at=START,
    )  # fmt: skip
    clear_at_set_up(by=System(), at=START, user=opened, on=date(2015, 1, 1), until=date(2100, 1, 1))
    return opened


@pytest.fixture
def alma(programme: Programme) -> User:
    return account("Alma", Role.CASEWORKER, programme)


@pytest.fixture
def beni(programme: Programme) -> User:
    return account("Beni", Role.SOCIAL_WORKER, programme)


def histories(programme: Programme, alma: User, beni: User, station: Unit) -> list[CaseHistory]:
    """Two cases that share a suspect, with everything the bulk service can write."""
    child = NewPerson(
        alma, at(0, 1), "Lomi Taseru", details=[Detail("alias", "Lomy"), Detail("phone", "0700 1")],
        safe_contact="Only through the aunt", birth_year=2010, sex="female", language="Cebuano",
    )  # fmt: skip
    other = NewPerson(alma, at(40, 1), "Neka Vuruto", birth_year=1990)
    suspect = NewPerson(beni, at(3, 2), "Rozu Bikela")
    done = FollowUp(beni, at(9), "Done, and said so to the child")
    arrested = NewFact(
        beni, at(5, 4), "restrain.arrested", on(5), person=suspect, unit=station, note="Quietly"
    )
    return [
        CaseHistory(
            programme, alma, at(0, 3), on(0), child, alma, summary="A beginning",
            referral=NewReferral(alma, at(0, 2), "school", "A teacher worried", name="Lomi"),
            acts=(
                Joining(alma, at(1), beni, on(1)),
                NewConsent(alma, at(1, 1), child, "casework", is_given=True, on=on(1),
                           explained_how="With a drawing", explained_in="Cebuano",
                           covers=["identity"], basis=Consent.Basis.BEST_INTEREST,
                           reason="No guardian is safe", told=Consent.Told.values, research="no"),
                NewFact(alma, at(2), "rescue.complaint_presented", on(2), unit=station),
                NewRole(beni, at(3, 3), suspect, RoleKind.SUSPECT, on(3)),
                arrested,
                NewFact(alma, at(6), "rescue.victim_relieved", on(5), person=child),
                NewFact(alma, at(6, 1), "rescue.together_with_suspects", on(5), person=child,
                        follow_up=done),
                NewFact(beni, at(6, 2), "restore.intake", on(6), person=child,
                        precision=Precision.ABOUT, source="visit"),
                NewFact(alma, at(20), "represent.charge_sheet_filed", on(19), person=suspect),
                NewFact(beni, at(30), "restrain.arrested", on(4), unit=station, note="Quietly",
                        source="police_record", corrects=arrested, reason="The register says so"),
                NewFact(alma, at(60), "represent.convicted", on(58), person=suspect),
                NewFact(alma, at(61), "restrain.released", on(61), person=suspect),
            ),
        ),
        CaseHistory(
            programme, alma, at(40, 2), on(40), other, beni,
            follow_up=FollowUp(alma, at(43), "Screened by telephone"),
            acts=(
                NewRole(beni, at(41), suspect, RoleKind.SUSPECT, on(41)),
                NewFact(beni, at(42), "rescue.complaint_refused", on(42), unit=station),
                NewFact(beni, at(43), "rescue.victim_relieved", on(38), person=other),
                NewFact(beni, at(90), "restore.closed", on(90), source="transferred"),
            ),
        ),
    ]  # fmt: skip


class OneByOne:
    """The same histories through the single services."""

    def __init__(self, histories: list[CaseHistory]) -> None:
        self.people: dict[NewPerson, Person] = {}
        self.facts: dict[NewFact | None, Milestone] = {}
        for history in histories:
            self.carry_out(history)

    def person(self, new: NewPerson, history: CaseHistory) -> Person:
        if new not in self.people:
            self.people[new] = add_person(
                by=new.by, at=new.at, office=history.programme.office, name=new.name,
                details=new.details, safe_contact=new.safe_contact, birth_year=new.birth_year,
                sex=new.sex, language=new.language,
            )  # fmt: skip
        return self.people[new]

    def carry_out(self, history: CaseHistory) -> None:
        victim, told = self.person(history.victim, history), history.referral
        referral = told and receive_referral(
            by=told.by, at=told.at, programme=history.programme, received_on=history.on,
            source=told.source, told=told.told, name=told.name, contact=told.contact,
        )  # fmt: skip
        case = open_case(
            by=history.by, at=history.at, programme=history.programme, on=history.on,
            victim=victim, lead=history.lead, summary=history.summary, referral=referral,
        )  # fmt: skip
        self.follow_up(Milestone.objects.get(case=case), history.follow_up)
        for act in history.in_order():
            self.do(act, case, history)

    def do(self, act: object, case: Case, history: CaseHistory) -> None:
        match act:
            case NewRole():
                give_role(
                    by=act.by, at=act.at, case=case, person=self.person(act.person, history),
                    role=act.role, on=act.on, unit=act.unit,
                )  # fmt: skip
            case Joining():
                add_to_team(by=act.by, at=act.at, case=case, user=act.user, on=act.on)
            case NewConsent():
                record_consent(
                    by=act.by, at=act.at, case=case, person=self.person(act.person, history),
                    purpose=act.purpose, is_given=act.is_given, on=act.on, covers=act.covers,
                    explained_how=act.explained_how, explained_in=act.explained_in,
                    basis=act.basis, reason=act.reason, told=act.told, research=act.research,
                )  # fmt: skip
            case NewFact(corrects=None):
                person = act.person and self.person(act.person, history)
                self.facts[act] = record_milestone(
                    by=act.by, at=act.at, case=case, type=act.type, on=act.on,
                    precision=act.precision, person=person, unit=act.unit,
                    institution=act.institution, source=act.source, note=act.note,
                )  # fmt: skip
                self.follow_up(self.facts[act], act.follow_up)
            case NewFact():
                correct_milestone(
                    by=act.by, at=act.at, milestone=self.facts[act.corrects], reason=act.reason,
                    on=act.on, precision=act.precision, unit=act.unit, source=act.source,
                )  # fmt: skip

    def follow_up(self, milestone: Milestone, done: FollowUp | None) -> None:
        for task in milestone.tasks.all() if done else ():
            finish_task(by=done.by, at=done.at, task=task, outcome=done.outcome)
        for alert in SafetyAlert.objects.filter(milestone=milestone) if done else ():
            resolve_alert(by=done.by, at=done.at, alert=alert, measure=done.outcome)


def office_as_told() -> dict[str, object]:
    """Every row, without the random ids."""
    birth = "case__opened_on"
    person, year = "person__birth_year", "birth_year"
    return {
        "cases": [(c.opened_on, c.version, bool(c.summary_sealed)) for c in Case.objects.all()],
        "people": sorted(
            (p.name(), p.safe_contact(), p.birth_year or 0, p.sex, p.language, p.change, p.version)
            for p in Person.objects.select_related("key")
        ),
        "details": sorted(
            (d.person.birth_year, d.kind, d.value())
            for p in Person.objects.all()
            for d in p.details.all()
        ),
        "fingerprints": sorted(PersonFingerprint.objects.values_list("kind", "digest")),
        "team": sorted(TeamMember.objects.values_list(birth, "user__email", "leads", "from_on")),
        "referrals": list(
            Referral.objects.values_list(
                "received_on", "source", "decision", "decided_at", "recorded_at", birth
            )
        ),
        "roles": Counter(RoleInCase.objects.values_list(birth, person, "role", "from_on", "to_on")),
        "consents": list(Consent.objects.values_list("purpose", "basis", "reason", "covers", "on")),
        "milestones": [
            (
                m.case.opened_on, m.type, m.happened_on, m.precision, m.person and m.person.name(),
                m.unit and m.unit.name, m.institution and m.institution.name, m.source, note_of(m),
                m.recorded_at, m.recorded_by.email, m.supersedes and m.supersedes.happened_on,
                m.correction_reason, m.is_void,
            )
            for m in Milestone.objects.select_related("case__key", "person__key")
        ],
        "tasks": sorted(
            Task.objects.values_list(
                birth, "what", "owner__email", "due_on", "opened_by__type", "made_at", "outcome",
                "done_by__email", "version",
            ),
            key=str,
        ),
        "alerts": sorted(
            SafetyAlert.objects.values_list("milestone__type", "raised_at", "measure", "what")
        ),
        "clocks": Counter(
            Clock.objects.values_list(
                birth, "code", person, "started_on", "due_on", "stopped_on", "started_by__type",
                "stopped_by__type", "is_statutory",
            )
        ),
        "standing": sorted(
            Standing.objects.values_list(
                birth, "is_open", "rescue", "restrain", "represent", "restore",
                "last_happened_on", "next_due_on", "next_what", "has_alert",
            ),
            key=str,
        ),
        "trail": Counter(
            (e.at, e.actor, e.verb, e.kind, str(e.fields), e.reason, bool(e.case_id))
            for e in Entry.objects.all()
        ),
        "year": year,
    }  # fmt: skip


@pytest.fixture
def two(programme: Programme, alma: User, beni: User, station: Unit) -> list[CaseHistory]:
    return histories(programme, alma, beni, station)


def clear() -> None:
    from django.db import transaction

    transaction.set_rollback(True)


def test_it_gives_the_same_rows_as_act_by_act(two: list[CaseHistory]) -> None:
    from django.db import transaction

    with transaction.atomic():
        OneByOne(two)
        one_by_one = office_as_told()
        clear()
    assert not Case.objects.exists()
    record_many(two)
    at_once = office_as_told()
    assert at_once == one_by_one


def test_the_trail_holds_and_tells_the_acts_in_the_order_of_their_moments(
    two: list[CaseHistory],
) -> None:
    record_many(two)
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert check_chain().holds
    assert moments == sorted(moments)
    assert len(moments) > 20


def test_rebuilding_from_the_milestones_changes_nothing(two: list[CaseHistory]) -> None:
    cases = record_many(two)
    before = office_as_told()
    for case in cases:
        derive.rebuild(case, pack_code="ph")
    assert office_as_told() == before


def test_a_shared_suspect_is_one_person(two: list[CaseHistory]) -> None:
    record_many(two)
    suspects = RoleInCase.objects.filter(role__in=["suspect", "convict"], to_on__isnull=True)
    assert suspects.count() == 2
    assert suspects.values("person").distinct().count() == 1


def test_nothing_is_kept_when_one_act_is_refused(two: list[CaseHistory], alma: User) -> None:
    stranger = NewPerson(alma, at(1), "Mikela Soveru")
    bad = NewFact(alma, at(2), "rescue.victim_relieved", on(2), person=stranger)
    history = CaseHistory(two[0].programme, alma, at(0), on(0), two[0].victim, alma, acts=(bad,))
    before = Entry.objects.count()  # of those whose checks were registered
    with pytest.raises(Refused, match="not in the case"):
        record_many([*two, history])
    assert not Case.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("type_", "days", "words"),
    [
        ("rescue.nothing_of_the_kind", 2, "not known"),
        ("rescue.verified", 400, "future"),
        ("restore.closed", -60_000, "too long ago"),
    ],
)
def test_it_refuses_what_the_single_service_refuses(
    two: list[CaseHistory], alma: User, type_: str, days: int, words: str
) -> None:
    bad = NewFact(alma, at(2), type_, on(days))
    history = CaseHistory(two[0].programme, alma, at(0), on(0), two[0].victim, alma, acts=(bad,))
    with pytest.raises(AmparoError, match=words):
        record_many([history])
