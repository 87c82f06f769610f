"""Where counts and maps are made: in memory, on DuckDB or Spark, or compiled."""

from amparo.flow.engines.counting import (
    count_file,
    count_log,
    counts_of_file,
    counts_of_log,
)
from amparo.flow.engines.engine import Engine, opened
from amparo.flow.engines.mapping import Mapped, map_file, map_log

__all__ = [
    "Engine",
    "Mapped",
    "count_file",
    "count_log",
    "counts_of_file",
    "counts_of_log",
    "map_file",
    "map_log",
    "opened",
]
