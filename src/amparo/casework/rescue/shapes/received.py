"""How complaints were received, as rows."""

from __future__ import annotations

from amparo.casework.rescue.selectors.received import FEWEST, Received, ReceivedPage
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row

COLUMNS = [
    Column("Asked to act"), Column("Complaints", number=True), Column("Registered", number=True),
    Column("Refused", number=True), Column("No answer", number=True),
    Column("Asked for money", number=True),
]  # fmt: skip
HIDDEN = "Under 11"


def rows_of(page: ReceivedPage) -> list[Row]:
    """One row an institution, the small ones together at the end."""
    return [_row(row) for row in page.rows]


def _row(row: Received) -> Row:
    several = f"{row.n_institutions} institutions" if row.n_institutions > 1 else ""
    share = f"{row.share_registered:.0%}" if row.share_registered is not None else ""
    return Row([
        Cell(row.name, note=several), f"{row.n:,}", Cell(_n(row.registered), note=share),
        _n(row.refused), _n(row.unanswered), _n(row.paid),
    ])  # fmt: skip


def _n(n: int | None) -> str:
    return HIDDEN if n is None else f"{n:,}"


def said_of(page: ReceivedPage) -> str:
    """What the table counts, of which days, and what it keeps back."""
    if page.from_on is None or page.until_on is None:
        return ""
    days = f"{spoken_date(page.from_on)} to {spoken_date(page.until_on)}"
    guarded = f" Numbers from 1 to {FEWEST - 1} are kept back." if page.is_guarded else ""
    return (
        f"{page.n:,} complaints presented from {days}, each by where it stands now. A complaint "
        f"that was refused and later registered counts as registered. Institutions with fewer than "
        f"{FEWEST} are put together, and no share is given of so few.{guarded}"
    )
