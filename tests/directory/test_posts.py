"""Who holds a post, and when."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.audit.models import Entry
from amparo.directory.models import PostHolder
from amparo.directory.services import add_post, appoint_holder, close_unit, end_holding
from amparo.errors import Refused
from tests.directory.conftest import NOW

DAY = timedelta(days=1)


def appoint(sol, post, name, from_on, to_on=None):
    return appoint_holder(by=sol, at=NOW, post=post, holder_name=name, from_on=from_on, to_on=to_on)


def test_a_unit_has_one_post_of_a_title(sol, station, chief):
    with pytest.raises(Refused, match="title already"):
        add_post(by=sol, at=NOW, unit=station, title="chief of station 7")


def test_a_closed_unit_gets_no_post(sol, station):
    closed = close_unit(by=sol, at=NOW, unit=station, on=date(2026, 1, 1))
    with pytest.raises(Refused, match="closed"):
        add_post(by=sol, at=NOW, unit=closed, title="Desk officer")


def test_whoever_held_the_post_left_the_day_before(sol, chief):
    old = appoint(sol, chief, "R. Cruz", date(2024, 1, 1))
    appoint(sol, chief, "L. Santos", date(2026, 2, 1))
    old.refresh_from_db()
    assert old.to_on == date(2026, 1, 31)


def test_a_handover_leaves_two_entries(sol, chief):
    appoint(sol, chief, "R. Cruz", date(2024, 1, 1))
    appoint(sol, chief, "L. Santos", date(2026, 2, 1))
    verbs = Entry.objects.order_by("-seq").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["post.taken", "post.left"]


def test_a_post_is_not_taken_on_the_day_its_holder_came(sol, chief):
    appoint(sol, chief, "R. Cruz", date(2024, 1, 1))
    with pytest.raises(Refused, match="held this post in those days"):
        appoint(sol, chief, "L. Santos", date(2024, 1, 1))


def test_someone_of_the_past_is_put_before_the_present_holder(sol, chief):
    appoint(sol, chief, "L. Santos", date(2024, 1, 1))
    past = appoint(sol, chief, "R. Cruz", date(2020, 1, 1), date(2023, 12, 31))
    assert past.to_on == date(2023, 12, 31)


def test_days_of_the_past_do_not_overlap(sol, chief):
    appoint(sol, chief, "R. Cruz", date(2020, 1, 1), date(2023, 12, 31))
    with pytest.raises(Refused, match="2020-01-01 until 2023-12-31"):
        appoint(sol, chief, "L. Santos", date(2023, 12, 31), date(2024, 6, 1))


def test_a_holding_does_not_end_before_it_begins(sol, chief):
    with pytest.raises(Refused, match="before taking it"):
        appoint(sol, chief, "R. Cruz", date(2024, 1, 2), date(2024, 1, 1))


def test_a_holding_ends_once(sol, chief):
    holding = appoint(sol, chief, "R. Cruz", date(2024, 1, 1))
    end_holding(by=sol, at=NOW, holding=holding, on=date(2024, 1, 1))
    with pytest.raises(Refused, match="left the post already"):
        end_holding(by=sol, at=NOW, holding=holding, on=date(2024, 2, 1))


def test_nobody_leaves_before_coming(sol, chief):
    holding = appoint(sol, chief, "R. Cruz", date(2024, 1, 2))
    with pytest.raises(Refused, match="2024-01-02"):
        end_holding(by=sol, at=NOW, holding=holding, on=date(2024, 1, 1))


def test_nobody_takes_a_post_of_a_unit_that_closed(sol, station, chief):
    close_unit(by=sol, at=NOW, unit=station, on=date(2026, 1, 1))
    with pytest.raises(Refused, match="unit of this post was closed"):
        appoint(sol, chief, "R. Cruz", date(2025, 1, 1))


def test_the_database_holds_one_holder_at_a_time(sol, chief):
    appoint(sol, chief, "R. Cruz", date(2024, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHolder.objects.create(post=chief, holder_name="X", from_on=date(2025, 1, 1))


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 20))), max_size=8
)


def tried(sol, post, span):
    start = date(2025, 1, 1) + span[0] * DAY
    end = None if span[1] is None else start + span[1] * DAY
    try:
        appoint(sol, post, "N. N.", start, end)
    except Refused:
        return False
    return True


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(spans=SPANS)
def test_however_people_come_and_go_no_two_hold_a_post_on_one_day(sol, chief, spans):
    PostHolder.objects.filter(post=chief).delete()
    attempts = [tried(sol, chief, span) for span in spans]
    rows = list(PostHolder.objects.filter(post=chief).order_by("from_on"))
    ends = [row.to_on or date.max for row in rows]
    assert all(end < row.from_on for end, row in zip(ends, rows[1:], strict=False))
    assert len(rows) == sum(attempts)
