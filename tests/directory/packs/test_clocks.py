"""When a term ends."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amparo.directory.packs import ClockRule, load_pack, pack_codes
from amparo.directory.packs.clocks import (
    clocks_started_by,
    clocks_stopped_by,
    due_on,
    is_working_day,
)
from amparo.directory.packs.kinds import UNITS
from amparo.errors import Broken

PH = load_pack("ph")
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
TERMS = st.integers(0, 400)


def rule(n, unit):
    return ClockRule(
        code="x", name="X", starts=("restrain.arrested",), stops=("represent.final",), n=n,
        unit=unit, kind="expected", who_acts="court", source="a test",
    )  # fmt: skip


CASES = [
    (e, pack) for pack in map(load_pack, pack_codes()) for e in pack.examples
]  # each worked example of each pack


@pytest.mark.parametrize(
    ("example", "pack"), CASES, ids=[f"{p.code} {e.clock} {e.started_on}" for e, p in CASES]
)
def test_a_worked_example(example, pack):
    by_code = {clock.code: clock for clock in pack.clocks}
    assert due_on(by_code[example.clock], example.started_on, pack=pack) == example.due_on


@given(start=DAYS, n=TERMS, code=st.sampled_from(pack_codes()))
def test_a_term_of_working_days_ends_on_a_working_day(start, n, code):
    pack = load_pack(code)
    end = due_on(rule(n, "working_days"), start, pack=pack)
    assert end.weekday() not in pack.weekend
    assert end not in pack.holidays


@given(start=DAYS, n=st.integers(1, 120))
def test_it_holds_exactly_as_many_working_days_as_it_says(start, n):
    end = due_on(rule(n, "working_days"), start, pack=PH)
    passed = [start + timedelta(days=d) for d in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day, PH) for day in passed) == n


@given(start=DAYS, later=st.integers(0, 60), n=TERMS, unit=st.sampled_from(UNITS))
def test_who_starts_later_never_ends_sooner(start, later, n, unit):
    assume(n < 100 or unit != "years")
    term, second = rule(n, unit), start + timedelta(days=later)
    assert due_on(term, start, pack=PH) <= due_on(term, second, pack=PH)


@given(start=DAYS, n=st.integers(0, 60), unit=st.sampled_from(UNITS))
def test_a_longer_term_never_ends_sooner(start, n, unit):
    assert due_on(rule(n, unit), start, pack=PH) <= due_on(rule(n + 1, unit), start, pack=PH)


@given(start=DAYS, unit=st.sampled_from(["hours", "days", "months", "years"]))
def test_a_term_of_nothing_ends_on_the_day(start, unit):
    assert due_on(rule(0, unit), start, pack=PH) == start


@given(start=DAYS)
def test_a_term_of_no_working_days_waits_for_the_offices_to_open(start):
    end = due_on(rule(0, "working_days"), start, pack=PH)
    between = [start + timedelta(days=d) for d in range((end - start).days)]
    assert is_working_day(end, PH)
    assert not any(is_working_day(day, PH) for day in between)


@given(start=DAYS, n=st.integers(0, 48))
def test_months_keep_the_day_or_take_the_last_of_the_month(start, n):
    end = due_on(rule(n, "months"), start, pack=PH)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("hours", "days"), [(1, 1), (12, 1), (24, 1), (25, 2), (36, 2), (48, 2), (72, 3)]
)
def test_hours_count_to_the_latest_day_they_can_end(hours, days):
    start = date(2026, 3, 2)
    assert due_on(rule(hours, "hours"), start, pack=PH) == start + timedelta(days=days)


def test_a_leap_day_comes_back_as_the_last_of_february():
    assert due_on(rule(1, "years"), date(2024, 2, 29), pack=PH) == date(2025, 2, 28)


def test_working_days_step_over_holy_week_in_the_philippines():
    # 1 April 2026 is a Wednesday; Maundy Thursday, Good Friday and a weekend follow.
    assert due_on(rule(1, "working_days"), date(2026, 4, 1), pack=PH) == date(2026, 4, 6)


def test_a_unit_nobody_knows_is_told():
    with pytest.raises(Broken, match="fortnights"):
        due_on(rule(1, "fortnights"), date(2026, 1, 1), pack=PH)


def test_a_milestone_starts_the_clocks_in_force_that_day():
    codes = {c.code for c in clocks_started_by(PH, "restrain.arrested", on=date(2026, 1, 1))}
    assert codes == {"ph.custody"}


@pytest.mark.parametrize(("on", "starts"), [(date(2017, 8, 31), False), (date(2017, 9, 1), True)])
def test_a_rule_binds_from_the_day_it_is_in_force(on, starts):
    found = clocks_started_by(PH, "represent.charge_sheet_filed", on=on)
    assert ("ph.arraignment" in {c.code for c in found}) is starts


def test_a_rule_binds_no_longer_than_it_is_in_force():
    ended = dataclasses.replace(rule(1, "days"), effective_to=date(2025, 12, 31))
    pack = dataclasses.replace(PH, clocks=(ended,))
    assert clocks_started_by(pack, "restrain.arrested", on=date(2025, 12, 31)) == (ended,)
    assert clocks_started_by(pack, "restrain.arrested", on=date(2026, 1, 1)) == ()


def test_a_milestone_stops_the_clocks_that_wait_for_it():
    codes = {clock.code for clock in clocks_stopped_by(PH, "represent.appeal_filed")}
    assert codes == {"ph.appeal"}
