"""Two hundred survivors of one social worker: Today shows the right ten first."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from amparo.access.policy import Role
from amparo.casework.cases.models import Case, Person, TeamMember
from amparo.casework.cases.services.bulk import CaseHistory, NewFact, NewPerson, record_many
from amparo.casework.cases.services.tasks import raise_alert, resolve_alert
from amparo.casework.restore.selectors.first import first_for
from tests.casework.cases.acting import happened
from tests.casework.restore.furnish import agreed, at_noon, planned
from tests.cast import NOW, account

pytestmark = pytest.mark.django_db
TODAY = date(2024, 3, 4)
N = 200


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture(scope="module")
def caseload(gathered, django_db_blocker):
    """A social worker with two hundred survivors, made once for the file."""
    with django_db_blocker.unblock():
        sara = account("Sara Mendoza", Role.SOCIAL_WORKER, gathered.office)
        record_many([history(gathered, sara, n) for n in range(N)])
    return sara


@pytest.fixture
def sara(caseload, cast):
    return deepcopy(caseload)


def history(cast, sara, n, facts=None):
    """Most are calm: aftercare begun this week. Those of `FACTS` are not."""
    at = at_noon(ago(400))
    person = NewPerson(sara, at, name=f"Survivor number {n}", birth_year=2000)
    facts = facts or FACTS.get(n, [("restore.intake", 1)])
    return CaseHistory(
        programme=cast.programme, by=sara, at=at, on=ago(400), victim=person, lead=sara,
        code=f"CASE{n:02d}" if n < 100 else f"CAS{n:03d}",
        acts=[NewFact(sara, at_noon(ago(days)), kind, ago(days), person=person)
              for kind, days in facts],
    )  # fmt: skip


def code(n):
    return f"CASE{n:02d}" if n < 100 else f"CAS{n:03d}"


# Which survivor waits for what: n → milestones, each so many days ago.
FACTS = {
    7: [("restore.intake", 30)],  # safety plan 23 days late
    8: [("restore.intake", 21)], 9: [("restore.intake", 20)],  # 14 and 13 days late
    30: [("restore.intake", 2), ("restore.needs_assessed", 1), ("restore.threat_reported", 1)],
    31: [("restore.intake", 2), ("restore.revictimised", 3)],
    50: [("restore.intake", 300), ("restore.safety_planned", 299), ("restore.needs_assessed", 290)],
    51: [("restore.intake", 300), ("restore.safety_planned", 299), ("restore.needs_assessed", 240)],
    60: [("restore.intake", 80), ("restore.safety_planned", 79), ("restore.needs_assessed", 70),
         ("restore.reintegrated", 45)],
    61: [("restore.intake", 80), ("restore.safety_planned", 79), ("restore.needs_assessed", 70),
         ("restore.reintegrated", 60)],
    70: [("restore.intake", 80), ("restore.safety_planned", 79), ("restore.needs_assessed", 70)],
}  # fmt: skip


def test_the_right_ten_of_two_hundred_come_first_in_the_written_order(cast, sara):
    case = Case.objects.select_related("programme", "office", "key").get(code=code(70))
    person = Person.objects.get(roles__case=case)
    agreed(planned(case, person, sara, ago(65)), sara, ago(65))  # its review was due 5 days ago
    found = first_for(sara, today=TODAY)
    assert found.n_survivors == N
    assert [(one.code, one.why) for one in found.rows] == [
        (code(31), "A safety alert is open"),
        (code(30), "A safety alert is open"),
        (code(7), "Make a safety plan"),
        (code(8), "Make a safety plan"),
        (code(9), "Make a safety plan"),
        (code(70), "Review the plan"),
        (code(50), "Assess strengths and needs"),
        (code(51), "Assess strengths and needs"),
        (code(61), "Visit or call after the return"),
        (code(60), "Visit or call after the return"),
    ]


def test_more_than_ten_in_danger_fill_the_list_with_danger_alone(cast, sara, as_):
    calm = list(range(100, 113))
    for n in calm:
        case = Case.objects.get(code=code(n))
        raise_alert(by=sara, at=at_noon(ago(200 - n)), case=case, what="Followed home")
    rows = first_for(sara, today=TODAY).rows
    assert [one.code for one in rows] == [code(n) for n in calm[:10]]
    assert all(one.is_danger for one in rows)
    page = as_(sara).get("/").text
    assert "Survivors who need you first: 10 of 200" in page
    assert "Survivor number" not in page


def test_the_list_asks_the_database_as_little_for_two_hundred_as_for_one(
    cast, sara, django_assert_max_num_queries
):
    with django_assert_max_num_queries(11):
        first_for(sara, today=TODAY)


def test_answered_danger_leaves_the_list_and_nobody_elses_case_is_in_it(cast, sara):
    happened(cast, "restore.threat_reported", person=cast.victim)
    alert = Case.objects.get(code=code(31)).alerts.select_related("case").get()
    resolve_alert(by=sara, at=NOW, alert=alert, measure="Moved")
    codes = [one.code for one in first_for(sara, today=TODAY).rows]
    assert code(31) not in codes
    assert cast.case.code not in codes
    TeamMember.objects.filter(user=sara).update(to_on=ago(1))
    assert first_for(sara, today=TODAY).rows == ()
