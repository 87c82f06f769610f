"""Monthly flow: what came in, went on or left, and waits."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from amparo.flow import EventLog, Exit
from amparo.flow.courts import Flow, monthly


def flow() -> Flow:
    frame = pl.DataFrame(
        {
            "case": ["1", "2", "3", "4"],
            "filed": ["2024-01-10", "2024-01-20", "2024-02-01", "2024-03-05"],
            "decided": ["2024-02-10", None, "2024-01-15", None],
            "status": [None, "withdrawn", None, None],
            "left": [None, "2024-03-01", None, None],
        }
    )
    log = EventLog.read(
        frame, case="case", stages={"filed": "filed", "decided": "decided"}, as_of="2024-03-10",
        exits=[Exit("withdrawn", "status", ("withdrawn",), "left")],
    )  # fmt: skip
    return monthly(log, 0)


def test_each_month_tells_what_came_in_what_left_and_what_waits() -> None:
    # Case 3, decided before it was filed, leaves on the day it comes in.
    assert flow().frame.select("month", "days", "incoming", "resolved", "backlog").rows() == [
        (date(2024, 1, 1), 31, 2, 0, 2),
        (date(2024, 2, 1), 29, 1, 2, 1),
        (date(2024, 3, 1), 10, 1, 1, 1),
    ]


def test_rates_follow_their_published_formulas() -> None:
    year = flow().latest
    assert year["clearance_rate"] == pytest.approx(3 / 4)
    assert year["disposition_days"] == pytest.approx(1 / 3 * 70)


def test_a_rate_of_nothing_is_none() -> None:
    assert flow().frame.get_column("disposition_days").to_list()[0] is None
