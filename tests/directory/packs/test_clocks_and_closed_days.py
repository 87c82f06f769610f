"""Holidays, court vacations, and terms whose last day finds the offices closed."""

import dataclasses
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from amparo.directory.packs import ClockRule, load_pack, pack_codes
from amparo.directory.packs.checking import pack_problems
from amparo.directory.packs.clocks import due_on, is_working_day, vacations_on
from amparo.directory.packs.kinds import UNITS, Court, Vacation

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
PACKS = st.sampled_from(pack_codes()).map(load_pack)
RULES = st.builds(
    ClockRule,
    code=st.just("x"), name=st.just("X"), starts=st.just(("a",)), stops=st.just(("b",)),
    n=st.integers(0, 90), unit=st.sampled_from(UNITS), kind=st.just("statutory"),
    who_acts=st.just("court"), source=st.just("a test"), waits_for_work=st.booleans(),
)  # fmt: skip
MAY = Vacation("Summer", date(2026, 5, 1), date(2026, 5, 31), ("hc",), terms_run=True, source="s")


@given(rule=RULES, start=DAYS, pack=PACKS)
def test_nothing_is_due_before_it_starts(rule, start, pack):
    assert due_on(rule, start, pack=pack) >= start


@given(rule=RULES, start=DAYS, later=st.integers(0, 400), pack=PACKS)
def test_who_starts_later_never_ends_sooner(rule, start, later, pack):
    second = date.fromordinal(start.toordinal() + later)
    assert due_on(rule, start, pack=pack) <= due_on(rule, second, pack=pack)


@given(rule=RULES, start=DAYS, holiday=DAYS, pack=PACKS)
def test_a_holiday_more_never_ends_a_term_sooner(rule, start, holiday, pack):
    more = dataclasses.replace(pack, holidays={**pack.holidays, holiday: "Proclaimed"})
    assert due_on(rule, start, pack=more) >= due_on(rule, start, pack=pack)


@given(rule=RULES, start=DAYS, pack=PACKS)
def test_a_term_that_waits_ends_on_a_working_day(rule, start, pack):
    waiting = dataclasses.replace(rule, waits_for_work=True)
    assert is_working_day(due_on(waiting, start, pack=pack), pack)


@given(rule=RULES, start=DAYS, pack=PACKS)
def test_a_term_that_waits_moves_only_over_closed_days(rule, start, pack):
    plain = due_on(dataclasses.replace(rule, waits_for_work=False), start, pack=pack)
    waited = due_on(dataclasses.replace(rule, waits_for_work=True), start, pack=pack)
    days = map(date.fromordinal, range(plain.toordinal(), waited.toordinal()))
    assert [day for day in days if is_working_day(day, pack)] == []


def test_a_term_that_protects_someone_held_never_waits():
    rules = [rule for code in pack_codes() for rule in load_pack(code).clocks]
    assert [r.code for r in rules if "restrain.arrested" in r.starts and r.waits_for_work] == []


def test_a_vacation_is_there_from_its_first_day_to_its_last():
    pack = dataclasses.replace(load_pack("in-tn"), vacations=(MAY,))
    assert vacations_on(date(2026, 4, 30), pack) == ()
    assert vacations_on(date(2026, 5, 1), pack) == (MAY,)
    assert vacations_on(date(2026, 5, 31), pack) == (MAY,)
    assert vacations_on(date(2026, 6, 1), pack) == ()


def problems_with(vacation):
    pack = load_pack("in-tn")
    odd = dataclasses.replace(pack, vacations=(vacation,), courts=(Court("hc", "H", "all", "s"),))
    found = pack_problems(odd, milestones=(), iccs=(), elements=(), facts=())
    return [problem for problem in found if "Summer" in problem]


def test_a_sound_vacation_has_no_problem():
    assert problems_with(MAY) == []


def test_a_vacation_that_ends_before_it_begins_is_told():
    assert problems_with(dataclasses.replace(MAY, to_on=date(2026, 4, 1))) == [
        "Summer ends before it begins"
    ]


def test_a_vacation_of_an_unknown_court_is_told():
    assert problems_with(dataclasses.replace(MAY, courts=("tribunal",))) == [
        "Summer: nothing declares tribunal"
    ]


def test_a_vacation_that_would_stop_the_clocks_is_refused():
    assert problems_with(dataclasses.replace(MAY, terms_run=False)) == [
        "Summer needs courts, and terms that run"
    ]


def test_a_court_vacation_that_was_not_compared_says_so():
    assert {one.checked for one in load_pack("in-tn").vacations} == {False}
