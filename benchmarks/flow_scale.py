"""A million cases and five million events: the engine beside DuckDB's scan, pm4py and lifelines.

Run: .venv/bin/python benchmarks/flow_scale.py [--cases 1000000] [--units 200] [--write]
Each part runs in a process of its own, so that its peak memory is its own; all in one run on one
machine. `--write` puts the figures into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent))
STAGES = ("reported", "arrested", "charged", "arraigned", "hearing", "disposed", "sentenced")
FIRST, LAST = 14_610, 14_610 + 365 * 6  # days since 1970


def made_up(n: int, units: int, file: Path, seed: int = 7) -> int:
    """Cases with hearings that repeat, over six years, by case and day; gives how many events."""
    chance = np.random.default_rng(seed)
    unit, ids = chance.integers(0, units, n), np.arange(n)
    day = chance.integers(FIRST, LAST - 365, n).astype(np.int64)
    there = np.ones(n, bool)
    case, act, on = [ids], [np.zeros(n, np.int8)], [day]

    def add(stage: int, who: np.ndarray) -> None:
        seen = who & (day <= LAST)
        case.append(ids[seen])
        act.append(np.full(seen.sum(), stage, np.int8))
        on.append(day[seen])

    for stage, (share, wait) in enumerate(((0.85, 20), (0.85, 45), (0.92, 30)), 1):
        there = there & (chance.random(n) < share)
        day = day + chance.exponential(wait, n).astype(np.int64)
        add(stage, there)
    hearings = chance.geometric(0.45, n)
    for number in range(1, 8):
        again = there & (hearings >= number)
        day = np.where(again, day + chance.exponential(60, n).astype(np.int64), day)
        add(4, again)
    for stage, (share, wait) in ((5, (0.75, 30)), (6, (0.6, 20))):
        there = there & (chance.random(n) < share)
        day = day + chance.exponential(wait, n).astype(np.int64)
        add(stage, there)
    cases, acts, days = np.concatenate(case), np.concatenate(act), np.concatenate(on)
    order = np.lexsort((days, cases))
    pl.DataFrame(
        {
            "case": cases[order],
            "activity": pl.Series(np.array(STAGES)[acts[order]]),
            "day": pl.Series(days[order].astype(np.int32)).cast(pl.Date),
            "unit": pl.Series(np.char.add("unit ", unit[cases[order]].astype(str))),
        }
    ).write_parquet(file)
    return int(cases.size)


def pathway() -> Any:
    """The seven stages, by unit."""
    from amparo.flow import Pathway, Stage

    return Pathway("case", tuple(Stage(s, s) for s in STAGES), shape="long", activity="activity",
                   time="day", groups=("unit",))  # fmt: skip


def peak_megabytes() -> float:
    """The most memory this program held; rusage would count what its parent held before it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def best(act: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The shortest of a few runs, in seconds, and what came of it."""
    shortest, made = float("inf"), None
    for _ in range(times):
        begun = time.perf_counter()
        made = act()
        shortest = min(shortest, time.perf_counter() - begun)
    return shortest, made


def worked(act: Callable[[], Any], times: int = 3) -> float:
    """The least of a processor's seconds in a few runs, which other work hardly moves."""
    least = float("inf")
    for _ in range(times):
        begun = time.process_time()
        act()
        least = min(least, time.process_time() - begun)
    return least


def scan(file: Path) -> dict[str, float]:
    """DuckDB reads every value of the file's columns."""
    import duckdb

    connection = duckdb.connect()
    ask = f"select max(\"case\"), max(activity), max(day), max(unit) from '{file}'"  # noqa: S608

    def read() -> Any:
        return connection.execute(ask).fetchall()

    return {"scan": best(read, 9)[0], "scan_cpu": worked(read, 9)}


def ibis_duckdb(file: Path) -> dict[str, float]:
    """All counts, pairs and variants through Ibis on DuckDB, from the file."""
    from amparo.flow.engines import count_file, opened

    with opened("duckdb") as engine:

        def whole() -> Any:
            return count_file(engine, file, pathway())

        return {"ibis": best(whole, 9)[0], "ibis_cpu": worked(whole, 9)}


def compact(file: Path) -> dict[str, float]:
    """The same through the compact form; and pairs and variants alone, from it."""
    from amparo.flow.engines.compact import CompactLog

    def whole() -> Any:
        return CompactLog.read(file, pathway()).counted()

    whole()  # compiles, or loads what was compiled
    took, _ = best(whole, 9)
    log = CompactLog.read(file, pathway())
    counting, _ = best(log.counted)
    follows, _ = best(log.follows, 9)
    variants, _ = best(log.variants, 9)
    return {"compact": took, "compact_cpu": worked(whole, 9), "counting": counting,
            "follows": follows, "variants": variants}  # fmt: skip


def curves(file: Path) -> dict[str, float]:
    """Kaplan–Meier of every unit and step: from counts, and by lifelines in a loop of ten units."""
    from lifelines import KaplanMeierFitter

    from amparo.flow.curves import kaplan_meiers
    from amparo.flow.engines.compact import CompactLog

    steps = CompactLog.read(file, pathway()).counted().counts.steps
    ours, made = best(lambda: kaplan_meiers(steps, ["unit", "step"]))
    some = steps.get_column("unit").unique().sort().head(10).implode()
    cells = [
        (part.get_column("days").to_numpy(), part.get_column("outcome").eq("advanced").to_numpy(),
         part.get_column("n").to_numpy())
        for part in steps.filter(pl.col("unit").is_in(some) & pl.col("days").is_not_null())
        .partition_by("unit", "step")
    ]  # fmt: skip
    people = [(np.repeat(d, n), np.repeat(e, n)) for d, e, n in cells]
    theirs, _ = best(lambda: [KaplanMeierFitter().fit(d, e) for d, e in people], 1)
    return {"curves": ours, "n_curves": len(made), "lifelines": theirs / len(people) * len(made)}


def pm4py_part(file: Path) -> dict[str, float]:
    """pm4py on a frame already in memory, sorted and in its own column names."""
    import pm4py

    frame = pl.read_parquet(file).select(
        pl.col("case").cast(pl.String).alias("case:concept:name"),
        pl.col("activity").alias("concept:name"),
        pl.col("day").cast(pl.Datetime("ns", "UTC")).alias("time:timestamp"),
    ).to_pandas()  # fmt: skip
    follows, _ = best(lambda: pm4py.discover_dfg(frame), 1)
    variants, _ = best(lambda: pm4py.get_variants(frame), 1)
    return {"pm4py_follows": follows, "pm4py_variants": variants}


PARTS = {part.__name__: part for part in (scan, ibis_duckdb, compact, curves, pm4py_part)}


def alone(part: str, file: Path) -> dict[str, float]:
    """One part in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--file", str(file)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(text.strip().splitlines()[-1])
    print(f"{part}: {found}", file=sys.stderr)
    return found


def page(asked: argparse.Namespace, n_events: int, size: int, found: dict[str, float]) -> str:
    """The section of the page."""
    from writing import machine

    base = found["scan"]
    rows = [
        ("every count, pair and variant through Ibis on DuckDB, from the file", "ibis", 15),
        ("the same through the compact form, from the file", "compact", 8),
    ]
    lines = [
        f"## Flow: {asked.cases:,} cases, {n_events:,} events, {asked.units} units", "",
        f"Parquet of {size / 1e6:.0f} MB. DuckDB needs {base:.3f} s to read the values of its four"
        f" columns ({found['scan_cpu']:.3f} s of a processor); everything is told as times that."
        " Best of nine runs, threads as they come.", "",
        "| | seconds | times the scan | the same in processor time | goal | peak memory |",
        "|---|---|---|---|---|---|",
        *(f"| {what} | {found[key]:.2f} | {found[key] / base:.1f} × |"
          f" {found[key + '_cpu'] / found['scan_cpu']:.1f} × | {goal} × |"
          f" {found[key + '_mb']:,.0f} MB |" for what, key, goal in rows),
        f"| counting alone, once the log is compact | {found['counting']:.2f} |"
        f" {found['counting'] / base:.1f} × | | | |", "",
        *(f"Past its goal: {what}.\n" for what, key, goal in rows if found[key] / base > goal),
        "| | Amparo | peer | times as fast | goal |", "|---|---|---|---|---|",
        f"| what follows what, from the compact form; pm4py from its frame |"
        f" {found['follows']:.3f} s | {found['pm4py_follows']:.2f} s |"
        f" {found['pm4py_follows'] / found['follows']:,.0f} × | 100 × |",
        f"| variants | {found['variants']:.3f} s | {found['pm4py_variants']:.2f} s |"
        f" {found['pm4py_variants'] / found['variants']:,.0f} × | 100 × |",
        f"| {found['n_curves']:,.0f} Kaplan–Meier curves from counts; lifelines in a loop (ten"
        f" units measured, the rest in proportion) | {found['curves']:.3f} s |"
        f" {found['lifelines']:.1f} s |"
        f" {found['lifelines'] / found['curves']:,.0f} × | 50 × |", "",
        machine("duckdb", "ibis-framework", "polars", "numba", "pm4py", "lifelines") + ".",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write where asked."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=1_000_000)
    words.add_argument("--units", type=int, default=200)
    words.add_argument("--write", action="store_true")
    words.add_argument("--part", choices=PARTS)
    words.add_argument("--file", type=Path)
    asked = words.parse_args()
    if asked.part:
        found = PARTS[asked.part](asked.file)
        peak = peak_megabytes()
        print(json.dumps({**found, f"{next(iter(found))}_mb": peak}))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.parquet"
        n_events = made_up(asked.cases, asked.units, file)
        found = {}
        for part in PARTS:
            found |= alone(part, file)
        text = page(asked, n_events, file.stat().st_size, found)
    print(text)
    if asked.write:
        from writing import section

        section("flow", text)


if __name__ == "__main__":
    main()
