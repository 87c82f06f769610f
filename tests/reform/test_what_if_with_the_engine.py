"""What the simulation gives the pages: the same for the same question, moved by what is changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import pytest

from amparo.directory.packs import pathways
from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog
from amparo.reform.engine import ADJOURNED, HEARING, changed, fitted, simulated, stations_of
from amparo.reform.selectors import Asked
from amparo.reform.selectors.figures import _pathway
from amparo.reform.selectors.whatif import records_of

LAST = date(2026, 6, 1)
STEPS = (
    ("rescue.referral_received", 0), ("rescue.complaint_presented", 5),
    ("rescue.complaint_registered", 9), ("restrain.arrested", 30),
    ("represent.charge_sheet_filed", 60), ("represent.trial_opened", 120),
    ("represent.convicted", 300), ("represent.sentenced", 310),
)  # fmt: skip
TRIAL = "Trial opened → Verdict"


@dataclass(frozen=True)
class Briefly:
    """A look ahead that takes a moment."""

    years: int = 1
    replications: int = 40
    seed: int = 2**59 + 7


def rows_of_a_case(number: int, first: date = date(2023, 6, 5)):
    """Every third case is declined after the arrest; hearings are held, half of them put off."""
    came = first + timedelta(days=4 * number)
    for code, days in STEPS[:4] if number % 3 == 0 else STEPS:
        # Some a little sooner, some later, or every wait would be the same.
        yield f"case {number}", code, came + timedelta(days=days + (number * 7) % 11 * days // 20)
    if number % 3 == 0:
        yield f"case {number}", "represent.charge_declined", came + timedelta(days=70)
    else:
        for place, code in enumerate((HEARING, ADJOURNED, HEARING, ADJOURNED)):
            yield f"case {number}", code, came + timedelta(days=190 + 25 * place)


@pytest.fixture(scope="module")
def log():
    rows = [row for number in range(260) for row in rows_of_a_case(number)]
    frame = pl.DataFrame(rows, schema=["case", "type", "happened_on"], orient="row")
    known = frame.filter(pl.col("happened_on") <= LAST).sort("happened_on")
    return EventLog.read(known, pathway=_pathway(pathways()["justice"], Asked()), as_of=LAST)


@pytest.fixture(scope="module")
def fit(log):
    return fitted(log, {})


@pytest.fixture(scope="module")
def doubled(fit):
    return simulated(fit.system, {"arrivals": 2.0}, Briefly(), progress=lambda share: None)


def value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def figure(result, key):
    return next(one for one in result["figures"] if one["key"].startswith(key))


def test_each_step_of_the_pathway_is_a_station(fit):
    names = [station.name for station in fit.stations]
    assert (len(names), names[5]) == (7, TRIAL)


def test_a_station_says_on_what_it_rests(fit):
    assert all(station.basis for station in fit.stations)


def test_a_kept_system_gives_its_stations_back(fit):
    assert stations_of(json.loads(json.dumps(fit.system))) == fit.stations


def test_a_kept_system_holds_no_case(fit):
    assert re.search(r"case \d", json.dumps(fit.system)) is None


def test_more_cases_that_come_are_more_that_reach_the_end(doubled):
    moved = figure(doubled, "advanced a year|Referral")
    assert value(moved["changed"]["said"]) > 1.5 * value(moved["today"]["said"])
    assert moved["is_shown"]


def test_every_figure_has_its_interval(doubled):
    told = [one["difference"]["between"] for one in doubled["figures"]]
    assert len(told) > 20
    assert [text for text in told if " to " not in text and text] == []


def test_the_answer_is_plain_json_with_its_drawing(doubled):
    kept = json.loads(json.dumps(doubled))
    assert kept["charts"][0]["wide"].startswith("<svg")
    assert kept["charts"][0]["narrow"].startswith("<svg")


def test_the_drawing_has_its_numbers_beside_it(doubled):
    rows = doubled["charts"][0]["rows"]
    assert {len(row) for row in rows} == {4}
    assert all(" to " in row[2] and " to " in row[3] for row in rows)


def test_a_quicker_trial_is_said_to_be_sooner(fit):
    changes = {"stations": {TRIAL: {"service": 0.3}}}
    result = simulated(fit.system, changes, Briefly(years=3), progress=lambda share: None)
    assert re.search(r"need [\d,]+ \([\d,]+ to [\d,]+\) days less", " ".join(result["sentences"]))


def test_the_same_question_gives_the_same_answer(fit, doubled):
    again = simulated(fit.system, {"arrivals": 2.0}, Briefly(), progress=lambda share: None)
    assert again == doubled


def test_progress_goes_from_nothing_to_all(fit):
    shares = []
    simulated(fit.system, {"arrivals": 0.5}, Briefly(), progress=shares.append)
    assert shares == sorted(shares)
    assert (shares[0] > 0, shares[-1]) == (True, 1.0)


def test_an_error_in_telling_progress_stops_it(fit):
    def lost(share):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        simulated(fit.system, {"arrivals": 0.5}, Briefly(), progress=lost)


def test_a_share_typed_is_the_share_that_goes_on(fit):
    step = fit.stations[3].name
    _, then = changed(fit.system, {"stations": {step: {"advance": 0.9}}})
    assert then.station(step).chance_to_advance == pytest.approx(0.9)


def test_people_typed_are_the_people_at_work(log):
    fit = fitted(log, {TRIAL: 3})
    _, then = changed(fit.system, {"stations": {TRIAL: {"people": 5}}})
    assert then.station(TRIAL).people == 5


def test_people_are_not_added_where_nobody_queues_for_them(fit):
    with pytest.raises(Refused, match="no queue"):
        changed(fit.system, {"stations": {fit.stations[0].name: {"people": 2}}})


def test_adjournments_are_known_where_people_are(log, fit):
    known = fitted(log, {TRIAL: 3})
    assert (fit.hearings, fit.adjourns, known.adjourns) == (True, False, True)
    _, then = changed(known.system, {"adjournments": 0.5})
    before = next(s.adjourned for s in changed(known.system, {})[0].stations if s.adjourned)
    assert then.station(TRIAL).adjourned == pytest.approx(before / 2)


def test_too_few_records_say_so(log):
    empty = EventLog.read(
        pl.DataFrame(
            {"case": ["a", "b"], "type": [STEPS[0][0]] * 2, "happened_on": [LAST, LAST]}
        ),
        pathway=log.pathway, as_of=LAST,
    )  # fmt: skip
    with pytest.raises(CannotEstimate):
        fitted(empty, {})


def test_the_same_records_in_another_order_are_the_same(log):
    rows = [row for number in reversed(range(40)) for row in rows_of_a_case(number)]
    schema = ["case", "type", "happened_on"]
    made = [
        EventLog.read(
            pl.DataFrame(given, schema=schema, orient="row"), pathway=log.pathway, as_of=LAST
        )
        for given in (rows, rows[::-1], rows[1:])
    ]
    digests = [records_of(one) for one in made]
    assert digests[0] == digests[1] != digests[2]


def test_people_who_are_known_work_at_the_pace_of_late_however_old_the_records(log):
    rows = [row for n in range(860) for row in rows_of_a_case(n, first=date(2017, 1, 2))]
    frame = pl.DataFrame(rows, schema=["case", "type", "happened_on"], orient="row").filter(
        pl.col("happened_on") <= LAST, ~pl.col("type").is_in([HEARING, ADJOURNED])
    )
    old = EventLog.read(frame, pathway=log.pathway, as_of=LAST)
    trial = next(one for one in fitted(old, {TRIAL: 3}).stations if one.name == TRIAL)
    # Two of three cases come to trial, one case in four days: 61 a year, by three people.
    assert 365.25 * 3 / trial.days == pytest.approx(61, rel=0.1)
