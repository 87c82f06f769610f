"""The day of the data: columns that end together end with it; dates planned ahead do not."""

from datetime import date, timedelta

import polars as pl

from amparo.flow import EventLog

FIRST = date(2022, 1, 1)
STAGES = {name: name for name in ("complaint", "arrest", "charge")}


def cases(n: int = 1_000, **last: date) -> pl.DataFrame:
    """So many cases, one a day; the last few of a column on the day given."""
    days = [FIRST + timedelta(days=at) for at in range(n)]
    columns = {name: [*days[:-4], *[last.get(name, days[-1])] * 4] for name in STAGES}
    return pl.DataFrame({"case": [str(at) for at in range(n)], **columns})


def day_of(frame: pl.DataFrame) -> date:
    return EventLog.read(frame, case="case", stages=STAGES).as_of


def test_columns_that_end_within_days_of_one_another_end_with_the_last():
    end = FIRST + timedelta(days=1_001)
    assert day_of(cases(charge=end)) == end


def test_dates_planned_months_ahead_are_not_the_day_of_the_data():
    ahead = FIRST + timedelta(days=1_060)
    assert day_of(cases(charge=ahead)) == FIRST + timedelta(days=999)
