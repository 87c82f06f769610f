"""Counts as a file: one Parquet table, and in its metadata how they were counted.

The file holds no case and no row of the source: group values, stages, days and numbers.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.counted import Counts
from amparo.flow.counts.steps import CELL
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Exit, Pathway, Stage

KEY, VERSION = "amparo.counts", 1
STEP, REACHED, DAY = "step", "reached", "day"
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)  # of a damaged Parquet file


def keep(counts: Counts, path: Path) -> None:
    """Write the counts. Raises: Refused where the file cannot be written."""
    parts = [
        part.with_columns(pl.lit(name).alias("(part)"))
        for name, part in ((STEP, counts.steps), (REACHED, counts.reached), (DAY, counts.days))
    ]
    table = pl.concat(parts, how="diagonal_relaxed")
    try:
        table.write_parquet(path, metadata={KEY: json.dumps(_account(counts), ensure_ascii=False)})
    except OSError as error:
        raise Refused(
            "The counts cannot be written", found=str(error.strerror or error), where=path.name,
            next_step="choose a folder that exists and may be written to",
        ) from error  # fmt: skip


def _account(counts: Counts) -> dict[str, Any]:
    """How the counts were made. Examples of findings stay home: they quote cells."""
    path = counts.pathway
    return {
        "version": VERSION,
        "unit": path.unit,
        "stages": [stage.name for stage in path.stages],
        "groups": list(path.groups),
        "exits": [
            {"kind": e.kind, "column": e.column, "values": list(e.values)} for e in path.exits
        ],
        "as_of": counts.as_of.isoformat(),
        "source": counts.source,
        "fewest": counts.fewest,
        "withheld": counts.withheld,
        "assumptions": [[a.about, a.value, a.because] for a in counts.assumptions],
        "findings": [[f.problem, f.column, f.count] for f in counts.findings],
    }  # fmt: skip


def is_counts(path: Path) -> bool:
    """Whether a file is one that `keep` wrote."""
    try:
        return path.suffix == ".parquet" and KEY in pl.read_parquet_metadata(path)
    except (OSError, *BROKEN):
        return False


def read_counts(path: Path) -> Counts:
    """Read what `keep` wrote. Raises: Refused for a file that is none, or of a later version."""
    try:
        said = json.loads(pl.read_parquet_metadata(path)[KEY])
        table = pl.read_parquet(path)
    except (OSError, KeyError, ValueError, *BROKEN) as error:
        raise Refused(
            "This is no file of counts", where=path.name,
            next_step="make one with: amparo counts FILE -o counts.parquet",
        ) from error  # fmt: skip
    if said["version"] > VERSION:
        raise Refused("The counts were made by a later Amparo", where=path.name,
                      next_step="update Amparo, then read them again")  # fmt: skip
    pathway = Pathway(
        case="",
        stages=tuple(Stage(name, name) for name in said["stages"]),
        unit=said["unit"],
        exits=tuple(Exit(e["kind"], e["column"], tuple(e["values"])) for e in said["exits"]),
        groups=tuple(said["groups"]),
        as_of=date.fromisoformat(said["as_of"]),
    )
    known = (STEP, REACHED, DAY)
    columns = [n for n in table.columns if n not in ("(part)", *CELL, "stage", "way", "day", "n")]
    steps, reached, days = (table.filter(pl.col("(part)") == name) for name in known)
    return Counts(
        pathway=pathway,
        as_of=date.fromisoformat(said["as_of"]),
        steps=steps.select(*columns, *CELL, "n"),
        reached=reached.select(*columns, "stage", "n"),
        days=days.select("step", "way", "day", "n"),
        source=said["source"],
        assumptions=tuple(Assumption(*a) for a in said["assumptions"]),
        findings=tuple(Finding(problem, column, n) for problem, column, n in said["findings"]),
        fewest=said["fewest"],
        withheld=said["withheld"],
    )
