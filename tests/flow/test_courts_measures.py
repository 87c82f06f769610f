"""Clearance, time, age, trial dates and adjournments, against plain Python and by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.flow import EventLog, charts
from amparo.flow.attrition import wilson
from amparo.flow.courts import Courts
from amparo.flow.courts.settings import share_over_cases
from tests.flow import reference_courts as plain

AS_OF = date(2024, 12, 31)
START = date(2023, 1, 1)
WORDS: dict[str, Any] = {
    "filed": ("filed",), "disposed": ("judgment", "withdrawn"), "hearing": ("hearing",),
    "adjourned": ("adjourned", "trial adjourned"), "trial": ("trial", "trial adjourned"),
    "inactive": ("archived",),
}  # fmt: skip
ACTIVITIES = ["hearing", "adjourned", "trial", "trial adjourned", "judgment", "withdrawn",
              "archived", "note"]  # fmt: skip
EVENT = st.tuples(
    st.sampled_from(ACTIVITIES), st.integers(0, 700), st.sampled_from(["judge absent", "no file", None]),
    st.sampled_from(["court", "police", None]),
)  # fmt: skip
CASE = st.tuples(st.integers(0, 600), st.lists(EVENT, max_size=7), st.sampled_from("NS"))
CASES = st.lists(CASE, min_size=1, max_size=14)


def rows_of(cases: list[Any]) -> list[tuple[Any, ...]]:
    rows = [("x", "filed", START, None, None, "N"), ("x", "judgment", START, None, None, "N")]
    for number, (filed, events, court) in enumerate(cases):
        day = START + timedelta(days=filed)
        rows.append((f"c{number}", "filed", day, None, None, court))
        rows += [
            (f"c{number}", name, START + timedelta(days=on), reason, party, court)
            for name, on, reason, party in events
        ]
    return rows


def read(rows: list[tuple[Any, ...]]) -> EventLog:
    columns = {"id": pl.String, "what": pl.String, "on": pl.Date, "reason": pl.String,
               "party": pl.String, "court": pl.String}  # fmt: skip
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return EventLog.read(
        frame, case="id", activity="what", time="on", as_of=AS_OF,
        stages={"filed": "filed", "judgment": "judgment"},
    )  # fmt: skip


def measured(rows: list[tuple[Any, ...]], **more: Any) -> Courts:
    return read(rows).courts(
        **WORDS, reason="reason", party="party", **{"standard_days": 180, **more}
    )


def plain_cases(rows: list[tuple[Any, ...]]) -> dict[str, list[plain.Event]]:
    """Events in the log's order: by day, stages as the pathway has them, others by name and words."""
    made: dict[str, list[plain.Event]] = {}
    order = {"filed": (0, 0, ""), "judgment": (0, 1, "")}
    for case, what, on, reason, party, _ in sorted(
        rows,
        key=lambda row: (row[2], order.get(row[1], (1, 0, row[1])), row[3] or "", row[4] or ""),
    ):
        made.setdefault(case, []).append((what, on, reason, party))
    return made


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_every_measure_equals_a_plain_count(cases: list[Any]) -> None:
    rows = rows_of(cases)
    row = measured(rows).whole
    wanted = plain.measures(plain_cases(rows), WORDS, date(2024, 1, 2), AS_OF, 180)
    assert {name: row[name] for name in wanted} == pytest.approx(
        {name: None if v is None else float(v) for name, v in wanted.items()}
    )


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_reasons_and_their_days_equal_a_plain_count(cases: list[Any]) -> None:
    rows = rows_of(cases)
    found = measured(rows).reasons.filter(pl.col("unit") == "").to_dicts()
    wanted = plain.reasons(plain_cases(rows), WORDS, AS_OF)
    got = {(row["party"], row["reason"]): row for row in found}
    assert got.keys() == wanted.keys()
    assert [{k: got[key][k] for k in numbers} for key, numbers in wanted.items()] == [
        pytest.approx({k: None if v is None else float(v) for k, v in numbers.items()})
        for numbers in wanted.values()
    ]


@given(CASES, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_does_not_matter(cases: list[Any], random: Any) -> None:
    crowded = [(on, [(a, d % 3 * 200, *why) for a, d, *why in many], c) for on, many, c in cases]
    rows = rows_of(crowded)  # many events on one day, where order could matter
    one, other = measured(rows), measured(random.sample(rows, len(rows)))
    assert one.frame.equals(other.frame)
    assert one.reasons.equals(other.reasons)


@given(CASES)
@settings(max_examples=12, deadline=None)
def test_units_are_measured_each_by_itself_and_add_up(cases: list[Any]) -> None:
    rows = rows_of(cases)
    found = measured(rows, by="court", fewest=1).frame
    own = found.filter(pl.col("unit") != "")
    for name in ("n", "incoming", "resolved", "pending", "inactive", "active", "scheduled",
                 "adjourned", "tried", "first_dates"):  # fmt: skip
        assert own.get_column(name).sum() == found.get_column(name)[0]
    north = [row for row in rows if row[5] == "N"]
    alone = measured(north).whole
    mine = own.filter(pl.col("unit") == "N").row(0, named=True)
    assert mine.pop("unit") == "N"
    assert mine == pytest.approx({k: v for k, v in alone.items() if k != "unit"})


def test_a_court_worked_by_hand() -> None:
    """Two filed and one resolved in the year; one pending for 365 days, of which it rests none."""
    day = date.fromisoformat
    rows = [
        ("1", "filed", day("2024-01-10"), None, None, "N"),
        ("1", "adjourned", day("2024-02-01"), "judge absent", "court", "N"),
        ("1", "hearing", day("2024-03-02"), None, None, "N"),
        ("1", "trial adjourned", day("2024-04-01"), "no file", "court", "N"),
        ("1", "trial", day("2024-05-01"), None, None, "N"),
        ("1", "judgment", day("2024-05-10"), None, None, "N"),
        ("2", "filed", day("2024-01-01"), None, None, "N"),
        ("2", "adjourned", day("2024-12-01"), "judge absent", "court", "N"),
    ]
    row = measured(rows).whole
    assert (row["clearance_rate"], row["disposition_days"]) == (1 / 1, 1 / 1 * 365)
    assert (row["age_median_days"], row["backlog_share"]) == (365, 1)
    assert (row["share_within"], row["finished_only_share_within"]) == (0.5, 1)
    assert (row["scheduled"], row["adjourned"], row["adjournment_rate"]) == (5, 3, 0.6)
    assert (row["tried"], row["mean_trial_settings"], row["tried_on_first_share"]) == (1, 2, 0)
    reasons = measured(rows).reasons.select("reason", "n", "days", "n_waiting", "median_days")
    assert reasons.rows() == [("judge absent", 2, 60, 1, 30.0), ("no file", 1, 30, 0, 30.0)]


def test_open_cases_keep_the_share_in_time_from_looking_better_than_it_is() -> None:
    rows = rows_of([(0, [("judgment", 100, None, None)], "N")] * 3 + [(0, [], "N")] * 9)
    row = measured(rows[2:]).whole
    assert (row["share_within"], row["finished_only_share_within"]) == (0.25, 1.0)


def test_a_case_that_rests_is_pending_but_not_old() -> None:
    rows = rows_of([(0, [("archived", 100, None, None)], "N"), (700, [], "N")])
    row = measured(rows).whole
    assert (row["pending"], row["inactive"], row["active"], row["age_median_days"]) == (2, 1, 1, 30)


def test_a_case_that_moves_again_rests_no_longer() -> None:
    events = [("archived", 100, None, None), ("hearing", 200, None, None)]
    assert measured(rows_of([(0, events, "N")])).whole["inactive"] == 0


def test_the_days_of_one_date_in_court_are_counted_once() -> None:
    events = [("hearing", 50, None, None), ("adjourned", 50, "no file", "police")]
    row = measured(rows_of([(0, events, "N")])).whole
    assert (row["scheduled"], row["adjourned"]) == (1, 1)


def test_a_trial_of_several_days_was_set_once() -> None:
    events = [("trial", d, None, None) for d in (50, 51, 52)] + [("judgment", 60, None, None)]
    row = measured(rows_of([(0, events, "N")])).whole
    assert (row["mean_trial_settings"], row["tried_on_first_share"]) == (1, 1)


def test_a_trial_that_is_only_put_off_counts_among_first_dates_and_not_as_tried() -> None:
    events = [("trial adjourned", d, "no file", "court") for d in (50, 90, 130)]
    row = measured(rows_of([(0, events, "N")])).whole
    assert (row["tried"], row["mean_trial_settings"]) == (0, None)
    assert (row["first_dates"], row["first_held_share"]) == (1, 0)


def test_small_units_show_counts_and_no_rates() -> None:
    rows = rows_of([(400, [("judgment", 450, None, None)], "N")] * 12 + [(400, [], "S")] * 3)
    found = measured(rows, by="court").frame
    south = found.filter(pl.col("unit") == "S").row(0, named=True)
    north = found.filter(pl.col("unit") == "N").row(0, named=True)
    assert (south["n"], south["share_within"], south["backlog_share"]) == (3, None, None)
    assert north["share_within"] == 1


def test_classes_of_age_hold_every_active_case() -> None:
    found = measured(rows_of([(d, [], "N") for d in range(0, 700, 7)]))
    ages = found.ages.filter(pl.col("unit") == "")
    assert ages.get_column("n").sum() == found.whole["active"]
    assert ages.get_column("from_days").to_list() == [0, 91, 181, 366]
    assert ages.get_column("share").sum() == pytest.approx(1)


def test_a_class_of_age_begins_on_its_day() -> None:
    found = measured(rows_of([(730 - 91, [], "N"), (730 - 90, [], "N")]))
    assert found.ages.select("from_days", "n").rows() == [(0, 1), (91, 1)]


def test_the_interval_of_the_adjournment_rate_knows_that_hearings_of_a_case_are_alike() -> None:
    n = pl.Series([10] * 40)
    alike = share_over_cases(pl.Series([10] * 20 + [0] * 20), n)
    apart = share_over_cases(pl.Series([4, 6] * 20), n)
    naive = wilson(200, 400)
    widths = [float(i.high or 0) - float(i.low or 0) for i in (alike, apart, naive)]
    assert widths[0] > 2.5 * widths[2] > widths[1]


def test_the_interval_of_the_adjournment_rate_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20)
    held = 0
    for _ in range(400):
        n = rng.integers(1, 9, 120)
        lost = rng.binomial(n, rng.beta(2, 6, 120))
        found = share_over_cases(pl.Series(lost), pl.Series(n))
        held += found.low <= 0.25 <= found.high  # type: ignore[operator]
    assert 0.92 <= held / 400 <= 0.98


def test_a_rate_that_is_the_same_in_all_cases_is_not_certain() -> None:
    found = share_over_cases(pl.Series([1, 1, 1]), pl.Series([2, 2, 2]))
    assert found.low is not None
    assert found.low < 0.3


def test_a_name_that_never_happens_is_told() -> None:
    found = read(rows_of([(0, [], "N")])).courts(filed="filed", disposed=("judgment", "struck off"))
    assert found.notes == ("No event is called “struck off”.",)
    assert "struck off" in found.sentence()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"filed": "lodged", "disposed": "judgment"}, "lodged"),
        ({"filed": "filed", "disposed": "struck off"}, "struck off"),
        ({"filed": "filed", "disposed": "judgment", "by": "region"}, "court"),
        ({"filed": "filed", "disposed": "filed"}, "both"),
        ({"filed": "filed", "disposed": "judgment", "standard_days": 0}, "one day"),
        ({"filed": "filed", "disposed": "judgment", "since": date(2025, 2, 1)}, "after"),
        ({"filed": "filed", "disposed": "judgment", "since": "January"}, "year-month-day"),
    ],
)
def test_what_cannot_be_measured_is_refused(how: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(rows_of([(0, [], "N")])).courts(**how)


def test_a_wide_log_is_measured_by_its_stages() -> None:
    frame = pl.DataFrame(
        {"id": ["1", "2"], "filed_on": ["2024-02-01", "2024-03-01"],
         "decided_on": ["2024-03-02", None], "court": ["N", "S"]}
    )  # fmt: skip
    log = EventLog.read(
        frame, case="id", stages={"filed": "filed_on", "decided": "decided_on"},
        groups=["court"], as_of="2024-12-31",
    )  # fmt: skip
    found = log.courts(filed="filed", disposed="decided", by="court")
    assert found.frame.select("unit", "incoming", "resolved", "pending").rows() == [
        ("", 2, 1, 1), ("N", 1, 1, 0), ("S", 1, 0, 1),
    ]  # fmt: skip


def test_words_and_charts_say_what_was_found() -> None:
    events = [("adjourned", 50, "no file", "police"), ("hearing", 90, None, None),
              ("judgment", 100, None, None)]  # fmt: skip
    found = measured(rows_of([(0, events, "N")] * 20 + [(400, [], "N")] * 20))
    said = found.sentence()
    assert "20 are pending" in said
    assert "Of 40 days in court, 20 were lost: 50%" in said
    assert "over finished cases only it looks like 100%" in said
    assert "no file (police)" in charts.svg(found.reasons_chart())
    assert "181 to 365 days" in charts.svg(found.chart())


def test_cases_that_were_never_filed_are_told_and_counted_nowhere() -> None:
    rows = [*rows_of([(0, [], "N")]), ("lost", "hearing", START, None, None, "N")]
    found = measured(rows)
    assert (found.without_filing, found.whole["n"], found.whole["scheduled"]) == (1, 2, 0)
    assert "1 without a filing are in no number here" in found.sentence()


def test_the_period_can_be_named() -> None:
    rows = rows_of([(0, [("judgment", 40, None, None)], "N"), (35, [], "N")])[2:]
    row = read(rows).courts(filed="filed", disposed="judgment", since="2023-02-01").whole
    assert (row["incoming"], row["resolved"], row["clearance_rate"]) == (1, 1, 1.0)
