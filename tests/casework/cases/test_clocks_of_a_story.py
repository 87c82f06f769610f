"""The clocks of whole stories: held, bailed, held again; in any order of writing them down."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.cases.derive import in_order, runs_of
from amparo.casework.cases.models import Milestone
from amparo.directory.packs import load_pack

PH, IN = load_pack("ph"), load_pack("in-tn")
WRITTEN_AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ARRESTED, REMANDED = "restrain.arrested", "restrain.remanded"
BAILED, FILED = "restrain.bailed", "represent.charge_sheet_filed"
STEPS = st.sampled_from(
    [ARRESTED, REMANDED, BAILED, "restrain.released", FILED, "represent.arraigned"]
)
STORIES = st.lists(st.tuples(STEPS, st.integers(0, 500)), max_size=8, unique_by=lambda s: s[1])


def story(*steps):
    """Milestones of these types and days, each written down one minute after the last."""
    return [
        Milestone(type=type_, happened_on=on, recorded_at=WRITTEN_AT + timedelta(minutes=n))
        for n, (type_, on) in enumerate(steps)
    ]


def clocks(pack, *steps, code, has_child=False):
    runs = runs_of(story(*steps), pack, has_child=has_child)
    return [
        (run.rule.code, run.due_on, run.stop.happened_on if run.stop else None)
        for run in runs
        if run.rule.code.startswith(code)
    ]


def told(milestones, pack):
    """What the clocks say, without who wrote it when."""
    return sorted(
        (run.rule.code, run.start.happened_on, run.due_on, str(run.stop and run.stop.happened_on))
        for run in runs_of(milestones, pack, has_child=False)
    )


def test_in_jail_when_charged_ten_days_to_the_arraignment():
    found = clocks(PH, (ARRESTED, date(2026, 3, 2)), (FILED, date(2026, 3, 4)), code="ph.arr")
    assert found == [("ph.arraignment_detained", date(2026, 3, 14), None)]


def test_bailed_before_the_charge_thirty_days():
    found = clocks(
        PH, (ARRESTED, date(2026, 3, 2)), (BAILED, date(2026, 3, 3)), (FILED, date(2026, 3, 4)),
        code="ph.arr",
    )  # fmt: skip
    assert found == [("ph.arraignment", date(2026, 4, 3), None)]


def test_bailed_and_held_again_before_the_charge_ten_days():
    found = clocks(
        PH, (ARRESTED, date(2026, 3, 2)), (BAILED, date(2026, 3, 3)),
        (ARRESTED, date(2026, 3, 20)), (FILED, date(2026, 3, 25)), code="ph.arr",
    )  # fmt: skip
    assert found == [("ph.arraignment_detained", date(2026, 4, 4), None)]


def test_bailed_after_the_charge_does_not_lengthen_the_term_begun_in_jail():
    found = clocks(
        PH, (ARRESTED, date(2026, 3, 2)), (FILED, date(2026, 3, 4)), (BAILED, date(2026, 3, 5)),
        code="ph.arr",
    )  # fmt: skip
    assert found == [("ph.arraignment_detained", date(2026, 3, 14), None)]


def test_nobody_was_ever_held_thirty_days():
    found = clocks(PH, (FILED, date(2026, 2, 10)), code="ph.arr")
    assert found == [("ph.arraignment", date(2026, 3, 12), None)]


def test_bail_ends_the_sixty_days_of_the_police_report():
    found = clocks(
        IN, (ARRESTED, date(2026, 1, 1)), (BAILED, date(2026, 1, 20)), code="in.charge_sheet"
    )
    assert found == [("in.charge_sheet", date(2026, 3, 2), date(2026, 1, 20))]


def test_held_again_the_sixty_days_begin_again():
    found = clocks(
        IN, (ARRESTED, date(2026, 1, 1)), (BAILED, date(2026, 1, 20)),
        (ARRESTED, date(2026, 2, 1)), code="in.charge_sheet",
    )  # fmt: skip
    assert found[-1] == ("in.charge_sheet", date(2026, 4, 2), None)
    assert len(found) == 2


def test_a_case_without_a_child_has_no_clock_of_the_child():
    filed = ("represent.case_admitted", date(2026, 4, 30))
    assert clocks(IN, filed, code="in.child") == []
    assert [due for _, due, _ in clocks(IN, filed, code="in.child", has_child=True)] == [
        date(2026, 5, 30), date(2027, 4, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Manila", date(2026, 3, 3)), ("America/Guatemala", date(2026, 3, 2))]
)
def test_near_midnight_it_is_the_day_of_the_office(zone, day):
    # 18:30 in Greenwich on 2 March: after midnight in Manila, past noon in Guatemala.
    instant = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo(zone)):
        found = clocks(PH, (ARRESTED, timezone.localdate(instant)), code="ph.custody")
    assert found == [("ph.custody", day + timedelta(days=2), None)]


@given(steps=STORIES, order=st.randoms(use_true_random=False))
def test_the_order_of_writing_down_does_not_matter(steps, order):
    dated = [(type_, date(2025, 1, 1) + timedelta(days=n)) for type_, n in steps]
    shuffled = list(dated)
    order.shuffle(shuffled)
    assert told(story(*shuffled), PH) == told(story(*dated), PH)
    assert told(story(*shuffled), IN) == told(story(*dated), IN)


@given(steps=STORIES)
def test_worked_out_again_it_is_the_same(steps):
    milestones = story(*((t, date(2025, 1, 1) + timedelta(days=n)) for t, n in steps))
    assert told(milestones, PH) == told(in_order(reversed(milestones)), PH)


@given(steps=STORIES)
def test_a_charge_runs_one_of_the_two_terms_and_never_both(steps):
    milestones = story(*((t, date(2025, 1, 1) + timedelta(days=n)) for t, n in steps))
    runs = runs_of(milestones, PH, has_child=False)
    terms = [run.start.happened_on for run in runs if run.rule.code.startswith("ph.arraign")]
    assert sorted(terms) == sorted(m.happened_on for m in milestones if m.type == FILED)


@given(steps=STORIES)
def test_no_clock_stops_before_it_starts_or_ends_before_it_begins(steps):
    milestones = story(*((t, date(2025, 1, 1) + timedelta(days=n)) for t, n in steps))
    runs = [run for pack in (PH, IN) for run in runs_of(milestones, pack, has_child=True)]
    assert [r for r in runs if r.due_on < r.start.happened_on] == []
    assert [r for r in runs if r.stop and r.stop.happened_on < r.start.happened_on] == []


@given(steps=STORIES)
def test_the_shorter_term_runs_exactly_for_whoever_is_held_on_the_day_of_the_charge(steps):
    dated = sorted((date(2025, 1, 1) + timedelta(days=n), t) for t, n in steps)
    runs = runs_of(story(*((t, on) for on, t in dated)), PH, has_child=False)
    shorter = {r.start.happened_on for r in runs if r.rule.code == "ph.arraignment_detained"}
    moves = (ARRESTED, REMANDED, BAILED, "restrain.released")
    last = {on: [t for day, t in dated if day <= on and t in moves][-1:] for on, _ in dated}
    held = {on for on, t in dated if t == FILED and set(last[on]) & {ARRESTED, REMANDED}}
    assert shorter == held


@given(
    instant=st.integers(0, 4 * 365 * 24 * 60).map(lambda n: FIRST + timedelta(minutes=n)),
    zone=st.sampled_from([
        "Asia/Manila", "Asia/Kolkata", "America/Guatemala", "Africa/Kampala", "Pacific/Kiritimati",
        "America/Anchorage",
    ]),
)  # fmt: skip
def test_in_any_zone_a_term_counts_from_the_day_it_is_there(instant, zone):
    there = instant.astimezone(ZoneInfo(zone)).date()
    with timezone.override(ZoneInfo(zone)):
        here = timezone.localdate(instant)
        custody = clocks(PH, (ARRESTED, here), code="ph.custody")
        warrant = clocks(PH, ("restrain.warrant_issued", here), code="ph.warrant")
    assert custody == [("ph.custody", there + timedelta(days=2), None)]
    assert warrant == [("ph.warrant", there + timedelta(days=10), None)]
