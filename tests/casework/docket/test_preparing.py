"""Who must come, what protects them, what must be ready, and what was ordered."""

from __future__ import annotations

from datetime import date

import pytest

from amparo.audit.models import Entry
from amparo.casework.docket.models import Hearing, Measure, Summons
from amparo.casework.docket.services.hearings import Ordered, Told, record_outcome, set_hearing
from amparo.casework.docket.services.preparing import (
    ask_measure,
    decide_measure,
    made_ready,
    move_summons,
    need_ready,
    obey_order,
    summon,
)
from amparo.errors import Conflict, Refused
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)
BEFORE = date(2024, 2, 20)
LATER = date(2030, 1, 8)


@pytest.fixture
def hearing(cast, court):
    return set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=DAY, type="judgment")


def called(cast, hearing, **more):
    given = {"person": cast.victim, "role": "survivor", "on": BEFORE, **more}
    return summon(by=cast.beni, at=NOW, hearing=hearing, **given)


def test_someone_of_the_case_is_called_once(cast, hearing):
    called(cast, hearing)
    with pytest.raises(Refused, match="on the list already"):
        called(cast, hearing)


def test_someone_else_is_called_by_a_name_that_is_sealed(cast, hearing):
    row = called(cast, hearing, person=None, name="Officer Reyes", role="police")
    assert b"Reyes" not in bytes(row.who_sealed)
    assert "Reyes" not in str(Entry.objects.latest("seq").__dict__)


def test_somebody_must_be_called(cast, hearing):
    with pytest.raises(Refused, match="Say who must come"):
        called(cast, hearing, person=None)


def test_nobody_is_called_to_a_hearing_that_is_over(cast, hearing):
    record_outcome(by=cast.beni, at=NOW, hearing=hearing, told=Told(Hearing.Outcome.HELD))
    with pytest.raises(Refused, match="has an outcome"):
        called(cast, hearing)


def test_a_summons_moves_until_it_is_honoured(cast, hearing):
    row = called(cast, hearing)
    move_summons(by=cast.beni, at=NOW, summons=row, state=Summons.State.SERVED, on=DAY, came=True)
    assert (row.state, row.state_on, row.came) == ("served", DAY, True)


def test_nobody_has_come_to_a_hearing_that_has_not_been(cast, court):
    ahead = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=LATER, type="judgment")
    row = called(cast, ahead)
    with pytest.raises(Refused, match="has not been yet"):
        move_summons(
            by=cast.beni, at=NOW, summons=row, state=Summons.State.SERVED, on=DAY, came=True
        )


def test_whoever_moves_a_summons_second_is_told(cast, hearing):
    row = called(cast, hearing)
    stale = Summons.objects.get(pk=row.pk)
    move_summons(by=cast.beni, at=NOW, summons=row, state=Summons.State.ISSUED, on=DAY)
    with pytest.raises(Conflict):
        move_summons(by=cast.beni, at=NOW, summons=stale, state=Summons.State.SERVED, on=DAY)


def test_a_measure_is_asked_once_and_then_granted_or_refused(cast, hearing):
    asked = {"hearing": hearing, "person": cast.victim, "kind": "screen", "on": BEFORE}
    row = ask_measure(by=cast.beni, at=NOW, **asked)
    with pytest.raises(Refused, match="asked already"):
        ask_measure(by=cast.beni, at=NOW, **asked)
    decide_measure(by=cast.beni, at=NOW, measure=row, is_granted=False, on=DAY)
    assert Measure.objects.get().is_granted is False


def test_a_measure_is_not_decided_before_it_is_asked(cast, hearing):
    row = ask_measure(
        by=cast.beni, at=NOW, hearing=hearing, person=cast.victim, kind="screen", on=DAY
    )
    with pytest.raises(Refused, match="before it is asked"):
        decide_measure(by=cast.beni, at=NOW, measure=row, is_granted=True, on=BEFORE)


def test_what_must_be_ready_becomes_ready_and_can_be_unready_again(cast, hearing):
    row = need_ready(
        by=cast.beni, at=NOW, hearing=hearing, what="The file", party="court", on=BEFORE
    )
    made_ready(by=cast.beni, at=NOW, readiness=row, on=DAY)
    assert row.ready_on == DAY
    made_ready(by=cast.beni, at=NOW, readiness=row, on=None)
    assert row.ready_on is None


def test_an_order_is_obeyed_on_a_day_after_it_was_made(cast, hearing):
    order = Ordered("Produce the telephone", "police", date(2024, 4, 1))
    told = Told(Hearing.Outcome.HELD, orders=[order])
    record_outcome(by=cast.beni, at=NOW, hearing=hearing, told=told)
    row = hearing.orders.get()
    with pytest.raises(Refused, match="before it is made"):
        obey_order(by=cast.beni, at=NOW, order=row, on=BEFORE)
    obey_order(by=cast.beni, at=NOW, order=row, on=DAY)
    assert row.complied_on == DAY
