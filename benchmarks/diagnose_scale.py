"""How `amparo diagnose` grows: a million made-up cases, beside reading the file and lifelines.

Run: .venv/bin/python benchmarks/diagnose_scale.py [--cases 1000000] [--units 200]
Everything is measured in one run on one machine; the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from amparo.flow import EventLog, counts, diagnose
from amparo.flow.survival import kaplan_meier

STAGES = ("complaint", "arrest", "charge", "arraignment", "verdict")
AS_OF = date(2024, 12, 31)
T = TypeVar("T")


def made_up(n: int, units: int, seed: int = 7) -> pl.DataFrame:
    """Cases over five years; each step is taken by most, after a wait of its own."""
    chance = np.random.default_rng(seed)
    start = np.datetime64("2020-01-01") + chance.integers(0, 1826, n).astype("timedelta64[D]")
    columns: dict[str, object] = {
        "case": np.arange(n),
        "unit": np.char.add("unit ", chance.integers(0, units, n).astype(str)),
        STAGES[0]: start,
    }
    day, there = start, np.ones(n, dtype=bool)
    for stage, share, wait in zip(STAGES[1:], (0.7, 0.8, 0.9, 0.6), (20, 45, 30, 250), strict=True):
        there = there & (chance.random(n) < share)
        day = day + chance.exponential(wait, n).astype(int).astype("timedelta64[D]")
        columns[stage] = pl.Series(np.where(there, day, np.datetime64("NaT"))).cast(pl.Date)
    return pl.DataFrame(columns).with_columns(pl.col(STAGES[0]).cast(pl.Date))


def timed(act: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    made = act()
    return time.perf_counter() - begun, made


def main() -> None:
    """Measure, and print one line for each."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=1_000_000)
    words.add_argument("--units", type=int, default=200)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.cases, asked.units)


def measure(folder: Path, n: int, units: int) -> None:
    """Read, diagnose and draw curves, each beside its peer."""
    frame = made_up(n, units)
    csv, parquet = folder / "cases.csv", folder / "cases.parquet"
    frame.write_csv(csv)
    frame.write_parquet(parquet)
    print(
        f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}, "
        f"polars {version('polars')}, lifelines {version('lifelines')}"
    )
    print(
        f"{n:,} cases, {units} units, {len(STAGES)} stages; CSV {csv.stat().st_size / 1e6:.0f} MB"
    )
    how = {"case": "case", "stages": {s: s for s in STAGES}, "as_of": AS_OF}
    for name, path, only in (
        ("CSV", csv, lambda: pl.read_csv(csv)),
        ("Parquet", parquet, lambda: pl.read_parquet(parquet)),
    ):
        base, _ = timed(only)
        took, log = timed(lambda path=path: EventLog.read(path, groups=["unit"], **how))
        print(f"{name}: reading alone {base:.2f} s; the log {took:.2f} s, {took / base:.1f} ×")
        whole, found = timed(lambda log=log: diagnose(log))
        print(
            f"{name}: the diagnosis, overall and of {len(found.groups)} units, {whole:.2f} s, "
            f"{whole / base:.1f} × reading alone"
        )
    curves(log)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")


def curves(log: EventLog) -> None:
    """Kaplan–Meier of every unit and step, by counts, and by lifelines in a loop over 20 units."""
    from lifelines import KaplanMeierFitter

    steps = len(STAGES) - 1

    def ours() -> int:
        table = counts.of(log, by=["unit"])
        parts = table.partition_by("unit", "step")
        return len([kaplan_meier(part) for part in parts])

    took, made = timed(ours)
    some = list(log.parts("unit").items())[:20]

    def theirs() -> None:
        for _, part in some:
            for k in range(steps):
                began = part.frame.filter(pl.col(STAGES[k]).is_not_null())
                gap = (pl.col(STAGES[k + 1]).fill_null(AS_OF) - pl.col(STAGES[k])).dt.total_days()
                waits = began.select(gap).to_series().to_numpy()
                reached = began.get_column(STAGES[k + 1]).is_not_null().to_numpy()
                KaplanMeierFitter().fit(waits, reached)

    peer, _ = timed(theirs)
    whole = peer * made / (len(some) * steps)
    print(f"Kaplan–Meier of {made} unit-steps: {took:.2f} s from the log, counting included")
    print(
        f"lifelines in a loop: {whole:.1f} s ({len(some)} units measured, the rest in proportion), "
        f"{whole / took:.0f} ×"
    )


if __name__ == "__main__":
    main()
