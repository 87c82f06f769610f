"""What a file too large for memory holds, worked out from its first rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog import EventLog
from amparo.flow.pathway import Pathway

ROWS = 50_000


def pathway_of(path: Path, **how: Any) -> Pathway:
    """The pathway by which a log of the first rows would be read; how as in EventLog.read.

    The as-of day is not guessed from a part of the file: the engine takes it from the whole.
    Raises: Refused for what is neither Parquet nor CSV, or cannot be read.
    """
    log = EventLog.read(_first_rows(path), **how)
    given = log.pathway if how.get("as_of") else replace(log.pathway, as_of=None)
    asked = how.get("pathway")
    if isinstance(asked, str | Path) and given.as_of is None:
        given = replace(given, as_of=Pathway.read(asked).as_of)
    return given


def _first_rows(path: Path) -> pl.DataFrame:
    if not path.exists():
        raise Refused("There is no such file", found=path.name, next_step="check the name")
    place = path
    if path.is_dir():
        parts = sorted(path.rglob("*.parquet"))
        if not parts:
            raise Refused("The folder holds no Parquet file", found=path.name)
        place = parts[0]
    try:
        if place.name.endswith(".parquet"):
            return pl.scan_parquet(place).head(ROWS).collect()
        return pl.read_csv(place, n_rows=ROWS, infer_schema=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Refused(
            "An engine reads Parquet, or CSV with commas", found=str(error).splitlines()[0][:120],
            where=place.name, next_step="leave --engine out, or save the file as Parquet",
        ) from error  # fmt: skip
