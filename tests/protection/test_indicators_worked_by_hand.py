"""Practice on file, cases begun without help, misconduct handled, proof points told: each over a
few records, with the answer worked out by hand beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Case, Person, RoleKind
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.opening import open_case, receive_referral
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.team import add_to_team
from amparo.directory.models import Unit
from amparo.directory.packs.indicators import indicator
from amparo.protection.selectors.figures import computed, rows_of
from amparo.repair.accountability.services.handling import Taken, take_step
from amparo.repair.accountability.services.telling import tell_without_a_name
from amparo.repair.hope.services import proofs
from amparo.repair.training.services.courses import finish_session
from tests.cast import NOW, OPENED_ON, open_one
from tests.repair.accountability.furnish import keeper_of
from tests.repair.accountability.furnish import told as a_complaint
from tests.repair.hope.furnish import agree, end_in_court, told
from tests.repair.training.furnish import a_course, a_session, came, somebody

TODAY = NOW.date()
KNOWN, LATER = NOW + timedelta(days=60), NOW + timedelta(days=200)


def made(cast, code, *, as_of=TODAY):
    rows = rows_of(cast.nadia, Scope(), as_of)
    return computed(cast.nadia, indicator(code), rows, as_of=as_of)


def day(n: int) -> date:
    return OPENED_ON + timedelta(days=n)


def asked_for(cast, unit: Unit, on: date, *carried_out: date | None) -> None:
    """Cases in which a unit was asked for an operation, and when it was carried out."""
    for i, when in enumerate(carried_out):
        case = open_one(by=cast.alma, programme=cast.programme, name=f"{unit} {on} {i}")
        for kind, happened in (("requested", on), ("executed", when)):
            for moment in [happened] * (happened is not None):
                record_milestone(
                    by=cast.alma, at=KNOWN, case=case, type=f"rescue.operation_{kind}", on=moment,
                    institution=cast.police, unit=unit,
                )  # fmt: skip


def test_practice_on_file_is_the_share_of_the_trained_less_that_of_the_others(cast):
    other = Unit.objects.create(institution=cast.police, name="Station 8")
    session = a_session(cast, a_course(cast, topic="operations"), to_on=day(20))
    official = somebody(cast)
    came(cast, session, official)
    finish_session(by=cast.nadia, at=NOW, session=session)
    # Taught by day 20: 8 of 10 in thirty days; one came a day late, one never.
    asked_for(cast, cast.station, day(30), *[day(40)] * 7, day(60), day(61), None)
    # The others: 3 of 12 at a station that nobody taught, 1 of 4 at this one before the course.
    asked_for(cast, other, day(30), *[day(35)] * 3, *[None] * 9)
    asked_for(cast, cast.station, day(10), day(12), *[None] * 3)
    # Not counted: its thirty days are not over.
    asked_for(cast, cast.station, day(95), None)
    found = made(cast, "I57", as_of=day(120))
    # 8/10 − 4/16. Newcombe, from Wilson's 0.490 to 0.943 and 0.102 to 0.495:
    # 0.55 − √(0.310² + 0.245²) and 0.55 + √(0.143² + 0.148²).
    assert found.value == pytest.approx(0.55)
    assert (found.low, found.high) == (
        pytest.approx(0.155, abs=1e-3),
        pytest.approx(0.756, abs=1e-3),
    )
    assert found.n == 26
    assert found.beside == ("trained: 80% of 10", "others: 25% of 16")


def brought(cast, source: str, n: int, on: date = OPENED_ON) -> None:
    for i in range(n):
        referral = receive_referral(
            by=cast.alma, at=NOW, programme=cast.programme, received_on=on, source=source,
            told="Seen",
        )  # fmt: skip
        victim = add_person(by=cast.alma, at=NOW, office=cast.office, name=f"{source} {on} {i}")
        open_case(
            by=cast.alma, at=NOW, programme=cast.programme, on=on, victim=victim, lead=cast.alma,
            referral=referral,
        )  # fmt: skip


def test_begun_without_help_are_the_cases_that_an_official_saw_and_brought(cast):
    long_ago = TODAY - timedelta(days=400)
    brought(cast, "police", 4)
    brought(cast, "labour_officer", 2)
    brought(cast, "hotline", 3)
    brought(cast, "family", 5, long_ago)
    brought(cast, "police", 1, long_ago)
    found = made(cast, "I59")
    # 4 + 2 + 1 of 15; of the last twelve months 6 of 9. The cast's own case says not how it came.
    assert (found.k, found.n) == (7, 15)
    assert found.value == pytest.approx(7 / 15)
    # Wilson, by hand: (0.4667 + 0.1281) / 1.2561 ± 1.96 √(0.2489/15 + 3.8415/900) / 1.2561
    assert (found.low, found.high) == (
        pytest.approx(0.248, abs=1e-3),
        pytest.approx(0.699, abs=1e-3),
    )
    assert found.beside == ("6 of 9 in the last twelve months",)
    assert found.lacking == "1 of 16 cases say not how they came"


def test_misconduct_handled_is_what_was_found_so_of_what_was_decided(cast):
    keeper_of(cast.sofia, cast.alma, cast.beni)
    steps = [
        *[("substantiated", 10)] * 4, *[("substantiated", 20)] * 2, *[("not_substantiated", 30)] * 6,
        *[("unclear", 30)] * 3, *[("", 0)] * 2,
    ]  # fmt: skip
    rows = [
        (tell_without_a_name(at=NOW, office=cast.office, told=a_complaint(cast.police)).grievance,
         what, after)
        for what, after in steps
    ]  # fmt: skip
    for row, what, after in rows[:15]:
        on = TODAY + timedelta(days=after)
        take_step(by=cast.sofia, at=LATER, grievance=row, taken=Taken(what, on, "As heard"))
    for row, sanction in zip((one[0] for one in rows), ("dismissed", "none"), strict=False):
        taken = Taken("sanctioned", TODAY + timedelta(days=40), "By order", sanction=sanction)
        take_step(by=cast.sofia, at=LATER, grievance=row, taken=taken)
    found = made(cast, "I61", as_of=TODAY + timedelta(days=60))
    # 6 so, 6 not so; 3 cannot be told and 2 are open. One sanction of 6: "none" is none.
    # Days to a finding: 4 of 17 at 10, 2 at 20, 9 at 30; the ninth of 17 falls on day 30.
    assert (found.k, found.n, found.value) == (6, 12, pytest.approx(0.5))
    assert found.beside == ("1 of 6 sanctioned", "30 days to a finding, at the median")
    assert found.lacking == "5 of 17 are open or cannot be told"
    earlier = made(cast, "I61", as_of=TODAY + timedelta(days=25))
    assert (earlier.value, earlier.n) == (None, 6)  # six were decided by then


def convicted(cast, name: str, *, final: bool) -> tuple[Case, Person]:
    case = open_one(by=cast.alma, programme=cast.programme, name=name)
    person = add_person(by=cast.alma, at=NOW, office=cast.office, name=f"Convict {name}")
    give_role(by=cast.alma, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON)
    add_to_team(by=cast.alma, at=NOW, case=case, user=cast.beni, on=OPENED_ON)
    end_in_court(cast.alma, case, person, final=final)
    return case, Person.objects.get(roles__case=case, roles__role=RoleKind.VICTIM)


def test_proof_points_told_are_counted_by_case_and_by_who_heard(cast):
    cases = [convicted(cast, f"Survivor {n}", final=n < 3) for n in range(12)]
    published = []
    for case, survivor in cases[:3]:
        agree(cast.alma, case, survivor)
        published.append(told(cast.alma, cast.beni, cast.eva, case, survivor))
    for proof, people in zip(published, (40, 25, 9), strict=True):
        proofs.show(
            by=cast.eva, at=NOW, proof=proof, on=TODAY, audience="officials", n_people=people,
            where="A meeting",
        )  # fmt: skip
    proofs.withdraw(by=cast.eva, at=NOW, proof=published[2], on=TODAY)
    found = made(cast, "I66")
    # 12 convictions; 3 told, one of which was withdrawn: 2 of 12, to 40 + 25 people.
    assert (found.k, found.n) == (2, 12)
    assert found.value == pytest.approx(2 / 12)
    assert found.beside == ("told to 65 people, as counted then",)
