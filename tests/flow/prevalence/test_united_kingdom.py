"""The published figures for the United Kingdom in 2013, from the public tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from amparo.flow import CaptureLists

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def five(real_data: Path) -> CaptureLists:
    return CaptureLists.read(real_data / "uk-modern-slavery-2013" / "five-lists.csv", count="count")


@pytest.fixture(scope="module")
def six(real_data: Path) -> CaptureLists:
    return CaptureLists.read(real_data / "uk-modern-slavery-2013" / "six-lists.csv", count="count")


def test_the_five_list_stepwise_fit_is_the_published_11_313(five: CaptureLists) -> None:
    found = five.stepwise(level=0.05)
    assert (five.n, round(found.estimate)) == (2744, 11313)
    assert found.interactions == ("LA:NG", "NG:GP", "PFNCA:GP", "LA:PFNCA", "GO:GP", "NG:GO")
    assert (round(found.interval.low), round(found.interval.high)) == (9889, 13063)
    poisson = found.interval_by("Poisson profile")
    assert (round(poisson.low), round(poisson.high)) == (9908, 13064)


def test_independent_lists_give_13_444_and_12_214(five: CaptureLists, six: CaptureLists) -> None:
    one, other = five.loglinear(), six.loglinear()
    assert (round(one.estimate), round(other.estimate)) == (13444, 12214)
    assert (round(one.interval.low), round(one.interval.high)) == (11985, 15166)
    assert (round(other.interval.low), round(other.interval.high)) == (10984, 13648)


def test_six_lists_give_11_418(six: CaptureLists) -> None:
    found = six.stepwise()
    assert round(found.estimate) == 11418
    assert (round(found.interval.low), round(found.interval.high)) == (9982, 13182)
    assert found.interactions == ("PF:NCA", "LA:NG", "NG:GP", "LA:PF", "PF:GP", "GO:GP", "NG:GO")


def test_merging_police_and_agency_makes_six_lists_five(
    five: CaptureLists, six: CaptureLists
) -> None:
    merged = six.merge(["PF", "NCA"])
    assert merged.stepwise().estimate == pytest.approx(five.stepwise().estimate, rel=1e-9)


def test_chao_gives_15_628_and_with_few_lists_13_481(six: CaptureLists) -> None:
    found = six.chao()
    assert [round(found.estimate), round(found.others[0][1])] == [15628, 13481]


def test_methods_range_from_11_000_to_over_20_000_and_the_dispute_is_told(
    five: CaptureLists,
) -> None:
    found = five.models()
    totals = dict(found.frame.select("method", "estimate").iter_rows())
    assert totals["Lowest BIC"] == pytest.approx(23000, rel=0.01)
    assert totals["Average over graphs"] == pytest.approx(23000, rel=0.02)
    assert totals["Latent classes"] > 20000
    assert found.interval.low < 11313.5
    said = found.sentence()
    assert "Whitehead" in said
    assert "Silverman" in said
    assert "lower bound (17,617)" in said
