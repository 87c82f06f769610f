"""Indicators computed from milestones: open cases wait, few are withheld, what is kept stays."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from amparo.casework.cases.eventlog import Scope
from amparo.directory.packs.indicators import indicator
from amparo.errors import Refused
from amparo.protection.models import IndicatorValue
from amparo.protection.selectors.figures import computed, rows_of
from amparo.protection.selectors.made import Made
from amparo.protection.services.indicators import ValueFacts, keep_indicator
from tests.cast import NOW

BEGUN, AS_OF = date(2023, 1, 1), date(2023, 12, 31)
SCHEMA = {"case": pl.String, "type": pl.String, "person": pl.String, "happened_on": pl.Date,
          "precision": pl.String, "institution": pl.String, "unit": pl.String,
          "programme": pl.String}  # fmt: skip


def rows(*events: tuple[str, str, str, int]) -> pl.DataFrame:
    """(case, person, type, day) as the bridge gives them."""
    made = [
        {"case": c, "type": t, "person": p or None, "happened_on": BEGUN + timedelta(days=d),
         "precision": "day", "unit": "Station 7"}
        for c, p, t, d in events
    ]  # fmt: skip
    return pl.DataFrame(made, schema=SCHEMA)


def ask(code: str, table: pl.DataFrame, **more: object) -> Made:
    return computed(None, indicator(code), table, as_of=AS_OF, **more)


def complaints(n: int, registered: int, refused: int = 0) -> pl.DataFrame:
    events = [(f"c{i}", "", "rescue.complaint_presented", 0) for i in range(n)]
    events += [(f"c{i}", "", "rescue.complaint_registered", 5) for i in range(registered)]
    events += [(f"c{n - 1 - i}", "", "rescue.complaint_refused", 2) for i in range(refused)]
    return rows(*events)


def test_complaints_registered_is_a_share_with_its_interval():
    found = ask("I06", complaints(40, 30, refused=6))
    assert found.value == pytest.approx(30 / 40)
    assert found.low < found.value < found.high
    assert found.n == 40


def test_who_began_yesterday_waits_and_is_not_a_failure():
    late = complaints(40, 30).with_columns(
        pl.when(pl.col("case").is_in([f"c{i}" for i in range(30, 40)]))
        .then(pl.lit(AS_OF)).otherwise("happened_on").alias("happened_on")
    )  # fmt: skip
    assert ask("I06", late).value == pytest.approx(1.0)


def test_fewer_than_ten_are_withheld_and_said():
    found = ask("I06", complaints(9, 9))
    assert found.value is None
    assert "Fewer than 10" in found.withheld


def test_nothing_was_done_is_the_rest_of_any_act():
    acts = [(f"c{i}", "", "rescue.complaint_registered", 0) for i in range(20)]
    acts += [(f"c{i}", "", "restrain.arrested", 30) for i in range(12)]
    acts += [(f"c{i}", "", "restrain.scene_visited", 3) for i in range(8, 15)]
    assert ask("I13", rows(*acts)).value == pytest.approx(5 / 20)


def test_people_are_counted_once_each():
    table = rows(*[("c", f"p{i % 3}", "rescue.victim_relieved", i) for i in range(9)])
    assert ask("I01", table).value == 3


def test_preparation_counts_only_before_the_testimony():
    events = [("c", f"p{i}", "represent.survivor_testified", 10) for i in range(12)]
    events += [("c", f"p{i}", "represent.survivor_prepared", 5) for i in range(6)]
    events += [("c", f"p{i}", "represent.survivor_prepared", 15) for i in range(6, 9)]
    assert ask("I35", rows(*events)).value == pytest.approx(0.5)


def test_adjournments_are_of_hearings_held_or_adjourned():
    events = [("c", "", "represent.hearing_held", i) for i in range(15)]
    events += [("c", "", "represent.hearing_adjourned", i) for i in range(5)]
    assert ask("I23", rows(*events)).value == pytest.approx(0.25)


def test_it_is_broken_down_by_where_the_complaint_was_made():
    found = ask("I06", complaints(40, 30), by="station")
    assert [(part.name, part.n) for part in found.groups] == [("Station 7", 40)]


def relieved(*groups: tuple[str, int, int | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Milestones, and who they are about: so many of each (sex, how many, year of birth)."""
    people = [(f"{sex}{born}{i}", sex, born) for sex, n, born in groups for i in range(n)]
    table = rows(*[(f"c{p}", p, "rescue.victim_relieved", 1) for p, _, _ in people])
    schema = {"person": pl.String, "sex": pl.String, "birth_year": pl.Int64}
    return table, pl.DataFrame(people, schema=schema, orient="row")


def shown_by(by: str, *groups: tuple[str, int, int | None]) -> dict[str, float | None]:
    table, traits = relieved(*groups)
    return {part.name: part.value for part in ask("I01", table, by=by, traits=traits).groups}


def test_people_are_told_apart_by_sex_and_by_whether_they_were_children():
    groups = (("female", 30, 2012), ("male", 20, 1990), ("", 11, None))
    assert shown_by("sex", *groups) == {"Female": 30, "Male": 20, "Not recorded": 11}
    assert shown_by("age", *groups) == {"Child": 30, "Adult": 20, "Not recorded": 11}


def test_a_share_of_people_is_told_by_sex_too():
    table, traits = relieved(("female", 30, 2012), ("male", 20, 2012))
    parts = traits.get_column("person").to_list()
    events = [(f"c{p}", p, "represent.survivor_testified", 9) for p in parts]
    prepared = [(f"c{p}", p, "represent.survivor_prepared", 5) for p in parts[:40]]
    found = ask("I35", rows(*events, *prepared), by="sex", traits=traits)
    assert {(part.name, part.k, part.n) for part in found.groups} == {
        ("Female", 30, 30), ("Male", 10, 20)
    }  # fmt: skip
    assert table.height == found.n


def test_a_group_of_a_few_is_withheld_and_cannot_be_had_by_taking_away():
    groups = (("female", 30, 2012), ("male", 20, 2012), ("", 4, 2012))
    assert shown_by("sex", *groups) == {"Female": 30, "Male": None, "Not recorded": None}


def test_cases_are_not_told_apart_by_one_persons_sex():
    assert ask("I06", complaints(40, 30), by="sex", traits=relieved()[1]).groups == ()


def test_only_cases_opened_in_the_span_are_counted(cast):
    opened = cast.case.opened_on
    inside, before = Scope(None, opened, opened), Scope(None, None, opened - timedelta(days=1))
    assert rows_of(cast.nadia, before, date(2024, 6, 1)).height == 0
    assert rows_of(cast.nadia, inside, date(2024, 6, 1)).height > 0
    assert inside.as_json() == {"opened_from": str(opened), "opened_to": str(opened)}


def test_what_is_not_counted_by_case_has_no_span(cast):
    span = Scope(None, BEGUN, AS_OF)
    table = rows_of(cast.nadia, span, AS_OF)
    ask_of = [computed(cast.nadia, indicator(code), table, as_of=AS_OF, scope=span)
              for code in ("I54", "I18")]  # fmt: skip
    assert ["by case" in made.withheld for made in ask_of] == [True, False]


def test_the_office_s_own_milestones_give_every_computed_indicator(cast):
    from amparo.directory.packs.indicators import indicators

    table = rows_of(cast.nadia, Scope(), date(2024, 6, 1))
    made = {
        one.id: computed(cast.nadia, one, table, as_of=date(2024, 6, 1))
        for one in indicators().values() if one.is_computed
    }  # fmt: skip
    assert len(made) >= 24
    assert all(one.value is not None or one.withheld for one in made.values())


def test_what_is_kept_says_its_version_and_an_entered_value_its_source(cast):
    facts = ValueFacts(to_on=date(2024, 3, 1), result={"value": 0.21, "n": 400}, digest="",
                       source="Endline survey, 2017")  # fmt: skip
    kept = keep_indicator(by=cast.nadia, at=NOW, indicator=indicator("I73"), facts=facts)
    assert (kept.version, kept.how) == (indicator("I73").version, IndicatorValue.How.ENTERED)
    without = ValueFacts(to_on=date(2024, 3, 1), result={"value": 0.2}, digest="")
    with pytest.raises(Refused, match="I73 cannot be computed"):
        keep_indicator(by=cast.nadia, at=NOW, indicator=indicator("I73"), facts=without)
