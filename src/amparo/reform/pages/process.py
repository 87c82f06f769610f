"""The page of what follows what: the map, the numbers it is drawn from, and work done again."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from amparo.flow.process import Follows, Rework
from amparo.reform.selectors.process import Process
from amparo.web.charts import Chart
from amparo.web.shapes import Column, Row

WAYS = (
    Column("From"), Column("To"), Column("Times", number=True), Column("Cases", number=True),
    Column("Half within", number=True), Column("Middle half", number=True),
)  # fmt: skip
AGAIN = (
    Column("What was done again"), Column("Cases", number=True), Column("Times", number=True),
    Column("Half had all of them within", number=True),
)  # fmt: skip
BACK = (
    Column("Went back to"), Column("After"), Column("Cases", number=True),
    Column("Half were as far again within", number=True), Column("Not yet", number=True),
)  # fmt: skip
MOST_WAYS = 60


@dataclass(frozen=True)
class ProcessPage:
    """Everything the page shows."""

    drawing: Chart
    again_said: str
    again: tuple[Row, ...]
    again_columns: tuple[Column, ...]
    back: tuple[Row, ...]
    back_columns: tuple[Column, ...]


def process_page(found: Process) -> ProcessPage:
    """Compose the page."""
    rework = found.rework.frame
    return ProcessPage(
        drawing=_drawing(found.drawn),
        again_said=found.rework.sentence(),
        again=tuple(_again(rework.filter(pl.col("kind") == "again"))),
        again_columns=AGAIN,
        back=tuple(_back(found.rework)),
        back_columns=BACK,
    )


def _drawing(drawn: Follows) -> Chart:
    return Chart(
        title="The ways that cases go",
        sentence=drawn.sentence(),
        wide=drawn.svg(),
        narrow=drawn.svg(narrow=True),
        columns=WAYS,
        rows=[
            (
                row["source"], row["target"], f"{row['count']:,}", f"{row['n_cases']:,}",
                _days(row["median_days"]),
                f"{row['quarter_days']:,.0f} to {row['three_quarters_days']:,.0f} days",
            )
            for row in drawn.frame.head(MOST_WAYS).to_dicts()
        ],
        note="The days are of those that did go on; who waits still is in none of them. For how "
        "long a step takes with everyone counted, see Step by step.",
    )  # fmt: skip


def _days(days: float | None) -> str:
    if days is None:
        return "not reached"
    return "the same day" if days < 1 else f"{days:,.0f} {'day' if days == 1 else 'days'}"


def _again(frame: pl.DataFrame) -> list[Row]:
    return [
        Row(
            (row["activity"], f"{row['n_cases']:,}", f"{row['times']:,}", _days(row["median_days"]))
        )
        for row in frame.to_dicts()
    ]


def _back(rework: Rework) -> list[Row]:
    return [
        Row(
            (
                row["activity"], row["after"], f"{row['n_cases']:,}", _days(row["median_days"]),
                f"{row['n_not_yet']:,}",
            )
        )
        for row in rework.frame.filter(pl.col("kind") == "back").to_dicts()
    ]  # fmt: skip
