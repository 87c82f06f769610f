"""A simulated justice system: lawful, repeatable, and with its causes in sight."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate
from amparo.flow.simulate import (
    Known,
    Model,
    SimulatedCase,
    bonded_labour,
    fingerprint_of,
    simulate,
    trafficking_of_children,
)
from amparo.flow.simulate.programmes import (
    CONTINUOUS_TRIAL_SINCE,
    MOTORCYCLE_SINCE,
    OFFICIALS_TRAINED,
    TOGETHER,
)

TODAY = date(2026, 11, 23)
VERDICTS = ("represent.convicted", "represent.acquitted", "represent.dismissed")
seeds = st.integers(min_value=0, max_value=2**32)
models = st.sampled_from([trafficking_of_children(), bonded_labour()])


def first(case: SimulatedCase, *codes: str) -> date | None:
    return min((r.on for r in case.records if r.code in codes), default=None)


def first_at_latest(case: SimulatedCase, code: str) -> date | None:
    """The last day on which the first can have been; of some only the month is known."""
    days = [
        (r.on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if r.known is Known.MONTH
        else r.on
        for r in case.records
        if r.code == code
    ]
    return min(days, default=None)


def broken_orders(model: Model, cases: tuple[SimulatedCase, ...]) -> list[tuple[int, str, str]]:
    """Records of one subject that come before what they follow, in days that are known."""
    return [
        (case.number, before, step.code)
        for step in model.steps
        for case in cases
        for record in case.records
        if record.code == step.code
        for before in step.after
        if not any(r.code == before and r.on <= record.on for r in case.records)
        and not any(other.code == step.code and other is not step for other in model.steps)
    ]


def wait_to_verdict(cases: tuple[SimulatedCase, ...], from_on: date, to_on: date) -> float:
    return median(
        (verdict - case.arrived_on).days
        for case in cases
        if from_on <= case.arrived_on < to_on and (verdict := first(case, *VERDICTS))
    )


def share_with(cases: list[SimulatedCase], code: str) -> float:
    return sum(first(case, code) is not None for case in cases) / len(cases)


@pytest.fixture(scope="module")
def cebu() -> tuple[SimulatedCase, ...]:
    return simulate(trafficking_of_children(), n_cases=400, today=TODAY, seed=2026)


@pytest.fixture(scope="module")
def chennai() -> tuple[SimulatedCase, ...]:
    return simulate(bonded_labour(), n_cases=400, today=TODAY, seed=2026)


@given(seed=seeds, model=models)
@settings(max_examples=25, deadline=None)
def test_no_record_comes_before_what_it_follows(seed: int, model: Model) -> None:
    assert broken_orders(model, simulate(model, n_cases=12, today=TODAY, seed=seed)) == []


@given(seed=seeds, model=models, days=st.integers(min_value=1, max_value=2900))
@settings(max_examples=25, deadline=None)
def test_nothing_lies_after_today(seed: int, model: Model, days: int) -> None:
    today = model.starts_on + timedelta(days=days)
    records = [r for c in simulate(model, n_cases=8, today=today, seed=seed) for r in c.records]
    assert all(r.on <= r.recorded_on <= today for r in records)
    assert all((r.corrected_on or today) <= today for r in records)


@given(seed=seeds, model=models)
@settings(max_examples=20, deadline=None)
def test_the_same_seed_gives_the_same_records(seed: int, model: Model) -> None:
    once = simulate(model, n_cases=5, today=TODAY, seed=seed)
    again = simulate(model, n_cases=5, today=TODAY, seed=seed)
    other = simulate(model, n_cases=5, today=TODAY, seed=seed + 1)
    assert fingerprint_of(once) == fingerprint_of(again) != fingerprint_of(other)


@given(seed=seeds, model=models)
@settings(max_examples=20, deadline=None)
def test_a_closed_file_ends_with_its_closing(seed: int, model: Model) -> None:
    cases = simulate(model, n_cases=12, today=TODAY, seed=seed)
    closed = [case for case in cases if first(case, "restore.closed")]
    assert all(max(r.on for r in c.records) == first(c, "restore.closed") for c in closed)


def test_the_public_path_stops_where_a_survivor_withdraws(cebu: tuple[SimulatedCase, ...]) -> None:
    later = [
        r.code
        for case in cebu
        if (on := first_at_latest(case, "represent.withdrawn"))
        for r in case.records
        if r.on > on and r.code.startswith(("represent.", "restrain."))
    ]
    assert set(later) <= {"represent.withdrawn"}


def test_a_file_is_closed_once_the_survivor_is_restored_and_has_withdrawn(
    cebu: tuple[SimulatedCase, ...],
) -> None:
    long_ago = TODAY - timedelta(days=400)
    withdrawn = [case for case in cebu if first(case, "represent.withdrawn")]
    done = [
        case
        for case in withdrawn
        if len([r for r in case.records if r.code == "restore.restored" and r.on < long_ago])
        == len([r for r in case.records if r.code == "rescue.victim_relieved"])
        and (first(case, "represent.withdrawn") or TODAY) < long_ago
    ]
    assert len(done) > 10
    assert all(first(case, "restore.closed") for case in done)


def test_one_room_makes_survivors_withdraw(cebu: tuple[SimulatedCase, ...]) -> None:
    together = [case for case in cebu if first(case, TOGETHER)]
    apart = [
        case
        for case in cebu
        if first(case, "rescue.victim_suspect_separated") and not first(case, TOGETHER)
    ]
    assert share_with(together, "represent.withdrawn") > 3 * share_with(
        apart, "represent.withdrawn"
    )


def test_the_repair_of_courts_turns_five_years_into_eight_months(
    cebu: tuple[SimulatedCase, ...],
) -> None:
    before = wait_to_verdict(cebu, date(2018, 12, 1), date(2021, 1, 1))
    after = wait_to_verdict(cebu, CONTINUOUS_TRIAL_SINCE, date(2026, 1, 1))
    assert before > 4.5 * 365
    assert 180 < after < 270


def test_trained_officials_refuse_less_and_begin_cases_themselves(
    chennai: tuple[SimulatedCase, ...],
) -> None:
    before = [case for case in chennai if case.arrived_on < OFFICIALS_TRAINED]
    after = [case for case in chennai if case.arrived_on >= OFFICIALS_TRAINED]
    own_before = sum(case.source == "local_government" for case in before) / len(before)
    own_after = sum(case.source == "local_government" for case in after) / len(after)
    refused = "rescue.complaint_refused"
    assert share_with(before, refused) > 3 * share_with(after, refused)
    assert own_after > 0.35 > 0.15 > own_before


def test_untrained_officials_charge_under_the_ordinary_law(
    chennai: tuple[SimulatedCase, ...],
) -> None:
    kinds = [
        (r.on < OFFICIALS_TRAINED, r.kind)
        for case in chennai
        for r in case.records
        if r.code == "represent.charges_selected"
    ]
    before = [kind for is_before, kind in kinds if is_before]
    after = [kind for is_before, kind in kinds if not is_before]
    assert before.count("ordinary law") / len(before) > 0.5
    assert after.count("ordinary law") / len(after) < 0.3


def test_a_motorcycle_brings_the_rural_station_to_the_scene(
    chennai: tuple[SimulatedCase, ...],
) -> None:
    rural = [c for c in chennai if c.unit == "rural" and first(c, "rescue.complaint_registered")]
    before = [case for case in rural if case.arrived_on < MOTORCYCLE_SINCE]
    after = [case for case in rural if case.arrived_on >= MOTORCYCLE_SINCE]
    scene = "restrain.scene_visited"
    assert share_with(before, scene) < share_with(after, scene) - 0.2


def test_some_days_are_vague_and_some_were_put_right(cebu: tuple[SimulatedCase, ...]) -> None:
    records = [record for case in cebu for record in case.records]
    vague = sum(record.known is not Known.DAY for record in records) / len(records)
    corrected = [record for record in records if record.first_said is not None]
    assert 0.01 < vague < 0.1
    assert corrected
    assert all(r.corrected_on and r.corrected_on > r.recorded_on for r in corrected)


def test_no_cases_cannot_be_simulated() -> None:
    with pytest.raises(CannotEstimate, match="at least one case"):
        simulate(trafficking_of_children(), n_cases=0, today=TODAY, seed=1)
