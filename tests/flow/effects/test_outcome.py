"""Outcomes that open cases do not bend."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog, Exit
from amparo.flow.effects import effect
from amparo.flow.effects.outcome import advanced_within, days_waited, entered, happened

AS_OF = date(2024, 6, 30)
STAGES = {"reported": "reported", "charged": "charged"}
DAY = st.integers(-400, 0).map(lambda n: AS_OF + timedelta(days=n))
ROWS = st.lists(
    st.tuples(DAY, st.one_of(st.none(), st.integers(-20, 200)), st.sampled_from(["N", "S"])),
    min_size=1, max_size=40,
)  # fmt: skip


def log_of(rows: list[tuple[date, int | None, str]], as_of: date = AS_OF) -> EventLog:
    frame = pl.DataFrame(
        {
            "id": [str(i) for i in range(len(rows))],
            "reported": [r[0] for r in rows],
            "charged": [None if r[1] is None else r[0] + timedelta(days=r[1]) for r in rows],
            "district": [r[2] for r in rows],
        },
        schema_overrides={"charged": pl.Date},
    )
    return EventLog.read(frame, case="id", stages=STAGES, groups=["district"], as_of=as_of)


def plain(rows: list[tuple[date, int | None, str]], days: int) -> dict[tuple[str, date], list[int]]:
    """Month by month in plain Python: of those followed long enough, who was charged in time."""
    made: dict[tuple[str, date], list[int]] = {}
    for reported, gap, place in rows:
        month = reported.replace(day=1)
        following = (month + timedelta(days=32)).replace(day=1)
        known = gap if gap is not None and reported + timedelta(days=gap) <= AS_OF else None
        if following - timedelta(days=1) > AS_OF - timedelta(days=days):
            continue
        if known is not None and known < 0:
            continue
        made.setdefault((place, month), []).append(int(known is not None and known <= days))
    return made


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_the_share_equals_a_plain_count_of_those_followed_long_enough(rows: Any) -> None:
    wanted = plain(rows, 60)
    log = log_of(rows)
    if not wanted:
        with pytest.raises(CannotEstimate):
            advanced_within(log, "reported", "charged", 60, by="district")
        return
    found = advanced_within(log, "reported", "charged", 60, by="district").frame
    assert {(u, p): (v, n) for u, p, v, n in found.rows()} == {
        key: (pytest.approx(sum(k) / len(k)), len(k)) for key, k in wanted.items()
    }


@settings(deadline=None, max_examples=30)
@given(ROWS, st.integers(1, 300))
def test_waiting_longer_never_changes_a_month_that_could_be_judged(rows: Any, later: int) -> None:
    early = date(2023, 12, 31)
    kept = [r for r in rows if r[0] <= early]
    months = plain([r for r in kept if r[0] <= date(2023, 9, 30)], 0)
    if not months:
        return
    one = advanced_within(log_of(kept, early), "reported", "charged", 60, by="district").frame
    longer = early + timedelta(days=later)
    two = advanced_within(log_of(kept, longer), "reported", "charged", 60, by="district").frame
    assert set(one.rows()) <= set(two.rows())


def test_months_that_cannot_be_judged_are_cut_and_counted() -> None:
    rows = [(date(2024, m, 10), None, "N") for m in range(1, 7)]
    found = advanced_within(log_of(rows), "reported", "charged", 60, by="district")
    assert found.frame["period"].to_list() == [date(2024, m, 1) for m in (1, 2, 3, 4)]
    assert found.n_cut == 2
    assert "2 of 6 cases entered too late" in found.notes[0]


def test_naive_shares_of_open_cases_would_have_shown_a_fall() -> None:
    rows = [(date(2024, m, 1), 50, "N") for m in range(1, 7)]
    log = log_of(rows)
    naive = log.frame.select(pl.col("charged").is_not_null()).to_series().to_list()
    assert naive[-1] is False
    assert advanced_within(log, "reported", "charged", 60).frame["value"].to_list() == [1.0] * 4


def test_an_exit_before_the_day_is_no_advance() -> None:
    frame = pl.DataFrame(
        {"id": ["1", "2"], "reported": [date(2024, 1, 5)] * 2,
         "charged": [date(2024, 1, 25), None], "status": ["open", "refused"]}
    )  # fmt: skip
    log = EventLog.read(
        frame, case="id", stages=STAGES, exits=[Exit("refused", "status", ("refused",))],
        as_of=AS_OF,
    )  # fmt: skip
    assert advanced_within(log, "reported", "charged", 60).frame["value"].to_list() == [0.5]


def test_days_waited_are_those_of_kaplan_and_meier_up_to_the_horizon() -> None:
    rows = [(date(2024, 1, 5), gap, "N") for gap in (10, 30, None, 100)]
    found = days_waited(log_of(rows), "reported", "charged", 60)
    assert found.frame.rows() == [("all", date(2024, 1, 1), (10 + 30 + 60 + 60) / 4, 4)]


def test_a_month_without_a_case_counts_as_none() -> None:
    rows = [(date(2024, 1, 5), None, "N"), (date(2024, 3, 5), None, "N")]
    found = entered(log_of(rows), "reported").frame
    assert found["value"].to_list() == pytest.approx([1 / 31, 0.0, 1 / 31])
    assert found["n"].to_list() == [31, 29, 31]


def test_hearings_are_counted_where_they_are_no_stage() -> None:
    frame = pl.DataFrame(
        {
            "case": ["1", "1", "1", "2"],
            "what": ["filed", "hearing", "hearing", "filed"],
            "day": ["2024-01-03", "2024-02-01", "2024-02-20", "2024-01-09"],
        }
    )
    log = EventLog.read(
        frame, case="case", activity="what", time="day", as_of=AS_OF,
        stages={"filed": "filed", "verdict": "verdict"},
    )  # fmt: skip
    assert happened(log, "hearing").frame["value"].to_list() == pytest.approx([2 / 29])
    with pytest.raises(Refused, match="no such activity"):
        happened(log, "adjournment")


def test_a_place_that_was_repaired_and_is_not_in_the_log_is_refused() -> None:
    found = entered(log_of([(date(2024, 1, 5), None, "N")]), "reported", by="district")
    with pytest.raises(Refused, match="not in the data"):
        found.panel({"West": date(2024, 2, 1)})


def test_an_outcome_from_a_log_goes_into_an_effect_with_what_was_cut() -> None:
    rows = [
        (date(2022 + m // 12, m % 12 + 1, d), 20 if d <= (5 if m < 14 else 15) else None, "N")
        for m in range(30) for d in range(1, 21)
    ]  # fmt: skip
    made = advanced_within(log_of(rows), "reported", "charged", 60, by="district")
    found = effect(made, treated_from={"N": date(2023, 3, 1)}, better="higher")
    assert found.unit_word == "district"
    assert any("too late to be judged" in note for note in found.notes)
    assert round(found.estimate or 0, 2) == 0.5


def test_a_stage_may_be_named_by_its_column() -> None:
    frame = pl.DataFrame({"id": ["1"], "rep_on": [date(2024, 1, 5)], "ch_on": [date(2024, 1, 9)]})
    log = EventLog.read(
        frame, case="id", stages={"reported": "rep_on", "charged": "ch_on"}, as_of=AS_OF
    )
    assert advanced_within(log, "rep_on", "ch_on", 60).frame["value"].to_list() == [1.0]
    with pytest.raises(Refused, match="no such stage"):
        advanced_within(log, "rep_on", "verdict", 60)
