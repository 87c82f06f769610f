"""Where counts are made for every analysis: in memory, on DuckDB or Spark, or compiled."""

from amparo.flow.engines.counting import (
    count_file,
    count_log,
    counts_of_file,
    counts_of_log,
)
from amparo.flow.engines.courts import courts_file, courts_log
from amparo.flow.engines.engine import Engine, opened
from amparo.flow.engines.learning import system_of_file, system_of_log
from amparo.flow.engines.lists import lists_of_file, lists_of_frame
from amparo.flow.engines.mapping import Mapped, map_file, map_log
from amparo.flow.engines.rework import rework_file, rework_log

__all__ = [
    "Engine",
    "Mapped",
    "count_file",
    "count_log",
    "counts_of_file",
    "counts_of_log",
    "courts_file",
    "courts_log",
    "lists_of_file",
    "lists_of_frame",
    "map_file",
    "map_log",
    "opened",
    "rework_file",
    "rework_log",
    "system_of_file",
    "system_of_log",
]
