"""Protection in the synthetic office."""

from amparo.access.models import User
from amparo.demo.office import DemoOffice
from amparo.protection.selectors.studies import standing_for, studies_for
from tests.demo.test_the_records import TODAY


def test_cebu_is_protected_by_the_rule_and_tamil_nadu_covered(office: DemoOffice) -> None:
    analyst = User.objects.get(email="analyst@demo.example")
    standing = standing_for(analyst, today=TODAY)
    assert standing.protected.people == standing.improving.people == 5_151_274
    assert standing.covered.people == 5_151_274 + 72_147_030


def test_lists_say_a_range_and_no_one_number(office: DemoOffice) -> None:
    analyst = User.objects.get(email="analyst@demo.example")
    (lists,) = [row for row in studies_for(analyst) if row.study.design == "lists"]
    result = lists.waves[0].result
    assert result["value"] is None
    assert 554 < result["low"] < result["high"]
    assert result["high"] / result["low"] > 1.5
