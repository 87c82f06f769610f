"""From whatever file a stranger has to a table, its dates, and a guess at the pathway."""

from amparo.flow.reading.dates import ParsedDates, parse_dates
from amparo.flow.reading.guess import Guess, SuggestedExit, guess
from amparo.flow.reading.table import Table, read_content, read_table

__all__ = [
    "Guess", "ParsedDates", "SuggestedExit", "Table", "guess", "parse_dates", "read_content",
    "read_table",
]  # fmt: skip
