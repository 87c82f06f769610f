"""Eighty-one million cases on one machine: counts of a wide file through Ibis on DuckDB.

Run: .venv/bin/python benchmarks/nation.py [--cases 81000000] [--write]
The size of India's public court record, made up: a court, and the days of filing, first hearing,
decision and appeal. Measured at 1, 9 and all millions, so that the cost of a case can be compared.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent))
STAGES = ("filed", "first heard", "decided", "appealed")
A_PART = 3_000_000
FIRST, LAST = 14_610, 14_610 + 365 * 10


def made_up(n: int, folder: Path) -> None:
    """Parquet parts of three million cases, wide: one row a case."""
    for part, start in enumerate(range(0, n, A_PART)):
        size = min(A_PART, n - start)
        chance = np.random.default_rng([7, part])
        day = chance.integers(FIRST, LAST, size)
        there = np.ones(size, bool)
        columns: dict[str, pl.Series] = {
            "court": pl.Series(chance.integers(0, 700, size).astype(np.int16)).cast(pl.String)
        }
        for stage, (share, wait) in zip(
            STAGES, ((1.0, 0), (0.9, 60), (0.6, 400), (0.1, 90)), strict=True
        ):
            there = there & (chance.random(size) < share)
            day = day + (chance.exponential(wait, size).astype(np.int64) if wait else 0)
            seen = there & (day <= LAST)
            days = pl.Series(stage, day.astype(np.int32)).cast(pl.Date)
            columns[stage] = days.set(pl.Series(~seen), None)
        pl.DataFrame(columns).write_parquet(folder / f"part-{part:03}.parquet")


def measure(folder: Path) -> dict[str, float]:
    """Seconds and peak memory of counting a folder."""
    from amparo.flow import Pathway, Stage
    from amparo.flow.engines import counts_of_file, opened

    path = Pathway("", tuple(Stage(s, s) for s in STAGES), groups=("court",))
    with opened("duckdb") as engine:
        begun = time.perf_counter()
        counts = counts_of_file(engine, folder, path)
        took = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 2**20
    return {"n": counts.n, "seconds": took, "gigabytes": peak, "cells": counts.steps.height}


def main() -> None:
    """Measure, print, and write where asked."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=81_000_000)
    words.add_argument("--write", action="store_true")
    words.add_argument("--folder", type=Path)
    asked = words.parse_args()
    if asked.folder:
        print(json.dumps(measure(asked.folder)))
        return
    rows = []
    for n in (1_000_000, 9_000_000, asked.cases):
        with tempfile.TemporaryDirectory() as place:
            made_up(n, Path(place))
            size = sum(f.stat().st_size for f in Path(place).iterdir()) / 1e6
            command = [sys.executable, __file__, "--folder", place]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found = json.loads(text.strip().splitlines()[-1])
            rows.append({**found, "mb": size})
            print(rows[-1], file=sys.stderr)
    from writing import machine, section

    per_case = [row["seconds"] / row["n"] for row in rows]
    text = "\n".join(
        [
            f"## A nation: {rows[-1]['n']:,.0f} cases, wide, on one machine", "",
            "| cases | Parquet | seconds | peak memory | nanoseconds a case | beside the first |",
            "|---|---|---|---|---|---|",
            *(f"| {row['n']:,.0f} | {row['mb']:,.0f} MB | {row['seconds']:.1f} |"
              f" {row['gigabytes']:.1f} GB | {cost * 1e9:,.0f} | {cost / per_case[0]:.2f} × |"
              for row, cost in zip(rows, per_case, strict=True)),
            "", f"Counts of 700 courts and three steps, {rows[-1]['cells']:,} cells. "
            + machine("duckdb", "ibis-framework") + ".",
        ]
    )  # fmt: skip
    print(text)
    if asked.write:
        section("nation", text)


if __name__ == "__main__":
    main()
