"""Shares, days and changes; what is kept back; and that more complaints are no failure by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from amparo.directory.models import Unit
from amparo.repair.accountability import reckoning
from amparo.repair.accountability.models import Channel, DecoyVisit
from amparo.repair.accountability.services.handling import Taken, take_step
from amparo.repair.accountability.services.telling import tell_without_a_name
from tests.cast import NOW
from tests.repair.accountability.furnish import complaint, keeper_of, told

TODAY = date(2024, 6, 30)


def test_the_share_of_decoy_complaints_has_an_interval_by_unit_and_by_design():
    visits = [("A", n < 6) for n in range(12)] + [("B", n < 11) for n in range(11)]
    found = reckoning.registration([*visits, *[("C", True)] * 10])
    assert found.n == 33
    assert found.units["A"].k == 6
    assert found.units["A"].interval.low == pytest.approx(0.254, abs=0.001)
    simple = reckoning.share_of(27, 33).interval
    assert found.overall.value == pytest.approx(27 / 33)
    assert found.overall.high - found.overall.low > simple.high - simple.low


def test_units_of_fewer_than_ten_are_kept_back_and_none_follows_from_the_rest():
    cells = {"A": (5, 40), "B": (3, 12), "C": (1, 4)}
    assert reckoning.enough(cells) == ["A"]
    assert reckoning.enough({**cells, "D": (1, 7)}) == ["A", "B"]
    assert reckoning.enough({"A": (5, 40), "B": (3, 12)}) == ["A", "B"]


@given(st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=12))
def test_what_is_kept_back_is_never_one_unit_alone_nor_fewer_than_ten(sizes):
    cells = {str(at): (0, n) for at, n in enumerate(sizes)}
    shown = reckoning.enough(cells)
    rest = [n for name, (_, n) in cells.items() if name not in shown]
    assert all(cells[name][1] >= 10 for name in shown)
    assert not shown or not rest or (len(rest) > 1 and sum(rest) >= 10)


def test_complaints_still_open_count_as_waiting():
    spans = [(date(2024, 1, 1), date(2024, 1, 11))] * 4 + [(date(2024, 1, 1), None)] * 6
    found = reckoning.wait_of(spans, TODAY)
    assert found.median is None
    assert (found.n, found.n_done) == (10, 4)
    assert reckoning.wait_of(spans[:7], TODAY).median == 10


def test_before_and_since_are_as_long_and_the_ratio_has_its_exact_interval():
    opened = TODAY - timedelta(days=60)
    rows = [(opened - timedelta(days=n), True) for n in (1, 30, 60, 61)]
    rows += [(opened + timedelta(days=n), n % 2 == 0) for n in range(12)]
    found = reckoning.change_at(opened, rows, TODAY)
    assert (found.before, found.after, found.days) == (3, 12, 60)
    assert found.rose
    assert found.ratio.value == 4
    # poisson.test(c(12, 3)) of R gives 1.078 to 22.09
    assert found.ratio.low == pytest.approx(1.078, abs=0.01)
    assert found.ratio.high == pytest.approx(22.09, abs=0.05)
    assert found.after_found.k == 6


def test_on_the_day_it_opens_nothing_is_compared():
    assert reckoning.change_at(TODAY, [(TODAY, None)], TODAY) is None


def _tell(cast, on, *, so=None):
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    row = tell_without_a_name(at=at, office=cast.office, told=told(cast.police)).grievance
    if so is not None:
        what = "substantiated" if so else "not_substantiated"
        take_step(by=cast.sofia, at=at, grievance=row, taken=Taken(what, on))


@pytest.fixture
def rising(cast):
    """Two complaints in the month before the page opened, eleven since; five of six found so."""
    keeper_of(cast.sofia, cast.alma, cast.beni)
    opened = NOW.date()
    Channel.objects.create(
        office=cast.office, name="The page without a name", opened_on=opened,
        recorded_by=cast.nadia, recorded_at=NOW,
    )  # fmt: skip
    for days in (3, 20):
        _tell(cast, opened - timedelta(days=days), so=False)
    for days in range(6):
        _tell(cast, opened + timedelta(days=days), so=days > 0)
    for days in range(5):
        _tell(cast, opened + timedelta(days=days))
    return cast


def test_where_complaints_rise_the_page_says_why_that_is_no_failure_and_shows_the_share(
    rising, client
):
    client.force_login(rising.nadia)
    text = client.get(reverse("grievance_figures")).content.decode()
    assert "More complaints are not by themselves a failure" in text
    assert "5 of 6" in text
    assert "0 of 2" in text
    assert "2 complaints in the" in text
    assert "Intervals of 95%" in text


def test_where_they_do_not_rise_it_does_not_say_so(cast, client):
    Channel.objects.create(
        office=cast.office, name="Hotline", opened_on=NOW.date(), recorded_by=cast.nadia,
        recorded_at=NOW,
    )  # fmt: skip
    client.force_login(cast.nadia)
    text = client.get(reverse("grievance_figures")).content.decode()
    assert "Hotline" in text
    assert "not by themselves a failure" not in text


def test_a_small_unit_is_not_told_apart_on_the_page(cast, client):
    keeper_of(cast.sofia, cast.alma, cast.beni)
    small = Unit.objects.create(institution=cast.police, name="Outpost 3")
    for unit, n in ((cast.station, 11), (small, 4)):
        for at in range(n):
            DecoyVisit.objects.create(
                office=cast.office, institution=cast.police, unit=unit, on=NOW.date(),
                crime_type="trafficking_children", was_registered=at % 2 == 0,
                recorded_by=cast.sofia, recorded_at=NOW,
            )  # fmt: skip
    complaint(cast)
    client.force_login(cast.nadia)
    text = client.get(reverse("grievance_figures")).content.decode()
    assert "Outpost 3" not in text
    assert "8 of" not in text
    assert "of 15 decoy complaints at 2 units were registered" in text
    assert "too few to tell apart" in text


def test_a_partner_of_the_police_counts_nothing(cast, client):
    client.force_login(cast.pilar)
    assert client.get(reverse("grievance_figures")).status_code == 404
    assert client.get(reverse("grievances")).status_code == 404
