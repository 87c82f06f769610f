"""Two hundred survivors of one social worker: Today shows the right ten first."""

from calendar import monthrange
from datetime import date, timedelta
from random import Random

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


@pytest.fixture
def sara(cast):
    """A social worker with two hundred survivors: the n-th case began n days ago."""
    sara = account("Sara Mendoza", Role.SOCIAL_WORKER, cast.office)
    record_many([history(cast, sara, n) for n in range(N)])
    return sara


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


def by_hand(lives, today):
    """The plainest reading of docs/restore.md over what was put in, without a clock or a query:
    for each survivor the first reason that holds, then by rank, then by whoever waits longest."""
    waiting = []
    for n, facts in lives.items():
        when = {kind: today - timedelta(days=days) for kind, days in facts}
        begun = when["restore.intake"]
        assessed = when.get("restore.needs_assessed")
        alerts = [on for kind, on in when.items() if kind in ALARMING]
        if alerts:
            waiting.append((0, min(alerts), n, "A safety alert is open"))
        elif "restore.safety_planned" not in when and begun + timedelta(days=7) <= today:
            waiting.append((1, begun + timedelta(days=7), n, "Make a safety plan"))
        elif (again := due_again(begun, assessed)) <= today:
            waiting.append((3, again, n, "Assess strengths and needs"))
        elif (back := when.get("restore.reintegrated")) and back + timedelta(days=30) <= today:
            waiting.append((4, back + timedelta(days=30), n, "Visit or call after the return"))
    return sorted(waiting)


def due_again(begun, assessed):
    if assessed is None:
        return begun + timedelta(days=30)
    year, month = divmod(assessed.year * 12 + assessed.month - 1 + 6, 12)
    return date(year, month + 1, min(assessed.day, monthrange(year, month + 1)[1]))


ALARMING = {"restore.threat_reported", "restore.revictimised"}


@pytest.mark.parametrize("seed", [1, 2])
def test_of_two_hundred_random_lives_it_names_the_ten_a_slow_reading_names(cast, seed):
    random = Random(seed)
    sara = account("Sara Mendoza", Role.SOCIAL_WORKER, cast.office)
    lives = {n: random_life(random) for n in range(N)}
    record_many([history(cast, sara, n, facts) for n, facts in lives.items()])
    waiting = by_hand(lives, TODAY)
    assert {why for _, _, _, why in waiting} == WHYS
    ten = first_for(sara, today=TODAY).rows
    assert [(one.why, one.due_on) for one in ten] == [(why, on) for _, on, _, why in waiting[:10]]
    # Read on to the end, every survivor stands where the slow reading has them, and no other.
    all_of_it = first_for(sara, today=TODAY, limit=N).rows
    assert [(one.why, one.due_on) for one in all_of_it] == [(why, on) for _, on, _, why in waiting]
    assert {(one.code, one.why) for one in all_of_it} == {(code(n), why) for *_, n, why in waiting}


WHYS = {
    "A safety alert is open", "Make a safety plan", "Assess strengths and needs",
    "Visit or call after the return",
}  # fmt: skip


def random_life(random):
    """A life in aftercare of up to 330 days: what was done of what has to be done, and harm."""
    begun = random.randint(1, 330)
    facts = [("restore.intake", begun)]
    if random.random() < 0.95:
        facts.append(("restore.safety_planned", max(begun - random.randint(0, 20), 0)))
    if random.random() < 0.9 and begun > 5:
        facts.append(("restore.needs_assessed", random.randint(0, begun - 3)))
    if random.random() < 0.15 and begun > 60:
        facts.append(("restore.reintegrated", random.randint(0, 50)))
    if random.random() < 0.02:
        facts.append((random.choice(sorted(ALARMING)), random.randint(0, begun - 1)))
    return sorted(facts, key=lambda fact: -fact[1])


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
