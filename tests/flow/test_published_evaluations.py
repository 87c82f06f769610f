"""The worked examples of published evaluations are what the functions give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from amparo.flow.effects import Claim

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("published", ROOT / "tools" / "published.py")
published = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(published)


def test_the_page_is_what_the_functions_give():
    assert published.page() == (ROOT / "docs" / "published.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("n", "reach"),
    [(published.GAUTENG_N, published.GAUTENG), (published.RAPSSA_N, published.RAPSSA)],
)
def test_a_funnel_loses_as_many_as_were_published(n, reach):
    found = published.funnel(n, reach)
    stages = ("Reported", *list(reach)[:-1])
    ends = [found.left(stage, published.ENDED).value for stage in stages]
    assert [100 * found.reached(name).value for name in reach] == pytest.approx(
        list(reach.values()), abs=0.05
    )
    assert sum(ends) + found.reached(list(reach)[-1]).value == pytest.approx(1.0)


def test_kenya_puts_off_nine_of_a_hundred():
    assert published.wilson(published.PUT_OFF, published.SCHEDULED).value == pytest.approx(
        0.089, abs=5e-4
    )


def test_a_rise_of_complaints_is_not_called_a_worsening():
    files, verdicts = published.guatemala()
    assert files.verdict.claim is Claim.CHANGE
    assert verdicts.verdict.claim is Claim.CANNOT_CARRY
    assert verdicts.check("more_came").refuses


def test_the_published_effect_of_senegal_lies_within_the_interval_of_the_wedge():
    _, wedge, _ = published.senegal()
    assert wedge.interval.low <= published.SENEGAL["effect"] <= wedge.interval.high
