"""One pass turns the log into counts by group, step, days and outcome; all else uses counts."""

from amparo.flow.counts.counted import Counts, counted, days_of, reached_by
from amparo.flow.counts.few import without_small_cells
from amparo.flow.counts.kept import keep, read_counts
from amparo.flow.counts.steps import (
    ADVANCED,
    EXITED,
    SET_ASIDE,
    WAITING,
    combined,
    of,
    of_step,
    total,
)
from amparo.flow.counts.together import by_groups, put_together

__all__ = [
    "ADVANCED",
    "EXITED",
    "SET_ASIDE",
    "WAITING",
    "Counts",
    "by_groups",
    "combined",
    "counted",
    "days_of",
    "keep",
    "of",
    "of_step",
    "put_together",
    "reached_by",
    "read_counts",
    "total",
    "without_small_cells",
]
