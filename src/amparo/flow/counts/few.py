"""Counts that can leave the house: no cell stands for fewer cases than agreed.

What is done, in this order, and never in silence (docs/methods.md):
1. stages that fewer cases reached are cut from the end of the pathway;
2. where only a few were set aside they count as gone on, at the median of those who did; where a
   few skipped a step they count as waiting for it;
3. a unit with a smaller cell has its kinds of exit put into one; if a small cell remains, the unit
   joins "(few)" with the others like it, which takes in the next smallest units until it is large;
4. days are put together with their neighbours until each stands for enough cases;
5. calendar days become months, put together alike; a step with fewer in all tells none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.counts.counted import Counts
from amparo.flow.counts.steps import ADVANCED, CELL, EXITED, SET_ASIDE, WAITING, added_up
from amparo.flow.findings import Assumption

FEW, SOME_EXIT = "(few)", "(any exit)"


def without_small_cells(counts: Counts, fewest: int) -> Counts:
    """Counts in which every cell is of at least `fewest` cases.

    Misleads when: differences between two cells still can be small, such as those who reached a
    stage less those who advanced to it: cases with a day missing in between.
    Raises: CannotEstimate where there are too few cases for any cell.
    Source: micro-aggregation, Domingo-Ferrer and Mateo-Sanz 2002.
    """
    if fewest < 2:
        return counts
    cut, notes = _without_rare_stages(counts, fewest)
    columns = [cut.column_of(group) for group in cut.pathway.groups]
    cut, moved = _rare_as_usual(cut, columns, fewest)
    if moved:
        notes.append(Assumption("set aside or skipped", f"{moved:,} counted as gone on or waiting",
                                f"fewer than {fewest} of a unit at a step"))  # fmt: skip
    steps, reached, joined = _without_small_units(cut, columns, fewest)
    if joined:
        notes.append(Assumption("units put together", FEW, f"{joined:,} had cells under {fewest}"))
    days = _by_month(cut.days, fewest)
    if days.height == 0 and cut.days.height:
        notes.append(Assumption("months", "left out", f"there are fewer than {fewest} cases"))
    return replace(
        cut,
        steps=_days_together(steps, columns, fewest),
        reached=reached,
        days=days,
        assumptions=(*counts.assumptions, *notes),
        fewest=max(fewest, counts.fewest),
    )


def _without_rare_stages(counts: Counts, fewest: int) -> tuple[Counts, list[Assumption]]:
    """Without the last stages that fewer cases reached than may be told."""
    there = dict(counts.reached.group_by("stage").agg(pl.col("n").sum()).rows())
    keep = len(counts.stages)
    while keep and there.get(keep - 1, 0) < fewest:
        keep -= 1
    if keep < 2:
        raise CannotEstimate(
            "There are too few cases to share counts of them", found=f"{counts.n:,} cases",
            next_step=f"gather more, or agree on cells smaller than {fewest}",
        )  # fmt: skip
    if keep == len(counts.stages):
        return counts, []
    lost = ", ".join(counts.stages[keep:])
    return replace(
        counts,
        pathway=replace(counts.pathway, stages=counts.pathway.stages[:keep]),
        steps=counts.steps.filter(pl.col("step") < keep - 1),
        reached=counts.reached.filter(pl.col("stage") < keep),
        days=counts.days.filter(pl.col("step") < keep - 1),
    ), [Assumption("stages left out", lost, f"fewer than {fewest} cases reached them")]


def _rare_as_usual(
    counts: Counts, columns: Sequence[str], fewest: int
) -> tuple[Counts, int]:  # fmt: skip
    """Few set aside as gone on, few who skipped as waiting; and how many those were."""
    by = [*columns, "step"]
    outcome, kind, n = pl.col("outcome"), pl.col("kind"), pl.col("n")
    gone = counts.steps.filter(outcome == ADVANCED).sort(*by, "days")
    middle = gone.group_by(by).agg(
        pl.col("days").filter(n.cum_sum() >= n.sum() / 2).first().alias("(middle)")
    )
    told = counts.steps.join(middle, on=by, how="left", nulls_equal=True).with_columns(
        (n.sum().over(*by, "outcome", "kind") < fewest).alias("(few)")
    )
    aside = pl.col("(few)") & (outcome == SET_ASIDE) & pl.col("(middle)").is_not_null()
    skipped = pl.col("(few)") & (outcome == WAITING) & (kind == "skipped")
    moved = int(told.filter(aside | skipped).get_column("n").sum())
    steps = told.select(
        *by,
        pl.when(aside).then(pl.lit(ADVANCED)).otherwise(outcome).alias("outcome"),
        pl.when(skipped).then(pl.lit("")).otherwise(kind).alias("kind"),
        pl.when(aside).then("(middle)").otherwise("days").alias("days"),
        "n",
    )
    return replace(counts, steps=added_up(steps, [*columns, *CELL])), moved


def _without_small_units(
    counts: Counts, columns: Sequence[str], fewest: int
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Steps and stages with the units that have small cells as one; how many those were."""
    unit = pl.concat_str(*columns, separator="\x1f") if columns else pl.lit("")
    steps = counts.steps.with_columns(unit.alias("(unit)"))
    reached = counts.reached.with_columns(unit.alias("(unit)")).filter(pl.col("n") > 0)
    steps = _exits_as_one(steps, _small(steps, reached, fewest))
    bad = _small(steps, reached, fewest)
    sizes = reached.filter(pl.col("stage") == -1).sort("n", "(unit)").get_column("(unit)").to_list()
    joining = [name for name in sizes if name in bad]
    others = [name for name in sizes if name not in bad]
    while joining:
        pooled, there = (_pooled(frame, columns, joining) for frame in (steps, reached))
        if _small(pooled, there, fewest) & {FEW}:
            pooled = _exits_as_one(pooled, {FEW})
        if not _small(pooled, there, fewest):
            return (
                added_up(pooled, [*columns, *CELL]),
                added_up(there, [*columns, "stage"]),
                len(joining),
            )
        if not others:
            raise CannotEstimate(
                "There are too few cases to share counts of them", found=f"{counts.n:,} cases",
                next_step=f"count by fewer groups, or agree on cells smaller than {fewest}",
            )  # fmt: skip
        joining.append(others.pop(0))
    return added_up(steps, [*columns, *CELL]), added_up(reached, [*columns, "stage"]), 0


def _small(steps: pl.DataFrame, reached: pl.DataFrame, fewest: int) -> set[str]:
    """Units with a cell of one to too few cases, the days of a cell together."""
    by_cell = steps.group_by("(unit)", "step", "outcome", "kind").agg(pl.col("n").sum())
    by_stage = reached.group_by("(unit)", "stage").agg(pl.col("n").sum())
    small = pl.col("n") < fewest
    names = (
        by_cell.filter(small).get_column("(unit)"),
        by_stage.filter(small).get_column("(unit)"),
    )
    return {name for column in names for name in column.to_list()}


def _exits_as_one(steps: pl.DataFrame, units: set[str]) -> pl.DataFrame:
    here = pl.col("(unit)").is_in(list(units)) & (pl.col("outcome") == EXITED)
    return steps.with_columns(
        pl.when(here).then(pl.lit(SOME_EXIT)).otherwise(pl.col("kind")).alias("kind")
    )


def _pooled(frame: pl.DataFrame, columns: Sequence[str], units: Sequence[str]) -> pl.DataFrame:
    """These units as one, called "(few)"; without groups there is one already."""
    here = pl.col("(unit)").is_in(list(units))
    return frame.with_columns(
        pl.when(here).then(pl.lit(FEW)).otherwise(pl.col(name)).alias(name)
        for name in (*columns, "(unit)")
    )


def _days_together(steps: pl.DataFrame, columns: Sequence[str], fewest: int) -> pl.DataFrame:
    """Neighbouring days of a cell as one day, their median, until each has enough cases."""
    keys = [*columns, "step", "outcome", "kind"]
    timed = steps.filter(pl.col("days").is_not_null()).sort(*keys, "days")
    parts = [
        part.with_columns(_runs(part["days"].to_numpy(), part["n"].to_numpy(), fewest))
        for part in timed.partition_by(keys, maintain_order=True)
    ]
    untimed = steps.filter(pl.col("days").is_null())
    return added_up(pl.concat([*parts, untimed]), [*columns, *CELL])


def _runs(days: np.ndarray, sizes: np.ndarray, fewest: int) -> pl.Series:
    """For each day the one that stands for its run; the last run takes what is left over."""
    run, filled, runs = 0, 0, np.empty(days.size, dtype=np.int64)
    for place, size in enumerate(sizes):
        runs[place] = run
        filled += int(size)
        if filled >= fewest:
            run, filled = run + 1, 0
    if filled and run:
        runs[runs == run] = run - 1
    stands = np.empty(days.size, dtype=np.int32)
    for number in np.unique(runs):
        here = runs == number
        middle = np.searchsorted(np.cumsum(sizes[here]), sizes[here].sum() / 2)
        stands[here] = days[here][middle]
    return pl.Series("days", stands, dtype=pl.Int32)


def _by_month(days: pl.DataFrame, fewest: int) -> pl.DataFrame:
    """Calendar days as months, each with its neighbours until it is large; no step of a few."""
    months = added_up(days.with_columns(pl.col("day").dt.truncate("1mo")), ["step", "way", "day"])
    ways = months.group_by("step", "way").agg(pl.col("n").sum())
    small = ways.filter(pl.col("n") < fewest).get_column("step").unique().implode()
    told = months.filter(~pl.col("step").is_in(small))
    parts = [
        part.with_columns(
            _runs(part["day"].to_physical().to_numpy(), part["n"].to_numpy(), fewest)
            .cast(pl.Date)
            .alias("day")
        )
        for part in told.partition_by("step", "way", maintain_order=True)
    ]
    return added_up(pl.concat(parts), ["step", "way", "day"]) if parts else told
