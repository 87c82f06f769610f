"""Beds: the count by the day, random acts, and two people who ask for the last one at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.casework.aftercare.models import BedHold, Placement
from amparo.casework.aftercare.occupancy import Span, most_taken, taken_on
from amparo.casework.aftercare.services.beds import spans_by_home
from amparo.casework.aftercare.services.homes import hold_beds, release_hold
from amparo.casework.aftercare.services.placements import end_placement, place
from amparo.errors import Conflict, Refused
from tests.casework.aftercare.furnish import enter_home, survivor
from tests.cast import NOW, OPENED_ON, Cast

TODAY = NOW.date()
DAYS = st.integers(0, 12)
SPANS = st.builds(
    lambda first, days, n: Span(
        TODAY + timedelta(first), None if days is None else TODAY + timedelta(first + days), n
    ),
    DAYS, st.none() | st.integers(1, 9), st.integers(1, 3),
)  # fmt: skip


@given(spans=st.lists(SPANS, max_size=6), first=DAYS, days=st.integers(1, 12))
def test_the_fullest_day_is_the_fullest_of_all_days(spans, first, days):
    from_on = TODAY + timedelta(first)
    slowly = max(taken_on(spans, from_on + timedelta(n)) for n in range(days))
    assert most_taken(spans, from_on, from_on + timedelta(days)) == slowly


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), DAYS, st.integers(0, 6), st.integers(1, 3), st.booleans()),
        st.tuples(st.just("release"), st.integers(0, 5)),
        st.tuples(st.just("place"), st.integers(0, 4), st.integers(-5, 0)),
        st.tuples(st.just("end"), st.integers(0, 5), st.integers(-4, 0)),
    ),
    min_size=2, max_size=12,
)  # fmt: skip


def act(cast: Cast, home, people, what) -> None:
    told = {"by": cast.alma, "at": NOW}
    match what:
        case ("hold", first, days, n, mine):
            from_on = TODAY + timedelta(first)
            hold_beds(
                **told, home=home, n=n, from_on=from_on, until_on=from_on + timedelta(days),
                why="x", case=cast.case if mine else None,
            )  # fmt: skip
        case ("release", which):
            holds = list(BedHold.objects.filter(released_at__isnull=True))
            [release_hold(**told, hold=hold) for hold in holds[which : which + 1]]
        case ("place", who, day):
            place(
                **told, case=cast.case, person=people[who], home=home,
                on=TODAY + timedelta(day),
            )  # fmt: skip
        case ("end", which, day):
            stays = list(Placement.objects.filter(to_on__isnull=True))
            [
                end_placement(**told, placement=stay, on=TODAY + timedelta(day), why="moved")
                for stay in stays[which : which + 1]
            ]


@given(acts=ACTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.django_db
def test_whatever_is_done_in_whichever_order_no_day_has_more_people_than_beds(cast, acts):
    with transaction.atomic():
        home = enter_home(cast.sofia, cast.place, capacity=2)
        people = [cast.victim, *(survivor(cast, name=f"Girl {n}") for n in range(4))]
        for what in acts:
            try:
                with transaction.atomic():
                    act(cast, home, people, what)
            except (Refused, Conflict):
                continue
        spans = spans_by_home([home.pk], today=TODAY)[home.pk]
        most = max(taken_on(spans, TODAY + timedelta(day)) for day in range(-6, 30))
        transaction.set_rollback(True)
    assert most <= 2


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_last_bed_at_once_do_not_both_get_it(cast: Cast) -> None:
    home = enter_home(cast.sofia, cast.place, capacity=1)
    people = [cast.victim, survivor(cast)]
    start, refused = Barrier(2, timeout=20), []

    def ask(person) -> None:
        start.wait()
        try:
            place(by=cast.alma, at=NOW, case=cast.case, person=person, home=home, on=OPENED_ON)
        except Refused as refusal:
            refused.append(refusal)
        connection.close()

    threads = [Thread(target=ask, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    assert (Placement.objects.count(), len(refused)) == (1, 1)
