"""From whatever file a stranger has to a table, its dates, and a guess at the pathway."""

from amparo.flow.reading.dates import ParsedDates, parse_dates
from amparo.flow.reading.guess import Guess, SuggestedExit, guess
from amparo.flow.reading.table import Table, read_table

__all__ = ["Guess", "ParsedDates", "SuggestedExit", "Table", "guess", "parse_dates", "read_table"]
