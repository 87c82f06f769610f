"""Units compared and where to repair first: who lags, who does it already, and who is not named."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from amparo.directory.packs import pathways
from amparo.errors import CannotEstimate
from amparo.flow import EventLog
from amparo.reform import selectors
from amparo.reform.pages.opportunities import opportunities_page
from amparo.reform.pages.units import units_page
from amparo.reform.selectors import Asked
from amparo.reform.selectors.figures import _pathway
from amparo.reform.selectors.groups import own_steps
from amparo.reform.selectors.opportunities import opportunities_for
from amparo.reform.selectors.units import steps_to_compare, units_for
from tests.reform.test_where_it_breaks import present

TODAY = date(2026, 6, 1)
CAME = date(2024, 1, 1)
STATIONS = {"North": 0.9, "South": 0.9, "East": 0.85, "West": 0.2, "Hill": 0.9}
LOG_FOR = "amparo.reform.selectors.opportunities.log_for"
BY_STATION = Asked(by="station")
PARTS = ["/where-it-breaks/opportunities/", "/where-it-breaks/units/"]


def cases_of(station: str, n: int, share: float):
    """Complaints at a station, of which a share is registered; each other one is refused."""
    for number in range(n):
        case = f"{station} {number}"
        yield case, "rescue.complaint_presented", CAME, station
        goes_on = number < share * n
        kind = "rescue.complaint_registered" if goes_on else "rescue.complaint_refused"
        yield case, kind, CAME + timedelta(days=7), station
        if goes_on and number % 2:
            yield case, "restrain.arrested", CAME + timedelta(days=30), station


def planted(stations=STATIONS, few=()):
    return made_once(tuple(stations.items()), tuple(few))


@functools.cache
def made_once(stations, few):
    """A log never changes, so that every test of the same stations shares it."""
    rows = [row for name, share in stations for row in cases_of(name, 60, share)]
    rows += [row for name in few for row in cases_of(name, 4, 0.0)]
    frame = pl.DataFrame(
        rows, schema=["case", "type", "happened_on", "station"], orient="row"
    ).with_columns(pl.lit(None, dtype=pl.String).alias("court"))  # fmt: skip
    path = replace(
        _pathway(pathways()["justice"], BY_STATION), groups=("station", "court")
    )  # fmt: skip
    return EventLog.read(frame, pathway=path, as_of=TODAY)


@pytest.fixture
def log(monkeypatch):
    """A log with one station that refuses four of five, in the place of the office's own."""

    def put(**facts):
        made = planted(**facts)
        monkeypatch.setattr(LOG_FOR, lambda *asked, **on: made)

    put()
    return put


def repairs(user):
    return opportunities_for(user, BY_STATION, today=TODAY)


def units(user, step=1, within=365):
    return units_for(user, BY_STATION, step=step, within=within, today=TODAY)


def test_the_planted_breakdown_is_where_to_repair_first(cast, log):
    first = repairs(cast.nadia).found.places[0]
    assert (first.unit, first.start, first.sure) == ("West", "Complaint presented", True)


def test_every_number_has_its_interval(cast, log):
    page = opportunities_page(repairs(cast.nadia), cast.nadia, {})
    assert [cell.note for cell in page.places[0].cells[3:6] if " to " not in cell.note] == []


def test_who_does_it_already_is_said(cast, log):
    log(stations={**STATIONS, "North": 1.0})
    page = opportunities_page(repairs(cast.nadia), cast.nadia, {})
    assert "North" in {row.cells[0] for row in page.bright}


def test_where_nobody_lags_nobody_is_named(cast, log):
    log(stations=dict.fromkeys(STATIONS, 0.8))
    page = opportunities_page(repairs(cast.nadia), cast.nadia, {})
    assert page.headline == "No unit lags at a step of its own by more than chance would make it."


def test_the_station_that_stands_out_is_named_and_the_others_are_not(cast, log):
    compared = units(cast.nadia).compared
    assert [unit.name for unit in compared.units if unit.stands == "below the funnel"] == ["West"]


def test_units_stand_by_name_and_not_by_rank(cast, log):
    page = units_page(units(cast.nadia), cast.nadia, {})
    names = [row.cells[0] for row in page.rows]
    assert names == sorted(names)


def test_a_unit_of_four_cases_is_not_named(cast, log):
    log(few=["Tiny outpost"])
    page = units_page(units(cast.nadia), cast.nadia, {})
    said = f"{page}"
    assert "Tiny outpost" not in said
    assert "1 unit has fewer than ten cases and is not named" in said
    assert "Tiny outpost" not in f"{opportunities_page(repairs(cast.nadia), cast.nadia, {})}"


def test_what_to_believe_lies_nearer_the_mean_than_its_own_share(cast, log):
    compared = units(cast.nadia).compared
    west = next(unit for unit in compared.units if unit.name == "West")
    assert west.raw < west.shrunk.value < compared.mean


@pytest.mark.parametrize(
    ("by", "pathway", "steps"),
    [("station", "justice", [1, 2, 3]), ("court", "justice", [5, 6]), ("court", "relief", []),
     ("programme", "justice", [0, 1, 2, 3, 4, 5, 6])],
)  # fmt: skip
def test_a_unit_answers_for_its_own_steps_only(by, pathway, steps):
    assert list(own_steps(by, selectors.pathway_asked(pathway))) == steps


def test_no_repair_is_asked_of_a_station_for_a_trial(cast, log):
    own = {name.split(" → ")[0] for _, name in steps_to_compare("station", "justice")}
    assert {place.start for place in repairs(cast.nadia).found.places} <= own


def test_a_step_of_another_unit_gives_way_to_the_first(cast, log):
    assert units(cast.nadia, step=6).step == 1


def test_too_few_units_are_said_to_be(cast, log):
    log(stations={"North": 0.9, "South": 0.4})
    with pytest.raises(CannotEstimate, match="Too few units"):
        units(cast.nadia)


def test_the_number_of_cases_leads_to_them_for_those_who_may_open_them(cast, log):
    page = units_page(units(cast.sofia), cast.sofia, {"pathway": "justice"})
    asked = parse_qs(urlsplit(page.rows[-1].cells[1].href).query)
    assert asked == {
        "pathway": ["justice"], "by": ["station"], "group": ["West"], "step": ["1"],
        "outcome": ["entered"],
    }  # fmt: skip


def test_it_leads_nowhere_for_those_who_may_not(cast, log):
    page = units_page(units(cast.nadia), cast.nadia, {})
    first = opportunities_page(repairs(cast.nadia), cast.nadia, {}).places[0]
    assert (page.rows[0].cells[1].href, first.cells[2].href) == ("", "")


def test_a_group_has_its_own_cases_behind_it():
    log = planted()
    ids = selectors.case_ids(log, 1, "exited", of=Asked(by="station", group="West"))
    assert len(ids) == 48
    assert {case.split()[0] for case in ids} == {"West"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["alma", "sofia", "nadia"])
def test_the_page_opens_for_those_who_read_exact_figures(cast, log, client, part, who):
    client.force_login(getattr(cast, who))
    answer = client.get(part)
    assert answer.status_code == 200
    assert "West" in answer.content.decode()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["eva", "pilar", "amira", "adan"])
def test_it_is_not_there_for_anybody_else(cast, client, part, who):
    client.force_login(getattr(cast, who))
    assert client.get(part).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_too_little_is_told_with_the_next_step(cast, client, part):
    present(cast.case, cast.alma, 10)
    client.force_login(cast.nadia)
    page = client.get(part).content.decode()
    assert "the records say which unit it was" in page
    assert "To go on, record the institution and unit" in page


@pytest.mark.parametrize("part", PARTS)
def test_another_organisation_has_nothing_to_compare(cast, client, part):
    client.force_login(cast.dario)
    assert "No case on this pathway" in client.get(part).content.decode()


@pytest.mark.parametrize(
    "query", ["by=court&step=1", "step=99", "pathway=relief&step=4", "within=7", "by=nothing"]
)
def test_any_way_of_asking_is_answered(cast, log, client, query):
    client.force_login(cast.nadia)
    assert client.get(f"/where-it-breaks/units/?{query}").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_it_asks_a_fixed_number_of_questions(cast, client, django_assert_max_num_queries, part):
    present(cast.case, cast.alma, 10)
    client.force_login(cast.sofia)
    with django_assert_max_num_queries(12):
        client.get(part)
