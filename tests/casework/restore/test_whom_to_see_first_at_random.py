"""Two hundred random survivors: Today names the ten that the plainest reading of the order names."""

from calendar import monthrange
from datetime import date, timedelta
from random import Random

import pytest

from amparo.access.policy import Role
from amparo.casework.cases.services.bulk import record_many
from amparo.casework.restore.selectors.first import first_for
from tests.casework.restore.test_whom_to_see_first import TODAY, N, code, history
from tests.cast import account

pytestmark = pytest.mark.django_db
ALARMING = {"restore.threat_reported", "restore.revictimised"}
WHYS = {
    "A safety alert is open", "Make a safety plan", "Assess strengths and needs",
    "Visit or call after the return",
}  # fmt: skip


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
