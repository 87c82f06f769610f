"""The paths that cases take, from their first event to their last.

Source: van der Aalst, Process Mining (2016), section 5.2: a variant is the sequence of activities
of a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.process.coded import coded_of
from amparo.flow.process.kernel import CODE, variants_of
from amparo.flow.process.quantiles import quantiles_of

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog

ARROW = " → "
EPOCH = date(1970, 1, 1)
OPEN = " → …"  # what a path that is not finished ends with


@dataclass(frozen=True, eq=False, repr=False)
class Variants:
    """The paths of cases, commonest first.

    Shapes: `frame` has one row a path and whether it is `finished`: `variant` (its text; an open
    path ends in "→ …"), `path` (the activities), `finished`, `count` (cases), `share` (of all cases
    with an event), `median_days` (first event to last; none for an open path, which is not over),
    `median_days_so_far` (first event to the as-of day, open paths only).
    Counts: `n_paths` and `n` are of all paths and cases, also of those that `most=` leaves out.
    Misleads when: many cases are open. The finished paths are then the quick ones, and what an open
    case will still go through is not known.
    """

    frame: pl.DataFrame
    n: int
    n_finished: int
    n_paths: int
    as_of: date
    unit: str = "case"

    @property
    def left_out(self) -> tuple[int, int]:
        """How many paths `frame` leaves out, and how many cases took them."""
        return self.n_paths - self.frame.height, self.n - int(self.frame.get_column("count").sum())

    def sentence(self) -> str:
        """How many paths there are, and the commonest, in words."""
        from amparo.flow.process.wording import variants_sentence  # noqa: PLC0415  (it knows us)

        return variants_sentence(self)

    def chart(self, *, narrow: bool = False) -> Any:
        """The ten commonest paths as bars, as an Altair chart."""
        from amparo.flow.process.charts import variants_chart  # noqa: PLC0415  (when asked)

        return variants_chart(self, narrow=narrow)

    def to_csv(self, path: Any) -> None:
        """Write the paths as CSV. Raises: Refused where it cannot be written."""
        from amparo.flow.process.writing import write_csv  # noqa: PLC0415  (only to write)

        write_csv(self.frame.drop("path"), path)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Variants({self.sentence()})"


def variants(log: EventLog, *, most: int | None = None, ends: Sequence[str] = ()) -> Variants:
    """The paths of a log, at most this many. `ends` names the activities that end a case.

    Raises: Refused for an end that never happens in the log, and for fewer than one path.
    """
    if most is not None and most < 1:
        raise Refused("Ask for one path or more", found=f"most={most}")
    coded = coded_of(log, ends=ends)
    until = (log.as_of - EPOCH).days
    counts = variants_of(coded.case_code, coded.activity_code, coded.day, coded.finished, until)
    frame = variants_from(counts)
    n_finished = int(coded.finished.sum())
    kept = frame if most is None else frame.head(most)
    return Variants(
        spelled(kept, coded.activities), coded.n_cases, n_finished, frame.height, log.as_of,
        log.unit,
    )  # fmt: skip


def variants_from(counts: pl.DataFrame) -> pl.DataFrame:
    """One row a (path, finished) from counts by days: `count`, `share`, `median`; commonest first.

    Paths of one count stand in the order of their activities' codes, so by name.
    """
    paths = counts.group_by("path", "finished").agg("days", "n").with_row_index("(place)")
    days = paths.select("(place)", "days", "n").explode("days", "n")
    found = paths.select("path", "finished").hstack(
        quantiles_of(days, ["(place)"], {"median": 0.5}).select("count", "median")
    )
    return found.with_columns((pl.col("count") / pl.col("count").sum()).alias("share")).sort(
        "count", "path", "finished", descending=[True, False, True]
    )


def spelled(frame: pl.DataFrame, activities: Sequence[str]) -> pl.DataFrame:
    """Codes as names, and the days told apart: of the whole path, or so far."""
    paths = [
        [activities[code] for code in np.frombuffer(raw, dtype=CODE).tolist()]
        for raw in frame.get_column("path").to_list()
    ]
    done = pl.col("finished")
    text = pl.col("path").list.join(ARROW)
    return frame.with_columns(pl.Series("path", paths, dtype=pl.List(pl.String))).select(
        (text + pl.when(done).then(pl.lit("")).otherwise(pl.lit(OPEN))).alias("variant"),
        "path",
        "finished",
        "count",
        "share",
        pl.when(done).then("median").alias("median_days"),
        pl.when(~done).then("median").alias("median_days_so_far"),
    )
