"""Where the counts pass runs: in memory, on DuckDB, on Spark, or compiled over a compact log."""

from amparo.flow.engines.counting import (
    count_file,
    count_log,
    counts_of_file,
    counts_of_log,
)
from amparo.flow.engines.engine import Engine, opened

__all__ = ["Engine", "count_file", "count_log", "counts_of_file", "counts_of_log", "opened"]
