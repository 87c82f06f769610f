"""The record stream behind the synthetic office."""

from __future__ import annotations

from datetime import date

import pytest

from amparo.demo.office import PROGRAMMES, simulated
from amparo.demo.places import INSTITUTIONS
from amparo.demo.showcase import STEPS
from amparo.directory.packs import code_list, milestone_types
from amparo.flow.simulate import fingerprint_of

TODAY = date(2026, 11, 23)


def fingerprints(seed: int) -> dict[str, str]:
    streams = simulated(seed=seed, n_cases=20, today=TODAY)
    return {key: fingerprint_of(cases) for key, cases in streams.items()}


def test_the_same_seed_gives_the_same_stream_and_another_seed_another() -> None:
    assert fingerprints(2026) == fingerprints(2026)
    assert fingerprints(2026) != fingerprints(2027)


def test_half_of_the_cases_come_from_each_programme() -> None:
    streams = simulated(seed=1, n_cases=21, today=TODAY)
    assert {key: len(cases) for key, cases in streams.items()} == {"trafficking": 11, "bonded": 10}


@pytest.mark.parametrize("key", PROGRAMMES)
def test_every_step_is_a_milestone_about_the_same_subject(key: str) -> None:
    model, types = PROGRAMMES[key][-1](), milestone_types()
    steps = {
        (code, s.about.value)
        for s in model.steps
        for code in (s.code, *(o.code for o in s.instead))
    }
    repeats = {(code, r.about.value) for r in model.repeats for code in (r.code, r.other) if code}
    assert {(code, types[code].about) for code, _ in steps | repeats} == steps | repeats


@pytest.mark.parametrize("key", PROGRAMMES)
def test_every_source_is_in_the_list_of_who_refers(key: str) -> None:
    sources = {source for period in PROGRAMMES[key][-1]().periods for source, _ in period.sources}
    assert sources <= {entry.code for entry in code_list("referral_sources").entries}


@pytest.mark.parametrize("key", PROGRAMMES)
def test_every_unit_of_the_model_is_an_invented_unit_of_the_directory(key: str) -> None:
    units = {(unit.institution, unit.key) for unit in PROGRAMMES[key][-1]().units}
    built = {(kind, unit) for kind, (_, _, inside) in INSTITUTIONS[key].items() for unit in inside}
    assert units == built


def test_the_showcase_names_milestones_that_exist_in_the_order_of_their_days() -> None:
    days = [step[0] for step in STEPS]
    assert {step[1] for step in STEPS} <= set(milestone_types())
    assert days == sorted(days, reverse=True)
