"""Complaints: what came of them, by institution, with small numbers kept back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amparo.casework.cases.models import Breakdown, Clock, Milestone
from amparo.casework.rescue.models import ComplaintStep
from amparo.casework.rescue.selectors.received import Received, _guarded, received_for
from amparo.casework.rescue.selectors.rescue import complaints_for
from amparo.casework.rescue.services.complaints import present_complaint, tell_of_complaint
from amparo.casework.rescue.services.taking_back import take_back
from amparo.errors import Refused
from tests.cast import NOW

pytestmark = pytest.mark.django_db
ON = date(2024, 2, 1)


def asked(cast, *, by=None, **place):
    place = place or {"unit": cast.station}
    return present_complaint(by=by or cast.beni, at=NOW, case=cast.case, on=ON, **place)


def came(cast, complaint, what, *, after=1, **facts):
    return tell_of_complaint(
        by=cast.beni, at=NOW, complaint=complaint, on=ON + timedelta(after), what=what, **facts
    )


def types(cast):
    rows = Milestone.objects.filter(case=cast.case, type__startswith="rescue.complaint").current()
    return [(row.type.removeprefix("rescue.complaint_"), row.institution) for row in rows]


def test_asking_starts_the_clock_to_registration(cast):
    asked(cast)
    assert types(cast) == [("presented", cast.police)]
    assert Clock.objects.filter(case=cast.case, code="practice.registration").exists()


def test_a_refusal_says_why_and_may_be_followed_by_a_registration(cast):
    row = asked(cast)
    came(cast, row, "refused", reason="civil", words="The desk officer laughed")
    came(cast, row, "registered", after=5, reference="Blotter 88")
    assert [kind for kind, _ in types(cast)] == ["presented", "refused", "registered"]
    assert complaints_for(cast.alma, cast.case)[0].steps[1].reference == "Blotter 88"


@pytest.mark.parametrize(
    ("what", "facts", "cause"),
    [("refused", {"reason": "civil"}, "B12"), ("refused", {"reason": "not_a_crime"}, "B07"),
     ("refused", {"reason": "no_reason"}, "B05"), ("payment", {}, "B06")],
)  # fmt: skip
def test_a_refusal_and_a_demand_for_money_are_breakdowns_of_that_station(cast, what, facts, cause):
    came(cast, asked(cast), what, **facts)
    row = Breakdown.objects.counted().get()
    assert (row.cause, row.step, row.unit) == (cause, "report", cast.station)


def test_its_number_and_words_are_sealed(cast):
    row = came(cast, asked(cast), "registered", reference="Blotter 88", words="By the captain")
    assert b"Blotter" not in bytes(row.reference_sealed)
    assert b"captain" not in bytes(row.words_sealed)


@pytest.mark.parametrize(
    ("what", "facts"),
    [("registered", {}), ("refused", {}), ("refused", {"reason": "x"}), ("lost", {}),
     ("registered", {"reference": "1", "after": -1})],
)  # fmt: skip
def test_what_is_not_whole_is_refused(cast, what, facts):
    row = asked(cast)
    with pytest.raises(Refused):
        came(cast, row, what, **facts)
    assert not ComplaintStep.objects.exists()


def test_once_registered_it_is_not_refused(cast):
    row = asked(cast)
    came(cast, row, "registered", reference="1")
    with pytest.raises(Refused, match="registered already"):
        came(cast, row, "refused", after=2, reason="civil")
    came(cast, row, "payment", after=3)


def test_a_complaint_is_taken_back_only_after_its_steps(cast):
    row = asked(cast)
    step = came(cast, row, "no_answer")
    with pytest.raises(Refused, match="Later steps"):
        take_back(by=cast.beni, at=NOW, row=row, reason="Another case")
    take_back(by=cast.beni, at=NOW, row=step, reason="Another case")
    take_back(by=cast.beni, at=NOW, row=row, reason="Another case")
    assert complaints_for(cast.alma, cast.case) == ()
    assert types(cast) == []


def many(cast, n, *, registered, refused=0, paid=0, place=None):
    for number in range(n):
        row = asked(cast, **({"institution": place} if place else {}))
        if number < registered:
            came(cast, row, "registered", reference=f"{number}")
        elif number < registered + refused:
            came(cast, row, "refused", reason="no_reason")
        if number < paid:
            came(cast, row, "payment", after=2)


def test_institutions_with_fewer_than_eleven_stand_together_without_a_share(cast):
    many(cast, 12, registered=6, refused=4, paid=2)
    many(cast, 2, registered=1, place=cast.prosecution)
    page = received_for(cast.sofia)
    assert page.rows == (
        Received("San Isidro Police", 12, 6, 4, 2, 2),
        Received("All others together", 2, 1, 0, 1, 0),
    )
    assert [row.share_registered for row in page.rows] == [0.5, None]


def test_for_a_publisher_small_numbers_are_kept_back_and_none_follows_from_the_rest(cast):
    many(cast, 12, registered=11, refused=1, paid=1)
    many(cast, 2, registered=1, place=cast.prosecution)
    page = received_for(cast.eva)
    assert page.rows == (Received("San Isidro Police", 12, None, None, 0, None),)
    assert page.is_guarded


@pytest.mark.parametrize(
    ("parts", "kept"),
    [((30, 0, 0), (30, 0, 0)), ((30, 5, 0), (None, None, 0)), ((30, 5, 12), (30, None, None)),
     ((5, 5, 1), (None, None, None))],
)  # fmt: skip
def test_one_number_kept_back_takes_another_with_it(parts, kept):
    row = _guarded(Received("A", sum(parts), *parts, 0))
    assert (row.registered, row.refused, row.unanswered) == kept


def test_the_other_organisation_counts_none_of_them(cast):
    many(cast, 1, registered=0)
    assert received_for(cast.dario).n == 0
