"""The map's tables as text: what the page and the terminal show."""

from __future__ import annotations

from amparo.flow.process.follows import Follows
from amparo.flow.process.rework import Rework
from amparo.flow.process.variants import Variants
from amparo.flow.report.sheets import Sheet
from amparo.flow.wording import days, percent, plural

STANDING = "Where cases begin, end and stand"


def ways_sheet(found: Follows, *, most: int | None = None) -> Sheet:
    """What follows what, commonest first."""
    rows = tuple(
        (
            f"{row['source']} → {row['target']}", f"{row['count']:,}", f"{row['n_cases']:,}",
            days(row["median_days"]),
            f"{days(row['quarter_days'])} to {days(row['three_quarters_days'])}",
        )
        for row in found.frame.head(most or found.frame.height).to_dicts()
    )  # fmt: skip
    headers = ("What follows what", "Times", plural(found.unit).capitalize(), "Median days",
               "Middle half, days")  # fmt: skip
    caption = "What follows what; days of those that followed"
    return Sheet(caption, headers, rows, frozenset({1, 2, 3, 4}))


def activities_sheet(found: Follows) -> Sheet:
    """Each activity: how often, and where cases begin, end and stand."""
    rows = tuple(
        (row["activity"], *(f"{row[name]:,}" for name in
                            ("count", "n_cases", "started", "ended", "open")))
        for row in found.activities.to_dicts()
    )  # fmt: skip
    headers = ("Activity", "Times", plural(found.unit).capitalize(), "Begin here", "End here",
               "Still here")  # fmt: skip
    return Sheet(STANDING, headers, rows, frozenset(range(1, 6)))


def paths_sheet(found: Variants, *, most: int) -> Sheet:
    """The commonest paths; an open one ends in an arrow and has no days, since it is not over."""
    rows = tuple(
        (row["variant"], f"{row['count']:,}", percent(row["share"]),
         "finished" if row["finished"] else "open", days(row["median_days"]))
        for row in found.frame.head(most).to_dicts()
    )  # fmt: skip
    headers = ("Path", plural(found.unit).capitalize(), "Of all", "Is it over", "Median days")
    n = found.n_paths - len(rows)
    caption = "The commonest paths" + (f"; {n:,} more are not shown" if n > 0 else "")
    return Sheet(caption, headers, rows, frozenset({1, 2, 4}))


def rework_sheet(found: Rework) -> Sheet:
    """What is done again, and what it costs in days."""
    rows = tuple(
        (
            row["activity"] + (f" (after {row['after']})" if row["after"] else ""),
            "came back to" if row["after"] else "done again",
            f"{row['n_cases']:,}", f"{row['times']:,}", f"{row['extra_days']:,}",
            days(row["median_days"]),
        )
        for row in found.frame.to_dicts()
    )  # fmt: skip
    headers = ("Activity", "How", plural(found.unit).capitalize(), "Times", "Extra days in all",
               "Median days")  # fmt: skip
    return Sheet("Work done again", headers, rows, frozenset({2, 3, 4, 5}))
