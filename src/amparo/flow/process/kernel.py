"""The scans: what follows what, and the paths of cases, as counts; all else is made of these.

Each takes whole numbers in order (see `Coded`) and gives a small table of counts, so that another
engine may stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.integer]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
CODE = ">u2"  # a code within a path
LARGEST_TABLE = 1 << 23  # cells of a table of counts kept whole; above it, counts are sorted out


@dataclass(frozen=True, eq=False)
class Scanned:
    """What follows what, as counts.

    Shapes: `days` has one row a (source, target, days) that occurs, with `n`; `pairs` one row a
    (source, target), with `n_cases`; `activities` one row a code: `n`, `n_cases`, and how many
    cases `started` with it, `ended` with it, or are `open` with it as the last so far.
    """

    days: pl.DataFrame
    pairs: pl.DataFrame
    activities: pl.DataFrame


def follows_of(
    case_code: Ints, activity_code: Ints, day: Ints, finished: Flags, n_activities: int
) -> Scanned:
    """Every event with the next one of its case. Units: days, differences of calendar dates."""
    k = max(1, n_activities)
    new_case = _changes(case_code)
    within = np.flatnonzero(~new_case[1:])
    pair = activity_code[within].astype(np.int64) * k + activity_code[within + 1]
    gap = (day[within + 1] - day[within]).astype(np.int64)
    span = int(gap.max(initial=0)) + 1
    cell, n = _counted(pair * span + gap, k * k * span)
    pairs, pair_cases = _cases_of(case_code[within], pair, k * k)
    present, in_cases = _cases_of(case_code, activity_code, k)
    spread = np.zeros(n_activities, dtype=np.int64)
    spread[present] = in_cases
    first = activity_code[new_case]
    last = activity_code[np.roll(new_case, -1)]
    return Scanned(
        pl.DataFrame(
            {
                "source": cell // span // k, "target": cell // span % k, "days": cell % span,
                "n": n,
            }
        ),
        pl.DataFrame({"source": pairs // k, "target": pairs % k, "n_cases": pair_cases}),
        pl.DataFrame(
            {
                "activity": np.arange(n_activities, dtype=np.int64),
                "n": np.bincount(activity_code, minlength=n_activities),
                "n_cases": spread,
                "started": np.bincount(first, minlength=n_activities),
                "ended": np.bincount(last[finished], minlength=n_activities),
                "open": np.bincount(last[~finished], minlength=n_activities),
            }
        ),
    )  # fmt: skip


def _changes(case_code: Ints) -> Flags:
    """Whether each event is the first of its case."""
    new = np.ones(case_code.size, dtype=np.bool_)
    new[1:] = case_code[1:] != case_code[:-1]
    return new


def _counted(cells: Ints, size: int) -> tuple[Counts, Counts]:
    """Each value that occurs, ascending, and how often."""
    if size <= LARGEST_TABLE:
        counts = np.bincount(cells)
        there = np.flatnonzero(counts)
        return there, counts[there]
    values, counts = np.unique(cells, return_counts=True)
    return values.astype(np.int64), counts.astype(np.int64)


def _cases_of(case: Ints, what: Ints, size: int) -> tuple[Counts, Counts]:
    """Each value of `what`, and in how many cases it occurs; `case` ascends."""
    small = what.astype(np.uint16) if size <= 1 << 16 else what  # sorted by its digits: faster
    order = np.argsort(small, kind="stable")
    sorted_what, sorted_case = what[order], case[order]
    new = np.ones(what.size, dtype=np.bool_)
    new[1:] = (sorted_what[1:] != sorted_what[:-1]) | (sorted_case[1:] != sorted_case[:-1])
    return _counted(sorted_what[new].astype(np.int64), size)


def variants_of(
    case_code: Ints, activity_code: Ints, day: Ints, finished: Flags, until: int
) -> pl.DataFrame:
    """The paths of cases: which activities, in which order.

    Shapes: one row a (path, finished, days) that occurs, with `n`. `path` is the activities' codes
    as `CODE`, one after the other, which sort as the codes do. `days`: from the first event to the
    last, or to the day `until` (days since 1970-01-01) where the case is not finished.
    """
    import pyarrow as pa

    first = np.flatnonzero(_changes(case_code))
    bounds = np.append(first, case_code.size)
    codes = np.ascontiguousarray(activity_code, dtype=CODE)
    offsets = np.ascontiguousarray(bounds * codes.itemsize, dtype=np.int64)
    paths = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), first.size, [None, pa.py_buffer(offsets), pa.py_buffer(codes)]
    )
    through = np.where(finished, day[bounds[1:] - 1], until) - day[first]
    return (
        pl.DataFrame(
            [
                pl.Series("path", pl.from_arrow(paths), dtype=pl.Binary),
                pl.Series("finished", finished, dtype=pl.Boolean),
                pl.Series("days", through, dtype=pl.Int64),
            ]
        )
        .group_by("path", "finished", "days")
        .agg(pl.len().cast(pl.Int64).alias("n"))
    )
